import { describe, expect, test } from "vitest";
import { FLAGS } from "../../src/core/metrics.ts";
import { decide } from "../../src/verdict/decide.ts";
import { baselineFrom, changed, evalDetailOf, evalEvidenceOf, gateOf, goodOutcomes, inputOf, outcomeOf, smokeDetailOf } from "./rig.ts";

const good = goodOutcomes();
const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `t${String(from + i).padStart(4, "0")}`);
const missed = (n: number, from = 10) => changed(good, ids(from, from + n), { predicted: "routine" });
const verdictOf = (input: Parameters<typeof decide>[0], id: string): string => {
  const gate = gateOf(input, id);
  return `${gate.verdict} ${gate.reason}${gate.fails ? " fails" : ""}`;
};
/** Gates that are not PASS, as text. */
const _notPassing = (input: Parameters<typeof decide>[0]): string[] =>
  decide(input)
    .judgement.gates.filter((gate) => gate.verdict !== "PASS")
    .map((gate) => `${gate.id} ${gate.verdict} ${gate.reason}`);

describe("floors and ceilings", () => {
  const floor = "triage.emergency_recall.floor";
  test.each([
    [0, "PASS ok"],
    [3, "PASS ok"],
    [4, "INCONCLUSIVE too-few fails"],
    [8, "INCONCLUSIVE too-few fails"],
    [9, "BLOCK floor fails"],
  ])("%d misses of 400 against 0.98: %s", (misses, expected) => {
    expect(verdictOf(inputOf({ outcomes: missed(misses) }), floor)).toBe(expected);
  });

  test("the gate says how many cases would settle it, in a sentence with its numbers", () => {
    const gate = gateOf(inputOf({ outcomes: missed(4) }), floor);
    expect(gate).toMatchObject({ value: 0.99, limit: 0.98, needed_n: 456, cases: ids(10, 14) });
    expect(gate.note).toBe(
      "share of gold emergencies answered as emergencies: 396 of 400 cases (99 %); with 95 % confidence the true share is at least 97.73 %, so the floor of 98 % is not shown; 456 independent cases without a further miss would settle it",
    );
  });

  test("a number that only looks like its limit is written out", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `t${i}`);
    const outcomes = many.map((id, i) =>
      outcomeOf({ suite: "triage", id, gold: "emergency", predicted: i < 401 ? "urgent" : "emergency" }),
    );
    const gate = gateOf(inputOf({ outcomes, policy: { gates: [{ metric: "triage.emergency_recall", floor: 0.98 }] } }), floor);
    expect(gate.note).toContain("19599 of 20000 cases (97.995 %), which is below the floor of 98 %");
  });

  test("no answer is a miss, and a case is hit only when all its runs hit", () => {
    expect(verdictOf(inputOf({ outcomes: changed(good, ids(0, 9), { status: "refused", predicted: null }) }), floor)).toBe(
      "BLOCK floor fails",
    );
    const runs = good.flatMap((outcome) => [0, 1, 2].map((repeat) => ({ ...outcome, repeat })));
    const flaky = runs.map((outcome) =>
      outcome.repeat === 1 && ids(10, 19).includes(outcome.id) ? { ...outcome, predicted: "urgent" } : outcome,
    );
    expect(gateOf(inputOf({ outcomes: runs }), floor)).toMatchObject({ verdict: "PASS", value: 1 });
    expect(gateOf(inputOf({ outcomes: flaky }), floor)).toMatchObject({ verdict: "BLOCK", value: 391 / 400 });
  });

  test("added cases never help and may harm", () => {
    const added = (n: number, predicted: string) =>
      Array.from({ length: n }, (_, i) => outcomeOf({ suite: "triage", id: `x${i}`, gold: "emergency", predicted, flags: [FLAGS.added] }));
    const bad = missed(4);
    expect(verdictOf(inputOf({ outcomes: [...bad, ...added(2000, "emergency")] }), floor)).toBe("INCONCLUSIVE too-few fails");
    expect(verdictOf(inputOf({ outcomes: [...good, ...added(9, "routine")] }), floor)).toBe("BLOCK floor fails");
    expect(verdictOf(inputOf({ outcomes: [...good, ...added(9, "emergency")] }), floor)).toBe("PASS ok");
    expect(gateOf(inputOf({ outcomes: [...good, ...added(9, "routine")] }), floor).note).toContain("added cases included");
  });

  test("copies of cases in one cluster are no new evidence", () => {
    const clustered = good.map((outcome) => ({
      ...outcome,
      cluster: outcome.suite === "triage" ? `c${Math.floor(Number(outcome.id.slice(1)) / 4)}` : outcome.cluster,
    }));
    const gate = gateOf(inputOf({ outcomes: clustered }), floor);
    expect(gate).toMatchObject({ verdict: "INCONCLUSIVE", reason: "too-few" });
    expect(gate.note).toMatch(/clustered: worth (9\d|100) independent cases/);
    // One miss may not show more than none: the estimate of the design effect is a guess then.
    const one = gateOf(inputOf({ outcomes: changed(clustered, ["t0010"], { predicted: "routine" }) }), floor);
    expect(one.bound!).toBeLessThanOrEqual(gate.bound!);
  });

  test("a limit that no number of cases can show says so", () => {
    const gates = [{ metric: "triage.emergency_recall", floor: 1 }];
    const gate = gateOf(inputOf({ policy: { gates } }), floor);
    expect(gate).toMatchObject({ verdict: "INCONCLUSIVE", reason: "too-few" });
    expect(gate.needed_n).toBeUndefined();
    expect(gate.note).toContain("no number of cases can show it");
  });

  test("the mode selects the column; a mode without one is not checked", () => {
    expect(verdictOf(inputOf({ outcomes: missed(8), policy: { mode: "development" } }), floor)).toBe("PASS ok");
    expect(verdictOf(inputOf({ policy: { mode: "stretch" } }), floor)).toBe("INCONCLUSIVE not-checked fails");
  });

  test("ceilings: 4 hallucinations in 200 pass 0.05, 5 are not shown, 11 are above it", () => {
    const spoilt = (n: number) =>
      changed(
        good,
        Array.from({ length: n }, (_, i) => `n${String(i).padStart(4, "0")}`),
        { flags: [FLAGS.hallucination] },
      );
    const gate = "notes.hallucination_rate.ceiling";
    expect(verdictOf(inputOf({ outcomes: spoilt(4) }), gate)).toBe("PASS ok");
    expect(gateOf(inputOf({ outcomes: spoilt(5) }), gate)).toMatchObject({ verdict: "INCONCLUSIVE", needed_n: 208 });
    expect(verdictOf(inputOf({ outcomes: spoilt(11) }), gate)).toBe("BLOCK ceiling fails");
  });

  test("scores and counts: as the stage states them; worse than the base model blocks, an unclear lead does not pass", () => {
    const stated = (value: number, lower: number | null, upper: number | null) => {
      const { evidence, outcomes, detail } = evalEvidenceOf(good);
      const metrics = evidence.metrics.map((metric) =>
        metric.id === "triage.accuracy_vs_base" ? { ...metric, value, lower, upper } : metric,
      );
      return inputOf({ evidence: [["eval", { evidence: { ...evidence, metrics }, outcomes, detail }]] });
    };
    const gate = "triage.accuracy_vs_base.floor";
    expect(verdictOf(stated(0.01, -0.02, 0.04), gate)).toBe("INCONCLUSIVE too-few");
    expect(verdictOf(stated(-0.01, -0.05, 0.03), gate)).toBe("BLOCK floor fails");
    expect(verdictOf(stated(0.3, null, null), gate)).toBe("INCONCLUSIVE too-few");
    expect(verdictOf(inputOf({ outcomes: changed(good, ["s0003"], { flags: [FLAGS.policyBlock] }) }), "safety.block_count.ceiling")).toBe(
      "BLOCK ceiling fails",
    );
  });
});

