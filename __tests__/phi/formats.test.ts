import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { runScan } from "../../src/phi/index.ts";
import type { PhiOptions } from "../../src/phi/options.ts";

const dir = mkdtempSync(join(tmpdir(), "phi-formats-"));

function save(name: string, content: string | Uint8Array): { path: string; file: string } {
  const file = join(dir, name);
  writeFileSync(file, content);
  return { path: `data/${name}`, file };
}

async function scan(name: string, content: string | Uint8Array, options: PhiOptions = {}) {
  return runScan({ files: [save(name, content)], options });
}

function utf32(text: string, little: boolean): Buffer {
  const points = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [i, point] of points.entries()) little ? bytes.writeUInt32LE(point, i * 4) : bytes.writeUInt32BE(point, i * 4);
  return bytes;
}

const places = (result: Awaited<ReturnType<typeof runScan>>) =>
  result.findings.map(({ rule, place: { path: _, ...place } }) => ({ rule, ...place }));

describe("formats", () => {
  it("CSV: header as label, quotes, line breaks in cells, rows and lines", async () => {
    const result = await scan("a.csv", 'id,first_name,note\n1,Maria,"he said ""hi"",\nSSN 449-87-4100"\n2,,"x"\n3,Bob,call 212-555-0187\n');
    expect(places(result)).toEqual([
      { rule: "phi.name", line: 2, record: 0, column: "first_name", start: 0, end: 5 },
      { rule: "phi.ssn", line: 3, record: 0, column: "note", start: 18, end: 29 },
      { rule: "phi.name", line: 5, record: 2, column: "first_name", start: 0, end: 3 },
      { rule: "phi.phone", line: 5, record: 2, column: "note", start: 5, end: 17 },
    ]);
    expect(result.files[0]?.records).toBe(3);
  });

  it.each([
    ["sep=;\nid;ssn\n1;518447261\n", 3],
    ["sep=;\r\nid;ssn\r\n1;518447261\r\n", 3],
    ["# comment\nid,ssn\n1,518447261\n", 3],
    ["# made, by a tool\nid,ssn\n1,518447261\n", 3],
    ["# a; b; c; d\n\nid,ssn\n1,518447261\n", 4],
    ["\nid,ssn\n1,518447261\n", 3],
    ["\r\n,,\r\nid,ssn\r\n1,518447261\r\n", 4],
    ["Weekly export\nid;ssn\n1;518447261\n", 3],
    ["#id,ssn\n1,518447261\n", 2],
    ["# id,ssn\n1,518447261\n", 2],
    ["# note\n#ssn\n518447261\n", 3],
    ["id,ssn\n1,518447261\n", 2],
  ])("CSV: the header is found below what stands above it: %j", async (content, line) => {
    for (const bytes of [Buffer.from(content), Buffer.from(`\ufeff${content}`), Buffer.from(`\ufeff${content}`, "utf16le")])
      expect(places(await scan("p.csv", bytes))).toMatchObject([{ rule: "phi.ssn", line, column: "ssn", start: 0, end: 9 }]);
  });

  it("CSV: what stands above a header is scanned, and data are no header", async () => {
    const above = await scan("above.csv", "# SSN 449-87-4100, of us\nname\nJohn\n");
    expect(places(above).map(({ rule, line, record }) => [rule, line, record])).toEqual([
      ["phi.ssn", 1, 0],
      ["phi.name", 3, 1],
    ]);
    for (const content of ["#name,city\nJohn,Austin\n", "name\nSmith, John\nMiller, Jane\n"])
      expect(places(await scan("data.csv", content))[0]).toMatchObject({ rule: "phi.name", line: 2, record: 0, column: "name" });
    const many = `${"# one of many lines\n".repeat(60_000)}id,ssn\n1,449-87-4100\n`;
    expect(places(await scan("many.csv", many)).map(({ line }) => line)).toEqual([60_002]);
  });

  it("CSV: text behind the closing quote is part of the cell", async () => {
    expect(places(await scan("behind.csv", 'id,note\n1,"SSN" 449-87-4100,\n2,"x" ,\n'))).toEqual([
      { rule: "phi.ssn", line: 2, record: 0, column: "note", start: 4, end: 15 },
    ]);
  });

  it("CSV: the line of a value is the line that it starts on, and an added line of a cell is looked at", async () => {
    const content = 'note,more\r\n"one\r\nSSN 449-87-4100\r\nthree","x\ny SSN 449-87-4101"\r\n"SSN 449-87-4102",\r\n';
    const file = save("lines.csv", content);
    const result = await runScan({ files: [file], options: {} });
    expect(result.findings.map(({ place }) => [place.line, place.record, place.column])).toEqual([
      [3, 0, "note"],
      [5, 0, "more"],
      [6, 1, "note"],
    ]);
    for (const [line, n] of [
      [2, 0],
      [3, 1],
      [4, 0],
      [5, 1],
      [6, 1],
    ] as const) {
      const { findings } = await runScan({ files: [file], options: {}, addedLines: new Map([[file.path, [[line, line]]]]) });
      expect(findings.map(({ place }) => place.line)).toEqual(n === 1 ? [line] : []);
    }
  });

  it("cells that are longer than the kernel's memory are scanned to their end", { timeout: 20_000 }, async () => {
    const filler = "the patient tolerates the drug well and comes back ".repeat(100_000);
    const result = await scan("long.csv", `id,note\n1,SSN 449-87-4100 ${filler} SSN 449-87-4101\n2,SSN 449-87-4102\n`);
    const at = 4 + 11 + 1 + filler.length + 1 + 4;
    expect(places(result)).toEqual([
      { rule: "phi.ssn", line: 2, record: 0, column: "note", start: 4, end: 15 },
      { rule: "phi.ssn", line: 2, record: 0, column: "note", start: at, end: at + 11 },
      { rule: "phi.ssn", line: 3, record: 1, column: "note", start: 4, end: 15 },
    ]);
  });

  it("TSV and a header that holds a label only", async () => {
    expect(places(await scan("a.tsv", "mrn\ttext\n00412345\tfine\n"))).toEqual([
      { rule: "phi.mrn", line: 2, record: 0, column: "mrn", start: 0, end: 8 },
    ]);
  });

  it.each(["snappy", "gzip", "zstd"])("Parquet with %s", async (codec) => {
    const file = fileURLToPath(new URL(`./fixtures/table.${codec}.parquet`, import.meta.url));
    const result = await runScan({ files: [{ path: "data/table.parquet", file }], options: {} });
    const found = places(result);
    expect(found).toContainEqual({ rule: "phi.ssn", record: 7, column: "note", start: 4, end: 15 });
    expect(found).toContainEqual({ rule: "phi.email", record: 3, column: "tags", start: 7, end: 23 });
    expect(found.filter(({ rule }) => rule === "phi.mrn").length).toBe(60);
    expect(found.filter(({ rule, column }) => rule === "phi.name" && column === "first_name").length).toBe(30);
    expect(found).toContainEqual({ rule: "phi.phone", record: 0, column: "note", start: 10, end: 22 });
    expect(result.files[0]?.records).toBe(60);
  });

  it("Parquet: names of columns, nested ones too, are shown masked and are findings", async () => {
    const name = "John Smith 518-44-7261";
    const file = join(dir, "names.parquet");
    parquetWriteFile({
      filename: file,
      schema: [
        { name: "root", num_children: 4 },
        { name: "visit_note", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name, type: "INT32", repetition_type: "OPTIONAL" },
        { name: "Patient Name", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "more", repetition_type: "OPTIONAL", num_children: 1 },
        { name: "MRN 12345678", type: "INT32", repetition_type: "OPTIONAL" },
      ],
      columnData: [
        { name: "visit_note", data: ["fine"] },
        { name, data: Int32Array.of(1) },
        { name: "Patient Name", data: [null] },
        { name: "more", data: [{ "MRN 12345678": 1 }] },
      ],
    });
    const result = await runScan({ files: [{ path: "data/names.parquet", file }], options: {} });
    expect(places(result)).toEqual([
      { rule: "phi.name", column: "Aaaa Aaaaa 999-99-9999" },
      { rule: "phi.ssn", column: "Aaaa Aaaaa 999-99-9999" },
      { rule: "phi.mrn", column: "MRN 99999999" },
    ]);
    expect(JSON.stringify(result)).not.toMatch(/Smith|518-44|1234/);
    expect(result.files[0]?.records).toBe(1);
  });

  it("gzip, and zstd by whatever this Node.js has", async () => {
    const text = "one\nSSN 449-87-4100\n";
    expect(places(await scan("a.txt.gz", zlib.gzipSync(text)))).toEqual([{ rule: "phi.ssn", line: 2, start: 4, end: 15 }]);
    const zstd = (zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer }).zstdCompressSync;
    if (zstd) expect(places(await scan("a.txt.zst", zstd(Buffer.from(text))))).toEqual([{ rule: "phi.ssn", line: 2, start: 4, end: 15 }]);
    else expect((await scan("a.txt.zst", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3))).findings[0]?.rule).toBe("phi.unscanned");
  });

  it("UTF-16, UTF-8 with mark, UTF-32, Latin-1", async () => {
    const text = "Señora X\nSSN 449-87-4100\n";
    for (const bytes of [
      Buffer.from(`\ufeff${text}`, "utf16le"),
      Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
      Buffer.from(`\ufeff${text}`),
      utf32(`\ufeff${text}`, true),
      utf32(`\ufeff${text}`, false),
      Buffer.from(text, "latin1"),
    ]) {
      expect(places(await scan("enc.txt", bytes)).filter(({ rule }) => rule === "phi.ssn")).toEqual([
        { rule: "phi.ssn", line: 2, start: 4, end: 15 },
      ]);
    }
  });

  it("UTF-32 in pieces, compressed, and in every format; other text behind its mark is not passed over", async () => {
    const text = "SSN 449-87-4100 🩺\n".repeat(20_000);
    for (const little of [true, false]) {
      const bytes = utf32(`\ufeff${text}`, little);
      expect((await scan("long.txt", bytes)).files[0]?.rules["phi.ssn"]?.block).toBe(20_000);
      expect((await scan("long.txt.gz", zlib.gzipSync(bytes))).files[0]?.rules["phi.ssn"]?.block).toBe(20_000);
      expect(places(await scan("a.csv", utf32("\ufeffssn,n\n449-87-4100,1\n", little)))).toMatchObject([
        { rule: "phi.ssn", column: "ssn" },
      ]);
      for (const rest of [Buffer.from("SSN 449-87-4100\n"), Buffer.from("x")])
        expect(places(await scan("mixed.txt", Buffer.concat([bytes, rest])))).toContainEqual({ rule: "phi.unscanned" });
    }
    const short = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from("SSN 449-87-4100\n", "utf16le")]);
    expect(places(await scan("short.txt", short))).toMatchObject([{ rule: "phi.ssn" }]);
  });

  it("notebooks and pretty JSON: pointers from the root, across windows", async () => {
    const cells = Array.from({ length: 9000 }, (_, i) => ({
      cell_type: "code",
      source: [`x = ${i}\n`, i === 8000 ? "# SSN 449-87-4100" : "y"],
      outputs: [],
    }));
    const result = await scan("a.ipynb", JSON.stringify({ cells, nbformat: 4 }, null, 1));
    expect(result.findings.map(({ rule, place }) => [rule, place.pointer, place.start])).toEqual([["phi.ssn", "/cells/8000/source/1", 6]]);
  });

  it("minified JSON and JSON Lines longer than the scanner's memory", async () => {
    const rows = Array.from({ length: 90_000 }, (_, i) => ({
      id: i,
      text: i % 30_000 === 7 ? "SSN 449-87-4100" : "nothing, to see here; really nothing at all",
    }));
    const document = await scan("big.json", JSON.stringify(rows));
    expect(document.findings.map(({ place }) => place.pointer)).toEqual(["/7/text", "/30007/text", "/60007/text"]);
    const lines = await scan("big.jsonl", `{"a":1}\n${JSON.stringify({ rows })}\n{"b":"SSN 449-87-4100"}\n`);
    expect(lines.findings.map(({ place }) => [place.record, place.pointer, place.start])).toEqual([
      [1, "/rows/7/text", 4],
      [1, "/rows/30007/text", 4],
      [1, "/rows/60007/text", 4],
      [2, "/b", 4],
    ]);
  });
});

