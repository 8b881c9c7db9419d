import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Evidence } from "../../src/core/documents.ts";
import { say } from "../support/in-process.ts";

const ROW = `${JSON.stringify({ text: "SSN 536-22-8726", published: "DOB 1980-02-03" })}\n`;
const SIDECAR = "a.jsonl.phi-allow.jsonl";

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "tunegate-exceptions-"));
  writeFileSync(join(dir, "a.jsonl"), ROW);
  return dir;
}

/** Proposes a sidecar, and lets someone look at it. */
async function reviewed(dir: string, more = ""): Promise<void> {
  expect((await say(dir, ["scan", "a.jsonl", "--propose-allow", SIDECAR])).code).toBe(1);
  const text = readFileSync(join(dir, SIDECAR), "utf8");
  expect(text).not.toContain('"path"');
  writeFileSync(join(dir, SIDECAR), text.replaceAll('"reason":"","by":""', `"reason":"a published sample","by":"octo-lead"${more}`));
}

const rules = (stdout: string): string[] => (JSON.parse(stdout) as Evidence).findings.map(({ rule, severity }) => `${rule} ${severity}`);

it("a sidecar proposed by scan, once reviewed, covers its file", async () => {
  const dir = folder();
  await reviewed(dir);
  expect(await say(dir, ["scan", "."])).toMatchObject({ code: 0 });
  expect(await say(dir, ["scan", "a.jsonl"])).toMatchObject({ code: 0 });
  expect(rules((await say(dir, ["scan", ".", "--inline", "forbid", "--json"])).stdout)).toEqual(["phi.date block", "phi.ssn block"]);
});

it("refuses a sidecar that nobody looked at", async () => {
  const dir = folder();
  await say(dir, ["scan", "a.jsonl", "--propose-allow", SIDECAR]);
  const { code, stderr } = await say(dir, ["scan", "a.jsonl"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/a\.jsonl\.phi-allow\.jsonl.*does not say why and who looked/s);
});

it("entries end with their date; --today says which day it is", async () => {
  const dir = folder();
  await reviewed(dir, ',"expires":"2030-06-30"');
  expect((await say(dir, ["scan", ".", "--today", "2030-06-30"])).code).toBe(0);
  const late = await say(dir, ["scan", ".", "--today", "2030-07-01", "--json"]);
  expect(late.code).toBe(1);
  expect(rules(late.stdout)).toEqual(["phi.date block", "phi.ssn block", "phi.allow-expired warn", "phi.allow-expired warn"]);
  expect((await say(dir, ["scan", ".", "--today", "soon"])).code).toBe(2);
});

it("tells of entries that cover nothing", async () => {
  const dir = folder();
  await reviewed(dir);
  writeFileSync(join(dir, "a.jsonl"), '{"text":"nothing"}\n');
  const { code, stdout } = await say(dir, ["scan", "."]);
  expect(code).toBe(0);
  expect(stdout.match(/phi\.allow-unused/g)?.length).toBe(2);
});

it.each([
  ["--allow", "no.jsonl", "there is no such file"],
  ["--allow", "d", "there is no such file"],
  ["--sarif", "no/a.sarif", "the folder of the output does not exist"],
  ["--shard-out", "no/a.json", "the folder of the output does not exist"],
  ["--propose-allow", "d", "the output is a folder"],
])("scan %s %s: %s", async (flag, path, sentence) => {
  const dir = folder();
  mkdirSync(join(dir, "d"));
  const { code, stdout, stderr } = await say(dir, ["scan", "a.jsonl", flag, path]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`tunegate: ${path}: ${sentence}`);
});

it("counts one file as one file", async () => {
  expect((await say(folder(), ["scan", "a.jsonl"])).stderr).toMatch(/^1 file, 0\.0 MB: 2 block/m);
});
