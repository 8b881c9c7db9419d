/**
 * Two models on the same cases. Notation of handbook gates-and-statistics.md §4: b = right before, wrong now; c = the reverse;
 * n = paired cases; drop = (b − c)/n.
 */
import type { Interval } from "./proportion.ts";
import { wilson } from "./proportion.ts";
import { binomialMass, binomialUpperTail, normalQuantile } from "./special.ts";

export interface PairedP {
  readonly exact: number;
  readonly midP: number;
}

/** McNemar one-sided p values against "no more regressions than improvements": P(X ≥ b), mid-p takes half of P(X = b). X ~ Bin(b+c, ½). */
export function mcnemarOneSided(b: number, c: number): PairedP {
  const d = b + c;
  const exact = binomialUpperTail(b, d, 0.5);
  return { exact, midP: exact - binomialMass(b, d, 0.5) / 2 };
}

/** McNemar two-sided: exact binomial test and mid-p (Fagerland, Lydersen, Laake 2013). b = c gives 1. */
export function mcnemar(b: number, c: number): PairedP {
  if (b === c) return { exact: 1, midP: 1 };
  const one = mcnemarOneSided(Math.max(b, c), Math.min(b, c));
  return { exact: Math.min(1, 2 * one.exact), midP: Math.min(1, 2 * one.midP) };
}

/** Smallest b among d discordant pairs that one-sided mid-p calls significant at alpha; d + 1 when none does. */
function criticalB(d: number, alpha: number): number {
  let low = 0;
  let high = d + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (mcnemarOneSided(middle, d - middle).midP <= alpha) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Power of the one-sided mid-p McNemar test on n pairs when cases regress with probability `regress` and improve with `improve`
 * (§4.9). Discordant counts further than 9 standard deviations from their mean are left out: below 1e-18 of the mass.
 */
export function mcnemarPower(n: number, regress: number, improve: number, alpha = 0.05): number {
  const churn = regress + improve;
  if (!(n > 0) || churn <= 0) return 0;
  const spread = 9 * Math.sqrt(n * churn * Math.max(0, 1 - churn)) + 9;
  const from = Math.max(1, Math.floor(n * churn - spread));
  const to = Math.min(Math.floor(n), Math.ceil(n * churn + spread));
  let power = 0;
  for (let d = from; d <= to; d++) {
    const mass = binomialMass(d, n, churn);
    if (mass > 1e-20) power += mass * binomialUpperTail(criticalB(d, alpha), d, regress / churn);
  }
  return Math.min(1, power);
}

/**
 * Tango's score statistic for the drop δ (Tango 1998, Stat. Med. 17:891; closed form doi 10.1002/sim.5561). It falls as δ grows;
 * 0/0 (nothing flips, δ = 0) is 0. b, c and n may be fractional (effective sample sizes).
 */
export function tangoScore(b: number, c: number, n: number, delta: number): number {
  const top = b - c - n * delta;
  const A = 2 * n;
  const B = -b - c + (2 * n - b + c) * delta;
  const C = -c * delta * (1 - delta);
  const q = (Math.sqrt(Math.max(0, B * B - 4 * A * C)) - B) / (2 * A);
  const variance = n * (2 * q + delta * (1 - delta));
  if (variance <= 0) return top === 0 ? 0 : Math.sign(top) * Number.POSITIVE_INFINITY;
  return top / Math.sqrt(variance);
}

/** One-sided Tango bounds of the drop, each with confidence `level`: together they are the two-sided interval of level 2·level − 1. */
export function tango(b: number, c: number, n: number, level = 0.95): Interval {
  if (!(n > 0 && b >= 0 && c >= 0 && b + c <= n * (1 + 1e-12))) throw new RangeError(`Tango needs 0 <= b + c <= n, not ${b}, ${c}, ${n}`);
  const z = normalQuantile(level);
  const point = (b - c) / n;
  return { lower: scoreRoot(b, c, n, z, -1, point), upper: scoreRoot(b, c, n, -z, point, 1) };
}

/** The δ between low and high where the score crosses `target`. */
function scoreRoot(b: number, c: number, n: number, target: number, low: number, high: number): number {
  let left = low;
  let right = high;
  for (let i = 0; i < 200; i++) {
    const middle = (left + right) / 2;
    if (middle === left || middle === right) break;
    if (tangoScore(b, c, n, middle) > target) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/** Newcombe's method 10 for paired rates (with continuity-corrected phi): difference (b − c)/n and its interval. Cells a, b / c, d. */
export function newcombePaired(cells: { a: number; b: number; c: number; d: number }, level = 0.95): Interval & { difference: number } {
  const { a, b, c, d } = cells;
  const n = a + b + c + d;
  const first = wilson(a + b, n, level);
  const second = wilson(a + c, n, level);
  const p1 = (a + b) / n;
  const p2 = (a + c) / n;
  const difference = (b - c) / n;
  const phi = correctedPhi(a, b, c, d);
  const down = root((p1 - first.lower) ** 2 - 2 * phi * (p1 - first.lower) * (second.upper - p2) + (second.upper - p2) ** 2);
  const up = root((first.upper - p1) ** 2 - 2 * phi * (first.upper - p1) * (p2 - second.lower) + (p2 - second.lower) ** 2);
  return { difference, lower: difference - down, upper: difference + up };
}

const root = (square: number): number => Math.sqrt(Math.max(0, square));

function correctedPhi(a: number, b: number, c: number, d: number): number {
  const n = a + b + c + d;
  const q = (a + b) * (c + d) * (a + c) * (b + d);
  if (q === 0) return 0;
  let x = a * d - b * c;
  if (x > n / 2) x -= n / 2;
  else if (x > 0) x = 0;
  return x / Math.sqrt(q);
}

/** Newcombe's interval for the difference k1/n1 − k2/n2 of two independent rates (method 10 of Newcombe 1998). */
export function newcombeIndependent(k1: number, n1: number, k2: number, n2: number, level = 0.95): Interval & { difference: number } {
  const first = wilson(k1, n1, level);
  const second = wilson(k2, n2, level);
  const p1 = k1 / n1;
  const p2 = k2 / n2;
  return {
    difference: p1 - p2,
    lower: p1 - p2 - Math.hypot(p1 - first.lower, second.upper - p2),
    upper: p1 - p2 + Math.hypot(first.upper - p1, p2 - second.lower),
  };
}
