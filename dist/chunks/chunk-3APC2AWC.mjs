import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  judgingFiles
} from "./chunk-C4MPUKV6.mjs";
import {
  POLICY_PATH,
  loadPolicy
} from "./chunk-JHHPMTCH.mjs";
import {
  EvalBaselineHeader,
  parseSmokeBaseline,
  value_exports
} from "./chunk-PNFH3LV2.mjs";
import {
  FLAGS,
  Outcome
} from "./chunk-53WHWWPF.mjs";
import {
  canonicalJson,
  digestJson,
  sha256
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/flow/inputs.ts
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

// src/verdict/sound.ts
var isCount = (value) => Number.isInteger(value) && value >= 0;
var isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
function defectsOf(given) {
  const { evidence, outcomes } = given;
  const defects = [];
  for (const metric of evidence.metrics) if (!soundMetric(metric)) defects.push(`metric ${metric.id} holds a number that is none`);
  for (const [name, count] of Object.entries(evidence.counts))
    if (!Number.isInteger(count)) defects.push(`count ${name} is no whole number`);
  for (const finding of evidence.findings) {
    const numbers = Object.entries(finding.place).filter(([key]) => !["path", "pointer", "column"].includes(key));
    if (!isShare(finding.confidence) || numbers.some(([, value]) => value !== void 0 && !isCount(value))) {
      defects.push(`a finding of rule ${finding.rule} holds a number that is none`);
    }
  }
  if (evidence.outcomes ? evidence.outcomes.n !== outcomes.length : outcomes.length > 0) {
    defects.push(`${evidence.outcomes?.n ?? 0} outcomes were sealed and ${outcomes.length} are there`);
  }
  return [...defects, ...outcomeDefects(outcomes), ...detailDefects(given)];
}
function soundMetric(metric) {
  const { kind, value, k, n, lower, upper, level } = metric;
  if (!isCount(n) || !isShare(level)) return false;
  if (n === 0) return kind === "count" || value === null;
  const finite = (number) => number !== null && Number.isFinite(number);
  if (!finite(value)) return false;
  if (lower === null !== (upper === null) || lower !== null && !(finite(lower) && finite(upper))) return false;
  if (kind === "count") return isCount(value) && k === value;
  if (kind === "rate") return isCount(k) && k <= n && isShare(value) && isShare(lower) && isShare(upper);
  return k === null || isCount(k);
}
function outcomeDefects(outcomes) {
  const seen = /* @__PURE__ */ new Set();
  for (const { suite, id, repeat, confidence } of outcomes) {
    if (!isCount(repeat) || !(confidence === null || isShare(confidence))) return [`an outcome of ${suite} holds a number that is none`];
    const key = `${suite}
${id}
${repeat}`;
    if (seen.has(key)) return [`an outcome of ${suite} is there twice`];
    seen.add(key);
  }
  return [];
}
function detailDefects(given) {
  const { stage, status } = given.evidence;
  if (status !== "ok") return [];
  if (stage === "eval") return evalDefects(given, given.detail);
  return stage === "smoke" ? smokeDefects(given.detail) : [];
}
function smokeDefects(detail) {
  const runs = detail.runs.filter((run) => run.problem === null && run.steps.some((step) => step.loss === null));
  return runs.map((run) => `run ${run.name} has a step without a finite loss`);
}
function evalDefects(given, detail) {
  const defects = [];
  const counts = countCases(given.outcomes);
  const judged = given.outcomes.filter((outcome) => !outcome.flags.includes(FLAGS.added));
  for (const suite of detail.suites) {
    const found = counts.get(suite.name) ?? { base: 0, added: 0, uneven: false };
    if (found.base !== suite.cases.base || found.added !== suite.cases.added) {
      const [expected, there] = [suite.cases.base + suite.cases.added, found.base + found.added];
      defects.push(`suite ${suite.name} has ${expected} cases and outcomes of ${there}`);
    }
    if (caseSetDigest(judged, suite.name) !== suite.suite_sha256)
      defects.push(`the outcomes of suite ${suite.name} are not those of its case set`);
    if (found.uneven) defects.push(`suite ${suite.name} has cases with fewer runs than others`);
  }
  return defects;
}
function caseSetDigest(outcomes, suite) {
  const cases = /* @__PURE__ */ new Map();
  for (const outcome of outcomes) if (outcome.suite === suite) cases.set(outcome.id, outcome.case_sha256);
  return digestJson([...cases].sort(([a], [b]) => a < b ? -1 : 1));
}
function countCases(outcomes) {
  const runs = /* @__PURE__ */ new Map();
  for (const { suite, id, flags } of outcomes) {
    const cases = runs.get(suite) ?? /* @__PURE__ */ new Map();
    runs.set(suite, cases);
    const found = cases.get(id);
    if (found) found.runs += 1;
    else cases.set(id, { runs: 1, added: flags.includes(FLAGS.added) });
  }
  const counts = /* @__PURE__ */ new Map();
  for (const [suite, cases] of runs) {
    const all = [...cases.values()];
    const added = all.filter((one) => one.added).length;
    counts.set(suite, { base: all.length - added, added, uneven: all.some((one) => one.runs !== all[0].runs) });
  }
  return counts;
}

// src/verdict/baseline.ts
var PROPOSE = "make it again with `tunegate baseline propose --only eval` and have it reviewed";
function compareOutcomes(a, b) {
  if (a.suite !== b.suite) return a.suite < b.suite ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.repeat - b.repeat;
}
function proposeEvalBaseline(detail, outcomes) {
  const defect = outcomes.length === 0 ? "there are no outcomes" : outcomeDefects(outcomes)[0];
  if (defect) throw refusal(`no evaluation baseline can be proposed: ${defect}`);
  const mismatch = detail.suites.find((suite) => suite.answers.trust === "mismatch");
  if (mismatch)
    throw refusal(
      `no evaluation baseline can be proposed: the recorded answers of suite ${mismatch.name} belong to another ${mismatch.answers.mismatch.join(", ")}`
    );
  const names = detail.suites.map((suite) => suite.name);
  const header = {
    schema: "tunegate/eval-baseline@1",
    key: {
      suites: Object.fromEntries(names.map((name) => [name, caseSetDigest(outcomes, name)])),
      decoding: Object.fromEntries(detail.suites.map((suite) => [suite.name, suite.decoding_sha256])),
      base_model: detail.base_digest
    },
    adapter_digest: detail.adapter_digest
  };
  const plain = outcomes.map((outcome) => ({ ...outcome, flags: outcome.flags.filter((flag) => flag !== FLAGS.added) }));
  return `${[header, ...plain.sort(compareOutcomes)].map(canonicalJson).join("\n")}
`;
}
function refusal(message) {
  return new Fault({
    code: "baseline-propose",
    kind: "inconclusive",
    message,
    fix: "run the evaluation on this tree first: `tunegate eval`"
  });
}
function parseEvalBaseline(text, path) {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw broken(path, 1, "the evaluation baseline is empty", "a header line, then one outcome a line");
  const header = parseLine(lines[0], path, 1);
  const wrong = value_exports.Errors(EvalBaselineHeader, header).First();
  if (wrong)
    throw broken(
      path,
      1,
      `the header of the evaluation baseline is not as expected at ${wrong.path || "its root"}: ${wrong.message.toLowerCase()}`,
      "schema, key and adapter_digest"
    );
  const outcomes = [];
  for (let i = 1; i < lines.length; i++) {
    const outcome = parseOutcome(lines[i], path, i + 1);
    checkOrder(outcomes.at(-1), outcome, path, i + 1);
    if (!Object.hasOwn(header.key.suites, outcome.suite)) {
      throw broken(
        path,
        i + 1,
        `outcome of suite ${JSON.stringify(outcome.suite)}, which the header does not name`,
        "a suite of the header's key"
      );
    }
    outcomes.push(outcome);
  }
  if (outcomes.length === 0) throw broken(path, 1, "the evaluation baseline holds no outcome", "one outcome a line after the header");
  checkSets(header, outcomes, path);
  return { header, outcomes };
}
function checkSets(header, outcomes, path) {
  for (const [suite, digest] of Object.entries(header.key.suites)) {
    if (caseSetDigest(outcomes, suite) === digest) continue;
    throw broken(
      path,
      1,
      `the outcomes of suite ${suite} are not those that the header of the evaluation baseline names`,
      "all outcomes, unchanged"
    );
  }
}
function parseLine(line, path, number) {
  try {
    return JSON.parse(line);
  } catch {
    const notFinite = /(?<!")\b(NaN|-?Infinity)\b/.test(line);
    const what = notFinite ? "holds a number that is not finite (NaN or Infinity)" : "is not JSON";
    throw broken(path, number, `line ${number} of the evaluation baseline ${what}`, "one JSON object a line");
  }
}
function parseOutcome(line, path, number) {
  const value = parseLine(line, path, number);
  if (value_exports.Check(Outcome, value)) return value;
  const wrong = value_exports.Errors(Outcome, value).First();
  throw broken(
    path,
    number,
    `line ${number} of the evaluation baseline is no outcome: ${wrong?.path || "its root"}: ${wrong?.message.toLowerCase()}`,
    "an outcome as tunegate writes it"
  );
}
function checkOrder(before, outcome, path, line) {
  if (!before || compareOutcomes(before, outcome) < 0) return;
  const same = compareOutcomes(before, outcome) === 0;
  const what = same ? "repeats the run of the line before" : "is out of order";
  throw broken(path, line, `line ${line} of the evaluation baseline ${what}`, "outcomes sorted by suite, id, repeat, each once");
}
function broken(path, line, message, expected) {
  return new Fault({ code: "eval-baseline", kind: "usage", message, place: { path, line }, expected, fix: PROPOSE });
}
function parseNeverMiss(text, path) {
  const ids = /* @__PURE__ */ new Map();
  for (const [index, line] of text.split("\n").entries()) {
    const id = line.trim();
    if (id === "" || id.startsWith("#")) continue;
    const first = ids.get(id);
    if (first !== void 0) {
      throw new Fault({
        code: "never-miss",
        kind: "usage",
        message: `the never-miss list names a case twice (lines ${first} and ${index + 1})`,
        place: { path, line: index + 1 },
        expected: "each case id once",
        fix: `remove line ${index + 1}`
      });
    }
    ids.set(id, index + 1);
  }
  return [...ids.keys()];
}

// src/flow/inputs.ts
var COPIED = ["policy", "smoke-baseline", "eval-baseline", "never-miss"];
async function writeInputs(folder, project) {
  for (const [side, judge] of [
    ["binding", project.binding],
    ["proposed", project.proposed]
  ]) {
    if (!judge) continue;
    for (const { path, role } of judgingFiles(judge.policy, POLICY_PATH)) {
      if (!COPIED.includes(role) || !await judge.tree.has(path)) continue;
      const target = join(folder, "inputs", side, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, await judge.tree.read(path, 1 << 30));
    }
  }
}
async function readInputs(folder, side, plan) {
  const dir = join(folder, "inputs", side);
  return loadInputs(
    (path) => readFile(join(dir, path), "utf8").catch(() => null),
    side === "binding" && plan.policy.from === "base" ? "base" : "head"
  );
}
async function checkInputs(tree, side) {
  const decoder = new TextDecoder();
  await loadInputs(async (path) => await tree.has(path) ? decoder.decode(await tree.read(path, 1 << 30)) : null, side);
}
async function loadInputs(read, side) {
  const policyText = await read(POLICY_PATH);
  if (policyText === null)
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: "the run folder holds no policy",
      place: { path: `inputs/${POLICY_PATH}` },
      fix: "run the gate again"
    });
  const policy = loadPolicy(policyText, { path: POLICY_PATH, side });
  const kind = side === "base" ? "usage" : "change";
  const neverMiss = /* @__PURE__ */ new Map();
  for (const gate of policy.gates) {
    const path = gate["never-miss"];
    if (path === void 0) continue;
    const text = await read(path);
    if (text === null) throw neverMissAbsent(gate.metric, path, kind);
    neverMiss.set(
      path,
      withKind(kind, () => parseNeverMiss(text, path))
    );
  }
  return {
    policy,
    smokeBaseline: await readSmokeBaseline(policy, read, kind),
    evalBaseline: await readEvalBaseline(policy, read, kind),
    neverMiss
  };
}
async function readSmokeBaseline(policy, read, kind) {
  const path = policy.baselines.smoke;
  const text = path === void 0 ? null : await read(path);
  return text === null ? null : withKind(kind, () => parseSmokeBaseline(text, path));
}
async function readEvalBaseline(policy, read, kind) {
  const path = policy.baselines.eval;
  const text = path === void 0 ? null : await read(path);
  return text === null ? null : withKind(kind, () => parseEvalBaseline(text, path));
}
async function policyDigest(folder, side) {
  const text = await readFile(join(folder, "inputs", side, POLICY_PATH), "utf8").catch(() => null);
  return text === null ? null : sha256(text);
}
function neverMissAbsent(metric, path, kind) {
  return new Fault({
    code: "never-miss",
    kind,
    message: `gate ${metric} names a never-miss list that is not there`,
    place: { path },
    expected: "a file with one case id a line",
    fix: "commit the list, or take never-miss out of the gate"
  });
}
function withKind(kind, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) throw new Fault({ ...error.details, kind });
    throw error;
  }
}

export {
  defectsOf,
  outcomeDefects,
  caseSetDigest,
  proposeEvalBaseline,
  writeInputs,
  readInputs,
  checkInputs,
  policyDigest
};
