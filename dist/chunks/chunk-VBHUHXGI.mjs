import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  LARGEST_SAMPLE,
  binomialMass,
  mcnemarOneSided,
  mcnemarPower,
  normalQuantile,
  smallest,
  studentQuantile,
  tango,
  tangoScore
} from "./chunk-53WHWWPF.mjs";

// src/stats/prng.ts
function seedFrom(text) {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619) >>> 0;
  return hash;
}
function prng(seed) {
  const state = new Uint32Array(4);
  let mixer = seed >>> 0;
  for (let i = 0; i < 4; i++) {
    mixer = mixer + 2654435769 >>> 0;
    let z = mixer;
    z = Math.imul(z ^ z >>> 16, 2246822507);
    z = Math.imul(z ^ z >>> 13, 3266489909);
    state[i] = (z ^ z >>> 16) >>> 0;
  }
  const word = () => nextWord(state);
  const next = () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  return { next, below: (n) => Math.floor(next() * n), binomial: (n, p) => drawBinomial(next, n, p) };
}
function nextWord(s) {
  const x = Math.imul(s[1], 5);
  const result = Math.imul(x << 7 | x >>> 25, 9) >>> 0;
  const t = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = s[3] << 11 | s[3] >>> 21;
  return result;
}
function drawBinomial(next, n, p) {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(next, n, 1 - p);
  return n * p < 10 ? byInversion(next, n, p) : byRejection(next, n, p);
}
function byInversion(next, n, p) {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let u = next();
  let k = 0;
  while (u > mass && k < n) {
    u -= mass;
    k += 1;
    mass *= odds * (n - k + 1) / k;
  }
  return k;
}
function byRejection(next, n, p) {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const highest = binomialMass(Math.floor((n + 1) * p), n, p);
  for (; ; ) {
    const u = next() - 0.5;
    const v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor((2 * a / us + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= quick) return k;
    if (v * alpha / (a / (us * us) + b) <= binomialMass(k, n, p) / highest) return k;
  }
}

// src/stats/cluster.ts
function clusteredSe(clusters) {
  if (clusters.length < 2) return null;
  const { n, sum } = totals(clusters);
  const mean = sum / n;
  let squares = 0;
  for (const cluster of clusters) squares += (cluster.sum - cluster.n * mean) ** 2;
  return Math.sqrt(clusters.length / (clusters.length - 1) * squares) / n;
}
function totals(clusters) {
  let n = 0;
  let sum = 0;
  for (const cluster of clusters) {
    n += cluster.n;
    sum += cluster.sum;
  }
  return { n, sum };
}
function effectiveSize(clusters, squares, rare) {
  const { n } = totals(clusters);
  if (clusters.length === n || n === 0) return n;
  const average = clusters.reduce((sum, cluster) => sum + cluster.n * cluster.n, 0) / n;
  const guarded = [...clusters, { n: average, sum: average * rare }];
  const all = totals(guarded);
  const mean = all.sum / all.n;
  const plain = (squares + average * rare - all.n * mean * mean) / (all.n * (all.n - 1));
  const se = clusteredSe(guarded);
  if (se === 0) return n;
  const freedom = (studentQuantile(0.975, all.n - 1) / studentQuantile(0.975, clusters.length)) ** 2;
  return Math.min(n, Math.max(1, n * plain * freedom / (se * se)));
}
var RESAMPLES = 1e4;
function clusterBootstrap(clusters, seed, level = 0.95, resamples = RESAMPLES) {
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
function countKinds(clusters) {
  const kinds = /* @__PURE__ */ new Map();
  for (const { n, sum } of clusters) {
    const key = `${n}/${sum}`;
    const kind = kinds.get(key);
    if (kind) kind.count += 1;
    else kinds.set(key, { n, sum, count: 1 });
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count || a.n - b.n || a.sum - b.sum);
}
function quantile(sorted, p) {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

// src/stats/noninferiority.ts
function nonInferiority(b, c, n, margin, level = 0.95) {
  const { lower, upper } = tango(b, c, n, level);
  const drop = (b - c) / n;
  const midP = mcnemarOneSided(Math.round(b), Math.round(c)).midP;
  const passes = withinMargin(b, c, n, margin, level);
  const blocks = !passes && (lower >= margin || drop > margin && midP <= 1 - level);
  const verdict = passes ? "PASS" : blocks ? "BLOCK" : "INCONCLUSIVE";
  const neededN = verdict === "INCONCLUSIVE" ? neededForMargin(b, c, n, margin, level) : null;
  return { verdict, drop, lower, upper, midP, neededN, power: mcnemarPower(n, Math.min(1 - c / n, c / n + margin), c / n, 1 - level) };
}
function withinMargin(b, c, n, margin, level) {
  return margin >= 1 || tangoScore(b, c, n, margin) <= -normalQuantile(level);
}
function neededForMargin(b, c, n, margin, level = 0.95) {
  if (margin <= 0 || (b - c) / n >= margin) return null;
  const needed = smallest(1, (size) => withinMargin(b * size / n, c * size / n, size, margin, level));
  return needed !== null && needed <= LARGEST_SAMPLE ? needed : null;
}

export {
  seedFrom,
  effectiveSize,
  clusterBootstrap,
  nonInferiority
};
