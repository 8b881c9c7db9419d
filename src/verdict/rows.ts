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

/** Outcomes by suite, split once. */
export interface SuiteOutcomes {
  readonly outcomes: readonly Outcome[];
  /** Ids of all its cases, in the rate or not. */
  readonly ids: ReadonlySet<string>;
}
export type BySuite = (suite: string) => SuiteOutcomes;

/** Splits outcomes by suite, for looking up; a suite without outcomes is empty. */
export function bySuite(outcomes: readonly Outcome[]): BySuite {
  const suites = new Map<string, { outcomes: Outcome[]; ids: Set<string> }>();
  for (const outcome of outcomes) {
    const found = suites.get(outcome.suite) ?? { outcomes: [], ids: new Set<string>() };
    found.outcomes.push(outcome);
    found.ids.add(outcome.id);
    suites.set(outcome.suite, found);
  }
  return (suite) => suites.get(suite) ?? { outcomes: [], ids: new Set() };
}

/** The rows of one rate by case id, sorted: the very reduction that the eval stage's metrics are made of. */
export function rateRows(outcomes: readonly Outcome[], rate: RateDefinition, levels: readonly string[]): ReadonlyMap<string, CaseRow> {
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
