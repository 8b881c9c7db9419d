import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  readDocument,
  sealReceipt
} from "./chunk-FPHHHQMM.mjs";
import {
  scratchFolder
} from "./chunk-C4MPUKV6.mjs";
import {
  compileValidator,
  readJsonLines
} from "./chunk-PNFH3LV2.mjs";
import {
  Evidence,
  Outcome,
  Plan,
  Receipt
} from "./chunk-53WHWWPF.mjs";
import {
  canonicalJson,
  compareFindings,
  digestFile,
  digestJson,
  makeFinding
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/flow/stages.ts
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
var MAX_FINDINGS = 1e4;
function inOrder(stages) {
  const ordered = [];
  const waiting = [...stages];
  while (waiting.length > 0) {
    const index = waiting.findIndex((stage) => stage.needs.every((need) => !waiting.some((other) => other.id === need)));
    if (index === -1) throw new Error(`stages need each other: ${waiting.map((stage) => stage.id).join(", ")}`);
    ordered.push(...waiting.splice(index, 1));
  }
  return ordered;
}
function stageName(id, side) {
  return side === "binding" ? id : `${id}.proposed`;
}
async function runStages(stages, only, run) {
  const results = { binding: /* @__PURE__ */ new Map(), proposed: /* @__PURE__ */ new Map() };
  for (const stage of inOrder(stages)) {
    const planned = run.project.plan.stages.find((candidate) => candidate.id === stage.id);
    if (!planned?.run || only && !only.includes(stage.id)) continue;
    for (const side of planned.sides) {
      const prior = new Map([...results.binding, ...side === "proposed" ? results.proposed : []]);
      results[side].set(stage.id, await runOne(stage, side, prior, run));
    }
  }
}
async function runOne(stage, side, prior, run) {
  const name = stageName(stage.id, side);
  const dir = join(run.folder, "evidence", name);
  await mkdir(dir, { recursive: true });
  const started = performance.now();
  const judge = side === "binding" ? run.project.binding : run.project.proposed;
  const { plan, base, head } = run.project;
  const ctx = {
    plan,
    policy: judge.policy,
    side,
    base,
    head,
    judging: judge.tree,
    prior,
    out: { dir, scratch: await scratchFolder(run.project, `stage-${stage.id}`) },
    runner: run.runner,
    log: run.log(name),
    signal: run.signal
  };
  const result = await runGuarded(stage, ctx);
  const written = await seal(name, dir, result, run, performance.now() - started);
  run.done(name, performance.now() - started, written.evidence);
  return written;
}
async function runGuarded(stage, ctx) {
  try {
    return await stage.run(ctx);
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    return failed(stage.id, error);
  }
}
function failed(stage, error) {
  const fault = error instanceof Fault ? error.details : null;
  const reason = fault ? [fault.message, fault.fix].filter(Boolean).join("; ") : `the stage stopped with an error of its own (${errorName(error)})`;
  const findings = fault?.kind === "change" ? [
    makeFinding({
      rule: `${stage}.${fault.code}`,
      severity: "block",
      place: faultPlace(fault),
      message: fault.message,
      fix: fault.fix ?? "correct the file"
    })
  ] : [];
  const evidence = {
    schema: "tunegate/evidence@1",
    stage,
    status: "error",
    reason,
    findings,
    metrics: [],
    digests: {},
    counts: {}
  };
  return { evidence, inputs: [], outputs: [], counts: { unit: "records", in: 0, out: 0, quarantined: 0, dropped: 0 } };
}
function faultPlace(fault) {
  const { path = "", line, record, pointer } = fault.place ?? {};
  return {
    path,
    ...line === void 0 ? {} : { line },
    ...record === void 0 ? {} : { record },
    ...pointer === void 0 ? {} : { pointer }
  };
}
function errorName(error) {
  const code = error?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return typeof code === "string" ? `${name} ${code}` : name;
}
async function seal(name, dir, result, run, durationMs) {
  const { evidence, outputs } = await capFindings(result, dir);
  await writeFile(join(dir, "evidence.json"), `${canonicalJson(evidence)}
`);
  const receipt = sealReceipt(
    {
      stage: name,
      plan: run.project.plan.digest,
      head_tree: run.project.plan.head.tree,
      tool: run.version,
      inputs: [...result.inputs],
      outputs: outputs.sort((a, b) => a.path < b.path ? -1 : 1),
      counts: { ...result.counts },
      evidence: digestJson(evidence)
    },
    { run_id: run.runId, recorded_at: run.now().toISOString(), duration_ms: Math.round(durationMs), host: run.host }
  );
  await mkdir(join(run.folder, "receipts"), { recursive: true });
  await writeFile(join(run.folder, "receipts", `${name}.json`), `${canonicalJson(receipt)}
`);
  return { ...result, evidence };
}
async function capFindings(result, dir) {
  const outputs = [...result.outputs];
  const { findings } = result.evidence;
  if (findings.length <= MAX_FINDINGS) return { evidence: result.evidence, outputs };
  const path = "findings.jsonl";
  await writeFile(
    join(dir, path),
    [...findings].sort(compareFindings).map((finding) => `${canonicalJson(finding)}
`).join("")
  );
  outputs.push({ path, ...await digestFile(join(dir, path)), rows: findings.length });
  const rank = { block: 0, warn: 1, info: 2 };
  const kept = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity] || compareFindings(a, b)).slice(0, MAX_FINDINGS);
  const counts = { ...result.evidence.counts, findings: findings.length };
  return { evidence: { ...result.evidence, findings: kept.sort(compareFindings), truncated: true, counts }, outputs };
}

