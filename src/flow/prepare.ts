import { mkdir, mkdtemp, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../core/digest.ts";
import type { ChangedFile, JudgingFile, Plan, StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { git, gitBytes, gitOrNull } from "../core/git.ts";
import { GitTree } from "../core/git-tree.ts";
import { isBelow } from "../core/paths.ts";
import type { Policy } from "../core/policy.ts";
import type { Stage } from "../core/stage.ts";
import type { Tree } from "../core/tree.ts";
import { shadowTree, trackedPaths, WorkTree } from "../core/work-tree.ts";
import { Scanner } from "../phi/index.ts";
import { changedJudging, compareJudging, hasProposed, type JudgingRole, judgingFiles } from "../policy/judging.ts";
import { loadPolicy, POLICY_PATH } from "../policy/load.ts";
import { policyPaths } from "../policy/meaning.ts";
import { makePlan } from "../policy/plan.ts";
import { sidecarPaths } from "../stages/phi/exceptions.ts";
import { frameworkOf } from "../stages/smoke/index.ts";
import { gitRoot, rootBelow } from "./open-tree.ts";
import { mergeBase, type RunEvent, resolveRevisions } from "./revisions.ts";

export interface ProjectOptions {
  /** Folder of the project (`-C`); it may lie below the git root. */
  readonly dir: string;
  readonly base: string | null;
  readonly event: RunEvent;
  readonly only: readonly StageId[] | null;
  readonly stages: readonly Stage[];
}

/** One side's judging: the tree it reads from and the policy found there. */
export interface JudgingSide {
  readonly tree: Tree;
  readonly policy: Policy;
  readonly text: string;
}

/** Everything that a run reads, opened and checked; nothing has been judged yet. */
export interface Project {
  /** Absolute path of the git root. */
  readonly repo: string;
  /** Absolute path of the project root. */
  readonly dir: string;
  readonly base: Tree | null;
  readonly head: Tree;
  readonly binding: JudgingSide;
  /** Present when judging files changed in the head. */
  readonly proposed: JudgingSide | null;
  readonly plan: Plan;
  /** How the base was found, for a person. */
  readonly how: string;
  /** Folder of ours outside the repository; the caller removes it. */
  readonly scratch: string;
  /** Tree id of the working tree now: compared at the end, so that nobody edits files under a running gate. */
  headTreeNow(): Promise<string>;
}

/** Opens base and head, reads the policy that rules, and makes the plan (contracts §1). */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const dir = await projectDir(options.dir);
  const repo = await gitRoot(dir);
  const root = rootBelow(repo, dir);
  const revisions = await resolveRevisions(repo, options.event, options.base);
  const scratch = await mkdtemp(join(tmpdir(), "tunegate-"));
  const shadow = await shadowTree(repo, join(scratch, "shadow"));
  const base = revisions.base === null ? null : new GitTree(repo, revisions.base, root, scratch);
  const tracked = await trackedPaths(repo, root, shadow.env);
  const bare = (await WorkTree.create(dir, tracked, [])).tree;

  const sides = await readPolicies(base, bare);
  const named = policyPaths(sides.binding.policy).map(([, path]) => path);
  const { tree: head, ignored } = await WorkTree.create(dir, tracked, named);
  const withHead = (side: JudgingSide | null) => (side && side.tree === bare ? { ...side, tree: head } : side);

  const diffFrom = revisions.base === null ? null : await mergeBase(repo, revisions.base, revisions.head);
  const shown = new Scanner({});
  const changed = (await changedFiles(repo, root, diffFrom, shadow)).map((file) => ({ ...file, path: shown.showPath(file.path) }));
  const policies = [sides.binding, ...(sides.head ? [sides.head] : [])];
  const sidecars = [
    ...(base ? await judgingSidecars(base, sides.binding.policy) : []),
    ...(await judgingSidecars(head, policies.at(-1)!.policy)),
  ];
  const files = uniqueFiles([...policies.flatMap((side) => judgingFiles(side.policy, POLICY_PATH)), ...sidecars]);
  const judging = (await compareJudging(files, sides.bootstrap ? head : base, head)).map((file) =>
    file.role === "phi-allow" ? { ...file, path: shown.showPath(file.path) } : file,
  );
  const inputs: Plan["inputs"] = [];
  for (const path of ignored) inputs.push({ path, ...(await head.digest(path)) });
  const baseTree = revisions.base === null ? null : await git(["rev-parse", `${revisions.base}^{tree}`], { cwd: repo });
  const headTree = revisions.head === null ? null : await git(["rev-parse", `${revisions.head}^{tree}`], { cwd: repo });

  const plan = makePlan({
    event: planEvent(options.event),
    root,
    base: revisions.base === null ? null : { commit: revisions.base, tree: baseTree! },
    head: { commit: revisions.head, tree: shadow.tree, dirty: headTree !== shadow.tree },
    date: await dateOf(repo, [revisions.base, revisions.head]),
    policy: sides.binding.policy,
    headPolicy: (sides.head ?? sides.binding).policy,
    policyFile: { path: POLICY_PATH, from: sides.bootstrap ? "head" : "base", sha256: sha256(sides.binding.text) },
    bootstrap: sides.bootstrap,
    changed,
    judging,
    inputs,
    stages: options.stages,
    only: options.only,
    notes: [
      ...judgingNotes(judging, sides.bootstrap),
      ...(await notes(repo, root, revisions.base, diffFrom, files, sides.bootstrap)),
      ...(await frameworkNote(head, sides.binding.policy)),
    ],
  });
  const proposes = hasProposed(plan);
  return {
    repo,
    dir,
    base,
    head,
    binding: withHead(sides.binding)!,
    proposed: proposes ? (withHead(sides.head) ?? { ...sides.binding, tree: head }) : null,
    plan,
    how: revisions.how,
    scratch,
    headTreeNow: async () => (await shadowTree(repo, join(scratch, `shadow-${Math.floor(performance.now())}`))).tree,
  };
}

/** Exceptions beside data files, where the policy lets them count. */
async function judgingSidecars(tree: Tree, policy: Policy): Promise<readonly { path: string; role: JudgingRole }[]> {
  if (policy.phi.inline === "forbid") return [];
  return (await sidecarPaths(tree, policy)).map((path) => ({ path, role: "phi-allow" as const }));
}

/** The last second that YYYY-MM-DD can say: git knows later ones, and they would sort before every expiry. */
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/**
 * The later committer date of some commits, YYYY-MM-DD in UTC: today, as far as a run knows. The same commits give the same date, and the date of
 * the base, which the author of a pull request cannot set back, is a floor.
 */
async function dateOf(repo: string, commits: readonly (string | null)[]): Promise<string | null> {
  const known = commits.filter((commit) => commit !== null);
  const dates = await Promise.all(known.map((commit) => git(["show", "-s", "--format=%ct", commit], { cwd: repo })));
  if (dates.length === 0) return null;
  const latest = Math.max(0, ...dates.map((seconds) => Math.min(Number(seconds) || 0, LAST_SECOND)));
  return new Date(latest * 1000).toISOString().slice(0, 10);
}

/** The real path of the project's folder. @throws Fault `usage` when there is none */
export async function projectDir(dir: string): Promise<string> {
  const found = await stat(dir).catch(() => null);
  if (!found?.isDirectory())
    throw new Fault({ code: "no-project", kind: "usage", message: `${dir} is no folder`, fix: "name the project's folder with -C" });
  return realpath(dir);
}

interface Policies {
  readonly binding: JudgingSide;
  /** Head's policy where it differs from base's. */
  readonly head: JudgingSide | null;
  readonly bootstrap: boolean;
}

/** The base's policy rules; without one the head's does, and the run is a bootstrap (contracts §1). */
async function readPolicies(base: Tree | null, head: Tree): Promise<Policies> {
  const headText = (await head.has(POLICY_PATH)) ? await text(head, POLICY_PATH, "change") : null;
  const baseText = base && (await base.has(POLICY_PATH)) ? await text(base, POLICY_PATH, "usage") : null;
  if (baseText === null) {
    if (headText === null) {
      throw new Fault({
        code: "no-policy",
        kind: "usage",
        message: "there is no policy, neither in the base nor in the head",
        place: { path: POLICY_PATH },
        fix: "run `tunegate init`, which writes one for this repository",
      });
    }
    const binding = { tree: head, text: headText, policy: loadPolicy(headText, { path: POLICY_PATH, side: "head" }) };
    return { binding, head: null, bootstrap: true };
  }
  const binding = { tree: base!, text: baseText, policy: loadPolicy(baseText, { path: POLICY_PATH, side: "base" }) };
  if (headText === null || headText === baseText) return { binding, head: null, bootstrap: false };
  return {
    binding,
    head: { tree: head, text: headText, policy: loadPolicy(headText, { path: POLICY_PATH, side: "head" }) },
    bootstrap: false,
  };
}

async function text(tree: Tree, path: string, kind: "change" | "usage"): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await tree.read(path, 1 << 20));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault({ code: "policy-not-utf8", kind, message: "the policy is not UTF-8 text", place: { path }, fix: "save it as UTF-8" });
  }
}

