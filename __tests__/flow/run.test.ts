import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import { openProject } from "../../src/flow/prepare.ts";
import { chat, dataRepo, manifest, quietOptions, quietRun, throwingStage } from "../support/flow.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";

let repos: TestRepo[] = [];
const make = (files: Record<string, string>) => {
  const repo = testRepo(files);
  repos.push(repo);
  return repo;
};
afterEach(() => {
  for (const repo of repos) repo.remove();
  repos = [];
});
const faultOf = async (run: Promise<unknown>): Promise<Fault> => {
  const error = await run.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
};
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

describe("a run", () => {
  it("passes clean data and leaves a whole run folder", async () => {
    const repo = make(dataRepo());
    const { verdict, folder } = await quietRun(repo.dir);
    expect(verdict).toMatchObject({ overall: "PASS", fails: false, exit_code: 0, bootstrap: false });
    for (const path of [
      "plan.json",
      "receipts/data.json",
      "evidence/data/evidence.json",
      "verdict.json",
      "seal.json",
      "summary.md",
      "metrics.csv",
      "findings.sarif",
      "junit.xml",
      "drift.json",
      "health.json",
    ]) {
      expect(existsSync(join(folder, path)), path).toBe(true);
    }
    expect(repo.git("status", "--porcelain")).toBe("");
  });

  it("gives equal receipt bodies and an equal verdict.json twice on the same tree", async () => {
    const repo = make(dataRepo());
    repo.write("data/train.jsonl", `${chat("a")}\n{"broken\n`);
    const first = await quietRun(repo.dir);
    const second = await quietRun(repo.dir, { host: "another-host", now: () => new Date(0) });
    expect(json(join(first.folder, "receipts/data.json")).body).toEqual(json(join(second.folder, "receipts/data.json")).body);
    expect(readFileSync(join(first.folder, "verdict.json"))).toEqual(readFileSync(join(second.folder, "verdict.json")));
    expect(json(join(first.folder, "plan.json"))).toEqual(json(join(second.folder, "plan.json")));
  });

  it("does not take commit or event into the plan's digest, but every byte of the tree", async () => {
    const repo = make(dataRepo());
    const plan = async () => (await quietRun(repo.dir)).plan;
    const first = await plan();
    repo.git("commit", "-q", "--allow-empty", "-m", "nothing");
    expect((await plan()).digest).toBe(first.digest);
    repo.write("notes.md", "x");
    expect((await plan()).digest).not.toBe(first.digest);
  });

  it.each([
    ["a line that is no JSON", `${chat("a")}\n{"messages": [\n`, "data.not-json", 2],
    ["an empty file", "", "data.empty", undefined],
    ["a record without messages", `{"id": "x"}\n`, "data.schema", 1],
    ["a record without an answer", `{"messages": [{"role": "user", "content": "q"}]}\n`, "data.no-answer", 1],
    ["an id used twice", `${chat("a")}\n${chat("a")}\n`, "data.duplicate-id", 2],
  ])("blocks %s with place and fix", async (_, content, rule, line) => {
    const repo = make(dataRepo());
    repo.write("data/train.jsonl", content);
    repo.write("data/train.manifest.yml", manifest(content, content.split("\n").length - 1));
    const { verdict, stages } = await quietRun(repo.dir);
    expect(verdict).toMatchObject({ overall: "BLOCK", exit_code: 1 });
    const finding = stages.get("data")!.evidence.findings.find((candidate) => candidate.rule === rule);
    expect(finding).toMatchObject({ severity: "block", place: { path: "data/train.jsonl", ...(line ? { line } : {}) } });
    expect(finding!.fix).not.toBe("");
  });

  it("blocks data that no longer fits its manifest, and missing data", async () => {
    const repo = make(dataRepo());
    repo.write("data/train.jsonl", `${chat("a")}\n${chat("d")}\n`);
    const changed = await quietRun(repo.dir);
    expect(changed.stages.get("data")!.evidence.findings.map((finding) => finding.rule)).toEqual(
      expect.arrayContaining(["data.checksum", "data.rows"]),
    );
    expect(changed.stages.get("data")!.evidence.counts).toMatchObject({ added: 1, removed: 2, unchanged: 1 });
    rmSync(join(repo.dir, "data/train.jsonl"));
    expect((await quietRun(repo.dir)).verdict.overall).toBe("BLOCK");
  });

  it("never prints record content in a finding", async () => {
    const repo = make(dataRepo());
    repo.write("data/train.jsonl", `{"messages": [{"role": "SSN 123-45-6789", "content": 5}], "Jane Roe": 1}\n`);
    const { stages, folder } = await quietRun(repo.dir);
    expect(stages.get("data")!.evidence.findings.length).toBeGreaterThan(0);
    for (const path of ["evidence/data/evidence.json", "summary.md", "findings.sarif", "junit.xml", "verdict.json"]) {
      expect(readFileSync(join(folder, path), "utf8")).not.toMatch(/6789|Jane|Roe/);
    }
  });

  it("turns a stage that crashes into ERROR, and one that meets bad input into BLOCK, never into PASS", async () => {
    const repo = make(dataRepo());
    const crash = await quietRun(repo.dir, { stages: [throwingStage("data", new TypeError("secret record text"))] });
    expect(crash.verdict).toMatchObject({ overall: "ERROR", exit_code: 4 });
    expect(readFileSync(join(crash.folder, "summary.md"), "utf8")).not.toContain("secret record text");
    expect(existsSync(join(crash.folder, "receipts/data.json"))).toBe(true);
    const fault = new Fault({ code: "x", kind: "change", message: "bad", fix: "good", place: { path: "data/train.jsonl" } });
    expect((await quietRun(repo.dir, { stages: [throwingStage("data", fault)] })).verdict).toMatchObject({
      overall: "BLOCK",
      exit_code: 1,
    });
  });

  it("refuses a working tree that changes while the gate runs", async () => {
    const repo = make(dataRepo());
    const meddling = { ...throwingStage("data", null), run: () => Promise.reject(repo.write("late.txt", "x")) };
    expect((await faultOf(quietRun(repo.dir, { stages: [meddling] }))).details.code).toBe("head-moved");
  });
});

