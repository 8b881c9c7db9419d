import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchBase } from "../../src/github/fetch-base.ts";
import { artifactInput, flagInput, numberInput, pathInput, stagesInput } from "../../src/github/inputs.ts";
import { parseParts } from "../../src/github/parts.ts";
import { pythonCache, restorePython, savePython } from "../../src/github/python-cache.ts";
import { testRepo } from "../support/repo.ts";
import { type ResultsService, startResultsService } from "../support/runner/results-service.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-pieces-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

describe("inputs", () => {
  const given = (name: string, value: string) => vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);

  it.each(["/etc", "a/../..", "..", "C:\\x", "\\\\host"])("a working-directory that leaves the workspace is refused: %s", (path) => {
    given("working-directory", path);
    expect(() => pathInput("working-directory")).toThrow(/working-directory/);
  });

  it("stages, flags, numbers and names are checked", () => {
    given("stages", "phi, eval");
    expect(stagesInput("stages")).toEqual(["phi", "eval"]);
    given("part", "yes");
    expect(() => flagInput("part")).toThrow(/part/);
    given("retention-days", "91");
    expect(() => numberInput("retention-days", 1, 90)).toThrow(/retention-days/);
    given("artifact-name", "a/b");
    expect(() => artifactInput("artifact-name")).toThrow(/artifact-name/);
  });
});

describe("parts", () => {
  const digest = "a".repeat(64);
  it("takes ids with digests, leaves empty lines out, refuses the rest", () => {
    expect(parseParts(`12 sha256:${digest}\n \n7 ${digest}\n`)).toEqual([
      { id: 12, sha256: digest },
      { id: 7, sha256: digest },
    ]);
    for (const line of ["12", `x ${digest}`, `12 ${digest.slice(1)}`, `12 ${digest} more`, "12 latest"])
      expect(() => parseParts(line)).toThrow(/parts/);
  });
});

describe("the base commit in a shallow clone", () => {
  it("is fetched by its id, and the token is in no file of the clone", async () => {
    const origin = testRepo({ "a.txt": "one\n" });
    try {
      origin.git("config", "uploadpack.allowAnySHA1InWant", "true");
      const base = origin.git("rev-parse", "HEAD");
      origin.git("checkout", "-q", "-b", "change");
      origin.write("a.txt", "two\n");
      const head = origin.commit("change");
      origin.git("checkout", "-q", "-b", "merged", base);
      origin.git("merge", "-q", "--no-ff", "-m", "merge", head);
      const clone = join(dir, "clone");
      execFileSync("git", ["clone", "-q", "--depth=1", "--branch", "merged", `file://${origin.dir}`, clone]);
      const event = join(dir, "event.json");
      writeFileSync(event, JSON.stringify({ pull_request: { number: 1, base: { sha: base }, head: { sha: head } } }));
      const env = { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: event };
      expect(await fetchBase(clone, "ghs_secret", env)).toBe("fetched");
      expect(await fetchBase(clone, "ghs_secret", env)).toBe("present");
      expect(execFileSync("git", ["show", `${base}:a.txt`], { cwd: clone, encoding: "utf8" })).toBe("one\n");
      expect(readFileSync(join(clone, ".git/config"), "utf8")).not.toMatch(/ghs_|extraheader|basic/i);
      rmSync(origin.dir, { recursive: true, force: true });
      rmSync(clone, { recursive: true, force: true });
    } finally {
      origin.remove();
    }
  });
});

describe("the cached Python environment", () => {
  let service: ResultsService;
  const lock = "torch==2.0\n";
  beforeEach(async () => {
    service = await startResultsService();
    for (const [name, value] of Object.entries({
      ...service.env,
      RUNNER_TEMP: dir,
      RUNNER_TOOL_CACHE: join(dir, "tools"),
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_WORKSPACE: dir,
    })) {
      vi.stubEnv(name, value);
    }
  });
  afterEach(() => service.close());

  function makeEnvironment(folder: string): void {
    mkdirSync(join(folder, "python-1/bin"), { recursive: true });
    writeFileSync(join(folder, "python-1/bin/tool"), "#!/bin/sh\n");
    symlinkSync("tool", join(folder, "python-1/bin/python"));
    writeFileSync(join(folder, "python-1/tunegate-complete"), "x\n");
  }

  it("comes back as it was, and only for its own lock", async () => {
    const cache = pythonCache(process.env, lock);
    expect(await restorePython(cache)).toBe("absent");
    makeEnvironment(cache.folder);
    expect(await savePython(cache)).toBe(true);
    rmSync(cache.folder, { recursive: true });
    expect(await restorePython(cache)).toBe("restored");
    expect(existsSync(join(cache.folder, "python-1/bin/python"))).toBe(true);
    rmSync(cache.folder, { recursive: true });
    expect(await restorePython(pythonCache(process.env, "torch==3.0\n"))).toBe("absent");
  });

  it("is refused and removed when its files are not those that its key states", async () => {
    const cache = pythonCache(process.env, lock);
    makeEnvironment(cache.folder);
    await savePython(cache);
    // Somebody's newer entry with the same prefix and the digest of other files.
    writeFileSync(join(cache.folder, "python-1/bin/tool"), "#!/bin/sh\ncurl evil\n");
    const { saveCache } = await import("@actions/cache");
    await saveCache([cache.folder], `${cache.prefix}${"0".repeat(64)}`);
    rmSync(cache.folder, { recursive: true });
    expect(await restorePython(cache)).toBe("refused");
    expect(existsSync(join(cache.folder, "python-1"))).toBe(false);
  });

  it("is not saved before it is complete", async () => {
    const cache = pythonCache(process.env, lock);
    mkdirSync(cache.folder, { recursive: true });
    writeFileSync(join(cache.folder, "half"), "x");
    expect(await savePython(cache)).toBe(false);
    expect(service.caches).toHaveLength(0);
  });
});
