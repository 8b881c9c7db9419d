/** `tunegate train -- <command>`: the team's full training, then the lineage of what it wrote (contracts §7). */
import { mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault } from "../../core/fault.ts";
import type { Lineage } from "../../core/files.ts";
import type { Policy } from "../../core/policy.ts";
import type { PythonRuntime, RunEnd, RunLimits, Runner } from "../../core/runner.ts";
import type { Log } from "../../core/stage.ts";
import type { Tree } from "../../core/tree.ts";
import { LINEAGE_FILE } from "../../core/weights/layout.ts";
import { entriesBelow, folderPrefix, folderSource } from "../../core/weights/source.ts";
import { buildLineage } from "./lineage.ts";

export interface TrainOptions {
  /** Absolute path of the project root; the command runs in it. */
  readonly root: string;
  readonly command: readonly [string, ...string[]];
  readonly policy: Policy;
  readonly runner: Runner;
  readonly log: Log;
  /** Opens the head tree as a run sees it; called after the training. */
  readonly openHead: () => Promise<Tree>;
  /** Canonical digests of adapters that this training starts from. */
  readonly parents?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A person's own training on their own machine: nothing but a stop by hand ends it. */
const NO_LIMITS: RunLimits = { wallMs: 14 * 24 * 3_600_000, memoryBytes: Number.MAX_SAFE_INTEGER, diskBytes: Number.MAX_SAFE_INTEGER };
const LOG_FILE = ".tunegate/train.log";

/**
 * Runs the training in the working tree, then writes `tunegate-lineage.json` into the policy's adapter folder.
 * Output of the trainer goes to `.tunegate/train.log`.
 * @returns the lineage as written
 * @throws Fault `change` when the trainer is missing, fails, or writes no adapter; `usage` when the policy names no adapter.
 */
export async function trainWithLineage(options: TrainOptions): Promise<Lineage> {
  const { root, policy, runner, log } = options;
  const folder = policy.adapter?.path;
  if (folder === undefined) throw noAdapterPath();
  const outputFile = join(root, LOG_FILE);
  await mkdir(dirname(outputFile), { recursive: true });
  const runtime = await runner.python();
  const environmentKey = await readEnvironmentKey(runner, runtime, root);
  const before = await fileTimes(root, folder);
  log.info(`training: ${options.command.join(" ")} (output in ${LOG_FILE})`);
  const end = await runTrainer(options, runtime, outputFile);
  if (end.kind !== "exited" || end.code !== 0) throw trainerFault(end, options.command);
  const written = changedFiles(before, await fileTimes(root, folder));
  if (!written.some((path) => path.endsWith(".safetensors"))) throw nothingWritten(folder, before);
  const lineage = await buildLineage({
    tree: await options.openHead(),
    policy,
    root,
    environmentKey,
    command: options.command,
    steps: await trainedSteps(root, written),
    parents: options.parents ?? [],
  });
  await writeFile(join(root, folder, LINEAGE_FILE), `${JSON.stringify(lineage, null, 2)}\n`);
  log.info(`lineage written to ${folderPrefix(folder)}${LINEAGE_FILE}`);
  return lineage;
}

async function runTrainer(options: TrainOptions, runtime: PythonRuntime, outputFile: string): Promise<RunEnd> {
  const started = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1000);
    void lastLine(outputFile)
      .catch(() => "")
      .then((line) => options.log.progress(null, `training, ${seconds} s${line === "" ? "" : `: ${line}`}`));
  }, 1000);
  try {
    const { end } = await options.runner.run({
      command: options.command,
      cwd: options.root,
      env: {},
      limits: NO_LIMITS,
      pathPrefix: [dirname(runtime.python)],
      outputFile,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return end;
  } finally {
    clearInterval(timer);
  }
}

/** The last line of a growing file, printable characters only, at most 100 of them. */
async function lastLine(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2048), 0, 2048, Math.max(0, size - 2048));
    const text = buffer.subarray(0, bytesRead).toString("utf8").trimEnd();
    const line = text.split(/[\r\n]/).at(-1) ?? "";
    return line.replace(/[^\x20-\x7e\u00a0-\uffff]/g, " ").slice(0, 100);
  } finally {
    await file.close();
  }
}

/**
 * Versions and device of the Python that trains, as `python -m tunegate_runtime.envkey` prints them.
 * @throws Fault `environment` when it prints none.
 */
