import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/core/fault.ts";
import { type AllowList, allowTag, parseAllow, sidecarOf } from "../../src/phi/allow.ts";
import { listFiles, type PhiOptions, proposedAllow, readSidecars, runScan, Scanner } from "../../src/phi/index.ts";
import { say } from "../support/in-process.ts";

const salt = "0123456789abcdef0123456789abcdef";
const HEADER = JSON.stringify({ schema: "tunegate/phi-allow@1", salt });
const SIDECAR = "notes.jsonl.phi-allow.jsonl";
const who = { reason: "a published example", by: "octo-lead" };
const ROWS = [
  { text: "SSN 449-87-4100, SSN 449-87-4101", published: "DOB 1980-02-03" },
  { text: "SSN 449-87-4102", published: "DOB 1981-02-03", refs: [{ on: "DOB 1982-02-03" }, { on: "DOB 1983-02-03" }] },
];

function list(entries: readonly object[], path = SIDECAR): AllowList {
  return parseAllow(`${[HEADER, ...entries.map((entry) => JSON.stringify(entry))].join("\n")}\n`, path);
}

function folder(name: string, entries: readonly object[] | null): string {
  const dir = mkdtempSync(join(tmpdir(), "phi-allow-"));
  writeFileSync(join(dir, name), `${ROWS.map((row) => JSON.stringify(row)).join("\n")}\n`);
  if (entries !== null)
    writeFileSync(join(dir, `${name}.phi-allow.jsonl`), `${[HEADER, ...entries.map((entry) => JSON.stringify(entry))].join("\n")}\n`);
  return dir;
}

async function scan(dir: string, more: PhiOptions = {}): Promise<{ kept: string[]; told: string[] }> {
  const files = listFiles(dir, [dir]);
  const options: PhiOptions = { sidecars: readSidecars(files), ...more };
  const result = await runScan({ files, options });
  return {
    kept: result.findings
      .filter(({ severity }) => severity !== "info")
      .map(({ rule, place }) => `${rule} ${place.record} ${place.pointer}`),
    told: (result.aboutExceptions ?? []).map(({ rule, severity, place }) => `${rule} ${severity} ${place.path} ${place.record}`),
  };
}

const ALL = [
  "phi.ssn 0 /text",
  "phi.ssn 0 /text",
  "phi.date 0 /published",
  "phi.ssn 1 /text",
  "phi.date 1 /published",
  "phi.date 1 /refs/0/on",
  "phi.date 1 /refs/1/on",
];
const without = (...gone: number[]): string[] => ALL.filter((_, i) => !gone.includes(i));

