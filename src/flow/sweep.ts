import { randomBytes } from "node:crypto";
import { lstat, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import { Fault } from "../core/fault.ts";
import { caseResults, rateDefinition } from "../core/metrics.ts";
import { limitFor, type Policy, type Suite } from "../core/policy.ts";
import type { Runner } from "../core/runner.ts";
import type { Log } from "../core/stage.ts";
import {
  BASE_ROW,
  checkpointStep,
  choose,
  type ExcludedRow,
  type RankedRow,
  rankRows,
  SWEEP_FILE,
  type Sweep,
  type SweepLimit,
  type SweepMetric,
} from "../core/sweep.ts";
import type { Tree } from "../core/tree.ts";
import { baseModelDigest } from "../core/weights/digest.ts";
import { type Candidate, candidateTree, findCandidates, verifyCandidate } from "../stages/adapter/candidates.ts";
import { type Arm, evaluateCandidate, type LoadedSuite, loadSuite } from "../stages/eval/candidate.ts";
import { prunable, pruneCheckpoint } from "./prune.ts";
import { sweepOrder, sweepSuite } from "./sweep-suite.ts";
import { openHead } from "./train.ts";

export interface SweepOptions {
  /** Absolute path of the project. */
  readonly dir: string;
  /** Absolute path of the training output folder. */
  readonly folder: string;
  /** Suite of the policy; null for the only one that generates answers. */
  readonly suite: string | null;
  /** Ids of the metrics that rank; empty for the scorer's own order. */
  readonly metrics: readonly string[];
  /** Absolute path of the cases to select by; null for the suite's own. */
  readonly cases: string | null;
  readonly minN: number;
  /** How many of the first checkpoints are kept; null deletes none. */
  readonly keep: number | null;
  readonly runner: Runner;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface SweepOutcome {
  readonly sweep: Sweep;
  /** Path of the report, relative to the project root. */
  readonly path: string;
  /** Whether an evaluation failed for a reason of ours rather than the candidate's. */
  readonly ourFailure: boolean;
}

/** What all candidates share. */
interface Setting {
  readonly options: SweepOptions;
  readonly policy: Policy;
  readonly head: Tree;
  /** Adapter root, relative to the project root; `real` is its absolute real path. */
  readonly root: string;
  readonly real: string;
  readonly base: { readonly path: string; readonly sha256: string | null };
  readonly loaded: LoadedSuite;
  readonly order: readonly string[];
  readonly scratch: string;
}

/**
 * Verifies and evaluates every checkpoint of a training output folder and the base model alone, ranks them, and writes
 * `tunegate-sweep.json` into the folder (handbook training.md §4.5 point 13).
 * @throws Fault `usage` for a path outside the project, an unknown suite or metric, `change` for bad cases or no checkpoint, `environment`
 * for a path that does not exist and without Python
 */
export async function sweepFlow(options: SweepOptions): Promise<SweepOutcome> {
  const project = await openHead(options.dir);
  const root = await inProject(project.dir, options.folder, "the training output folder");
  const cases = options.cases === null ? null : await inProject(project.dir, options.cases, "the file of --cases");
  const suite = sweepSuite(project.policy, options.suite);
  const order = sweepOrder(suite, options.metrics);
  const head = await project.tree([root, ...(cases === null ? [] : [cases])]);
  const scratch = await mkdtemp(join(tmpdir(), "tunegate-sweep-"));
  try {
    const { policy } = project;
    const { runner, log, signal } = options;
    const ctx = { runner, log, signal, head, judging: head, policy, out: { dir: scratch, scratch } };
    const loaded = await loadSuite(ctx, cases === null ? suite : { ...suite, data: cases });
    const gated = cases === null ? loaded : await loadSuite(ctx, suite);
    const path = posix.normalize(suite.answers.generate.base).replace(/\/$/, "");
    const base = { path, sha256: await baseModelDigest(head, path) };
    const real = join(project.dir, root);
    return await sweep({ options, policy, head, root, real, base, loaded, order, scratch }, gated);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A path below the project, relative to it; its links are resolved first, so nothing outside is ever read or deleted. */
async function inProject(dir: string, path: string, what: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real === null)
    throw new Fault({
      code: "sweep-path",
      kind: "environment",
      message: `${what} does not exist`,
      fix: "correct the path",
    });
  const inside = relative(dir, real);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new Fault({
      code: "path-escapes-root",
      kind: "usage",
      message: `${what} does not lie below the project folder`,
      expected: "a path below the folder that holds .github",
      fix: "move it there, or name the project with -C",
    });
  return inside.split(sep).join("/");
}

async function sweep(setting: Setting, gated: LoadedSuite): Promise<SweepOutcome> {
  const { options, root, real } = setting;
  if (!(await lstat(real)).isDirectory())
    throw new Fault({ code: "sweep-folder", kind: "usage", message: `${root} is no folder`, fix: "name the trainer's output folder" });
  const candidates = await findCandidates(real, root);
  if (candidates.every(({ step }) => step === null))
    throw new Fault({
      code: "sweep-no-checkpoint",
      kind: "change",
      message: `${root} holds no checkpoint`,
      place: { path: root },
      expected: "folders checkpoint-<step>, as the Trainer writes them with save_strategy steps or epoch",
      fix: "let the trainer save checkpoints, or name its output folder",
    });
  const judged = await judgeAll(setting, candidates);
  const found = report(setting, gated, judged);
  if (found.selected !== null) await verifyAgain(setting, candidates, found.selected);
  const done = await writeReport(real, found);
  if (options.keep === null) return { sweep: done, path: `${root}/${SWEEP_FILE}`, ourFailure: judged.ourFailure };
  const pruned: string[] = [];
  let told: Sweep;
  try {
    for (const name of prunable(found, options.keep)) if (await pruneCheckpoint(real, name)) pruned.push(name);
  } finally {
    // What is gone is gone, whether or not the rest could be deleted.
    told = await writeReport(real, { ...found, pruned: pruned.sort(byStep) });
  }
  return { sweep: told, path: `${root}/${SWEEP_FILE}`, ourFailure: judged.ourFailure };
}

function byStep(a: string, b: string): number {
  return (checkpointStep(a) ?? 0) - (checkpointStep(b) ?? 0) || (a < b ? -1 : 1);
}

interface Judged {
  readonly ranked: readonly RankedRow[];
  readonly excluded: readonly ExcludedRow[];
  readonly decodingSha256: string | null;
  readonly ourFailure: boolean;
}

/** One candidate after the other: each needs the whole machine. The first that can be asked brings the base model's answers, too. */
async function judgeAll(setting: Setting, candidates: readonly Candidate[]): Promise<Judged> {
  const asked: { candidate: Candidate; digest: string; arm: Arm }[] = [];
  const excluded: ExcludedRow[] = [];
  let baseArm: Arm | null = null;
  let decodingSha256: string | null = null;
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

const OTHER_DECODING = "its answers were decoded in another way (a tokenizer or chat template of its own), so they cannot be compared";

type JudgedOne =
  | { readonly ok: true; readonly digest: string; readonly adapter: Arm; readonly base: Arm | null; readonly decodingSha256: string }
  | { readonly ok: false; readonly digest: string | null; readonly error: string; readonly ours: boolean };

/** Verified first: an adapter with a defect is never loaded. */
async function judgeOne(setting: Setting, candidate: Candidate, withBase: boolean): Promise<JudgedOne> {
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

function row(
  { loaded, order }: Setting,
  { name, step, adapter_digest }: Pick<RankedRow, "name" | "step" | "adapter_digest">,
  arm: Arm,
  base: Arm | null,
): RankedRow {
  const metrics = arm.metrics.map(({ id, better, value, k, n, lower, upper }): SweepMetric => ({ id, better, value, k, n, lower, upper }));
  const against_base = base === null ? null : pairs(loaded.cases.suite, order[0] ?? "", arm, base);
  return { ok: true, name, step, adapter_digest, n: loaded.cases.judging.length, metrics, against_base };
}

/** Cases of one metric that the adapter won against its base model, lost, and that both got the same. */
function pairs(suite: Suite, id: string, arm: Arm, base: Arm): RankedRow["against_base"] {
  const rate = rateDefinition(suite.scorer, id.slice(suite.name.length + 1));
  if (rate === null) return null;
  const good = (hit: boolean) => hit === (rate.better === "higher");
  const before = new Map(caseResults(rate, base.outcomes, suite.levels ?? []).map((result) => [result.id, good(result.hit)]));
  const count = { won: 0, lost: 0, tied: 0 };
  for (const { id: one, hit } of caseResults(rate, arm.outcomes, suite.levels ?? [])) {
    const was = before.get(one);
    if (was !== undefined) count[was === good(hit) ? "tied" : good(hit) ? "won" : "lost"]++;
  }
  return count;
}

function report(setting: Setting, gated: LoadedSuite, judged: Judged): Sweep {
  const { root, base, loaded, order, options, policy } = setting;
  const { suite, judging, sha256 } = loaded.cases;
  const rows = {
    order: [...order],
    min_n: options.minN,
    limits: limitsOf(policy, suite),
    ranked: rankRows(judged.ranked, order),
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
      also_gated: [...loaded.inputs].filter((input) => gated.inputs.has(input)).length,
    },
    decoding_sha256: judged.decodingSha256,
    ...rows,
    excluded: [...judged.excluded],
    ...choose(rows),
    pruned: [],
  };
}

/** Point limits of the policy's gates on rates of this suite. */
function limitsOf({ gates, mode }: Policy, suite: Suite): SweepLimit[] {
  return gates.flatMap(({ metric, floor, ceiling }) => {
    const [owner, name = ""] = metric.split(".");
    if (owner !== suite.name || rateDefinition(suite.scorer, name) === null) return [];
    const both = [
      ["floor", limitFor(floor, mode)],
      ["ceiling", limitFor(ceiling, mode)],
    ] as const;
    return both.flatMap(([rule, limit]) => (limit === null ? [] : [{ metric, rule, limit }]));
  });
}

/** Nothing is written or deleted in the name of an adapter that is not the one that was evaluated. */
async function verifyAgain(setting: Setting, candidates: readonly Candidate[], selected: NonNullable<Sweep["selected"]>): Promise<void> {
  const { root, policy, base } = setting;
  const candidate = candidates.find(({ name }) => name === selected.name) as Candidate;
  const head = await (await openHead(setting.options.dir)).tree([root]);
  const again = await verifyCandidate(candidateTree(head, candidate, root), candidate, policy, base.sha256);
  if (again.ok && again.adapterDigest === selected.adapter_digest) return;
  throw new Fault({
    code: "sweep-moved",
    kind: "environment",
    message: `${selected.name} is not what was evaluated any more: its files changed while the sweep ran`,
    place: { path: candidate.folder },
    fix: "let the training end first, then sweep again; nothing was deleted",
  });
}

/** Writes beside and renames: a link of the report's name is replaced, not followed. */
async function writeReport(real: string, document: Sweep): Promise<Sweep> {
  const draft = join(real, `.${SWEEP_FILE}.${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(draft, `${canonicalJson(document)}\n`, { flag: "wx" });
    await rename(draft, join(real, SWEEP_FILE));
  } finally {
    await rm(draft, { force: true });
  }
  return document;
}
