import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { VerdictWord } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { type GitOptions, git } from "../core/git.ts";
import { type RunOptions, type RunOutcome, runFlow } from "./run.ts";

/** One pull request of the demo, from `patches/expected.json`. */
export interface DemoCase {
  readonly patch: string;
  readonly title: string;
  readonly overall: VerdictWord;
  /** Gates that must BLOCK, and no other. */
  readonly blocks: readonly string[];
}

/** What a demo run gave beside what was stated. */
export interface DemoResult {
  readonly title: string;
  readonly expected: { readonly overall: VerdictWord; readonly blocks: readonly string[] };
  readonly outcome: RunOutcome;
  readonly asStated: boolean;
}

export interface DemoOptions {
  /** Folder for the repository, or null for a new temporary one. */
  readonly folder: string | null;
  readonly quick: boolean;
  /** Everything of a run but where and against what. */
  readonly run: Omit<RunOptions, "dir" | "base" | "folder" | "runId" | "only" | "event">;
  /** Called before each run. */
  readonly begin: (title: string, expected: DemoResult["expected"]) => void;
  /** Called after each run. */
  readonly end: (result: DemoResult) => void;
}

const FIRST: DemoResult["expected"] = { overall: "PASS", blocks: [] };
const NOT_COPIED = new Set(["patches", ".tunegate", "__pycache__", ".venv"]);
const IDENTITY = {
  GIT_AUTHOR_NAME: "tunegate demo",
  GIT_AUTHOR_EMAIL: "demo@example.org",
  GIT_COMMITTER_NAME: "tunegate demo",
  GIT_COMMITTER_EMAIL: "demo@example.org",
};

/**
 * Makes a git repository from the example, judges it, then each patch as a branch.
 * @throws Fault when the folder is not empty, the example is missing or a patch does not apply
 */
export async function demoFlow(options: DemoOptions): Promise<{ dir: string; results: readonly DemoResult[] }> {
  const example = exampleFolder();
  const dir = await makeRepository(example, options.folder);
  const results: DemoResult[] = [];
  const judge = async (title: string, expected: DemoResult["expected"], name: string) => {
    options.begin(title, expected);
    const outcome = await runFlow({
      ...options.run,
      dir,
      base: "main",
      event: { name: "local", release: false },
      only: null,
      folder: null,
      runId: name,
    });
    const result = { title, expected, outcome, asStated: isAsStated(outcome, expected) };
    results.push(result);
    options.end(result);
  };
  await judge("the example as it is", FIRST, "main");
  if (options.quick) return { dir, results };
  for (const demoCase of await readCases(example)) {
    const name = basename(demoCase.patch, ".patch");
    await gitIn(dir, "checkout", "-q", "-B", name, "main");
    await gitIn(dir, "apply", "--whitespace=nowarn", join(example, "patches", basename(demoCase.patch)));
    await gitIn(dir, "add", "-A");
    await gitIn(dir, "commit", "-q", "-m", demoCase.title);
    await judge(demoCase.title, demoCase, name);
  }
  await gitIn(dir, "checkout", "-q", "main");
  return { dir, results };
}

/** Overall word and the exact set of blocking gates. */
function isAsStated(outcome: RunOutcome, expected: DemoResult["expected"]): boolean {
  const blocks = outcome.verdict.gates.filter((gate) => gate.verdict === "BLOCK").map((gate) => gate.id);
  return outcome.verdict.overall === expected.overall && [...blocks].sort().join() === [...expected.blocks].sort().join();
}

/** `examples/clinical-triage` beside dist/ or above src/. */
export function exampleFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); dirname(folder) !== folder; folder = dirname(folder)) {
    const example = join(folder, "examples", "clinical-triage");
    if (existsSync(join(example, "train.py"))) return example;
  }
  throw new Fault({
    code: "no-example",
    kind: "environment",
    message: "the example is not beside the program",
    fix: "run the demo from a clone of tunegate",
  });
}

async function makeRepository(example: string, folder: string | null): Promise<string> {
  if (folder !== null) await mkdir(folder, { recursive: true });
  const dir = await realpath(folder ?? (await mkdtemp(join(tmpdir(), "tunegate-demo-"))));
  if ((await readdir(dir)).length > 0)
    throw new Fault({
      code: "demo-folder",
      kind: "usage",
      message: "the demo needs an empty folder",
      place: { path: dir },
      fix: "name a new folder, or none for a temporary one",
    });
  await cp(example, dir, { recursive: true, filter: (source) => source === example || !NOT_COPIED.has(basename(source)) });
  await gitIn(dir, "init", "-q", "-b", "main");
  await gitIn(dir, "add", "-A");
  await gitIn(dir, "commit", "-q", "-m", "Clinical triage example");
  return dir;
}

async function readCases(example: string): Promise<readonly DemoCase[]> {
  return JSON.parse(await readFile(join(example, "patches", "expected.json"), "utf8")) as DemoCase[];
}

/** git with an identity of its own and without the user's configuration: the demo must not depend on either. */
function gitIn(dir: string, ...args: string[]): Promise<string> {
  const options: GitOptions = { cwd: dir, env: { ...IDENTITY, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" } };
  return git(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false", ...args], options);
}
