/** Trainers that fail, cheat or do harm: each gets its sentence, none becomes green. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Runner } from "../../../src/core/runner.ts";
import { createRunner } from "../../../src/runner/index.ts";
import { detectIsolation } from "../../../src/runner/isolation.ts";
import { runChild } from "../../../src/runner/run.ts";
import { copyProject, edit, makeProject, runStage, type SmokeOptions, type SmokeOutcome, testRunner } from "./support.ts";

// Real trainings: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 1_200_000 });

let project: string;
let runner: Runner;
beforeAll(() => {
  project = makeProject();
  runner = testRunner(project);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs a command in the project, with files of its own. */
async function attempt(command: string, options: SmokeOptions = {}, files: Record<string, string> = {}): Promise<SmokeOutcome> {
  const head = copyProject(project);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(head, path), text);
  try {
    return await runStage(head, null, { command, ...options }, runner);
  } finally {
    rmSync(head, { recursive: true, force: true });
  }
}

function neverGreen({ gates }: SmokeOutcome): void {
  expect(Object.values(gates).filter(({ verdict }) => verdict === "PASS")).toEqual([]);
  expect(gates.repeat.verdict).toBe("BLOCK");
}

const short = { limits: { minutes: 0.05, "memory-gb": 8, "disk-gb": 1 } };

