import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Evidence, StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import type { Stage } from "../core/stage.ts";
import { readStage, writeDocument } from "./folder.ts";
import { checkInputs, writeInputs } from "./inputs.ts";
import { openProject } from "./prepare.ts";
import type { RunOptions } from "./run.ts";
import { runStages } from "./stages.ts";

/**
 * Runs one stage (and those it needs) and gives its evidence. With a folder, plan, inputs, evidence and receipt are kept there
 * (contracts §9); without one nothing is.
 */
export async function runOneStage(id: StageId, options: Omit<RunOptions, "only">): Promise<Evidence> {
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
        fix: "tunegate explain shows which stages run and why",
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
      done: (stage, ms, evidence) => options.voice.phase(stage, evidence.status, ms),
    });
    return (await readStage(folder, id, "binding"))!.evidence;
  } finally {
    await rm(project.scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function withNeeds(id: StageId, stages: readonly Stage[]): readonly StageId[] {
  const needed = new Set<StageId>([id]);
  for (const need of stages.find((stage) => stage.id === id)?.needs ?? [])
    for (const further of withNeeds(need, stages)) needed.add(further);
  return [...needed];
}
