/** A small fine-tuning project with the example's pre-trained base, and a context to run the smoke stage in. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../../src/core/documents.ts";
import type { Policy } from "../../../src/core/policy.ts";
import { filesUnder } from "../../../src/core/receipt.ts";
import type { Runner } from "../../../src/core/runner.ts";
import { parseSmokeBaseline, type SmokeBaseline, type SmokeDetail } from "../../../src/core/smoke.ts";
import { type SmokeGate, smokeGates } from "../../../src/core/smoke-compare.ts";
import type { StageContext, StageResult } from "../../../src/core/stage.ts";
import { WorkTree } from "../../../src/core/work-tree.ts";
import { createRunner } from "../../../src/runner/index.ts";
import { smokeStage } from "../../../src/stages/smoke/index.ts";
import { proposeSmokeBaseline } from "../../../src/stages/smoke/propose.ts";
import { frozenSlice } from "../../../src/stages/smoke/slice.ts";
import { runTrial, type Trial } from "../../../src/stages/smoke/trial.ts";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const example = join(repository, "examples", "clinical-triage");

/** One runner for all: it looks for Python once (TUNEGATE_PYTHON, else as users' runs do). */
export function testRunner(root: string): Runner {
  return createRunner({ env: process.env, root, python: process.env.TUNEGATE_PYTHON, say: () => {} });
}

export const BASELINE = ".github/smoke-baseline.json";

/** A copy of the example's training parts in a temporary folder. */
export function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "tunegate-smoke-test-"));
  for (const path of ["models", "configs", "data", "repro", "train.py"])
    cpSync(join(example, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, ".github"));
  return folder;
}

/** Copies a project, so that a test may change it. */
export function copyProject(from: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tunegate-smoke-test-"));
  cpSync(from, folder, { recursive: true });
  return folder;
}

/** Replaces text in a file; fails when it is not there, so that no change is silently empty. */
export function edit(project: string, path: string, before: string | RegExp, after: string | ((match: string) => string)): void {
  const file = join(project, path);
  const text = readFileSync(file, "utf8");
  const changed = typeof after === "string" ? text.replace(before, () => after) : text.replace(before, after);
  if (changed === text) throw new Error(`${path} has no ${before}`);
  writeFileSync(file, changed);
}

export type SmokeOptions = Partial<NonNullable<Policy["smoke"]>>;

export function makePolicy(smoke: SmokeOptions = {}): Policy {
  return {
    version: 1,
    data: [
      { path: "data/train.jsonl", role: "train", schema: "chat" },
      { path: "data/replay.jsonl", role: "replay", schema: "chat" },
    ],
    paths: { training: ["train.py", "configs/**"], model: [] },
    smoke: {
      command: "python train.py --config configs/lora.yml",
      framework: "auto",
      device: "cpu",
      steps: 3,
      rows: 32,
      lr: 2e-3,
      tolerance: 1e-4,
      limits: { minutes: 3, "memory-gb": 8, "disk-gb": 1 },
      ...smoke,
    },
    adapter: { path: "out/adapter", stale: "warn" },
    baselines: { smoke: BASELINE },
  } as unknown as Policy;
}

async function treeOf(project: string): Promise<WorkTree> {
  const files = (await filesUnder(project)).filter((path) => !path.includes("__pycache__"));
  return (await WorkTree.create(project, files, [])).tree;
}

export interface SmokeOutcome {
  readonly result: StageResult;
  readonly detail: SmokeDetail;
  readonly gates: Readonly<Record<SmokeGate["rule"], SmokeGate>>;
  readonly rules: readonly string[];
}

async function contextOf(head: string, base: string | null, policy: Policy, runner: Runner): Promise<StageContext> {
  const out = mkdtempSync(join(tmpdir(), "tunegate-smoke-out-"));
  mkdirSync(join(out, "evidence"));
  mkdirSync(join(out, "scratch"));
  const headTree = await treeOf(head);
  const baseTree = base ? await treeOf(base) : null;
  const plan = { policy: { path: ".github/tunegate.yml" }, head: { commit: null, tree: "0", dirty: true } } as unknown as Plan;
  return {
    plan,
    policy,
    side: "binding",
    base: baseTree,
    head: headTree,
    judging: baseTree ?? headTree,
    prior: new Map(),
    out: { dir: join(out, "evidence"), scratch: join(out, "scratch") },
    runner,
    log: { info: () => {}, progress: () => {} },
    signal: new AbortController().signal,
  };
}

/** Runs the stage on `head` against `base` and gives what decide() would see. */
export async function runStage(head: string, base: string | null, smoke: SmokeOptions, runner: Runner): Promise<SmokeOutcome> {
  const policy = makePolicy(smoke);
  const ctx = await contextOf(head, base, policy, runner);
  const result = await smokeStage.run(ctx);
  const detail = JSON.parse(readFileSync(join(ctx.out.dir, "detail.json"), "utf8")) as SmokeDetail;
  const baseline = await readBaseline(base);
  const gates = Object.fromEntries(smokeGates(detail, baseline).map((gate) => [gate.rule, gate])) as SmokeOutcome["gates"];
  return { result, detail, gates, rules: result.evidence.findings.map(({ rule }) => rule) };
}

async function readBaseline(base: string | null): Promise<SmokeBaseline | null> {
  if (!base) return null;
  try {
    return parseSmokeBaseline(readFileSync(join(base, BASELINE), "utf8"), BASELINE);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
}

/** Proposes a baseline for a project and writes it there, as a reviewed pull request would. */
export async function giveBaseline(project: string, smoke: SmokeOptions, runner: Runner): Promise<SmokeBaseline> {
  const ctx = await contextOf(project, project, makePolicy(smoke), runner);
  const proposal = await proposeSmokeBaseline(ctx, "test");
  writeFileSync(join(project, proposal.path), proposal.text);
  return proposal.baseline;
}

/** One run of a changed tree against a baseline: half the time of the stage, for tables of many changes. */
export async function runOnce(
  head: string,
  base: string,
  smoke: SmokeOptions,
  runner: Runner,
): Promise<{ trial: Trial; gates: SmokeOutcome["gates"] }> {
  const policy = makePolicy(smoke);
  const ctx = await contextOf(head, base, policy, runner);
  const baseline = await readBaseline(base);
  const settings = policy.smoke!;
  const content = await frozenSlice(ctx, policy.data, baseline!.entries[0]!.slice);
  const trial = await runTrial({
    name: "a",
    smoke: settings,
    adapter: policy.adapter!.path,
    head: ctx.head,
    slice: content.files,
    rows: 32,
    scratch: ctx.out.scratch,
    runner,
    python: await runner.python(),
    signal: ctx.signal,
  });
  const detail: SmokeDetail = {
    schema: "tunegate/smoke-detail@1",
    framework: { id: "transformers", why: "test", runnable: true },
    device: { asked: "cpu", absent: false },
    steps: settings.steps,
    epochs: null,
    lr: settings.lr,
    tolerance: settings.tolerance,
    slice: content.slice,
    runs: [trial.run, { ...trial.run, name: "b" }],
  };
  const gates = Object.fromEntries(smokeGates(detail, baseline).map((gate) => [gate.rule, gate])) as SmokeOutcome["gates"];
  return { trial, gates };
}

/** Runs jobs two at a time and gives their results in order. */
export async function inPairs<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await job(items[index]!);
  };
  await Promise.all([worker(), worker()]);
  return results;
}
