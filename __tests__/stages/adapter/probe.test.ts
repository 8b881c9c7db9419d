import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Policy } from "../../../src/core/policy.ts";
import type { RunEnd, Runner } from "../../../src/core/runner.ts";
import type { Tree } from "../../../src/core/tree.ts";
import { WorkTree } from "../../../src/core/work-tree.ts";
import { adapterPolicy, type ContextOptions, runStage, type StageRun } from "./context.ts";
import { example, testRunner } from "./python.ts";

const WEIGHTS = "out/adapter/adapter_model.safetensors";
const SUITE = { name: "triage", data: "eval/triage.jsonl", scorer: "triage", levels: ["emergency", "urgent"] };
const policyWith = (adapter: Record<string, unknown>): Policy =>
  adapterPolicy({
    adapter: { path: "out/adapter", ...adapter },
    eval: { suites: [{ ...SUITE, answers: { generate: { base: "models/base", adapter: "out/adapter" } } }] },
  });

let root: string;
let head: Tree;
let runner: Runner;
/** The real probe loads torch: it runs once for all tests that look at a sound adapter. */
let sound: StageRun;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tunegate-probe-"));
  for (const path of ["models", "out", "schemas", "eval/triage.jsonl", "data/train.jsonl"])
    cpSync(join(example, path), join(root, path), { recursive: true });
  rmSync(join(root, "out/adapter/tunegate-lineage.json"), { force: true });
  const strict = { type: "object", required: ["triage"], properties: { triage: { const: "nothing-of-the-kind" } } };
  writeFileSync(join(root, "schemas/strict.json"), JSON.stringify(strict));
  writeFileSync(join(root, "schemas/broken.json"), '{"type": "no-such-type"}');
  head = (await WorkTree.create(root, [], ["models", "out", "schemas", "eval", "data"])).tree;
  runner = testRunner(root);
  sound = await probe();
}, 180_000);
afterAll(() => rmSync(root, { recursive: true }));

const probe = (options: Partial<ContextOptions> = {}): Promise<StageRun> =>
  runStage({
    head,
    policy: policyWith({ "answer-schema": "schemas/answer.schema.json" }),
    changed: [WEIGHTS],
    runner,
    ...options,
  });

