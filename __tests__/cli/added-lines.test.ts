import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addedLinesBelow, parseAddedLines } from "../../src/cli/added-lines.ts";
import { Fault } from "../../src/core/fault.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";

let repo: TestRepo;
beforeEach(() => {
  repo = testRepo({ "README.md": "x\n" });
});
afterEach(() => repo.remove());

const NAMES = ["d/ün.txt", 'd/a"b.txt', "d/back\\slash.txt", "d/tab\tbed.txt", "d/new\nline.txt", "d/with space.txt", "d/日本.txt"];
const diff = (...more: string[]): string => execFileSync("git", [...more, "HEAD"], { cwd: repo.dir, encoding: "utf8" });
const below = (text: string, dir = repo.dir) => addedLinesBelow(dir, text);

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error("nothing was told");
}

it.each([
  ["as git quotes them", ["diff"]],
  ["with plain paths", ["-c", "core.quotePath=false", "diff"]],
  ["in colour", ["diff", "--color=always"]],
  ["without prefixes", ["diff", "--no-prefix"]],
])("reads the names of files %s", (_, args) => {
  for (const name of NAMES) repo.write(name, "one\n");
  repo.git("add", "-A");
  const added = below(diff(...args));
  expect([...added.keys()].sort()).toEqual([...NAMES].sort());
  expect([...added.values()]).toEqual(NAMES.map(() => [[1, 1]]));
});

it("reads a diff with the line ends of Windows", () => {
  const text = "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n".replaceAll("\n", "\r\n");
  expect([...parseAddedLines(text)]).toEqual([["x", [[2, 2]]]]);
});

it("an empty diff adds nothing, other input is refused", () => {
  expect(below("").size).toBe(0);
  expect(below("\n").size).toBe(0);
  const fault = faultOf(() => below("not a diff"));
  expect(fault.details).toMatchObject({ kind: "usage", message: expect.stringContaining("no unified diff"), fix: expect.any(String) });
  const merge = "diff --cc x\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,2 @@@\n  a\n++b\n";
  expect(faultOf(() => below(merge)).details).toMatchObject({ kind: "usage", message: expect.stringContaining("combined diff") });
});

it("a diff of another folder is refused, with the file that is not here", () => {
  mkdirSync(join(repo.dir, "sub"));
  writeFileSync(join(repo.dir, "sub/n.txt"), "one\n");
  repo.git("add", "-A");
  const sub = join(repo.dir, "sub");
  const fault = faultOf(() => below(diff("diff"), sub));
  expect(fault.details).toMatchObject({ kind: "usage", place: { path: "sub/n.txt" }, fix: expect.stringContaining("--relative") });
  const relative = execFileSync("git", ["diff", "--relative", "HEAD"], { cwd: sub, encoding: "utf8" });
  expect([...below(relative, sub).keys()]).toEqual(["n.txt"]);
});
