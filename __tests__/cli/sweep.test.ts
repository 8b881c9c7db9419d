/** The checkpoint sweep as a user runs it: the example's own trainer, its base model, the command line, the adapter stage. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Evidence } from "../../src/core/documents.ts";
import { choose, missedLimits, type RankedRow, rankRows, SWEEP_FILE, type Sweep } from "../../src/core/sweep.ts";
import { example, python } from "../stages/adapter/python.ts";
import { type CliResult, cli } from "../support/cli.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const CASES = 160;
let dir: string;
let interpreter: string;
let swept: CliResult;
let sweep: Sweep;

const read = (path: string) => readFileSync(join(dir, path), "utf8");
const edit = (path: string, change: (text: string) => string) => {
  const text = read(path);
  const changed = change(text);
  if (changed === text) throw new Error(`${path} has no such place any more`);
  writeFileSync(join(dir, path), changed);
};
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", ...args], {
    cwd: dir,
    stdio: "pipe",
  });

/** A copy of the example that saves a checkpoint every 20 of 60 steps into out/run, and keeps cases apart for the selection. */
beforeAll(async () => {
  interpreter = await python();
  dir = realpathSync(mkdtempSync(join(tmpdir(), "tunegate-sweep-")));
  cpSync(example, dir, { recursive: true, filter: (source) => !/__pycache__|\.tunegate|\/patches$/.test(source.slice(example.length)) });
  edit("train.py", (text) => text.replace('save_strategy="no"', 'save_strategy="steps", save_steps=20, max_steps=60'));
  edit("configs/lora.yml", (text) => text.replace("output_dir: out/adapter", "output_dir: out/run"));
  edit(".github/tunegate.yml", (text) => text.replace("mode: production", "mode: minimum-viable"));
  const cases = read("eval/triage.jsonl").trimEnd().split("\n");
  writeFileSync(join(dir, "eval/select.jsonl"), `${cases.slice(0, CASES).join("\n")}\n`);
  writeFileSync(join(dir, "eval/triage.jsonl"), `${cases.slice(CASES).join("\n")}\n`);
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "example");
  execFileSync(interpreter, ["train.py", "--config", "configs/lora.yml"], { cwd: dir, stdio: "pipe" });
  swept = cli(["sweep", "out/run", "--cases", "eval/select.jsonl", "--prune", "1", "--python", interpreter], { cwd: dir });
  if (existsSync(join(dir, "out/run", SWEEP_FILE))) sweep = JSON.parse(read(`out/run/${SWEEP_FILE}`));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const rowOf = (name: string) => sweep.ranked.find((row) => row.name === name) as RankedRow;
const recall = (row: RankedRow) => row.metrics.find(({ id }) => id === "triage.emergency_recall");

describe("tunegate sweep on the example", () => {
  it("ranks three real checkpoints, the final adapter and the base model, and selects one that the policy would let pass", () => {
    expect(swept.stderr).toContain("report: out/run/tunegate-sweep.json");
    expect(swept.code).toBe(0);
    expect(sweep.ranked.map(({ name }) => name).sort()).toEqual([".", "base", "checkpoint-20", "checkpoint-40", "checkpoint-60"]);
    expect(sweep.excluded).toEqual([]);
    expect(sweep.suite).toMatchObject({ name: "triage", path: "eval/select.jsonl", n: CASES, also_gated: 0 });
    expect(rankRows(sweep.ranked, sweep.order)).toEqual(sweep.ranked);
    expect(choose(sweep)).toEqual({ selected: sweep.selected, reason: "selected", note: sweep.note });
    expect(swept.stdout).toContain(sweep.note);
    const winner = rowOf(sweep.selected?.name ?? "");
    expect(missedLimits(winner, sweep.limits)).toEqual([]);
    expect(recall(winner)?.value).toBeGreaterThan(0.85);
    expect(winner.against_base?.won).toBeGreaterThan(winner.against_base?.lost ?? 0);
    for (const { n } of winner.metrics.filter(({ id }) => sweep.order.includes(id))) expect(n).toBeGreaterThanOrEqual(50);
  });

  it("gives the final adapter the numbers of the last checkpoint, whose weights it holds", () => {
    expect(rowOf(".").adapter_digest).toBe(rowOf("checkpoint-60").adapter_digest);
    expect(rowOf(".").metrics).toEqual(rowOf("checkpoint-60").metrics);
    expect(new Set(sweep.ranked.map(({ adapter_digest }) => adapter_digest)).size).toBe(4);
  });

  it("deletes the checkpoints below the first, but neither the selected one nor the final adapter", () => {
    const checkpoints = sweep.ranked.filter(({ name }) => name !== "base").map(({ name }) => name);
    const kept = new Set([checkpoints[0], sweep.selected?.name, "."]);
    const gone = checkpoints.filter((name) => !kept.has(name)).sort();
    expect(sweep.pruned).toEqual(gone);
    expect(sweep.pruned.length).toBeGreaterThan(0);
    for (const name of checkpoints) expect(existsSync(join(dir, "out/run", name)), name).toBe(kept.has(name));
    expect(readdirSync(join(dir, "out/run"))).toEqual(
      expect.arrayContaining(["adapter_config.json", "adapter_model.safetensors", SWEEP_FILE]),
    );
  });

  it("names the adapter by the digest that `adapter digest` gives, and holds no path of this machine", () => {
    const folder = join("out/run", sweep.selected?.name ?? "");
    const { canonical } = JSON.parse(cli(["adapter", "digest", folder, "--json"], { cwd: dir }).stdout);
    expect(sweep.selected?.adapter_digest).toBe(canonical);
    expect(JSON.stringify(sweep)).not.toContain(dir);
  });
});

describe("the gate on the selected adapter", () => {
  const promote = (folder: string) => {
    for (const file of ["adapter_model.safetensors", "adapter_config.json"]) cpSync(join(folder, file), join(dir, "out/adapter", file));
    cpSync(join(dir, "out/run", SWEEP_FILE), join(dir, "out/adapter", SWEEP_FILE));
    git("add", "-A", "out/adapter");
    git("commit", "-q", "-m", "promote");
  };
  const evidence = (stage: string): Evidence =>
    JSON.parse(cli([stage, "--base", "main", "--json", "--python", interpreter], { cwd: dir }).stdout);

  it("finds nothing to say about the one that was selected, and measures on the same cases what the sweep measured", () => {
    promote(join(dir, "out/run", sweep.selected?.name ?? ""));
    const { findings, counts } = evidence("adapter");
    expect(findings.map(({ rule }) => rule).filter((rule) => /swept|sweep|selected/.test(rule))).toEqual([]);
    expect(counts.selected).toBe(1);
    edit(".github/tunegate.yml", (text) => text.replace("data: eval/triage.jsonl\n      scorer", "data: eval/select.jsonl\n      scorer"));
    git("commit", "-q", "-a", "-m", "judge on the selection's cases");
    const measured = evidence("eval").metrics.find(({ id }) => id === "triage.emergency_recall");
    const { value, k, n } = recall(rowOf(sweep.selected?.name ?? "")) ?? {};
    expect(measured).toMatchObject({ value, k, n });
  });

  it("warns about another one", () => {
    promote(join(example, "out/adapter"));
    const { findings } = evidence("adapter");
    expect(findings.find(({ rule }) => rule === "adapter.not-selected")).toMatchObject({
      severity: "warn",
      message: `the checkpoint sweep selected ${sweep.selected?.name}, and this adapter is none of its candidates`,
    });
  });
});

describe("flags of tunegate sweep", () => {
  it.each([
    [["sweep"], 2, /sweep takes <training output folder>/],
    [["sweep", "out/run", "--prune", "0"], 2, /--prune takes a whole number from 1 on/],
    [["sweep", "out/run", "--min-n", "1.5"], 2, /--min-n takes a whole number from 1 on/],
    [["sweep", "out/run", "--metrics", "triage.luck"], 2, /triage\.luck is no rate of suite triage/],
    [["sweep", "out/run", "--suite", "notes"], 2, /no suite notes generates its answers/],
    [["sweep", "nowhere"], 4, /the training output folder does not exist/],
    [["sweep", ".."], 2, /does not lie below the project folder/],
    [["sweep", "models"], 1, /models holds no checkpoint/],
    [["sweep", "out/run", "-C", "nowhere"], 2, /is no folder/],
  ])("%j exits %i with a sentence", (args, expected, message) => {
    const { code, stderr } = cli(args, { cwd: dir });
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});
