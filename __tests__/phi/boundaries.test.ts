import { describe, expect, it } from "vitest";
import { csvRows } from "../../src/phi/csv.ts";
import { transcoded } from "../../src/phi/decode.ts";
import type { Format } from "../../src/phi/formats.ts";
import * as L from "../../src/phi/kernel/layout.ts";
import { Scanner } from "../../src/phi/scanner.ts";
import { type ByteSource, bytesSource, chunkSource, chunksOf } from "../../src/phi/source.ts";

/** Bytes of a window, as stream.ts fills it before it looks for a line break. */
const WINDOW = 262_144;
const NOTES = [
  "Patient name: John Smith, DOB 04/12/1980",
  "SSN 449-87-4100 and MRN: 00412345; call (212) 555-0187",
  "mail j.doe@clinic.org, lives at 12 Elm Street, Springfield, IL 62704",
  "metformin 500 mg — größer als üblich 😀",
];

interface Told {
  readonly rule: string;
  readonly line: number;
  readonly where: string;
}

/** Findings with lines counted from the payload's first. */
async function findings(format: Format, source: ByteSource, linesBefore: number): Promise<Told[]> {
  const scanner = new Scanner({});
  await scanner.scanFile({ path: "data/x", file: null, format, open: () => source });
  return scanner.collector.findings.map(({ rule, severity, place: { line, pointer, start, end } }) => ({
    rule: `${rule} ${severity}`,
    line: (line ?? 0) - linesBefore,
    where: `${pointer?.replace(/^\/\d+/, "") ?? ""} ${start} ${end}`,
  }));
}

/** Lines without a finding, `bytes` long in all. */
function filler(bytes: number, line: (text: string) => string): { text: string; lines: number } {
  const step = 1024;
  const empty = line("").length;
  const full = line("x".repeat(step - empty));
  const whole = Math.floor(bytes / step) - 1;
  return { text: full.repeat(whole) + line("x".repeat(bytes - whole * step - empty)), lines: whole + 1 };
}

const PAYLOADS: Readonly<Record<"text" | "jsonl" | "json", { line: (text: string) => string; open: string; close: string }>> = {
  text: { line: (text) => `${text}\n`, open: "", close: "" },
  jsonl: { line: (text) => `${JSON.stringify({ note: text })}\n`, open: "", close: "" },
  json: { line: (text) => `${JSON.stringify({ note: text })},\n`, open: "[\n", close: "{}]\n" },
};

describe("a window's end at every offset of a text changes no finding", () => {
  it.each(["text", "jsonl", "json"] as const)("%s", { timeout: 120_000 }, async (format) => {
    const { line, open, close } = PAYLOADS[format];
    const payload = Buffer.from(NOTES.map(line).join("") + close);
    const at = async (offset: number): Promise<Told[]> => {
      const { text, lines } = filler(WINDOW - offset - open.length, line);
      const bytes = Buffer.concat([Buffer.from(open + text), payload]);
      return findings(format, bytesSource(bytes), lines + (open === "" ? 0 : 1));
    };
    const expected = await at(-4096);
    expect(expected.length).toBeGreaterThanOrEqual(6);
    for (let offset = 0; offset <= payload.length; offset++) expect(await at(offset), `offset ${offset}`).toEqual(expected);
  });
});

describe("a paragraph keeps its evidence together", () => {
  it("whatever window its lines would have fallen into", { timeout: 120_000 }, async () => {
    const lines = [
      "Patient: seen today",
      "Smith came back with his daughter Anna.",
      "SSN 449-87-4100",
      "Lives in Springfield near the mill, last week.",
      "follow up by Garcia",
    ];
    for (const end of ["\n", "\r\n"]) {
      const payload = Buffer.from(`${lines.join(end)}${end}${end}next${end}`);
      const at = async (offset: number): Promise<Told[]> => {
        const { text, lines: before } = filler(WINDOW - offset - end.length, (line) => `${line.replaceAll("x", "7")}\n`);
        return findings("text", bytesSource(Buffer.concat([Buffer.from(text + end), payload])), before + 1);
      };
      const expected = await at(-4096);
      expect(expected.length).toBeGreaterThanOrEqual(4);
      for (let offset = 0; offset <= payload.length; offset++) expect(await at(offset), `offset ${offset}`).toEqual(expected);
    }
  });
});