describe("regression", () => {
  const gate = "triage.emergency_recall.regression";
  test("a real loss blocks, with the cases; a loss within the margin passes and says so", () => {
    const loss = gateOf(inputOf({ outcomes: missed(20) }), gate);
    expect(loss).toMatchObject({ verdict: "BLOCK", reason: "regression", value: 0.05, limit: 0.02, cases: ids(10, 30) });
    const small = gateOf(inputOf({ outcomes: missed(3) }), gate);
    expect(small).toMatchObject({ verdict: "PASS", reason: "ok" });
    expect(gateOf(inputOf({ outcomes: missed(5) }), gate)).toMatchObject({ verdict: "INCONCLUSIVE", reason: "too-few" });
    expect(gateOf(inputOf({ outcomes: missed(5) }), gate).needed_n).toBeGreaterThan(400);
  });

  test("no baseline, or one that does not know the suite: INCONCLUSIVE no-baseline", () => {
    const none = inputOf();
    expect(verdictOf({ ...none, baselines: { ...none.baselines, eval: null } }, gate)).toBe("INCONCLUSIVE no-baseline fails");
    const other = baselineFrom(good);
    const { triage: _triage, ...suites } = other.header.key.suites;
    const header = { ...other.header, key: { ...other.header.key, suites } };
    expect(verdictOf({ ...none, baselines: { ...none.baselines, eval: { ...other, header } } }, gate)).toBe(
      "INCONCLUSIVE no-baseline fails",
    );
  });

  test("another decoding or base model: incomparable, and named", () => {
    const input = inputOf();
    const baseline = input.baselines.eval!;
    const key = {
      ...baseline.header.key,
      base_model: "0".repeat(64),
      decoding: { ...baseline.header.key.decoding, triage: "1".repeat(64) },
    };
    const result = gateOf(
      { ...input, baselines: { ...input.baselines, eval: { ...baseline, header: { ...baseline.header, key } } } },
      gate,
    );
    expect(result).toMatchObject({ verdict: "INCONCLUSIVE", reason: "incomparable" });
    expect(result.note).toContain("the way answers are decoded and the base model changed");
  });

  test("a case that the judging set no longer has, or that was edited since, is left out and counted", () => {
    const rest = good.filter((outcome) => outcome.id !== "t0200");
    const edited = changed(rest, ["t0201"], { case_sha256: "e".repeat(64), predicted: "routine" });
    const result = gateOf(inputOf({ outcomes: edited }), gate);
    expect(result).toMatchObject({ verdict: "PASS", value: 0 });
    expect(result.note).toContain("of 398 cases 0 got worse");
    expect(result.note).toContain("2 baseline cases without an equal partner left out");
  });

  test("an outcome that vanished from the judging set is an error, even when every count was lowered with it", () => {
    const rest = good.filter((outcome) => outcome.id !== "t0200");
    const detail = evalDetailOf(rest);
    const whole = evalDetailOf(good).suites.map((suite) => suite.suite_sha256);
    const same = { ...detail, suites: detail.suites.map((suite, i) => ({ ...suite, suite_sha256: whole[i]! })) };
    const input = inputOf({ outcomes: rest, evidence: [["eval", { detail: same }]] });
    expect(verdictOf(input, gate)).toBe("ERROR stage-failed fails");
    expect(gateOf(input, gate).note).toContain("the outcomes of suite triage are not those of its case set");
  });

  test("a baseline of which no case is left unchanged cannot speak", () => {
    const other = good.map((outcome) => ({ ...outcome, case_sha256: "f".repeat(64) }));
    expect(verdictOf(inputOf({ input: { baselines: { smoke: null, eval: baselineFrom(other) } } }), gate)).toBe(
      "INCONCLUSIVE incomparable fails",
    );
  });

  test("flips of one patient count once", () => {
    const cluster = (list: typeof good) =>
      list.map((outcome) => ({
        ...outcome,
        cluster: outcome.suite === "triage" ? `c${Math.floor(Number(outcome.id.slice(1)) / 8)}` : outcome.cluster,
      }));
    const clustered = gateOf(inputOf({ outcomes: cluster(good) }), gate);
    expect(clustered).toMatchObject({ verdict: "INCONCLUSIVE", reason: "too-few" });
    expect(clustered.note).toMatch(/worth (4\d|50) independent cases/);
  });
});

