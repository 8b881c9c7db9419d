import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, isAbsolute, resolve } from "node:path";
import { STAGE_IDS, type StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { VERSION } from "../core/version.ts";
import type { Project } from "../flow/prepare.ts";
import type { RunOptions } from "../flow/run.ts";
import { createRunner } from "../runner/index.ts";
import { STAGES } from "../stages/index.ts";
import type { Args } from "./args.ts";
import { readEvent } from "./event.ts";
import type { World } from "./main.ts";

/** The project folder that `-C` names, absolute. */
export function projectDir(args: Args, world: World): string {
  return absolute(args.text("dir") ?? ".", world);
}

/** A path from the command line, absolute. */
export function absolute(path: string, world: World): string {
  return isAbsolute(path) ? path : resolve(world.cwd, path);
}

/**
 * Absolute path of a file that a command reads.
 * @throws Fault `usage` when there is no such file
 */
export function inputFile(path: string, world: World): string {
  const file = absolute(path, world);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === false) return file;
  throw new Fault({ code: "input-path", kind: "usage", message: "there is no such file", place: { path }, fix: "name a file that exists" });
}

/**
 * Absolute path of a file that a command writes when it ends: asked at its beginning, so that hours of work do not end in a typing error.
 * @throws Fault `usage` when it is no file or its folder does not exist
 */
export function outputFile(path: string, world: World): string {
  const file = absolute(path, world);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory() !== true && statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) return file;
  throw new Fault({
    code: "output-path",
    kind: "usage",
    message: there ? "the output is a folder" : "the folder of the output does not exist",
    place: { path },
    fix: "name a file in a folder that exists",
  });
}

/** Options of a run, from flags and environment: the one place where a run's inputs are read. */
export function runOptions(args: Args, world: World): RunOptions {
  const folder = args.text("folder");
  return {
    dir: projectDir(args, world),
    base: args.text("base"),
    event: readEvent(world.env, args.flag("release")),
    only: stageList(args.texts("stage")),
    folder: folder === null ? null : absolute(folder, world),
    runId: runId(world),
    host: hostname(),
    version: VERSION,
    stages: STAGES,
    runner: (project: Project) => makeRunner(args, world, project.dir),
    voice: { log: world.terminal.log, phase: world.terminal.phase, say: world.terminal.say },
    signal: world.signal,
    now: world.now,
  };
}

export function makeRunner(args: Args, world: World, root: string) {
  const python = args.text("python");
  const torchIndex = args.text("torch-index");
  return createRunner({
    env: world.env,
    root,
    ...(python === null ? {} : { python: python.includes("/") ? absolute(python, world) : python }),
    ...(torchIndex === null ? {} : { torchIndex }),
    say: world.terminal.say,
  });
}

/** `<run>-<attempt>` in CI; locally a time that sorts, with a random tail. */
export function runId(world: World): string {
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt } = world.env;
  if (run && /^\d+$/.test(run)) return `${run}-${/^\d+$/.test(attempt ?? "") ? attempt : "1"}`;
  const stamp = world.now().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${randomBytes(2).toString("hex")}`;
}

/** `--stage phi,data --stage eval` as a list. @throws Fault `usage` for a name that is no stage */
function stageList(values: readonly string[]): readonly StageId[] | null {
  if (values.length === 0) return null;
  const names = values
    .flatMap((value) => value.split(","))
    .map((name) => name.trim())
    .filter(Boolean);
  for (const name of names) {
    if (!(STAGE_IDS as readonly string[]).includes(name))
      throw new Fault({
        code: "stage",
        kind: "usage",
        message: `there is no stage ${name}`,
        expected: `some of ${STAGE_IDS.join(", ")}`,
        fix: "correct the list after --stage",
      });
  }
  return names as StageId[];
}
