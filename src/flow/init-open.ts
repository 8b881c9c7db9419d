import { realpath } from "node:fs/promises";
import { gitOrNull } from "../core/git.ts";
import type { Tree } from "../core/tree.ts";
import { gitRoot, openWorkTree, rootBelow } from "./open-tree.ts";

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
  const repo = await gitRoot(dir);
  const remote = await gitOrNull(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], { cwd: dir });
  const tree = await openWorkTree(repo, dir, []);
  return { repo, root: rootBelow(repo, dir), defaultBranch: remote?.replace(/^origin\//, "") ?? "main", tree };
}
