/** Launchers with processes and sockets of their own, inside the runner's isolation. */
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Runner } from "../../../src/core/runner.ts";
import { BASELINE, example, makeProject, runStage, testRunner } from "./support.ts";

vi.setConfig({ testTimeout: 300_000 });
let project: string;
let runner: Runner;
beforeAll(() => {
  project = makeProject();
  copyFileSync(join(example, ".github/tunegate/smoke-baseline.json"), join(project, BASELINE));
  runner = testRunner(project);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("the example's trainer", () => {
  it.each([
    "torchrun --nproc-per-node 1 train.py --config configs/lora.yml",
    "accelerate launch --cpu --num_processes 1 train.py --config configs/lora.yml",
  ])("gives the losses of the baseline under `%s`", async (command) => {
    const { gates, rules } = await runStage(project, project, { command }, runner);
    expect(rules).toEqual([]);
    expect(gates.repeat.verdict).toBe("PASS");
    expect(gates.baseline).toMatchObject({ verdict: "PASS", reason: "ok" });
  });
});
