import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, cli } from "../support/cli.ts";

interface DemoRun {
  readonly title: string;
  readonly overall: string;
  readonly asStated: boolean;
  readonly folder: string;
}

let dir: string;
let result: CliResult;
let runs: readonly DemoRun[];

// The main job of the README, as a process: a real trainer, a real model, all seven verdicts.
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-demo-"));
  const python = process.env.TUNEGATE_PYTHON;
  result = cli(["demo", join(dir, "repo"), "--json", ...(python ? ["--python", python] : [])]);
  runs = JSON.parse(result.stdout).results;
}, 1_500_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const read = (run: DemoRun, path: string) => JSON.parse(readFileSync(join(run.folder, path), "utf8"));

describe("tunegate demo", () => {
  it("ends as stated for all seven runs", () => {
    expect(runs.map(({ title, asStated, overall }) => ({ title, asStated, overall }))).toEqual([
      { title: "the example as it is", asStated: true, overall: "PASS" },
      { title: "A training record with a patient's identifiers", asStated: true, overall: "BLOCK" },
      { title: "The loss no longer masks the patient's words", asStated: true, overall: "BLOCK" },
      { title: "Emergencies relabelled in the evaluation cases", asStated: true, overall: "BLOCK" },
      { title: "An adapter trained on spoilt labels", asStated: true, overall: "BLOCK" },
      { title: "A harmless refactoring of train.py", asStated: true, overall: "WARN" },
      { title: "Clean records and the adapter trained on them", asStated: true, overall: "PASS" },
    ]);
    expect(result.code).toBe(0);
  });

  it("prints the time of each phase, and reason, place and fix of what it stops", () => {
    expect(result.stderr).toMatch(/smoke +\d+(\.\d)? s/);
    expect(result.stderr).toMatch(/data\/train\.jsonl:\d+ record \d+/);
    expect(result.stderr).toMatch(/fix: /);
  });

  it("leaves run folders that verify, with every product and no patient data", () => {
    for (const run of runs) {
      expect(cli(["verify", run.folder]).code, run.title).toBe(0);
      for (const path of [
        "summary.md",
        "report.html",
        "findings.sarif",
        "junit.xml",
        "metrics.csv",
        "drift.json",
        "health.json",
        "adapter-hashes.json",
      ]) {
        expect(existsSync(join(run.folder, path)), path).toBe(true);
        expect(readFileSync(join(run.folder, path), "utf8")).not.toMatch(/was withheld/);
      }
    }
  });

  it("trains with the same losses bit for bit after the harmless refactoring", () => {
    const losses = (run: DemoRun) => read(run, "evidence/smoke/detail.json").runs[0].steps.map((step: { loss: number }) => step.loss);
    expect(losses(runs[5]!)).toEqual(losses(runs[0]!));
    expect(losses(runs[2]!)).not.toEqual(losses(runs[0]!));
  });

  it("misses at least 9 emergencies with the worse adapter", () => {
    const recall = read(runs[4]!, "verdict.json").gates.find((gate: { id: string }) => gate.id === "triage.emergency_recall.floor");
    const metric = read(runs[4]!, "evidence/eval/evidence.json").metrics.find(
      (candidate: { id: string }) => candidate.id === "triage.emergency_recall",
    );
    expect(recall.verdict).toBe("BLOCK");
    expect(metric.n).toBeGreaterThanOrEqual(400);
    expect(metric.n - metric.k).toBeGreaterThanOrEqual(9);
  });

  it("passes the self-test of its gates", () => {
    const { code, stdout } = cli(["self-test", runs[0]!.folder]);
    expect(stdout).not.toMatch(/^FAIL/m);
    expect(code).toBe(0);
  });
});
