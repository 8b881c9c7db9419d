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
} from "./chunk-ITP5NU64.mjs";
import {
  EvalBaselineHeader,
  frameworkOf,
  isBelow,
  parseSmokeBaseline,
  value_exports
} from "./chunk-L5YUNSI5.mjs";
import {
  Scanner
} from "./chunk-H6HYO6F6.mjs";
import {
  FLAGS,
  Outcome
} from "./chunk-RCPUJHMJ.mjs";
import {
  canonicalJson,
  digestJson,
  sha256
} from "./chunk-ZEODCGGN.mjs";
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
  const files = uniqueFiles(policies.flatMap((side) => judgingFiles(side.policy, POLICY_PATH)));
  const judging = await compareJudging(files, sides.bootstrap ? head : base, head);
  const inputs = [];
  for (const path of ignored) inputs.push({ path, ...await head.digest(path) });
  const baseTree = revisions.base === null ? null : await git(["rev-parse", `${revisions.base}^{tree}`], { cwd: repo });
  const headTree = revisions.head === null ? null : await git(["rev-parse", `${revisions.head}^{tree}`], { cwd: repo });
  const plan = makePlan({
    event: planEvent(options.event),
    root,
    base: revisions.base === null ? null : { commit: revisions.base, tree: baseTree },
    head: { commit: revisions.head, tree: shadow.tree, dirty: headTree !== shadow.tree },
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
  const paths = behind.split("\n").map((path) => path.slice(prefix.length));
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

// src/flow/inputs.ts
import { mkdir as mkdir2, readFile, writeFile } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";

// src/verdict/sound.ts
var isCount = (value) => Number.isInteger(value) && value >= 0;
var isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
function defectsOf(given) {
  const { evidence, outcomes } = given;
  const defects = [];
  for (const metric of evidence.metrics) if (!soundMetric(metric)) defects.push(`metric ${metric.id} holds a number that is none`);
  for (const [name, count] of Object.entries(evidence.counts))
    if (!Number.isInteger(count)) defects.push(`count ${name} is no whole number`);
  for (const finding of evidence.findings) {
    const numbers = Object.entries(finding.place).filter(([key]) => !["path", "pointer", "column"].includes(key));
    if (!isShare(finding.confidence) || numbers.some(([, value]) => value !== void 0 && !isCount(value))) {
      defects.push(`a finding of rule ${finding.rule} holds a number that is none`);
    }
  }
  if (evidence.outcomes ? evidence.outcomes.n !== outcomes.length : outcomes.length > 0) {
    defects.push(`${evidence.outcomes?.n ?? 0} outcomes were sealed and ${outcomes.length} are there`);
  }
  return [...defects, ...outcomeDefects(outcomes), ...detailDefects(given)];
}
function soundMetric(metric) {
  const { kind, value, k, n, lower, upper, level } = metric;
  if (!isCount(n) || !isShare(level)) return false;
  if (n === 0) return kind === "count" || value === null;
  const finite = (number) => number !== null && Number.isFinite(number);
  if (!finite(value)) return false;
  if (lower === null !== (upper === null) || lower !== null && !(finite(lower) && finite(upper))) return false;
  if (kind === "count") return isCount(value) && k === value;
  if (kind === "rate") return isCount(k) && k <= n && isShare(value) && isShare(lower) && isShare(upper);
  return k === null || isCount(k);
}
function outcomeDefects(outcomes) {
  const seen = /* @__PURE__ */ new Set();
  for (const { suite, id, repeat, confidence } of outcomes) {
    if (!isCount(repeat) || !(confidence === null || isShare(confidence))) return [`an outcome of ${suite} holds a number that is none`];
    const key = `${suite}
${id}
${repeat}`;
    if (seen.has(key)) return [`an outcome of ${suite} is there twice`];
    seen.add(key);
  }
  return [];
}
function detailDefects(given) {
  const { stage, status } = given.evidence;
  if (status !== "ok") return [];
  if (stage === "eval") return evalDefects(given, given.detail);
  return stage === "smoke" ? smokeDefects(given.detail) : [];
}
function smokeDefects(detail) {
  const runs = detail.runs.filter((run) => run.problem === null && run.steps.some((step) => step.loss === null));
  return runs.map((run) => `run ${run.name} has a step without a finite loss`);
}
function evalDefects(given, detail) {
  const defects = [];
  const counts = countCases(given.outcomes);
  const judged = given.outcomes.filter((outcome) => !outcome.flags.includes(FLAGS.added));
  for (const suite of detail.suites) {
    const found = counts.get(suite.name) ?? { base: 0, added: 0, uneven: false };
    if (found.base !== suite.cases.base || found.added !== suite.cases.added) {
      const [expected, there] = [suite.cases.base + suite.cases.added, found.base + found.added];
      defects.push(`suite ${suite.name} has ${expected} cases and outcomes of ${there}`);
    }
    if (caseSetDigest(judged, suite.name) !== suite.suite_sha256)
      defects.push(`the outcomes of suite ${suite.name} are not those of its case set`);
    if (found.uneven) defects.push(`suite ${suite.name} has cases with fewer runs than others`);
  }
  return defects;
}
function caseSetDigest(outcomes, suite) {
  const cases = /* @__PURE__ */ new Map();
  for (const outcome of outcomes) if (outcome.suite === suite) cases.set(outcome.id, outcome.case_sha256);
  return digestJson([...cases].sort(([a], [b]) => a < b ? -1 : 1));
}
function countCases(outcomes) {
  const runs = /* @__PURE__ */ new Map();
  for (const { suite, id, flags } of outcomes) {
    const cases = runs.get(suite) ?? /* @__PURE__ */ new Map();
    runs.set(suite, cases);
    const found = cases.get(id);
    if (found) found.runs += 1;
    else cases.set(id, { runs: 1, added: flags.includes(FLAGS.added) });
  }
  const counts = /* @__PURE__ */ new Map();
  for (const [suite, cases] of runs) {
    const all = [...cases.values()];
    const added = all.filter((one) => one.added).length;
    counts.set(suite, { base: all.length - added, added, uneven: all.some((one) => one.runs !== all[0].runs) });
  }
  return counts;
}

// src/verdict/baseline.ts
var PROPOSE = "make it again with `tunegate baseline propose --only eval` and have it reviewed";
function compareOutcomes(a, b) {
  if (a.suite !== b.suite) return a.suite < b.suite ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.repeat - b.repeat;
}
function proposeEvalBaseline(detail, outcomes) {
  const defect = outcomes.length === 0 ? "there are no outcomes" : outcomeDefects(outcomes)[0];
  if (defect) throw refusal(`no evaluation baseline can be proposed: ${defect}`);
  const mismatch = detail.suites.find((suite) => suite.answers.trust === "mismatch");
  if (mismatch)
    throw refusal(
      `no evaluation baseline can be proposed: the recorded answers of suite ${mismatch.name} belong to another ${mismatch.answers.mismatch.join(", ")}`
    );
  const names = detail.suites.map((suite) => suite.name);
  const header = {
    schema: "tunegate/eval-baseline@1",
    key: {
      suites: Object.fromEntries(names.map((name) => [name, caseSetDigest(outcomes, name)])),
      decoding: Object.fromEntries(detail.suites.map((suite) => [suite.name, suite.decoding_sha256])),
      base_model: detail.base_digest
    },
    adapter_digest: detail.adapter_digest
  };
  const plain = outcomes.map((outcome) => ({ ...outcome, flags: outcome.flags.filter((flag) => flag !== FLAGS.added) }));
  return `${[header, ...plain.sort(compareOutcomes)].map(canonicalJson).join("\n")}
`;
}
function refusal(message) {
  return new Fault({
    code: "baseline-propose",
    kind: "inconclusive",
    message,
    fix: "run the evaluation on this tree first: `tunegate eval`"
  });
}
function parseEvalBaseline(text2, path) {
  const lines = text2.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw broken(path, 1, "the evaluation baseline is empty", "a header line, then one outcome a line");
  const header = parseLine(lines[0], path, 1);
  const wrong = value_exports.Errors(EvalBaselineHeader, header).First();
  if (wrong)
    throw broken(
      path,
      1,
      `the header of the evaluation baseline is not as expected at ${wrong.path || "its root"}: ${wrong.message.toLowerCase()}`,
      "schema, key and adapter_digest"
    );
  const outcomes = [];
  for (let i = 1; i < lines.length; i++) {
    const outcome = parseOutcome(lines[i], path, i + 1);
    checkOrder(outcomes.at(-1), outcome, path, i + 1);
    if (!Object.hasOwn(header.key.suites, outcome.suite)) {
      throw broken(
        path,
        i + 1,
        `outcome of suite ${JSON.stringify(outcome.suite)}, which the header does not name`,
        "a suite of the header's key"
      );
    }
    outcomes.push(outcome);
  }
  if (outcomes.length === 0) throw broken(path, 1, "the evaluation baseline holds no outcome", "one outcome a line after the header");
  checkSets(header, outcomes, path);
  return { header, outcomes };
}
function checkSets(header, outcomes, path) {
  for (const [suite, digest] of Object.entries(header.key.suites)) {
    if (caseSetDigest(outcomes, suite) === digest) continue;
    throw broken(
      path,
      1,
      `the outcomes of suite ${suite} are not those that the header of the evaluation baseline names`,
      "all outcomes, unchanged"
    );
  }
}
function parseLine(line, path, number) {
  try {
    return JSON.parse(line);
  } catch {
    const notFinite = /(?<!")\b(NaN|-?Infinity)\b/.test(line);
    const what = notFinite ? "holds a number that is not finite (NaN or Infinity)" : "is not JSON";
    throw broken(path, number, `line ${number} of the evaluation baseline ${what}`, "one JSON object a line");
  }
}
function parseOutcome(line, path, number) {
  const value = parseLine(line, path, number);
  if (value_exports.Check(Outcome, value)) return value;
  const wrong = value_exports.Errors(Outcome, value).First();
  throw broken(
    path,
    number,
    `line ${number} of the evaluation baseline is no outcome: ${wrong?.path || "its root"}: ${wrong?.message.toLowerCase()}`,
    "an outcome as tunegate writes it"
  );
}
function checkOrder(before, outcome, path, line) {
  if (!before || compareOutcomes(before, outcome) < 0) return;
  const same = compareOutcomes(before, outcome) === 0;
  const what = same ? "repeats the run of the line before" : "is out of order";
  throw broken(path, line, `line ${line} of the evaluation baseline ${what}`, "outcomes sorted by suite, id, repeat, each once");
}
function broken(path, line, message, expected) {
  return new Fault({ code: "eval-baseline", kind: "usage", message, place: { path, line }, expected, fix: PROPOSE });
}
function parseNeverMiss(text2, path) {
  const ids = /* @__PURE__ */ new Map();
  for (const [index, line] of text2.split("\n").entries()) {
    const id = line.trim();
    if (id === "" || id.startsWith("#")) continue;
    const first = ids.get(id);
    if (first !== void 0) {
      throw new Fault({
        code: "never-miss",
        kind: "usage",
        message: `the never-miss list names a case twice (lines ${first} and ${index + 1})`,
        place: { path, line: index + 1 },
        expected: "each case id once",
        fix: `remove line ${index + 1}`
      });
    }
    ids.set(id, index + 1);
  }
  return [...ids.keys()];
}

// src/flow/inputs.ts
var COPIED = ["policy", "smoke-baseline", "eval-baseline", "never-miss"];
async function writeInputs(folder, project) {
  for (const [side, judge] of [
    ["binding", project.binding],
    ["proposed", project.proposed]
  ]) {
    if (!judge) continue;
    for (const { path, role } of judgingFiles(judge.policy, POLICY_PATH)) {
      if (!COPIED.includes(role) || !await judge.tree.has(path)) continue;
      const target = join2(folder, "inputs", side, path);
      await mkdir2(dirname(target), { recursive: true });
      await writeFile(target, await judge.tree.read(path, 1 << 30));
    }
  }
}
async function readInputs(folder, side, plan) {
  const dir = join2(folder, "inputs", side);
  return loadInputs(
    (path) => readFile(join2(dir, path), "utf8").catch(() => null),
    side === "binding" && plan.policy.from === "base" ? "base" : "head"
  );
}
async function checkInputs(tree, side) {
  const decoder = new TextDecoder();
  await loadInputs(async (path) => await tree.has(path) ? decoder.decode(await tree.read(path, 1 << 30)) : null, side);
}
async function loadInputs(read, side) {
  const policyText = await read(POLICY_PATH);
  if (policyText === null)
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: "the run folder holds no policy",
      place: { path: `inputs/${POLICY_PATH}` },
      fix: "run the gate again"
    });
  const policy = loadPolicy(policyText, { path: POLICY_PATH, side });
  const kind = side === "base" ? "usage" : "change";
  const neverMiss = /* @__PURE__ */ new Map();
  for (const gate of policy.gates) {
    const path = gate["never-miss"];
    if (path === void 0) continue;
    const text2 = await read(path);
    if (text2 === null) throw neverMissAbsent(gate.metric, path, kind);
    neverMiss.set(
      path,
      withKind(kind, () => parseNeverMiss(text2, path))
    );
  }
  return {
    policy,
    smokeBaseline: await readSmokeBaseline(policy, read, kind),
    evalBaseline: await readEvalBaseline(policy, read, kind),
    neverMiss
  };
}
async function readSmokeBaseline(policy, read, kind) {
  const path = policy.baselines.smoke;
  const text2 = path === void 0 ? null : await read(path);
  return text2 === null ? null : withKind(kind, () => parseSmokeBaseline(text2, path));
}
async function readEvalBaseline(policy, read, kind) {
  const path = policy.baselines.eval;
  const text2 = path === void 0 ? null : await read(path);
  return text2 === null ? null : withKind(kind, () => parseEvalBaseline(text2, path));
}
async function policyDigest(folder, side) {
  const text2 = await readFile(join2(folder, "inputs", side, POLICY_PATH), "utf8").catch(() => null);
  return text2 === null ? null : sha256(text2);
}
function neverMissAbsent(metric, path, kind) {
  return new Fault({
    code: "never-miss",
    kind,
    message: `gate ${metric} names a never-miss list that is not there`,
    place: { path },
    expected: "a file with one case id a line",
    fix: "commit the list, or take never-miss out of the gate"
  });
}
function withKind(kind, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) throw new Fault({ ...error.details, kind });
    throw error;
  }
}

export {
  hasProposed,
  openProject,
  scratchFolder,
  defectsOf,
  outcomeDefects,
  caseSetDigest,
  proposeEvalBaseline,
  writeInputs,
  readInputs,
  checkInputs,
  policyDigest
};
