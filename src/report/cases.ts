/** Tables and pictures that come from outcomes: confusion, subgroup rates, flips. Rates mean what the gates mean (src/core/metrics.ts). */
import type { Outcome } from "../core/documents.ts";
import { RATES, type RateDefinition } from "../core/metrics.ts";
import { wilson } from "../stats/index.ts";
import type { SuiteView } from "./input.ts";

/** What an answer that has no label counts as, in a confusion table. */
export const NO_ANSWER = "no answer";

export interface Confusion {
  readonly suite: string;
  /** Gold labels, most urgent first. */
  readonly rows: readonly string[];
  /** Predicted labels in the same order, then `no answer`. */
  readonly columns: readonly string[];
  /** counts[row][column]; first repeats only, so that each case counts once. */
  readonly counts: readonly (readonly number[])[];
}

/** Gold against predicted for each triage suite that has outcomes. */
export function confusions(suites: readonly SuiteView[], outcomes: readonly Outcome[]): readonly Confusion[] {
  return suites.filter((suite) => suite.scorer === "triage" && suite.levels.length > 1).flatMap((suite) => confusion(suite, outcomes));
}

function confusion(suite: SuiteView, outcomes: readonly Outcome[]): readonly Confusion[] {
  const columns = [...suite.levels, NO_ANSWER];
  const counts = suite.levels.map(() => columns.map(() => 0));
  let n = 0;
  for (const outcome of outcomes) {
    if (outcome.suite !== suite.name || outcome.repeat !== 0 || outcome.gold === null) continue;
    const row = suite.levels.indexOf(outcome.gold);
    if (row === -1) continue;
    const column = outcome.status === "answered" ? suite.levels.indexOf(outcome.predicted ?? "") : -1;
    counts[row]![column === -1 ? columns.length - 1 : column]! += 1;
    n += 1;
  }
  return n === 0 ? [] : [{ suite: suite.name, rows: suite.levels, columns, counts }];
}

export interface GroupRate {
  /** Such as `age: 65+`; `all` for the whole suite. */
  readonly group: string;
  readonly k: number;
  readonly n: number;
  readonly value: number;
  /** Wilson 95 % interval: for the eye; gates use exact bounds. */
  readonly lower: number;
  readonly upper: number;
}

export interface GroupRates {
  readonly metric: string;
  readonly better: "higher" | "lower";
  readonly rows: readonly GroupRate[];
}

/** The rate that a reader should see first, for each kind of suite. */
const HEAD_RATE: Readonly<Record<string, string>> = { triage: "emergency_recall", grounded: "hallucination_rate", policy: "block_rate" };

/** The suite's leading rate for every group value, in order of group name; empty for suites without outcomes. */
export function groupRates(suites: readonly SuiteView[], outcomes: readonly Outcome[]): readonly GroupRates[] {
  return suites.flatMap((suite) => {
    const rate = RATES.find((candidate) => candidate.scorer === suite.scorer && candidate.name === HEAD_RATE[suite.scorer]);
    const rows = rate ? suiteGroups(suite, rate, outcomes) : [];
    return rate && rows.length > 0 ? [{ metric: `${suite.name}.${rate.name}`, better: rate.better, rows }] : [];
  });
}

function suiteGroups(suite: SuiteView, rate: RateDefinition, outcomes: readonly Outcome[]): readonly GroupRate[] {
  const tally = new Map<string, { k: number; n: number }>();
  for (const outcome of outcomes) {
    if (outcome.suite !== suite.name || !rate.member(outcome, suite.levels)) continue;
    const hit = rate.hit(outcome, suite.levels) ? 1 : 0;
    for (const group of ["all", ...Object.entries(outcome.groups).map(([key, value]) => `${key}: ${value}`)]) {
      const entry = tally.get(group) ?? { k: 0, n: 0 };
      tally.set(group, { k: entry.k + hit, n: entry.n + 1 });
    }
  }
  return [...tally]
    .sort(([a], [b]) => Number(b === "all") - Number(a === "all") || (a < b ? -1 : 1))
    .map(([group, { k, n }]) => ({ group, k, n, value: k / n, ...wilson(k, n) }));
}

export interface Flip {
  readonly suite: string;
  readonly id: string;
  readonly gold: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly kind: "broken" | "fixed";
}

/** Cases answered right before and wrong now, or the other way round; only cases whose content is unchanged (first repeats). */
export function flips(before: readonly Outcome[], after: readonly Outcome[]): readonly Flip[] {
  const key = (outcome: Outcome): string => `${outcome.suite}\n${outcome.id}`;
  const earlier = new Map(before.filter((outcome) => outcome.repeat === 0).map((outcome) => [key(outcome), outcome]));
  const found: Flip[] = [];
  for (const now of after) {
    const was = now.repeat === 0 ? earlier.get(key(now)) : undefined;
    if (!was || was.case_sha256 !== now.case_sha256 || was.correct === now.correct || was.correct === null || now.correct === null)
      continue;
    found.push({
      suite: now.suite,
      id: now.id,
      gold: now.gold,
      before: answer(was),
      after: answer(now),
      kind: now.correct ? "fixed" : "broken",
    });
  }
  return found.sort((a, b) => compare(a.kind, b.kind) || compare(a.suite, b.suite) || compare(a.id, b.id));
}

/** What was answered: the label, else the status. */
export function answer(outcome: Outcome): string | null {
  return outcome.status === "answered" ? outcome.predicted : outcome.status;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
