import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as stats from "../../src/stats/index.ts";

// One seed: the same draws on every machine; a failure prints the path to it.
fc.configureGlobal({ seed: 20261121 });

const rate = fc.integer({ min: 1, max: 3000 }).chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));
const flips = fc
  .integer({ min: 1, max: 2000 })
  .chain((n) => fc.record({ n: fc.constant(n), b: fc.integer({ min: 0, max: n }), c: fc.integer({ min: 0, max: n }) }))
  .filter(({ n, b, c }) => b + c <= n);
const isShare = (value: number): boolean => value >= 0 && value <= 1;

describe("intervals of a rate", () => {
  test("hold the point, lie in [0, 1], mirror each other, and the exact one is at least as wide at its own level", () => {
    fc.assert(
      fc.property(rate, ({ k, n }) => {
        for (const make of [stats.wilson, stats.clopperPearson, stats.jeffreys]) {
          const { lower, upper } = make(k, n);
          const mirror = make(n - k, n);
          expect(isShare(lower) && isShare(upper)).toBe(true);
          expect(lower <= k / n + 1e-12 && upper >= k / n - 1e-12).toBe(true);
          expect(lower).toBeCloseTo(1 - mirror.upper, 9);
        }
        const exact = stats.clopperPearson(k, n);
        const jeffreys = stats.jeffreys(k, n);
        expect(exact.lower <= jeffreys.lower + 1e-12 && exact.upper >= jeffreys.upper - 1e-12).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("one more hit raises the bound; more cases of the same share do too; a stricter level lowers it", () => {
    fc.assert(
      fc.property(rate, ({ k, n }) => {
        const bound = stats.clopperPearsonLower(k, n);
        if (k < n) expect(stats.clopperPearsonLower(k + 1, n)).toBeGreaterThan(bound);
        if (k > 0) expect(stats.clopperPearsonLower(2 * k, 2 * n)).toBeGreaterThan(bound);
        expect(stats.clopperPearsonLower(k, n, 0.99)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 150 },
    );
  });

  test("the exact bound covers: P(bound ≤ p) is at least 95 % for every p", () => {
    for (const n of [10, 50, 149]) {
      for (const p of [0.5, 0.9, 0.95, 0.98, 0.995]) {
        let covered = 0;
        for (let k = 0; k <= n; k++) if (stats.clopperPearsonLower(k, n) <= p) covered += stats.binomialMass(k, n, p);
        expect(covered).toBeGreaterThanOrEqual(0.95 - 1e-12);
      }
    }
  });

  test("the needed number is the smallest: one case fewer does not show the floor", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0.05, max: 0.998, noNaN: true }), (failures, floor) => {
        const needed = stats.neededForFloor(failures, floor)!;
        expect(stats.clopperPearsonLower(needed - failures, needed)).toBeGreaterThanOrEqual(floor);
        if (needed - 1 > failures) expect(stats.clopperPearsonLower(needed - 1 - failures, needed - 1)).toBeLessThan(floor);
      }),
      { numRuns: 100 },
    );
  });

  test("impossible counts are refused, never NaN", () => {
    for (const [k, n] of [
      [1, 0],
      [-1, 5],
      [6, 5],
      [Number.NaN, 5],
      [1, Number.POSITIVE_INFINITY],
    ])
      expect(() => stats.wilson(k!, n!)).toThrow(RangeError);
  });
});

describe("paired changes", () => {
  test("Tango: antisymmetric in b and c, holds the point, never NaN", () => {
    fc.assert(
      fc.property(flips, ({ b, c, n }) => {
        const { lower, upper } = stats.tango(b, c, n);
        const swapped = stats.tango(c, b, n);
        expect(lower).toBeCloseTo(-swapped.upper, 9);
        expect(upper).toBeCloseTo(-swapped.lower, 9);
        expect(lower <= (b - c) / n + 1e-12 && upper >= (b - c) / n - 1e-12).toBe(true);
        expect(lower >= -1 && upper <= 1).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("one more regression never helps: bound up, p down, verdict no milder", () => {
    const order = { PASS: 0, INCONCLUSIVE: 1, BLOCK: 2 };
    fc.assert(
      fc.property(flips, fc.double({ min: 0.005, max: 0.3, noNaN: true }), ({ b, c, n }, margin) => {
        if (b + 1 + c > n) return;
        expect(stats.tango(b + 1, c, n).upper).toBeGreaterThanOrEqual(stats.tango(b, c, n).upper - 1e-9);
        expect(stats.mcnemarOneSided(b + 1, c).midP).toBeLessThanOrEqual(stats.mcnemarOneSided(b, c).midP + 1e-12);
        const [now, worse] = [stats.nonInferiority(b, c, n, margin), stats.nonInferiority(b + 1, c, n, margin)];
        expect(order[worse.verdict]).toBeGreaterThanOrEqual(order[now.verdict]);
      }),
      { numRuns: 200 },
    );
  });

  test("the rule: PASS within the margin, BLOCK never at or below it, needed n settles it, all numbers finite", () => {
    fc.assert(
      fc.property(flips, fc.double({ min: 0.005, max: 0.3, noNaN: true }), ({ b, c, n }, margin) => {
        const result = stats.nonInferiority(b, c, n, margin);
        for (const value of [result.drop, result.lower, result.upper, result.midP, result.power]) expect(Number.isFinite(value)).toBe(true);
        if (result.verdict === "PASS") expect(result.upper).toBeLessThanOrEqual(margin + 1e-9);
        if (result.verdict === "BLOCK") expect(result.drop).toBeGreaterThan(margin - 1e-9);
        if (result.neededN !== null) {
          const scale = result.neededN / n;
          expect(result.neededN).toBeGreaterThan(n);
          expect(stats.nonInferiority(b * scale, c * scale, result.neededN, margin).verdict).toBe("PASS");
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a baseline against itself never blocks, and passes once n ≥ z²(1−m)/m", () => {
    for (const margin of [0.01, 0.02, 0.05]) {
      const needed = stats.neededForMargin(0, 0, 1, margin)!;
      for (const n of [1, 5, needed - 1]) expect(stats.nonInferiority(0, 0, n, margin).verdict).toBe("INCONCLUSIVE");
      for (const n of [needed, 10 * needed]) expect(stats.nonInferiority(0, 0, n, margin).verdict).toBe("PASS");
    }
  });

  test("Newcombe's paired interval agrees with Tango on where it lies (display and gate tell one story)", () => {
    fc.assert(
      fc.property(flips, ({ b, c, n }) => {
        if (n < 30) return;
        const a = Math.floor((n - b - c) / 2);
        const newcombe = stats.newcombePaired({ a, b, c, d: n - b - c - a });
        const tango = stats.tango(b, c, n, 0.975);
        expect(Math.abs(newcombe.lower - tango.lower)).toBeLessThan(0.12);
        expect(Math.abs(newcombe.upper - tango.upper)).toBeLessThan(0.12);
      }),
      { numRuns: 100 },
    );
  });
});

describe("multiplicity", () => {
  test("Holm rejects no more than Benjamini-Hochberg, which rejects no more than no correction", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (p) => {
        const holm = stats.holm(p);
        const bh = stats.benjaminiHochberg(p);
        p.forEach((value, i) => {
          if (holm[i]) expect(bh[i]).toBe(true);
          if (bh[i]) expect(value).toBeLessThanOrEqual(0.05);
        });
      }),
    );
  });
});
