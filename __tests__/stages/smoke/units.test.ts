import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DataSource } from "../../../src/core/policy.ts";
import { filesUnder } from "../../../src/core/receipt.ts";
import type { RunEnd, RunResult } from "../../../src/core/runner.ts";
import type { SmokeProblem } from "../../../src/core/smoke.ts";
import { WorkTree } from "../../../src/core/work-tree.ts";
import { trialFindings } from "../../../src/stages/smoke/findings.ts";
import { detectFramework, filesInCommand } from "../../../src/stages/smoke/framework.ts";
import { brokenInvariant } from "../../../src/stages/smoke/invariants.ts";
import { evidenceEffective, readShimRecords, type ShimRecord } from "../../../src/stages/smoke/shim.ts";
import { chooseSlice, frozenSlice } from "../../../src/stages/smoke/slice.ts";
import { judge, trialCommand, trialEnvironment } from "../../../src/stages/smoke/trial.ts";
import { makePolicy } from "./support.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunegate-smoke-units-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const step = (number: number, change = {}) => ({
  step: number,
  loss: 2,
  grad_norm: 1,
  lr: 2e-3,
  tokens: 10,
  tokens_sha256: null,
  labels_sha256: null,
  label_tokens: null,
  logged: null,
  ...change,
});

function record(change: Partial<ShimRecord> = {}): ShimRecord {
  return {
    schema: "tunegate/shim@1",
    hooked: ["torch"],
    imported_before: [],
    environment: {},
    flags: {},
    trainer: null,
    method: null,
    seeding: { team_seeds_before_adapter: 1, team_seeds_before_step: 1 },
    effective: {},
    overrides: [],
    rows: {},
    steps: [step(1), step(2), step(3)],
    adapter: { fresh_sha256: null, after_sha256: null },
    parameters: {},
    nonfinite: [],
    stopped: "cap",
    error: null,
    ...change,
  };
}

function result(end: RunEnd, change: Partial<RunResult> = {}): RunResult {
  return {
    end,
    durationMs: 1,
    outputBytes: 0,
    tail: "",
    escaped: 0,
    peakMemoryBytes: 0,
    isolation: "process-group",
    changedCommandFiles: [],
    diskFull: false,
    ...change,
  };
}

const ok: RunEnd = { kind: "exited", code: 0 };
const smoke = makePolicy().smoke!;
const error = { type: "X", after_cap: false, loader_cut: false, out_of_memory: false, no_space: false };
const wall: RunEnd = { kind: "limit", limit: "wall", message: "" };

describe("what went wrong in a run", () => {
  it.each<[string, ShimRecord[], RunResult, string | null]>([
    ["a whole run", [record()], result(ok), null],
    ["a whole run beside helpers", [record({ steps: [] }), record()], result(ok), null],
    ["no record at all", [], result(ok), "shim-not-applied"],
    ["no record when time is up", [], result(wall), "shim-not-applied"],
    ["only a wrapper under the shim", [record({ hooked: [], steps: [] })], result(ok), "shim-not-applied"],
    ["a hang", [record({ hooked: [], steps: [] })], result(wall), "wall"],
    ["a hang after torch", [record({ steps: [] })], result(wall), "wall"],
    ["memory", [record({ steps: [] })], result({ kind: "limit", limit: "memory", message: "" }), "memory"],
    ["two trainers", [record(), record()], result(ok), "two-trainers"],
    ["exit 1", [], result({ kind: "exited", code: 1 }), "exit"],
    ["a signal", [record({ steps: [] })], result({ kind: "signalled", signal: "SIGSEGV" }), "signal"],
    ["a file above its limit", [record({ steps: [] })], result({ kind: "signalled", signal: "SIGXFSZ" }), "disk"],
    ["an exception", [record({ steps: [], error })], result({ kind: "exited", code: 1 }), "exit"],
    [
      "an exception of its own after the last step",
      [record({ error: { ...error, after_cap: true } })],
      result({ kind: "exited", code: 1 }),
      "exit",
    ],
    [
      "an exception that our cut caused",
      [record({ error: { ...error, after_cap: true, loader_cut: true } })],
      result({ kind: "exited", code: 1 }),
      null,
    ],
    ["out of memory", [record({ error: { ...error, out_of_memory: true } })], result({ kind: "exited", code: 1 }), "out-of-memory"],
    ["no space", [record({ error: { ...error, no_space: true } })], result({ kind: "exited", code: 1 }), "disk-full"],
    ["a full disk", [], result({ kind: "exited", code: 1 }, { diskFull: true }), "disk-full"],
    ["two steps", [record({ steps: [step(1), step(2)] })], result(ok), "missing-steps"],
    ["a gap", [record({ steps: [step(1), step(3), step(4)] })], result(ok), "missing-steps"],
    ["no step", [record({ steps: [] })], result(ok), "missing-steps"],
    ["NaN", [record({ steps: [step(1), step(2, { loss: "NaN" }), step(3)] })], result(ok), "not-finite"],
    ["a hidden NaN", [record({ nonfinite: [{ step: 2, micro_batch: 2, what: "loss" }] })], result(ok), "not-finite"],
    ["no norm", [record({ steps: [step(1), step(2, { grad_norm: null }), step(3)] })], result(ok), "not-finite"],
    ["torch before the shim", [record({ imported_before: ["torch"] })], result(ok), "imported-before"],
    ["not started", [], result({ kind: "not-started", message: "ENOENT" }), "not-started"],
  ])("is told for %s", (_name, records, ended, problem) => {
    const trained = records.find(({ steps }) => steps.length > 0) ?? records.find((one) => one.error !== null) ?? null;
    expect(judge({ records, record: trained, result: ended, smoke, saved: true })).toBe(problem);
  });

  it("is a missing adapter, unless we cut the saving off", () => {
    const facts = { records: [record()], record: record(), result: result(ok), smoke, saved: false };
    expect(judge(facts)).toBe("no-adapter");
    const hard = record({ stopped: "hard" });
    expect(judge({ ...facts, records: [hard], record: hard })).toBeNull();
  });
});

