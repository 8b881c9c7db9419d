import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  readStage,
  runStages,
  writeDocument
} from "./chunk-BCNQGSC3.mjs";
import {
  checkInputs,
  writeInputs
} from "./chunk-3APC2AWC.mjs";
import {
  openProject
} from "./chunk-C4MPUKV6.mjs";
import {
  runOptions
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/flow/one-stage.ts
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
async function runOneStage(id, options) {
  const needed = withNeeds(id, options.stages);
  const project = await openProject({ ...options, only: null });
  try {
    await checkInputs(project.binding.tree, project.plan.policy.from);
    const planned = project.plan.stages.find((stage) => stage.id === id);
    if (!planned?.run)
      throw new Fault({
        code: "stage-skipped",
        kind: "usage",
        message: `stage ${id} does not run here: ${planned?.reason ?? "it is not in this version"}`,
        fix: "tunegate explain shows which stages run and why"
      });
    const folder = options.folder === null ? join(project.scratch, "folder") : resolve(options.folder);
    await mkdir(folder, { recursive: true });
    await writeDocument(folder, "plan.json", project.plan);
    await writeInputs(folder, project);
    await runStages(options.stages, needed, {
      ...options,
      project,
      folder,
      runner: options.runner(project),
      log: options.voice.log,
      done: (stage, ms, evidence) => options.voice.phase(stage, evidence.status, ms)
    });
    return (await readStage(folder, id, "binding")).evidence;
  } finally {
    await rm(project.scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
function withNeeds(id, stages) {
  const needed = /* @__PURE__ */ new Set([id]);
  for (const need of stages.find((stage) => stage.id === id)?.needs ?? [])
    for (const further of withNeeds(need, stages)) needed.add(further);
  return [...needed];
}

// src/cli/stage-command.ts
function stageCommand(id) {
  return async (args, world) => {
    const evidence = await runOneStage(id, runOptions(args, world));
    if (args.flag("json")) world.terminal.print(JSON.stringify(evidence));
    else {
      for (const { severity, rule, place, message, fix } of evidence.findings) {
        world.terminal.print(
          plain(`${severity} ${rule} ${place.path}${place.line === void 0 ? "" : `:${place.line}`}: ${message} (fix: ${fix})`)
        );
      }
      for (const { id: metric, value, k, n } of evidence.metrics)
        world.terminal.print(`${metric} ${value === null ? "null" : Number(value.toPrecision(6))}${k === null ? "" : ` (${k} of ${n})`}`);
      for (const [name, count] of Object.entries(evidence.counts)) world.terminal.print(plain(`${name}: ${count}`));
    }
    if (evidence.findings.some((finding) => finding.severity === "block")) return 1;
    if (evidence.status === "error") world.terminal.say(plain(`tunegate: ${evidence.reason ?? "the stage failed"}`));
    return evidence.status === "error" ? 4 : 0;
  };
}

export {
  stageCommand
};
