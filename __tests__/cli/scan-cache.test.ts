import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { say } from "../support/in-process.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-cache-"));
  mkdirSync(join(dir, "data"));
  put("a", "SSN 449-87-4100\n");
  put("b", "nothing\n");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(dir, `data/${name}.txt`), text);
const scan = (...more: string[]) => say(dir, ["scan", "data", "--today", "2026-01-01", "--json", ...more]);
const cached = (...more: string[]) => scan("--cache", ".tunegate/cache", ...more);
const entries = () => readdirSync(join(dir, ".tunegate/cache"));

it("gives what a scan gives, and scans again what has changed", async () => {
  const plain = await scan();
  for (const _ of [1, 2]) expect(await cached()).toEqual(plain);
  expect(entries().length).toBe(2);
  put("b", "SSN 449-87-4101\n");
  expect(await cached()).toEqual(await scan());
  expect(entries().length).toBe(3);
  expect(await cached("--hospitals", "off")).toEqual(await scan("--hospitals", "off"));
  expect(entries().length).toBe(5);
});

it("takes stored results, never damaged ones, and holds no value", async () => {
  const first = await cached();
  for (const name of entries()) {
    const path = join(dir, ".tunegate/cache", name);
    const text = readFileSync(path, "utf8");
    expect(text).not.toContain("449-87-4100");
    writeFileSync(path, text.replaceAll('"block":1', '"block":0').replace(/"findings":\[.*?\],/, '"findings":[],'));
  }
  expect(await cached()).toEqual(first);
  for (const name of entries()) writeFileSync(join(dir, ".tunegate/cache", name), "{}");
  expect(await cached()).toEqual(first);
});

it("proposes exceptions and tells of unread files as without it", async () => {
  writeFileSync(join(dir, "data/bad.csv.gz"), "no gzip");
  const first = await cached();
  expect(JSON.parse(first.stdout).counts).toMatchObject({ block: 2, not_scanned: 1 });
  expect(await cached()).toEqual(first);
  await cached("--propose-allow", "allow.jsonl");
  expect(readFileSync(join(dir, "allow.jsonl"), "utf8")).toContain('"rule":"phi.ssn"');
});

it("refuses a folder that is scanned itself or cannot be written", async () => {
  const inside = await scan("--cache", "data");
  expect([inside.code, inside.stderr]).toEqual([2, expect.stringContaining("data: the cache folder holds files that are to be scanned")]);
  const file = await scan("--cache", "data/a.txt");
  expect([file.code, file.stderr]).toEqual([2, expect.stringContaining("data/a.txt: the cache folder cannot be made or written")]);
});