describe("records of the shim", () => {
  it("are read only when they have the shape, whatever a trainer writes there", async () => {
    writeFileSync(join(folder, "shim.1.json"), JSON.stringify(record()));
    writeFileSync(join(folder, "shim.2.json"), "{");
    writeFileSync(join(folder, "shim.3.json"), JSON.stringify({ ...record(), steps: "all" }));
    writeFileSync(join(folder, "shim.4.json"), "[".repeat(100_000));
    writeFileSync(join(folder, "shim.5.json"), `"${"x".repeat(5 << 20)}"`);
    writeFileSync(join(folder, "other.json"), "{}");
    expect(await readShimRecords(folder)).toHaveLength(1);
  });

  it("give effective values as texts, without paths", () => {
    expect(evidenceEffective({ b: 0.1, a: [1, "x"], path: "/home/someone/model" })).toEqual({ a: '[1,"x"]', b: "0.1" });
  });
});

describe("the environment of a run", () => {
  it("fixes hash seed, threads and workspace, and has the shim first", () => {
    const python = { python: "/opt/python/bin/python", origin: "test", runtimePath: "/opt/runtime" };
    const env = trialEnvironment({ name: "control", smoke, rows: 32, python }, "/tmp/out", "x64");
    expect(env).toMatchObject({
      PYTHONHASHSEED: "0",
      OMP_NUM_THREADS: "1",
      CUBLAS_WORKSPACE_CONFIG: ":4096:8",
      TUNEGATE_LR: "0.0",
      HF_HUB_OFFLINE: "1",
    });
    expect(env.PYTHONPATH).toBe("/opt/runtime/tunegate_runtime/shim");
    expect(env.ATEN_CPU_CAPABILITY).toBe("avx2");
    expect(trialEnvironment({ name: "a", smoke, rows: 32, python }, "/tmp/out", "arm64").ATEN_CPU_CAPABILITY).toBeUndefined();
  });
});

