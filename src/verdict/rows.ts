/** From outcomes to one row a case, and from rows to counts that respect clusters. */
import type { Outcome } from "../core/documents.ts";
import { caseResults, type RateDefinition } from "../core/metrics.ts";
import { type Cluster, effectiveSize } from "../stats/cluster.ts";

/** One case of a rate, its runs reduced. */
export interface CaseRow {
  readonly id: string;
  readonly sha256: string;
  readonly cluster: string;
  /** In head only: it never helps. */
  readonly added: boolean;
  /** Counts in the numerator. */
  readonly hit: boolean;
  /** The answer is as wanted: hit, or no hit where lower is better. */
  readonly good: boolean;
}

/** The rows of every rate, made when first asked for: one table serves all gates. */
export interface RateTable {
  /** Rows of one rate by case id, sorted; `levels` orders triage labels. */
  rows(suite: string, rate: RateDefinition, levels: readonly string[]): ReadonlyMap<string, CaseRow>;
  /** Ids of all cases of a suite, in the rate or not. */
  ids(suite: string): ReadonlySet<string>;
}

export function rateTable(outcomes: readonly Outcome[]): RateTable {
  const suites = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const found = suites.get(outcome.suite);
    if (found) found.push(outcome);
    else suites.set(outcome.suite, [outcome]);
  }
  const known = new Map<string, ReadonlyMap<string, CaseRow>>();
  return {
    rows(suite, rate, levels) {
      const key = `${suite}.${rate.name}`;
      const rows = known.get(key) ?? rateRows(suites.get(suite) ?? [], rate, levels);
      known.set(key, rows);
      return rows;
    },
    ids: (suite) => new Set(suites.get(suite)?.map((outcome) => outcome.id)),
  };
}

/** The very reduction that the eval stage's metrics are made of. */
function rateRows(outcomes: readonly Outcome[], rate: RateDefinition, levels: readonly string[]): ReadonlyMap<string, CaseRow> {
  const wanted = rate.better === "higher";
  const rows = caseResults(rate, outcomes, levels).map(({ id, case_sha256, cluster, added, hit }): [string, CaseRow] => {
    return [id, { id, sha256: case_sha256, cluster, added, hit, good: hit === wanted }];
  });
  return new Map(rows);
}

/** Counts of a rate. `size` is the effective number of independent cases, equal to `n` when each cluster holds one case. */
export interface Tally {
  readonly k: number;
  readonly n: number;
  readonly clusters: number;
  readonly size: number;
}

/** Counts the hits of rows and what they are worth (stats/cluster.ts, effectiveSize). */
export function tally(rows: readonly CaseRow[]): Tally {
  const clusters = sumByCluster(rows.map((row) => ({ cluster: row.cluster, value: Number(row.hit) })));
  const k = clusters.reduce((sum, cluster) => sum + cluster.sum, 0);
  return { k, n: rows.length, clusters: clusters.length, size: rows.length === 0 ? 0 : effectiveSize(clusters, k) };
}

/** Sums of values a cluster. */
export function sumByCluster(values: readonly { cluster: string; value: number }[]): readonly Cluster[] {
  const clusters = new Map<string, { n: number; sum: number }>();
  for (const { cluster, value } of values) {
    const found = clusters.get(cluster);
    if (found) {
      found.n += 1;
      found.sum += value;
    } else clusters.set(cluster, { n: 1, sum: value });
  }
  return [...clusters.values()];
}
