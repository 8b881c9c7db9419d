/** Not worse than the baseline by more than a margin, on the same cases (contracts §6, handbook gates-and-statistics.md §4.7.5). */
import type { EvalDetail, EvalDetailSuite } from "../core/eval-detail.ts";
import type { EvalBaselineHeader } from "../core/files.ts";
import type { RateDefinition } from "../core/metrics.ts";
import { effectiveSize } from "../stats/cluster.ts";
import { type NonInferiority, nonInferiority } from "../stats/noninferiority.ts";
import type { Ruling } from "./bound.ts";
import { plural } from "./gates.ts";
import { type CaseRow, isGood, type RowsOf, sumByCluster } from "./rows.ts";

/** Baseline and present rows of one rate, paired by id where the case is the same to the byte. */
export interface Pairing {
  readonly pairs: readonly { readonly before: CaseRow; readonly now: CaseRow }[];
  /** Cases of the baseline without an equal partner: edited or removed since (what a change edits is the business of `eval.findings`). */
  readonly unpaired: number;
  readonly rate: RateDefinition;
}

export type Comparison =
  | { readonly state: "none"; readonly note: string }
  | { readonly state: "incomparable"; readonly note: string }
  | { readonly state: "paired"; readonly pairing: Pairing };

export interface BaselineRows {
  readonly header: EvalBaselineHeader;
  readonly rowsOf: RowsOf;
}

/** What a comparison needs: the baseline's and the run's rows, and what both say of how they were made. */
export interface Compared {
  readonly baseline: BaselineRows | null;
  readonly detail: EvalDetail;
  readonly suite: EvalDetailSuite;
  readonly rate: RateDefinition;
  readonly levels: readonly string[];
  /** Sorted by id. */
  readonly rows: readonly CaseRow[];
}

/** Whether the baseline speaks about this suite under the same decoding and base model, and if so, the paired rows. */
export function compareToBaseline(compared: Compared): Comparison {
  const { baseline, detail, suite, rate, levels, rows } = compared;
  if (!baseline) return { state: "none", note: "the base has no evaluation baseline; `tunegate baseline propose` writes one" };
  const { key } = baseline.header;
  if (!Object.hasOwn(key.suites, suite.name))
    return { state: "none", note: `the evaluation baseline does not know suite ${suite.name}; propose a new one` };
  const differs: string[] = [];
  if (key.decoding[suite.name] !== suite.decoding_sha256) differs.push("the way answers are decoded");
  if (key.base_model !== detail.base_digest) differs.push("the base model");
  if (differs.length > 0) {
    return { state: "incomparable", note: `${differs.join(" and ")} changed since the baseline was made; propose a new baseline` };
  }
  const before = baseline.rowsOf(suite.name, rate, levels);
  return { state: "paired", pairing: pair(before, rows, rate) };
}

/** Merges two lists sorted by id. */
function pair(before: readonly CaseRow[], rows: readonly CaseRow[], rate: RateDefinition): Pairing {
  const pairs: { before: CaseRow; now: CaseRow }[] = [];
  let at = 0;
  for (const row of before) {
    while (at < rows.length && rows[at]!.id < row.id) at += 1;
    const now = rows[at];
    if (now?.id === row.id && now.case_sha256 === row.case_sha256) pairs.push({ before: row, now });
  }
  return { pairs, unpaired: before.length - pairs.length, rate };
}

/** Rules on the paired rows: PASS, BLOCK `regression`, INCONCLUSIVE `too-few`; nothing to pair: `no-baseline` or `incomparable`. */
export function regressionRuling(comparison: Comparison, margin: number, what: string): Ruling {
  const empty = { value: null, bound: null, limit: margin, needed: null, cases: [] };
  if (comparison.state === "none") return { ...empty, verdict: "INCONCLUSIVE", reason: "no-baseline", note: `${what}: ${comparison.note}` };
  if (comparison.state === "incomparable")
    return { ...empty, verdict: "INCONCLUSIVE", reason: "incomparable", note: `${what}: ${comparison.note}` };
  const { pairs } = comparison.pairing;
  if (pairs.length === 0)
    return {
      ...empty,
      verdict: "INCONCLUSIVE",
      reason: "incomparable",
      note: `${what}: no case of the baseline is left unchanged to compare with`,
    };
  return ruleOnPairs(comparison.pairing, margin, what);
}

/** Flips of the paired rows, and what they are worth once clusters are respected. */
export interface Flips {
  readonly worse: readonly string[];
  readonly better: readonly string[];
  readonly n: number;
  readonly size: number;
}

export function flipsOf(pairing: Pairing): Flips {
  const { pairs, rate } = pairing;
  const lossOf = ({ before, now }: Pairing["pairs"][number]): number => Number(isGood(before, rate)) - Number(isGood(now, rate));
  const worse = pairs.filter((pair) => lossOf(pair) > 0).map((pair) => pair.now.id);
  const better = pairs.filter((pair) => lossOf(pair) < 0).map((pair) => pair.now.id);
  const clusters = sumByCluster(pairs, (pair) => pair.now.cluster, lossOf);
  return { worse, better, n: pairs.length, size: effectiveSize(clusters, worse.length + better.length, 1) };
}

function ruleOnPairs(pairing: Pairing, margin: number, what: string): Ruling {
  const flips = flipsOf(pairing);
  const share = flips.size / flips.n;
  const result = nonInferiority(flips.worse.length * share, flips.better.length * share, flips.size, margin);
  const { verdict } = result;
  const reason = verdict === "PASS" ? "ok" : verdict === "BLOCK" ? "regression" : "too-few";
  return {
    verdict,
    reason,
    value: result.drop,
    bound: verdict === "BLOCK" ? result.lower : result.upper,
    limit: margin,
    needed: result.neededN,
    note: regressionNote(what, pairing, flips, result, margin, verdict),
    cases: flips.worse,
  };
}

function regressionNote(what: string, pairing: Pairing, flips: Flips, result: NonInferiority, margin: number, verdict: string): string {
  const clustered = flips.size < flips.n ? ` (clustered: worth ${Math.floor(flips.size)} independent cases)` : "";
  const left = pairing.unpaired > 0 ? `; ${plural(pairing.unpaired, "baseline case")} without an equal partner left out` : "";
  const seen = `${what}: of ${flips.n} cases${clustered} ${flips.worse.length} got worse and ${flips.better.length} got better than in the baseline${left}`;
  const allowed = `a loss of ${points(margin)} is allowed`;
  if (verdict === "BLOCK")
    return `${seen}; the loss is ${points(result.drop)} and surely more than chance, ${allowed} (mid-p ${result.midP.toPrecision(2)})`;
  const most = `the loss is ${points(result.drop)} and with 95 % confidence at most ${points(result.upper)}; ${allowed}`;
  if (verdict === "PASS")
    return result.midP <= 0.05 && result.drop > 0 ? `${seen}; ${most}: a real loss, within the margin` : `${seen}; ${most}`;
  const settle =
    result.neededN === null
      ? "more cases of the same kind would not settle it"
      : `${plural(result.neededN, "paired case")} would settle it at this rate of flips`;
  return `${seen}; ${most}, so it is not shown; ${settle} (a true loss of ${points(margin)} is noticed ${Math.round(result.power * 100)} % of the time)`;
}

function points(share: number): string {
  return `${Number((share * 100).toFixed(2))} points`;
}
