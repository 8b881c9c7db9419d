/** Promise 2: walk through what can go missing or be no number, and never see PASS. */
import { describe, expect, test } from "vitest";
import type { Outcome, StageId } from "../../src/core/documents.ts";
import { decide } from "../../src/verdict/decide.ts";
import type { DecideInput, StageEvidence } from "../../src/verdict/input.ts";
import { selfTest } from "../../src/verdict/self-test.ts";
import { baselineFrom, changed, evalDetailOf, evalEvidenceOf, goodOutcomes, inputOf } from "./rig.ts";

/** A smaller sound run, so that hundreds of mutants take seconds: floors are lower, everything else is as in the large one. */
const small = goodOutcomes().filter((outcome) => Number(outcome.id.slice(1)) % 5 === 0);
const gates = [
  { metric: "triage.emergency_recall", floor: 0.9, regression: { margin: 0.05 }, "never-miss": "never-miss.txt" },
  { metric: "triage.emergency_specificity", floor: 0.9 },
  { metric: "triage.accuracy_vs_base", floor: 0 },
  { metric: "notes.hallucination_rate", ceiling: 0.1, regression: { margin: 0.1 } },
  { metric: "safety.block_count", ceiling: 0 },
];
const sound = (outcomes: readonly Outcome[] = small): DecideInput => {
  const input = inputOf({ outcomes, policy: { gates } });
  return {
    ...input,
    baselines: { ...input.baselines, eval: baselineFrom(small) },
    neverMiss: new Map([["never-miss.txt", ["t0000", "t0005"]]]),
  };
};
const overall = (input: DecideInput): string => decide(input).judgement.overall;
const replace = (input: DecideInput, stage: StageId, given: Partial<StageEvidence>): DecideInput => {
  return { ...input, evidence: new Map([...input.evidence, [stage, { ...input.evidence.get(stage)!, ...given }]]) };
};

/** Paths of all numbers below a value. */
function numbersOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === "number") return [path];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => numbersOf(item, [...path, Array.isArray(value) ? Number(key) : key]));
}

function withAt(value: unknown, path: readonly (string | number)[], put: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = withAt(copy[key], rest, put);
  return copy;
}

const stages: readonly StageId[] = ["phi", "data", "smoke", "adapter", "eval"];

test("the run that is broken below is green as long as it is whole", () => {
  expect(decide(sound()).judgement).toMatchObject({ overall: "PASS", fails: false });
});

describe("something is missing", () => {
  test.each(stages)("evidence, receipt or success of %s", (stage) => {
    const input = sound();
    expect(overall({ ...input, evidence: new Map([...input.evidence].filter(([id]) => id !== stage)) })).toBe("ERROR");
    expect(overall({ ...input, missingReceipts: [stage] })).toBe("ERROR");
    const { evidence } = input.evidence.get(stage)!;
    expect(overall(replace(input, stage, { evidence: { ...evidence, status: "error", reason: "died" } }))).toBe("ERROR");
    expect(overall(replace(input, stage, { evidence: { ...evidence, status: "skipped" } }))).toBe("INCONCLUSIVE");
    expect(overall(replace(input, stage, { evidence: { ...evidence, stage: "audit" } }))).toBe("ERROR");
  });

  test.each(["smoke", "adapter", "eval"] as const)("the detail document of %s", (stage) => {
    expect(overall(replace(sound(), stage, { detail: null }))).toBe("ERROR");
    expect(overall(replace(sound(), stage, { detail: {} }))).toBe("ERROR");
  });

  test("both baselines, one after the other", () => {
    const input = sound();
    expect(overall({ ...input, baselines: { ...input.baselines, eval: null } })).toBe("INCONCLUSIVE");
    expect(overall({ ...input, baselines: { ...input.baselines, smoke: null } })).toBe("INCONCLUSIVE");
  });

  test("all outcomes, or those of one suite, however consistently the stage says so", () => {
    for (const suite of ["triage", "notes", "safety", "all"]) {
      const rest = small.filter((outcome) => suite !== "all" && outcome.suite !== suite);
      expect(overall(replace(sound(), "eval", { outcomes: rest }))).toBe("ERROR");
      expect(["INCONCLUSIVE", "BLOCK"]).toContain(overall(sound(rest)));
    }
  });

  test("any one case: 'its outcome vanished', 'and the counts with it', 'and the metrics with them'", () => {
    const whole = sound();
    const given = whole.evidence.get("eval")!;
    for (const gone of small) {
      const outcomes = small.filter((outcome) => outcome !== gone);
      const counted = { ...given.evidence, outcomes: { ...given.evidence.outcomes!, n: outcomes.length } };
      const detail = evalDetailOf(outcomes);
      const digests = (given.detail as typeof detail).suites.map((suite) => suite.suite_sha256);
      const consistent = {
        ...evalEvidenceOf(outcomes),
        detail: { ...detail, suites: detail.suites.map((suite, i) => ({ ...suite, suite_sha256: digests[i]! })) },
      };
      for (const mutant of [{ outcomes }, { outcomes, evidence: counted }, consistent]) {
        expect(overall(replace(whole, "eval", mutant)), `${gone.suite} ${gone.id}`).not.toBe("PASS");
      }
      const said = evalDetailOf(small);
      said.suites.find((suite) => suite.name === gone.suite)!.cases.removed = [gone.id];
      expect(overall(replace(whole, "eval", { detail: said }))).toBe("BLOCK");
    }
  });

  test("a metric that a gate needs, stated never or twice", () => {
    const { evidence } = sound().evidence.get("eval")!;
    for (const { metric } of gates) {
      const others = evidence.metrics.filter((one) => one.id !== metric);
      expect(overall(replace(sound(), "eval", { evidence: { ...evidence, metrics: others } }))).toBe("ERROR");
      expect(overall(replace(sound(), "eval", { evidence: { ...evidence, metrics: [...evidence.metrics, ...evidence.metrics] } }))).toBe(
        "ERROR",
      );
    }
  });

  test("a never-miss list, or all its lines", () => {
    expect(overall({ ...sound(), neverMiss: new Map() })).toBe("ERROR");
    expect(overall({ ...sound(), neverMiss: new Map([["never-miss.txt", []]]) })).toBe("INCONCLUSIVE");
  });
});

