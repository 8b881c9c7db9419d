/** The gate's own time around the example's trainer, and smoke with two runs beside the bare trainer once. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../src/core/documents.ts";
import type { Policy } from "../src/core/policy.ts";
import { filesUnder } from "../src/core/receipt.ts";
import type { Runner } from "../src/core/runner.ts";
import { WorkTree } from "../src/core/work-tree.ts";
import { createRunner } from "../src/runner/index.ts";
import { smokeStage } from "../src/stages/smoke/index.ts";
import { scratchCopy } from "../src/stages/smoke/scratch.ts";
import { chooseSlice } from "../src/stages/smoke/slice.ts";
import { trialEnvironment } from "../src/stages/smoke/trial.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A runner that remembers when children ran. */
function timed(runner: Runner, spans: Span[]): Runner {
  return {
    python: () => runner.python(),
    async run(request) {
      const from = performance.now();
      const result = await runner.run(request);
      spans.push({ from, to: from + result.durationMs });
      return result;
    },
  };
}

/** Time in which at least one child ran: the two runs overlap. */
function covered(spans: readonly Span[]): number {
  let total = 0;
  let end = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

export async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 5);
  const project = mkdtempSync(join(tmpdir(), "tunegate-bench-project-"));
  const example = join(process.env.TUNEGATE_BENCH_ROOT ?? ".", "examples/clinical-triage");
  for (const path of ["models", "configs", "data", "train.py"]) cpSync(join(example, path), join(project, path), { recursive: true });
  const command = "python train.py --config configs/lora.yml";
  const policy = {
    data: [
      { path: "data/train.jsonl", role: "train", schema: "chat" },
      { path: "data/replay.jsonl", role: "replay", schema: "chat" },
    ],
    paths: { training: [], model: [] },
    smoke: {
      command,
      framework: "auto",
      device: "cpu",
      steps: 3,
      rows: 32,
      lr: 2e-3,
      tolerance: 1e-4,
      limits: { minutes: 10, "memory-gb": 8, "disk-gb": 1 },
    },
    adapter: { path: "out/adapter", stale: "warn" },
    baselines: {},
  } as unknown as Policy;
  const head = (await WorkTree.create(project, await filesUnder(project), [])).tree;
  const runner = createRunner({ env: process.env, root: project, python: process.env.TUNEGATE_PYTHON, say: () => {} });
  const python = await runner.python();
  const own: number[] = [];
  const stage: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareTrainer(project, head, policy, runner));
    const spans: Span[] = [];
    const out = mkdtempSync(join(tmpdir(), "tunegate-bench-out-"));
    for (const name of ["evidence", "scratch"]) mkdirSync(join(out, name));
    const started = performance.now();
    await smokeStage.run({
      plan: { policy: { path: "policy" } } as unknown as Plan,
      policy,
      side: "binding",
      base: null,
      head: (await WorkTree.create(project, await filesUnder(project), [])).tree,
      judging: head,
      prior: new Map(),
      out: { dir: join(out, "evidence"), scratch: join(out, "scratch") },
      runner: timed(runner, spans),
      log: { info: () => {}, progress: () => {} },
      signal: new AbortController().signal,
    });
    const [pair, control] = [spans.slice(0, 2), spans.slice(2)];
    const all = performance.now() - started;
    own.push(all - covered(spans));
    stage.push(all - covered(control));
    if (pair.length !== 2) throw new Error("smoke did not run the trainer twice");
    rmSync(out, { recursive: true });
  }
  rmSync(project, { recursive: true });
  console.log(`${rounds} rounds, medians; Python from ${python.origin}`);
  console.log(`gate's own time around the trainer   ${seconds(median(own))}`);
  console.log(`bare trainer once, on the slice      ${seconds(median(bare))}`);
  console.log(
    `smoke with two runs                  ${seconds(median(stage))}   ${(median(stage) / median(bare)).toFixed(2)} x the bare trainer`,
  );
}

/** The same command on the same slice, without shim: what a person would run by hand. */
async function bareTrainer(project: string, head: WorkTree, policy: Policy, runner: Runner): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), "tunegate-bench-bare-"));
  const content = await chooseSlice({ base: null, head }, policy.data, 32);
  await scratchCopy(head, join(scratch, "project"), content.files, "out/adapter");
  const python = await runner.python();
  const smoke = policy.smoke!;
  const env: Record<string, string> = {
    ...trialEnvironment({ name: "a", smoke, rows: 32, python }, scratch, process.arch),
    TUNEGATE_SMOKE: "0",
  };
  const limits = { wallMs: 600_000, memoryBytes: 2 ** 34, diskBytes: 2 ** 32 };
  const bin = python.python.slice(0, python.python.lastIndexOf("/"));
  const result = await runner.run({
    command: smoke.command,
    cwd: join(scratch, "project"),
    env,
    pathPrefix: [bin],
    limits,
    outputFile: join(scratch, "out.txt"),
  });
  if (result.end.kind !== "exited" || result.end.code !== 0) throw new Error(`the bare trainer of ${project} failed: ${result.tail}`);
  rmSync(scratch, { recursive: true });
  return result.durationMs;
}