export async function readEnvironmentKey(runner: Runner, runtime: PythonRuntime, cwd: string): Promise<Record<string, string>> {
  const outputFile = join(cwd, ".tunegate", "envkey.log");
  await mkdir(dirname(outputFile), { recursive: true });
  await runner.run({
    command: [runtime.python, "-m", "tunegate_runtime.envkey"],
    cwd,
    env: { PYTHONPATH: runtime.runtimePath, PYTHONDONTWRITEBYTECODE: "1" },
    limits: { wallMs: 120_000, memoryBytes: 8 * 2 ** 30, diskBytes: 2 ** 30 },
    outputFile,
  });
  const lines = (await readFile(outputFile, "utf8").catch(() => "")).split("\n");
  await rm(outputFile, { force: true });
  const last = lines.findLast((line) => line.startsWith("{"));
  try {
    const value: unknown = JSON.parse(last ?? "");
    if (typeof value === "object" && value !== null) return toStrings(value);
  } catch {
    // Said below.
  }
  throw new Fault({
    code: "environment-key",
    kind: "environment",
    message: `${runtime.origin} does not tell its versions`,
    expected: "one JSON object from python -m tunegate_runtime.envkey",
    fix: "use a Python with torch and transformers: --python, VIRTUAL_ENV or .venv",
  });
}

function toStrings(value: object): Record<string, string> {
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, typeof item === "string" ? item : JSON.stringify(item)]));
}

/** Change times of the files of a folder (relative to the root). */
async function fileTimes(root: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const times = new Map<string, string>();
  for (const { path, kind } of await entriesBelow(folderSource(root, folder), folder)) {
    if (kind !== "file") continue;
    const { mtimeNs, ino } = await stat(join(root, path), { bigint: true });
    times.set(path, `${mtimeNs} ${ino}`);
  }
  return times;
}

function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].filter(([path, time]) => before.get(path) !== time).map(([path]) => path);
}

/** The largest `global_step` of the trainer states that this training wrote; `null` when it wrote none. */
async function trainedSteps(root: string, written: readonly string[]): Promise<number | null> {
  let steps = 0;
  for (const path of written) {
    if (!path.endsWith("/trainer_state.json")) continue;
    // A bare NaN makes the file invalid JSON, but the step is there: transformers writes it so.
    const step = /"global_step": *([0-9]+)/.exec(await readFile(join(root, path), "utf8"))?.[1];
    steps = Math.max(steps, Number(step ?? 0));
  }
  return steps > 0 ? steps : null;
}

function trainerFault(end: RunEnd, command: readonly string[]): Fault {
  const program = command[0] ?? "";
  const missing = end.kind === "not-started" || (end.kind === "exited" && (end.code === 127 || end.code === 126));
  if (missing) {
    const fix = "name a program that is on PATH, such as: tunegate train -- python train.py";
    return new Fault({ code: "trainer-missing", kind: "change", message: `the training did not start: ${program} cannot be run`, fix });
  }
  const how = {
    exited: () => `exited with code ${end.kind === "exited" ? end.code : ""}`,
    signalled: () => `was ended by ${end.kind === "signalled" ? end.signal : ""}`,
    limit: () => `was stopped: ${end.kind === "limit" ? end.message : ""}`,
    cancelled: () => "was stopped by hand",
  }[end.kind as Exclude<RunEnd["kind"], "not-started">]();
  return new Fault({
    code: "trainer-failed",
    kind: "change",
    message: `the training ${how}`,
    place: { path: LOG_FILE },
    fix: `read the end of ${LOG_FILE}`,
  });
}

function nothingWritten(folder: string, before: ReadonlyMap<string, string>): Fault {
  const old = [...before.keys()].some((path) => path.endsWith(".safetensors"));
  return new Fault({
    code: "trainer-no-adapter",
    kind: "change",
    message: `the training ended well but wrote no adapter into ${folder}${old ? "; the one that lies there is older" : ""}`,
    place: { path: folder },
    expected: "adapter_model.safetensors and adapter_config.json written by this training",
    fix: "let the trainer save its adapter there, or correct adapter.path in the policy",
  });
}

function noAdapterPath(): Fault {
  return new Fault({
    code: "no-adapter-path",
    kind: "usage",
    message: "the policy does not say where the adapter is",
    place: { path: ".github/tunegate.yml" },
    expected: "adapter: {path: out/adapter}",
    fix: "add adapter.path to the policy",
  });
}