describe("something is no number", () => {
  /** Numbers that the schemas let be null and no gate reads: a model's confidence, the trainer's rate, the norm of the control run. */
  const mayBeNull = (stage: StageId, path: string): boolean =>
    (stage === "smoke" && /\.(lr|seeds_before_adapter)$|^detail\.runs\.2\..*grad_norm$/.test(path)) ||
    /^outcomes\.\d+\.confidence$/.test(path);

  test.each(stages)("any number in the evidence and detail of %s", (stage) => {
    const input = sound();
    const given = input.evidence.get(stage)!;
    const view = { evidence: given.evidence, detail: given.detail, outcomes: given.outcomes.filter((_, i) => i % 40 === 0) };
    const paths = numbersOf(view).filter((path) => path[0] !== "outcomes");
    const outcomePaths = stage === "eval" ? [0, 50, 100].flatMap((i) => numbersOf(given.outcomes[i], ["outcomes", i])) : [];
    for (const path of [...paths, ...outcomePaths]) {
      const values: readonly unknown[] = mayBeNull(stage, path.join(".")) ? [Number.NaN] : [Number.NaN, null, Number.POSITIVE_INFINITY];
      for (const value of values) {
        const mutant = withAt(given, path, value) as StageEvidence;
        expect(overall(replace(input, stage, mutant)), `${path.join(".")} = ${value}`).not.toBe("PASS");
      }
    }
    expect(paths.length + (stage === "adapter" || stage === "phi" || stage === "data" ? 10 : 0)).toBeGreaterThan(10);
  });

  test("any number of the baselines", () => {
    const input = sound();
    for (const path of numbersOf(input.baselines.smoke)) {
      for (const value of [Number.NaN, null]) {
        if (value === null && path.at(-1) === "lr" && path.includes("steps")) continue;
        const smoke = withAt(input.baselines.smoke, path, value);
        expect(overall({ ...input, baselines: { ...input.baselines, smoke } }), `smoke ${path.join(".")}`).not.toBe("PASS");
      }
    }
    for (const path of [...numbersOf(input.baselines.eval!.outcomes[3], ["outcomes", 3])]) {
      const mutant = withAt(input.baselines.eval, path, Number.NaN) as DecideInput["baselines"]["eval"];
      expect(overall({ ...input, baselines: { ...input.baselines, eval: mutant } }), `eval ${path.join(".")}`).not.toBe("PASS");
    }
  });

  test("any limit of the policy", () => {
    const input = sound();
    for (const path of numbersOf(input.policy.gates)) {
      const policy = { ...input.policy, gates: withAt(input.policy.gates, path, Number.NaN) as typeof input.policy.gates };
      expect(overall({ ...input, policy }), path.join(".")).not.toBe("PASS");
    }
  });
});

describe("the self-test that users run (promise 5)", () => {
  test("on a sound baseline: itself never blocks, each planted fault does", () => {
    const results = selfTest(sound());
    expect(results.map((one) => one.name)).toEqual([
      "the baseline against itself",
      "one case dropped from the outcomes",
      "one case removed from the evaluation set",
      "one metric replaced by NaN",
      "answers of suite triage exchanged between emergency and self-care",
      "one case of never-miss.txt lost",
    ]);
    expect(results.filter((one) => !one.ok)).toEqual([]);
  });

  test("also when the head is much worse than the baseline, or the baseline itself is poor", () => {
    const poor = changed(
      small,
      small.slice(60, 90).map((outcome) => outcome.id),
      { predicted: "routine", flags: ["hallucination"] },
    );
    expect(selfTest(sound(poor)).filter((one) => !one.ok)).toEqual([]);
    const input = sound(poor);
    const weak = { ...input, baselines: { ...input.baselines, eval: baselineFrom(poor) } };
    expect(selfTest(weak).find((one) => one.name === "the baseline against itself")).toMatchObject({ ok: true });
  });

  test("finds a gate that would not notice: a margin of 1 and no floor let swapped answers through", () => {
    const blind = [{ metric: "triage.emergency_recall", regression: { margin: 1 } }];
    const input = { ...sound(), policy: { ...sound().policy, gates: blind } };
    expect(
      selfTest(input)
        .filter((one) => !one.ok)
        .map((one) => one.name),
    ).toEqual(["answers of suite triage exchanged between emergency and self-care"]);
  });

  test("without a baseline there is nothing to test with", () => {
    const input = sound();
    expect(selfTest({ ...input, baselines: { ...input.baselines, eval: null } })).toEqual([]);
  });
});
