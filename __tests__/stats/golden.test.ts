import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as stats from "../../src/stats/index.ts";

const path = fileURLToPath(new URL("../../../shared/data/eval/golden-stats.json", import.meta.url));
const there = existsSync(path);
if (!there) console.warn("golden-stats.json is not beside the repository: its vectors are skipped, published ones still run");

const close = (actual: number | null, expected: number): void => {
  expect(actual).not.toBeNull();
  expect(Math.abs(actual! - expected)).toBeLessThan(1e-8);
};

describe.skipIf(!there)("golden vectors (scipy), absolute tolerance 1e-8", () => {
  const golden = there ? JSON.parse(readFileSync(path, "utf8")) : {};

  test("proportions", () => {
    expect(golden.proportion).toHaveLength(20);
    for (const row of golden.proportion) {
      const { k, n } = row;
      const pairs = [
        [stats.wilson(k, n), row.wilson],
        [stats.clopperPearson(k, n), row.clopper_pearson],
        [stats.jeffreys(k, n), row.jeffreys],
      ] as const;
      for (const [interval, [lower, upper]] of pairs) {
        close(interval.lower, lower);
        close(interval.upper, upper);
      }
      close(stats.clopperPearsonLower(k, n), row.cp_lower_one_sided95);
      close(stats.clopperPearsonUpper(k, n), row.cp_upper_one_sided95);
    }
  });

  test("Newcombe, independent and paired", () => {
    for (const { k1, n1, k2, n2, diff_ci } of golden.newcombe_independent) {
      const { difference, lower, upper } = stats.newcombeIndependent(k1, n1, k2, n2);
      [difference, lower, upper].forEach((value, i) => {
        close(value, diff_ci[i]);
      });
    }
    for (const { a, b, c, d, diff_ci } of golden.newcombe_paired_method10) {
      const { difference, lower, upper } = stats.newcombePaired({ a, b, c, d });
      [difference, lower, upper].forEach((value, i) => {
        close(value, diff_ci[i]);
      });
    }
  });

  test("McNemar", () => {
    for (const { b, c, exact, mid_p } of golden.mcnemar) {
      close(stats.mcnemar(b, c).exact, exact);
      close(stats.mcnemar(b, c).midP, mid_p);
    }
  });

  test("agreement", () => {
    for (const row of golden.agreement_2x2) {
      close(stats.rawAgreement(row.table), row.po);
      close(stats.cohenKappa(row.table), row.cohen_kappa);
      close(stats.gwetAC1(stats.unitsOf(row.table)), row.gwet_ac1);
      close(stats.pabak(row.table), row.pabak);
      close(stats.cohenKappa(row.table, "linear"), row.weighted_linear);
      close(stats.cohenKappa(row.table, "quadratic"), row.weighted_quadratic);
    }
    const { raters_by_unit, gwet_ac1_multi, pa, ...alphas } = golden.krippendorff_2011;
    const units = raters_by_unit[0].map((_: unknown, unit: number) => {
      const counts = [0, 0, 0, 0, 0];
      for (const rater of raters_by_unit) if (rater[unit] !== null) counts[rater[unit] - 1]! += 1;
      return counts;
    });
    for (const scale of ["nominal", "ordinal", "interval", "ratio"] as const) close(stats.krippendorffAlpha(units, scale), alphas[scale]);
    close(stats.gwetAC1(units), gwet_ac1_multi);
    close(stats.pairwiseAgreement(units), pa);
    const six = golden.irrcac_distrib6raters;
    close(stats.fleissKappa(six.table), six.fleiss);
    close(stats.gwetAC1(six.table), six.gwet_ac1);
    close(stats.krippendorffAlpha(six.table, "nominal"), six.krippendorff_nominal);
  });

  test("calibration", () => {
    const row = golden.calibration;
    const judged = row.conf.map((confidence: number, i: number) => ({ confidence, correct: row.y[i] === 1 }));
    const result = stats.calibration(judged)!;
    close(result.ece, row.ece10_equal_width_right_closed);
    close(result.mce, row.mce10);
    close(result.brier, row.brier);
    close(result.logLoss, row.log_loss);
    close(stats.adaptiveCalibrationError(judged, 4), row.ace4_equal_mass);
  });
});
