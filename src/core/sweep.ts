/**
 * The checkpoint sweep: its document and the order that decides it (handbook training.md §4.5 point 13, §8.4). Pure functions, so that the
 * adapter stage can replay a committed report: what is selected follows from the rows alone.
 */
import { type Static, Type } from "@sinclair/typebox";
import { documentSchema, Sha256 } from "./documents.ts";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableStep = Type.Union([Count, Type.Null()]);
/** Sentences quote names and ids of a report that a stranger may have written: nothing but these characters. */
const MetricId = Type.String({ pattern: "^[a-z][a-z0-9_-]{0,99}\\.[a-z0-9_.-]{1,100}$" });
const RowName = Type.String({
  pattern: "^(checkpoint-[0-9]{1,15}|\\.|base)$",
  description: "checkpoint-<step>, '.' for the adapter root itself, or base",
});

/** Lengths that no sweep comes near. The report is a stranger's claim, and ranking compares every row with every metric of the order. */
const MAX = { rows: 2000, metrics: 1000, order: 64, limits: 256 } as const;

/** Name of the report in the adapter root; a team commits it beside the adapter that it selected. */
export const SWEEP_FILE = "tunegate-sweep.json";
/** Name of the row of the base model alone. */
export const BASE_ROW = "base";
/** Name of the candidate that is the adapter root itself: what a trainer saves when it ends. */
export const ROOT_ROW = ".";

export const SweepMetric = Type.Object(
  {
    id: MetricId,
    better: Type.Union([Type.Literal("higher"), Type.Literal("lower")]),
    value: NullableNumber,
    k: Type.Union([Count, Type.Null()]),
    n: Count,
    lower: NullableNumber,
    upper: NullableNumber,
  },
  closed,
);
export type SweepMetric = Static<typeof SweepMetric>;

const named = {
  name: RowName,
  step: { ...NullableStep, description: "null where the folder does not tell; the base model has 0" } as typeof NullableStep,
  adapter_digest: Type.Union([Sha256, Type.Null()], { description: "canonical digest; null for the base model" }),
};
export const RankedRow = Type.Object(
  {
    ok: Type.Literal(true),
    ...named,
    n: { ...Count, description: "cases that were asked" },
    metrics: Type.Array(SweepMetric, { maxItems: MAX.metrics }),
    against_base: Type.Union([Type.Object({ won: Count, lost: Count, tied: Count }, closed), Type.Null()], {
      description: "the first metric's cases, paired with the base model's; null for the base model",
    }),
  },
  closed,
);
export type RankedRow = Static<typeof RankedRow>;
export const ExcludedRow = Type.Object({ ok: Type.Literal(false), ...named, error: Type.String() }, closed);
export type ExcludedRow = Static<typeof ExcludedRow>;

export const SweepLimit = Type.Object(
  { metric: MetricId, rule: Type.Union([Type.Literal("floor"), Type.Literal("ceiling")]), limit: Type.Number() },
  closed,
);
export type SweepLimit = Static<typeof SweepLimit>;

export const SWEEP_REASONS = ["selected", "base-not-beaten", "limits", "too-few", "no-candidate", "base-failed"] as const;
export type SweepReason = (typeof SWEEP_REASONS)[number];

/** `tunegate-sweep.json`. Paths are relative to the project root. `ranked` is in the order of the sweep, `excluded` sorted by step. */
export const Sweep = documentSchema("sweep", {
  adapter_root: Type.String(),
  base: Type.Object({ path: Type.String(), sha256: Type.Union([Sha256, Type.Null()]) }, closed),
  suite: Type.Object(
    {
      name: Type.String({ pattern: "^[a-z][a-z0-9_-]{0,99}$" }),
      path: Type.String({ description: "file of the cases that were asked" }),
      sha256: { ...Sha256, description: "digest of the case set: sha256 of canonical [[id, case_sha256], …] by id" },
      n: Count,
      also_gated: { ...Count, description: "cases whose question the policy's own suite asks too: the gate should not judge on them" },
    },
    closed,
  ),
  decoding_sha256: Type.Union([Sha256, Type.Null()], { description: "how answers were decoded, the same for all rows" }),
  order: Type.Array(MetricId, { minItems: 1, maxItems: MAX.order, description: "ids of the metrics that rank, most important first" }),
  min_n: { ...Count, description: "cases that each ranking metric must count" },
  limits: Type.Array(SweepLimit, {
    maxItems: MAX.limits,
    description: "point limits of the policy in its mode, for metrics of this suite",
  }),
  ranked: Type.Array(RankedRow, { maxItems: MAX.rows }),
  excluded: Type.Array(ExcludedRow, { maxItems: MAX.rows }),
  selected: Type.Union([Type.Object({ name: RowName, step: NullableStep, adapter_digest: Sha256 }, closed), Type.Null()]),
  reason: Type.Union(SWEEP_REASONS.map((reason) => Type.Literal(reason))),
  note: Type.String({ description: "one plain sentence" }),
  pruned: Type.Array(RowName, {
    maxItems: MAX.rows,
    description: "checkpoint folders that were deleted after the selected one was verified",
  }),
});
export type Sweep = Omit<Static<typeof Sweep>, "schema"> & { schema: "tunegate/sweep@1" };

/** What a choice is made from. */
export type SweepRows = Pick<Sweep, "order" | "min_n" | "limits" | "ranked">;
export type Choice = Pick<Sweep, "selected" | "reason" | "note">;

