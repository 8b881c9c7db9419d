import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EvalDetail } from "../core/eval-detail.ts";
import { Fault } from "../core/fault.ts";
import type { StageContext, StageResult } from "../core/stage.ts";
import { proposeSmokeBaseline } from "../stages/smoke/propose.ts";
import { proposeEvalBaseline } from "../verdict/baseline.ts";
import { readStage, writeDocument } from "./folder.ts";
import { writeInputs } from "./inputs.ts";
import { openProject, type Project, scratchFolder } from "./prepare.ts";
import type { RunOptions } from "./run.ts";
import { runStages } from "./stages.ts";

export interface ProposedFile {
  readonly path: string;
  /** Sentences for the person who will have it reviewed. */
  readonly notes: readonly string[];
}

export type BaselineKind = "smoke" | "eval";

/**
 * `tunegate baseline propose`: measures the head and writes the baseline files that its policy names into the working tree.
 * They bind only once they are in the base, after review.
 */
export async function proposeBaselines(
  options: RunOptions,
  kinds: readonly BaselineKind[],
  reason: string,
): Promise<readonly ProposedFile[]> {
  const project = await openProject({ ...options, only: null });
  try {
    const files: ProposedFile[] = [];
    for (const kind of kinds) {
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

async function proposeSmoke(project: Project, options: RunOptions, reason: string): Promise<ProposedFile> {
  const side = project.proposed ?? project.binding;
  const ctx: StageContext = {
    plan: project.plan,
    policy: side.policy,
    side: "binding",
    base: project.base,
    head: project.head,
    judging: side.tree,
    prior: new Map<never, StageResult>(),
    out: { dir: await scratchFolder(project, "baseline-smoke"), scratch: await scratchFolder(project, "stage-smoke") },
    runner: options.runner(project),
    log: options.voice.log("baseline smoke"),
    signal: options.signal,
  };
  const { path, text, notes } = await proposeSmokeBaseline(ctx, reason);
  await writeInto(project, path, text);
  return { path, notes };
}

async function proposeEval(project: Project, options: RunOptions): Promise<ProposedFile> {
  const policy = (project.proposed ?? project.binding).policy;
  const path = policy.baselines.eval;
  if (path === undefined || !policy.eval) {
    throw new Fault({
      code: "no-eval-baseline",
      kind: "usage",
      message: "the policy names no evaluation baseline to write",
      place: { path: project.plan.policy.path },
      fix: "name eval.suites and baselines.eval in the policy",
    });
  }
  const folder = await scratchFolder(project, "baseline-eval");
  // The head's own judging files make the new baseline, so its side is judged alone.
  const alone: Project = {
    ...project,
    binding: project.proposed ?? project.binding,
    proposed: null,
    plan: {
      ...project.plan,
      stages: project.plan.stages.map((stage) => ({
        ...stage,
        run: stage.run || stage.id === "eval",
        sides: ["binding"] as const as ["binding"],
      })),
    },
  };
  await writeDocument(folder, "plan.json", alone.plan);
  await writeInputs(folder, alone);
  await runStages(options.stages, ["eval"], {
    ...options,
    project: alone,
    folder,
    runner: options.runner(project),
    log: options.voice.log,
    done: () => undefined,
  });
  const stored = await readStage(folder, "eval", "binding");
  if (stored?.evidence.status !== "ok")
    throw new Fault({
      code: "eval-failed",
      kind: "change",
      message: `no baseline can be made: ${stored?.evidence.reason ?? "the evaluation left no evidence"}`,
      fix: "make `tunegate eval` run first",
    });
  await writeInto(project, path, proposeEvalBaseline(stored.detail as EvalDetail, stored.outcomes));
  return { path, notes: [`${stored.outcomes.length} outcomes`] };
}

async function writeInto(project: Project, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project.dir, path)), { recursive: true });
  await writeFile(join(project.dir, path), text);
}
