import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { Evidence, Plan, StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { writeSeal } from "../core/receipt.ts";
import type { Runner } from "../core/runner.ts";
import type { Log, Stage } from "../core/stage.ts";
import { writeDocument } from "./folder.ts";
import { checkInputs, writeInputs } from "./inputs.ts";
import { type Judged, judgeFolder } from "./judge.ts";
import { openProject, type Project } from "./prepare.ts";
import { renderFolder } from "./render.ts";
import type { RunEvent } from "./revisions.ts";
import { runStages } from "./stages.ts";

/** How a run speaks while it goes on. */
export interface Voice {
  log(stage: string): Log;
  phase(name: string, result: string, durationMs: number): void;
  say(line: string): void;
}

export interface RunOptions {
  readonly dir: string;
  readonly base: string | null;
  readonly event: RunEvent;
  readonly only: readonly StageId[] | null;
  /** Absolute run folder, or null for `.tunegate/<run-id>`. */
  readonly folder: string | null;
  readonly runId: string;
  readonly host: string;
  readonly version: string;
  readonly stages: readonly Stage[];
  readonly runner: (project: Project) => Runner;
  readonly voice: Voice;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface RunOutcome extends Judged {
  readonly folder: string;
  readonly seal: string;
  /** Rendered products that were withheld because they hold PHI. */
  readonly withheld: readonly string[];
}

/** The one flow: prepare, plan, stages with receipts, decide, render, seal. */
export async function runFlow(options: RunOptions): Promise<RunOutcome> {
  const started = performance.now();
  const project = await openProject(options);
  try {
    await checkInputs(project.binding.tree, project.plan.policy.from);
    if (project.proposed) await checkInputs(project.proposed.tree, "head");
    const folder = await makeFolder(project, options);
    await writeDocument(folder, "plan.json", project.plan);
    await writeInputs(folder, project);
    options.voice.phase("prepare", describePlan(project.plan), performance.now() - started);
    await runStages(options.stages, options.only, {
      ...options,
      project,
      folder,
      runner: options.runner(project),
      log: options.voice.log,
      done: (stage, ms, evidence) => options.voice.phase(stage, describeEvidence(evidence), ms),
    });
    await refuseMovedHead(project);
    return await finishFolder(folder, options.voice);
  } finally {
    await rm(project.scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Decides, renders and seals a folder that holds plan, inputs and evidence. Shared by `run` and `gate`. */
export async function finishFolder(folder: string, voice: Voice): Promise<RunOutcome> {
  const started = performance.now();
  const judged = await judgeFolder(folder);
  await writeDocument(folder, "verdict.json", judged.verdict);
  voice.phase("decide", `${judged.verdict.gates.length} gates`, performance.now() - started);
  const rendering = performance.now();
  const withheld = await renderFolder(folder, judged);
  const seal = await writeSeal(folder);
  voice.phase(
    "report",
    withheld.length === 0 ? "summary, report, tables" : `withheld, because it looks like PHI: ${withheld.join(", ")}`,
    performance.now() - rendering,
  );
  return { ...judged, folder, seal, withheld };
}

/** Makes the run folder; `.tunegate` ignores itself, so that a run never shows up in `git status`. */
async function makeFolder(project: Project, options: RunOptions): Promise<string> {
  const home = join(project.dir, ".tunegate");
  if (options.folder === null) {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, ".gitignore"), "*\n");
  }
  const folder = options.folder === null ? join(home, options.runId) : resolve(options.folder);
  const stale = await stat(join(folder, "seal.json")).catch(() => null);
  if (stale)
    throw new Fault({
      code: "folder-sealed",
      kind: "usage",
      message: "the run folder is already sealed",
      place: { path: folder },
      fix: "name a new folder: a run folder is written once",
    });
  await mkdir(folder, { recursive: true });
  // A run folder inside the repository is no part of the head that it speaks of.
  const below = relative(project.repo, folder);
  if (options.folder !== null && below !== "" && !below.startsWith("..") && !isAbsolute(below))
    await writeFile(join(folder, ".gitignore"), "*\n");
  return folder;
}

/** Files edited while the gate ran would make the receipts speak of two trees. */
async function refuseMovedHead(project: Project): Promise<void> {
  if ((await project.headTreeNow()) === project.plan.head.tree) return;
  throw new Fault({
    code: "head-moved",
    kind: "environment",
    message: "files of the working tree changed while the gate ran, so its evidence speaks of two trees",
    fix: "leave the working tree alone during a run (a trainer must not write outside ignored folders) and run again",
  });
}

function describePlan(plan: Plan): string {
  const running = plan.stages.filter((stage) => stage.run).map((stage) => stage.id);
  return `${plan.changed.length} changed files; ${running.join(", ") || "no stage"}${plan.bootstrap ? "; bootstrap" : ""}`;
}

function describeEvidence(evidence: Evidence): string {
  if (evidence.status !== "ok") return `${evidence.status}: ${evidence.reason ?? ""}`;
  const graves = evidence.findings.filter((finding) => finding.severity !== "info").length;
  const parts = [graves > 0 ? `${graves} finding${graves === 1 ? "" : "s"}` : "no findings"];
  if (evidence.metrics.length > 0) parts.push(`${evidence.metrics.length} metrics`);
  if (evidence.outcomes) parts.push(`${evidence.outcomes.n} outcomes`);
  return parts.join(", ");
}