describe("a sidecar", () => {
  it("belongs to the file whose name it continues", () => {
    expect(sidecarOf("data/a.jsonl.phi-allow.jsonl")).toBe("data/a.jsonl");
    expect(sidecarOf("data/.phi-allow.jsonl")).toBeNull();
    expect(sidecarOf(".github/tunegate/phi-allow.jsonl")).toBeNull();
  });

  it("covers a value, a field or one finding of its file, and nothing else", async () => {
    expect((await scan(folder("notes.jsonl", null))).kept).toEqual(ALL);
    const value = { rule: "phi.ssn", tag: allowTag(salt, "phi.ssn", "449-87-4101"), ...who };
    expect(await scan(folder("notes.jsonl", [value]))).toEqual({ kept: without(1), told: [] });
    expect((await scan(folder("notes.jsonl", [{ ...value, record: 1 }]))).kept).toEqual(ALL);
    expect((await scan(folder("notes.jsonl", [{ rule: "phi.date", pointer: "/published", ...who }]))).kept).toEqual(without(2, 4));
    expect((await scan(folder("notes.jsonl", [{ rule: "phi.date", pointer: "/refs/*/on", ...who }]))).kept).toEqual(without(5, 6));
    expect((await scan(folder("notes.jsonl", [{ rule: "phi.ssn", pointer: "/published", ...who }]))).kept).toEqual(ALL);
  });

  it("covers a finding by the fingerprint that the scan printed", async () => {
    const dir = folder("notes.jsonl", null);
    const { findings } = await runScan({ files: listFiles(dir, [dir]), options: {} });
    const fingerprint = findings.find(({ place }) => place.record === 1 && place.pointer === "/text")?.fingerprint;
    const entry = { rule: "phi.ssn", fingerprint, tag: allowTag(salt, "phi.ssn", "449-87-4102"), ...who };
    expect(await scan(folder("notes.jsonl", [entry]))).toEqual({ kept: without(3), told: [] });
    const elsewhere = { ...entry, fingerprint: "0".repeat(64) };
    expect((await scan(folder("notes.jsonl", [elsewhere]))).kept).toEqual(ALL);
  });

  it("does not cover another value that takes the place of the one that was looked at", async () => {
    const dir = folder("notes.jsonl", null);
    const before = (await runScan({ files: listFiles(dir, [dir]), options: {} })).findings;
    const entries = before
      .filter(({ rule }) => rule === "phi.ssn")
      .map(({ rule, fingerprint }, i) => ({ rule, fingerprint, tag: allowTag(salt, rule, `449-87-410${i}`), ...who }));
    const swapped = folder("notes.jsonl", entries);
    expect((await scan(swapped)).kept).toEqual(ALL.filter((line) => !line.startsWith("phi.ssn")));
    writeFileSync(join(swapped, "notes.jsonl"), `${ROWS.map((row) => JSON.stringify(row)).join("\n")}\n`.replace("4102", "4173"));
    const after = (await runScan({ files: listFiles(swapped, [join(swapped, "notes.jsonl")]), options: {} })).findings;
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(before.map(({ fingerprint }) => fingerprint));
    expect((await scan(swapped)).kept).toContain("phi.ssn 1 /text");
  });

  it("does not reach other files", async () => {
    const dir = folder("notes.jsonl", [{ rule: "phi.date", pointer: "/published", ...who }]);
    writeFileSync(join(dir, "other.jsonl"), `${JSON.stringify(ROWS[0])}\n`);
    expect((await scan(dir)).kept.filter((line) => line.startsWith("phi.date 0"))).toEqual(["phi.date 0 /published"]);
  });

  it("is told when it does nothing, or is past its date", async () => {
    const date = { rule: "phi.date", pointer: "/published", expires: "2026-06-30", ...who };
    const nothing = { rule: "phi.mrn", tag: "0000", ...who };
    const dir = folder("notes.jsonl", [date, nothing]);
    expect(await scan(dir, { today: "2026-06-30" })).toEqual({ kept: without(2, 4), told: [`phi.allow-unused info ${SIDECAR} 1`] });
    expect(await scan(dir, { today: "2026-07-01" })).toEqual({
      kept: ALL,
      told: [`phi.allow-expired warn ${SIDECAR} 0`, `phi.allow-unused info ${SIDECAR} 1`],
    });
  });

  it("that is broken is told without the name in its path, and one that is no file does not count", () => {
    const dir = mkdtempSync(join(tmpdir(), "phi-allow-"));
    writeFileSync(join(dir, "maria_garcia.txt"), "nothing\n");
    mkdirSync(join(dir, "maria_garcia.txt.phi-allow.jsonl"));
    expect(readSidecars(listFiles(dir, [dir]))).toEqual([]);
    writeFileSync(join(dir, "laura_miller.txt.phi-allow.jsonl"), `${HEADER}\nSSN 449-87-4100\n`);
    const told = (): unknown => {
      try {
        return readSidecars(listFiles(dir, [dir]));
      } catch (error) {
        return { message: String(error), ...(error as Fault).details.place };
      }
    };
    expect(told()).toMatchObject({ path: "aaaaa_aaaaaa.txt.phi-allow.jsonl", line: 2 });
    expect(JSON.stringify(told())).not.toMatch(/laura|miller|449/);
  });

  it("has no effect where exceptions beside data are forbidden", async () => {
    const dir = folder("notes.jsonl", [{ rule: "phi.date", pointer: "/published", ...who }]);
    expect((await scan(dir, { inline: "forbid" })).kept).toEqual(ALL);
  });

  it("may name its reviewer, and is scanned all the same", async () => {
    const dir = folder("notes.jsonl", [{ rule: "phi.mrn", tag: "0000", reason: "for SSN 449-87-4100", by: "Maria Garcia" }]);
    const { kept } = await scan(dir);
    expect(kept.filter((line) => !ALL.includes(line))).toEqual(["phi.ssn 1 /reason"]);
  });

  it("is proposed for one file, and refused until someone looked", async () => {
    const dir = folder("notes.jsonl", null);
    const { proposals } = await runScan({ files: listFiles(dir, [dir]), options: { proposeSalt: salt } });
    const text = proposedAllow(salt, proposals, "notes.jsonl");
    expect(() => parseAllow(text, SIDECAR)).toThrow(/why and who/);
    const filled = text.replaceAll('"reason":"","by":""', '"reason":"r","by":"b"');
    const options = { sidecars: [{ of: "notes.jsonl", list: parseAllow(filled, SIDECAR) }] };
    const { findings } = await runScan({ files: listFiles(dir, [dir]), options });
    expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(proposedAllow(salt, proposals, "other.jsonl").trim().split("\n").length).toBe(1);
  });
});

