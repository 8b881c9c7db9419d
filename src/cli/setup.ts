import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { isAbsolute, resolve } from "node:path";
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
