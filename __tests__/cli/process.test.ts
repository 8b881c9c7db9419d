import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/specs.ts";
import { cli } from "../support/cli.ts";
import { chat, dataRepo } from "../support/flow.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";

let repo: TestRepo;
beforeEach(() => {
  repo = testRepo(dataRepo());
});
afterEach(() => repo.remove());

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("tunegate", () => {
  it("tells version and help", () => {
    expect(cli(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
    const help = cli(["--help"]);
    expect(help.code).toBe(0);
    for (const { name } of COMMANDS) expect(help.stdout).toContain(`  ${name} `);
  });

  it.each(COMMANDS.map((spec) => spec.name))("%s --help shows an example and exits 0", (name) => {
    const { code, stdout } = cli([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Example: tunegate /);
  });

  it.each([
    [["rum"], /there is no command rum; did you mean run\?/],
    [["run", "--bsae", "main"], /run has no flag --bsae; did you mean --base\?/],
    [["run", "--base"], /--base/],
    [["verify"], /verify takes <run folder>, not 0 arguments/],
    [["run", "--stage", "phi,smok"], /there is no stage smok/],
    [["gate"], /gate needs at least one run folder/],
    [["train"], /train needs the training command after --/],
    [["demo", "--", "x"], /takes nothing after --/],
  ])("%j is a usage error with a remedy", (args, message) => {
    const { code, stdout, stderr } = cli(args, { cwd: repo.dir });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/fix: /);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("prints exactly one failure document with --json", () => {
    rmSync(join(repo.dir, ".git"), { recursive: true });
    const { code, stdout } = cli(["run", "--json"], { cwd: repo.dir });
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "tunegate/failure@1",
      code: "no-repository",
      message: expect.any(String),
      place: null,
      expected: null,
      fix: expect.any(String),
    });
  });

  it("tells every command that reads the head that it is in no repository", () => {
    rmSync(join(repo.dir, ".git"), { recursive: true });
    for (const args of [["train", "--", "true"], ["repro", "check"], ["init", "--force"], ["explain"]]) {
      const { code, stderr } = cli(args, { cwd: repo.dir });
      expect(stderr, args[0]).toMatch(/this folder is in no git repository/);
      expect(code, args[0]).toBe(4);
    }
  });

  it("needs git and says so", () => {
    const { code, stderr } = cli(["run"], { cwd: repo.dir, env: { PATH: "/nonexistent" } });
    expect(code).toBe(4);
    expect(stderr).toMatch(/git is not installed or not on PATH/);
  });
});

describe("run, explain, verify", () => {
  it("runs, prints one verdict document, and verifies it", () => {
    const run = cli(["run", "--json"], { cwd: repo.dir });
    expect(run.code).toBe(0);
    const verdict = JSON.parse(run.stdout);
    expect(verdict).toMatchObject({ schema: "tunegate/verdict@1", overall: "PASS", folder: expect.stringContaining(".tunegate") });
    expect(cli(["verify", verdict.folder])).toMatchObject({ code: 0, stdout: expect.stringMatching(/consistent, not authenticated/) });
    appendFileSync(join(verdict.folder, "summary.md"), "x");
    expect(cli(["verify", verdict.folder, "--json"])).toMatchObject({ code: 1 });
    expect(cli(["verify", join(repo.dir, "nowhere")]).code).toBe(4);
  });

  it("explains the plan without running anything", () => {
    const text = cli(["explain"], { cwd: repo.dir });
    expect(text).toMatchObject({ code: 0, stdout: expect.stringMatching(/runs {2}data/) });
    const plan = JSON.parse(cli(["explain", "--json"], { cwd: repo.dir }).stdout);
    expect(plan).toMatchObject({ schema: "tunegate/plan@1", bootstrap: false });
  });

  it("names place and fix of a broken record, exits 1, and prints evidence for the stage alone", () => {
    repo.write("data/train.jsonl", `${chat("a")}\n{"messages": \n`);
    const run = cli(["run"], { cwd: repo.dir });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/data\/train\.jsonl:2 record 1: the line is not JSON/);
    expect(run.stderr).toMatch(/fix: write one complete JSON object a line/);
    const stage = cli(["data", "--json"], { cwd: repo.dir });
    expect(stage.code).toBe(1);
    expect(JSON.parse(stage.stdout)).toMatchObject({ schema: "tunegate/evidence@1", stage: "data", status: "ok" });
  });

  it("joins the folders of two jobs", () => {
    const folder = join(repo.dir, ".tunegate/one");
    expect(cli(["run", "--stage", "data", "--folder", folder], { cwd: repo.dir }).code).toBe(0);
    const others = join(repo.dir, ".tunegate/two");
    const rest = JSON.parse(cli(["explain", "--json"], { cwd: repo.dir }).stdout).stages.filter(
      (stage: { id: string; run: boolean }) => stage.run && stage.id !== "data",
    );
    const from = ["--from", folder];
    if (rest.length > 0) {
      cli(["run", "--stage", rest.map((stage: { id: string }) => stage.id).join(","), "--folder", others], { cwd: repo.dir });
      from.push("--from", others);
    }
    const gate = cli(["gate", ...from, "--json"], { cwd: repo.dir });
    expect(JSON.parse(gate.stdout)).toMatchObject({ overall: "PASS", deferred: [] });
    expect(gate.code).toBe(0);
  });

  it("breaks up workflow commands and control characters in what it quotes", () => {
    const evil = "data/::error::pwned\u001b[2J.jsonl";
    repo.write(".github/tunegate.yml", `version: 1\ndata:\n  - {path: ${JSON.stringify(evil)}, role: train, schema: chat}\n`);
    const { stderr, stdout } = cli(["run"], { cwd: repo.dir });
    expect(`${stdout}${stderr}`).not.toContain("\u001b[2J");
    expect(`${stdout}${stderr}`).not.toMatch(/^\s*::error::/m);
  });

  it("says when the folder cannot be written", () => {
    const dir = mkdtempSync(join(tmpdir(), "tunegate-file-"));
    writeFileSync(join(dir, "file"), "");
    const { code, stderr } = cli(["run", "--folder", join(dir, "file", "run")], { cwd: repo.dir });
    expect(code).toBe(4);
    expect(stderr).toMatch(/tunegate: /);
    rmSync(dir, { recursive: true });
  });
});

describe("in GitHub Actions", () => {
  const inActions = (event: string, file: object) => {
    mkdirSync(join(repo.dir, ".tunegate"), { recursive: true });
    const path = join(repo.dir, ".tunegate", "event.json");
    writeFileSync(path, JSON.stringify(file));
    return { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path, GITHUB_RUN_ID: "77", GITHUB_RUN_ATTEMPT: "2" };
  };

  it("takes the base from the event and the run id from run and attempt", () => {
    const base = repo.git("rev-parse", "HEAD");
    repo.write("more.txt", "x");
    repo.commit("second");
    const run = cli(["run", "--json"], { cwd: repo.dir, env: inActions("push", { before: base }) });
    const { folder } = JSON.parse(run.stdout);
    expect(folder).toMatch(/77-2$/);
    expect(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"))).toMatchObject({ base: { commit: base }, event: { name: "push" } });
  });

  it("refuses an event without what it needs", () => {
    const { code, stderr } = cli(["run"], {
      cwd: repo.dir,
      env: inActions("pull_request", { pull_request: { number: 1, base: { sha: "main; rm -rf /" } } }),
    });
    expect(code).toBe(4);
    expect(stderr).toMatch(/no commit id at pull_request.base.sha/);
  });
});
