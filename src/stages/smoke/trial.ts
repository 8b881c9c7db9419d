/** One smoke run: the team's own command in a scratch copy, under the shim. */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SmokePolicy } from "../../core/policy.ts";
import type { PythonRuntime, Runner, RunResult } from "../../core/runner.ts";
import type { SmokeProblem, SmokeRun } from "../../core/smoke.ts";
import type { Tree } from "../../core/tree.ts";
import { scratchCopy, wroteAdapter } from "./scratch.ts";
import { evidenceEffective, evidenceSteps, readShimRecords, type ShimRecord } from "./shim.ts";

export interface TrialRequest {
  readonly name: SmokeRun["name"];
  readonly smoke: SmokePolicy;
  readonly adapter: string | null;
  readonly head: Tree;
  readonly slice: ReadonlyMap<string, Uint8Array>;
  readonly rows: number;
  readonly scratch: string;
  readonly runner: Runner;
  readonly python: PythonRuntime;
  readonly signal: AbortSignal;
}

/** What one run gave: the evidence of it, and what findings need besides. */
export interface Trial {
  readonly run: SmokeRun;
  readonly record: ShimRecord | null;
  readonly result: RunResult;
  /** Absolute path of the copy that the trainer worked in; its frames in a traceback start with it. */
  readonly folder: string;
}

/** Fixed for every run (handbook training §2.2): determinism, no network, no tracker. */
const FIXED: Readonly<Record<string, string>> = {
  PYTHONHASHSEED: "0",
  PYTHONUNBUFFERED: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  CUBLAS_WORKSPACE_CONFIG: ":4096:8",
  OMP_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  NUMEXPR_NUM_THREADS: "1",
  TOKENIZERS_PARALLELISM: "false",
  TORCHDYNAMO_DISABLE: "1",
  FLASH_ATTENTION_DETERMINISTIC: "1",
  NVIDIA_TF32_OVERRIDE: "0",
  HF_HUB_OFFLINE: "1",
  HF_DATASETS_OFFLINE: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  WANDB_MODE: "disabled",
  DO_NOT_TRACK: "1",
  AXOLOTL_DO_NOT_TRACK: "1",
  TQDM_DISABLE: "1",
};

/** One instruction set on every x86 machine, so that more of them give equal bits. */
const X64: Readonly<Record<string, string>> = { ATEN_CPU_CAPABILITY: "avx2", ONEDNN_MAX_CPU_ISA: "AVX2", MKL_CBWR: "COMPATIBLE" };

/** Variables of one run. */
export function trialEnvironment(
  request: Pick<TrialRequest, "name" | "smoke" | "rows" | "python">,
  out: string,
  arch: string,
): Record<string, string> {
  const { smoke } = request;
  return {
    ...FIXED,
    ...(arch === "x64" ? X64 : {}),
    ...(smoke.device === "cpu" ? { CUDA_VISIBLE_DEVICES: "", ACCELERATE_USE_CPU: "true" } : {}),
    PYTHONPATH: join(request.python.runtimePath, "tunegate_runtime", "shim"),
    TUNEGATE_SMOKE: "1",
    TUNEGATE_OUT: out,
    TUNEGATE_SEED: "42",
    TUNEGATE_MAX_STEPS: String(smoke.steps),
    ...(smoke.epochs ? { TUNEGATE_EPOCHS: String(smoke.epochs) } : {}),
    TUNEGATE_LR: request.name === "control" ? "0.0" : String(smoke.lr),
    TUNEGATE_ROWS: String(request.rows),
    TUNEGATE_DEVICE: smoke.device,
  };
}

