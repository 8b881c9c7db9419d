/** Floor and ceiling: a rate by its exact one-sided bound, a score or count by the numbers that its stage states. */
import type { Metric } from "../core/documents.ts";
import { clopperPearsonLower, clopperPearsonUpper, neededForCeiling, neededForFloor } from "../stats/proportion.ts";
import { graver, percent, percentBeside, plural } from "./gates.ts";
import type { Draft } from "./input.ts";
import { type CaseRow, type Tally, tally } from "./rows.ts";

export type BoundRule = "floor" | "ceiling";

/** The part of a gate that a rule decides. */
export type Ruling = Pick<Draft, "verdict" | "reason" | "note" | "value" | "bound" | "limit"> & {
  readonly needed: number | null;
  readonly cases: Iterable<string>;
};

/**
 * Rules on a rate from its case rows. Point beyond the limit: BLOCK. 95 % bound (Clopper-Pearson, one-sided, effective sample size where
 * clusters hold several cases) not reached: INCONCLUSIVE `too-few`. Of base's cases and base's plus added ones the worse counts.
 */
export function rateBound(rows: readonly CaseRow[], rule: BoundRule, limit: number, what: string): Ruling {
  const base = rows.filter((row) => !row.added);
  const first = boundOf(base, rule, limit, what);
  if (base.length === rows.length) return first;
  const union = boundOf(rows, rule, limit, `${what}, added cases included`);
  if (union.verdict !== first.verdict) return graver(union.verdict, first.verdict) === first.verdict ? first : union;
  const worse = rule === "floor" ? (union.bound ?? 0) < (first.bound ?? 0) : (union.bound ?? 1) > (first.bound ?? 1);
  return worse ? union : first;
}

function boundOf(rows: readonly CaseRow[], rule: BoundRule, limit: number, what: string): Ruling {
  const counts = tally(rows, rule === "floor" ? 0 : 1);
  const offending = rows.filter((row) => row.hit === (rule === "ceiling")).map((row) => row.id);
  if (counts.n === 0) {
    const note = `${what}: there is no case to judge, so nothing is shown`;
    return {
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      value: null,
      bound: null,
      limit,
      needed: neededFor(0, rule, limit),
      note,
      cases: [],
    };
  }
  const value = counts.k / counts.n;
  const bound = rule === "floor" ? lowerBound(counts) : upperBound(counts);
  const beyond = rule === "floor" ? value < limit : value > limit;
  const shown = rule === "floor" ? bound >= limit : bound <= limit;
  const needed = shown ? null : neededFor(offending.length, rule, limit);
  const note = boundNote(what, counts, { rule, limit, value, bound, beyond, shown, needed });
  if (beyond) return { verdict: "BLOCK", reason: rule, value, bound, limit, needed: null, note, cases: offending };
  if (!shown) return { verdict: "INCONCLUSIVE", reason: "too-few", value, bound, limit, needed, note, cases: offending };
  return { verdict: "PASS", reason: "ok", value, bound, limit, needed: null, note, cases: offending };
}

/** How clusters bind few misses is a guess, so a set with misses never shows more than the same set without any. */
function lowerBound({ k, n, size, perfect }: Tally): number {
  return Math.min(clopperPearsonLower((k / n) * size, size), clopperPearsonLower(perfect, perfect));
}

function upperBound({ k, n, size, perfect }: Tally): number {
  return Math.max(clopperPearsonUpper((k / n) * size, size), clopperPearsonUpper(0, perfect));
}

function neededFor(offending: number, rule: BoundRule, limit: number): number | null {
  return rule === "floor" ? neededForFloor(offending, limit) : neededForCeiling(offending, limit);
}

interface BoundFacts {
  readonly rule: BoundRule;
  readonly limit: number;
  readonly value: number;
  readonly bound: number;
  readonly beyond: boolean;
  readonly shown: boolean;
  readonly needed: number | null;
}

function boundNote(what: string, counts: Tally, facts: BoundFacts): string {
  const { rule, limit, value, bound, beyond, shown, needed } = facts;
  const clustered = counts.size < counts.n ? ` (clustered: worth ${Math.floor(counts.size)} independent cases)` : "";
  const seen = `${what}: ${counts.k} of ${counts.n} cases (${percentBeside(value, limit)})${clustered}`;
  const side = rule === "floor" ? "at least" : "at most";
  if (beyond) return `${seen}, which is ${rule === "floor" ? "below the floor" : "above the ceiling"} of ${percent(limit)}`;
  const confident = `${seen}; with 95 % confidence the true share is ${side} ${percentBeside(bound, limit)}`;
  if (shown) return `${confident}, and the ${rule} is ${percent(limit)}`;
  return `${confident}, so the ${rule} of ${percent(limit)} is not shown; ${settling(needed, rule)}`;
}

function settling(needed: number | null, rule: BoundRule): string {
  const more = rule === "floor" ? "without a further miss" : "without a further hit";
  return needed === null ? "no number of cases can show it" : `${plural(needed, "independent case")} ${more} would settle it`;
}

/** Rules on a score, mean or count: value and bound as the stage states them; a count needs no bound. */
export function statedBound(metric: Metric, rule: BoundRule, limit: number): Ruling {
  const { value, n } = metric;
  const empty = { value, bound: null, limit, needed: null, cases: [] };
  if (value === null || n === 0) {
    const note = `${metric.id}: there is no case to judge, so nothing is shown`;
    return { ...empty, verdict: "INCONCLUSIVE", reason: "too-few", note };
  }
  const bound = metric.kind === "count" ? value : rule === "floor" ? metric.lower : metric.upper;
  const outside = (number: number): boolean => (rule === "floor" ? number < limit : number > limit);
  const seen = `${metric.id}: ${round(value)} over ${plural(n, "case")}`;
  if (outside(value)) {
    const note = `${seen}, which is ${rule === "floor" ? "below the floor" : "above the ceiling"} of ${round(limit)}`;
    return { ...empty, bound, verdict: "BLOCK", reason: rule, note };
  }
  if (bound === null)
    return {
      ...empty,
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      note: `${seen} has no interval, so the ${rule} of ${round(limit)} is not shown`,
    };
  const interval = metric.kind === "count" ? "" : `; ${percent(metric.level)} interval ${round(metric.lower)} to ${round(metric.upper)}`;
  if (outside(bound)) {
    return {
      ...empty,
      bound,
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      note: `${seen}${interval}, so the ${rule} of ${round(limit)} is not shown`,
    };
  }
  return { ...empty, bound, verdict: "PASS", reason: "ok", note: `${seen}${interval}, and the ${rule} is ${round(limit)}` };
}

function round(value: number | null): string {
  return value === null ? "none" : String(Number(value.toPrecision(4)));
}
