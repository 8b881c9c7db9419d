/** Starts one child process, holds it to its limits and ends everything it started. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../core/digest.ts";
import type { RunEnd, RunRequest, RunResult } from "../core/runner.ts";
import { COMMAND_FILE_VARIABLES, childEnvironment, credentialPaths, type Environment } from "./environment.ts";
import { type Isolation, wrapInNamespaces } from "./isolation.ts";
import { tailOf } from "./output.ts";
import { carriesMark, descendants, listProcesses, type ProcessInfo, residentBytes } from "./processes.ts";
import { folderBytes, freeBytes } from "./usage.ts";

/** How often memory is looked at, and how long a child may take to obey SIGTERM. */
const MEMORY_EVERY_MS = 200;
const DISK_EVERY_MS = 1_000;
const TERM_GRACE_MS = 3_000;
const FULL_BYTES = 1 << 20;

/** What the runner knows of this machine; handed in, so that nothing below reads `process.env`. */
export interface RunnerSetup {
  readonly env: Environment;
  readonly isolation: Isolation;
}

/** The home of one child: removed when the child has ended. */
interface Nest {
  readonly home: string;
  readonly leftFile: string;
  readonly mark: string;
}

/**
 * Runs a command to its end. Never throws for what the child does: `end` says how it went. All processes that it started are ended before
 * this returns. stdout and stderr go to `request.outputFile` and nowhere else.
 */
