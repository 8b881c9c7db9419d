import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  readStage,
  runStages,
  writeDocument
} from "./chunk-BCNQGSC3.mjs";
import "./chunk-FPHHHQMM.mjs";
import {
  proposeEvalBaseline,
  writeInputs
} from "./chunk-3APC2AWC.mjs";
import {
  openProject,
  scratchFolder
} from "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  chooseSlice,
  controlDelta,
  differingFields,
  parseSmokeBaseline,
  runOptions,
  runPair,
  smokeGates,
  trial
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/flow/baseline.ts
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

// src/stages/smoke/propose.ts
async function proposeSmokeBaseline(ctx, reason) {
  const { smoke, baselines } = ctx.policy;
  if (!smoke || !baselines.smoke) {
    const fix = "name smoke.command and baselines.smoke in the policy";
    throw new Fault({
      code: "no-smoke-baseline",
      kind: "usage",
      message: "the policy names no smoke baseline to write",
      place: { path: ctx.plan.policy.path },
      fix
    });
  }
  const path = baselines.smoke;
  const content = await chooseSlice(ctx, ctx.policy.data, smoke.rows);
  const detail = {
    schema: "tunegate/smoke-detail@1",
    framework: { id: "any", why: "baseline", runnable: true },
    device: { asked: smoke.device, absent: false },
    steps: smoke.steps,
    epochs: smoke.epochs ?? null,
    lr: smoke.lr,
    tolerance: smoke.tolerance,
    slice: content.slice,
    runs: []
  };
  const trials = [...await runPair(ctx, smoke, content), await trial(ctx, smoke, content, "control")];
  const measured = { ...detail, runs: trials.map(({ run }) => run) };
  const entry = entryOf(measured, reason, ctx.plan.head.commit);
  const old = await ctx.head.has(path) ? parseSmokeBaseline(Buffer.from(await ctx.head.read(path)).toString("utf8"), path) : null;
  const baseline = merge(old, entry);
  return { path, baseline, text: `${JSON.stringify(baseline, null, 2)}
`, notes: notesOf(old, entry, measured) };
}
function entryOf(detail, reason, commit) {
  const repeat = smokeGates(detail, null)[0];
  const run = detail.runs[0];
  const delta = controlDelta(detail);
  if (repeat.verdict !== "PASS" || !run?.key || !run.exact || !detail.slice || delta === null) {
    const fix = "make the training run and repeat first: `tunegate smoke` names the cause";
    throw new Fault({ code: "smoke-not-repeatable", kind: "change", message: `no baseline can be made: ${repeat.note}`, fix });
  }
  return {
    key: run.key,
    exact: run.exact,
    slice_sha256: detail.slice.sha256,
    slice: detail.slice.files,
    effective: run.effective,
    steps: run.steps,
    adapter_digest: run.adapter.trained,
    control_delta: delta,
    lr: detail.lr,
    tolerance: detail.tolerance,
    reason,
    commit
  };
}
function merge(old, entry) {
  const kept = (old?.entries ?? []).filter((other) => {
    const same = differingFields(other.key, entry.key).length === 0 && other.exact.cpu === entry.exact.cpu && other.exact.driver === entry.exact.driver;
    return !same && other.slice_sha256 === entry.slice_sha256 && other.lr === entry.lr;
  });
  return { schema: "tunegate/smoke-baseline@1", entries: [...kept, entry] };
}
function notesOf(old, entry, detail) {
  const notes = entry.steps.map((step, index) => {
    const before = old?.entries.at(-1)?.steps[index]?.loss;
    return `step ${step.step}: loss ${step.loss}${typeof before === "number" ? ` (was ${before})` : ""}`;
  });
  const power = smokeGates(detail, { schema: "tunegate/smoke-baseline@1", entries: [entry] }).find(({ rule }) => rule === "power");
  if (power) notes.push(`power: ${power.note}`);
  return notes;
}