it("merged shards say of exceptions what one scan says, byte for byte, whatever the merge is told of them", async () => {
  const dir = folder("notes.jsonl", [{ rule: "phi.mrn", tag: "0000", ...who }]);
  const late = { rule: "phi.ssn", tag: allowTag(salt, "phi.ssn", "449-87-4101"), expires: "2020-01-01", ...who };
  writeFileSync(join(dir, "allow.jsonl"), `${HEADER}\n${JSON.stringify(late)}\n`);
  const scanned = ["notes.jsonl", "--allow", "allow.jsonl", "--today", "2026-11-21"];
  const whole = await say(dir, ["scan", ...scanned, "--json"]);
  expect(whole.stdout).toMatch(/phi.allow-expired.*phi.allow-unused/);
  for (const i of [1, 2]) await say(dir, ["scan", ...scanned, "--shard", `${i}/2`, "--shard-out", `x${i}`]);
  for (const more of [[], ["--allow", "allow.jsonl"]])
    expect(await say(dir, ["scan", "--merge", "x1", "--merge", "x2", "--json", ...more])).toEqual(whole);
});

describe("what an entry must say", () => {
  it.each([
    [{ rule: "phi.ssn", ...who }, /what it covers/],
    [{ rule: "phi.ssn", record: 3, ...who }, /what it covers/],
    [{ rule: "phi.ssn", tag: "00", ...who }, /tag/],
    [{ rule: "phi.ssn", fingerprint: "0000", ...who }, /fingerprint/],
    [{ rule: "phi.ssn", fingerprint: "0".repeat(64), ...who }, /any value that takes its place/],
    [{ rule: "phi.ssn", tag: "0000", path: "x", ...who }, /sidecar/],
    [{ rule: "phi.ssn", tag: "0000", record: -1, ...who }, /record/],
    [{ rule: "phi.ssn", tag: "0000", value: "449-87-4100", ...who }, /means nothing/],
    [{ rule: "phi.ssn", tag: "0000", expires: "soon", ...who }, /date/],
    [{ rule: "phi.ssn", tag: "0000", expires: "2030-99-99", ...who }, /date/],
    [{ rule: "phi.ssn", tag: "0000", expires: "2030-02-30", ...who }, /date/],
    [{ rule: "ssn", tag: "0000", ...who }, /rule/],
    [{ rule: "phi.ssn", tag: "0000", reason: "r", by: " " }, /why and who/],
  ])("%j", (entry, message) => {
    expect(() => list([entry])).toThrow(message);
  });

  it("a field without a path is too much for the allow file", () => {
    const entry = { rule: "phi.date", pointer: "/published", ...who };
    expect(() => list([entry], "allow.jsonl")).toThrow(/every file/);
    expect(list([{ ...entry, path: "data/a.jsonl" }], "allow.jsonl").entries.length).toBe(1);
  });

  it("findings about a file are covered by their fingerprint, unreadable files never", async () => {
    const dir = mkdtempSync(join(tmpdir(), "phi-allow-"));
    writeFileSync(join(dir, "maria_garcia.txt"), "nothing\n");
    writeFileSync(join(dir, "broken.txt.gz"), "no gzip");
    const files = listFiles(dir, [dir]);
    const first = await runScan({ files, options: {} });
    expect(first.findings.map(({ rule }) => rule).sort()).toEqual(["phi.file-name", "phi.unscanned"]);
    const [name, broken] = ["phi.file-name", "phi.unscanned"].map((rule) => first.findings.find((finding) => finding.rule === rule));
    const allow = list(
      [
        { rule: "phi.file-name", fingerprint: name?.fingerprint, ...who },
        { rule: "phi.unscanned", fingerprint: broken?.fingerprint, tag: "0000", ...who },
      ],
      "allow.jsonl",
    );
    expect((await runScan({ files, options: { allow } })).findings.map(({ rule }) => rule)).toEqual(["phi.unscanned"]);
  });
});

