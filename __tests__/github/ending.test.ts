import { describe, expect, it } from "vitest";
import { type EndingInput, ending, type StepOutcome, type StepOutcomes } from "../../src/github/ending.ts";

const good: StepOutcomes = { prepare: "success", inspect: "success", smoke: "success", eval: "success", gate: "success" };
const pass = { overall: "PASS", fails: false, exit_code: 0 } as const;
const block = { overall: "BLOCK", fails: true, exit_code: 1 } as const;
const end = (more: Partial<EndingInput>) => ending({ outcomes: good, notAsked: [], verdict: pass, failure: null, ...more });

describe("how a run ends", () => {
  it("is green only with every step done and a verdict that does not fail", () => {
    expect(end({})).toMatchObject({ state: "success", exitCode: 0, problem: null });
    expect(end({ verdict: block })).toMatchObject({ state: "failure", exitCode: 1 });
    expect(end({ verdict: null })).toMatchObject({ state: "error", exitCode: 4 });
  });

  it("is red for every step and every way of not being done, whatever the verdict", () => {
    for (const step of Object.keys(good) as (keyof StepOutcomes)[]) {
      for (const outcome of ["failure", "cancelled", "skipped", ""] as StepOutcome[]) {
        for (const verdict of [pass, block, null]) {
          const result = end({ outcomes: { ...good, [step]: outcome }, verdict });
          expect(result.state, `${step} ${outcome}`).not.toBe("success");
          expect(result.exitCode, `${step} ${outcome}`).toBeGreaterThan(0);
          expect(result.problem).toContain(step);
        }
      }
    }
  });

  it("lets a step be skipped only when it was not asked for", () => {
    const outcomes = { ...good, smoke: "skipped" } as const;
    expect(end({ outcomes, notAsked: ["smoke"] }).state).toBe("success");
    expect(end({ outcomes: { ...good, smoke: "cancelled" }, notAsked: ["smoke"] }).state).toBe("error");
  });

  it("keeps the exit code of a verdict that fails when a step broke as well", () => {
    expect(end({ outcomes: { ...good, eval: "failure" }, verdict: block }).exitCode).toBe(1);
  });

  it("tells what the failed command said, and only for that step", () => {
    const failure = { step: "inspect", message: "the policy has an unknown key", fix: "correct it", exitCode: 2 } as const;
    expect(end({ outcomes: { ...good, inspect: "failure" }, verdict: null, failure })).toMatchObject({
      exitCode: 2,
      problem: failure.message,
      state: "error",
    });
    expect(end({ outcomes: { ...good, smoke: "failure" }, verdict: null, failure }).problem).toContain("Step smoke");
  });

  it("never takes a failure that says exit 0 for a success", () => {
    const failure = { step: "gate", message: "odd", fix: null, exitCode: 0 } as const;
    expect(end({ outcomes: { ...good, gate: "failure" }, verdict: null, failure }).exitCode).toBe(4);
  });
});
