import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { allowTag, parseAllow } from "../../src/phi/allow.ts";
import { type PhiOptions, type RedactResult, runRedact, runScan } from "../../src/phi/index.ts";
import { withRepeats } from "../../src/phi/redact/repeats.ts";
import { surrogate } from "../../src/phi/surrogate.ts";

const dir = mkdtempSync(join(tmpdir(), "phi-redact-"));
type Style = "tag" | "surrogate";

interface Redacted extends RedactResult {
  readonly output: Buffer;
  readonly file: string;
}

async function redact(name: string, content: string | Uint8Array, style: Style, options: PhiOptions = {}): Promise<Redacted> {
  const input = join(dir, `in-${name}`);
  const file = join(dir, `out-${name}`);
  writeFileSync(input, content);
  const result = await runRedact({ input, output: file, path: name, options, style, seed: "seed" });
  return { ...result, output: readFileSync(file), file };
}

/** Rules of what a scan of its own finds in the file, above info. */
async function found(name: string, file: string): Promise<string[]> {
  const { findings } = await runScan({ files: [{ path: name, file }], options: { inline: "forbid" } });
  return findings.filter(({ severity }) => severity !== "info").map(({ rule }) => rule);
}

const SECRETS = ["449-87-4100", "John Smith", "Maria Garcia", "03/14/1961", "(212) 555-9187", "jsmith@clinicmail.net", "A-1000001"];
const PARTS = [
  "SSN 449-87-4100",
  "Patient name: John Smith",
  "seen by Dr. Maria Garcia",
  "DOB 03/14/1961",
  "call (212) 555-9187",
  "mail jsmith@clinicmail.net",
  "MRN: A-1000001",
];
const CLEAN = [
  "metformin 500 mg twice a day",
  "tolerated well",
  'he said "fine"',
  "größer, δ and 😀",
  "line\nbreak",
  "tab\there",
  "back\\slash",
  "",
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...PARTS), fc.constantFrom(...CLEAN)), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join("; "));
const row = fc.record({
  id: fc.integer({ min: 0, max: 99 }),
  note: text,
  mrn: fc.constantFrom(10_000_123, 70_000_456),
  patient_name: fc.constantFrom("John Smith", "Maria Garcia", "X"),
  more: fc.array(text, { maxLength: 2 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 4 });
type Row = { id: number; note: string; mrn: number; patient_name: string; more: string[] };

/** What a value becomes when only its form counts. */
function form(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(form);
  if (typeof value !== "object" || value === null) return typeof value === "string" ? "text" : "bare";
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, form(item)]));
}

function cell(value: string, quoted: boolean): string {
  return quoted || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** RFC 4180, for the test alone. */
function parseCsv(csv: string): string[][] {
  const out: string[][] = [[]];
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    out.at(-1)?.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === "") break;
    if (end !== ",") out.push([]);
  }
  if (out.at(-1)?.join("") === "") out.pop();
  return out;
}

interface FormatCase {
  readonly name: string;
  readonly write: (rows: readonly Row[]) => string | Uint8Array;
  /** Form of the content; throws when the format is broken. */
  readonly read: (output: Buffer) => unknown;
}

const notebook = (list: readonly Row[]): object => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: list.map(({ note, more }) => ({
    cell_type: "code",
    source: note.split(/(?<=\n)/),
    outputs: [{ output_type: "stream", name: "stdout", text: more }],
    metadata: {},
    execution_count: null,
  })),
});