describe("a trainer that fails", () => {
  it.each<[string, string, SmokeOptions, Record<string, string>, string, RegExp]>([
    ["is missing", "no-such-trainer --config x", {}, {}, "smoke.exit", /not found \(no-such-trainer\)/],
    ["is a missing script", "python absent.py", {}, {}, "smoke.exit", /exit code 2/],
    [
      "exits 1",
      "python fail.py",
      {},
      { "fail.py": "import sys\nsys.exit(1)\n" },
      "smoke.exit",
      /failed before its first step \(exit code 1\)/,
    ],
    ["hangs", "python hang.py", short, { "hang.py": "import time\ntime.sleep(60)\n" }, "smoke.wall", /longer than 0.05 minutes/],
    ["hangs without Python", "sleep 60", short, {}, "smoke.shim-not-applied", /without tunegate's shim/],
    ["does nothing", "true", {}, {}, "smoke.shim-not-applied", /without tunegate's shim/],
    ["is killed", "kill -9 $$", {}, {}, "smoke.signal", /SIGKILL/],
    [
      "allocates without end",
      "python eat.py",
      { limits: { minutes: 1, "memory-gb": 0.2, "disk-gb": 1 } },
      { "eat.py": "x = []\nwhile True: x.append(bytearray(8 << 20))\n" },
      "smoke.memory",
      /GB of memory/,
    ],
    [
      "fills the disk",
      "python fill.py",
      { limits: { minutes: 1, "memory-gb": 8, "disk-gb": 0.01 } },
      { "fill.py": "import time\nfor i in range(400):\n    open(f'f{i}', 'wb').write(bytes(1 << 20)); time.sleep(0.02)\n" },
      "smoke.disk",
      /GB/,
    ],
    ["uses python -I", "python -I quick.py", {}, { "quick.py": "print('trained')\n" }, "smoke.shim-not-applied", /-I/],
    [
      "empties the environment",
      'env -i "$(command -v python)" quick.py',
      {},
      { "quick.py": "print('trained')\n" },
      "smoke.shim-not-applied",
      /env -i/,
    ],
  ])("because it %s gets its sentence", async (_name, command, options, files, rule, words) => {
    const outcome = await attempt(command, options, files);
    expect(outcome.rules).toContain(rule);
    const finding = outcome.result.evidence.findings.find((one) => one.rule === rule)!;
    expect(finding.severity).toBe("block");
    expect(finding.message).toMatch(words);
    expect(finding.fix.length).toBeGreaterThan(10);
    neverGreen(outcome);
  });

  it("is placed at the line of its own code, without the exception's text", async () => {
    const outcome = await attempt(
      "python fail.py",
      {},
      { "fail.py": "def load():\n    raise ValueError('record of Jane Doe')\n\nload()\n" },
    );
    const finding = outcome.result.evidence.findings[0]!;
    expect(finding.place).toEqual({ path: "fail.py", line: 2 });
    expect(finding.message).toContain("ValueError");
    expect(JSON.stringify(outcome.result)).not.toContain("Jane");
    neverGreen(outcome);
  });

  it("is in the counts of the receipt all the same", async () => {
    const { result } = await attempt("false");
    expect(result.counts.in).toBe(result.counts.out + result.counts.dropped);
    expect(result.outputs.map(({ path }) => path)).toEqual(["detail.json"]);
  });
});

describe("the example's trainer", () => {
  it("that writes no adapter is told so", async () => {
    const head = copyProject(project);
    edit(head, "train.py", '    save(model, Path(config["output_dir"]))\n', "");
    const outcome = await runStage(head, null, {}, runner);
    expect(outcome.rules).toContain("smoke.no-adapter");
    neverGreen(outcome);
    rmSync(head, { recursive: true, force: true });
  });

  it("that runs twice in one command is told so", async () => {
    const outcome = await attempt("python train.py --config configs/lora.yml && python train.py --config configs/lora.yml");
    expect(outcome.rules).toContain("smoke.two-trainers");
    neverGreen(outcome);
  });

  it("that does not repeat is caught, and the diagnosis points to the seed", async () => {
    const head = copyProject(project);
    edit(head, "train.py", 'set_seed(config["seed"])', "set_seed(int.from_bytes(__import__('os').urandom(3), 'big'))");
    edit(head, "train.py", '        seed=config["seed"],\n        data_seed=config["seed"],\n', "        seed=5, data_seed=5,\n");
    const outcome = await runStage(head, null, {}, runner);
    expect(outcome.gates.repeat).toMatchObject({ verdict: "BLOCK", reason: "nondeterministic" });
    expect(outcome.gates.repeat.note).toMatch(/step-1 loss equal, step-1 gradient norm differs/);
    rmSync(head, { recursive: true, force: true });
  });

  it("that creates its adapter unseeded is warned about", async () => {
    const head = copyProject(project);
    edit(head, "train.py", '    set_seed(config["seed"])', "    #");
    const outcome = await runStage(head, null, {}, runner);
    expect(outcome.rules).toEqual(["smoke.unseeded-adapter"]);
    expect(outcome.gates.repeat.verdict).toBe("PASS");
    rmSync(head, { recursive: true, force: true });
  });
});

const HOSTILE = `
import glob, os, subprocess, sys
print("::add-mask::harmless")
print("::set-output name=verdict::PASS")
print("x" * 2_000_000)
for path in [os.environ.get("GITHUB_ENV"), COMMANDS]:
    try:
        open(path, "a").write("NODE_OPTIONS=--require evil\\n")
        print("WROTE", path)
    except Exception as error:
        print("could not write", type(error).__name__)
found = []
for name, value in os.environ.items():
    if "t0ken" in value: found.append("environment " + name)
for path in glob.glob("/proc/[0-9]*/environ") + [HOME + "/.netrc", HOME + "/.cache/huggingface/token", HOME + "/.gitconfig", os.path.expanduser("~/.netrc")]:
    try:
        if b"t0ken" in open(path, "rb").read(): found.append(path)
    except OSError: pass
if subprocess.run("git config --list", shell=True, capture_output=True, text=True).stdout.count("t0ken"): found.append("git config")
print("FOUND", found)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "300"])
    os._exit(0)
`;

describe("a hostile trainer", () => {
  const isolation = detectIsolation(process.platform, process.getuid?.() ?? null);

  it("finds no token, leaves no daemon and cannot speak to the CI runner", async () => {
    const home = mkdtempSync(join(tmpdir(), "tunegate-home-test-"));
    mkdirSync(join(home, ".cache/huggingface"), { recursive: true });
    mkdirSync(join(home, "commands"));
    for (const path of [".netrc", ".cache/huggingface/token", ".gitconfig"]) writeFileSync(join(home, path), "[x]\n\ty = t0ken\n");
    const commands = join(home, "commands", "env");
    writeFileSync(commands, "");
    const work = join(home, "work");
    mkdirSync(work);
    writeFileSync(join(work, "evil.py"), `COMMANDS = ${JSON.stringify(commands)}\nHOME = ${JSON.stringify(home)}\n${HOSTILE}`);
    const env = { PATH: process.env.PATH, HOME: home, GITHUB_TOKEN: "t0ken", GITHUB_ENV: commands };
    const limits = { wallMs: 30_000, memoryBytes: 2 ** 31, diskBytes: 2 ** 28 };
    const { python } = await runner.python();
    const result = await runChild(
      { env, isolation },
      { command: [python, "evil.py"], cwd: work, env: {}, limits, outputFile: join(home, "out.txt") },
    );
    const output = readFileSync(join(home, "out.txt"), "utf8");
    expect(result.end).toEqual({ kind: "exited", code: 0 });
    expect(result.escaped).toBeGreaterThanOrEqual(1);
    expect(result.tail).not.toContain("::");
    if (isolation.kind === "namespaces") {
      expect(output).toContain("FOUND []");
      // What it wrote went into an empty folder of its own that lay over the real one.
      expect(result.changedCommandFiles).toEqual([]);
      expect(readFileSync(commands, "utf8")).toBe("");
    } else {
      expect(result.changedCommandFiles).toEqual(["GITHUB_ENV"]);
    }
    expect(existsSync(join(home, ".netrc"))).toBe(true);
    rmSync(home, { recursive: true, force: true });
  });

  it("is blocked for writing to the CI runner's command files even when its training is right", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tunegate-commands-"));
    const commands = join(folder, "set_env");
    writeFileSync(commands, "");
    const env = { ...process.env, GITHUB_ENV: commands };
    const open: Runner = {
      python: () => runner.python(),
      run: (request) => runChild({ env, isolation: { kind: "process-group" } }, request),
    };
    const head = copyProject(project);
    edit(head, "train.py", "def main() -> None:\n", `def main() -> None:\n    open(${JSON.stringify(commands)}, "a").write("X=1\\n")\n`);
    const outcome = await runStage(head, null, {}, open);
    expect(outcome.rules).toContain("smoke.command-files");
    expect(outcome.result.evidence.findings.find(({ rule }) => rule === "smoke.command-files")).toMatchObject({ severity: "block" });
    expect(outcome.gates.repeat.verdict).toBe("PASS");
    for (const path of [head, folder]) rmSync(path, { recursive: true, force: true });
  });
});

describe("a framework that cannot run here", () => {
  it("is named, and nothing passes", async () => {
    const outcome = await attempt("mlx_lm.lora --train --config configs/lora.yml");
    expect(outcome.rules).toEqual(["smoke.not-runnable"]);
    expect(Object.values(outcome.gates).some(({ verdict }) => verdict === "PASS")).toBe(false);
  });
});

describe("a GPU that is not here", () => {
  it.skipIf(existsSync("/proc/driver/nvidia/version"))("leaves the gates to CI", async () => {
    const outcome = await attempt("python train.py --config configs/lora.yml", { device: "cuda" });
    expect(outcome.detail.device.absent).toBe(true);
    expect(Object.values(outcome.gates).every(({ reason }) => reason === "not-checked")).toBe(true);
  });
});

describe("without Python", () => {
  it("the stage says how to get one", async () => {
    const lost = createRunner({ env: { PATH: "/nonexistent", HOME: "/nonexistent" }, root: project, say: () => {} });
    await expect(runStage(project, null, {}, lost)).rejects.toMatchObject({ details: { code: "no-python", kind: "environment" } });
  });
});
