import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  openHead
} from "./chunk-BMWXZY4P.mjs";
import "./chunk-C4MPUKV6.mjs";
import {
  POLICY_PATH
} from "./chunk-JHHPMTCH.mjs";
import {
  limitFor
} from "./chunk-HHBMAGUE.mjs";
import {
  BASE_ROW,
  NO_RATINGS,
  ROOT_ROW,
  SWEEP_FILE,
  absolute,
  baseModelDigest,
  cases,
  checkpointStep,
  choose,
  folderPrefix,
  generateAnswers,
  inspect,
  loadSuiteCases,
  makeRunner,
  projectDir,
  rankRows,
  scoreSuite,
  scoringOf,
  suiteMetrics
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import {
  RATES,
  caseResults,
  rateDefinition
} from "./chunk-53WHWWPF.mjs";
import {
  canonicalJson,
  digestJson
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/flow/sweep.ts
import { randomBytes } from "node:crypto";
import { lstat as lstat2, mkdtemp, realpath as realpath2, rename, rm as rm2, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join as join2, posix, relative, sep } from "node:path";

// src/stages/adapter/candidates.ts
import { readdir } from "node:fs/promises";
var RESUME_STATE = /^(?:(?:optimizer|scheduler|scaler|training_args|rng_state(?:_\d{1,6})?)\.(?:pt|pth|bin)|global_step\d{1,15}\/.*|latest|zero_to_fp32\.py)$/s;
async function findCandidates(dir, root) {
  const entries = await readdir(dir, { withFileTypes: true });
  const found = entries.flatMap((entry) => {
    const step = checkpointStep(entry.name);
    return step === null ? [] : [{ name: entry.name, step, folder: `${root}/${entry.name}`, refused: whyRefused(entry) }];
  });
  found.sort((a, b) => (a.step ?? 0) - (b.step ?? 0) || (a.name < b.name ? -1 : 1));
  const whole = entries.some(({ name }) => name === "adapter_model.safetensors" || name === "adapter_config.json");
  return whole ? [...found, { name: ROOT_ROW, step: null, folder: root, refused: null }] : found;
}
function whyRefused(entry) {
  if (entry.isDirectory()) return null;
  return entry.isSymbolicLink() ? "it is a symbolic link, which is not followed" : "it is no folder";
}
function candidateTree(head, { folder }, root) {
  const [own, whole] = [folderPrefix(folder), folderPrefix(root)];
  const hidden = (path) => {
    if (!path.startsWith(whole)) return false;
    if (!path.startsWith(own)) return true;
    const below = path.slice(own.length);
    return RESUME_STATE.test(below) || below === SWEEP_FILE || checkpointStep(below.split("/")[0] ?? "") !== null;
  };
  return {
    side: head.side,
    list: async () => (await head.list()).filter(({ path }) => !hidden(path)),
    has: async (path) => !hidden(path) && head.has(path),
    open: (path) => head.open(path),
    read: (path, maxBytes) => head.read(path, maxBytes),
    digest: (path) => head.digest(path),
    materialise: (path) => head.materialise(path)
  };
}
async function verifyCandidate(tree, { folder, refused }, policy, baseDigest) {
  if (refused !== null) return { ok: false, adapterDigest: null, error: refused };
  const adapter = { stale: "warn", ...policy.adapter, path: folder };
  const { adapter: read, base, findings } = await inspect({ head: tree, policy: { ...policy, adapter } }, adapter);
  const adapterDigest = read?.hashes.canonical ?? null;
  const defect = findings.find(({ severity }) => severity === "block");
  if (defect) return { ok: false, adapterDigest, error: `${defect.rule}: ${defect.message}` };
  if (adapterDigest === null) return { ok: false, adapterDigest, error: "it holds no adapter" };
  if (base.sha256 !== null && base.sha256 !== baseDigest)
    return { ok: false, adapterDigest, error: "it was trained on another base model than the suite asks" };
  return { ok: true, adapterDigest };
}

// src/stages/eval/candidate.ts
async function loadSuite(ctx, suite) {
  const cases2 = await loadSuiteCases({ head: ctx.head, judging: ctx.judging, base: null, side: "proposed" }, suite);
  const { findings, ...scoring } = await scoringOf(ctx, cases2, NO_RATINGS);
  const defect = [...cases2.findings, ...findings].find(({ severity }) => severity === "block");
  if (defect) {
    const { place, message, fix } = defect;
    const { path, line } = place;
    throw new Fault({ code: "sweep-cases", kind: "change", message, place: { path, ...line === void 0 ? {} : { line } }, fix });
  }
  return { cases: cases2, scoring, inputs: new Set(cases2.judging.map((one) => digestJson(one.case.input))) };
}
async function evaluateCandidate(ctx, suite, pair, { withBase }) {
  const made = (await generateAnswers(ctx, pair, [suite.cases], () => withBase)).get(suite.cases.suite.name);
  ctx.signal.throwIfAborted();
  if (!made?.ok) return { ok: false, kind: made?.failure.kind ?? "environment", error: made?.failure.message ?? "no answer was generated" };
  const { answers } = made;
  const adapter = score(suite, answers);
  if (adapter === null) return { ok: false, kind: "change", error: "not one question was answered" };
  const base = withBase ? score(suite, { ...answers, answer: answers.baseAnswer }) : null;
  return { ok: true, adapter, base, decodingSha256: answers.decodingSha256 };
}
function score({ cases: cases2, scoring }, answers) {
  const outcomes = scoreSuite(cases2, answers, scoring);
  if (outcomes.every(({ status }) => status === "error" || status === "timeout")) return null;
  const metrics = suiteMetrics({ suite: cases2.suite, outcomes, added: [], baseCorrect: null });
  return { outcomes, metrics: metrics.filter(({ id, kind }) => kind === "rate" && !id.includes("@")) };
}

// src/flow/prune.ts
import { lstat, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
function prunable(sweep2, keep) {
  const { selected } = sweep2;
  if (selected === null) return [];
  const checkpoints = rankRows(sweep2.ranked, sweep2.order).filter(({ name }) => name !== BASE_ROW);
  const rest = checkpoints.slice(keep).map(({ name }) => name);
  return rest.filter((name) => name !== selected.name && checkpointStep(name) !== null);
}
async function pruneCheckpoint(root, name) {
  if (checkpointStep(name) === null) return false;
  const path = join(root, name);
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory() || await realpath(root) !== root || await realpath(path) !== path) return false;
  await rm(path, { recursive: true });
  return true;
}

// src/flow/sweep-suite.ts
var ORDER = {
  triage: ["emergency_recall", "emergency_specificity", "accuracy"],
  grounded: ["hallucination_rate", "omission_rate", "answer_rate"],
  policy: ["block_rate"]
};
function sweepSuite(policy, name) {
  const suites = (policy.eval?.suites ?? []).filter((suite) => "generate" in suite.answers);
  const names = suites.map((suite) => suite.name).join(", ");
  const wanted = name === null ? suites : suites.filter((suite) => suite.name === name);
  const [only] = wanted;
  if (only !== void 0 && wanted.length === 1) return only;
  const message = suites.length === 0 ? "no suite of the policy generates its answers, so no checkpoint can be asked" : name === null ? `several suites generate their answers: ${names}` : `no suite ${name} generates its answers`;
  throw new Fault({
    code: "sweep-suite",
    kind: "usage",
    message,
    place: { path: POLICY_PATH },
    expected: suites.length === 0 ? "a suite with answers: {generate: {base, adapter}}" : `--suite with one of ${names}`,
    fix: suites.length === 0 ? "add one to eval.suites" : "name it with --suite"
  });
}
function sweepOrder({ name, scorer }, asked) {
  if (asked.length === 0) return ORDER[scorer].map((metric) => `${name}.${metric}`);
  const known = RATES.filter((rate) => rate.scorer === scorer).map((rate) => `${name}.${rate.name}`);
  for (const [at, id] of asked.entries()) {
    const short = id.startsWith(`${name}.`) ? id.slice(name.length + 1) : null;
    if (short !== null && rateDefinition(scorer, short) !== null && asked.indexOf(id) === at) continue;
    throw new Fault({
      code: "sweep-metric",
      kind: "usage",
      message: asked.indexOf(id) === at ? `${id} is no rate of suite ${name}` : `${id} is given twice`,
      expected: `some of ${known.join(", ")}`,
      fix: "correct the list after --metrics"
    });
  }
  return [...asked];
}

// src/flow/sweep.ts
async function sweepFlow(options) {
  const project = await openHead(options.dir);
  const root = await inProject(project.dir, options.folder, "the training output folder");
  const cases2 = options.cases === null ? null : await inProject(project.dir, options.cases, "the file of --cases");
  const suite = sweepSuite(project.policy, options.suite);
  const order = sweepOrder(suite, options.metrics);
  const head = await project.tree([root, ...cases2 === null ? [] : [cases2]]);
  const scratch = await mkdtemp(join2(tmpdir(), "tunegate-sweep-"));
  try {
    const { policy } = project;
    const { runner, log, signal } = options;
    const ctx = { runner, log, signal, head, judging: head, policy, out: { dir: scratch, scratch } };
    const loaded = await loadSuite(ctx, cases2 === null ? suite : { ...suite, data: cases2 });
    const gated = cases2 === null ? loaded : await loadSuite(ctx, suite);
    const path = posix.normalize(suite.answers.generate.base).replace(/\/$/, "");
    const base = { path, sha256: await baseModelDigest(head, path) };
    const real = join2(project.dir, root);
    return await sweep({ options, policy, head, root, real, base, loaded, order, scratch }, gated);
  } finally {
    await rm2(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
async function inProject(dir, path, what) {
  const real = await realpath2(path).catch(() => null);
  if (real === null)
    throw new Fault({
      code: "sweep-path",
      kind: "environment",
      message: `${what} does not exist`,
      fix: "correct the path"
    });
  const inside = relative(dir, real);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new Fault({
      code: "path-escapes-root",
      kind: "usage",
      message: `${what} does not lie below the project folder`,
      expected: "a path below the folder that holds .github",
      fix: "move it there, or name the project with -C"
    });
  return inside.split(sep).join("/");
}
async function sweep(setting, gated) {
  const { options, root, real } = setting;
  if (!(await lstat2(real)).isDirectory())
    throw new Fault({ code: "sweep-folder", kind: "usage", message: `${root} is no folder`, fix: "name the trainer's output folder" });
  const candidates = await findCandidates(real, root);
  if (candidates.every(({ step }) => step === null))
    throw new Fault({
      code: "sweep-no-checkpoint",
      kind: "change",
      message: `${root} holds no checkpoint`,
      place: { path: root },
      expected: "folders checkpoint-<step>, as the Trainer writes them with save_strategy steps or epoch",
      fix: "let the trainer save checkpoints, or name its output folder"
    });
  const judged = await judgeAll(setting, candidates);
  const found = report(setting, gated, judged);
  if (found.selected !== null) await verifyAgain(setting, candidates, found.selected);
  const done = await writeReport(real, found);
  if (options.keep === null) return { sweep: done, path: `${root}/${SWEEP_FILE}`, ourFailure: judged.ourFailure };
  const pruned = [];
  let told;
  try {
    for (const name of prunable(found, options.keep)) if (await pruneCheckpoint(real, name)) pruned.push(name);
  } finally {
    told = await writeReport(real, { ...found, pruned: pruned.sort(byStep) });
  }
  return { sweep: told, path: `${root}/${SWEEP_FILE}`, ourFailure: judged.ourFailure };
}
function byStep(a, b) {
  return (checkpointStep(a) ?? 0) - (checkpointStep(b) ?? 0) || (a < b ? -1 : 1);
}
async function judgeAll(setting, candidates) {
  const asked = [];
  const excluded = [];
  let baseArm = null;
  let decodingSha256 = null;
  let ourFailure = false;
  for (const [at, candidate] of candidates.entries()) {
    setting.options.log.info(`sweep: ${candidate.name} (${at + 1} of ${candidates.length})`);
    const { name, step } = candidate;
    const made = await judgeOne(setting, candidate, baseArm === null);
    if (!made.ok) {
      ourFailure ||= made.ours;
      excluded.push({ ok: false, name, step, adapter_digest: made.digest, error: made.error });
    } else if (decodingSha256 !== null && made.decodingSha256 !== decodingSha256) {
      excluded.push({ ok: false, name, step, adapter_digest: made.digest, error: OTHER_DECODING });
    } else {
      decodingSha256 = made.decodingSha256;
      baseArm ??= made.base;
      asked.push({ candidate, digest: made.digest, arm: made.adapter });
    }
  }
  const ranked = asked.map(({ candidate, digest, arm }) => row(setting, { ...candidate, adapter_digest: digest }, arm, baseArm));
  if (baseArm !== null) ranked.push(row(setting, { name: BASE_ROW, step: 0, adapter_digest: null }, baseArm, null));
  return { ranked, excluded, decodingSha256, ourFailure };
}
var OTHER_DECODING = "its answers were decoded in another way (a tokenizer or chat template of its own), so they cannot be compared";
async function judgeOne(setting, candidate, withBase) {
  const { options, head, root, loaded, base, policy, scratch } = setting;
  const tree = candidateTree(head, candidate, root);
  const verified = await verifyCandidate(tree, candidate, policy, base.sha256);
  if (!verified.ok) return { ok: false, digest: verified.adapterDigest, error: verified.error, ours: false };
  const { runner, log, signal } = options;
  const ctx = { runner, log, signal, head: tree, judging: head, policy, out: { dir: scratch, scratch } };
  const made = await evaluateCandidate(ctx, loaded, { base: base.path, adapter: candidate.folder }, { withBase });
  if (!made.ok) return { ok: false, digest: verified.adapterDigest, error: made.error, ours: made.kind === "environment" };
  return { ...made, digest: verified.adapterDigest };
}
function row({ loaded, order }, { name, step, adapter_digest }, arm, base) {
  const metrics = arm.metrics.map(({ id, better, value, k, n, lower, upper }) => ({ id, better, value, k, n, lower, upper }));
  const against_base = base === null ? null : pairs(loaded.cases.suite, order[0] ?? "", arm, base);
  return { ok: true, name, step, adapter_digest, n: loaded.cases.judging.length, metrics, against_base };
}
function pairs(suite, id, arm, base) {
  const rate = rateDefinition(suite.scorer, id.slice(suite.name.length + 1));
  if (rate === null) return null;
  const good = (hit) => hit === (rate.better === "higher");
  const before = new Map(caseResults(rate, base.outcomes, suite.levels ?? []).map((result) => [result.id, good(result.hit)]));
  const count2 = { won: 0, lost: 0, tied: 0 };
  for (const { id: one, hit } of caseResults(rate, arm.outcomes, suite.levels ?? [])) {
    const was = before.get(one);
    if (was !== void 0) count2[was === good(hit) ? "tied" : good(hit) ? "won" : "lost"]++;
  }
  return count2;
}
function report(setting, gated, judged) {
  const { root, base, loaded, order, options, policy } = setting;
  const { suite, judging, sha256 } = loaded.cases;
  const rows = {
    order: [...order],
    min_n: options.minN,
    limits: limitsOf(policy, suite),
    ranked: rankRows(judged.ranked, order)
  };
  return {
    schema: "tunegate/sweep@1",
    adapter_root: root,
    base,
    suite: {
      name: suite.name,
      path: suite.data,
      sha256,
      n: judging.length,
      also_gated: [...loaded.inputs].filter((input) => gated.inputs.has(input)).length
    },
    decoding_sha256: judged.decodingSha256,
    ...rows,
    excluded: [...judged.excluded],
    ...choose(rows),
    pruned: []
  };
}
function limitsOf({ gates, mode }, suite) {
  return gates.flatMap(({ metric, floor, ceiling }) => {
    const [owner, name = ""] = metric.split(".");
    if (owner !== suite.name || rateDefinition(suite.scorer, name) === null) return [];
    const both = [
      ["floor", limitFor(floor, mode)],
      ["ceiling", limitFor(ceiling, mode)]
    ];
    return both.flatMap(([rule, limit]) => limit === null ? [] : [{ metric, rule, limit }]);
  });
}
async function verifyAgain(setting, candidates, selected) {
  const { root, policy, base } = setting;
  const candidate = candidates.find(({ name }) => name === selected.name);
  const head = await (await openHead(setting.options.dir)).tree([root]);
  const again = await verifyCandidate(candidateTree(head, candidate, root), candidate, policy, base.sha256);
  if (again.ok && again.adapterDigest === selected.adapter_digest) return;
  throw new Fault({
    code: "sweep-moved",
    kind: "environment",
    message: `${selected.name} is not what was evaluated any more: its files changed while the sweep ran`,
    place: { path: candidate.folder },
    fix: "let the training end first, then sweep again; nothing was deleted"
  });
}
async function writeReport(real, document) {
  const draft = join2(real, `.${SWEEP_FILE}.${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(draft, `${canonicalJson(document)}
`, { flag: "wx" });
    await rename(draft, join2(real, SWEEP_FILE));
  } finally {
    await rm2(draft, { force: true });
  }
  return document;
}

// src/cli/commands/sweep.ts
var MIN_N = 50;
var EXIT = {
  selected: 0,
  "base-not-beaten": 1,
  limits: 1,
  "no-candidate": 1,
  "too-few": 3,
  "base-failed": 1
};
var command = async (args, world) => {
  const dir = projectDir(args, world);
  const cases2 = args.text("cases");
  const { sweep: sweep2, path, ourFailure } = await sweepFlow({
    dir,
    folder: absolute(args.positionals[0], world),
    suite: args.text("suite"),
    metrics: (args.text("metrics") ?? "").split(",").flatMap((id) => id.trim() === "" ? [] : [id.trim()]),
    cases: cases2 === null ? null : absolute(cases2, world),
    minN: count(args, "min-n") ?? MIN_N,
    keep: count(args, "prune"),
    runner: makeRunner(args, world, dir),
    log: world.terminal.log("sweep"),
    signal: world.signal
  });
  if (args.flag("json")) world.terminal.print(JSON.stringify(sweep2));
  else world.terminal.print(plain(describe(sweep2)));
  for (const line of advice(sweep2, path)) world.terminal.say(plain(line));
  return sweep2.selected === null && ourFailure ? 4 : EXIT[sweep2.reason];
};
function count(args, name) {
  const text = args.text(name);
  if (text === null) return null;
  if (!/^[1-9][0-9]{0,8}$/.test(text))
    throw new Fault({
      code: "flag",
      kind: "usage",
      message: `--${name} takes a whole number from 1 on`,
      fix: "see: tunegate sweep --help"
    });
  return Number(text);
}
function describe(sweep2) {
  const value = (row2, id) => {
    const metric = row2.metrics.find((candidate) => candidate.id === id);
    if (metric === void 0 || metric.value === null) return `${id} none`;
    return `${id} ${metric.value.toFixed(4)} (${metric.k} of ${metric.n})`;
  };
  return [
    ...sweep2.ranked.map((row2, at) => `${at + 1}. ${row2.name}  ${sweep2.order.map((id) => value(row2, id)).join("  ")}${paired(row2)}`),
    ...sweep2.excluded.map(({ name, error }) => `-  ${name}  excluded: ${error}`),
    sweep2.note,
    ...sweep2.pruned.length === 0 ? [] : [`deleted: ${sweep2.pruned.join(", ")}`]
  ].join("\n");
}
function paired({ name, against_base: pairs2 }) {
  return name === BASE_ROW || pairs2 === null ? "" : `  against base: ${pairs2.won} won, ${pairs2.lost} lost, ${pairs2.tied} tied`;
}
function advice({ adapter_root: root, selected, suite }, path) {
  const lines = [`report: ${path}`];
  if (selected !== null) {
    const folder = selected.name === ROOT_ROW ? root : `${root}/${selected.name}`;
    lines.push(
      `to release it, copy its weights, its configuration and the tokenizer, if it has one of its own, from ${folder} into adapter.path, and the report with them`
    );
  }
  if (suite.also_gated > 0)
    lines.push(
      `the gate asks ${suite.also_gated} of the ${cases(suite.n)}, too: an adapter that was selected on them looks better there than it is; keep cases apart and name them with --cases`
    );
  return lines;
}
export {
  command
};