const CASES: readonly FormatCase[] = [
  {
    name: "a.jsonl",
    write: (list) => list.map((item) => `${JSON.stringify(item)}\n`).join(""),
    read: (output) => output.toString().trim().split("\n").map((line) => form(JSON.parse(line))),
  },
  { name: "a.json", write: (list) => JSON.stringify(list, null, 2), read: (output) => form(JSON.parse(output.toString())) },
  { name: "b.json", write: (list) => JSON.stringify(list.map((item) => [item.mrn, item.note, [item.more]])), read: (output) => form(JSON.parse(output.toString())) },
  { name: "a.ipynb", write: (list) => JSON.stringify(notebook(list), null, 1), read: (output) => form(JSON.parse(output.toString())) },
  {
    name: "a.csv",
    write: (list) => `id,mrn,patient_name,note,more\r\n${list.map(({ id, mrn, patient_name, note, more }) => `${id},${mrn},${patient_name},${cell(note, id % 2 === 0)},${cell(more.join("|"), false)}\r\n`).join("")}`,
    read: (output) => parseCsv(output.toString()).map((cells) => cells.length),
  },
  {
    name: "a.jsonl.gz",
    write: (list) => gzipSync(list.map((item) => `${JSON.stringify(item)}\n`).join("")),
    read: (output) => gunzipSync(output).toString().trim().split("\n").map((line) => form(JSON.parse(line))),
  },
  { name: "a.txt", write: (list) => list.map(({ note }) => `${note}\n\n`).join(""), read: (output) => output.toString().split("\n").length },
]; // biome-ignore format: a table