describe("fail closed", () => {
  it.each([
    ["a.jsonl.gz", Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)],
    ["bad.parquet", Buffer.from("PAR1 and then nothing of use PAR1")],
    ["commas.csv", Buffer.alloc(200_000, ",")],
    ["bomb.txt.gz", zlib.gzipSync(Buffer.alloc(80 * 1024 * 1024, "a "))],
  ])("%s is a finding that blocks", async (name, content) => {
    const result = await scan(name, content);
    expect(result.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(["phi.unscanned block"]);
    expect(result.notScanned.length).toBe(1);
  });

  it("a compressed file is told as its plain form is", async () => {
    const nul = Buffer.concat([Buffer.from("SSN 449-87-4100"), Buffer.alloc(2), Buffer.from(" end")]);
    const [text, gz] = [Buffer.from("SSN 449-87-4100\n"), (bytes: Uint8Array) => zlib.gzipSync(bytes)];
    for (const [name, bytes, told] of [
      ["nul.txt", nul, "phi.not-scanned block"],
      ["nul.txt.gz", gz(nul), "phi.not-scanned block"],
      ["nul.JSONL.GZ", gz(nul), "phi.not-scanned block"],
      ["bomb.txt.gz", gz(Buffer.alloc(1 << 20)), "phi.not-scanned block"],
      ["t.tar.gz", gz(nul), "phi.not-scanned warn"],
      ["x.txt.gz", gz(gz(text)), "phi.not-scanned block"],
      ["x.gz.gz", gz(gz(text)), "phi.not-scanned warn"],
      ["t.arrow", nul, "phi.not-scanned warn"],
      ["t.feather", nul, "phi.not-scanned warn"],
      ["head.parquet", nul, "phi.unscanned block"],
      ["empty.parquet", Buffer.alloc(0), "phi.unscanned block"],
      ["head.parquet.gz", gz(nul), "phi.unscanned block"],
    ] as const) {
      const { findings, notScanned } = await scan(name, bytes);
      expect([name, ...findings.map(({ rule, severity }) => `${rule} ${severity}`)]).toEqual([name, told]);
      expect(notScanned.map(({ path }) => path)).toEqual([`data/${name}`]);
    }
    expect((await scan("weights.bin.gz", gz(nul))).findings).toEqual([]);
  });

  it("lists binary files and LFS pointers", async () => {
    const result = await runScan({
      files: [
        save(
          "x.bin",
          Uint8Array.from({ length: 2000 }, (_, i) => (i * 7) % 256),
        ),
        save("y.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
      ],
      options: {},
    });
    expect(result.notScanned.map(({ reason }) => reason)).toEqual(["binary", "Git LFS pointer: fetch the content to scan it"]);
  });
});