describe("how bytes arrive changes no finding", () => {
  it.each(["text", "jsonl", "json"] as const)("%s in two parts at every offset, and byte by byte", async (format) => {
    const { line, open, close } = PAYLOADS[format];
    const bytes = Buffer.from(open + NOTES.map(line).join("") + close);
    const expected = await findings(format, bytesSource(bytes), 0);
    expect(expected.length).toBeGreaterThanOrEqual(6);
    for (let cut = 1; cut < bytes.length; cut++)
      expect(await findings(format, chunkSource([bytes.subarray(0, cut), bytes.subarray(cut)]), 0), `cut ${cut}`).toEqual(expected);
    expect(await findings(format, chunkSource([...bytes].map((byte) => Uint8Array.of(byte))), 0)).toEqual(expected);
  });

  it("CSV rows in two parts at every offset", async () => {
    const bytes = Buffer.from('a,"b ""q"", c",d\r\n"line\nbreak",,"x"\n1,2,3');
    const rows = async (source: ByteSource): Promise<unknown[]> => {
      const all = [];
      for await (const { cells, line, raw } of csvRows(source, 0x2c))
        all.push([cells.map((cell) => Buffer.from(cell).toString()), line, Buffer.from(raw).toString()]);
      return all;
    };
    const expected = await rows(bytesSource(bytes));
    expect(expected.length).toBe(3);
    expect(expected.map((row) => (row as string[])[2]).join("")).toBe(bytes.toString());
    for (let cut = 1; cut < bytes.length; cut++)
      expect(await rows(chunkSource([bytes.subarray(0, cut), bytes.subarray(cut)])), `cut ${cut}`).toEqual(expected);
  });

  it.each([
    ["utf-16le", (text: string) => Buffer.from(text, "utf16le")],
    ["utf-16be", (text: string) => Buffer.from(text, "utf16le").swap16()],
    ["latin1", (text: string) => Buffer.from(text.replace(/[—😀]/gu, "-"), "latin1")],
  ] as const)("%s in two parts at every offset", async (encoding, encode) => {
    const bytes = encode(NOTES.join("\n"));
    const decoded = async (source: ByteSource): Promise<string> => {
      const parts: Uint8Array[] = [];
      for await (const part of chunksOf(transcoded(source, { format: "text", encoding, skip: 0 }))) parts.push(part);
      return Buffer.concat(parts).toString();
    };
    const expected = await decoded(bytesSource(bytes));
    expect(expected).toContain("größer");
    for (let cut = 1; cut < bytes.length; cut++)
      expect(await decoded(chunkSource([bytes.subarray(0, cut), bytes.subarray(cut)])), `cut ${cut}`).toBe(expected);
  });
});

describe("a line that is longer than the kernel's memory", () => {
  it("loses no value where it is cut", { timeout: 120_000 }, async () => {
    const payload = "SSN 449-87-4100 and MRN: 00412345; call (212) 555-0187, mail j.doe@clinic.org";
    const word = "tolerated well ";
    const at = async (offset: number): Promise<string[]> => {
      const before = word.repeat(Math.ceil(L.TEXT_CAP / word.length)).slice(0, L.TEXT_CAP - offset);
      const bytes = Buffer.from(`${before}. ${payload} ${word.repeat(200)}\n`);
      return (await findings("text", bytesSource(bytes), 0)).map(({ rule }) => rule);
    };
    const expected = await at(-200);
    expect(expected).toEqual(["phi.ssn block", "phi.mrn block", "phi.phone block", "phi.email block"]);
    for (let offset = 0; offset < payload.length + 20; offset += 3) expect(await at(offset), `offset ${offset}`).toEqual(expected);
  });

  it("counts offsets from the line's start", { timeout: 60_000 }, async () => {
    const filler = (n: number): string => "é😀 tolerated ".repeat(n);
    const before = `short SSN 449-87-4100\n${filler(100)}`;
    const lines = [`${filler(700_000)}SSN 449-87-4101 ${filler(300_000)}SSN 449-87-4102`, "then SSN 449-87-4103", "SSN 449-87-4104"];
    const all = `${before}\n${lines.join("\n")}\n`;
    const scanner = new Scanner({});
    scanner.scanText(all, "a.txt");
    const spot = (text: string, value: string): [number, number] => [text.indexOf(value), text.indexOf(value) + value.length];
    const [long = "", ...rest] = lines;
    expect(scanner.collector.findings.map(({ place }) => [place.line, place.start, place.end])).toEqual([
      [1, 10, 21],
      [3, ...spot(long, "449-87-4101")],
      [3, ...spot(long, "449-87-4102")],
      [4, ...spot(rest[0] ?? "", "449-87-4103")],
      [5, ...spot(rest[1] ?? "", "449-87-4104")],
    ]);
  });

  it("loses no value and no key of JSON where it is cut", { timeout: 120_000 }, async () => {
    const payload = 'SSN 449-87-4100 and MRN: 00412345","mrn":41234567,"dob":"1980-02-03","more":"call (212) 555-0187';
    const word = "tolerated well ";
    const at = async (offset: number): Promise<string[]> => {
      const before = word.repeat(Math.ceil(L.TEXT_CAP / word.length)).slice(0, L.TEXT_CAP - offset);
      const bytes = Buffer.from(`{"note":"${before}. ${payload} ${word.repeat(200)}"}\n`);
      return (await findings("jsonl", bytesSource(bytes), 0)).map(({ rule, where }) => `${rule} ${where.split(" ")[0]}`);
    };
    const expected = await at(-200);
    expect(expected).toEqual([
      "phi.ssn block /note",
      "phi.mrn block /note",
      "phi.mrn block /mrn",
      "phi.date block /dob",
      "phi.phone block /more",
    ]);
    for (let offset = 0; offset < payload.length + 20; offset += 3) expect(await at(offset), `offset ${offset}`).toEqual(expected);
  });
});
