import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../src/core/fault.ts";
import { type RankedRow, SWEEP_FILE, type Sweep } from "../../src/core/sweep.ts";
import { prunable, pruneCheckpoint } from "../../src/flow/prune.ts";
import { loraTensors, safetensorsFile } from "../stages/adapter/fixtures.ts";
import type { TestRepo } from "../support/repo.ts";
import { answeringRunner, bystander, link, POLICY, rightFor, runSweep, sweepRepo, triageCases, writeCheckpoint } from "../support/sweep.ts";

let repo: TestRepo;
let outside: string;
beforeEach(() => {
  repo = sweepRepo();
  outside = bystander(repo);
});
afterEach(() => {
  repo.remove();
  rmSync(outside, { recursive: true, force: true });
});

/** The base model is right on half, checkpoints as given, the adapter root on all. */
const model = (shares: Record<string, number>, base = 0.5) =>
  answeringRunner((candidate, arm, question) => rightFor(arm === "base" ? base : (shares[candidate] ?? 0))(question));
const three = { "checkpoint-2": 0.6, "checkpoint-10": 0.9, "checkpoint-30": 0.8 };
function writeThree(): void {
  for (const [at, name] of Object.keys(three).entries()) writeCheckpoint(repo, name, at + 1);
}
const ranked = ({ ranked: rows }: Sweep) => rows.map(({ name }) => name);
const folders = () => readdirSync(join(repo.dir, "out/run")).sort();
const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("no fault"),
    (error: Fault) => error.details,
  );

