import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src/core/digest.ts";
import { Evidence, Outcome } from "../../../src/core/documents.ts";
import { EvalDetail } from "../../../src/core/eval-detail.ts";
import type { StageContext, StageResult } from "../../../src/core/stage.ts";
import { caseSetDigest } from "../../../src/stages/eval/cases.ts";
import { evalStage } from "../../../src/stages/eval/index.ts";
import { contextOf, type Files, fakeRunner, jsonl, MODEL_FILES, type Model, policyOf, TRIAGE_SUITE, triageCase } from "./rig.ts";

const RIGHT: Model = (prompt, arm) => {
  const gold = /is (\S+)$/.exec(prompt.messages[0]?.content ?? "")?.[1];
  return JSON.stringify({ triage: arm === "adapter" ? gold : "routine" });
};
const CASES = [triageCase("a", "emergency"), triageCase("b", "routine"), triageCase("c", "emergency"), triageCase("d", "self-care")];
const withCases = (cases: readonly unknown[]): Files => ({ ...MODEL_FILES, "eval/triage.jsonl": jsonl(cases) });
const policy = policyOf([TRIAGE_SUITE]);

async function outcomesOf(ctx: StageContext): Promise<Outcome[]> {
  const text = await readFile(join(ctx.out.dir, "outcomes.jsonl"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Outcome);
}
const metric = (result: StageResult, id: string) => result.evidence.metrics.find((one) => one.id === id);
const rules = (result: StageResult) => result.evidence.findings.map((one) => one.rule);

describe("eval stage, generated answers", () => {
  it("writes outcomes, metrics and detail that fit their schemas", async () => {
    const ctx = await contextOf({ policy, base: withCases(CASES), head: withCases(CASES), runner: fakeRunner(RIGHT) });
    const result = await evalStage.run(ctx);
    expect([...Value.Errors(Evidence, result.evidence)]).toEqual([]);
    expect(result.evidence.status).toBe("ok");
    expect(result.evidence.findings).toEqual([]);
    const outcomes = await outcomesOf(ctx);
    expect(outcomes.map((one) => one.id)).toEqual(["a", "b", "c", "d"]);
    expect(outcomes.map((one) => one.cluster)).toEqual(["c1", "c2", "c3", "c4"]);
    expect(outcomes.every((one) => Value.Check(Outcome, one) && one.correct === true && one.flags.includes("strict"))).toBe(true);
    expect(metric(result, "triage.emergency_recall")).toMatchObject({ value: 1, k: 2, n: 2, method: "clopper-pearson" });
    expect(metric(result, "triage.emergency_recall")?.lower).toBeCloseTo(0.025 ** 0.5, 9);
    expect(metric(result, "triage.accuracy@sex=female")).toMatchObject({ n: 4 });
    // The base says routine to everything: right on b only, so the adapter wins three of four.
    expect(metric(result, "triage.accuracy_vs_base")).toMatchObject({ value: 0.75, n: 4, method: "tango" });
    const detail = JSON.parse(await readFile(join(ctx.out.dir, "detail.json"), "utf8")) as EvalDetail;
    expect([...Value.Errors(EvalDetail, detail)]).toEqual([]);
    expect(detail.suites[0]).toMatchObject({
      answers: { source: "generated", trust: "trusted" },
      cases: { base: 4, added: 0, edited: [], removed: [] },
    });
    expect(result.outputs.map((file) => file.path)).toEqual(["outcomes.jsonl", "detail.json", "confusion.json"]);
    expect(result.counts).toEqual({ unit: "cases", in: 4, out: 4, quarantined: 0, dropped: 0 });
  });

  it("gives the same bytes twice and keeps answers out of evidence", async () => {
    const make = async () => {
      const ctx = await contextOf({
        policy,
        base: withCases(CASES),
        head: withCases(CASES),
        runner: fakeRunner(() => '{"triage":"urgent","note":"zebra"}'),
      });
      const { evidence, outputs } = await evalStage.run(ctx);
      const texts = await Promise.all(outputs.map((file) => readFile(join(ctx.out.dir, file.path), "utf8")));
      return JSON.stringify({ evidence, outputs, texts });
    };
    const first = await make();
    expect(await make()).toBe(first);
    expect(first).not.toContain("zebra");
  });

  it("says error when the child dies, ends early or answers too little", async () => {
    const children = [
      fakeRunner(RIGHT, { kind: "exited", code: 1 }),
      fakeRunner(RIGHT, { kind: "limit", limit: "memory", message: "" }),
      fakeRunner(RIGHT, { kind: "exited", code: 0 }, false),
      fakeRunner((prompt, arm) => (prompt.messages[0]?.content.startsWith("message a") ? null : RIGHT(prompt, arm))),
    ];
    for (const runner of children) {
      const result = await evalStage.run(await contextOf({ policy, base: withCases(CASES), head: withCases(CASES), runner }));
      expect(result.evidence.status).toBe("error");
      expect(result.evidence.reason).toMatch(/child that generates answers/);
      expect(result.evidence.metrics).toEqual([]);
    }
  });

  it("finds a model that is not there and says so as the change's defect", async () => {
    const { "out/adapter/adapter_config.json": _, ...head } = withCases(CASES);
    const result = await evalStage.run(await contextOf({ policy, base: withCases(CASES), head }));
    expect(result.evidence.status).toBe("error");
    expect(rules(result)).toEqual(["eval.model-unusable"]);
  });

  it("asks the model once for both sides", async () => {
    const runner = fakeRunner(RIGHT);
    const head = withCases([triageCase("a", "urgent"), ...CASES.slice(1, 3), triageCase("e", "urgent"), triageCase("f", "urgent")]);
    const binding = await contextOf({ policy, base: withCases(CASES), head, runner });
    const proposed = await contextOf({ policy, base: withCases(CASES), head, runner, side: "proposed" });
    await evalStage.run(binding);
    const result = await evalStage.run(proposed);
    expect(runner.calls.count).toBe(1);
    expect(result.evidence.counts["triage.cases"]).toBe(5);
    expect(rules(result)).toEqual([]);
  });
});

describe("eval stage, cases of base and head", () => {
  it("judges base's cases and tells of edited, removed and added ones", async () => {
    const head = withCases([triageCase("a", "urgent"), CASES[1], CASES[3], triageCase("z", "emergency")]);
    const ctx = await contextOf({ policy, base: withCases(CASES), head, runner: fakeRunner(RIGHT) });
    const result = await evalStage.run(ctx);
    const edited = result.evidence.findings.filter((one) => one.rule === "eval.edited-case");
    expect(edited.map((one) => one.message)).toEqual([
      "case a of suite triage is edited in this change",
      "case c of suite triage is removed in this change",
    ]);
    expect(edited.every((one) => one.severity === "block")).toBe(true);
    const outcomes = await outcomesOf(ctx);
    expect(outcomes.map((one) => [one.id, one.gold, one.flags.includes("added")])).toEqual([
      ["a", "emergency", false],
      ["b", "routine", false],
      ["c", "emergency", false],
      ["d", "self-care", false],
      ["z", "emergency", true],
    ]);
    expect(metric(result, "triage.emergency_recall")).toMatchObject({ n: 2 });
    expect(metric(result, "triage.emergency_recall@added=yes")).toMatchObject({ n: 1 });
  });

  it("blocks on an empty set, a missing file, bad lines, doubles and foreign labels, and reads the file to its end", async () => {
    const good = jsonl([triageCase("a", "emergency")]);
    const broken = `{"id": \n${good}${good}${jsonl([triageCase("b", "soonish"), { id: "c" }])}\n\n${jsonl([triageCase("d", "urgent")])}`;
    const head = { ...MODEL_FILES, "eval/triage.jsonl": broken };
    const result = await evalStage.run(await contextOf({ policy, base: head, head, runner: fakeRunner(RIGHT) }));
    expect(result.evidence.findings.map((one) => [one.rule, one.place.line])).toEqual([
      ["eval.bad-line", 1],
      ["eval.duplicate-id", 3],
      ["eval.bad-gold", 4],
      ["eval.bad-case", 5],
    ]);
    expect(result.counts).toMatchObject({ in: 6, out: 2, quarantined: 4 });
    const empty = { ...MODEL_FILES, "eval/triage.jsonl": "\n" };
    expect(rules(await evalStage.run(await contextOf({ policy, base: empty, head: empty, runner: fakeRunner(RIGHT) })))).toEqual([
      "eval.no-cases",
    ]);
    const none = await evalStage.run(await contextOf({ policy, base: MODEL_FILES, head: MODEL_FILES, runner: fakeRunner(RIGHT) }));
    expect(none.evidence.findings.map((one) => one.message)).toEqual([
      "eval/triage.jsonl, the cases of suite triage, is not in the base",
      "eval/triage.jsonl, the cases of suite triage, is not in the head",
    ]);
    expect(metric(none, "triage.emergency_recall")).toMatchObject({ value: null, n: 0 });
  });

  it("gives cases that share a cluster one number", async () => {
    const cases = [
      triageCase("a", "urgent", { cluster: "p9" }),
      triageCase("b", "urgent", { cluster: "p1" }),
      triageCase("c", "urgent", { cluster: "p9" }),
    ];
    const ctx = await contextOf({ policy, base: withCases(cases), head: withCases(cases), runner: fakeRunner(RIGHT) });
    await evalStage.run(ctx);
    expect((await outcomesOf(ctx)).map((one) => one.cluster)).toEqual(["c1", "c2", "c1"]);
  });
});

describe("eval stage, recorded answers and ratings", () => {
  const suite = (recorded?: string) => ({ ...TRIAGE_SUITE, answers: { file: "outputs/triage.jsonl", ...(recorded ? { recorded } : {}) } });
  const header = (more: object = {}) => ({
    schema: "tunegate/answers@1",
    suite_sha256: sha256(jsonl(CASES)),
    adapter_digest: null,
    base_digest: null,
    decoding: {},
    producer: "test",
    ...more,
  });
  const row = (id: string, triage: string, more: object = {}) => ({
    id,
    repeat: 0,
    output: JSON.stringify({ triage }),
    finish: "stop",
    ...more,
  });
  const rows = [row("a", "emergency"), row("b", "routine"), row("d", "urgent", { finish: "timeout" })];
  const files = (lines: readonly unknown[], more: Files = {}): Files => ({
    ...withCases(CASES),
    "outputs/triage.jsonl": jsonl(lines),
    ...more,
  });
  const detailOf = async (ctx: StageContext) =>
    (JSON.parse(await readFile(join(ctx.out.dir, "detail.json"), "utf8")) as EvalDetail).suites[0];

  it("counts a missing answer as a miss and says what the answers are worth", async () => {
    for (const [recorded, trust] of [
      [undefined, "untrusted"],
      ["untrusted", "untrusted"],
      ["accept", "trusted"],
    ] as const) {
      const head = files([header(), ...rows]);
      const ctx = await contextOf({ policy: policyOf([suite(recorded)]), base: head, head });
      const result = await evalStage.run(ctx);
      expect(await detailOf(ctx)).toMatchObject({ answers: { source: "recorded", trust, mismatch: [] } });
      expect((await outcomesOf(ctx)).map((one) => one.status)).toEqual(["answered", "answered", "error", "timeout"]);
      expect(metric(result, "triage.emergency_recall")).toMatchObject({ k: 1, n: 2 });
      expect(rules(result)).toEqual(["eval.missing-answer"]);
      expect(metric(result, "triage.accuracy_vs_base")).toBeUndefined();
    }
  });

  it("knows answers to another case set, adapter or base", async () => {
    const wrong = { suite_sha256: sha256("x"), adapter_digest: sha256("y"), base_digest: sha256("z") };
    const head = files([header(wrong), ...rows]);
    const ctx = await contextOf({ policy: policyOf([suite("accept")]), base: head, head });
    await evalStage.run(ctx);
    expect(await detailOf(ctx)).toMatchObject({ answers: { trust: "mismatch", mismatch: ["adapter", "base", "suite"] } });
    const headless = files(rows);
    const other = await contextOf({ policy: policyOf([suite("accept")]), base: headless, head: headless });
    expect(rules(await evalStage.run(other))).toContain("eval.bad-answer");
    expect(await detailOf(other)).toMatchObject({ answers: { trust: "mismatch", mismatch: ["suite"] } });
  });

  it("takes the digest of the case set as well as that of the file", async () => {
    const loaded = CASES.map((one) => ({ case: one as never, sha256: sha256(JSON.stringify(one)) }));
    expect(caseSetDigest(loaded)).toBe(caseSetDigest([...loaded].reverse()));
  });

  it("keeps the first of two answers, tells of the second, and asks every case for every repeat", async () => {
    const head = files([header(), ...rows, row("a", "routine"), row("c", "emergency", { repeat: 1 }), row("nobody", "urgent")]);
    const ctx = await contextOf({ policy: policyOf([suite("accept")]), base: head, head });
    const result = await evalStage.run(ctx);
    expect(rules(result).sort()).toEqual(["eval.duplicate-answer", "eval.missing-answer", "eval.unknown-answer"]);
    const outcomes = await outcomesOf(ctx);
    expect(outcomes).toHaveLength(8);
    expect(outcomes.filter((one) => one.id === "a").map((one) => one.predicted)).toEqual(["emergency", null]);
    // No emergency was answered in every repeat.
    expect(metric(result, "triage.emergency_recall")).toMatchObject({ k: 0, n: 2 });
  });

  it("lets ratings count for the very answer only, from two raters on", async () => {
    const rate = (id: string, rater: string, decision: string, text: string, level = "emergency") => ({
      case: id,
      answer_sha256: sha256(text),
      rater,
      level,
      decision,
    });
    const a = rows[0]?.output as string;
    const b = rows[1]?.output as string;
    const ratings = [
      rate("a", "r1", "accept", a), rate("a", "r2", "accept", a), rate("a", "r3", "unsafe", a),
      rate("b", "r1", "accept", b), rate("b", "r1", "accept", b),
      rate("d", "r1", "accept", "another text"), rate("d", "r2", "accept", "another text"),
    ]; // biome-ignore format: one answer a line
    const head = files([header(), ...rows], { "reviews/ratings.jsonl": jsonl(ratings) });
    const ctx = await contextOf({ policy: policyOf([suite("accept")], { ratings: { path: "reviews/ratings.jsonl" } }), base: head, head });
    const result = await evalStage.run(ctx);
    expect(metric(result, "triage.nurse_agreement")).toMatchObject({ k: 1, n: 1 });
    expect(metric(result, "triage.level_agreement")).toMatchObject({ k: 1, n: 1 });
    expect(result.evidence.counts["ratings.stale"]).toBe(1);
  });
});
