import { describe, expect, test } from "vitest";
import * as stats from "../../src/stats/index.ts";
import { binomialUpperTail } from "../../src/stats/special.ts";
import oracle from "./oracle.json" with { type: "json" };

const close = (actual: number | null, expected: number, tolerance = 1e-8): void => {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(tolerance);
};

describe("reference values of scipy and statsmodels (oracle.py)", () => {
  test.each(oracle.proportion)("rate $k of $n", ({ k, n, wilson, exact, one_sided }) => {
    close(stats.wilson(k, n).lower, Math.max(0, wilson[0]!));
    close(stats.wilson(k, n).upper, Math.min(1, wilson[1]!));
    close(stats.clopperPearson(k, n).lower, exact[0]!);
    close(stats.clopperPearson(k, n).upper, exact[1]!);
    close(stats.clopperPearsonLower(k, n), one_sided[0]!);
    close(stats.clopperPearsonUpper(k, n), one_sided[1]!);
  });

  test.each(oracle.tango)("Tango $b, $c of $n against a numerical constrained maximum", ({ b, c, n, bounds }) => {
    close(stats.tango(b, c, n).lower, bounds[0]!);
    close(stats.tango(b, c, n).upper, bounds[1]!);
  });

  test.each(oracle.mcnemar)("McNemar $b, $c", ({ b, c, exact, one_sided, one_sided_mid_p }) => {
    close(stats.mcnemar(b, c).exact, exact);
    close(stats.mcnemarOneSided(b, c).exact, one_sided);
    close(stats.mcnemarOneSided(b, c).midP, one_sided_mid_p);
    close(binomialUpperTail(b, b + c, 0.5), one_sided);
  });

  test.each(oracle.power)("power at n = $n", ({ n, regress, improve, value }) => {
    close(stats.mcnemarPower(n, regress, improve), value);
  });

  test("special functions", () => {
    for (const { a, b, x, value } of oracle.beta) close(stats.incompleteBeta(x, a, b), value, 1e-11);
    for (const { p, z } of oracle.normal) close(stats.normalQuantile(p), z, 1e-11);
    for (const { p, freedom, t } of oracle.student) close(stats.studentQuantile(p, freedom), t);
  });

  test("agreement", () => {
    for (const { table, plain, quadratic } of oracle.kappa) {
      close(stats.cohenKappa(table), plain);
      close(stats.cohenKappa(table, "quadratic"), quadratic);
    }
    close(stats.fleissKappa(oracle.fleiss.units), oracle.fleiss.value);
  });

  test("multiplicity", () => {
    for (const { p, holm, bh } of oracle.multiplicity) {
      expect(stats.holm(p)).toEqual(holm);
      expect(stats.benjaminiHochberg(p)).toEqual(bh);
    }
  });

  test.each(oracle.xoshiro)("random numbers from seed $seed", ({ seed, draws }) => {
    const random = stats.prng(seed);
    expect(draws.map(() => random.next())).toEqual(draws);
  });
});