describe("a sweep", () => {
  it("verifies, evaluates and ranks every checkpoint and the base model, and selects the best", async () => {
    writeThree();
    const seen = new Map<string, readonly string[]>();
    const runner = answeringRunner(
      (name, arm, question) => rightFor(arm === "base" ? 0.5 : (three[name as "checkpoint-2"] ?? 0))(question),
      seen,
    );
    const { sweep, path } = await runSweep(repo, runner);
    expect(path).toBe(`out/run/${SWEEP_FILE}`);
    expect(ranked(sweep)).toEqual(["checkpoint-10", "checkpoint-30", "checkpoint-2", "base"]);
    expect(sweep).toMatchObject({
      adapter_root: "out/run",
      base: { path: "models/base", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      suite: { name: "triage", path: "eval/triage.jsonl", n: 120, also_gated: 120 },
      order: ["triage.emergency_recall", "triage.emergency_specificity", "triage.accuracy"],
      min_n: 50,
      excluded: [],
      reason: "selected",
      pruned: [],
    });
    const [first] = sweep.ranked;
    expect(first).toMatchObject({ step: 10, n: 120, against_base: { won: 24, lost: 0, tied: 36 } });
    expect(first?.metrics[0]).toMatchObject({ id: "triage.emergency_recall", value: 0.9, k: 54, n: 60 });
    expect(sweep.selected).toEqual({ name: "checkpoint-10", step: 10, adapter_digest: first?.adapter_digest });
    // The trainer's resume state is neither loaded nor a reason to exclude what every Trainer writes.
    expect(seen.get("checkpoint-10")).toEqual(["adapter_config.json", "adapter_model.safetensors", "trainer_state.json"]);
  });

  it("gives the same bytes twice", async () => {
    writeThree();
    const bytes = async () => {
      await runSweep(repo, model(three));
      return readFileSync(join(repo.dir, "out/run", SWEEP_FILE), "utf8");
    };
    const first = await bytes();
    expect(first.endsWith("}\n")).toBe(true);
    expect(await bytes()).toBe(first);
  });

  it("takes the adapter root for a candidate, without its checkpoints, and prefers a known step on a tie", async () => {
    writeThree();
    writeCheckpoint(repo, ".", 3);
    const seen = new Map<string, readonly string[]>();
    const { sweep } = await runSweep(
      repo,
      answeringRunner(
        (name, arm, q) => rightFor(arm === "base" ? 0.5 : name === "run" ? 0.9 : (three[name as "checkpoint-2"] ?? 0))(q),
        seen,
      ),
    );
    expect(ranked(sweep)).toEqual(["checkpoint-10", ".", "checkpoint-30", "checkpoint-2", "base"]);
    expect(seen.get("run")).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
  });

  it("excludes what fails: a defect, a child that died, a candidate without answers; never as 0.0", async () => {
    writeThree();
    const nan = loraTensors(9).map((tensor, at) =>
      at === 0 ? { ...tensor, data: new Uint8Array(new Float32Array(8).fill(Number.NaN).buffer) } : tensor,
    );
    repo.write("out/run/checkpoint-30/adapter_model.safetensors", safetensorsFile(nan));
    repo.write("out/run/checkpoint-40/adapter_config.json", "{}");
    repo.write("out/run/checkpoint-50/evil.pkl", "x");
    writeCheckpoint(repo, "checkpoint-50", 5);
    const { sweep, ourFailure } = await runSweep(
      repo,
      answeringRunner((name, arm, q) => (name === "checkpoint-2" ? null : rightFor(arm === "base" ? 0.5 : 0.9)(q))),
    );
    expect(ranked(sweep)).toEqual(["checkpoint-10", "base"]);
    expect(sweep.excluded.map(({ name, step, ok, error }) => [name, step, ok, error.split(":")[0]])).toEqual([
      ["checkpoint-2", 2, false, "the child that generates answers gave 0 answers where 240 were asked for"],
      ["checkpoint-30", 30, false, "adapter.not-finite"],
      ["checkpoint-40", 40, false, "adapter.missing"],
      ["checkpoint-50", 50, false, "adapter.pickle"],
    ]);
    expect(JSON.stringify(sweep.excluded)).not.toMatch(/"value"|0\.0/);
    expect(sweep.selected?.name).toBe("checkpoint-10");
    expect(ourFailure).toBe(true);
  });

  it("selects nothing when every evaluation fails", async () => {
    writeThree();
    const { sweep } = await runSweep(
      repo,
      answeringRunner(() => null),
      { keep: 1 },
    );
    expect(sweep).toMatchObject({ ranked: [], selected: null, reason: "no-candidate", pruned: [] });
    expect(folders()).toHaveLength(4);
  });

  it("excludes one whose answers were decoded in another way than those before it", async () => {
    writeThree();
    const decoding = (name: string) => ({ strategy: "greedy", chat_template_sha256: name === "checkpoint-10" ? "b" : "a" });
    const answers = (name: string, arm: string, q: string) => rightFor(arm === "base" ? 0.5 : (three[name as "checkpoint-2"] ?? 0))(q);
    const { sweep } = await runSweep(repo, answeringRunner(answers, new Map(), decoding));
    expect(sweep.excluded).toMatchObject([{ name: "checkpoint-10", error: expect.stringMatching(/decoded in another way/) }]);
    expect(sweep.selected?.name).toBe("checkpoint-30");
  });

  it("excludes an adapter of another base model", async () => {
    writeThree();
    repo.write("models/other/config.json", "{}");
    repo.write("models/other/model.safetensors", readFileSync(join(repo.dir, "models/base/model.safetensors")));
    repo.write("models/other/more.json", "{}");
    const config = JSON.parse(readFileSync(join(repo.dir, "out/run/checkpoint-10/adapter_config.json"), "utf8"));
    repo.write("out/run/checkpoint-10/adapter_config.json", JSON.stringify({ ...config, base_model_name_or_path: "models/other" }));
    const { sweep } = await runSweep(repo, model(three));
    expect(sweep.excluded).toMatchObject([{ name: "checkpoint-10", error: expect.stringMatching(/another base model/) }]);
  });

  it("does not select what the base model beats, and says so", async () => {
    writeThree();
    const { sweep } = await runSweep(repo, model(three, 0.95));
    expect(ranked(sweep)[0]).toBe("base");
    expect(sweep).toMatchObject({
      selected: null,
      reason: "base-not-beaten",
      note: expect.stringMatching(/^the base model was not beaten/),
    });
  });

  it("does not select on too few cases of the metric that ranks, and says so", async () => {
    writeThree();
    const { sweep } = await runSweep(repo, model(three), { minN: 61 });
    expect(sweep).toMatchObject({
      selected: null,
      reason: "too-few",
      note: expect.stringMatching(/triage\.emergency_recall counts 60 cases, fewer than 61/),
    });
  });

  it("passes over a model that calls everything an emergency, when the policy has a floor for the other side", async () => {
    repo.write(
      ".github/tunegate.yml",
      `${POLICY}gates:\n  - {metric: triage.emergency_specificity, floor: {production: 0.9, development: 0.7}}\n`,
    );
    writeThree();
    const { sweep } = await runSweep(
      repo,
      answeringRunner((name, arm, q) =>
        arm === "adapter" && name === "checkpoint-2" ? "emergency" : rightFor(arm === "base" ? 0.2 : 0.8)(q),
      ),
    );
    expect(ranked(sweep)[0]).toBe("checkpoint-2");
    expect(sweep.limits).toEqual([{ metric: "triage.emergency_specificity", rule: "floor", limit: 0.7 }]);
    expect(sweep.selected?.name).toBe("checkpoint-10");
  });

  it("selects by cases of its own and counts those that the gate asks, too", async () => {
    writeThree();
    repo.write("eval/select.jsonl", triageCases("s", 118) + triageCases("c", 2));
    const { sweep } = await runSweep(repo, model(three), { cases: join(repo.dir, "eval/select.jsonl") });
    expect(sweep.suite).toMatchObject({ path: "eval/select.jsonl", n: 120, also_gated: 2 });
  });

  it("ranks by the metrics that were asked for", async () => {
    writeThree();
    const { sweep } = await runSweep(repo, model(three), { metrics: ["triage.under_triage", "triage.accuracy"] });
    expect(sweep.order).toEqual(["triage.under_triage", "triage.accuracy"]);
    expect(ranked(sweep)[0]).toBe("checkpoint-10");
  });
});

describe("a sweep that cannot be made", () => {
  it.each<[string, (dir: string) => object, string, string]>([
    ["a folder outside the project", () => ({ folder: outside }), "path-escapes-root", "usage"],
    ["the project itself", (dir) => ({ folder: dir }), "path-escapes-root", "usage"],
    ["a folder that is not there", (dir) => ({ folder: join(dir, "nowhere") }), "sweep-path", "environment"],
    ["a file", (dir) => ({ folder: join(dir, "eval/triage.jsonl") }), "sweep-folder", "usage"],
    ["a folder without checkpoints", (dir) => ({ folder: join(dir, "models") }), "sweep-no-checkpoint", "change"],
    ["cases outside the project", () => ({ cases: join(outside, "checkpoint-1/precious.txt") }), "path-escapes-root", "usage"],
    ["cases that are none", (dir) => ({ cases: join(dir, "models/base/config.json") }), "sweep-cases", "change"],
    ["an unknown suite", () => ({ suite: "notes" }), "sweep-suite", "usage"],
    ["an unknown metric", () => ({ metrics: ["triage.luck"] }), "sweep-metric", "usage"],
    ["a metric of another suite", () => ({ metrics: ["notes.accuracy"] }), "sweep-metric", "usage"],
    ["a metric twice", () => ({ metrics: ["triage.accuracy", "triage.accuracy"] }), "sweep-metric", "usage"],
  ])("%s", async (_name, options, code, kind) => {
    writeThree();
    expect(await faultOf(runSweep(repo, model(three), options(repo.dir)))).toMatchObject({ code, kind, fix: expect.any(String) });
  });

  it("a folder that is a link out of the project", async () => {
    link(repo, outside, "out/run");
    expect(await faultOf(runSweep(repo, model(three)))).toMatchObject({ code: "path-escapes-root" });
  });

  it("a policy whose suites generate nothing, or several of them", async () => {
    writeThree();
    const suite = POLICY.slice(POLICY.indexOf("    - {name"));
    repo.write(".github/tunegate.yml", `${POLICY}${suite.replace("triage,", "second,")}`);
    expect(await faultOf(runSweep(repo, model(three)))).toMatchObject({
      code: "sweep-suite",
      expected: "--suite with one of triage, second",
    });
    expect((await runSweep(repo, model(three), { suite: "second" })).sweep.suite.name).toBe("second");
    repo.write(".github/tunegate.yml", "version: 1\n");
    expect(await faultOf(runSweep(repo, model(three)))).toMatchObject({ code: "sweep-suite" });
  });
});

describe("names and links in the folder", () => {
  it("are no candidates unless they are a folder checkpoint-<digits>", async () => {
    writeThree();
    for (const name of [
      "checkpoint-1e3",
      "checkpoint--1",
      "checkpoint-2 ",
      "checkpoint-\u001b[2J",
      "checkpoint-5\n::error::x",
      "tmp-checkpoint-9",
    ])
      mkdirSync(join(repo.dir, "out/run", name));
    const { sweep } = await runSweep(repo, model(three), { keep: 1 });
    expect([...ranked(sweep), ...sweep.excluded.map(({ name }) => name)].sort()).toEqual([
      "base",
      "checkpoint-10",
      "checkpoint-2",
      "checkpoint-30",
    ]);
    expect(sweep.pruned).toEqual(["checkpoint-2", "checkpoint-30"]);
    expect(folders()).toEqual(
      expect.arrayContaining(["checkpoint-1e3", "checkpoint--1", "checkpoint-2 ", "checkpoint-\u001b[2J", "checkpoint-5\n::error::x"]),
    );
  });

  it("are excluded when a link or a file has a checkpoint's name", async () => {
    writeThree();
    link(repo, join(outside, "checkpoint-1"), "out/run/checkpoint-1");
    repo.write("out/run/checkpoint-3", "a file");
    const { sweep } = await runSweep(repo, model(three), { keep: 1 });
    expect(sweep.excluded).toEqual([
      { ok: false, name: "checkpoint-1", step: 1, adapter_digest: null, error: "it is a symbolic link, which is not followed" },
      { ok: false, name: "checkpoint-3", step: 3, adapter_digest: null, error: "it is no folder" },
    ]);
    expect(existsSync(join(outside, "checkpoint-1/precious.txt"))).toBe(true);
    expect(lstatSync(join(repo.dir, "out/run/checkpoint-1")).isSymbolicLink()).toBe(true);
  });

  it("are excluded when their weights are a link", async () => {
    writeThree();
    const weights = join(repo.dir, "out/run/checkpoint-10/adapter_model.safetensors");
    writeFileSync(join(outside, "weights"), readFileSync(weights));
    rmSync(weights);
    symlinkSync(join(outside, "weights"), weights);
    const { sweep } = await runSweep(repo, model(three));
    expect(sweep.excluded).toMatchObject([{ name: "checkpoint-10", error: expect.stringMatching(/^adapter\.symlink/) }]);
  });

  it("do not lead the report out of the folder", async () => {
    writeThree();
    const target = join(outside, "checkpoint-1/precious.txt");
    link(repo, target, `out/run/${SWEEP_FILE}`);
    await runSweep(repo, model(three));
    expect(readFileSync(target, "utf8")).toBe("precious");
    expect(lstatSync(join(repo.dir, "out/run", SWEEP_FILE)).isFile()).toBe(true);
    expect(folders().filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("pruning", () => {
  it("keeps the first k and deletes the rest of the evaluated checkpoints, and the report says which", async () => {
    writeThree();
    writeCheckpoint(repo, ".", 9);
    const { sweep } = await runSweep(repo, model({ ...three, run: 0.1 }), { keep: 2 });
    expect(sweep.pruned).toEqual(["checkpoint-2"]);
    expect(folders()).toEqual(["adapter_config.json", "adapter_model.safetensors", "checkpoint-10", "checkpoint-30", SWEEP_FILE]);
  });

  it("never deletes the selected one, though it ranks below the first k", async () => {
    repo.write(".github/tunegate.yml", `${POLICY}gates:\n  - {metric: triage.emergency_specificity, floor: {development: 0.7}}\n`);
    writeThree();
    const runner = answeringRunner((name, arm, q) =>
      arm === "base" ? "urgent" : name === "checkpoint-30" ? rightFor(0.9)(q) : q.endsWith("emergency") ? "emergency" : "emergency",
    );
    const { sweep } = await runSweep(repo, runner, { keep: 1 });
    expect(ranked(sweep).slice(0, 3)).toEqual(["checkpoint-2", "checkpoint-10", "checkpoint-30"]);
    expect(sweep.selected?.name).toBe("checkpoint-30");
    expect(sweep.pruned).toEqual(["checkpoint-10"]);
    expect(folders()).toEqual(["checkpoint-2", "checkpoint-30", SWEEP_FILE]);
  });

  it("deletes nothing when nothing is selected, and nothing that could not be evaluated", async () => {
    writeThree();
    expect((await runSweep(repo, model(three, 1), { keep: 1 })).sweep.pruned).toEqual([]);
    expect(folders()).toHaveLength(4);
    repo.write("out/run/checkpoint-2/adapter_model.safetensors", "broken");
    expect((await runSweep(repo, model(three), { keep: 1 })).sweep.pruned).toEqual(["checkpoint-30"]);
    expect(folders()).toContain("checkpoint-2");
  });

  it("deletes nothing when the selected adapter changed while the sweep ran", async () => {
    writeThree();
    const runner = answeringRunner((name, arm, q) => {
      if (name === "checkpoint-30") repo.write("out/run/checkpoint-10/adapter_model.safetensors", safetensorsFile(loraTensors(77)));
      return rightFor(arm === "base" ? 0.5 : (three[name as "checkpoint-2"] ?? 0))(q);
    });
    expect(await faultOf(runSweep(repo, runner, { keep: 1 }))).toMatchObject({ code: "sweep-moved", kind: "environment" });
    expect(folders()).toEqual(["checkpoint-10", "checkpoint-2", "checkpoint-30"]);
  });

  it("removes links inside a checkpoint without following them", async () => {
    writeThree();
    link(repo, outside, "out/run/checkpoint-2/logs");
    expect((await runSweep(repo, model(three), { keep: 1 })).sweep.excluded).toMatchObject([{ name: "checkpoint-2" }]);
    expect(await pruneCheckpoint(join(repo.dir, "out/run"), "checkpoint-2")).toBe(true);
    expect(existsSync(join(outside, "checkpoint-1/precious.txt"))).toBe(true);
  });

  it("leaves a link, a file, a foreign name and a root that became a link alone", async () => {
    const root = join(repo.dir, "out/run");
    link(repo, join(outside, "checkpoint-1"), "out/run/checkpoint-1");
    repo.write("out/run/checkpoint-2", "a file");
    repo.write("out/run/keep/file", "x");
    for (const name of ["checkpoint-1", "checkpoint-2", "checkpoint-3", "keep", "../run", ".", "..", "checkpoint-1/.."])
      expect(await pruneCheckpoint(root, name), name).toBe(false);
    expect(readlinkSync(join(root, "checkpoint-1"))).toBe(join(outside, "checkpoint-1"));
    rmSync(root, { recursive: true });
    symlinkSync(outside, root);
    expect(await pruneCheckpoint(root, "checkpoint-1")).toBe(false);
    expect(existsSync(join(outside, "checkpoint-1/precious.txt"))).toBe(true);
  });

  it("names nothing but evaluated checkpoints: not the base model, not the adapter root", () => {
    const row = (name: string, recall: number): RankedRow => ({
      ok: true,
      name,
      step: null,
      adapter_digest: name === "base" ? null : "a".repeat(64),
      n: 1,
      metrics: [{ id: "t.recall", better: "higher", value: recall, k: null, n: 1, lower: null, upper: null }],
      against_base: null,
    });
    const rows = [row("checkpoint-1", 0.9), row("base", 0.8), row(".", 0.7), row("checkpoint-2", 0.6)];
    const selected = { name: "checkpoint-1", step: 1, adapter_digest: "a".repeat(64) };
    expect(prunable({ ranked: rows, order: ["t.recall"], selected }, 1)).toEqual(["checkpoint-2"]);
    expect(prunable({ ranked: rows, order: ["t.recall"], selected: { ...selected, name: "checkpoint-2" } }, 1)).toEqual([]);
    expect(prunable({ ranked: rows, order: ["t.recall"], selected: null }, 1)).toEqual([]);
  });
});
