import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { say } from "../support/in-process.ts";

let dir: string;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-shards-"));
  for (const name of ["a", "b", "c"]) writeFileSync(join(dir, `${name}.txt`), "SSN 449-87-4100\n");
  for (const i of [1, 2, 3]) await shard(["a.txt", "b.txt", "c.txt"], `${i}/3`, `${i}.json`);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const shard = (files: string[], part: string, out: string) => say(dir, ["scan", ...files, "--shard", part, "--shard-out", out]);
const merge = (...parts: string[]) => say(dir, ["scan", ...parts.flatMap((part) => ["--merge", part])]);

it("says which shards are missing, doubled or foreign, and what to do", async () => {
  expect(await merge("1.json", "2.json", "3.json")).toMatchObject({ code: 1 });
  const fix = "give every --shard-out file to --merge once";
  for (const [parts, sentence] of [
    [["1.json", "2.json"], "3 shards are needed, each once; got 1, 2"],
    [["1.json", "2.json", "2.json"], "3 shards are needed, each once; got 1, 2, 2"],
    [["1.json", "2.json", "3.json", "3.json"], "3 shards are needed, each once; got 1, 2, 3, 3"],
  ] as const) {
    const { code, stderr } = await merge(...parts);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect(stderr).toContain(fix);
  }
  await shard(["a.txt", "b.txt"], "3/3", "foreign.json");
  const { code, stderr } = await merge("1.json", "2.json", "foreign.json");
  expect([code, stderr]).toEqual([2, expect.stringContaining("the shards are not of one plan")]);
});

it("refuses what is no whole shard", async () => {
  const { units: _, ...rest } = JSON.parse(readFileSync(join(dir, "3.json"), "utf8"));
  for (const text of [JSON.stringify(rest), "null", "[]", "{"]) {
    writeFileSync(join(dir, "3.json"), text);
    expect(await merge("1.json", "2.json", "3.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("this is no shard document"),
    });
  }
});
