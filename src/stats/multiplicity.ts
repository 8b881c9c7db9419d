/** Which of several p values hold up together. */

/** Ranks 0…k−1 of p values in ascending order; equal values keep their order. */
function ascending(p: readonly number[]): readonly number[] {
  return p.map((_, i) => i).sort((i, j) => p[i]! - p[j]! || i - j);
}

/** Holm's step-down: which hypotheses are rejected at family-wise level alpha, in the order given (Holm 1979). */
export function holm(p: readonly number[], alpha = 0.05): readonly boolean[] {
  const rejected = p.map(() => false);
  const order = ascending(p);
  for (let i = 0; i < order.length; i++) {
    if (!(p[order[i]!]! <= alpha / (p.length - i))) break;
    rejected[order[i]!] = true;
  }
  return rejected;
}

/** Benjamini-Hochberg: which hypotheses are rejected at false discovery rate alpha, in the order given (1995). */
export function benjaminiHochberg(p: readonly number[], alpha = 0.05): readonly boolean[] {
  const rejected = p.map(() => false);
  const order = ascending(p);
  let last = -1;
  for (let i = 0; i < order.length; i++) if (p[order[i]!]! <= ((i + 1) * alpha) / p.length) last = i;
  for (let i = 0; i <= last; i++) rejected[order[i]!] = true;
  return rejected;
}