// src/flow/folder.ts
import { createReadStream } from "node:fs";
import { mkdir as mkdir2, readFile, stat, writeFile as writeFile2 } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";
var DETAIL_FILES = {
  phi: "files.json",
  smoke: "detail.json",
  adapter: "detail.json",
  eval: "detail.json"
};
var validators = /* @__PURE__ */ new Map();
async function writeDocument(folder, path, value) {
  await mkdir2(dirname(join2(folder, path)), { recursive: true });
  await writeFile2(join2(folder, path), `${canonicalJson(value)}
`);
}
async function readChecked(folder, path, schema) {
  const value = await readDocument(folder, path);
  let validate = validators.get(schema);
  if (!validate) {
    validate = compileValidator(schema);
    validators.set(schema, validate);
  }
  const problem = validate(value)[0];
  if (problem) throw broken(path, `is not what tunegate writes: ${problem.message}`);
  return value;
}
async function requireRunFolder(folder) {
  if ((await stat(folder).catch(() => null))?.isDirectory()) return;
  throw new Fault({
    code: "no-run-folder",
    kind: "environment",
    message: "there is no such run folder",
    place: { path: folder },
    fix: "name a folder .tunegate/<run-id>"
  });
}
function readPlan(folder) {
  return readChecked(folder, "plan.json", Plan);
}
async function readStage(folder, id, side) {
  const name = stageName(id, side);
  const receiptPath = `receipts/${name}.json`;
  if (await readFile(join2(folder, receiptPath)).catch(() => null) === null) return null;
  const receipt = await readChecked(folder, receiptPath, Receipt);
  const evidence = await readChecked(folder, `evidence/${name}/evidence.json`, Evidence);
  if (digestJson(receipt.body) !== receipt.digest) throw broken(receiptPath, "does not have the digest that it states");
  if (receipt.body.stage !== name) throw broken(receiptPath, `belongs to stage ${receipt.body.stage}`);
  if (digestJson(evidence) !== receipt.body.evidence)
    throw broken(`evidence/${name}/evidence.json`, "is not the evidence that the receipt sealed");
  await checkOutputs(folder, name, receipt);
  const outcomes = evidence.outcomes ? await readOutcomes(folder, `evidence/${name}/${basename(evidence.outcomes.path)}`, evidence.outcomes.n) : [];
  const detailFile = DETAIL_FILES[id];
  const hasDetail = detailFile !== void 0 && receipt.body.outputs.some((file) => file.path === detailFile);
  return { evidence, receipt, outcomes, detail: hasDetail ? await readDocument(folder, `evidence/${name}/${detailFile}`) : null };
}
function basename(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}
async function checkOutputs(folder, name, receipt) {
  for (const file of receipt.body.outputs) {
    const path = `evidence/${name}/${file.path}`;
    const actual = await digestFile(join2(folder, path)).catch(() => null);
    if (actual?.sha256 !== file.sha256) throw broken(path, actual ? "is not the file that the receipt sealed" : "is missing");
  }
}
async function readOutcomes(folder, path, n) {
  const validate = compileValidator(Outcome);
  const outcomes = [];
  for await (const line of readJsonLines(createReadStream(join2(folder, path)))) {
    if (line.kind === "blank") continue;
    if (line.kind === "broken" || validate(line.value).length > 0) throw broken(path, `has a line ${line.line} that is no outcome`);
    outcomes.push(line.value);
  }
  if (outcomes.length !== n) throw broken(path, `has ${outcomes.length} outcomes, its evidence says ${n}`);
  return outcomes;
}
function broken(path, what) {
  return new Fault({
    code: "run-folder",
    kind: "environment",
    message: `${path} ${what}`,
    place: { path },
    fix: "run the gate again; a run folder is never edited"
  });
}

export {
  runStages,
  writeDocument,
  readChecked,
  requireRunFolder,
  readPlan,
  readStage
};