describe("base and head", () => {
  it("judges a pull request by the base's policy and tells the proposed verdict beside it", async () => {
    const repo = make(dataRepo());
    repo.git("checkout", "-q", "-b", "pr");
    repo.write("data/train.jsonl", "{broken\n");
    repo.write(".github/tunegate.yml", "version: 1\nenforce: observe\n");
    const { verdict, plan } = await quietRun(repo.dir);
    expect(verdict).toMatchObject({ overall: "BLOCK", fails: true, enforce: "enforce", exit_code: 1 });
    expect(plan.judging.find((file) => file.role === "policy")).toBeDefined();
    expect(verdict.proposed).toBeDefined();
  });

  it("names a change of judging files ratifiable when they alone separate failing from passing", async () => {
    const repo = make(dataRepo());
    repo.git("checkout", "-q", "-b", "pr");
    rmSync(join(repo.dir, "data/train.jsonl"));
    rmSync(join(repo.dir, "data/train.manifest.yml"));
    const files = dataRepo([chat("z")]);
    repo.write("data/other.jsonl", files["data/train.jsonl"]!);
    repo.write("data/other.manifest.yml", files["data/train.manifest.yml"]!);
    repo.write(".github/tunegate.yml", files[".github/tunegate.yml"]!.replaceAll("data/train", "data/other"));
    const { verdict } = await quietRun(repo.dir);
    expect(verdict.overall).toBe("BLOCK");
    expect(verdict.proposed).toMatchObject({ overall: "PASS" });
    expect(verdict.ratifiable?.files.map((file) => file.path)).toEqual([".github/tunegate.yml"]);
  });

  it("goes on with the base's policy when the pull request deletes it, and says so", async () => {
    const repo = make(dataRepo());
    repo.git("checkout", "-q", "-b", "pr");
    rmSync(join(repo.dir, ".github/tunegate.yml"));
    const { verdict, plan } = await quietRun(repo.dir);
    expect(verdict).toMatchObject({ overall: "PASS", exit_code: 0 });
    expect(verdict.proposed).toBeUndefined();
    expect(plan.notes.join()).toMatch(/judging files change here: \.github\/tunegate\.yml \(deleted\)/);
  });

  it("masks an identifier in a changed file's name, also in the plan", async () => {
    const repo = make(dataRepo());
    repo.write(`notes/${["536", "22", "8726"].join("-")}.txt`, "x");
    const { folder } = await quietRun(repo.dir);
    expect(readFileSync(join(folder, "plan.json"), "utf8")).not.toContain("536-22");
  });

  it("keeps a run folder inside the repository out of the head", async () => {
    const repo = make(dataRepo());
    expect((await quietRun(repo.dir, { folder: join(repo.dir, "parts/one") })).verdict.overall).toBe("PASS");
    expect(repo.git("status", "--porcelain")).toBe("");
  });

  it("bootstraps without a policy in the base, at best WARN", async () => {
    const files = dataRepo();
    const repo = make({ "readme.md": "x" });
    repo.git("checkout", "-q", "-b", "pr");
    for (const [path, content] of Object.entries(files)) repo.write(path, content);
    const { verdict, plan } = await quietRun(repo.dir);
    expect(plan).toMatchObject({ bootstrap: true, policy: { from: "head" } });
    expect(verdict).toMatchObject({ bootstrap: true, overall: "WARN", exit_code: 0 });
  });

  it("works for a project below the git root and in a repository without a commit", async () => {
    const below = Object.fromEntries(Object.entries(dataRepo()).map(([path, content]) => [`services/triage/${path}`, content]));
    const repo = make(below);
    const { verdict, plan } = await quietRun(join(repo.dir, "services/triage"));
    expect(verdict.overall).toBe("PASS");
    expect(plan.root).toBe("services/triage");
    const empty = testRepo();
    repos.push(empty);
    for (const [path, content] of Object.entries(dataRepo())) empty.write(path, content);
    expect((await quietRun(empty.dir, { base: null })).verdict).toMatchObject({ bootstrap: true, overall: "WARN" });
  });

  it("lists changed files three-dot and says when the branch is behind in a judging file", async () => {
    const repo = make(dataRepo());
    repo.git("checkout", "-q", "-b", "pr");
    repo.write("mine.txt", "x");
    repo.commit("mine");
    repo.git("checkout", "-q", "main");
    repo.write("theirs.txt", "x");
    repo.write(".github/tunegate.yml", `${dataRepo()[".github/tunegate.yml"]}mode: development\n`);
    repo.commit("theirs");
    repo.git("checkout", "-q", "pr");
    const { plan } = await quietRun(repo.dir);
    expect(plan.changed.map((file) => file.path)).toEqual(["mine.txt"]);
    expect(plan.notes.join()).toMatch(/behind the base in judging files \(\.github\/tunegate\.yml\): merge the base first/);
  });

  it("takes the first parent of a merge commit as base of a pull request", async () => {
    const repo = make(dataRepo());
    repo.git("checkout", "-q", "-b", "pr");
    repo.write("mine.txt", "x");
    repo.commit("mine");
    repo.git("checkout", "-q", "main");
    repo.write("theirs.txt", "x");
    const base = repo.commit("theirs");
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "pr");
    const project = await openProject({
      ...quietOptions(repo.dir),
      base: null,
      event: { name: "pull_request", release: false, number: 7, baseSha: "0".repeat(40).replace(/0$/, "1") },
    });
    expect(project.plan.base?.commit).toBe(base);
    expect(project.plan.changed.map((file) => file.path)).toEqual(["mine.txt"]);
    rmSync(project.scratch, { recursive: true });
  });

  it("fetches the base in a shallow clone, and says what to do when it cannot", async () => {
    const origin = make(dataRepo());
    const base = origin.git("rev-parse", "HEAD");
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true");
    origin.write("more.txt", "x");
    origin.commit("second");
    const clone = testRepo();
    repos.push(clone);
    clone.git("fetch", "-q", "--depth=1", `file://${origin.dir}`, "main");
    clone.git("checkout", "-q", "-B", "main", "FETCH_HEAD");
    const alone = await faultOf(quietRun(clone.dir, { base }));
    expect(alone.exitCode).toBe(4);
    expect(alone.message).toMatch(/is not in this shallow clone/);
    expect(alone.details.fix).toMatch(/fetch-depth: 2/);
    clone.git("remote", "add", "origin", `file://${origin.dir}`);
    expect((await quietRun(clone.dir, { base })).plan.base?.commit).toBe(base);
  });
});