describe("redaction keeps the format and leaves nothing", () => {
  for (const { name, write, read } of CASES) {
    for (const style of ["tag", "surrogate"] as const) {
      it(`${name}, ${style}s`, { timeout: 60_000 }, async () => {
        await fc.assert(
          fc.asyncProperty(rows, async (list) => {
            const input = write(list);
            const { left, output, file } = await redact(name, input, style);
            expect(left).toEqual({});
            const before = read(Buffer.from(input));
            const after = read(output);
            if (style === "surrogate") expect(after).toEqual(before);
            else expect(await found(name, file)).toEqual([]);
            const content = name.endsWith(".gz") ? gunzipSync(output).toString() : output.toString();
            for (const secret of SECRETS) expect(content).not.toContain(secret);
          }),
          { numRuns: 40, seed: 7 },
        );
      });
    }
  }

  it("leaves every byte that is no value", async () => {
    const csv = 'name;"mrn" ;note\n"John ""JJ"" Smith";00412345;"fine; really"\n;;\n"x";;"SSN 449-87-4100"\r\nshort\n';
    const { output } = await redact("b.csv", csv, "tag");
    expect(output.toString()).toBe('name;"mrn" ;note\n"[NAME] ""JJ"" [NAME]";[MRN];"fine; really"\n;;\n"x";;"SSN [SSN]"\r\nshort\n');
    const behind = (await redact("b2.csv", 'note,x\n"SSN" 449-87-4100,1\n"a" b,2\n', "tag")).output.toString();
    expect(behind).toBe('note,x\n"SSN [SSN]",1\n"a" b,2\n');
    const json = '{ "a" : [ -1.50e3 , "\\u0041SSN 449-87-4100\\n" ],\n\t"mrn":12345678,"x":null}';
    expect((await redact("c.json", json, "tag")).output.toString()).toBe(
      '{ "a" : [ -1.50e3 , "\\u0041SSN [SSN]\\n" ],\n\t"mrn":"[MRN]","x":null}',
    );
  });

  it("finds a CSV header below what stands above it, and leaves both", async () => {
    const csv = "sep=;\n# made by us, SSN 449-87-4100\n\nid;ssn\n1;518447261\n";
    expect((await redact("p.csv", csv, "tag")).output.toString()).toBe("sep=;\n# made by us, SSN [SSN]\n\nid;ssn\n1;[SSN]\n");
  });

  it("keeps YAML what it is: texts stay texts, lists stay as long", async () => {
    const [who, ssn] = ["John Smith", "449-87-4100"];
    const yaml = `patient:
  name: ${who}
  ssn: ${ssn} # as of the card
  "mrn": A-1000001
  quoted: "${who}"
  single: '${who}'
  more: ${who}, SSN ${ssn}
  note: Patient ${who} came [early]
  below:
    ${who}
  flow: [${who}, "x", SSN ${ssn}, {name: ${who}}]
  anchor: &a !!str ${who}
contacts:
  - ${who}
  - name: ${who}
    ssn: ${ssn}\r
${who}: the patient
text: |
  Patient name: ${who}
  it's a text - SSN ${ssn}
`;
    const { output, left } = await redact("y.yaml", yaml, "tag");
    expect(output.toString()).not.toMatch(/John|Smith|449|A-100/);
    expect(left).toEqual({});
    const shape = (value: unknown): unknown =>
      typeof value === "object" && value !== null
        ? Array.isArray(value)
          ? value.map(shape)
          : Object.entries(value).map(([key, item]) => [key.includes("[") || key.includes("John") ? "*" : key, shape(item)])
        : typeof value;
    expect(shape(parse(output.toString()))).toEqual(shape(parse(yaml)));
    expect(parse(output.toString())).toMatchObject({
      patient: {
        name: "[NAME]",
        ssn: "[SSN]",
        quoted: "[NAME]",
        more: "<NAME>, SSN [SSN]",
        flow: ["[NAME]", "x", "SSN <SSN>", { name: "[NAME]" }],
      },
      contacts: ["[NAME]", { name: "[NAME]", ssn: "[SSN]" }],
    });
    expect((await redact("y.txt", `name: ${who}\n`, "tag")).output.toString()).toBe("name: [NAME]\n");
  });

  describe("what an exception covers stays, for the scan does not count it", () => {
    const salt = "0123456789abcdef0123456789abcdef";
    const who = { reason: "published", by: "octo-lead" };
    const listOf = (path: string, entry: object) =>
      parseAllow(`${JSON.stringify({ schema: "tunegate/phi-allow@1", salt })}\n${JSON.stringify({ ...entry, ...who })}\n`, path);
    const sidecar = (name: string, entry: object): PhiOptions => ({
      sidecars: [{ of: name, list: listOf(`${name}.phi-allow.jsonl`, entry) }],
      today: "2026-11-21",
    });
    const tag = allowTag(salt, "phi.ssn", "449-87-4100");

    it.each(["tag", "surrogate"] as const)("in the text itself, with %ss", async (style) => {
      const record = '{"a":"SSN 449-87-4100, MRN: A-1000001","_tunegate_allow":[{"rule":"phi.ssn","reason":"docs"}]}\n';
      const jsonl = await redact("x.jsonl", record + record.replace("phi.ssn", "phi.mrn"), style);
      expect(jsonl.output.toString().match(/449-87-4100|A-1000001/g)).toEqual(["449-87-4100", "A-1000001"]);
      expect(jsonl.left).toEqual({});
      const line = 'SSN 449-87-4100, MRN: A-1000001 # tunegate: allow phi.ssn reason="docs"\n';
      const { output, left } = await redact("x.txt", line, style);
      expect(output.toString().match(/449-87-4100|A-1000001/g)).toEqual(["449-87-4100"]);
      expect(left).toEqual({});
      expect((await redact("x.txt", line, style, { inline: "forbid" })).output.toString()).not.toMatch(/449-87-4100/);
      expect((await redact("x.txt", line.replace("docs", " "), style)).output.toString()).not.toMatch(/449-87-4100/);
    });

    it("in a sidecar and the allow file: a value, a column, a pointer, a finding", async () => {
      const csv = `note,doc\n${"SSN 449-87-4101,449-87-4100\n".repeat(3000)}`;
      const byTag = await redact("s.csv", csv, "tag", sidecar("s.csv", { rule: "phi.ssn", tag, record: 2500 }));
      expect(byTag.output.toString().match(/449-87-410\d/g)).toEqual(["449-87-4100"]);
      expect(byTag.left).toEqual({});
      const column = await redact("s.csv", csv, "tag", sidecar("s.csv", { rule: "phi.ssn", column: "note" }));
      expect(column.output.toString().match(/449-87-4101/g)?.length).toBe(3000);
      expect(column.output.toString()).not.toContain("449-87-4100");
      const json = '{"a":{"b":"SSN 449-87-4100"},"c":"SSN 449-87-4100"}';
      const pointer = await redact("s.json", json, "tag", {
        allow: listOf("allow.jsonl", { rule: "phi.ssn", pointer: "/a/b", path: "s.json" }),
      });
      expect(pointer.output.toString()).toBe('{"a":{"b":"SSN 449-87-4100"},"c":"SSN [SSN]"}');
      const elsewhere = await redact("s.json", json, "tag", sidecar("other.json", { rule: "phi.ssn", tag }));
      expect(elsewhere.output.toString()).not.toContain("449-87");
    });

    it("a finding by its fingerprint, although the record changes around it", async () => {
      const text = '{"a":"SSN 449-87-4100, MRN: A-1000001"}\n{"b":"SSN 449-87-4100, MRN: A-1000001"}\n';
      writeFileSync(join(dir, "f.jsonl"), text);
      const { findings } = await runScan({ files: [{ path: "f.jsonl", file: join(dir, "f.jsonl") }], options: {} });
      const { fingerprint } = findings.find(({ rule, place }) => rule === "phi.ssn" && place.record === 1) ?? {};
      const { output, left } = await redact("f.jsonl", text, "tag", sidecar("f.jsonl", { rule: "phi.ssn", tag, fingerprint }));
      expect(output.toString()).toBe('{"a":"SSN [SSN], MRN: [MRN]"}\n{"b":"SSN 449-87-4100, MRN: [MRN]"}\n');
      expect(left).toEqual({});
    });
  });

  describe("a name of two words or more", () => {
    const NOTE = "Patient John Smith SSN 449-87-4100";
    it.each([
      ["r.txt", `${NOTE}. Later john smith came, JOHN SMITH's wife too; johnsmith, john and smithson stay.\n`],
      ["r.jsonl", `{"a":"${NOTE}","b":["john\\tsmith","JOHN  SMITH"]}\n`],
      ["r.json", `{"a":"${NOTE}","b":{"c":"for john smith, again"}}\n`],
      ["r.csv", `id,note,more\n1,"${NOTE}\njohn smith came","for JOHN SMITH"\n`],
      ["r.tsv", `id\tname\tmore\n1\tJosé Núñez\tfor JOSÉ NÚÑEZ\n`],
    ])("is replaced where it stands again in other letters: %s", async (name, content) => {
      const { output, left } = await redact(name, content, "tag");
      expect(output.toString()).not.toMatch(/john[ \\t]+smith\b|josé/i);
      expect(output.toString().match(/\[NAME\]/g)?.length).toBe(name === "r.json" || name === "r.tsv" ? 2 : 3);
      expect(left).toEqual({});
      if (name === "r.txt") expect(output.toString()).toContain("Later [NAME] came, [NAME]'s wife too; johnsmith, john and smithson stay.");
    });

    it("gives it one surrogate, and leaves other records alone", async () => {
      const { output } = await redact("r2.jsonl", `{"a":"${NOTE}, john smith"}\n{"a":"the john smith of the second"}\n`, "surrogate");
      const [first, second] = output.toString().split("\n");
      expect(new Set(first?.match(/[A-Z][a-z]+ (?:Sample|Placeholder|Surrogate|Standin|Fictive|Testcase)/g)).size).toBe(1);
      expect(first).not.toMatch(/john smith/i);
      expect(second).toBe('{"a":"the john smith of the second"}');
    });

    it("leaves no half of a value that it touches", () => {
      const hits = [
        { start: 0, end: 4 },
        { start: 10, end: 20 },
        { start: 30, end: 34 },
      ];
      const at = (start: number, end: number) => withRepeats(hits, [{ start, end }], (span) => span).map((hit) => [hit.start, hit.end]);
      expect(at(22, 28)).toEqual([
        [0, 4],
        [10, 20],
        [22, 28],
        [30, 34],
      ]);
      expect(at(0, 8)).toEqual([
        [0, 8],
        [10, 20],
        [30, 34],
      ]);
      expect(at(12, 22)).toEqual([
        [0, 4],
        [10, 20],
        [30, 34],
      ]);
      expect(at(28, 32)).toEqual([
        [0, 4],
        [10, 20],
        [30, 34],
      ]);
      expect(at(40, 44)).toEqual([
        [0, 4],
        [10, 20],
        [30, 34],
        [40, 44],
      ]);
    });
  });

  it("gives equal values equal surrogates, and other files of the folder are not touched", async () => {
    const { output } = await redact("d.csv", "ssn,note\n449-87-4100,SSN 449-87-4100\n449-87-4101,SSN 449-87-4101\n", "surrogate");
    const [, first, second] = parseCsv(output.toString());
    expect(first?.[1]).toBe(`SSN ${first?.[0]}`);
    expect(second?.[1]).toBe(`SSN ${second?.[0]}`);
    expect(first?.[0]).toMatch(/^9\d\d-\d\d-\d{4}$/);
    expect(first?.[0]).not.toBe(second?.[0]);
    expect(readdirSync(dir).filter((name) => name.endsWith(".before"))).toEqual([]);
  });

  it("replaces a value that is equal to a surrogate written before it", async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${2016 + (i % 5)}-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")}`,
    );
    const csv = `dob,note\n${rows.map((date) => `${date},fine`).join("\n")}\n`;
    const text = `${rows.map((date) => `DOB ${date}`).join("\n")}\n`;
    const { output, left } = await redact("e.csv", csv, "surrogate");
    const after = output.toString().trim().split("\n").slice(1);
    const lines = (await redact("e.txt", text, "surrogate")).output.toString().trim().split("\n");
    // else the test shows nothing: some surrogates are dates of the file
    expect(after.filter((row) => rows.includes(row.slice(0, 10))).length).toBeGreaterThan(20);
    expect(left).toEqual({});
    rows.forEach((date, i) => {
      expect(after[i]?.slice(0, 10)).not.toBe(date);
      expect(lines[i]).not.toBe(`DOB ${date}`);
    });
  });

  it("leaves a file that was there when it fails, and no draft", async () => {
    const file = join(dir, "out-kept.bin");
    writeFileSync(file, "precious");
    await expect(redact("kept.bin", Uint8Array.of(0, 1, 2, 0, 0, 7, 0), "tag")).rejects.toThrow(/binary files cannot be redacted/);
    expect(readFileSync(file, "utf8")).toBe("precious");
    expect(
      readdirSync(dir)
        .filter((name) => name.includes("kept.bin"))
        .sort(),
    ).toEqual(["in-kept.bin", "out-kept.bin"]);
  });

  it("refuses what it cannot write, with the way out", async () => {
    await expect(redact("a.txt.zst", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, 1, 0, 0), "tag")).rejects.toThrow(
      /zstd files cannot be redacted/,
    );
    await expect(redact("a.bin", Uint8Array.of(0, 1, 2, 0, 0, 7, 0), "tag")).rejects.toThrow(/binary files cannot be redacted/);
  });
});

