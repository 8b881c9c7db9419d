import { describe, expect, test } from "vitest";
import { type Cluster, effectiveSize } from "../../src/stats/cluster.ts";
import { prng, seedFrom } from "../../src/stats/prng.ts";
import { clopperPearsonLower } from "../../src/stats/proportion.ts";

/** Clusters of m cases with true share p; with chance `together` a cluster's cases share one fate. */
function draw(random: ReturnType<typeof prng>, count: number, m: number, p: number, together: number): Cluster[] {
  return Array.from({ length: count }, () => {
    if (random.next() < together) return { n: m, sum: random.next() < p ? m : 0 };
    return { n: m, sum: random.binomial(m, p) };
  });
}

describe("the clustered bound covers: P(bound ≤ p) is 95 % or more, whatever binds the cases of a cluster", () => {
  const draws = 1500;
  // Two standard errors of a share of 0.95 in that many draws.
  const slack = 2 * Math.sqrt((0.95 * 0.05) / draws);

  test.each([
    { count: 100, m: 4, p: 0.95 },
    { count: 325, m: 2, p: 0.98 },
    { count: 40, m: 10, p: 0.9 },
    { count: 100, m: 10, p: 0.95 },
  ])("$count clusters of $m at $p", ({ count, m, p }) => {
    for (const together of [0, 0.1, 0.3, 0.7, 1]) {
      const random = prng(seedFrom(`${count} ${m} ${p} ${together}`));
      let covered = 0;
      let naive = 0;
      for (let i = 0; i < draws; i++) {
        const clusters = draw(random, count, m, p, together);
        const k = clusters.reduce((sum, cluster) => sum + cluster.sum, 0);
        const size = effectiveSize(clusters, k, 0);
        if (clopperPearsonLower((k / (count * m)) * size, size) <= p) covered += 1;
        if (clopperPearsonLower(k, count * m) <= p) naive += 1;
      }
      expect(covered / draws, `together ${together}`).toBeGreaterThanOrEqual(0.95 - slack);
      // What is guarded against: counting cases as if they were independent.
      if (together === 1 && m >= 4) expect(naive / draws).toBeLessThan(0.9);
    }
  });
});
