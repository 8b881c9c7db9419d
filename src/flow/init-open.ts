import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { Fault } from "../core/fault.ts";
import { gitOrNull } from "../core/git.ts";
import type { Tree } from "../core/tree.ts";
import { shadowTree, trackedPaths, WorkTree } from "../core/work-tree.ts";

/** A project folder as `init` finds it: no policy is needed. */
export interface BareProject {
  /** Absolute path of the git root. */
  readonly repo: string;
  /** Project root below the git root, `.` for the same. */
  readonly root: string;
  /** Branch that pull requests go into, as far as the clone knows. */
  readonly defaultBranch: string;
  readonly tree: Tree;
}

/** Opens the working tree of a folder. @throws Fault `environment` outside a git repository */
export async function openBare(folder: string): Promise<BareProject> {
  const dir = await realpath(folder);
  const top = await gitOrNull(["rev-parse", "--show-toplevel"], { cwd: dir });
  if (!top) {
    throw new Fault({
      code: "no-repository",
      kind: "environment",
      message: "this folder is in no git repository",
      fix: "run inside a clone, or `git init` first",
    });
  }
  const repo = await realpath(top);
  const root = relative(repo, dir).split(sep).join("/") || ".";
  const remote = await gitOrNull(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], { cwd: dir });
  const scratch = await mkdtemp(join(tmpdir(), "tunegate-init-"));
  try {
    const { env } = await shadowTree(repo, scratch);
    const { tree } = await WorkTree.create(dir, await trackedPaths(repo, root, env), []);
    return { repo, root, defaultBranch: remote?.replace(/^origin\//, "") ?? "main", tree };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