describe("Parquet", () => {
  const schema = [
    { name: "root", num_children: 5 },
    { name: "id", type: "INT64", repetition_type: "REQUIRED" },
    { name: "note", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    { name: "when", type: "INT64", converted_type: "TIMESTAMP_MICROS", repetition_type: "OPTIONAL" },
    { name: "clean", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    { name: "tags", converted_type: "LIST", repetition_type: "OPTIONAL", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  ] as const;

  function write(name: string, count: number): string {
    const file = join(dir, name);
    const ids = Array.from({ length: count }, (_, i) => i);
    parquetWriteFile({
      filename: file,
      schema: [...schema],
      rowGroupSize: 300,
      columnData: [
        { name: "id", data: BigInt64Array.from(ids.map(BigInt)) },
        {
          name: "note",
          data: ids.map((i) =>
            i % 7 === 0 ? null : i % 5 === 0 ? "Patient name: John Smith, SSN 449-87-4100" : `tolerated well, dose ${i % 9}`,
          ),
        },
        { name: "when", data: ids.map((i) => (i % 3 === 0 ? null : new Date(1_700_000_000_000 + i))) },
        { name: "clean", data: ids.map((i) => `metformin ${i % 4}`) },
        {
          name: "tags",
          data: ids.map((i) => (i % 4 === 0 ? null : i % 4 === 1 ? [] : ["a", i % 11 === 0 ? "DOB 03/14/1961" : null, "fine"])),
        },
      ],
    });
    return file;
  }

  const read = async (file: string): Promise<Record<string, unknown>[]> =>
    parquetReadObjects({ file: await asyncBufferFromFile(file), compressors });

  it.each(["tag", "surrogate"] as const)("keeps rows, types and other columns, with %ss", async (style) => {
    const input = write(`t-${style}.parquet`, 1000);
    const output = join(dir, `t-${style}.out.parquet`);
    const result = await runRedact({ input, output, path: "t.parquet", options: {}, style, seed: "s" });
    expect(result.left).toEqual({});
    expect(Object.keys(result.replaced).sort()).toEqual(["phi.date", "phi.name", "phi.ssn"]);
    if (style === "tag") expect(await found("t.parquet", output)).toEqual([]);
    const [before, after] = [await read(input), await read(output)];
    const plain = (value: unknown): unknown =>
      typeof value === "string" ? value.replace(/John Smith|449-87-4100|03\/14\/1961/g, "*") : value;
    expect(after.length).toBe(1000);
    after.forEach((now, i) => {
      const was = before[i] as Record<string, unknown>;
      expect({ ...now, note: null, tags: null }).toEqual({ ...was, note: null, tags: null });
      if (typeof was.note !== "string" || !was.note.includes("SSN")) expect(now.note).toBe(was.note);
      else if (style === "tag") expect(now.note).toBe("Patient name: [NAME], SSN [SSN]");
      const tags = now.tags as (string | null)[] | null;
      const old = was.tags as (string | null)[] | null;
      expect(tags?.length).toBe(old?.length);
      expect(tags?.map((tag, t) => (plain(old?.[t]) === old?.[t] ? tag : null))).toEqual(
        old?.map((tag) => (plain(tag) === tag ? tag : null)),
      );
    });
    const bytes = readFileSync(output);
    for (const secret of ["449-87", "John", "03/14"]) expect(bytes.includes(secret)).toBe(false);
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(output));
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([300, 300, 300, 100]);
    expect(metadata.schema.map(({ name, converted_type }) => [name, converted_type])).toEqual(
      schema.map((element) => [element.name, "converted_type" in element ? element.converted_type : undefined]),
    );
  });

  it.each(["snappy", "gzip", "zstd"])("reads %s", async (codec) => {
    const input = join(import.meta.dirname, `fixtures/table.${codec}.parquet`);
    const output = join(dir, `fixture.${codec}.parquet`);
    const { left, replaced } = await runRedact({ input, output, path: "table.parquet", options: {}, style: "tag" });
    expect(left).toEqual({});
    expect(replaced["phi.name"]).toBeGreaterThan(20);
    const [before, after] = [await read(input), await read(output)];
    expect(after.map(Object.keys)).toEqual(before.map(Object.keys));
  });
});

describe("surrogates", () => {
  const random = (i: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, n) => (i * 37 + n * 101) % 256);

  it("have the form of what they stand for, and are not it", () => {
    const forms: readonly [string, string, RegExp][] = [
      ["phi.ssn", "449-87-4100", /^9\d\d-[1-4]\d-\d{4}$/],
      ["phi.phone", "(212) 555-9187", /^\([2-8]\d\d\) 555-01\d\d$/],
      ["phi.date", "1961-03-14", /^19\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-2])$/],
      ["phi.date", "3/4/61", /^[1-9]\/[1-9]\/\d\d$/],
      ["phi.date", "April 12, 2023", /^(?!April)[A-Z][a-z]+ \d\d, 20(?:20|21|22)$/],
      ["phi.age", "94-year-old", /^[3-7]\d-year-old$/],
      ["phi.place", "12 Elm Street", /^\d{3} Sample Street$/],
      ["phi.mrn", "A-1000001", /^[B-Z]-\d{7}$/],
      ["phi.id", "0b9c7a52-1f0e-4d3a-9b1c-2e5f60718293", /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
      ["phi.device", "00:1B:44:11:3A:B7", /^02(?::[0-9A-F]{2}){5}$/],
      ["phi.device", "00-1b-44-11-3a-b7", /^02(?:-[0-9a-f]{2}){5}$/],
      ["phi.device", "(01)04006381333931(21)A12", /^\(01\)\d{14}\(21\)[B-Z]\d\d$/],
      ["phi.vehicle", "1M8GDM9AXKP042788", /^[A-HJ-NPR-Z0-9]{8}\d[A-HJ-NPR-Z0-9]{8}$/],
      ["phi.health-plan", "1EG4-TE5-MK73", /^[1-9][AC-HJKMNP-RT-Y]{2}\d-[AC-HJKMNP-RT-Y]{2}\d-[AC-HJKMNP-RT-Y]{2}\d\d$/],
      ["phi.account", "GB82 WEST 1234 5698 7654 32", /^GB\d\d [A-Z]{4} \d{4} \d{4} \d{4} \d\d$/],
      ["phi.place", "Springfield IL 62704", /^(?:Sampletown|Fictiveville|Placeholder City) IL 00[1-4]\d\d$/],
      ["phi.place", "12 Elm Street, Springfield, Illinois 62704-1234", /^\d{3} Sample Street, Illinois 00[1-4]\d\d-\d{4}$/],
      ["phi.place", "Springfield 62704", /^(?:Sampletown|Fictiveville|Placeholder City) 00[1-4]\d\d$/],
      ["phi.place", "62704", /^00[1-4]\d\d$/],
      ["phi.place", "PO Box 1234", /^PO Box \d{4}$/],
      ["phi.name", "Smith, John", /^(?!Smith)[A-Z][a-z]+, (?!John)[A-Z][a-z]+$/],
      ["phi.name", "JOHN Q. SMITH JR.", /^(?!JOHN)[A-Z]+ [A-Z]\. (?!SMITH)[A-Z]+ JR\.$/],
      ["phi.name", "María de la Cruz", /^(?!María)[A-Z][a-z]+ de la (?!Cruz)[A-Z][a-z]+$/],
      ["phi.name", "john smith", /^(?!john)[a-z]+ (?!smith)[a-z]+$/],
      ["phi.name", "John smith", /^(?!John)[A-Z][a-z]+ (?!smith)[a-z]+$/],
      ["phi.name", "Anna Do", /^(?!Anna)[A-Z][a-z]+ (?!Do)[A-Z][a-z]+$/],
      ["phi.name", "Robin Sample", /^(?!Robin)[A-Z][a-z]+ (?!Sample)[A-Z][a-z]+$/],
    ];
    for (const [rule, value, pattern] of forms) {
      for (let i = 0; i < 50; i++) {
        expect(surrogate(rule, value, random(i))).toMatch(pattern);
        expect(surrogate(rule, value, random(i))).not.toBe(value);
      }
    }
  });

  it("keep one person one, however the name is written", async () => {
    const text = "Patient: Smith, John. Mr. Smith came. Patient name: John Smith, MRN 00412345; Mrs. Garcia too.\n";
    const { output, left } = await redact("one.txt", text, "surrogate");
    const [, family, given] = /Patient: ([A-Z][a-z]+), ([A-Z][a-z]+)\./.exec(output.toString()) ?? [];
    expect(output.toString()).toContain(`Mr. ${family} came. Patient name: ${given} ${family}, MRN`);
    expect(left).toEqual({});
  });
});
