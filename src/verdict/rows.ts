/** From outcomes to one row a case, and from rows to counts that respect clusters. */
import type { Outcome } from "../core/documents.ts";
import { type CaseResult, caseResults, type RateDefinition } from "../core/metrics.ts";
import { type Cluster, effectiveSize } from "../stats/cluster.ts";

/** One case of a rate, its runs reduced: `hit` counts in the numerator, `added` is in head only. */
export type CaseRow = CaseResult;

/** Whether a case came out as wanted: a hit, or no hit where lower is better. */
export function isGood(row: CaseRow, rate: RateDefinition): boolean {
  return row.hit === (rate.better === "higher");
}

/** Rows of a rate, sorted by id, made on demand and not kept: a table of all rates would hold millions of rows. */
export type RowsOf = (suite: string, rate: RateDefinition, levels: readonly string[]) => readonly CaseRow[];

/** Splits outcomes by suite once; the rows are the very reduction that the eval stage's metrics are made of. */
export function rowsOf(outcomes: readonly Outcome[]): RowsOf {
  const suites = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const found = suites.get(outcome.suite);
    if (found) found.push(outcome);
    else suites.set(outcome.suite, [outcome]);
  }
  return (suite, rate, levels) => caseResults(rate, suites.get(suite) ?? [], levels);
}

/** Counts of a rate, and how many independent cases they are worth: `n` when each cluster holds one case. */
export interface Tally {
  readonly k: number;
  readonly n: number;
  readonly size: number;
  /** What the same cases would be worth if all had come out the common way. */
  readonly perfect: number;
}

/** Counts the hits of rows (stats/cluster.ts, effectiveSize). `rare` is the event to be afraid of: 0 a miss, 1 a hit. */
export function tally(rows: readonly CaseRow[], rare: 0 | 1): Tally {
  const clusters = sumByCluster(
    rows,
    (row) => row.cluster,
    (row) => Number(row.hit),
  );
  const k = clusters.reduce((sum, cluster) => sum + cluster.sum, 0);
  const ideal = clusters.map(({ n }) => ({ n, sum: n * (1 - rare) }));
  return { k, n: rows.length, size: effectiveSize(clusters, k, rare), perfect: effectiveSize(ideal, rows.length * (1 - rare), rare) };
}

/** Sums of a value a cluster. */
export function sumByCluster<T>(items: readonly T[], clusterOf: (item: T) => string, amountOf: (item: T) => number): readonly Cluster[] {
  const clusters = new Map<string, { n: number; sum: number }>();
  for (const item of items) {
    const found = clusters.get(clusterOf(item));
    if (found) {
      found.n += 1;
      found.sum += amountOf(item);
    } else clusters.set(clusterOf(item), { n: 1, sum: amountOf(item) });
  }
  return [...clusters.values()];
}
