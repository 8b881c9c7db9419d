import { describe, expect, test } from "vitest";
import type { GateResult } from "../../src/core/documents.ts";
import { FLAGS } from "../../src/core/metrics.ts";
import { decide } from "../../src/verdict/decide.ts";
import {
  adapterDetailOf,
  baselineFrom,
  changed,
  evalDetailOf,
  evalEvidenceOf,
  evidenceOf,
  findingOf,
  gateOf,
  goodOutcomes,
  inputOf,
  planOf,
  policyOf,
  smokeDetailOf,
} from "./rig.ts";

const good = goodOutcomes();
const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `t${String(from + i).padStart(4, "0")}`);
const missed = (n: number, from = 10) => changed(good, ids(from, from + n), { predicted: "routine" });
const verdictOf = (input: Parameters<typeof decide>[0], id: string): string => {
  const gate = gateOf(input, id);
  return `${gate.verdict} ${gate.reason}${gate.fails ? " fails" : ""}`;
};
/** Gates that are not PASS, as text. */
const notPassing = (input: Parameters<typeof decide>[0]): string[] =>
  decide(input)
    .judgement.gates.filter((gate) => gate.verdict !== "PASS")
    .map((gate) => `${gate.id} ${gate.verdict} ${gate.reason}`);

describe("a sound run", () => {
  test("passes every gate, in the order of stages and ids", () => {
    const { judgement, deferred } = decide(inputOf());
    expect(judgement.gates.map((gate) => `${gate.id} ${gate.verdict} ${gate.reason}`)).toEqual([
      "phi.findings PASS ok",
      "data.findings PASS ok",
      "smoke.baseline PASS ok",
      "smoke.effective PASS ok",
      "smoke.findings PASS ok",
      "smoke.power PASS ok",
      "smoke.repeat PASS ok",
      "adapter.findings PASS ok",
      "eval.findings PASS ok",
      "notes.hallucination_rate.ceiling PASS ok",
      "notes.hallucination_rate.regression PASS ok",
      "safety.block_count.ceiling PASS ok",
      "triage.accuracy_vs_base.floor PASS ok",
      "triage.emergency_recall.floor PASS ok",
      "triage.emergency_recall.never-miss PASS ok",
      "triage.emergency_recall.regression PASS ok",
      "triage.emergency_specificity.floor PASS ok",
    ]);
    expect(judgement).toMatchObject({ overall: "PASS", fails: false });
    expect(deferred).toEqual([]);
  });

  test("says the same twice, whatever the order in which evidence comes", () => {
    const input = inputOf();
    const reversed = { ...input, evidence: new Map([...input.evidence].reverse()) };
    expect(decide(reversed)).toEqual(decide(input));
  });

  test("classes follow contracts §4, and the policy may say otherwise", () => {
    const classes = Object.fromEntries(decide(inputOf()).judgement.gates.map((gate: GateResult) => [gate.id, gate.class]));
    expect(classes).toMatchObject({
      "phi.findings": "safety",
      "smoke.baseline": "safety",
      "triage.emergency_recall.floor": "safety",
      "triage.emergency_specificity.floor": "quality",
      "triage.accuracy_vs_base.floor": "quality",
      "notes.hallucination_rate.ceiling": "safety",
      "safety.block_count.ceiling": "safety",
    });
    const gates = [{ metric: "triage.emergency_specificity", floor: 0.9, class: "safety" as const }];
    expect(gateOf(inputOf({ policy: { gates } }), "triage.emergency_specificity.floor").class).toBe("safety");
  });
});