/** Step of a folder name of the Trainer (`checkpoint-10`); null for every other name. Digits only, a step that a number can hold. */
export function checkpointStep(name: string): number | null {
  const digits = /^checkpoint-([0-9]{1,15})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * Rows in order: metric tuple, then lower step, then digest, then name. A value that is absent is worse than any value; a step that
 * nobody knows comes last. The base model comes first among equals: it has to be beaten.
 */
export function rankRows(rows: readonly RankedRow[], order: readonly string[]): RankedRow[] {
  return [...rows].sort(
    (a, b) =>
      compareMetrics(a, b, order) ||
      Number(b.name === BASE_ROW) - Number(a.name === BASE_ROW) ||
      compare(a.step ?? Number.POSITIVE_INFINITY, b.step ?? Number.POSITIVE_INFINITY) ||
      compare(a.adapter_digest ?? "", b.adapter_digest ?? "") ||
      compare(a.name, b.name),
  );
}

/** Below 0 when `a` is better. */
function compareMetrics(a: RankedRow, b: RankedRow, order: readonly string[]): number {
  for (const id of order) {
    const [left, right] = [goodness(a, id), goodness(b, id)];
    if (left !== right) return left > right ? -1 : 1;
  }
  return 0;
}

function goodness(row: RankedRow, id: string): number {
  const metric = row.metrics.find((candidate) => candidate.id === id);
  if (metric === undefined || metric.value === null || Number.isNaN(metric.value)) return Number.NEGATIVE_INFINITY;
  return metric.better === "higher" ? metric.value : -metric.value;
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Limits of the policy that a row misses by its point; a value that is absent misses none, because nothing was measured. */
export function missedLimits(row: RankedRow, limits: readonly SweepLimit[]): SweepLimit[] {
  return limits.filter(({ metric, rule, limit }) => {
    const value = row.metrics.find(({ id }) => id === metric)?.value ?? null;
    return value !== null && (rule === "floor" ? value < limit : value > limit);
  });
}

/**
 * The first row that counts enough cases and misses no limit of the policy is the winner. When that is the base model, it was not beaten
 * and nothing is selected.
 */
export function choose(rows: SweepRows): Choice {
  const ranked = rankRows(rows.ranked, rows.order);
  const base = ranked.find(({ name }) => name === BASE_ROW);
  if (ranked.every(({ name }) => name === BASE_ROW))
    return none("no-candidate", "no checkpoint could be verified and evaluated, so nothing is selected");
  if (base === undefined)
    return none("base-failed", "the base model alone could not be evaluated, so nobody knows whether it was beaten; nothing is selected");
  const counted = ranked.filter((row) => tooFew(row, rows) === null);
  const first = counted.find(({ name }) => name !== BASE_ROW);
  if (first === undefined || !counted.includes(base)) return none("too-few", fewNote(ranked, rows));
  const winner = counted.find((row) => missedLimits(row, rows.limits).length === 0);
  if (winner === undefined || (winner === base && counted[0] !== base)) return none("limits", limitsNote(first, rows));
  if (winner.adapter_digest === null) return none("base-not-beaten", baseNote(first, base, rows));
  const { name, step, adapter_digest } = winner;
  return { selected: { name, step, adapter_digest }, reason: "selected", note: winnerNote(winner, base, counted, rows) };
}

function none(reason: SweepReason, note: string): Choice {
  return { selected: null, reason, note };
}

/** The first ranking metric of a row that counts too few cases. */
function tooFew(row: RankedRow, { order, min_n }: SweepRows): { id: string; n: number } | null {
  for (const id of order) {
    const n = row.metrics.find((metric) => metric.id === id)?.n ?? 0;
    if (n < min_n) return { id, n };
  }
  return null;
}

/** `1 case`, `12 cases`. */
export function cases(n: number): string {
  return `${n} ${n === 1 ? "case" : "cases"}`;
}

function fewNote(ranked: readonly RankedRow[], rows: SweepRows): string {
  const few = ranked.flatMap((row) => tooFew(row, rows) ?? [])[0];
  return `${few?.id} counts ${cases(few?.n ?? 0)}, fewer than ${rows.min_n}: too few to select by, so nothing is selected`;
}

function limitsNote(first: RankedRow, rows: SweepRows): string {
  const missed = missedLimits(first, rows.limits).map(({ metric, rule, limit }) => `${metric} ${shown(first, metric)}, ${rule} ${limit}`);
  return `no checkpoint beats the base model within the limits of the policy (${first.name}, the first: ${missed.join("; ")}), so nothing is selected`;
}

function baseNote(first: RankedRow, base: RankedRow, { order }: SweepRows): string {
  const id = differing(first, base, order) ?? order[0] ?? "";
  return `the base model was not beaten (${id}: base ${shown(base, id)}, ${first.name} ${shown(first, id)}), so nothing is selected`;
}

function winnerNote(winner: RankedRow, base: RankedRow, counted: readonly RankedRow[], { order, limits }: SweepRows): string {
  const id = missedLimits(base, limits)[0]?.metric ?? differing(winner, base, order) ?? "";
  const above = counted.slice(0, counted.indexOf(winner)).map(({ name }) => name);
  const passed = above.length === 0 ? "" : `; ranked above it, but outside the limits of the policy: ${above.join(", ")}`;
  return `${winner.name} beats the base model (${id}: ${shown(winner, id)}, base ${shown(base, id)})${passed}`;
}

/** The first metric of the order in which two rows differ. */
function differing(a: RankedRow, b: RankedRow, order: readonly string[]): string | undefined {
  return order.find((id) => goodness(a, id) !== goodness(b, id));
}

function shown(row: RankedRow, id: string): string {
  const value = row.metrics.find((metric) => metric.id === id)?.value ?? null;
  return value === null ? "none" : String(Number(value.toPrecision(4)));
}