describe("what a whole run shows besides its numbers", () => {
  const whole = record({ flags: { hash_seed: "0", deterministic_algorithms: true } });
  function findingsOf(change: Partial<ShimRecord>, name: "a" | "control", problem: SmokeProblem | null, command = smoke.command) {
    const run = {
      name,
      problem,
      steps: [],
      key: null,
      exact: null,
      effective: {},
      method: null,
      trainer: null,
      adapter: { fresh: null, trained: null, saved: null },
      seeds_before_adapter: 1,
      rows: {},
      overrides: [],
    };
    const trial = { run, record: { ...whole, ...change }, result: result(ok), folder: "/x" };
    return trialFindings(trial, { script: "train.py", policy: "p.yml", smoke: { ...smoke, command } });
  }
  const rulesOf = (change: Partial<ShimRecord>, name: "a" | "control" = "a") => findingsOf(change, name, null).map(({ rule }) => rule);
  const logged = (...losses: number[]) => losses.map((loss, index) => step(index + 1, { loss: 2.00004, logged: { loss } }));

  it.each<[string, Partial<ShimRecord>, string[]]>([
    ["nothing", {}, []],
    ["an unseeded adapter", { seeding: { team_seeds_before_adapter: 0, team_seeds_before_step: 1 } }, ["smoke.unseeded-adapter"]],
    ["no adapter at all", { seeding: { team_seeds_before_adapter: null, team_seeds_before_step: 0 } }, []],
    ["a learning rate that did not take", { steps: [step(1, { lr: 1e-5 }), step(2), step(3)] }, ["smoke.lr-not-applied"]],
    ["determinism switched off", { flags: { hash_seed: "0", deterministic_algorithms: false } }, ["smoke.determinism-off"]],
    ["a lost hash seed", { flags: { hash_seed: null, deterministic_algorithms: true } }, ["smoke.hash-seed"]],
    ["tensors that stand still", { parameters: { unmoved: 2, trainable_tensors: 8 } }, ["smoke.unmoved"]],
    ["a frozen base that moves", { parameters: { frozen_changed: 1 } }, ["smoke.frozen-changed"]],
    ["more rows than the slice", { rows: { train_dataset: 2400 } }, ["smoke.rows"]],
    ["a long evaluation set", { rows: { eval_dataset: 2400 } }, []],
    ["a rounded log", { steps: logged(2, 2, 2) }, ["smoke.rounded-log"]],
    ["a log of all digits", { steps: logged(2.0000401, 2.0000399, 2.00004) }, []],
    ["a log of something else", { steps: logged(2.31234567, 2.00004, 2.00004) }, ["smoke.log-differs"]],
  ])("is said for %s", (_name, change, rules) => {
    expect(rulesOf(change)).toEqual(rules);
    expect(rulesOf(change, "control")).toEqual([]);
  });

  it.each([
    ["python -I train.py", "p.yml"],
    ["cd src && python3.11 -u -Es train.py", "p.yml"],
    ["/opt/venv/bin/python -S -m pkg.train", "p.yml"],
    ["env -i PATH=/bin python train.py", "p.yml"],
    ["env --ignore-environment python train.py", "p.yml"],
    ["python train.py", "train.py"],
    ["python -u train.py -I 5", "train.py"],
    ["python -m train -E", "train.py"],
    ["bash train.sh --env -i", "train.py"],
    ["env A=1 python train.py", "train.py"],
  ])("`%s` without the shim is a finding in %s", (command, path) => {
    const [found] = findingsOf({}, "a", "shim-not-applied", command);
    expect(found).toMatchObject({ rule: "smoke.shim-not-applied", place: { path } });
  });
});

describe("a command", () => {
  it("that is a notebook is run as a script, others as they are", () => {
    expect(trialCommand("notebooks/train.ipynb")).toEqual(["python", "-m", "tunegate_runtime.launch", "notebooks/train.ipynb"]);
    expect(trialCommand("jupyter nbconvert --execute train.ipynb")).toBe("jupyter nbconvert --execute train.ipynb");
    expect(trialCommand("python train.py")).toBe("python train.py");
  });
});

describe("the framework", () => {
  const files = (text: string) => new Map([["train.py", text]]);
  it.each([
    ["axolotl train c.yml", "", "axolotl"],
    ["accelerate launch -m axolotl.cli.train c.yml", "", "axolotl"],
    ["llamafactory-cli train c.yaml", "", "llama-factory"],
    ["tune run lora_finetune_single_device --config c.yaml", "", "torchtune"],
    ["trl sft --config c.yaml", "", "trl-cli"],
    ["jupyter nbconvert --execute train.ipynb", "", "notebook"],
    ["python train.py", "from trl import SFTTrainer", "trl"],
    ["python train.py", "from unsloth import FastLanguageModel\nfrom trl import SFTTrainer", "unsloth"],
    ["python train.py", "from transformers import Trainer", "transformers"],
    ["python train.py", "import torch\n", "torch"],
    ["bash run.sh", "", "unknown"],
  ])("of `%s` is recognised", (command, text, id) => {
    expect(detectFramework("auto", command, files(text))).toMatchObject({ id, runnable: true });
  });

  it.each([
    ["mlx_lm.lora --train -c c.yaml", "", "mlx"],
    ["python tune.py", "client.fine_tuning.jobs.create(model=m)", "api-job"],
  ])("of `%s` is said to be not runnable here", (command, text, id) => {
    const found = detectFramework("auto", command, files(text));
    expect(found).toMatchObject({ id, runnable: false });
    expect(found.why.length).toBeGreaterThan(20);
  });

  it("is what the policy names", () => expect(detectFramework("torch", "python train.py", files("from trl import x")).id).toBe("torch"));

  it("is looked for in the files that the command names", () => {
    const present = new Set(["train.py", "configs/a.yml", "pkg/train.py"]);
    const has = (path: string) => present.has(path);
    expect(filesInCommand("cd . && python ./train.py --config=configs/a.yml", has)).toEqual(["train.py", "configs/a.yml"]);
    expect(filesInCommand("python -m pkg.train", has)).toEqual(["pkg/train.py"]);
  });
});

