/** Cases that belong together (one patient, one scenario): fewer independent facts than cases. */
import { prng } from "./prng.ts";
import type { Interval } from "./proportion.ts";

/** One cluster: how many cases, and the sum of their values. */
export interface Cluster {
  readonly n: number;
  readonly sum: number;
}

/** Standard error of the mean of clustered values: sqrt(C/(C−1) · Σ_c (Σ_{i∈c}(x_i − m))²)/n (Miller 2024). Null below two clusters. */
export function clusteredSe(clusters: readonly Cluster[]): number | null {
  if (clusters.length < 2) return null;
  const { n, sum } = totals(clusters);
  const mean = sum / n;
  let squares = 0;
  for (const cluster of clusters) squares += (cluster.sum - cluster.n * mean) ** 2;
  return Math.sqrt((clusters.length / (clusters.length - 1)) * squares) / n;
}

function totals(clusters: readonly Cluster[]): Cluster {
  let n = 0;
  let sum = 0;
  for (const cluster of clusters) {
    n += cluster.n;
    sum += cluster.sum;
  }
  return { n, sum };
}

/**
 * How many independent cases the clustered ones are worth: n divided by the design effect (clustered over plain variance), the design
 * effect taken as at least 1 (Kish 1965; Korn and Graubard 1998 for its use in exact limits). `squares` is Σ x². When all values are
 * equal nothing can be estimated, and the number of clusters is given: the worst case, in which a cluster's cases are copies.
 */
export function effectiveSize(clusters: readonly Cluster[], squares: number): number {
  const { n, sum } = totals(clusters);
  if (clusters.length === n || n === 0) return n;
  const mean = sum / n;
  const plain = (squares - n * mean * mean) / (n * (n - 1));
  const se = clusteredSe(clusters);
  if (se === null || !(plain > 1e-15)) return clusters.length;
  const effect = (se * se) / plain;
  return effect <= 1 ? n : Math.max(1, n / effect);
}

/** What a bootstrap was made of, so that it can be repeated. */
export interface Bootstrap extends Interval {
  readonly resamples: number;
  readonly seed: number;
}

export const RESAMPLES = 10_000;

/**
 * Percentile interval of the mean Σsum/Σn when clusters are drawn with replacement, `RESAMPLES` times. Clusters with equal (n, sum)
 * cannot be told apart, so the draw is made of their counts, by a chain of binomials: the same distribution, and time does not
 * grow with the number of cases but with the number of distinct clusters. It collapses to a point when all clusters are equal:
 * never use it at a rate of 0 or 1.
 */
export function clusterBootstrap(clusters: readonly Cluster[], seed: number, level = 0.95, resamples = RESAMPLES): Bootstrap {
  const kinds = countKinds(clusters);
  const random = prng(seed);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let left = clusters.length;
    let share = clusters.length;
    let n = 0;
    let sum = 0;
    for (const kind of kinds) {
      const drawn = kind.count === share ? left : random.binomial(left, kind.count / share);
      n += drawn * kind.n;
      sum += drawn * kind.sum;
      left -= drawn;
      share -= kind.count;
      if (left === 0) break;
    }
    means[i] = sum / n;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return { lower: quantile(means, tail), upper: quantile(means, 1 - tail), resamples, seed };
}

function countKinds(clusters: readonly Cluster[]): readonly (Cluster & { count: number })[] {
  const kinds = new Map<string, Cluster & { count: number }>();
  for (const { n, sum } of clusters) {
    const key = `${n}/${sum}`;
    const kind = kinds.get(key);
    if (kind) kind.count += 1;
    else kinds.set(key, { n, sum, count: 1 });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count || a.n - b.n || a.sum - b.sum);
}

/** Linear interpolation between order statistics (type 7 of Hyndman and Fan, numpy's default). */
function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
