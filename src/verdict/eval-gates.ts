/** The policy's gates over metrics of evaluation suites. */
import type { EvalDetail, EvalDetailSuite } from "../core/eval-detail.ts";
import { type RateDefinition, rateDefinition } from "../core/metrics.ts";
import { type Gate, limitFor, type Suite } from "../core/policy.ts";
import { type BoundRule, type Ruling, rateBound, statedBound } from "./bound.ts";
import { type Freshness, freshnessOf, withFreshness, withTrust } from "./caveats.ts";
import { classOf, draft, type MetricRule, rulesOf } from "./gates.ts";
import type { DecideInput, Draft, StageEvidence } from "./input.ts";
import { neverMissRuling } from "./never-miss.ts";
import { type BaselineRows, type Comparison, compareToBaseline, regressionRuling } from "./regression.ts";
import { type CaseRow, type RowsOf, rowsOf } from "./rows.ts";

/** What all gates over evaluation metrics look at: sound evidence, and rows made once. */
export interface EvalScope {
  readonly input: DecideInput;
  readonly given: StageEvidence;
  readonly rowsOf: RowsOf;
  readonly baseline: BaselineRows | null;
  readonly freshness: Freshness;
}

/** What the gates of one policy line look at. */
interface Scope extends EvalScope {
  readonly gate: Gate;
  readonly suite: Suite;
  readonly detail: EvalDetailSuite;
  readonly rate: RateDefinition | null;
  readonly rows: readonly CaseRow[];
  /** For the rules that look at the baseline; null for scores and counts, and where no rule asks. */
  readonly comparison: Comparison | null;
}

/** Makes the tables that the gates share. `given` is sound evidence of the eval stage. */
export function evalScope(input: DecideInput, given: StageEvidence): EvalScope {
  const baseline = input.baselines.eval;
  return {
    input,
    given,
    rowsOf: rowsOf(given.outcomes),
    baseline: baseline && { header: baseline.header, rowsOf: rowsOf(baseline.outcomes) },
    freshness: freshnessOf(input),
  };
}

/** All gates of one policy line. */
export function metricGates(shared: EvalScope, gate: Gate): readonly Draft[] {
  const { input, given } = shared;
  const [prefix, name] = splitMetric(gate.metric);
  const suite = input.policy.eval?.suites.find((candidate) => candidate.name === prefix) ?? null;
  const detail = (given.detail as EvalDetail).suites.find((candidate) => candidate.name === prefix);
  const all = (ruling: Ruling): Draft[] => rulesOf(gate).map((rule) => finish(gate, rule, suite, ruling));
  if (!suite || !detail) return all(errorRuling(`${gate.metric}: the eval stage judged no suite ${prefix}`));
  const missing = missingMetric(gate, given);
  if (missing) return all(errorRuling(`${gate.metric}: ${missing}`));
  const rate = rateDefinition(suite.scorer, name);
  const rows = rate ? shared.rowsOf(suite.name, rate, suite.levels ?? []) : [];
  const disagreement = rate ? disagrees(given, gate.metric, rows) : null;
  if (disagreement) return all(errorRuling(disagreement));
  const comparison = rate && rulesOf(gate).some(isPaired) ? compared(shared, suite, detail, rate, rows) : null;
  const scope: Scope = { ...shared, gate, suite, detail, rate, rows, comparison };
  return rulesOf(gate).map((rule) => ruled(scope, rule));
}

function ruled(scope: Scope, rule: MetricRule): Draft {
  const { gate, suite, detail, freshness } = scope;
  const ruling = isPaired(rule) ? pairedRuling(scope, rule) : boundRuling(scope, rule);
  return withFreshness(withTrust(finish(gate, rule, suite, ruling), detail), freshness);
}

/** `triage.emergency_recall` → `triage`, `emergency_recall`. */
export function splitMetric(metric: string): readonly [string, string] {
  const dot = metric.indexOf(".");
  return [metric.slice(0, dot), metric.slice(dot + 1)];
}

function missingMetric(gate: Gate, given: StageEvidence): string | null {
  const found = given.evidence.metrics.filter((metric) => metric.id === gate.metric);
  return found.length === 1
    ? null
    : found.length === 0
      ? "the eval stage states no such metric"
      : "the eval stage states this metric twice";
}

/** A stated rate must be the rate of the outcomes that are there; added cases are no part of it. */
function disagrees(given: StageEvidence, id: string, rows: readonly CaseRow[]): string | null {
  const stated = given.evidence.metrics.find((metric) => metric.id === id)!;
  const judged = rows.filter((row) => !row.added);
  const [k, n] = [judged.filter((row) => row.hit).length, judged.length];
  if (stated.n === n && (stated.k ?? 0) === k) return null;
  return `${id}: the stage states ${stated.k} of ${stated.n}, its outcomes give ${k} of ${n}`;
}

/** A ruling as the gate `<metric>.<rule>`. */
export function finish(gate: Gate, rule: MetricRule, suite: Suite | null, ruling: Ruling): Draft {
  return draft({ id: `${gate.metric}.${rule}`, stage: "eval", rule, class: classOf(gate, rule, suite), ...ruling });
}

export function errorRuling(note: string): Ruling {
  return { verdict: "ERROR", reason: "stage-failed", note, value: null, bound: null, limit: null, needed: null, cases: [] };
}

function boundRuling(scope: Scope, rule: BoundRule): Ruling {
  const { gate, given, rate, rows, input } = scope;
  const limit = limitFor(gate[rule], input.policy.mode);
  if (limit === null || !Number.isFinite(limit)) {
    const note = `${gate.metric}: the policy names no ${rule} for mode ${input.policy.mode}`;
    return { ...errorRuling(note), verdict: "INCONCLUSIVE", reason: "not-checked" };
  }
  if (rate) return rateBound(rows, rule, limit, plainName(rate));
  return statedBound(given.evidence.metrics.find((metric) => metric.id === gate.metric)!, rule, limit);
}

/** What a rate counts, in the words of its definition: the gate's id names it already. */
function plainName(rate: RateDefinition): string {
  return rate.summary.split(";")[0]!;
}

function isPaired(rule: MetricRule): rule is "regression" | "never-miss" {
  return rule === "regression" || rule === "never-miss";
}

function compared(scope: EvalScope, suite: Suite, detail: EvalDetailSuite, rate: RateDefinition, rows: Scope["rows"]): Comparison {
  const { baseline, given } = scope;
  return compareToBaseline({ baseline, detail: given.detail as EvalDetail, suite: detail, rate, levels: suite.levels ?? [], rows });
}

function pairedRuling(scope: Scope, rule: "regression" | "never-miss"): Ruling {
  const { gate, input, rate, rows, comparison } = scope;
  if (!rate || !comparison) return errorRuling(`${gate.metric}: ${rule} needs a rate that is counted case by case`);
  const what = plainName(rate);
  if (rule === "regression") return regressionRuling(comparison, gate.regression!.margin, what);
  const list = input.neverMiss.get(gate["never-miss"]!);
  if (!list) return errorRuling(`${gate.metric}: the never-miss list ${gate["never-miss"]} is not in the tree that judges`);
  return neverMissRuling(list, rows, comparison, rate, what);
}
