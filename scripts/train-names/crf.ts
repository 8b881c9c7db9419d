/** Linear-chain conditional random field over hashed features: AdaGrad on sequences, exact marginals. */
import { ROWS, TAGS } from "../../src/phi/names/layout.ts";
import { seeded } from "./generate.ts";

/** One training sequence: feature rows of all tokens (offsets[i]..offsets[i+1]) and gold tags. */
export interface Sequence {
  rows: Int32Array;
  offsets: Int32Array;
  gold: Uint8Array;
}
export interface Weights {
  rows: Float32Array;
  /** trans[from * TAGS + to] */
  trans: Float32Array;
}

const newWeights = (): Weights => ({ rows: new Float32Array(ROWS * TAGS), trans: new Float32Array(TAGS * TAGS) });

interface Lattice {
  score: Float64Array;
  alpha: Float64Array;
  beta: Float64Array;
  node: Float64Array;
  edge: Float64Array;
}
const newLattice = (n: number): Lattice => ({
  score: new Float64Array(n * TAGS),
  alpha: new Float64Array(n * TAGS),
  beta: new Float64Array(n * TAGS),
  node: new Float64Array(n * TAGS),
  edge: new Float64Array(TAGS * TAGS),
});

function scores(w: Weights, s: Sequence, out: Float64Array): void {
  const n = s.gold.length;
  for (let i = 0; i < n; i++) {
    const base = i * TAGS;
    out.fill(0, base, base + TAGS);
    for (let k = s.offsets[i]!; k < s.offsets[i + 1]!; k++) {
      const at = s.rows[k]! * TAGS;
      for (let y = 0; y < TAGS; y++) out[base + y] = out[base + y]! + w.rows[at + y]!;
    }
  }
}

function logSum(list: Float64Array, n: number): number {
  let top = list[0]!;
  for (let i = 1; i < n; i++) if (list[i]! > top) top = list[i]!;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.exp(list[i]! - top);
  return top + Math.log(sum);
}
const scratch = new Float64Array(TAGS);

/** Node and expected edge marginals of a sequence. */
function marginals(w: Weights, s: Sequence, l: Lattice): void {
  const n = s.gold.length;
  scores(w, s, l.score);
  for (let y = 0; y < TAGS; y++) {
    l.alpha[y] = l.score[y]!;
    l.beta[(n - 1) * TAGS + y] = 0;
  }
  for (let i = 1; i < n; i++) {
    for (let y = 0; y < TAGS; y++) {
      for (let x = 0; x < TAGS; x++) scratch[x] = l.alpha[(i - 1) * TAGS + x]! + w.trans[x * TAGS + y]!;
      l.alpha[i * TAGS + y] = logSum(scratch, TAGS) + l.score[i * TAGS + y]!;
    }
  }
  for (let i = n - 2; i >= 0; i--) {
    for (let x = 0; x < TAGS; x++) {
      for (let y = 0; y < TAGS; y++) scratch[y] = w.trans[x * TAGS + y]! + l.score[(i + 1) * TAGS + y]! + l.beta[(i + 1) * TAGS + y]!;
      l.beta[i * TAGS + x] = logSum(scratch, TAGS);
    }
  }
  for (let y = 0; y < TAGS; y++) scratch[y] = l.alpha[(n - 1) * TAGS + y]!;
  const z = logSum(scratch, TAGS);
  for (let k = 0; k < n * TAGS; k++) l.node[k] = Math.exp(l.alpha[k]! + l.beta[k]! - z);
  l.edge.fill(0);
  for (let i = 1; i < n; i++) {
    for (let x = 0; x < TAGS; x++) {
      for (let y = 0; y < TAGS; y++) {
        l.edge[x * TAGS + y] =
          l.edge[x * TAGS + y]! +
          Math.exp(l.alpha[(i - 1) * TAGS + x]! + w.trans[x * TAGS + y]! + l.score[i * TAGS + y]! + l.beta[i * TAGS + y]! - z);
      }
    }
  }
}

/** Probability of each tag per token. */
export function posterior(w: Weights, s: Sequence): Float64Array {
  const l = newLattice(s.gold.length);
  marginals(w, s, l);
  return l.node;
}

export interface TrainOptions {
  epochs: number;
  rate: number;
  l1: number;
  seed: number;
  /** The weights after each of the last so many epochs are averaged. */
  average: number;
  /** Chance that a feature of a token is left out in a step. */
  dropout: number;
}

export function train(data: Sequence[], options: TrainOptions, log: (line: string) => void): Weights {
  const w = newWeights();
  const g = newWeights();
  const r = seeded(options.seed);
  const order = Array.from(data.keys());
  const l = newLattice(400);
  const mean = newWeights();
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(r() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const rate = options.rate * (1 - epoch / (options.epochs + 1));
    let loss = 0;
    for (const at of order) loss += step(w, g, options.dropout > 0 ? thin(data[at]!, options.dropout, r) : data[at]!, l, rate, options.l1);
    log(`epoch ${epoch + 1}: loss ${loss.toFixed(0)}`);
    if (epoch >= options.epochs - options.average) addTo(mean, w, 1 / options.average);
  }
  return options.average > 0 ? mean : w;
}

/** Mean of the weights of several runs over the same features. */
export function meanOf(runs: readonly Weights[]): Weights {
  const mean = newWeights();
  for (const w of runs) addTo(mean, w, 1 / runs.length);
  return mean;
}

function addTo(sum: Weights, w: Weights, share: number): void {
  for (const part of ["rows", "trans"] as const)
    for (let i = 0; i < w[part].length; i++) sum[part][i] = sum[part][i]! + w[part][i]! * share;
}

/** The sequence without a random part of its features: no single feature may carry the decision alone. */
function thin(s: Sequence, share: number, r: () => number): Sequence {
  const rows = new Int32Array(s.rows.length);
  const offsets = new Int32Array(s.offsets.length);
  let at = 0;
  for (let i = 0; i < s.gold.length; i++) {
    for (let k = s.offsets[i]!; k < s.offsets[i + 1]!; k++) if (r() >= share) rows[at++] = s.rows[k]!;
    offsets[i + 1] = at;
  }
  return { rows, offsets, gold: s.gold };
}

function step(w: Weights, g: Weights, s: Sequence, l: Lattice, rate: number, l1: number): number {
  const n = s.gold.length;
  marginals(w, s, l);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const gold = s.gold[i]!;
    loss -= Math.log(Math.max(1e-12, l.node[i * TAGS + gold]!));
    for (let y = 0; y < TAGS; y++) {
      const d = l.node[i * TAGS + y]! - (y === gold ? 1 : 0);
      if (d < 1e-4 && d > -1e-4) continue;
      for (let k = s.offsets[i]!; k < s.offsets[i + 1]!; k++) update(w.rows, g.rows, s.rows[k]! * TAGS + y, d, rate, l1);
    }
    if (i > 0) l.edge[s.gold[i - 1]! * TAGS + gold] = l.edge[s.gold[i - 1]! * TAGS + gold]! - 1;
  }
  for (let k = 0; k < TAGS * TAGS; k++) update(w.trans, g.trans, k, l.edge[k]!, rate, 0);
  return loss;
}

function update(w: Float32Array, g: Float32Array, at: number, d: number, rate: number, l1: number): void {
  const sum = g[at]! + d * d;
  g[at] = sum;
  const scale = rate / Math.sqrt(sum + 1e-6);
  let v = w[at]! - scale * d;
  if (l1 > 0) {
    const cut = scale * l1;
    v = v > cut ? v - cut : v < -cut ? v + cut : 0;
  }
  w[at] = v;
}
