/** Makes a virtual environment once from the pinned lock and keeps it in the user's cache. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { sha256 } from "../core/digest.ts";
import { Fault } from "../core/fault.ts";
import type { Environment } from "./environment.ts";
import type { PythonFacts } from "./python.ts";

/** PyTorch's index of CPU builds; asked only after pip's own configuration has no `+cpu` build. */
export const TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu";

export interface EnvironmentMaker {
  /** Absolute path of the lock. */
  readonly lock: string;
  /** Folder for environments. */
  readonly cache: string;
  /** `--torch-index`: the only index asked for torch. */
  readonly torchIndex?: string;
  /** The index asked for torch when pip's own configuration has none (default: PyTorch's CPU index). */
  readonly torchFallback?: string;
  /** One line a phase. */
  readonly say: (line: string) => void;
}

const STALE_LOCK_MS = 30 * 60_000;

/** Where environments are kept: TUNEGATE_CACHE, XDG_CACHE_HOME/tunegate, ~/.cache/tunegate. */
export function cacheFolder(env: Environment): string {
  if (env.TUNEGATE_CACHE) return env.TUNEGATE_CACHE;
  return join(env.XDG_CACHE_HOME ?? join(env.HOME ?? ".", ".cache"), "tunegate");
}

/**
 * The cached environment for this lock and this Python, made when it is not there (about half a minute and 1.2 GB). Two processes at once
 * wait for each other.
 * @throws Fault `environment` when the environment cannot be made; what pip said lies in the named log.
 */
export async function cachedEnvironment(
  env: Environment,
  maker: EnvironmentMaker,
  base: PythonFacts,
): Promise<{ python: string; origin: string }> {
  const digest = sha256(readFileSync(maker.lock)).slice(0, 12);
  const name = `python-${base.version.join(".")}-${digest}`;
  const folder = join(maker.cache, name);
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const done = join(folder, "tunegate-complete");
  const found = { python, origin: "cached environment" };
  if (existsSync(done)) return found;
  mkdirSync(maker.cache, { recursive: true });
  const unlock = await takeLock(join(maker.cache, `${name}.lock`), maker.say);
  try {
    if (existsSync(done)) return found;
    rmSync(folder, { recursive: true, force: true });
    await make(env, maker, base, folder, python);
    writeFileSync(done, `${digest}\n`);
    return found;
  } finally {
    unlock();
  }
}

async function takeLock(path: string, say: (line: string) => void): Promise<() => void> {
  for (let told = false; ; told = true) {
    try {
      openSync(path, "wx");
      return () => unlinkSync(path);
    } catch {
      if (isStale(path)) {
        rmSync(path, { force: true });
        continue;
      }
      if (!told) say("Waiting for another tunegate that is making the Python environment.");
      await wait(500);
    }
  }
}

function isStale(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > STALE_LOCK_MS;
  } catch {
    return false;
  }
}

async function make(env: Environment, maker: EnvironmentMaker, base: PythonFacts, folder: string, python: string): Promise<void> {
  const log = join(maker.cache, "pip.log");
  writeFileSync(log, "");
  maker.say(`Making a Python environment (once) in ${folder}`);
  const venv = await runLogged(base.executable, ["-m", "venv", folder], env, log, maker.say);
  if (venv !== 0) throw failed("The virtual environment could not be made.", log);
  const torch = torchRequirement(readFileSync(maker.lock, "utf8"), process.platform);
  maker.say(`Installing ${torch}`);
  await installTorch(env, maker, python, torch, log);
  maker.say("Installing transformers, peft and what they need");
  const rest = ["-m", "pip", "install", "-r", maker.lock, ...indexOptions(maker)];
  if ((await runLogged(python, rest, env, log, maker.say)) !== 0) throw failed("The packages of the lock could not be installed.", log);
  if ((await runLogged(python, ["-c", "import torch"], env, log, () => {})) !== 0)
    throw failed("torch was installed but does not import.", log);
}

/** torch first: `--torch-index` alone when given; else pip's own configuration, then the CPU index. */
async function installTorch(env: Environment, maker: EnvironmentMaker, python: string, torch: string, log: string): Promise<void> {
  const install = (more: string[]) => runLogged(python, ["-m", "pip", "install", torch, ...more], env, log, maker.say);
  if (maker.torchIndex) {
    if ((await install(["--index-url", maker.torchIndex, ...indexOptions(maker)])) === 0) return;
    throw failed(`${torch} was not found in ${maker.torchIndex}.`, log);
  }
  if ((await install([])) === 0) return;
  const fallback = maker.torchFallback ?? TORCH_CPU_INDEX;
  maker.say(`pip's own configuration has no ${torch}; asking ${fallback}`);
  if ((await install(["--extra-index-url", fallback])) === 0) return;
  throw failed(`${torch} was found neither where pip is configured to look nor in ${fallback}.`, log);
}

/** torch is in place by then; with an index of the user's own its dependencies may lie there too. */
function indexOptions(maker: EnvironmentMaker): string[] {
  return maker.torchIndex ? ["--extra-index-url", maker.torchIndex] : [];
}

/** The torch line of the lock for a platform. */
export function torchRequirement(lock: string, platform: NodeJS.Platform): string {
  const lines = lock.split("\n").filter((line) => /^torch==/.test(line));
  const wanted = lines.find((line) => !line.includes(";") || line.includes("!=") === (platform !== "darwin"));
  const requirement = wanted?.split(";")[0]?.trim();
  if (!requirement)
    throw new Fault({
      code: "lock-without-torch",
      kind: "environment",
      message: "The lock names no torch.",
      fix: "Install tunegate again.",
    });
  return requirement;
}

function failed(message: string, log: string): Fault {
  const fix = `Read ${log}, give --torch-index URL (or configure pip), or give --python PATH of an environment that has torch, transformers and peft.`;
  return new Fault({ code: "python-environment", kind: "environment", message, fix });
}

function runLogged(program: string, args: readonly string[], env: Environment, log: string, say: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: env as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        writeFileSync(log, `${line}\n`, { flag: "a" });
        if (/^\s*(Downloading|Installing collected)/.test(line)) say(line.trim().slice(0, 120));
      });
    }
    child.once("error", () => resolve(-1));
    child.once("close", (code) => resolve(code ?? -1));
  });
}
