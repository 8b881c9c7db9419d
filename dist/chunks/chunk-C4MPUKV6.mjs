import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  GitTree,
  POLICY_PATH,
  WorkTree,
  git,
  gitBytes,
  gitOrNull,
  gitRoot,
  loadPolicy,
  policyPaths,
  rootBelow,
  shadowTree,
  trackedPaths
} from "./chunk-JHHPMTCH.mjs";
import {
  frameworkOf,
  isBelow,
  sidecarPaths
} from "./chunk-PNFH3LV2.mjs";
import {
  Scanner
} from "./chunk-HBZ6VMEK.mjs";
import {
  canonicalJson,
  digestJson,
  sha256
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/flow/prepare.ts
import { mkdir, mkdtemp, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// src/policy/judging.ts
function judgingFiles(policy, policyPath) {
  const files = [{ path: policyPath, role: "policy" }];
  const add = (path, role) => path !== void 0 && files.push({ path, role });
  add(policy.baselines.smoke, "smoke-baseline");
  add(policy.baselines.eval, "eval-baseline");
  add(policy.baselines.history, "history");
  add(policy.phi.allow, "phi-allow");
  for (const gate of policy.gates) add(gate["never-miss"], "never-miss");
  for (const suite of policy.eval?.suites ?? []) {
    add(suite.data, "eval-set");
    add(suite.rules, "safety-rules");
  }
  const seen = /* @__PURE__ */ new Set();
  return files.filter((file) => seen.has(file.path) ? false : seen.add(file.path)).sort((a, b) => a.path < b.path ? -1 : 1);
}
var READERS = {
  "smoke-baseline": ["smoke"],
  "eval-baseline": [],
  history: [],
  waivers: [],
  "phi-allow": ["phi"],
  "never-miss": [],
  "eval-set": ["eval"],
  "safety-rules": ["eval"]
};
var SECTIONS = {
  phi: ["phi", "adapter", "eval"],
  data: ["data"],
  audit: [],
  smoke: ["smoke", "data", "baselines", "adapter", "paths"],
  adapter: ["adapter", "data", "paths", "eval", "smoke"],
  eval: ["eval", "ratings", "adapter", "publish"]
};
function readsChanged(stage, changed, policies) {
  return changed.some(({ role }) => {
    if (role !== "policy") return READERS[role].includes(stage);
    return SECTIONS[stage].some(
      (section) => canonicalJson(policies.base[section] ?? null) !== canonicalJson(policies.head[section] ?? null)
    );
  });
}
async function compareJudging(files, base, head) {
  const digest = async (tree, path) => tree && await tree.has(path) ? (await tree.digest(path)).sha256 : null;
  const compared = [];
  for (const { path, role } of files)
    compared.push({ path, role, base_sha256: await digest(base, path), head_sha256: await digest(head, path) });
  return compared.filter((file) => file.base_sha256 !== null || file.head_sha256 !== null);
}
function changedJudging(files) {
  return files.filter((file) => file.base_sha256 !== file.head_sha256);
}
function hasProposed(plan) {
  const policyGone = plan.judging.some((file) => file.role === "policy" && file.head_sha256 === null);
  return !plan.bootstrap && !policyGone && changedJudging(plan.judging).length > 0;
}

// src/policy/plan.ts
function makePlan(input) {
  const view = {
    policy: input.policy,
    changed: input.changed,
    headEqualsBase: input.base === null || input.base.tree === input.head.tree,
    release: input.event.release
  };
  const changedFiles2 = changedJudging(input.judging);
  const proposes = hasProposed(input);
  const policies = { base: input.policy, head: input.headPolicy };
  const stages = input.stages.map((stage) => {
    const { run, reason } = stage.applies(view);
    return { id: stage.id, run, reason, sides: run ? sidesOf(!proposes || !readsChanged(stage.id, changedFiles2, policies)) : [] };
  });
  const digested = {
    policy: input.policyFile.sha256,
    base_tree: input.base?.tree ?? null,
    head_tree: input.head.tree,
    root: input.root,
    changed: input.changed,
    inputs: input.inputs,
    judging: input.judging,
    stages,
    release: input.event.release
  };
  return {
    schema: "tunegate/plan@1",
    digest: digestJson(digested),
    event: input.event,
    root: input.root,
    base: input.base,
    head: input.head,
    ...input.date === null ? {} : { date: input.date },
    bootstrap: input.bootstrap,
    policy: input.policyFile,
    mode: input.policy.mode,
    enforce: input.policy.enforce,
    changed: [...input.changed],
    judging: [...input.judging],
    inputs: [...input.inputs],
    stages,
    deferred: deferredStages(stages, input.only),
    notes: [...input.notes]
  };
}
function sidesOf(same) {
  return same ? ["binding"] : ["binding", "proposed"];
}
function deferredStages(stages, only) {
  if (only === null) return [];
  return stages.filter((stage) => stage.run && !only.includes(stage.id)).map((stage) => ({ gate: stage.id, reason: "decided in another job: this one was asked for other stages" }));
}

// src/flow/revisions.ts
var ZERO = /^0+$/;
async function resolveRevisions(repo, event, explicit) {
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
async function pullRequestBase(repo, baseSha) {
  const parents = (await git(["show", "-s", "--format=%P", "HEAD"], { cwd: repo })).split(" ").filter(Boolean);
  const raw = (await git(["cat-file", "commit", "HEAD"], { cwd: repo })).match(/^parent [0-9a-f]+/gm) ?? [];
  const first = parents[0] ?? raw[0]?.slice("parent ".length);
  return needCommit(repo, raw.length === 2 && first ? first : baseSha);
}
async function pushBase(repo, before) {
  if (!ZERO.test(before)) return needCommit(repo, before);
  return gitOrNull(["rev-parse", "--verify", "--quiet", "HEAD^1^{commit}"], { cwd: repo });
}
async function localBase(repo, head) {
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
    fix: "name the branch that the change goes into, for example --base origin/develop"
  });
}
async function needCommit(repo, ref) {
  const spec = `${ref}^{commit}`;
  const found = await gitOrNull(["rev-parse", "--verify", "--quiet", "--end-of-options", spec], { cwd: repo });
  if (found !== null) return found;
  if (/^[0-9a-f]{40,64}$/.test(ref)) {
    await gitOrNull(["fetch", "--quiet", "--no-tags", "--depth=1", "origin", ref], { cwd: repo });
    const fetched = await gitOrNull(["rev-parse", "--verify", "--quiet", spec], { cwd: repo });
    if (fetched !== null) return fetched;
  }
  const shallow = await gitOrNull(["rev-parse", "--is-shallow-repository"], { cwd: repo }) === "true";
  throw new Fault({
    code: "base-absent",
    kind: "environment",
    message: `the base commit ${ref} is not in this ${shallow ? "shallow " : ""}clone${shallow ? " and could not be fetched" : ""}`,
    fix: shallow ? "check out with fetch-depth: 2 or more (or run git fetch --unshallow)" : "fetch the base branch, or name another one with --base"
  });
}
async function mergeBase(repo, base, head) {
  if (head === null) return base;
  return await gitOrNull(["merge-base", base, head], { cwd: repo }) ?? base;
}

// src/flow/prepare.ts
async function openProject(options) {
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
  const withHead = (side) => side && side.tree === bare ? { ...side, tree: head } : side;
  const diffFrom = revisions.base === null ? null : await mergeBase(repo, revisions.base, revisions.head);
  const shown = new Scanner({});
  const changed = (await changedFiles(repo, root, diffFrom, shadow)).map((file) => ({ ...file, path: shown.showPath(file.path) }));
  const policies = [sides.binding, ...sides.head ? [sides.head] : []];
  const sidecars = [
    ...base ? await judgingSidecars(base, sides.binding.policy) : [],
    ...await judgingSidecars(head, policies.at(-1).policy)
  ];
  const files = uniqueFiles([...policies.flatMap((side) => judgingFiles(side.policy, POLICY_PATH)), ...sidecars]);
  const judging = (await compareJudging(files, sides.bootstrap ? head : base, head)).map(
    (file) => file.role === "phi-allow" ? { ...file, path: shown.showPath(file.path) } : file
  );
  const inputs = [];
  for (const path of ignored) inputs.push({ path, ...await head.digest(path) });
  const baseTree = revisions.base === null ? null : await git(["rev-parse", `${revisions.base}^{tree}`], { cwd: repo });
  const headTree = revisions.head === null ? null : await git(["rev-parse", `${revisions.head}^{tree}`], { cwd: repo });
  const plan = makePlan({
    event: planEvent(options.event),
    root,
    base: revisions.base === null ? null : { commit: revisions.base, tree: baseTree },
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
      ...await notes(repo, root, revisions.base, diffFrom, files, sides.bootstrap),
      ...await frameworkNote(head, sides.binding.policy)
    ]
  });
  const proposes = hasProposed(plan);
  return {
    repo,
    dir,
    base,
    head,
    binding: withHead(sides.binding),
    proposed: proposes ? withHead(sides.head) ?? { ...sides.binding, tree: head } : null,
    plan,
    how: revisions.how,
    scratch,
    headTreeNow: async () => (await shadowTree(repo, join(scratch, `shadow-${Math.floor(performance.now())}`))).tree
  };
}
async function judgingSidecars(tree, policy) {
  if (policy.phi.inline === "forbid") return [];
  return (await sidecarPaths(tree, policy)).map((path) => ({ path, role: "phi-allow" }));
}
var LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1e3;
async function dateOf(repo, commits) {
  const known = commits.filter((commit) => commit !== null);
  const dates = await Promise.all(known.map((commit) => git(["show", "-s", "--format=%ct", commit], { cwd: repo })));
  if (dates.length === 0) return null;
  const latest = Math.max(0, ...dates.map((seconds) => Math.min(Number(seconds) || 0, LAST_SECOND)));
  return new Date(latest * 1e3).toISOString().slice(0, 10);
}
async function projectDir(dir) {
  const found = await stat(dir).catch(() => null);
  if (!found?.isDirectory())
    throw new Fault({ code: "no-project", kind: "usage", message: `${dir} is no folder`, fix: "name the project's folder with -C" });
  return realpath(dir);
}
async function readPolicies(base, head) {
  const headText = await head.has(POLICY_PATH) ? await text(head, POLICY_PATH, "change") : null;
  const baseText = base && await base.has(POLICY_PATH) ? await text(base, POLICY_PATH, "usage") : null;
  if (baseText === null) {
    if (headText === null) {
      throw new Fault({
        code: "no-policy",
        kind: "usage",
        message: "there is no policy, neither in the base nor in the head",
        place: { path: POLICY_PATH },
        fix: "run `tunegate init`, which writes one for this repository"
      });
    }
    const binding2 = { tree: head, text: headText, policy: loadPolicy(headText, { path: POLICY_PATH, side: "head" }) };
    return { binding: binding2, head: null, bootstrap: true };
  }
  const binding = { tree: base, text: baseText, policy: loadPolicy(baseText, { path: POLICY_PATH, side: "base" }) };
  if (headText === null || headText === baseText) return { binding, head: null, bootstrap: false };
  return {
    binding,
    head: { tree: head, text: headText, policy: loadPolicy(headText, { path: POLICY_PATH, side: "head" }) },
    bootstrap: false
  };
}
async function text(tree, path, kind) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await tree.read(path, 1 << 20));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault({ code: "policy-not-utf8", kind, message: "the policy is not UTF-8 text", place: { path }, fix: "save it as UTF-8" });
  }
}
async function changedFiles(repo, root, from, shadow) {
  if (from === null) return [];
  const listing = await gitBytes(["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, shadow.tree], {
    cwd: repo,
    env: shadow.env
  });
  const parts = listing.toString("utf8").split("\0");
  const changed = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const path = parts[index + 1];
    if (!isBelow(path, root)) continue;
    const status = parts[index] === "A" ? "added" : parts[index] === "D" ? "deleted" : "modified";
    changed.push({ path: root === "." ? path : path.slice(root.length + 1), status });
  }
  return changed.sort((a, b) => a.path < b.path ? -1 : 1);
}
function uniqueFiles(files) {
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) => a.path < b.path ? -1 : 1);
}
function planEvent(event) {
  return event.name === "pull_request" ? { name: event.name, pull_request: event.number, release: event.release } : { name: event.name, release: event.release };
}
async function notes(repo, root, base, from, files, bootstrap) {
  if (bootstrap) return ["there is no policy in the base: the head's own judging files decide, and the verdict is at best WARN"];
  if (base === null || from === null || base === from) return [];
  const prefix = root === "." ? "" : `${root}/`;
  const behind = await gitOrNull(
    ["diff-tree", "-r", "--no-renames", "--name-only", from, base, "--", ...files.map((file) => prefix + file.path)],
    { cwd: repo }
  );
  if (!behind) return [];
  const shown = new Scanner({});
  const paths = behind.split("\n").map((path) => shown.showPath(path.slice(prefix.length)));
  return [
    `this branch is behind the base in judging files (${paths.join(", ")}): merge the base first, else the difference shows as a change of yours`
  ];
}
function judgingNotes(judging, bootstrap) {
  const changed = bootstrap ? [] : changedJudging(judging);
  if (changed.length === 0) return [];
  const list = changed.map((file) => `${file.path}${file.head_sha256 === null ? " (deleted)" : ""}`).join(", ");
  return [
    `judging files change here: ${list}; the base's decide now, and these will once they are merged: an owner of the policy should look at each`
  ];
}
async function frameworkNote(head, policy) {
  if (!policy.smoke) return [];
  const framework = await frameworkOf(head, policy.smoke);
  return [`smoke takes the trainer for ${framework.name}: ${framework.why}`];
}
async function scratchFolder(project, name) {
  const dir = join(project.scratch, name);
  await mkdir(dir, { recursive: true });
  return dir;
}

export {
  judgingFiles,
  hasProposed,
  openProject,
  projectDir,
  scratchFolder
};
