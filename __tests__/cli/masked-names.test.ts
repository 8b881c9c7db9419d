import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { say } from "../support/in-process.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-masked-"));
  writeFileSync(join(dir, "a.txt"), "nothing\n");
  writeFileSync(join(dir, "SSN 449-87-4101.jsonl"), "no list\n");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it.each([
  [["redact", "John Smith 449-87-4100.txt", "o"], "there is no such file"],
  [["redact", "a.txt", "none/SSN 449-87-4100"], "the folder of the output does not exist"],
  [["scan", "a.txt", "--sarif", "none/449-87-4100"], "the folder of the output does not exist"],
  [["scan", "a.txt", "--allow", "449-87-4100"], "there is no such file"],
  [["scan", "a.txt", "--allow", "SSN 449-87-4101.jsonl"], "SSN 999-99-9999.jsonl:1"],
  [["scan", "a.txt", "--packs", "SSN 449-87-4100"], "knows no SSN 999-99-9999"],
  [["scan", "SSN 449-87-4100.txt"], "SSN 999-99-9999.txt: a path to scan does not exist"],
  [["scan", "--merge", "SSN 449-87-4100.json"], "SSN 999-99-9999.json: this is no shard document"],
])("%j shows no value", async (args, sentence) => {
  for (const more of [[], ["--json"]]) {
    const { code, stdout, stderr } = await say(dir, [...args, ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stdout + stderr).not.toMatch(/449-87-410|John Smith/);
  }
});

it("shows no value where all is well", async () => {
  const { code, stderr } = await say(dir, ["scan", "a.txt", "--shard-out", "SSN 449-87-4100.json"]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("wrote SSN 999-99-9999.json;")]);
});
