import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { say } from "../support/in-process.ts";

const CSV = "ssn,note\n449-87-4100,fine\n";

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "tunegate-redact-"));
  writeFileSync(join(dir, "a.csv"), CSV);
  return dir;
}

it("redacts a file, and counts in plain words", async () => {
  const dir = folder();
  expect(await say(dir, ["redact", "a.csv", "b.csv"])).toMatchObject({
    code: 0,
    stderr: "replaced 1 finding; the second scan found 0\n",
  });
  expect(readFileSync(join(dir, "b.csv"), "utf8")).toBe("ssn,note\n[SSN],fine\n");
});

it("says whether its output passes the gate, and it is so", async () => {
  const dir = folder();
  for (const [style, code] of [
    ["tag", 0],
    ["surrogate", 1],
  ] as const) {
    const { code: redacted, stderr } = await say(dir, ["redact", "a.csv", `${style}.csv`, "--style", style]);
    expect(redacted).toBe(0);
    expect(stderr.includes("the phi gate find them; for a file that must pass use --style tag\n")).toBe(style === "surrogate");
    expect((await say(dir, ["scan", `${style}.csv`])).code).toBe(code);
  }
});

it("leaves what the file's sidecar and the record itself except", async () => {
  const dir = folder();
  const header = { schema: "tunegate/phi-allow@1", salt: "0123456789abcdef0123456789abcdef" };
  const entry = { rule: "phi.ssn", column: "ssn", reason: "made up", by: "octo-lead" };
  writeFileSync(join(dir, "a.csv.phi-allow.jsonl"), `${JSON.stringify(header)}\n${JSON.stringify(entry)}\n`);
  expect((await say(dir, ["redact", "a.csv", "b.csv"])).code).toBe(0);
  expect(readFileSync(join(dir, "b.csv"), "utf8")).toBe(CSV);
  writeFileSync(join(dir, "a.txt"), 'SSN 449-87-4100 # tunegate: allow phi.ssn reason="made up" expires=2020-01-01\n');
  expect((await say(dir, ["redact", "a.txt", "b.txt"])).code).toBe(0);
  expect(readFileSync(join(dir, "b.txt"), "utf8")).not.toContain("449-87-4100");
});

it("never overwrites the input, under whatever name", async () => {
  const dir = folder();
  symlinkSync("a.csv", join(dir, "soft.csv"));
  linkSync(join(dir, "a.csv"), join(dir, "hard.csv"));
  symlinkSync(".", join(dir, "here"));
  for (const output of ["a.csv", "./a.csv", "soft.csv", "hard.csv", "here/a.csv"]) {
    const { code, stderr } = await say(dir, ["redact", "a.csv", output]);
    expect([output, code]).toEqual([output, 2]);
    expect(stderr).toContain("input and output are the same file");
  }
  expect(readFileSync(join(dir, "a.csv"), "utf8")).toBe(CSV);
});

it.each([
  ["no.csv", "b.csv", "no.csv: there is no such file"],
  ["d", "b.csv", "d: there is no such file"],
  ["a.csv", "d", "d: the output is a folder"],
  ["a.csv", "no/b.csv", "no/b.csv: the folder of the output does not exist"],
])("redact %s %s: %s", async (input, output, sentence) => {
  const dir = folder();
  mkdirSync(join(dir, "d"));
  const { code, stderr } = await say(dir, ["redact", input, output]);
  expect(code).toBe(2);
  expect(stderr).toContain(`tunegate: ${sentence}`);
  expect(readdirSync(dir).sort()).toEqual(["a.csv", "d"]);
});