export async function runChild(setup: RunnerSetup, request: RunRequest): Promise<RunResult> {
  const started = performance.now();
  const nest = makeNest();
  const commandFiles = digestCommandFiles(setup.env);
  const watch = new Watch(request, nest.mark);
  try {
    await watch.prepare();
    const end = await spawnAndWait(setup, request, nest, watch);
    const escaped = (await watch.endSurvivors()) + readLeft(nest.leftFile);
    const { tail, bytes } = tailOf(request.outputFile);
    return {
      end,
      durationMs: performance.now() - started,
      outputBytes: bytes,
      tail,
      escaped,
      peakMemoryBytes: watch.peak,
      isolation: setup.isolation.kind,
      changedCommandFiles: changedFiles(commandFiles, digestCommandFiles(setup.env)),
      diskFull: (await freeBytes(request.cwd)) < FULL_BYTES,
    };
  } finally {
    rmSync(nest.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function makeNest(): Nest {
  const home = mkdtempSync(join(tmpdir(), "tunegate-home-"));
  mkdirSync(join(home, "tmp"));
  return { home, leftFile: join(home, "left"), mark: `TUNEGATE_RUN_MARK=${randomBytes(16).toString("hex")}` };
}

function argumentsOf(setup: RunnerSetup, request: RunRequest, nest: Nest): string[] {
  const plain = typeof request.command === "string" ? ["sh", "-c", request.command] : [...request.command];
  const blocks = Math.max(1, Math.ceil(request.limits.diskBytes / 512));
  const limited = ["sh", "-c", `ulimit -c 0; ulimit -f ${blocks} 2>/dev/null; exec "$@"`, "sh", ...plain];
  if (setup.isolation.kind === "process-group") return limited;
  return wrapInNamespaces(setup.isolation, limited, credentialPaths(setup.env), nest.leftFile);
}

async function spawnAndWait(setup: RunnerSetup, request: RunRequest, nest: Nest, watch: Watch): Promise<RunEnd> {
  if (request.signal?.aborted) return { kind: "cancelled" };
  const [markName = "", markValue = ""] = nest.mark.split("=");
  const extra = { ...request.env, [markName]: markValue };
  const env = childEnvironment(setup.env, nest.home, extra, request.pathPrefix ?? []);
  const [program = "sh", ...rest] = argumentsOf(setup, request, nest);
  let output: number;
  try {
    output = openSync(request.outputFile, "w", 0o600);
  } catch (error) {
    return { kind: "not-started", message: `the output file cannot be written (${errorCode(error)})` };
  }
  try {
    const child = spawn(program, rest, { cwd: request.cwd, env, detached: true, stdio: ["ignore", output, output] });
    return await watch.follow(child);
  } finally {
    closeSync(output);
  }
}

/** Follows one child: limits, cancellation, and the memory of which processes were its own. */
class Watch {
  peak = 0;
  private readonly seen = new Map<number, string>();
  private pid = 0;
  private baseline = 0;
  private broken: RunEnd | null = null;
  private readonly request: RunRequest;
  private readonly mark: string;

  constructor(request: RunRequest, mark: string) {
    this.request = request;
    this.mark = mark;
  }

  async prepare(): Promise<void> {
    this.baseline = await folderBytes(this.request.cwd);
  }

  follow(child: ChildProcess): Promise<RunEnd> {
    const { limits, signal } = this.request;
    this.pid = child.pid ?? 0;
    const stop = (end: RunEnd): void => {
      if (this.broken) return;
      this.broken = end;
      this.signalAll("SIGTERM");
      killLater = setTimeout(() => this.signalAll("SIGKILL"), TERM_GRACE_MS);
    };
    let killLater: NodeJS.Timeout | undefined;
    const wall = setTimeout(() => stop(wallLimit(limits.wallMs)), limits.wallMs);
    const memory = setInterval(() => this.checkMemory(stop), MEMORY_EVERY_MS);
    const disk = this.watchDisk(stop);
    const cancel = (): void => stop({ kind: "cancelled" });
    signal?.addEventListener("abort", cancel, { once: true });
    return new Promise<RunEnd>((resolve) => {
      child.once("error", (error) => resolve({ kind: "not-started", message: errorCode(error) }));
      child.once("exit", (code, killedBy) => resolve(this.broken ?? howItEnded(code, killedBy)));
    }).finally(() => {
      clearTimeout(wall);
      clearTimeout(killLater);
      clearInterval(memory);
      disk.stop();
      signal?.removeEventListener("abort", cancel);
    });
  }

  private family(): ProcessInfo[] {
    const family = descendants(listProcesses(), this.pid);
    for (const { pid, start } of family) this.seen.set(pid, start);
    return family;
  }

  private checkMemory(stop: (end: RunEnd) => void): void {
    const bytes = residentBytes(this.family());
    this.peak = Math.max(this.peak, bytes);
    const limit = this.request.limits.memoryBytes;
    if (bytes > limit) {
      stop({ kind: "limit", limit: "memory", message: `it held ${giga(bytes)} GB of memory; the limit is ${giga(limit)} GB` });
    }
  }

  /** Looks at the disk again and again, never twice at once: a folder with many files takes its time. */
  private watchDisk(stop: (end: RunEnd) => void): { stop(): void } {
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const limit = this.request.limits.diskBytes;
    const look = async (): Promise<void> => {
      const grown = (await folderBytes(this.request.cwd)) - this.baseline + (await folderBytes(this.request.outputFile));
      if (grown > limit) stop({ kind: "limit", limit: "disk", message: `it wrote ${giga(grown)} GB; the limit is ${giga(limit)} GB` });
      if (!ended) timer = setTimeout(look, DISK_EVERY_MS);
    };
    timer = setTimeout(look, DISK_EVERY_MS);
    return {
      stop() {
        ended = true;
        clearTimeout(timer);
      },
    };
  }

  private signalAll(signal: NodeJS.Signals): void {
    const family = this.family();
    sendSignal(-this.pid, signal);
    for (const { pid } of family) sendSignal(pid, signal);
  }

  /** Ends what outlived the child: its group, its known descendants, and whoever carries its mark. Gives how many there were. */
  async endSurvivors(): Promise<number> {
    let count = 0;
    for (let round = 0; round < 5; round++) {
      const alive = listProcesses().filter((process) => !process.zombie && process.pid !== this.pid && this.isOurs(process));
      if (alive.length === 0) break;
      if (round === 0) count = alive.length;
      for (const { pid } of alive) sendSignal(pid, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    sendSignal(-this.pid, "SIGKILL");
    return count;
  }

  private isOurs(process: ProcessInfo): boolean {
    return this.seen.get(process.pid) === process.start || carriesMark(process.pid, this.mark);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  if (pid === 0 || pid === 0) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** A shell reports a child that a signal ended as 128 + number. */
function howItEnded(code: number | null, killedBy: NodeJS.Signals | null): RunEnd {
  if (killedBy) return { kind: "signalled", signal: killedBy };
  const number = (code ?? 0) - 128;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name ? { kind: "signalled", signal: name } : { kind: "exited", code: code ?? 0 };
}

function wallLimit(ms: number): RunEnd {
  return { kind: "limit", limit: "wall", message: `it ran longer than ${Number((ms / 60_000).toFixed(2))} minutes` };
}

function giga(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(2);
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

function readLeft(path: string): number {
  try {
    const count = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}

function digestCommandFiles(env: Environment): Map<string, string> {
  const digests = new Map<string, string>();
  for (const name of COMMAND_FILE_VARIABLES) {
    const path = env[name];
    if (!path) continue;
    try {
      digests.set(name, sha256(readFileSync(path)));
    } catch {
      digests.set(name, "absent");
    }
  }
  return digests;
}

function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name)).sort();
}
