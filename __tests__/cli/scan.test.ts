import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAddedLines } from "../../src/cli/added-lines.ts";
import { cli } from "../support/cli.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-scan-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const SSN = ["536", "22", "8726"].join("-");
const note = (text: string) => `${JSON.stringify({ messages: [{ role: "user", content: text }] })}\n`;
const put = (name: string, text: string) => writeFileSync(join(dir, name), text);
const scan = (...args: string[]) => cli(["scan", ...args], { cwd: dir });

describe("tunegate scan", () => {
  it("finds an identifier without policy and git, tells shape and place, never the value", () => {
    put("a.jsonl", note("The cough began a week ago.") + note(`Patient SSN: ${SSN}, cough.`));
    const { code, stdout, stderr } = scan("a.jsonl", "--json");
    const evidence = JSON.parse(stdout);
    expect(evidence).toMatchObject({ schema: "tunegate/evidence@1", stage: "phi", counts: { files: 1, block: 1 } });
    expect(evidence.findings[0]).toMatchObject({
      rule: "phi.ssn",
      severity: "block",
      shape: "999-99-9999",
      place: { path: "a.jsonl", line: 2, record: 1, pointer: "/messages/0/content" },
    });
    expect(code).toBe(1);
    expect(stdout + stderr + scan("a.jsonl").stdout).not.toContain(SSN);
  });

  it("exits 0 on clean text and says what it is", () => {
    put("a.jsonl", note("The cough began a week ago."));
    expect(scan(".")).toMatchObject({ code: 0, stderr: expect.stringMatching(/Safe Harbor pattern check, no proof/) });
  });

  it("tells files that it did not look into: disguised text blocks, an archive warns, weights are listed", () => {
    writeFileSync(join(dir, "log.txt"), Buffer.concat([Buffer.from(`SSN ${SSN}`), Buffer.from([0, 0]), Buffer.from(" end")]));
    writeFileSync(join(dir, "a.zip"), Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1, 2, 3]));
    writeFileSync(join(dir, "w.safetensors"), Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 1, 2]));
    const { code, stdout } = scan(".", "--json");
    const told = JSON.parse(stdout).findings.map((finding: { rule: string; severity: string; place: { path: string } }) => [
      finding.place.path,
      finding.rule,
      finding.severity,
    ]);
    expect(told).toEqual([
      ["a.zip", "phi.not-scanned", "warn"],
      ["log.txt", "phi.not-scanned", "block"],
    ]);
    expect(code).toBe(1);
    expect(scan(".").stderr).toMatch(/not scanned: w\.safetensors: binary/);
  });

  it("reads standard input", () => {
    const { code, stdout } = cli(["scan", "--stdin", "--json"], { cwd: dir, input: `SSN: ${SSN}\n` });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings[0].place).toMatchObject({ path: "stdin", line: 1 });
  });

  it("counts only the added lines of a diff", () => {
    put("notes.txt", `SSN: ${SSN}\nnothing here\nSSN: ${SSN}\n`);
    const diff = `--- a/notes.txt\n+++ b/notes.txt\n@@ -1,2 +1,3 @@\n SSN: x\n nothing here\n+SSN: x\n`;
    const { stdout } = cli(["scan", "--added-lines", "--json"], { cwd: dir, input: diff });
    expect(JSON.parse(stdout).findings.map((finding: { place: { line: number } }) => finding.place.line)).toEqual([3]);
  });

  it("gives the same evidence from shards as from one scan", () => {
    for (const name of ["a", "b", "c", "d"]) put(`${name}.jsonl`, note(`Patient SSN: ${SSN} (${name})`).repeat(50));
    const whole = scan(".", "--json").stdout;
    for (const part of ["1/3", "2/3", "3/3"])
      expect(scan(".", "--shard", part, "--shard-out", join(dir, `..`, `${dir.split("/").pop()}-${part[0]}.json`)).code).toBe(0);
    const parts = ["1", "2", "3"].flatMap((part) => ["--merge", join(dir, "..", `${dir.split("/").pop()}-${part}.json`)]);
    expect(scan(...parts, "--json").stdout).toBe(whole);
    for (const part of ["1", "2", "3"]) rmSync(join(dir, "..", `${dir.split("/").pop()}-${part}.json`));
  });

  it("takes a reviewed exception from an allow file that it proposed, and refuses one that nobody looked at", () => {
    put("a.txt", `SSN: ${SSN}\n`);
    scan("a.txt", "--propose-allow", "allow.jsonl");
    const proposed = readFileSync(join(dir, "allow.jsonl"), "utf8");
    expect(proposed).not.toContain(SSN);
    expect(scan("a.txt", "--allow", "allow.jsonl").code).not.toBe(0);
    const reviewed = proposed.replaceAll('"reason":""', '"reason":"sample of a form, public"').replaceAll('"by":""', '"by":"octo-lead"');
    put("allow.jsonl", reviewed);
    expect(scan("a.txt", "--allow", "allow.jsonl")).toMatchObject({ code: 0 });
  });

  it("reveals nothing without a terminal", () => {
    put("a.txt", `SSN: ${SSN}\n`);
    const { code, stdout, stderr } = scan("a.txt", "--reveal");
    expect(code).toBe(2);
    expect(stderr).toMatch(/works on a terminal only/);
    expect(stdout + stderr).not.toContain(SSN);
  });

  it.each([
    [["--shard", "0/2"], /I\/N/],
    [["--packs", "uk,xx"], /knows no xx/],
    [["--jobs", "many"], /number from 1/],
    [["nowhere.txt"], /does not exist/],
    [["--merge", "nowhere.json"], /no shard document/],
  ])("tells %j in a sentence", (args, message) => {
    const { code, stderr } = scan(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("tunegate redact", () => {
  it("writes a file of the same shape without findings", () => {
    put("a.jsonl", note(`Patient SSN: ${SSN}, cough.`));
    const { code, stderr } = cli(["redact", "a.jsonl", "b.jsonl"], { cwd: dir });
    expect(stderr).toMatch(/replaced 1 finding; the second scan found 0/);
    expect(code).toBe(0);
    const redacted = readFileSync(join(dir, "b.jsonl"), "utf8");
    expect(redacted).not.toContain(SSN);
    expect(JSON.parse(redacted).messages[0].content).toMatch(/^Patient SSN: .*, cough\.$/);
    expect(cli(["redact", "a.jsonl", "a.jsonl"], { cwd: dir }).code).toBe(2);
  });
});

describe("parseAddedLines", () => {
  it("follows hunks, files and deletions", () => {
    const diff = [
      "--- a/x",
      "+++ b/x",
      "@@ -1,3 +1,4 @@",
      " a",
      "+b",
      "+c",
      "-d",
      " e",
      "@@ -10 +11,2 @@",
      "-q",
      "+q",
      "+r",
      "--- a/gone",
      "+++ /dev/null",
      "@@ -1 +0,0 @@",
      "-z",
      "",
    ].join("\n");
    expect([...parseAddedLines(diff)]).toEqual([
      [
        "x",
        [
          [2, 3],
          [11, 12],
        ],
      ],
    ]);
  });
});
