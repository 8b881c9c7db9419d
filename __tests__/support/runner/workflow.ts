/**
 * Runs the jobs of a reusable workflow as GitHub would: each on a runner of its own (a fresh workspace), `needs` and `if:` by the official
 * evaluator, `uses: $/` as the composite action. Checking out is the scene's repository; nothing else is known.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { parse as parseYaml } from "yaml";
import { type CompositeOptions, type CompositeResult, type Meddling, runComposite } from "./composite.ts";
import { type Contexts, expand, expandAll, holds, type State, type Value } from "./expressions.ts";

interface WorkflowFile {
  readonly on: { readonly workflow_call?: { readonly inputs?: Readonly<Record<string, { readonly default?: Value }>> } };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: unknown;
  readonly permissions?: unknown;
  readonly "runs-on"?: unknown;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly id?: string; readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}

export interface JobResult {
  readonly result: "success" | "failure" | "skipped" | "cancelled";
  readonly outputs: Readonly<Record<string, string>>;
  /** What the composite action did, or null when the job did not come to it. */
  readonly action: CompositeResult | null;
  readonly runsOn: string;
}

export interface WorkflowOptions {
  readonly file: string;
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Options of the composite for a job that checks out; the workspace is copied for each job. */
  readonly composite: (job: string) => CompositeOptions;
  /** A job that is cancelled before it starts, or a step in a job's action that goes wrong. */
  readonly cancel?: readonly string[];
  readonly meddle?: Readonly<Record<string, Readonly<Record<string, Meddling>>>>;
}

/** Reads a workflow; GitHub's own parser must accept it. */
export function loadWorkflow(file: string): WorkflowFile {
  const content = readFileSync(file, "utf8");
  const { context } = parseWorkflow({ name: file, content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors();
  if (errors.length > 0) throw new Error(`${file}: ${errors.map((error) => error.message).join("; ")}`);
  return parseYaml(content) as WorkflowFile;
}

export async function runWorkflow(options: WorkflowOptions): Promise<Readonly<Record<string, JobResult>>> {
  const workflow = loadWorkflow(options.file);
  const declared = workflow.on.workflow_call?.inputs ?? {};
  const inputs = Object.fromEntries(Object.entries(declared).map(([name, input]) => [name, options.inputs?.[name] ?? input.default ?? ""]));
  const results: Record<string, JobResult> = {};
  for (const [name, job] of Object.entries(workflow.jobs)) results[name] = await runJob(name, job, inputs, results, options);
  return results;
}

async function runJob(
  name: string,
  job: Job,
  inputs: Readonly<Record<string, Value>>,
  done: Readonly<Record<string, JobResult>>,
  options: WorkflowOptions,
): Promise<JobResult> {
  const needed = [job.needs ?? []].flat();
  const needs = Object.fromEntries(needed.map((id) => [id, { result: done[id]!.result, outputs: done[id]!.outputs }]));
  const contexts: Contexts = { inputs, needs };
  const state: State = { ok: needed.every((id) => done[id]!.result === "success"), cancelled: false };
  const runsOn = expand(job["runs-on"], contexts, state);
  if (options.cancel?.includes(name)) return { result: "cancelled", outputs: {}, action: null, runsOn };
  if (!holds(job.if, contexts, state)) return { result: "skipped", outputs: {}, action: null, runsOn };
  const workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  try {
    return { ...(await runSteps(name, job, contexts, workspace, options)), runsOn };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function runSteps(
  name: string,
  job: Job,
  contexts: Contexts,
  workspace: string,
  options: WorkflowOptions,
): Promise<Omit<JobResult, "runsOn">> {
  const composite = options.composite(name);
  const steps: Record<string, Value> = {};
  let action: CompositeResult | null = null;
  for (const step of job.steps) {
    const state: State = { ok: action?.ok ?? true, cancelled: false };
    if (step.uses?.startsWith("actions/checkout@")) cpSync(composite.workspace, workspace, { recursive: true });
    else if (step.uses === "$/") {
      const inputs = expandAll(step.with, { ...contexts, steps }, state);
      action = await runComposite({ ...composite, workspace, inputs, meddle: options.meddle?.[name] ?? {} });
      if (step.id) steps[step.id] = { outputs: action.outputs, outcome: action.ok ? "success" : "failure" };
    } else throw new Error(`job ${name} has a step that the rig does not know: ${step.uses}`);
  }
  const state: State = { ok: action?.ok ?? true, cancelled: false };
  return { result: state.ok ? "success" : "failure", outputs: expandAll(job.outputs, { ...contexts, steps }, state), action };
}
