import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../src/core/canonical.ts";
import { digestJson } from "../../src/core/digest.ts";
import type { JudgingFile, Plan } from "../../src/core/documents.ts";
import { Verdict } from "../../src/core/documents.ts";
import { compileValidator } from "../../src/policy/validate.ts";
import { combine } from "../../src/verdict/combine.ts";
import { decide } from "../../src/verdict/decide.ts";
import type { DecideInput } from "../../src/verdict/input.ts";
import { changed, evidenceOf, findingOf, goodOutcomes, inputOf } from "./rig.ts";

const judging: JudgingFile[] = [
  { path: "eval/triage.jsonl", role: "eval-set", base_sha256: "1".repeat(64), head_sha256: "2".repeat(64) },
  { path: ".github/tunegate.yml", role: "policy", base_sha256: "3".repeat(64), head_sha256: "3".repeat(64) },
  { path: "eval/never-miss.txt", role: "never-miss", base_sha256: "4".repeat(64), head_sha256: null },
];
const edited: NonNullable<Parameters<typeof inputOf>[0]>["evidence"] = [
  ["data", { evidence: evidenceOf("data", { findings: [findingOf({ rule: "data.bad" })] }) }],
];
const verdictOf = (binding: DecideInput, proposed: DecideInput | null, plan: Partial<Plan> = {}) =>
  combine({
    plan: { ...binding.plan, judging, ...plan },
    enforce: binding.policy.enforce,
    binding: decide(binding),
    proposed: proposed && decide(proposed),
  });

describe("the verdict document", () => {
  test("has the shape of contracts §3 and the same bytes twice", () => {
    const verdict = verdictOf(inputOf({ evidence: edited }), inputOf());
    expect(compileValidator(Verdict)(verdict)).toEqual([]);
    expect(canonicalJson(verdictOf(inputOf({ evidence: edited }), inputOf()))).toBe(canonicalJson(verdict));
    expect(verdict).toMatchObject({
      overall: "BLOCK",
      fails: true,
      exit_code: 1,
      bootstrap: false,
      proposed: { overall: "PASS", fails: false },
    });
  });

  test.each([
    ["nothing fails", inputOf(), 0],
    ["a block", inputOf({ evidence: edited }), 1],
    ["what cannot be shown", inputOf({ input: { baselines: { smoke: null, eval: null } } }), 3],
    ["an error of ours", inputOf({ input: { missingReceipts: ["phi"] } }), 4],
    ["a block beside an error", inputOf({ evidence: edited, input: { missingReceipts: ["phi"] } }), 1],
    ["a block that is only observed", inputOf({ evidence: edited, policy: { enforce: "observe" } }), 0],
    [
      "an error beside an observed block",
      inputOf({ evidence: edited, policy: { enforce: "observe" }, input: { missingReceipts: ["phi"] } }),
      4,
    ],
    ["no gate at all", inputOf({ plan: { stages: [] }, policy: { gates: [] } }), 3],
  ])("exit code: %s", (_what, input, code) => {
    const verdict = verdictOf(input, null);
    expect(verdict.exit_code).toBe(code);
    expect(verdict.fails).toBe(code !== 0);
  });
});

describe("ratification", () => {
  const failing = inputOf({ evidence: edited });

  test("judging files alone separate failing binding from passing proposed: named, with a digest over the head's digests", () => {
    const files = [
      { path: "eval/never-miss.txt", sha256: null },
      { path: "eval/triage.jsonl", sha256: "2".repeat(64) },
    ];
    expect(verdictOf(failing, inputOf()).ratifiable).toEqual({ files, digest: digestJson(files) });
  });

  test.each([
    ["binding does not fail", inputOf(), inputOf(), {}],
    ["proposed fails too", failing, failing, {}],
    ["nothing was proposed", failing, null, {}],
    ["no judging file changed", failing, inputOf(), { judging: [] }],
    ["bootstrap", failing, inputOf(), { bootstrap: true }],
    ["proposed only observes its own block", failing, inputOf({ evidence: edited, policy: { enforce: "observe" } }), {}],
  ])("not when %s", (_what, binding, proposed, plan) => {
    expect(verdictOf(binding, proposed, plan).ratifiable).toBeUndefined();
  });

  test("a proposed verdict with a warning can be ratified", () => {
    const warned = inputOf({ evidence: [["data", { evidence: evidenceOf("data", { findings: [findingOf({ severity: "warn" })] }) }]] });
    expect(verdictOf(failing, warned).ratifiable).toBeDefined();
  });

  test("a shortened never-miss list: binding blocks by the base's list, an owner sees what the head's list would say", () => {
    const outcomes = changed(goodOutcomes(), ["t0001"], { predicted: "urgent" });
    const shortened = { neverMiss: new Map([["never-miss.txt", ["t0000"]]]) };
    const verdict = verdictOf(inputOf({ outcomes }), inputOf({ outcomes, input: shortened }));
    expect(verdict).toMatchObject({ overall: "BLOCK", proposed: { overall: "PASS" } });
    expect(verdict.ratifiable?.files.map((file) => file.path)).toContain("eval/never-miss.txt");
  });
});
