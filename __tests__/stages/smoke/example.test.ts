import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Runner } from "../../../src/core/runner.ts";
import type { SmokeBaseline } from "../../../src/core/smoke.ts";
import { BASELINE, copyProject, edit, giveBaseline, makeProject, runStage, testRunner } from "./support.ts";

// Real trainings: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 1_200_000 });

let base: string;
let runner: Runner;
let baseline: SmokeBaseline;
const made: string[] = [];

beforeAll(async () => {
  base = makeProject();
  runner = testRunner(base);
  baseline = await giveBaseline(base, {}, runner);
  made.push(base);
}, 180_000);
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function head(): string {
  const folder = copyProject(base);
  made.push(folder);
  return folder;
}

describe("the example's trainer under smoke", () => {
  it("gives a baseline with power", () => {
    const entry = baseline.entries[0]!;
    expect(entry.steps.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(Math.abs(entry.control_delta)).toBeGreaterThan(10 * 1e-4);
    expect(entry.slice.flatMap(({ records }) => records)).toHaveLength(32);
    expect(entry.slice.every(({ records }) => records.length > 0)).toBe(true);
  });

  it("passes all four gates on an unchanged tree, bit for bit, with equal evidence both times", async () => {
    const first = await runStage(base, base, {}, runner);
    expect(first.rules).toEqual([]);
    expect(Object.values(first.gates).map(({ verdict }) => verdict)).toEqual(["PASS", "PASS", "PASS", "PASS"]);
    expect(first.gates.baseline.note).toContain("bit for bit");
    expect(first.detail.framework.id).toBe("transformers");
    const second = await runStage(base, base, {}, runner);
    expect(second.result.evidence).toEqual(first.result.evidence);
  });

  it("blocks a change that only the losses show and says where it starts", async () => {
    const changed = head();
    edit(changed, "train.py", "context + answer\n        labels", "context + answer[::-1]\n        labels");
    const { gates } = await runStage(changed, base, {}, runner);
    expect(gates.repeat.verdict).toBe("PASS");
    expect(gates.baseline).toMatchObject({ verdict: "BLOCK", reason: "regression" });
    expect(gates.effective.verdict).toBe("PASS");
  });

  it("stays comparable when the pull request changes the data", async () => {
    const changed = head();
    const path = join(changed, "data/train.jsonl");
    writeFileSync(path, readFileSync(path, "utf8").split("\n").slice(200).join("\n"));
    const { gates } = await runStage(changed, base, {}, runner);
    expect(gates.baseline.verdict).toBe("PASS");
  });

  it("is incomparable when a slice record has left the base", async () => {
    const older = head();
    const gone = new Set(baseline.entries[0]!.slice[0]!.records.slice(0, 1));
    const path = join(older, "data/train.jsonl");
    const { canonicalJson } = await import("../../../src/core/canonical.ts");
    const { sha256 } = await import("../../../src/core/digest.ts");
    const kept = readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line && !gone.has(sha256(canonicalJson(JSON.parse(line)))));
    writeFileSync(path, `${kept.join("\n")}\n`);
    const { gates, detail } = await runStage(older, older, {}, runner);
    expect(detail.slice?.gone).toBe(1);
    expect(gates.baseline).toMatchObject({ verdict: "INCONCLUSIVE", reason: "incomparable" });
    expect(gates.baseline.note).toContain("baseline propose");
  });

  it("gives the same bits through run_repro.sh --cpu", async () => {
    const { gates } = await runStage(base, base, { command: "bash repro/run_repro.sh --cpu" }, runner);
    expect(gates.baseline.note).toContain("bit for bit");
    expect(gates.baseline.verdict).toBe("PASS");
  });

  it("is inconclusive without a baseline, and measures its power then", async () => {
    const bare = head();
    rmSync(join(bare, BASELINE));
    const { gates, detail } = await runStage(bare, bare, {}, runner);
    expect(detail.runs.map(({ name }) => name)).toEqual(["a", "b", "control"]);
    expect(gates.repeat.verdict).toBe("PASS");
    expect(gates.baseline).toMatchObject({ verdict: "INCONCLUSIVE", reason: "no-baseline" });
    expect(gates.power.verdict).toBe("PASS");
  });
});