describe("findings", () => {
  const phi = (severity: "block" | "warn" | "info", more: Parameters<typeof inputOf>[0] = {}) =>
    inputOf({ ...more, evidence: [["phi", { evidence: evidenceOf("phi", { findings: [findingOf({ severity })] }) }]] });

  test("phi: warn stops the line by default, only info is silent; fail-on: block lets warn be a warning", () => {
    expect(verdictOf(phi("block"), "phi.findings")).toBe("BLOCK finding fails");
    expect(verdictOf(phi("warn"), "phi.findings")).toBe("BLOCK finding fails");
    expect(verdictOf(phi("info"), "phi.findings")).toBe("PASS ok");
    const lenient = policyOf();
    const policy = { ...lenient, phi: { ...lenient.phi, "fail-on": "block" as const } };
    expect(verdictOf(phi("warn", { policy }), "phi.findings")).toBe("WARN finding");
    expect(verdictOf(phi("block", { policy }), "phi.findings")).toBe("BLOCK finding fails");
  });

  test("other stages: block blocks, warn warns; the place and the message are in the gate", () => {
    const data = (severity: "block" | "warn") =>
      inputOf({ evidence: [["data", { evidence: evidenceOf("data", { findings: [findingOf({ rule: "data.bad", severity })] }) }]] });
    const gate = gateOf(data("block"), "data.findings");
    expect(gate).toMatchObject({ verdict: "BLOCK", value: 1, cases: ["data/train.jsonl:3 record 2 at /messages/0/content"] });
    expect(gate.note).toContain("1 × data.bad");
    expect(verdictOf(data("warn"), "data.findings")).toBe("WARN finding");
  });

  test("an edited evaluation case blocks with its own reason, by finding or by the stage's statement alone", () => {
    const { evidence, outcomes, detail } = evalEvidenceOf(good);
    const edited = findingOf({ rule: "eval.edited-case", place: { path: "eval/triage.jsonl", line: 4 } });
    expect(
      verdictOf(inputOf({ evidence: [["eval", { evidence: { ...evidence, findings: [edited] }, outcomes, detail }]] }), "eval.findings"),
    ).toBe("BLOCK edited-cases fails");
    const silent = evalDetailOf(good);
    silent.suites[2]!.cases.removed = ["t0900"];
    expect(gateOf(inputOf({ evidence: [["eval", { evidence, outcomes, detail: silent }]] }), "eval.findings")).toMatchObject({
      verdict: "BLOCK",
      reason: "edited-cases",
      cases: ["triage/t0900"],
    });
  });

  test("a list that was cut is judged by its counts, and without counts it is never silence", () => {
    const evidence = evidenceOf("phi", { truncated: true, findings: [findingOf({ severity: "info" })], counts: { files: 3 } });
    const cut = (counts: Record<string, number>) => inputOf({ evidence: [["phi", { evidence: { ...evidence, counts } }]] });
    expect(verdictOf(cut({ files: 3 }), "phi.findings")).toBe("INCONCLUSIVE not-checked fails");
    expect(verdictOf(cut({ files: 3, block: 0, warn: 0, info: 20_000 }), "phi.findings")).toBe("PASS ok");
    expect(verdictOf(cut({ files: 3, block: 0, warn: 2 }), "phi.findings")).toBe("BLOCK finding fails");
    expect(gateOf(cut({ files: 3, block: 1, warn: 0 }), "phi.findings").note).toContain("beyond those that the document lists");
  });
});

