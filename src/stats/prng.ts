/** A small seeded generator, so that the same seed draws the same numbers on every machine. Not for secrets. */
import { binomialMass } from "./special.ts";

export interface Prng {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Whole number in 0…n−1. */
  below(n: number): number;
  /** Number of successes in n trials of chance p. */
  binomial(n: number, p: number): number;
}

/** 32-bit FNV-1a of a text's UTF-16 code units: a seed that says where it came from. */
export function seedFrom(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** xoshiro128** (Blackman and Vigna 2018), its state filled by splitmix32 from a 32-bit seed. */
export function prng(seed: number): Prng {
  const state = new Uint32Array(4);
  let mixer = seed >>> 0;
  for (let i = 0; i < 4; i++) {
    mixer = (mixer + 0x9e3779b9) >>> 0;
    let z = mixer;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    state[i] = (z ^ (z >>> 16)) >>> 0;
  }
  const word = (): number => nextWord(state);
  const next = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  return { next, below: (n) => Math.floor(next() * n), binomial: (n, p) => drawBinomial(next, n, p) };
}

function nextWord(s: Uint32Array): number {
  const x = Math.imul(s[1]!, 5);
  const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
  const t = s[1]! << 9;
  s[2]! ^= s[0]!;
  s[3]! ^= s[1]!;
  s[1]! ^= s[2]!;
  s[0]! ^= s[3]!;
  s[2]! ^= t;
  s[3] = (s[3]! << 11) | (s[3]! >>> 21);
  return result;
}

function drawBinomial(next: () => number, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(next, n, 1 - p);
  return n * p < 10 ? byInversion(next, n, p) : byRejection(next, n, p);
}

function byInversion(next: () => number, n: number, p: number): number {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let u = next();
  let k = 0;
  while (u > mass && k < n) {
    u -= mass;
    k += 1;
    mass *= (odds * (n - k + 1)) / k;
  }
  return k;
}

/** W. Hörmann, "The generation of binomial random variates" (1993), algorithm BTRS; for n·p ≥ 10 and p ≤ ½. */
function byRejection(next: () => number, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const highest = binomialMass(Math.floor((n + 1) * p), n, p);
  for (;;) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= quick) return k;
    if ((v * alpha) / (a / (us * us) + b) <= binomialMass(k, n, p) / highest) return k;
  }
}
