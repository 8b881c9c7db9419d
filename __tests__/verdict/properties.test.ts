import fc from "fast-check";
import { expect, test } from "vitest";
import { RATES } from "../../src/core/metrics.ts";
import { rateBound } from "../../src/verdict/bound.ts";
import { regressionRuling } from "../../src/verdict/regression.ts";
import type { CaseRow } from "../../src/verdict/rows.ts";

// One seed: the same draws on every machine.
fc.configureGlobal({ seed: 20261121 });

const order = ["PASS", "WARN", "INCONCLUSIVE", "ERROR", "BLOCK"];
const graveness = (word: string): number => order.indexOf(word);
const row = (id: number, cluster: number, hit: boolean, added = false): CaseRow => ({
  id: `${id}`,
  case_sha256: "",
  cluster: `c${cluster}`,
  added,
  hit,
});
/** Cases in clusters of up to four, most of them hits. */
const cases = fc
  .array(fc.record({ cluster: fc.integer({ min: 0, max: 3 }), miss: fc.integer({ min: 0, max: 30 }) }), { minLength: 1, maxLength: 400 })
  .map((list) => list.map(({ cluster, miss }, i) => row(i, Math.floor(i / (1 + cluster)), miss > 0)));
const limit = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.98);

test("one more miss never makes a floor milder, whatever the clusters", () => {
  fc.assert(
    fc.property(cases, limit, fc.nat(), (rows, floor, pick) => {
      const at = pick % rows.length;
      const worse = rows.map((one, i) => (i === at ? { ...one, hit: false } : one));
      expect(graveness(rateBound(worse, "floor", floor, "x").verdict)).toBeGreaterThanOrEqual(
        graveness(rateBound(rows, "floor", floor, "x").verdict),
      );
    }),
    { numRuns: 250 },
  );
});

test("a ceiling on misses says what a floor on hits says", () => {
  fc.assert(
    fc.property(cases, limit, (rows, floor) => {
      const mirrored = rows.map((one) => ({ ...one, hit: !one.hit }));
      const [low, high] = [rateBound(rows, "floor", floor, "x"), rateBound(mirrored, "ceiling", 1 - floor, "x")];
      expect(low.bound! + high.bound!).toBeCloseTo(1, 9);
      if (Math.abs(low.value! - floor) > 1e-9) expect(high.verdict).toBe(low.verdict);
    }),
    { numRuns: 250 },
  );
});

test("added cases never make a verdict milder; numbers are finite; misses are listed", () => {
  fc.assert(
    fc.property(cases, cases, limit, (rows, more, floor) => {
      const added = more.map((one, i) => ({ ...one, id: `x${i}`, cluster: `x${one.cluster}`, added: true }));
      const before = rateBound(rows, "floor", floor, "x");
      const after = rateBound([...rows, ...added], "floor", floor, "x");
      expect(graveness(after.verdict)).toBeGreaterThanOrEqual(graveness(before.verdict));
      for (const value of [before.value, before.bound, after.value, after.bound]) expect(Number.isFinite(value)).toBe(true);
      expect([...before.cases]).toHaveLength(rows.filter((one) => !one.hit).length);
    }),
    { numRuns: 250 },
  );
});

test("rows against themselves never block; one more loss never makes a regression milder", () => {
  const rate = RATES.find((one) => one.better === "higher")!;
  const ruling = (before: readonly CaseRow[], now: readonly CaseRow[], margin: number) =>
    regressionRuling(
      { state: "paired", pairing: { pairs: before.map((one, i) => ({ before: one, now: now[i]! })), unpaired: 0, rate } },
      margin,
      "x",
    ).verdict;
  fc.assert(
    fc.property(cases, fc.constantFrom(0.01, 0.02, 0.05, 0.2), fc.nat(), fc.nat(), (rows, margin, one, two) => {
      expect(ruling(rows, rows, margin)).not.toBe("BLOCK");
      const lose = (list: readonly CaseRow[], pick: number) =>
        list.map((each, i) => (i === pick % list.length ? { ...each, hit: false } : each));
      const once = lose(rows, one);
      expect(graveness(ruling(rows, lose(once, two), margin))).toBeGreaterThanOrEqual(graveness(ruling(rows, once, margin)));
    }),
    { numRuns: 250 },
  );
});