describe("stale adapter (contracts §7)", () => {
  const stale = (more: Parameters<typeof adapterDetailOf>[0] = {}, parts: Parameters<typeof inputOf>[0] = {}) =>
    inputOf({
      ...parts,
      evidence: [["adapter", { detail: adapterDetailOf({ stale: true, why: ["data/train.jsonl is another"], ...more }) }]],
    });

  test("only data or code changed: every gate on the adapter is WARN, and nothing fails", () => {
    const { judgement } = decide(stale());
    expect(judgement).toMatchObject({ overall: "WARN", fails: false });
    const words = Object.fromEntries(judgement.gates.map((gate) => [gate.id, `${gate.verdict} ${gate.reason}`]));
    expect(words).toMatchObject({
      "adapter.findings": "WARN stale-adapter",
      "triage.emergency_recall.floor": "WARN stale-adapter",
      "safety.block_count.ceiling": "WARN stale-adapter",
      "smoke.baseline": "PASS ok",
      "eval.findings": "PASS ok",
      "phi.findings": "PASS ok",
    });
    expect(gateOf(stale(), "triage.emergency_recall.floor").note).toContain(
      "nothing is known yet about the model that this tree would make",
    );
  });

  test("the policy may let it fail; the word stays", () => {
    const policy = { adapter: { path: "out/adapter", stale: "fail" as const } };
    expect(verdictOf(stale({}, { policy }), "adapter.findings")).toBe("WARN stale-adapter fails");
  });

  test("changed adapter or release: INCONCLUSIVE", () => {
    const plan = { changed: [{ path: "out/adapter/adapter_model.safetensors", status: "modified" as const }] };
    expect(verdictOf(stale({}, { plan }), "triage.emergency_recall.floor")).toBe("INCONCLUSIVE stale-adapter fails");
    expect(verdictOf(stale({ changed_in_pull_request: true }), "triage.emergency_specificity.floor")).toBe("INCONCLUSIVE stale-adapter");
    expect(verdictOf(stale({}, { plan: { event: { name: "push", release: true } } }), "adapter.findings")).toBe(
      "INCONCLUSIVE stale-adapter fails",
    );
  });

  test("it never replaces BLOCK or INCONCLUSIVE", () => {
    expect(verdictOf(stale({}, { outcomes: missed(9) }), "triage.emergency_recall.floor")).toBe("BLOCK floor fails");
    expect(verdictOf(stale({}, { outcomes: missed(4) }), "triage.emergency_recall.floor")).toBe("INCONCLUSIVE too-few fails");
  });
});

describe("recorded answers (contracts §8)", () => {
  const trust = (kind: "untrusted" | "mismatch", outcomes = good) => {
    const detail = evalDetailOf(outcomes);
    const notes = detail.suites[0]!;
    notes.answers = { ...notes.answers, trust: kind, mismatch: kind === "mismatch" ? ["adapter"] : [] };
    return inputOf({ outcomes, evidence: [["eval", { detail }]] });
  };

  test("untrusted: safety gates are INCONCLUSIVE, quality gates stand", () => {
    expect(verdictOf(trust("untrusted"), "notes.hallucination_rate.ceiling")).toBe("INCONCLUSIVE untrusted-answers fails");
    expect(verdictOf(trust("untrusted"), "triage.emergency_recall.floor")).toBe("PASS ok");
    const gates = [{ metric: "notes.hallucination_rate", ceiling: 0.05, class: "quality" as const }];
    expect(verdictOf({ ...trust("untrusted"), policy: policyOf({ gates }) }, "notes.hallucination_rate.ceiling")).toBe("PASS ok");
  });

  test("a header that does not match is incomparable; a bad result stays bad", () => {
    expect(verdictOf(trust("mismatch"), "notes.hallucination_rate.ceiling")).toBe("INCONCLUSIVE incomparable fails");
    const spoilt = changed(
      good,
      Array.from({ length: 30 }, (_, i) => `n${String(i).padStart(4, "0")}`),
      { flags: [FLAGS.hallucination] },
    );
    expect(verdictOf(trust("untrusted", spoilt), "notes.hallucination_rate.ceiling")).toBe("BLOCK ceiling fails");
  });
});

