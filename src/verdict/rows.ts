/** From outcomes to one row a case, and from rows to counts that respect clusters. */
import type { Outcome } from "../core/documents.ts";
import type { RateDefinition } from "../core/metrics.ts";
import { FLAGS } from "../core/metrics.ts";
import { type Cluster, effectiveSize } from "../stats/cluster.ts";

/** One case of a rate, its runs reduced: a good event must hold in all runs, a bad one in any (handbook eval-and-safety.md §2). */
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

/** Outcomes of one suite, grouped by case, in the order of their first appearance. */
export function groupCases(outcomes: readonly Outcome[], suite: string): ReadonlyMap<string, readonly Outcome[]> {
  const cases = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.suite !== suite) continue;
    const runs = cases.get(outcome.id);
    if (runs) runs.push(outcome);
    else cases.set(outcome.id, [outcome]);
  }
  return cases;
}

/** The rows of one rate: cases with at least one run in its denominator. */
export function rateRows(
  cases: ReadonlyMap<string, readonly Outcome[]>,
  rate: RateDefinition,
  levels: readonly string[],
): ReadonlyMap<string, CaseRow> {
  const rows = new Map<string, CaseRow>();
  for (const [id, runs] of cases) {
    const members = runs.filter((run) => rate.member(run, levels));
    const first = members[0];
    if (!first) continue;
    const isHit = (run: Outcome): boolean => rate.hit(run, levels);
    const hit = rate.better === "higher" ? members.every(isHit) : members.some(isHit);
    const added = first.flags.includes(FLAGS.added);
    rows.set(id, { id, sha256: first.case_sha256, cluster: first.cluster, added, hit, good: hit === (rate.better === "higher") });
  }
  return rows;
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
