import { execFile, spawn } from "node:child_process";
import { Fault } from "./fault.ts";

export interface GitOptions {
  readonly cwd: string;
  /** Added to the inherited environment, such as GIT_INDEX_FILE. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A git command that ended with another status than 0. */
export class GitError extends Error {
  readonly status: number | null;
  readonly stderr: string;

  constructor(args: readonly string[], status: number | null, stderr: string) {
    super(`git ${args[0]} failed: ${stderr.trim().split("\n").pop() ?? ""}`);
    this.status = status;
    this.stderr = stderr;
  }
}

/** No prompt, no pager, no hooks of the user's, plain paths: git as a database. */
const PLAIN_ENV = { GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
const PLAIN_ARGS = ["-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];

/**
 * Runs git and gives its stdout as bytes.
 * @throws GitError on a non-zero status, Fault `environment` when git is not installed.
 */
export function gitBytes(args: readonly string[], options: GitOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      [...PLAIN_ARGS, ...args],
      { cwd: options.cwd, env: { ...process.env, ...PLAIN_ENV, ...options.env }, encoding: "buffer", maxBuffer: 1 << 30 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return reject(noGit());
        const status = typeof error.code === "number" ? error.code : null;
        reject(new GitError(args, status, stderr.toString("utf8")));
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

/** Runs git and gives its stdout as text without the last line break. */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  return (await gitBytes(args, options)).toString("utf8").replace(/\n$/, "");
}

/** Like git(), but null when git says no. */
export async function gitOrNull(args: readonly string[], options: GitOptions): Promise<string | null> {
  try {
    return await git(args, options);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Streams the stdout of git, constant memory. */
export async function* gitStream(args: readonly string[], options: GitOptions): AsyncIterable<Uint8Array> {
  const child = spawn("git", [...PLAIN_ARGS, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...PLAIN_ENV, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    if (stderr.length < 10_000) stderr += chunk.toString("utf8");
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? noGit() : error));
    child.on("close", resolve);
  });
  yield* child.stdout as AsyncIterable<Uint8Array>;
  const status = await closed;
  if (status !== 0) throw new GitError(args, status, stderr);
}

function noGit(): Fault {
  return new Fault({
    code: "no-git",
    kind: "environment",
    message: "git is not installed or not on PATH",
    fix: "install git 2.30 or newer and run again",
  });
}