describe("a project that cannot be judged", () => {
  it.each([
    ["no git repository", async (repo: TestRepo) => rmSync(join(repo.dir, ".git"), { recursive: true }), 4, /no git repository/],
    ["a base that does not exist", async () => undefined, 4, /is not in this clone/],
    [
      "no policy",
      async (repo: TestRepo) => {
        repo.git("rm", "-q", "-r", ".github");
        repo.commit("no policy");
      },
      2,
      /no policy/,
    ],
    [
      "an invalid policy in the base",
      async (repo: TestRepo) => {
        repo.write(".github/tunegate.yml", "version: 9\n");
        repo.commit("bad");
      },
      2,
      /policy is not valid/,
    ],
    [
      "an invalid policy in the head",
      async (repo: TestRepo) => {
        repo.git("checkout", "-q", "-b", "pr");
        repo.write(".github/tunegate.yml", "version: 9\n");
      },
      1,
      /policy is not valid/,
    ],
    [
      "a baseline with NaN",
      async (repo: TestRepo) => {
        repo.write(".github/tunegate.yml", `${dataRepo()[".github/tunegate.yml"]}baselines: {smoke: .github/tunegate/smoke.json}\n`);
        repo.write(".github/tunegate/smoke.json", '{"schema": "tunegate/smoke-baseline@1",\n "entries": [NaN]}\n');
        repo.commit("nan");
      },
      2,
      /not finite/,
    ],
  ])("tells %s in a sentence", async (what, spoil, code, message) => {
    const repo = make(dataRepo());
    await spoil(repo);
    const fault = await faultOf(quietRun(repo.dir, what === "a base that does not exist" ? { base: "nowhere" } : {}));
    expect(fault.message).toMatch(message);
    expect(fault.exitCode).toBe(code);
    expect(fault.details.fix).toBeTruthy();
  });
});