describe("a step-1 invariant", () => {
  const dpo = (loss: number, type: unknown, beta = 0.1) =>
    brokenInvariant(record({ method: "dpo", effective: { "args.loss_type": type, "args.beta": beta }, steps: [step(1, { loss })] }));
  it("holds for DPO at ln 2 and is broken elsewhere", () => {
    expect(dpo(0.6931471824645996, "sigmoid")).toBeNull();
    expect(dpo(0.6931471824645996, ["sigmoid"])).toBeNull();
    expect(dpo(0.71, "sigmoid")).toMatchObject({ method: "dpo", expected: Math.LN2 });
    expect(dpo(25, "ipo")).toBeNull();
    expect(dpo(24, "ipo")).not.toBeNull();
    expect(dpo(3, "unheard-of")).toBeNull();
  });
  it("is unknown for plain training", () => expect(brokenInvariant(record({ method: "causal-lm" }))).toBeNull());
});

describe("the slice", () => {
  const data: DataSource[] = [
    { path: "train.jsonl", role: "train", schema: "chat" },
    { path: "replay.jsonl", role: "replay", schema: "chat" },
    { path: "eval.jsonl", role: "eval", schema: "triage" },
  ];
  const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `{"id": ${from + index}, "text": "row"}`);
  async function tree(train: readonly string[], replay: readonly string[] = lines(1000, 1020)): Promise<WorkTree> {
    const dir = mkdtempSync(join(folder, "t"));
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "train.jsonl"), `${train.join("\n")}\n`);
    writeFileSync(join(dir, "replay.jsonl"), `${replay.join("\n")}\n`);
    return (await WorkTree.create(dir, await filesUnder(dir), [])).tree;
  }

  it("has the asked size, takes from each file, and does not depend on order or format", async () => {
    const first = await chooseSlice({ base: null, head: await tree(lines(0, 200)) }, data, 20);
    const shuffled = lines(0, 200)
      .reverse()
      .map((line) => JSON.stringify(JSON.parse(line)));
    const second = await chooseSlice({ base: null, head: await tree(shuffled) }, data, 20);
    expect(first.slice).toEqual(second.slice);
    expect(first.slice.files.map(({ records }) => records.length)).toEqual([18, 2]);
    expect(Buffer.from(first.files.get("train.jsonl")!).toString().trim().split("\n")).toHaveLength(18);
    expect(first.files.has("eval.jsonl")).toBe(false);
  });

  it("is read from the base, so that changed data stay comparable", async () => {
    const base = await tree(lines(0, 200));
    const chosen = await chooseSlice({ base, head: base }, data, 20);
    const again = await frozenSlice({ base, head: await tree(lines(500, 501)) }, data, chosen.slice.files);
    expect(again.slice).toMatchObject({ sha256: chosen.slice.sha256, gone: 0, frozen: true });
    expect(again.files).toEqual(chosen.files);
  });

  it("counts the records that are gone", async () => {
    const chosen = await chooseSlice({ base: null, head: await tree(lines(0, 200)) }, data, 20);
    const left = await frozenSlice({ base: await tree(lines(0, 100)), head: await tree(lines(0, 100)) }, data, chosen.slice.files);
    expect(left.slice.gone).toBeGreaterThan(0);
  });

  it("refuses a format that it cannot cut, an empty file and no file", async () => {
    const head = await tree([""]);
    await expect(chooseSlice({ base: null, head }, data, 20)).rejects.toThrow("holds no records");
    await expect(chooseSlice({ base: null, head }, [{ path: "a.parquet", role: "train", schema: "chat" }], 20)).rejects.toThrow(
      "JSON Lines only",
    );
    await expect(chooseSlice({ base: null, head }, [], 20)).rejects.toThrow("names no training data");
  });
});