/** A notebook as command is run as a script; every other command as it is. */
export function trialCommand(command: string): string | readonly [string, ...string[]] {
  const path = command.trim();
  return /^[^\s;&|<>$`"']+\.ipynb$/.test(path) ? ["python", "-m", "tunegate_runtime.launch", path] : command;
}

/** Runs the command once. What the child does wrong is told by `run.problem`; only the runner's own failures throw. */
export async function runTrial(request: TrialRequest): Promise<Trial> {
  const { smoke, name } = request;
  const folder = join(request.scratch, name, "project");
  const out = join(request.scratch, name, "shim");
  await rm(join(request.scratch, name), { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await scratchCopy(request.head, folder, request.slice, request.adapter);
  const result = await request.runner.run({
    command: trialCommand(smoke.command),
    cwd: folder,
    env: trialEnvironment(request, out, process.arch),
    pathPrefix: [dirname(request.python.python)],
    limits: {
      wallMs: smoke.limits.minutes * 60_000,
      memoryBytes: smoke.limits["memory-gb"] * 2 ** 30,
      diskBytes: smoke.limits["disk-gb"] * 2 ** 30,
    },
    outputFile: join(request.scratch, name, "output.txt"),
    signal: request.signal,
  });
  const records = await readShimRecords(out);
  const saved = request.adapter === null ? null : await wroteAdapter(folder, request.adapter);
  const record = records.find(({ steps }) => steps.length > 0) ?? records.find(({ error }) => error !== null) ?? null;
  const problem = judge({ records, record, result, smoke, saved });
  return { run: describe(name, record, problem, saved), record, result, folder };
}

interface Facts {
  readonly records: readonly ShimRecord[];
  readonly record: ShimRecord | null;
  readonly result: RunResult;
  readonly smoke: SmokePolicy;
  readonly saved: boolean | null;
}

/** The one thing that went wrong, gravest first; null when the run is whole. */
export function judge(facts: Facts): SmokeProblem | null {
  const { records, record, result } = facts;
  if (result.end.kind === "cancelled" || result.end.kind === "not-started") return result.end.kind;
  if (record?.error?.no_space || (result.diskFull && !endedWell(result))) return "disk-full";
  const hooked = records.some((one) => one.hooked.includes("torch"));
  if (!hooked && endedWell(result)) return "shim-not-applied";
  // A Python that is under the shim and has not come to torch yet hangs; one that left no trace at all has shaken the shim off.
  if (records.length === 0 && result.end.kind === "limit") return "shim-not-applied";
  if (result.end.kind === "limit") return result.end.limit;
  if (records.filter(({ steps }) => steps.length > 0).length > 1) return "two-trainers";
  if (record?.error?.out_of_memory) return "out-of-memory";
  if (result.end.kind === "signalled") return result.end.signal === "SIGXFSZ" ? "disk" : "signal";
  if (!endedWell(result) && !cutByUs(record)) return "exit";
  return judgeRecord(facts);
}

function judgeRecord({ records, record, smoke, saved }: Facts): SmokeProblem | null {
  if (records.some((one) => one.imported_before.length > 0 && one.steps.length > 0)) return "imported-before";
  const steps = record?.steps ?? [];
  const numbered = steps.every(({ step }, index) => step === index + 1);
  if (steps.length === 0 || !numbered || (!smoke.epochs && steps.length !== smoke.steps)) return "missing-steps";
  if ((record?.nonfinite.length ?? 0) > 0 || evidenceSteps(steps).some(({ loss, grad_norm }) => loss === null || grad_norm === null))
    return "not-finite";
  if (saved === false && record?.stopped !== "hard" && !cutByUs(record)) return "no-adapter";
  return null;
}

function endedWell(result: RunResult): boolean {
  return result.end.kind === "exited" && result.end.code === 0;
}

/** An exception after the last step that our emptied data loader may have caused (a mean over no batches, say). */
function cutByUs(record: ShimRecord | null): boolean {
  return record?.error?.after_cap === true && record.error.loader_cut;
}

function describe(name: SmokeRun["name"], record: ShimRecord | null, problem: SmokeProblem | null, saved: boolean | null): SmokeRun {
  const environment = record && "key" in record.environment ? record.environment : null;
  return {
    name,
    problem,
    steps: evidenceSteps(record?.steps ?? []),
    key: environment?.key ?? null,
    exact: environment?.exact ?? null,
    effective: evidenceEffective(record?.effective ?? {}),
    method: record?.method ?? null,
    trainer: record?.trainer ?? null,
    adapter: { fresh: record?.adapter.fresh_sha256 ?? null, trained: record?.adapter.after_sha256 ?? null, saved },
    seeds_before_adapter: record?.seeding.team_seeds_before_adapter ?? null,
    rows: Object.fromEntries(Object.entries(record?.rows ?? {}).filter((row): row is [string, number] => typeof row[1] === "number")),
    overrides: [...new Set(record?.overrides.map(({ field }) => field) ?? [])].sort(),
  };
}
