import { describe, expect, test } from "vitest";
import * as stats from "../../src/stats/index.ts";

/** Rounds as a paper prints. */
const printed = (value: number | null, digits: number): number => Number((value ?? Number.NaN).toFixed(digits));

describe("published values", () => {
  test("Newcombe 1998 (Stat. Med. 17:873 and 17:2635), 56/70 against 48/80; paired 36, 12, 2, 0", () => {
    const independent = stats.newcombeIndependent(56, 70, 48, 80);
    expect([independent.difference, independent.lower, independent.upper].map((x) => printed(x, 4))).toEqual([0.2, 0.0524, 0.3339]);
    const paired = stats.newcombePaired({ a: 36, b: 12, c: 2, d: 0 });
    expect([paired.lower, paired.upper].map((x) => printed(x, 4))).toEqual([0.0569, 0.3404]);
  });

  test("cases needed for an exact bound: rule of three and its neighbours (n ≥ ln 0.05 / ln target)", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((misses) => stats.neededForFloor(misses, 0.98))).toEqual([149, 236, 313, 386, 456, 523, 590, 655]);
    expect([0, 1, 2].map((misses) => stats.neededForFloor(misses, 0.99))).toEqual([299, 473, 628]);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((hits) => stats.neededForCeiling(hits, 0.05))).toEqual([59, 93, 124, 153, 181, 208, 234, 260]);
    expect(stats.neededForFloor(0, 1)).toBeNull();
    expect(stats.neededForCeiling(0, 0)).toBeNull();
  });

  test("Tango one-sided bounds and the n at which nothing flipping suffices, z²(1−m)/m", () => {
    const upper = [
      [0, 0, 50],
      [0, 0, 100],
      [0, 0, 300],
      [2, 1, 100],
      [5, 5, 200],
      [12, 9, 212],
    ].map(([b, c, n]) => printed(stats.tango(b!, c!, n!).upper, 4));
    expect(upper).toEqual([0.0513, 0.0263, 0.0089, 0.05, 0.0289, 0.0519]);
    expect(printed(stats.tango(0, 0, 50, 0.975).upper, 4)).toBe(0.0713);
    expect([0.05, 0.03, 0.02, 0.01].map((margin) => stats.neededForMargin(0, 0, 1, margin))).toEqual([52, 88, 133, 268]);
    expect(stats.neededForMargin(2, 1, 100, 0.05)).toBe(101);
  });

  test("McNemar mid-p (Fagerland, Lydersen, Laake 2013: 1 and 9 give .0215 and .0117)", () => {
    expect(printed(stats.mcnemar(1, 9).exact, 4)).toBe(0.0215);
    expect(printed(stats.mcnemar(1, 9).midP, 4)).toBe(0.0117);
    expect(stats.mcnemarOneSided(0, 0)).toEqual({ exact: 1, midP: 0.5 });
  });

  test("the vector that argsort + 1 gets wrong: ranks of .01, .04, .03, .005", () => {
    expect(stats.holm([0.01, 0.04, 0.03, 0.005])).toEqual([true, false, false, true]);
    expect(stats.benjaminiHochberg([0.01, 0.04, 0.03, 0.005])).toEqual([true, true, true, true]);
    expect(stats.benjaminiHochberg([0.9])).toEqual([false]);
    expect(stats.benjaminiHochberg([])).toEqual([]);
    expect(stats.holm([Number.NaN, 0.001])).toEqual([false, false]);
  });

  test("Krippendorff 2011, four raters and twelve units with gaps: nominal .743, ordinal .815, interval .849", () => {
    const _ = null;
    const raters = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
      [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ];
    const units = raters[0]!.map((_unit, i) => [1, 2, 3, 4, 5].map((value) => raters.filter((rater) => rater[i] === value).length));
    expect(printed(stats.krippendorffAlpha(units, "nominal"), 3)).toBe(0.743);
    expect(printed(stats.krippendorffAlpha(units, "ordinal"), 3)).toBe(0.815);
    expect(printed(stats.krippendorffAlpha(units, "interval"), 3)).toBe(0.849);
    expect(printed(stats.gwetAC1(units), 4)).toBe(0.7754);
  });

  test("the kappa paradox: 94.4 % agreement, kappa -0.02, AC1 0.94 (Gwet 2008)", () => {
    const table = [
      [118, 5],
      [2, 0],
    ];
    expect(printed(stats.rawAgreement(table), 3)).toBe(0.944);
    expect(printed(stats.cohenKappa(table), 2)).toBe(-0.02);
    expect(printed(stats.gwetAC1(stats.unitsOf(table)), 2)).toBe(0.94);
    expect(
      stats.cohenKappa([
        [7, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(
      stats.krippendorffAlpha(
        [
          [3, 0],
          [3, 0],
        ],
        "nominal",
      ),
    ).toBeNull();
    expect(
      stats.cohenKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });

  test("Rogan-Gladen 1978: a judge with .9 and .8 sees .3 where .142857 is true; a coin corrects nothing", () => {
    expect(stats.roganGladen(0.3, 0.9, 0.8)).toBeCloseTo(1 / 7, 12);
    expect(stats.roganGladen(0.05, 0.9, 0.8)).toBe(0);
    expect(stats.roganGladen(0.3, 0.5, 0.5)).toBeNull();
  });

  test("calibration at the edges: 0 is in the first bin, 1 in the last, none judged is null", () => {
    expect(stats.calibration([])).toBeNull();
    const result = stats.calibration([
      { confidence: 0, correct: false },
      { confidence: 0.1, correct: false },
      { confidence: 1, correct: true },
    ])!;
    expect(result.bins.map((bin) => bin.n)).toEqual([2, 1]);
    expect(result.brier).toBeCloseTo(0.01 / 3, 12);
    expect(() => stats.calibration([{ confidence: Number.NaN, correct: true }])).toThrow(RangeError);
  });
});

describe("operating characteristics of the regression rule (exact sums over the trinomial, handbook table 4.8)", () => {
  test.each([
    { margin: 0.05, n: 50, regress: 0.01, improve: 0.01, pass: 0.25, block: 0 },
    { margin: 0.05, n: 100, regress: 0.02, improve: 0.02, pass: 0.63, block: 0 },
    { margin: 0.05, n: 200, regress: 0.05, improve: 0.05, pass: 0.69, block: 0.01 },
    { margin: 0.05, n: 200, regress: 0.07, improve: 0.02, pass: 0.05, block: 0.45 },
    { margin: 0.03, n: 100, regress: 0.12, improve: 0.02, pass: 0, block: 0.89 },
  ])("margin $margin, n $n, $regress / $improve", ({ margin, n, regress, improve, pass, block }) => {
    const share = { PASS: 0, BLOCK: 0, INCONCLUSIVE: 0 };
    for (let d = 0; d <= Math.min(n, 60); d++) {
      const mass = stats.binomialMass(d, n, regress + improve);
      for (let b = 0; b <= d; b++) {
        share[stats.nonInferiority(b, d - b, n, margin).verdict] += mass * stats.binomialMass(b, d, regress / (regress + improve));
      }
    }
    expect(printed(share.PASS, 2)).toBe(pass);
    expect(printed(share.BLOCK, 2)).toBe(block);
    expect(share.PASS + share.BLOCK + share.INCONCLUSIVE).toBeGreaterThan(0.99999);
  });
});
