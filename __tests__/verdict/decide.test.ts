import { describe, expect, test } from "vitest";
import { decide } from "../../src/verdict/decide.ts";
import { inputOf } from "./rig.ts";

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
});
