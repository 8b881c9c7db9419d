import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkImports } from "../../scripts/check-imports.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
let fresh: string;
beforeAll(() => {
  fresh = mkdtempSync(join(tmpdir(), "tunegate-fresh-"));
});
afterAll(() => rmSync(fresh, { recursive: true, force: true }));

const filesIn = (dir: string) =>
  (readdirSync(dir, { recursive: true }) as string[]).filter((path) => statSync(join(dir, path)).isFile()).sort();

function sameAsFresh(script: string, committed: string, filter: (path: string) => boolean = () => true): void {
  const out = join(fresh, committed);
  execFileSync("node", [join(root, script), out], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const expected = filesIn(out).filter(filter);
  expect(expected.length).toBeGreaterThan(0);
  for (const path of expected)
    expect(
      readFileSync(join(root, committed, path), "utf8") === readFileSync(join(out, path), "utf8"),
      `${committed}/${path} is not what ${script} makes: run it and commit`,
    ).toBe(true);
  if (committed !== "docs") expect(filesIn(join(root, committed)).filter(filter)).toEqual(expected);
}

describe("generated files are what their scripts make", () => {
  it("dist", () => sameAsFresh("scripts/build.mjs", "dist"));
  it("schemas", () => sameAsFresh("scripts/write-schemas.mjs", "schemas"));
  it("docs", () => sameAsFresh("scripts/write-docs.mjs", "docs", (path) => ["metrics.md", "cli.md"].includes(path)));
});

describe("the import direction", () => {
  it("names an import that runs upward, @actions/* outside src/github, and stages that know each other", () => {
    const problems = checkImports([
      { path: "core/a.ts", text: 'import { x } from "../flow/run.ts";' },
      { path: "flow/b.ts", text: 'import * as core from "@actions/core";' },
      { path: "stages/data/c.ts", text: 'import { y } from "../eval/index.ts";' },
      { path: "flow/ok.ts", text: 'import { z } from "../core/fault.ts";' },
    ]);
    expect(problems).toHaveLength(3);
  });
});

describe("the lock file", () => {
  it("holds no download address", () => {
    expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toMatch(/"resolved": *"https?:/);
  });
});