describe("never-miss", () => {
  const gate = "triage.emergency_recall.never-miss";
  const withBaseline = (list: typeof good) => ({ smoke: null, eval: baselineFrom(list) });

  test("right before and wrong now: one lost case blocks, whatever the averages", () => {
    const input = inputOf({ outcomes: changed(good, ["t0001"], { predicted: "urgent" }) });
    expect(gateOf(input, gate)).toMatchObject({ verdict: "BLOCK", reason: "veto", cases: ["t0001"], fails: true });
    expect(verdictOf(input, "triage.emergency_recall.floor")).toBe("PASS ok");
  });

  test("without a baseline any listed miss blocks", () => {
    const outcomes = changed(good, ["t0001"], { status: "timeout", predicted: null });
    expect(verdictOf(inputOf({ outcomes, input: { baselines: { smoke: null, eval: null } } }), gate)).toBe("BLOCK veto fails");
  });

  test("wrong before and now is a known miss: WARN", () => {
    const outcomes = changed(good, ["t0001"], { predicted: "urgent" });
    expect(gateOf(inputOf({ outcomes, input: { baselines: withBaseline(outcomes) } }), gate)).toMatchObject({
      verdict: "WARN",
      reason: "veto",
      cases: ["t0001"],
      fails: false,
    });
  });

  test("a listed id that is no case, or no emergency any more, blocks", () => {
    const list = { neverMiss: new Map([["never-miss.txt", ["t0001", "t9999", "t0500"]]]) };
    expect(gateOf(inputOf({ input: list }), gate)).toMatchObject({ verdict: "BLOCK", reason: "veto", cases: ["t0500", "t9999"] });
  });

  test("an empty list shows nothing; a list that is not there is an error", () => {
    expect(verdictOf(inputOf({ input: { neverMiss: new Map([["never-miss.txt", []]]) } }), gate)).toBe("INCONCLUSIVE too-few fails");
    expect(verdictOf(inputOf({ input: { neverMiss: new Map() } }), gate)).toBe("ERROR stage-failed fails");
  });
});

describe("smoke", () => {
  test("compares with the baseline: a changed loss blocks, no baseline is inconclusive, other environments are incomparable", () => {
    const detail = smokeDetailOf();
    for (const run of detail.runs) if (run.name !== "control") run.steps[2]!.loss! += 0.01;
    expect(verdictOf(inputOf({ evidence: [["smoke", { detail }]] }), "smoke.baseline")).toBe("BLOCK regression fails");
    expect(verdictOf(inputOf({ input: { baselines: { smoke: null, eval: baselineFrom(good) } } }), "smoke.baseline")).toBe(
      "INCONCLUSIVE no-baseline fails",
    );
    const other = smokeDetailOf();
    for (const run of other.runs) run.key!.torch = "2.14.0";
    expect(verdictOf(inputOf({ evidence: [["smoke", { detail: other }]] }), "smoke.baseline")).toBe("INCONCLUSIVE incomparable fails");
  });

  test("a baseline that has not its shape is an error", () => {
    expect(
      verdictOf(inputOf({ input: { baselines: { smoke: { entries: [{ steps: Number.NaN }] }, eval: null } } }), "smoke.baseline"),
    ).toBe("ERROR stage-failed fails");
  });
});