async function changedFiles(
  repo: string,
  root: string,
  from: string | null,
  shadow: { env: Readonly<Record<string, string>>; tree: string },
): Promise<readonly ChangedFile[]> {
  if (from === null) return [];
  const listing = await gitBytes(["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, shadow.tree], {
    cwd: repo,
    env: shadow.env,
  });
  const parts = listing.toString("utf8").split("\0");
  const changed: ChangedFile[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const path = parts[index + 1]!;
    if (!isBelow(path, root)) continue;
    const status = parts[index] === "A" ? "added" : parts[index] === "D" ? "deleted" : "modified";
    changed.push({ path: root === "." ? path : path.slice(root.length + 1), status });
  }
  return changed.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function uniqueFiles<T extends { path: string }>(files: readonly T[]): readonly T[] {
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function planEvent(event: RunEvent): Plan["event"] {
  return event.name === "pull_request"
    ? { name: event.name, pull_request: event.number, release: event.release }
    : { name: event.name, release: event.release };
}

/** Sentences that `explain` and the summary show: bootstrap, and judging files that moved on in the base. */
async function notes(
  repo: string,
  root: string,
  base: string | null,
  from: string | null,
  files: readonly { path: string }[],
  bootstrap: boolean,
): Promise<readonly string[]> {
  if (bootstrap) return ["there is no policy in the base: the head's own judging files decide, and the verdict is at best WARN"];
  if (base === null || from === null || base === from) return [];
  const prefix = root === "." ? "" : `${root}/`;
  const behind = await gitOrNull(
    ["diff-tree", "-r", "--no-renames", "--name-only", from, base, "--", ...files.map((file) => prefix + file.path)],
    { cwd: repo },
  );
  if (!behind) return [];
  const shown = new Scanner({});
  const paths = behind.split("\n").map((path) => shown.showPath(path.slice(prefix.length)));
  return [
    `this branch is behind the base in judging files (${paths.join(", ")}): merge the base first, else the difference shows as a change of yours`,
  ];
}

/** A change of what judges is no defect, but nobody may overlook it: once merged, it decides (contracts §1). */
function judgingNotes(judging: readonly JudgingFile[], bootstrap: boolean): readonly string[] {
  const changed = bootstrap ? [] : changedJudging(judging);
  if (changed.length === 0) return [];
  const list = changed.map((file) => `${file.path}${file.head_sha256 === null ? " (deleted)" : ""}`).join(", ");
  return [
    `judging files change here: ${list}; the base's decide now, and these will once they are merged: an owner of the policy should look at each`,
  ];
}

/** How the smoke stage will hook into the team's trainer, and what that was told from. */
async function frameworkNote(head: Tree, policy: Policy): Promise<readonly string[]> {
  if (!policy.smoke) return [];
  const framework = await frameworkOf(head, policy.smoke);
  return [`smoke takes the trainer for ${framework.name}: ${framework.why}`];
}

/** A scratch folder for one purpose below the project's. */
export async function scratchFolder(project: Project, name: string): Promise<string> {
  const dir = join(project.scratch, name);
  await mkdir(dir, { recursive: true });
  return dir;
}
