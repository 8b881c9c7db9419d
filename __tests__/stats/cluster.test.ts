import { describe, expect, test } from "vitest";
import { type Cluster, clusterBootstrap, clusteredSe, effectiveSize } from "../../src/stats/cluster.ts";
import { prng, seedFrom } from "../../src/stats/prng.ts";
import { binomialMass } from "../../src/stats/special.ts";

const of = (values: readonly number[]): Cluster[] => values.map((sum) => ({ n: 1, sum }));

describe("effective size", () => {
  test("is n when each cluster holds one case, and about n / m for m copies of each case", () => {
    const values = Array.from({ length: 800 }, (_, i) => Number(i % 5 === 0));
    expect(effectiveSize(of(values), 160, 1)).toBe(800);
    const copies = values.map((value) => ({ n: 4, sum: 4 * value }));
    expect(Math.abs(effectiveSize(copies, 640, 1) - 800)).toBeLessThan(8);
    expect(effectiveSize([], 0, 0)).toBe(0);
  });

  test("without a single event the cases of a cluster count as copies", () => {
    const perfect = Array.from({ length: 200 }, () => ({ n: 4, sum: 4 }));
    expect(Math.abs(effectiveSize(perfect, 800, 0) - 200)).toBeLessThan(5);
    expect(
      Math.abs(
        effectiveSize(
          perfect.map(({ n }) => ({ n, sum: 0 })),
          0,
          1,
        ) - 200,
      ),
    ).toBeLessThan(5);
  });

  test("is never more than n, and one cluster is worth one case", () => {
    const balanced = Array.from({ length: 500 }, () => ({ n: 2, sum: 1 }));
    expect(effectiveSize(balanced, 500, 1)).toBe(1000);
    expect(effectiveSize([{ n: 9, sum: 4 }], 4, 1)).toBe(1);
    expect(effectiveSize([{ n: 9, sum: 9 }], 9, 0)).toBe(1);
  });

  test("clustered standard error of Miller 2024 by hand: clusters 2/2, 0/2, 1/2", () => {
    const clusters = [
      { n: 2, sum: 2 },
      { n: 2, sum: 0 },
      { n: 2, sum: 1 },
    ];
    expect(clusteredSe(clusters)).toBeCloseTo(Math.sqrt((3 / 2) * 2) / 6, 12);
    expect(clusteredSe([{ n: 5, sum: 2 }])).toBeNull();
  });
});

describe("cluster bootstrap", () => {
  const clusters = Array.from({ length: 300 }, (_, i) => ({ n: 1 + (i % 4), sum: i % 7 === 0 ? 1 + (i % 4) : 0 }));

  test("same seed, same bytes; another seed, other numbers; order of clusters is no matter", () => {
    const first = clusterBootstrap(clusters, 7);
    expect(clusterBootstrap([...clusters].reverse(), 7)).toEqual(first);
    expect(clusterBootstrap(clusters, 8).lower).not.toBe(first.lower);
  });

  test("agrees with drawing clusters one by one, and with the clustered standard error", () => {
    const random = prng(99);
    const means = Array.from({ length: 4000 }, () => {
      let n = 0;
      let sum = 0;
      for (let i = 0; i < clusters.length; i++) {
        const drawn = clusters[random.below(clusters.length)]!;
        n += drawn.n;
        sum += drawn.sum;
      }
      return sum / n;
    }).sort((a, b) => a - b);
    const { lower, upper } = clusterBootstrap(clusters, 7);
    expect(Math.abs(lower - means[100]!)).toBeLessThan(0.006);
    expect(Math.abs(upper - means[3900]!)).toBeLessThan(0.006);
    expect(Math.abs((upper - lower) / 3.92 - clusteredSe(clusters)!)).toBeLessThan(0.003);
  });
});

describe("random numbers", () => {
  /** Upper 0.1 % point of chi-square by Wilson and Hilferty. */
  const limit = (df: number): number => df * (1 - 2 / (9 * df) + 3.09 * Math.sqrt(2 / (9 * df))) ** 3;

  test.each([
    [5, 0.3],
    [40, 0.5],
    [200, 0.06],
    [1000, 0.02],
    [500, 0.37],
    [60, 0.9],
  ])("binomial(%d, %d) has its distribution (chi-square)", (n, p) => {
    const random = prng(seedFrom(`binomial ${n} ${p}`));
    const draws = 40_000;
    const seen = new Array<number>(n + 1).fill(0);
    for (let i = 0; i < draws; i++) seen[random.binomial(n, p)]! += 1;
    let chi = 0;
    let cells = 0;
    let restSeen = draws;
    let restExpected = draws;
    for (let k = 0; k <= n; k++) {
      const expected = draws * binomialMass(k, n, p);
      if (expected < 10) continue;
      chi += (seen[k]! - expected) ** 2 / expected;
      cells += 1;
      restSeen -= seen[k]!;
      restExpected -= expected;
    }
    if (restExpected > 1) chi += (restSeen - restExpected) ** 2 / restExpected;
    expect(chi).toBeLessThan(limit(cells));
  });

  test("below(n) is uniform and in range; degenerate binomials need no draw", () => {
    const random = prng(3);
    const seen = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) seen[random.below(6)]! += 1;
    const chi = seen.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(limit(5));
    expect([random.binomial(0, 0.5), random.binomial(9, 0), random.binomial(9, 1)]).toEqual([0, 0, 9]);
  });
});