describe("an exception in the text itself", () => {
  const ssn = (text: string, format: "text" | "jsonl"): number => {
    const scanner = new Scanner({ today: "2026-11-21" });
    scanner.scanText(text, format === "text" ? "a.txt" : "a.jsonl", format);
    return scanner.collector.findings.filter(({ rule }) => rule === "phi.ssn").length;
  };
  const comment = (rest: string): number => ssn(`SSN 449-87-4100 # tunegate: allow ${rest}\n`, "text");
  const key = (entry: object): number => ssn(`${JSON.stringify({ text: "SSN 449-87-4100", _tunegate_allow: [entry] })}\n`, "jsonl");

  it.each([
    'phi.ssn reason="docs"',
    'phi.ssn reason="docs" expires=2026-11-21',
    'phi.ssn reason="docs" expires=2028-02-29-->',
    'phi.date reason="docs" tunegate: allow phi.ssn reason="docs" expires=2030-01-01 */',
  ])("counts: %s", (rest) => expect(comment(rest)).toBe(0));

  it.each([
    'phi.ssn reason="docs" expires=2026-11-20',
    'phi.ssn reason="docs" expires=never',
    'phi.ssn reason="docs" expires=2030-99-01',
    'phi.ssn reason="docs" expires=2027-02-29',
    'phi.ssn reason="docs" expires=2030-01-011',
    'phi.ssn reason="docs" expires=',
    'phi.ssn reason="docs" expires: 2030-01-01',
    'phi.ssn reason="docs" expires="2030-01-01"',
    'phi.ssn reason="docs" by=me Expires=2020-01-01',
    'phi.ssn reason=" "',
    '* reason="docs"',
  ])("covers nothing: %s", (rest) => expect(comment(rest)).toBe(1));

  it.each([{}, { expires: "2026-11-21" }, { by: "octo-lead" }])("a reserved key counts with %j", (more) => {
    expect(key({ rule: "phi.ssn", reason: "docs", ...more })).toBe(0);
  });

  it.each([
    { expires: "2026-11-20" },
    { expires: "whenever" },
    { expires: 20200101 },
    { expires: "2099-99-99" },
    { expires: null },
    { expiry: "2020-01-01" },
    { rule: "*" },
  ])("a reserved key covers nothing with %j", (more) => expect(key({ rule: "phi.ssn", reason: "docs", ...more })).toBe(1));
});
