import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { Fault } from "../core/fault.ts";
import { gitOrNull } from "../core/git.ts";
import { shadowTree, trackedPaths, WorkTree } from "../core/work-tree.ts";

/** Absolute path of the git root of a folder. @throws Fault `environment` outside a git repository */
export async function gitRoot(dir: string): Promise<string> {
  const root = await gitOrNull(["rev-parse", "--show-toplevel"], { cwd: dir });
  if (root === null || root === "") {
    throw new Fault({
      code: "no-repository",
      kind: "environment",
      message: "this folder is in no git repository",
      fix: "run inside a clone, or `git init` and commit once: tunegate compares a head with a base",
    });
  }
  return realpath(root);
}

/** The project root below the git root, / between parts, `.` for the same. */
export function rootBelow(repo: string, dir: string): string {
  return relative(repo, dir).split(sep).join("/") || ".";
}

/**
 * The working tree of a project without a run: for commands that read the head and judge nothing.
 * @param named paths that count although git ignores them
 */
export async function openWorkTree(repo: string, dir: string, named: readonly string[]): Promise<WorkTree> {
  const scratch = await mkdtemp(join(tmpdir(), "tunegate-head-"));
  try {
    const { env } = await shadowTree(repo, scratch);
    return (await WorkTree.create(dir, await trackedPaths(repo, rootBelow(repo, dir), env), named)).tree;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
