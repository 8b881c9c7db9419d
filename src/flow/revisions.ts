import { Fault } from "../core/fault.ts";
import { git, gitOrNull } from "../core/git.ts";

/** What started the run. Doors make it: the action from the event file, the command line from its flags. */
export type RunEvent =
  | { readonly name: "local"; readonly release: boolean }
  | { readonly name: "pull_request"; readonly release: boolean; readonly number: number; readonly baseSha: string }
  | { readonly name: "merge_group"; readonly release: boolean; readonly baseSha: string }
  | { readonly name: "push"; readonly release: boolean; readonly before: string };

export interface Revisions {
  /** Commit of the base, or null when there is none at all (first commit of a repository). */
  readonly base: string | null;
  /** HEAD, or null in a repository without a commit. */
  readonly head: string | null;
  /** How the base was found, for `explain`. */
  readonly how: string;
}

const ZERO = /^0+$/;

/**
 * Finds base and head commits (contracts §1).
 * @param explicit `--base <ref>`, which wins over everything else
 * @throws Fault `environment` when the base commit is not in this clone and cannot be fetched
 */
export async function resolveRevisions(repo: string, event: RunEvent, explicit: string | null): Promise<Revisions> {
  const head = await gitOrNull(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], { cwd: repo });
  if (explicit !== null) return { base: await needCommit(repo, explicit), head, how: `--base ${explicit}` };
  switch (event.name) {
    case "pull_request":
      return { base: await pullRequestBase(repo, event.baseSha), head, how: "first parent of the merge commit" };
    case "merge_group":
      return { base: await needCommit(repo, event.baseSha), head, how: "base of the merge group" };
    case "push":
      return { base: await pushBase(repo, event.before), head, how: "commit before the push" };
    case "local":
      return localBase(repo, head);
  }
}

async function pullRequestBase(repo: string, baseSha: string): Promise<string> {
  const parents = (await git(["show", "-s", "--format=%P", "HEAD"], { cwd: repo })).split(" ").filter(Boolean);
  // A clone of depth 1 knows the parents' names of the raw commit, though not the commits.
  const raw = (await git(["cat-file", "commit", "HEAD"], { cwd: repo })).match(/^parent [0-9a-f]+/gm) ?? [];
  const first = parents[0] ?? raw[0]?.slice("parent ".length);
  return needCommit(repo, raw.length === 2 && first ? first : baseSha);
}

async function pushBase(repo: string, before: string): Promise<string | null> {
  if (!ZERO.test(before)) return needCommit(repo, before);
  return gitOrNull(["rev-parse", "--verify", "--quiet", "HEAD^1^{commit}"], { cwd: repo });
}

async function localBase(repo: string, head: string | null): Promise<Revisions> {
  const remote = await gitOrNull(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"], { cwd: repo });
  for (const ref of [remote, "refs/heads/main", "refs/heads/master"]) {
    if (ref === null) continue;
    const base = await gitOrNull(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], { cwd: repo });
    if (base !== null) return { base, head, how: ref.replace(/^refs\/(heads|remotes)\//, "") };
  }
  if (head === null) return { base: null, head, how: "no commit yet" };
  throw new Fault({
    code: "no-base",
    kind: "environment",
    message: "no base branch found: there is neither origin/HEAD, nor main, nor master",
    fix: "name the branch that the change goes into, for example --base origin/develop",
  });
}

/** The commit id behind a ref, fetched by its sha when the clone is shallow. */
async function needCommit(repo: string, ref: string): Promise<string> {
  const spec = `${ref}^{commit}`;
  const found = await gitOrNull(["rev-parse", "--verify", "--quiet", "--end-of-options", spec], { cwd: repo });
  if (found !== null) return found;
  if (/^[0-9a-f]{40,64}$/.test(ref)) {
    await gitOrNull(["fetch", "--quiet", "--no-tags", "--depth=1", "origin", ref], { cwd: repo });
    const fetched = await gitOrNull(["rev-parse", "--verify", "--quiet", spec], { cwd: repo });
    if (fetched !== null) return fetched;
  }
  const shallow = (await gitOrNull(["rev-parse", "--is-shallow-repository"], { cwd: repo })) === "true";
  throw new Fault({
    code: "base-absent",
    kind: "environment",
    message: `the base commit ${ref} is not in this ${shallow ? "shallow " : ""}clone${shallow ? " and could not be fetched" : ""}`,
    fix: shallow
      ? "check out with fetch-depth: 2 or more (or run git fetch --unshallow)"
      : "fetch the base branch, or name another one with --base",
  });
}

/** Common ancestor of base and head for the three-dot diff; the base itself when histories are unrelated or shallow. */
export async function mergeBase(repo: string, base: string, head: string | null): Promise<string> {
  if (head === null) return base;
  return (await gitOrNull(["merge-base", base, head], { cwd: repo })) ?? base;
}
