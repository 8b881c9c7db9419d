/** Small letters beside capitals in one file: each string, cell and paragraph is read in its own letter case. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as L from "../../src/phi/kernel/layout.ts";
import { javascriptKernel, type Kernel, wasmKernel } from "../../src/phi/kernel.ts";
import { scanMemory } from "../../src/phi/scanner.ts";

const SMALL = "hi my name is john smith and my mother is maria gonzalez, we live in springfield near the lake";
const CASED = "Thank you for telling me. Chest pain can be an emergency. Please call for help now and tell them where you are.";

async function scan(path: string, text: string) {
  const { collector } = await scanMemory(new TextEncoder().encode(text), path);
  return collector.findings;
}

describe("names in small letters beside text with capitals", () => {
  it("are found in a patient's turn of a chat", async () => {
    const record = {
      messages: [
        { role: "user", content: SMALL },
        { role: "assistant", content: CASED },
      ],
    };
    const cased = `${JSON.stringify({ messages: [{ role: "user", content: CASED }] })}\n`;
    const findings = await scan("a.jsonl", `${cased.repeat(60)}${JSON.stringify(record)}\n${cased.repeat(60)}`);
    const found = findings.map(({ place }) => SMALL.slice(place.start, place.end));
    expect(found).toEqual(expect.arrayContaining(["john smith", "maria gonzalez", "springfield"]));
    expect(new Set(findings.map(({ place }) => place.pointer))).toEqual(new Set(["/messages/0/content"]));
  });

  it("are found in a line of a string, in a cell, in a paragraph", async () => {
    const line = await scan("a.jsonl", `${JSON.stringify({ text: `Patient: ${CASED}\n${SMALL}\nDoctor: ${CASED}` })}\n`);
    const cell = await scan("a.csv", `id,text\n1,"${CASED}"\n2,"${SMALL}"\n`);
    const paragraph = await scan("a.txt", `${CASED}\n\n${SMALL}\n\n${CASED}\n`);
    for (const findings of [line, cell, paragraph]) expect(findings.map(({ rule }) => rule)).toContain("phi.name");
  });

  it("are found where a telephone wrote the first letter large", async () => {
    expect((await scan("a.jsonl", `${JSON.stringify({ a: CASED, b: `H${SMALL.slice(1)}` })}\n`)).length).toBeGreaterThanOrEqual(3);
  });

  it("are found beside the tags of what was taken out", async () => {
    const tagged = SMALL.replace("maria gonzalez", "[NAME]").replace("springfield", "<PLACE_1>");
    const findings = await scan("a.jsonl", `${JSON.stringify({ a: CASED, b: tagged })}\n`);
    expect(findings.map(({ place }) => tagged.slice(place.start, place.end))).toContain("john smith");
  });

  it("are no findings in text with capitals", async () => {
    expect(
      await scan(
        "a.jsonl",
        `${JSON.stringify({ text: "He will grant the wish of a rose, may be. The bill is due, and she marks it." })}\n`,
      ),
    ).toEqual([]);
  });

  it("do not depend on quotes or escapes inside of the string", async () => {
    const quoted = `he said "wait" and then "no" and my name is john smith, my mother is maria gonzalez and we live here`;
    const findings = await scan("a.jsonl", `${JSON.stringify({ a: CASED, b: quoted, c: CASED })}\n`);
    expect(findings.map(({ place }) => place.pointer)).toEqual(["/b", "/b"]);
  });
});

const PART = fc.constantFrom(
  SMALL,
  CASED,
  '"',
  '\\"',
  "\\n",
  "\n",
  "\n\n",
  "\r\n\r\n",
  "\\",
  "\0",
  '","',
  '":"',
  "x".repeat(39),
  "x".repeat(41),
  `${"small words and more ".repeat(12)}A`,
  "[NAME] ",
  "<DATE-1>",
  "[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0,1.1,1.2]",
);

describe("the scan by letter case", () => {
  it.each([L.BY_STRINGS, L.BY_CELLS, L.BY_PARAGRAPHS])("gives the same rows in WebAssembly and JavaScript (%i)", (by) => {
    const rows = (k: Kernel, text: string, lower: boolean): number[] => {
      const bytes = new TextEncoder().encode(text);
      k.u8.fill(0, L.RAW_AT - 64, L.RAW_AT + bytes.length + 128);
      k.u8.set(bytes, L.RAW_AT);
      const to = L.RAW_AT + bytes.length;
      k.setMode((by === L.BY_STRINGS ? L.MODE_JSON : 0) | (lower ? L.MODE_LOWER : 0), 0);
      k.setWindow(L.RAW_AT, to);
      k.setKey(0);
      k.setCover(L.RAW_AT);
      k.setNameCover(L.RAW_AT);
      k.clearHits();
      expect(k.scanByCase(L.RAW_AT, to, by)).toBeGreaterThanOrEqual(to);
      return [...k.i32.subarray(L.HITS_AT >> 2, (L.HITS_AT >> 2) + k.hitCount() * 4)];
    };
    fc.assert(
      fc.property(fc.array(PART, { maxLength: 14 }), fc.boolean(), (parts, lower) => {
        const text = parts.join("");
        expect(rows(wasmKernel(), text, lower)).toEqual(rows(javascriptKernel(), text, lower));
      }),
      { numRuns: 120, seed: 19 },
    );
  });
});
