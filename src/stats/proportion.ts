/** Intervals for one rate. Gate on Clopper-Pearson, display Wilson (handbook eval-and-safety.md §3.2). */
import { betaQuantile, normalQuantile } from "./special.ts";

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

const clip = (value: number): number => Math.min(1, Math.max(0, value));

function checkCounts(k: number, n: number): void {
  if (!(Number.isFinite(k) && Number.isFinite(n) && n > 0 && k >= 0 && k <= n)) {
    throw new RangeError(`a rate needs 0 <= k <= n and n > 0, not k = ${k}, n = ${n}`);
  }
}

/** Wilson score interval of k out of n (two-sided `level`), clipped to [0, 1]. Wilson 1927. @throws RangeError unless 0 ≤ k ≤ n, n > 0 */
export function wilson(k: number, n: number, level = 0.95): Interval {
  checkCounts(k, n);
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = k / n;
  const d = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / d;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / d;
  return { lower: k === 0 ? 0 : clip(centre - half), upper: k === n ? 1 : clip(centre + half) };
}

/** Two-sided Clopper-Pearson (exact) interval. k and n may be fractional: effective sample sizes (Korn and Graubard 1998). */
export function clopperPearson(k: number, n: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return { lower: clopperPearsonLower(k, n, 1 - tail), upper: clopperPearsonUpper(k, n, 1 - tail) };
}

/** One-sided Clopper-Pearson lower bound: the true rate lies above it with confidence `level`. 0 when k = 0. */
export function clopperPearsonLower(k: number, n: number, level = 0.95): number {
  checkCounts(k, n);
  if (k === 0) return 0;
  if (k === n) return (1 - level) ** (1 / n);
  return betaQuantile(1 - level, k, n - k + 1);
}

/** One-sided Clopper-Pearson upper bound: the true rate lies below it with confidence `level`. 1 when k = n. */
export function clopperPearsonUpper(k: number, n: number, level = 0.95): number {
  checkCounts(k, n);
  if (k === n) return 1;
  if (k === 0) return 1 - (1 - level) ** (1 / n);
  return betaQuantile(level, k + 1, n - k);
}

/** Jeffreys interval (beta prior ½, ½), 0 at k = 0 and 1 at k = n, as Brown, Cai and DasGupta 2001 advise. */
export function jeffreys(k: number, n: number, level = 0.95): Interval {
  checkCounts(k, n);
  const tail = (1 - level) / 2;
  return {
    lower: k === 0 ? 0 : betaQuantile(tail, k + 0.5, n - k + 0.5),
    upper: k === n ? 1 : betaQuantile(1 - tail, k + 0.5, n - k + 0.5),
  };
}

/** Where a search for a sample size ends: beyond this, "more cases" is no advice. */
export const LARGEST_SAMPLE = 10_000_000;

/**
 * Cases needed so that, with `failures` misses, the one-sided Clopper-Pearson lower bound of the hit rate reaches `floor`
 * (handbook eval-and-safety.md §3.3: 149, 236, 313 for 0.98). `null` when no number of cases can: floor ≥ 1.
 */
export function neededForFloor(failures: number, floor: number, level = 0.95): number | null {
  if (floor >= 1 || !Number.isFinite(floor)) return null;
  if (floor <= 0) return Math.max(1, Math.ceil(failures));
  return smallest(Math.ceil(failures) + 1, (n) => clopperPearsonLower(n - failures, n, level) >= floor);
}

/** Cases needed so that, with `hits` hits, the one-sided upper bound of the rate comes down to `ceiling`; `null` when ceiling ≤ 0. */
export function neededForCeiling(hits: number, ceiling: number, level = 0.95): number | null {
  return neededForFloor(hits, 1 - ceiling, level);
}

/** Smallest whole n ≥ from with ok(n), for a condition that stays true once true; `null` above LARGEST_SAMPLE. */
export function smallest(from: number, ok: (n: number) => boolean): number | null {
  let low = from;
  let high = from;
  while (!ok(high)) {
    if (high >= LARGEST_SAMPLE) return null;
    low = high + 1;
    high *= 2;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ok(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