// src/flow/baseline.ts
async function proposeBaselines(options, kinds2, reason) {
  const project = await openProject({ ...options, only: null });
  try {
    const files = [];
    for (const kind of kinds2) {
      const started = performance.now();
      const file = kind === "smoke" ? await proposeSmoke(project, options, reason) : await proposeEval(project, options);
      options.voice.phase(`baseline ${kind}`, file.path, performance.now() - started);
      files.push(file);
    }
    return files;
  } finally {
    await rm(project.scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
async function proposeSmoke(project, options, reason) {
  const side = project.proposed ?? project.binding;
  const ctx = {
    plan: project.plan,
    policy: side.policy,
    side: "binding",
    base: project.base,
    head: project.head,
    judging: side.tree,
    prior: /* @__PURE__ */ new Map(),
    out: { dir: await scratchFolder(project, "baseline-smoke"), scratch: await scratchFolder(project, "stage-smoke") },
    runner: options.runner(project),
    log: options.voice.log("baseline smoke"),
    signal: options.signal
  };
  const { path, text, notes } = await proposeSmokeBaseline(ctx, reason);
  await writeInto(project, path, text);
  return { path, notes };
}
async function proposeEval(project, options) {
  const policy = (project.proposed ?? project.binding).policy;
  const path = policy.baselines.eval;
  if (path === void 0 || !policy.eval) {
    throw new Fault({
      code: "no-eval-baseline",
      kind: "usage",
      message: "the policy names no evaluation baseline to write",
      place: { path: project.plan.policy.path },
      fix: "name eval.suites and baselines.eval in the policy"
    });
  }
  const folder = await scratchFolder(project, "baseline-eval");
  const alone = {
    ...project,
    binding: project.proposed ?? project.binding,
    proposed: null,
    plan: {
      ...project.plan,
      stages: project.plan.stages.map((stage) => ({
        ...stage,
        run: stage.run || stage.id === "eval",
        sides: ["binding"]
      }))
    }
  };
  await writeDocument(folder, "plan.json", alone.plan);
  await writeInputs(folder, alone);
  await runStages(options.stages, ["eval"], {
    ...options,
    project: alone,
    folder,
    runner: options.runner(project),
    log: options.voice.log,
    done: () => void 0
  });
  const stored = await readStage(folder, "eval", "binding");
  if (stored?.evidence.status !== "ok")
    throw new Fault({
      code: "eval-failed",
      kind: "change",
      message: `no baseline can be made: ${stored?.evidence.reason ?? "the evaluation left no evidence"}`,
      fix: "make `tunegate eval` run first"
    });
  await writeInto(project, path, proposeEvalBaseline(stored.detail, stored.outcomes));
  return { path, notes: [`${stored.outcomes.length} outcomes`] };
}
async function writeInto(project, path, text) {
  await mkdir(dirname(join(project.dir, path)), { recursive: true });
  await writeFile(join(project.dir, path), text);
}

// src/cli/commands/baseline.ts
var command = async (args, world) => {
  if (args.positionals[0] !== "propose")
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: "baseline knows one verb: propose",
      fix: "tunegate baseline propose --reason TEXT"
    });
  const files = await proposeBaselines(runOptions(args, world), kinds(args.text("only")), args.text("reason") ?? "no reason was given");
  for (const { path, notes } of files) {
    world.terminal.say(plain(`wrote ${path}`));
    for (const note of notes) world.terminal.say(plain(`  ${note}`));
  }
  world.terminal.say("They bind once they are in the base: commit them and have them reviewed.");
  if (args.flag("json")) world.terminal.print(JSON.stringify(files));
  return 0;
};
function kinds(only) {
  if (only === null) return ["smoke", "eval"];
  if (only === "smoke" || only === "eval") return [only];
  throw new Fault({ code: "arguments", kind: "usage", message: `--only takes smoke or eval, not ${only}`, fix: "leave it out for both" });
}
export {
  command
};