describe("the example's adapter", () => {
  it("passes every check, with its answers as the schema asks", async () => {
    const run = sound;
    expect([run.rules, run.detail.probe]).toEqual([[], { state: "ran", reason: "the adapter changed" }]);
    const { metrics } = run.result.evidence;
    expect(metrics.find(({ id }) => id === "adapter.answer_schema")).toMatchObject({ value: 1, k: 3, n: 3 });
    expect(metrics.find(({ id }) => id === "adapter.merge")?.value).toBeLessThan(1e-4);
    const document = JSON.parse(await readFile(join(run.dir, "probe.json"), "utf8"));
    expect(document.checks).toHaveLength(13);
    expect(document.answers).toEqual({ n: 3, valid: 3, schema: "schemas/answer.schema.json" });
    expect(run.result.outputs.map(({ path }) => path)).toEqual([
      "adapter-hashes.json",
      "bom.cdx.json",
      "detail.json",
      "model-signing.json",
      "probe.json",
    ]);
  });

  it("gives equal evidence twice, and keeps the answers out of it", async () => {
    expect((await probe({ release: true })).result.evidence).toEqual(sound.result.evidence);
    for (const { path } of sound.result.outputs) expect(readFileSync(join(sound.dir, path), "utf8")).not.toMatch(/triage|reason\\"/);
  }, 180_000);

  it("is blocked when an answer breaks the schema, without a word of the answer", async () => {
    const run = await probe({ policy: policyWith({ "answer-schema": "schemas/strict.json" }) });
    expect(run.rules).toEqual(Array(3).fill("adapter.answer-schema block"));
    expect(run.result.evidence.findings[0]).toMatchObject({
      place: { path: "eval/triage.jsonl", record: 0, line: 1 },
      message: "the answer to this question does not satisfy schemas/strict.json: it breaks #/properties/triage/const",
    });
  }, 180_000);
});

/** A runner whose probe ends as told; `result` is what it leaves. */
function ending(end: RunEnd, result: string | null): Runner {
  return {
    python: async () => ({ python: "python3", origin: "test", runtimePath: "/nowhere" }),
    run: async ({ command }) => {
      if (result !== null) await writeFile(String(command.at(-1)), result);
      const rest = { durationMs: 1, outputBytes: 0, tail: "", escaped: 0, peakMemoryBytes: 0, isolation: "process-group" as const };
      return { end, ...rest, changedCommandFiles: [], diskFull: false };
    },
  };
}

describe("how the probe ends", () => {
  const exited: RunEnd = { kind: "exited", code: 1 };
  const failure = (kind: string) => JSON.stringify({ schema: "tunegate/probe-result@1", failure: { kind, message: "a sentence" } });
  const check = (id: string, state: string, value: number | null = null) => ({ id, state, note: "n", value, limit: null });
  const answer = (text: string, finish = "stop") => ({ text, chunks: 1, tokens: 1, finish });
  const good = answer('{"reason":"headache","triage":"routine"}');
  const ok = ["tokenizer", "tokenizer-rows", "load", "effect", "stream", "reload", "gradients", "unload", "merge"].map((id) =>
    check(id, "ok"),
  );
  /** A whole result with some checks or answers replaced. */
  const result = (checks: ReturnType<typeof check>[], answers: object[] = []) => {
    const all = new Map([...ok, ...checks].map((item) => [item.id, item]));
    const three = [good, good, good].map((item, at) => answers[at] ?? item);
    return JSON.stringify({
      schema: "tunegate/probe-result@1",
      checks: [...all.values()],
      answers: three,
      tokenizer_sha256: "0".repeat(64),
    });
  };
  const without = (key: "checks" | "answers") => {
    const whole = JSON.parse(result([]));
    return JSON.stringify({ ...whole, [key]: whole[key].slice(1) });
  };
  const cases: [string, RunEnd, string | null, string, string, string[]][] = [
    ["a failure of the model", exited, failure("change"), "ran", "ok", ["adapter.load block"]],
    ["a failure of ours", exited, failure("environment"), "failed", "error", []],
    ["no result", exited, null, "failed", "error", []],
    ["half a result", exited, '{"schema":', "failed", "error", []],
    ["a result of another form", exited, "{}", "failed", "error", []],
    ["a signal", { kind: "signalled", signal: "SIGKILL" }, null, "failed", "error", []],
    ["a limit", { kind: "limit", limit: "memory", message: "more than 16 GB" }, null, "failed", "ok", ["adapter.not-probed block"]],
    ["a failed check", exited, result([check("merge", "failed", 0.5)]), "ran", "ok", ["adapter.merge block"]],
    ["a failed check without a number", exited, result([check("effect", "failed")]), "ran", "ok", ["adapter.effect block"]],
    ["gradients that reach some", exited, result([check("gradients", "failed", 3)]), "ran", "ok", ["adapter.gradients warn"]],
    ["gradients that reach none", exited, result([check("gradients", "failed", 0)]), "ran", "ok", ["adapter.gradients block"]],
    ["a skipped check", exited, result([check("merge", "skipped")]), "ran", "ok", []],
    ["an answer that is no JSON", exited, result([], [answer("no")]), "ran", "ok", ["adapter.answer-schema block"]],
    ["an answer without end", exited, result([], [answer("{", "length")]), "ran", "ok", ["adapter.answer-schema block"]],
    ["good answers", exited, result([]), "ran", "ok", []],
    ["a result without one of the checks", exited, without("checks"), "failed", "error", []],
    ["a result without one of the answers", exited, without("answers"), "failed", "error", []],
  ];
  it.each(cases)("%s", async (_name, end, text, state, status, rules) => {
    const run = await probe({ runner: ending(end, text) });
    expect([run.detail.probe.state, run.result.evidence.status, run.rules]).toEqual([state, status, rules]);
  });

  it("no Python is a failure of ours that keeps the findings of the files", async () => {
    const { Fault } = await import("../../../src/core/fault.ts");
    const python = () => Promise.reject(new Fault({ code: "no-python", kind: "environment", message: "no Python" }));
    const run = await probe({ runner: { ...ending(exited, null), python } });
    expect([run.result.evidence.status, run.result.evidence.reason, run.detail.present]).toEqual(["error", "no Python", true]);
  });

  it("an answer schema that cannot be used is said, not passed", async () => {
    for (const path of ["schemas/broken.json", "schemas/none.json"]) {
      const run = await probe({ policy: policyWith({ "answer-schema": path }), runner: ending(exited, result([])) });
      expect(run.rules).toEqual(["adapter.answer-schema-unusable block"]);
    }
  });
});
