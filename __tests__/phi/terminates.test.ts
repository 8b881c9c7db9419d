/**
 * The scan ends, whatever a JSON string holds: escapes stand before addresses, numbers and labels, under keys that make the scanner look back.
 * A scan that does not end cannot be stopped from within, so it runs in a child process with a limit.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

/** Many times what the documents take. */
const LIMIT_MS = 60_000;
const DOCUMENTS = 4000;
const dir = mkdtempSync(join(tmpdir(), "phi-terminates-"));
const child = join(dir, "child.mjs");

/** Scans each document of a list with both kernels, and says its number before. */
const CHILD = `
import { readFileSync, writeSync } from "node:fs";
import { Collector } from "./src/phi/collect.ts";
import { javascriptKernel, wasmKernel } from "./src/phi/kernel.ts";
import { Scanner } from "./src/phi/scanner.ts";
for (const [i, text] of JSON.parse(readFileSync(process.argv[2], "utf8")).entries()) {
  writeSync(1, i + "\\n");
  for (const kernel of [wasmKernel(), javascriptKernel()])
    for (const format of ["json", "jsonl", "text"]) new Scanner({}, new Collector({}), kernel).scanText(text, "data/x", format);
}
writeSync(1, "end\\n");
`;

beforeAll(() => {
  buildSync({
    stdin: { contents: CHILD, resolveDir: fileURLToPath(new URL("../..", import.meta.url)), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: child,
    loader: { ".bin": "binary", ".txt": "text" },
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The document at which the scan did not end or broke, or null. */
function stuckAt(documents: readonly string[], limit: number): string | null {
  const list = join(dir, "documents.json");
  writeFileSync(list, JSON.stringify(documents));
  const { stdout } = spawnSync(process.execPath, [child, list], {
    encoding: "utf8",
    timeout: limit,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 26,
  });
  const last = stdout.trim().split("\n").at(-1) ?? "";
  return last === "end" ? null : (documents[Number(last)] ?? last);
}

const ESCAPES = ["\\n", "\\t", '\\"', "\\\\", "\\/", "\\u0041", "\\u000a", "\\u0022", "\\u00a0", "\\ud83d\\ude00", "\\u", "\\"];
const THINGS = [
  "https://example.org/a",
  "www.example.org",
  "://",
  "a@b.co",
  "449-87-4100",
  "12",
  "1.5",
  "2021-03-04",
  "SSN",
  "MRN: ",
  "Phone",
  "value",
  "#",
  ":",
  "John Smith",
  "Dr. ",
  " ",
  "",
];
const KEYS = [
  "value",
  "text",
  "note",
  "system",
  "display",
  "valueString",
  "ssn",
  "mrn",
  "birthDate",
  "phone",
  "url",
  "patient_name",
  "x\\n",
];

const text = fc
  .array(fc.tuple(fc.constantFrom(...THINGS), fc.constantFrom(...ESCAPES), fc.constantFrom(...THINGS)), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.flat().join(""));
const pair = fc.tuple(fc.constantFrom(...KEYS), text).map(([key, value]) => `"${key}":"${value}"`);
const members = fc.array(pair, { minLength: 1, maxLength: 3 }).map((pairs) => pairs.join(","));
const json = fc.oneof(
  members.map((inside) => `{${inside}}`),
  fc.tuple(fc.constantFrom(...KEYS), members).map(([key, inside]) => `{"${key}":[{${inside}},"${key}"]}`),
  members.map((inside) => `{${inside}`),
  text.map((inside) => `"${inside}`),
);

it("ends on escapes before addresses, numbers and labels", { timeout: 2 * LIMIT_MS }, () => {
  const known = ['{"value":"a\\nhttps://example.org/a"}', '{"value":"\\u0041https://example.org"}'];
  expect(stuckAt([...known, ...fc.sample(json, { numRuns: DOCUMENTS, seed: 11 })], LIMIT_MS)).toBeNull();
});

it("names the document when a scan does not end in time", () => {
  expect(stuckAt(["{}", `"${"Mr. ".repeat(4_000_000)}"`], 3000)).toMatch(/^"Mr\. /);
});

it("ends on long rows of what de-identification leaves, and on what only begins like it", { timeout: 2 * LIMIT_MS }, () => {
  const rows = ["x", "X", "*", "_", "-", " ", "[NAME]", "redacted", "xx**__"].flatMap((piece) => [
    `${piece.repeat(60)}ana@clinic.org`,
    `patient name: ${piece.repeat(80)}!`,
  ]);
  expect(
    stuckAt(
      rows.flatMap((text) => [text, JSON.stringify({ patient_name: text, t: text })]),
      LIMIT_MS,
    ),
  ).toBe(null);
});
