import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../src/core/canonical.ts";
import { compileValidator } from "../../src/policy/validate.ts";
import { combine } from "../../src/verdict/combine.ts";
import { decide } from "../../src/verdict/decide.ts";
import { Drift, driftOf } from "../../src/verdict/drift.ts";
import { Health, healthOf } from "../../src/verdict/health.ts";
import { baselineFrom, changed, evidenceOf, findingOf, goodOutcomes, inputOf, policyOf } from "./rig.ts";

const good = goodOutcomes();
const driftFor = (outcomes: typeof good, before: typeof good | null = good) => {
  const input = inputOf({ outcomes });
  return driftOf(input.policy, input.evidence.get("eval")!, before && baselineFrom(before));
};
const metric = (drift: ReturnType<typeof driftFor>, id: string) => drift.metrics.find((one) => one.id === id)!;

describe("drift.json", () => {
  test("against itself nothing moves; the shape is its schema's", () => {
    const drift = driftFor(good);
    expect(compileValidator(Drift)(drift)).toEqual([]);
    expect(drift.metrics.map((one) => one.id)).toEqual([...drift.metrics.map((one) => one.id)].sort());
    expect(metric(drift, "triage.emergency_recall")).toMatchObject({
      state: "compared",
      paired: { n: 400, change: { value: 0 }, mid_p: 1, worse: [], better: [] },
    });
    expect(metric(drift, "safety.block_count").state).toBe("not-paired");
  });

  test("flips by case, change with Newcombe's paired interval, in the metric's own direction", () => {
    const before = changed(good, ["t0005"], { predicted: "urgent" });
    const now = changed(good, ["t0001", "t0002", "t0003"], { predicted: "urgent" });
    const { paired } = metric(driftFor(now, before), "triage.emergency_recall");
    expect(paired).toMatchObject({
      n: 400,
      now: { k: 397 },
      baseline: { k: 399 },
      worse: ["t0001", "t0002", "t0003"],
      better: ["t0005"],
      change: { value: -0.005, method: "newcombe-10" },
    });
    expect(paired!.change.lower).toBeLessThan(-0.005);
    expect(paired!.change.upper).toBeGreaterThan(-0.005);
    const more = metric(driftFor(changed(good, ["n0001"], { flags: ["hallucination"] })), "notes.hallucination_rate");
    expect(more.paired).toMatchObject({ change: { value: 0.005 }, worse: ["n0001"], better: [] });
  });

  test("clusters: a seeded bootstrap that says so, the same bytes twice", () => {
    const cluster = (list: typeof good) =>
      list.map((outcome) => ({ ...outcome, cluster: `c${Math.floor(Number(outcome.id.slice(1)) / 5)}` }));
    const now = changed(cluster(good), ["t0001", "t0002", "t0003"], { predicted: "urgent" });
    const drift = driftFor(now, cluster(good));
    const { change } = metric(drift, "triage.emergency_recall").paired!;
    expect(change.method).toMatch(/^cluster-bootstrap-10000-seed-\d+$/);
    expect(change.lower).toBeLessThan(change.value);
    expect(canonicalJson(driftFor(now, cluster(good)))).toBe(canonicalJson(drift));
  });

  test("subgroups are paired among themselves", () => {
    const grouped = good.map((outcome, i) => {
      const groups: Record<string, string> = i % 2 === 0 ? { age_band: "a.b@c=d" } : {};
      return { ...outcome, groups };
    });
    const now = changed(grouped, ["t0002", "t0004", "t0005"], { predicted: "urgent" });
    const input = inputOf({ outcomes: now });
    const given = input.evidence.get("eval")!;
    const whole = given.evidence.metrics.find((one) => one.id === "triage.emergency_recall")!;
    const metrics = ["a.b@c=d", "not recorded"].map((value) => ({ ...whole, id: `triage.emergency_recall@age_band=${value}` }));
    const drift = driftOf(input.policy, { ...given, evidence: { ...given.evidence, metrics } }, baselineFrom(grouped));
    expect(drift.metrics.map((one) => one.paired?.worse)).toEqual([["t0002", "t0004"], ["t0005"]]);
    expect(drift.metrics.map((one) => one.paired?.n)).toEqual([200, 200]);
  });

  test("no baseline, another decoding, no eval evidence: said, not hidden", () => {
    expect(metric(driftFor(good, null), "triage.emergency_recall")).toMatchObject({
      state: "no-baseline",
      paired: null,
      now: { k: 400, n: 400 },
    });
    const input = inputOf();
    const baseline = baselineFrom(good);
    const key = { ...baseline.header.key, decoding: {} };
    const drift = driftOf(input.policy, input.evidence.get("eval")!, { ...baseline, header: { ...baseline.header, key } });
    expect(drift.metrics.find((one) => one.id === "triage.emergency_recall")!.state).toBe("incomparable");
    expect(driftOf(policyOf(), null, baseline).metrics).toEqual([]);
    expect(driftOf(policyOf(), { ...input.evidence.get("eval")!, detail: { suites: 1 } }, baseline).metrics).toEqual([]);
  });
});

describe("health.json", () => {
  test("one run at a glance: a planned stage without evidence is missing, never left out", () => {
    const findings = [findingOf(), findingOf({ severity: "info" })];
    const input = inputOf({
      evidence: [
        ["smoke", null],
        ["phi", { evidence: evidenceOf("phi", { findings }) }],
      ],
    });
    const verdict = combine({ plan: input.plan, enforce: "enforce", binding: decide(input), proposed: null });
    const health = healthOf({ plan: input.plan, verdict, evidence: input.evidence, artifacts: { summary: "summary.md" } });
    expect(compileValidator(Health)(health)).toEqual([]);
    expect(health).toMatchObject({ status: "fail", overall: "BLOCK", exit_code: 1, artifacts: { summary: "summary.md" } });
    expect(health.stages.map((stage) => `${stage.id} ${stage.status}`)).toEqual([
      "phi ok",
      "data ok",
      "smoke missing",
      "adapter ok",
      "eval ok",
    ]);
    expect(health.stages[0]!.findings).toEqual({ block: 1, warn: 0, info: 1 });
    expect(health.gates).toHaveLength(verdict.gates.length);
    expect(health.metrics.map((one) => one.id)).toEqual([...health.metrics.map((one) => one.id)].sort());
  });

  test("a stage left to another job is deferred", () => {
    const input = inputOf({ plan: { deferred: [{ gate: "smoke", reason: "decided in another job" }] }, evidence: [["smoke", null]] });
    const verdict = combine({ plan: input.plan, enforce: "enforce", binding: decide(input), proposed: null });
    const health = healthOf({ plan: input.plan, verdict, evidence: input.evidence, artifacts: {} });
    expect(health.stages[2]).toMatchObject({ id: "smoke", status: "deferred", reason: "decided in another job" });
  });

  test("a run that passes", () => {
    const input = inputOf();
    const verdict = combine({ plan: input.plan, enforce: "enforce", binding: decide(input), proposed: null });
    expect(healthOf({ plan: input.plan, verdict, evidence: input.evidence, artifacts: {} })).toMatchObject({
      status: "pass",
      overall: "PASS",
      exit_code: 0,
    });
  });
});