describe("stages that did not deliver", () => {
  test("planned without receipt: ERROR for the stage and every gate of it", () => {
    expect(notPassing(inputOf({ evidence: [["smoke", null]] }))).toEqual([
      "smoke.baseline ERROR stage-failed",
      "smoke.effective ERROR stage-failed",
      "smoke.findings ERROR stage-failed",
      "smoke.power ERROR stage-failed",
      "smoke.repeat ERROR stage-failed",
    ]);
    expect(notPassing(inputOf({ input: { missingReceipts: ["phi"] } }))).toEqual(["phi.findings ERROR stage-failed"]);
  });

  test("failed because of us: ERROR; because of the change (a finding blocks): BLOCK, the rest unknown", () => {
    const failedEval = { ...evidenceOf("eval", { status: "error", reason: "no Python was found" }) };
    const ours = decide(inputOf({ evidence: [["eval", { evidence: failedEval, outcomes: [], detail: null }]] })).judgement;
    expect(ours.overall).toBe("ERROR");
    expect(ours.gates.filter((gate) => gate.stage === "eval").every((gate) => gate.verdict === "ERROR" && gate.fails)).toBe(true);
    const theirs = { ...failedEval, findings: [findingOf({ rule: "eval.bad-line" })] };
    const input = inputOf({ evidence: [["eval", { evidence: theirs, outcomes: [], detail: null }]] });
    expect(verdictOf(input, "eval.findings")).toBe("BLOCK finding fails");
    expect(verdictOf(input, "triage.emergency_recall.floor")).toBe("INCONCLUSIVE stage-failed fails");
  });

  test("skipped: not checked; locally that is deferred to CI and does not fail", () => {
    const skipped = evidenceOf("smoke", { status: "skipped", reason: "needs a GPU" });
    const parts = { evidence: [["smoke", { evidence: skipped, detail: null }]] as const };
    expect(verdictOf(inputOf(parts), "smoke.repeat")).toBe("INCONCLUSIVE not-checked fails");
    const local = decide(inputOf({ ...parts, input: { local: true } }));
    expect(local.judgement).toMatchObject({ overall: "INCONCLUSIVE", fails: false });
    expect(local.deferred.map((entry) => entry.gate).sort()).toEqual([
      "smoke.baseline",
      "smoke.effective",
      "smoke.findings",
      "smoke.power",
      "smoke.repeat",
    ]);
    expect(local.deferred[0]!.reason).toContain("needs a GPU");
    const idle = inputOf({ evidence: [["phi", { evidence: evidenceOf("phi", { status: "skipped" }) }]], input: { local: true } });
    expect(verdictOf(idle, "phi.findings")).toBe("INCONCLUSIVE not-checked fails");
  });

  test("an absent device leaves four smoke gates open: deferred locally, failing in CI", () => {
    const detail = { ...smokeDetailOf(), device: { asked: "cuda", absent: true }, runs: [] };
    const parts = { evidence: [["smoke", { detail }]] as const };
    expect(decide(inputOf({ ...parts, input: { local: true } })).judgement.fails).toBe(false);
    expect(decide(inputOf(parts)).judgement.fails).toBe(true);
  });

  test("a stage left to another job is named, not failed", () => {
    const plan = { deferred: [{ gate: "eval", reason: "decided in another job" }] };
    const { judgement, deferred } = decide(inputOf({ plan, evidence: [["eval", null]] }));
    expect(judgement).toMatchObject({ overall: "INCONCLUSIVE", fails: false });
    expect(deferred).toHaveLength(9);
    const lone = inputOf({ plan: { deferred: [{ gate: "adapter", reason: "decided in another job" }] }, evidence: [["adapter", null]] });
    expect(notPassing(lone)).toEqual(["adapter.findings INCONCLUSIVE not-checked"]);
    expect(decide(lone).judgement.fails).toBe(false);
  });

  test("a stage that was not planned has no gates; a gate over no suite is an error all the same", () => {
    const plan = {
      stages: planOf().stages.map((stage) => (stage.id === "eval" || stage.id === "smoke" ? { ...stage, run: false, sides: [] } : stage)),
    };
    expect(decide(inputOf({ plan })).judgement.gates.map((gate) => gate.id)).toEqual(["phi.findings", "data.findings", "adapter.findings"]);
    const gates = [{ metric: "retention.stage1", floor: 0.6 }];
    expect(verdictOf(inputOf({ plan, policy: { gates } }), "retention.stage1.floor")).toBe("ERROR stage-failed fails");
    expect(verdictOf(inputOf({ policy: { gates } }), "retention.stage1.floor")).toBe("ERROR stage-failed fails");
  });

  test("no stage planned shows nothing", () => {
    expect(decide(inputOf({ plan: { stages: [] }, policy: { gates: [] } })).judgement).toMatchObject({
      overall: "INCONCLUSIVE",
      fails: true,
      gates: [],
    });
  });

  test("a metric that evidence does not hold is an error, not silence", () => {
    const { evidence, outcomes, detail } = evalEvidenceOf(good);
    const metrics = evidence.metrics.filter((metric) => metric.id !== "triage.emergency_specificity");
    expect(notPassing(inputOf({ evidence: [["eval", { evidence: { ...evidence, metrics }, outcomes, detail }]] }))).toEqual([
      "triage.emergency_specificity.floor ERROR stage-failed",
    ]);
  });

  test("a metric that its own outcomes do not give is an error", () => {
    const { evidence, detail } = evalEvidenceOf(good);
    const worse = missed(3);
    const input = inputOf({ evidence: [["eval", { evidence, outcomes: worse, detail }]] });
    expect(gateOf(input, "triage.emergency_recall.floor")).toMatchObject({ verdict: "ERROR" });
    expect(gateOf(input, "triage.emergency_recall.floor").note).toContain("states 400 of 400, its outcomes give 397 of 400");
  });
});

