/** Agreement between raters, corrected for chance. Formulas: handbook eval-and-safety.md §3.1. */

export type Weights = "unweighted" | "linear" | "quadratic";

/** Disagreement of categories i and j out of K, 0…1. */
function disagreement(i: number, j: number, K: number, weights: Weights): number {
  if (weights === "unweighted") return i === j ? 0 : 1;
  const distance = Math.abs(i - j) / (K - 1);
  return weights === "linear" ? distance : distance * distance;
}

interface Table {
  readonly n: number;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

function margins(table: readonly (readonly number[])[]): Table {
  const K = table.length;
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = Array.from({ length: K }, (_, j) => table.reduce((a, row) => a + row[j]!, 0));
  return { n: rows.reduce((a, b) => a + b, 0), rows, columns };
}

/** Share of cases on the diagonal of a square table of two raters; null for an empty table. */
export function rawAgreement(table: readonly (readonly number[])[]): number | null {
  const { n } = margins(table);
  return n === 0 ? null : table.reduce((sum, row, i) => sum + row[i]!, 0) / n;
}

/**
 * Cohen's kappa of a square table (rows rater 1, columns rater 2, categories in order); with weights, Cohen's weighted kappa 1968.
 * `null` when chance leaves no room to agree or differ: both raters used one and the same category, or nothing was rated.
 */
export function cohenKappa(table: readonly (readonly number[])[], weights: Weights = "unweighted"): number | null {
  const { n, rows, columns } = margins(table);
  if (n === 0) return null;
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < table.length; i++) {
    for (let j = 0; j < table.length; j++) {
      const w = disagreement(i, j, table.length, weights);
      observed += w * table[i]![j]!;
      expected += (w * rows[i]! * columns[j]!) / n;
    }
  }
  return expected === 0 ? null : 1 - observed / expected;
}

/** Prevalence- and bias-adjusted kappa: (K·po − 1)/(K − 1). */
export function pabak(table: readonly (readonly number[])[]): number | null {
  const po = rawAgreement(table);
  return po === null ? null : (table.length * po - 1) / (table.length - 1);
}

/** A square table of two raters as ratings a unit: one row [count per category] for each pair of categories. */
export function unitsOf(table: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const units: number[][] = [];
  for (let i = 0; i < table.length; i++) {
    for (let j = 0; j < table.length; j++) {
      const counts = table.map((_, k) => Number(k === i) + Number(k === j));
      for (let times = 0; times < table[i]![j]!; times++) units.push(counts);
    }
  }
  return units;
}

/**
 * Gwet's AC1 over units, each the count of raters a category; units with fewer than two ratings count for prevalence only
 * (Gwet 2008; values as R irrCAC). `null` below two categories or when no unit has two ratings.
 */
export function gwetAC1(units: readonly (readonly number[])[]): number | null {
  const K = units[0]?.length ?? 0;
  const rated = units.filter((counts) => total(counts) > 0);
  const pa = pairwiseAgreement(units);
  if (pa === null || K < 2) return null;
  let pe = 0;
  for (let k = 0; k < K; k++) {
    const share = rated.reduce((sum, counts) => sum + counts[k]! / total(counts), 0) / rated.length;
    pe += (share * (1 - share)) / (K - 1);
  }
  return (pa - pe) / (1 - pe);
}

const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** Mean share of agreeing pairs over units with at least two ratings; null when there is none. */
export function pairwiseAgreement(units: readonly (readonly number[])[]): number | null {
  const pairs = units.filter((counts) => total(counts) >= 2);
  if (pairs.length === 0) return null;
  const share = (counts: readonly number[]): number => {
    const r = total(counts);
    return counts.reduce((sum, c) => sum + c * (c - 1), 0) / (r * (r - 1));
  };
  return pairs.reduce((sum, counts) => sum + share(counts), 0) / pairs.length;
}

/** Fleiss' kappa: units rated by one and the same number of raters. `null` when all ratings are one category. */
export function fleissKappa(units: readonly (readonly number[])[]): number | null {
  const pa = pairwiseAgreement(units);
  if (pa === null) return null;
  const all = units.reduce((sum, counts) => sum + total(counts), 0);
  let pe = 0;
  for (let k = 0; k < units[0]!.length; k++) pe += (units.reduce((sum, counts) => sum + counts[k]!, 0) / all) ** 2;
  return pe >= 1 ? null : (pa - pe) / (1 - pe);
}

export type Scale = "nominal" | "ordinal" | "interval" | "ratio";

/**
 * Krippendorff's alpha over units, each the count of raters a category; `values` are the categories' numbers (for interval and
 * ratio), default 1…K. Missing ratings are allowed. Krippendorff 2011. `null` when fewer than two values occur.
 */
export function krippendorffAlpha(units: readonly (readonly number[])[], scale: Scale, values?: readonly number[]): number | null {
  const K = units[0]?.length ?? 0;
  const numbers = values ?? Array.from({ length: K }, (_, i) => i + 1);
  const coincidence = coincidences(units, K);
  const size = coincidence.map(total);
  const n = total(size);
  let observed = 0;
  let expected = 0;
  for (let v = 0; v < K; v++) {
    for (let w = 0; w < K; w++) {
      const distance = squaredDistance(v, w, scale, size, numbers);
      observed += coincidence[v]![w]! * distance;
      expected += (size[v]! * size[w]! * distance) / (n - 1);
    }
  }
  return expected > 0 ? 1 - observed / expected : null;
}

function coincidences(units: readonly (readonly number[])[], K: number): number[][] {
  const table = Array.from({ length: K }, () => new Array<number>(K).fill(0));
  for (const counts of units) {
    const m = total(counts);
    if (m < 2) continue;
    for (let v = 0; v < K; v++) {
      for (let w = 0; w < K; w++) table[v]![w]! += (counts[v]! * (counts[w]! - Number(v === w))) / (m - 1);
    }
  }
  return table;
}

function squaredDistance(v: number, w: number, scale: Scale, size: readonly number[], values: readonly number[]): number {
  if (v === w) return 0;
  if (scale === "nominal") return 1;
  const gap = values[v]! - values[w]!;
  if (scale === "interval") return gap * gap;
  if (scale === "ratio") return (gap / (values[v]! + values[w]!)) ** 2;
  const [from, to] = v < w ? [v, w] : [w, v];
  let between = -(size[v]! + size[w]!) / 2;
  for (let g = from; g <= to; g++) between += size[g]!;
  return between * between;
}
