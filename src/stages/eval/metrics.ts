/** Metrics of the eval stage: every rate of a suite's scorer with its exact interval, subgroups, scores, the confusion matrix. */
import type { Metric, Outcome } from "../../core/documents.ts";
import { caseResults, FLAGS, RATES, type RateDefinition, SCORES } from "../../core/metrics.ts";
import type { Suite } from "../../core/policy.ts";
import { tango } from "../../stats/paired.ts";
import { clopperPearson } from "../../stats/proportion.ts";

const LEVEL = 0.95;
/** Rates that are worth a number for every subgroup. */
const SUBGROUP_RATES = new Set([
  "emergency_recall",
  "emergency_specificity",
  "accuracy",
  "under_triage",
  "hallucination_rate",
  "block_rate",
]);

/** What metrics of one suite are made from. `outcomes` holds judged cases only, the added ones apart. */
export interface SuiteOutcomes {
  readonly suite: Suite;
  readonly outcomes: readonly Outcome[];
  readonly added: readonly Outcome[];
  /** By case id: whether the base model alone was right; `null` when it was not asked. */
  readonly baseCorrect: ReadonlyMap<string, boolean> | null;
}

/** All metrics of a suite, rates first, then subgroups, then scores; ids are `suite.name` and `suite.name@group=value`. */
export function suiteMetrics(of: SuiteOutcomes): Metric[] {
  const rates = RATES.filter((rate) => rate.scorer === of.suite.scorer);
  return [...rates.map((rate) => rateMetric(of.suite, rate, of.outcomes, "")), ...subgroupMetrics(of, rates), ...scoreMetrics(of)];
}

function rateMetric(suite: Suite, rate: RateDefinition, outcomes: readonly Outcome[], suffix: string): Metric {
  const results = caseResults(rate, outcomes, suite.levels ?? []);
  const n = results.length;
  const k = results.filter((result) => result.hit).length;
  const interval = n === 0 ? { lower: null, upper: null } : clopperPearson(k, n, LEVEL);
  return {
    id: `${suite.name}.${rate.name}${suffix}`,
    kind: "rate",
    better: rate.better,
    value: n === 0 ? null : k / n,
    k,
    n,
    lower: interval.lower,
    upper: interval.upper,
    level: LEVEL,
    method: "clopper-pearson",
  };
}

/** A case without an attribute is in the group "not recorded"; cases that only head has are a group of their own. */
function subgroupMetrics(of: SuiteOutcomes, rates: readonly RateDefinition[]): Metric[] {
  const names = [...new Set(of.outcomes.flatMap((outcome) => Object.keys(outcome.groups)))].sort();
  const parts: { suffix: string; members: readonly Outcome[] }[] = [];
  for (const name of names) {
    const value = (outcome: Outcome) => outcome.groups[name] ?? "not recorded";
    for (const one of [...new Set(of.outcomes.map(value))].sort()) {
      parts.push({ suffix: `@${name}=${one}`, members: of.outcomes.filter((outcome) => value(outcome) === one) });
    }
  }
  if (of.added.length > 0) parts.push({ suffix: `@${FLAGS.added}=yes`, members: of.added });
  const wanted = rates.filter((rate) => SUBGROUP_RATES.has(rate.name));
  return parts.flatMap((part) =>
    wanted.map((rate) => rateMetric(of.suite, rate, part.members, part.suffix)).filter((metric) => metric.n > 0),
  );
}

function scoreMetrics(of: SuiteOutcomes): Metric[] {
  return SCORES.filter((score) => score.scorer === of.suite.scorer).flatMap((score) => {
    const made = score.name === "accuracy_vs_base" ? accuracyVsBase(of) : countMetric(of, score.name);
    return made ? [{ id: `${of.suite.name}.${score.name}`, kind: score.kind, better: score.better, ...made }] : [];
  });
}

type Numbers = Omit<Metric, "id" | "kind" | "better">;

/** Share of cases won against the base model minus share lost, with Tango's paired interval (two-sided, so each bound at 0.975). */
function accuracyVsBase(of: SuiteOutcomes): Numbers | null {
  const { baseCorrect } = of;
  if (baseCorrect === null) return null;
  const accuracy = RATES.find((rate) => rate.scorer === "triage" && rate.name === "accuracy") as RateDefinition;
  const results = caseResults(accuracy, of.outcomes, of.suite.levels ?? []).filter((result) => baseCorrect.has(result.id));
  const n = results.length;
  const won = results.filter((result) => result.hit && !baseCorrect.get(result.id)).length;
  const lost = results.filter((result) => !result.hit && baseCorrect.get(result.id)).length;
  const interval = n === 0 ? { lower: null, upper: null } : tango(won, lost, n, 1 - (1 - LEVEL) / 2);
  return {
    value: n === 0 ? null : (won - lost) / n,
    k: null,
    n,
    lower: interval.lower,
    upper: interval.upper,
    level: LEVEL,
    method: "tango",
  };
}

/** Cases with a block, or a warning, in any repeat, added ones too: they can only make a count worse. What cannot be judged is a block. */
function countMetric(of: SuiteOutcomes, name: string): Numbers {
  const outcomes = [...of.outcomes, ...of.added];
  const counts = (outcome: Outcome) =>
    name === "block_count"
      ? outcome.flags.includes(FLAGS.policyBlock) || outcome.status === "error" || outcome.status === "timeout"
      : outcome.flags.includes(FLAGS.policyWarn);
  const n = new Set(outcomes.map((outcome) => outcome.id)).size;
  const k = new Set(outcomes.filter(counts).map((outcome) => outcome.id)).size;
  return { value: n === 0 ? null : k, k, n, lower: null, upper: null, level: LEVEL, method: "count" };
}

/** Rows gold, columns predicted and every way of giving no label; no column is ever left out. */
export interface Confusion {
  readonly suite: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

const NO_LABEL = ["refused", "unparseable", "empty", "timeout", "error"] as const;

/** Confusion matrix over every repeat of the judged cases of a triage suite. */
export function confusion(suite: Suite, outcomes: readonly Outcome[]): Confusion {
  const rows = suite.levels ?? [];
  const columns = [...rows, ...NO_LABEL];
  const counts = rows.map(() => columns.map(() => 0));
  for (const outcome of outcomes) {
    const row = counts[rows.indexOf(outcome.gold ?? "")];
    const column = columns.indexOf(outcome.status === "answered" ? (outcome.predicted ?? "") : outcome.status);
    if (row && column >= 0) row[column] = (row[column] as number) + 1;
  }
  return { suite: suite.name, rows, columns, counts };
}