describe("bootstrap and enforcement", () => {
  test("bootstrap is at best WARN and does not fail by itself", () => {
    expect(decide(inputOf({ plan: { bootstrap: true } })).judgement).toMatchObject({ overall: "WARN", fails: false });
  });

  test("observe masks BLOCK and INCONCLUSIVE, never ERROR; the words stay", () => {
    const input = inputOf({ outcomes: missed(30), policy: { enforce: "observe" } });
    expect(decide(input).judgement).toMatchObject({ overall: "BLOCK", fails: false });
    expect(decide({ ...input, missingReceipts: ["phi"] }).judgement).toMatchObject({ overall: "BLOCK", fails: true });
  });

  test("on-inconclusive is by class", () => {
    const policy = { "on-inconclusive": { safety: "warn", quality: "fail" } } as const;
    expect(verdictOf(inputOf({ outcomes: missed(4), policy }), "triage.emergency_recall.floor")).toBe("INCONCLUSIVE too-few");
    const specificity = changed(good, ids(400, 415), { predicted: "emergency" });
    expect(verdictOf(inputOf({ outcomes: specificity, policy }), "triage.emergency_specificity.floor")).toBe("INCONCLUSIVE too-few fails");
    expect(verdictOf(inputOf({ outcomes: specificity }), "triage.emergency_specificity.floor")).toBe("INCONCLUSIVE too-few");
  });

  describe("new-only", () => {
    const policy = { enforce: "new-only" as const };
    const finding = (path: string) =>
      [["phi", { evidence: evidenceOf("phi", { findings: [findingOf({ place: { path, line: 1 } })] }) }]] as const;

    test("findings fail only in files that the pull request touched", () => {
      const plan = { changed: [{ path: "data/new: 3.jsonl", status: "added" as const }] };
      expect(verdictOf(inputOf({ policy, plan, evidence: finding("data/old.jsonl") }), "phi.findings")).toBe("BLOCK finding");
      expect(verdictOf(inputOf({ policy, plan, evidence: finding("data/new: 3.jsonl") }), "phi.findings")).toBe("BLOCK finding fails");
    });

    test("a floor that the baseline does not clear either does not fail; one that got worse does", () => {
      const poor = missed(30);
      const baselines = { smoke: inputOf().baselines.smoke, eval: baselineFrom(poor) };
      expect(verdictOf(inputOf({ policy, outcomes: poor, input: { baselines } }), "triage.emergency_recall.floor")).toBe("BLOCK floor");
      expect(verdictOf(inputOf({ policy, outcomes: poor }), "triage.emergency_recall.floor")).toBe("BLOCK floor fails");
      const unclear = { smoke: null, eval: baselineFrom(missed(4)) };
      expect(verdictOf(inputOf({ policy, outcomes: poor, input: { baselines: unclear } }), "triage.emergency_recall.floor")).toBe(
        "BLOCK floor fails",
      );
    });

    test("a lost never-miss case and a regression are new by nature; a baseline that was never there is old", () => {
      const outcomes = changed(good, ["t0000"], { predicted: "routine" });
      expect(verdictOf(inputOf({ policy, outcomes }), "triage.emergency_recall.never-miss")).toBe("BLOCK veto fails");
      expect(verdictOf(inputOf({ policy, outcomes: missed(30) }), "triage.emergency_recall.regression")).toBe("BLOCK regression fails");
      expect(verdictOf(inputOf({ policy, input: { baselines: { smoke: null, eval: null } } }), "smoke.baseline")).toBe(
        "INCONCLUSIVE no-baseline",
      );
    });
  });
});
