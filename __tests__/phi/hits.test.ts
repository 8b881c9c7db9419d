/** The tables of hits: order, records, noise, and what happens when there are too many. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Collector } from "../../src/phi/collect.ts";
import { addHits, foundHits, type Hit } from "../../src/phi/hits.ts";
import * as L from "../../src/phi/kernel/layout.ts";
import { javascriptKernel, type Kernel, wasmKernel } from "../../src/phi/kernel.ts";
import { Scanner } from "../../src/phi/scanner.ts";

const HIT: fc.Arbitrary<Hit> = fc.record({
  kind: fc.integer({ min: 1, max: 35 }),
  level: fc.integer({ min: 0, max: 2 }),
  confidence: fc.integer({ min: 0, max: 255 }),
  start: fc.integer({ min: 0, max: 60 }),
  end: fc.integer({ min: 61, max: 90 }),
  flags: fc.integer({ min: 0, max: L.F_HIT }),
  user: fc.constantFrom(undefined, "badge", "ward"),
});

function scanned(k: Kernel, text: string, format: "text" | "jsonl" | "json", path = "data/x.jsonl") {
  const scanner = new Scanner({}, new Collector({}), k);
  scanner.scanText(text, path, format);
  return scanner.collector;
}

/** Everything that ../../src/phi/noise.ts has a rule for, and what only resembles it. */
const SPOTS = [
  '{"john_smith": "John Smith", "ana": "smith", "peft_type": "VERA", "base.peft_type" : "\\"VERA", "architectureFamily":"Vera", "x": "VERA"}\n',
  '{"$schema": "https://example.com/s/1", "$id":"https://example.com/i/2", "url": "https://portal.example.com/patient/77", "case": "c-008"}\n',
  '{"text": "Curry gives him pain. Caller says: null. Patient Maria Lopez, [NAME] met <PATIENT 2>, XXXX, REDACTED and Rebecca Hill."}\n',
  '{"patient_name": "[NAME]", "patient": {"name": "XXXX"}, "patient_id": "d41d8cd98f00b204e9800998ecf8427e", "license": "Apache-2.0"}\n',
  "torch==2.13.0 nvidia>=12.1.3.1 license Apache-2.0, account id: d41d8cd98f00b204e9800998ecf8427e, account id: d41d8cd98f00\n",
  "clopper-pearson files.json base/maria 2_Maria_QA Maria_Lopez _Lopez Maria2Lopez a1b2c3d4 ada lovelace\n",
  "schema: tunegate/manifest@1\nlicense: MIT\ndate: 2024-04-12\ndeid_method: { name: Anna, date: 2024-01-02 }\ncurator: Anna Lee\n",
  "Seen on 04/12/2023 by Dr. Anna Lee in Boston. SSN 449-87-4100, call (212) 555-0187.\n",
];

describe.each([wasmKernel(), javascriptKernel()])("tables of hits ($build)", (k) => {
  it("are sorted by their starts, equal ones as they were found", () => {
    fc.assert(
      fc.property(fc.array(HIT, { maxLength: 70 }), (hits) => {
        k.clearHits();
        addHits(k, hits);
        k.sortHits();
        expect(foundHits(k).hits()).toEqual([...hits].sort((a, b) => a.start - b.start));
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it("lose nothing to noise that the kernel did not doubt", () => {
    const everything: Kernel = { ...k, markDoubts: (from) => k.markDoubts(from, 1) };
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...SPOTS) }, fc.string({ maxLength: 20 })), { maxLength: 6 }),
        fc.constantFrom("text" as const, "jsonl" as const, "json" as const),
        fc.constantFrom("data/x.jsonl", "model/tokenizer.json", "data/manifest.yaml"),
        (parts, format, path) => {
          const text = parts.join("");
          expect(scanned(k, text, format, path).findings).toEqual(scanned(everything, text, format, path).findings);
        },
      ),
      { numRuns: 150, seed: 5 },
    );
  });

  it("fail the file when they are full, and say why", async () => {
    // The path is scanned as well, elsewhere in memory.
    const full: Kernel = { ...k, scanByCase: (from, to, by) => (from === L.RAW_AT ? from : k.scanByCase(from, to, by)) };
    const scanner = new Scanner({}, new Collector({}), full);
    const bytes = new TextEncoder().encode("SSN 449-87-4100\n");
    let at = 0;
    const open = () => ({
      read(target: Uint8Array): number {
        const part = bytes.subarray(at, at + target.length);
        target.set(part);
        at += part.length;
        return part.length;
      },
    });
    await scanner.scanFile({ path: "data/x.txt", file: null, open });
    expect(scanner.collector.findings.map(({ rule, severity }) => [rule, severity])).toEqual([["phi.unscanned", "block"]]);
    expect(scanner.collector.findings[0]?.message).toContain("more identifiers stand in it than can be counted");
    k.setHitCount(L.HITS_MAX);
    expect(() => addHits(k, [{ kind: 1, level: 1, confidence: 1, start: 0, end: 1, flags: 0, user: undefined }])).toThrow(
      "more identifiers stand in it",
    );
    k.clearHits();
  });

  it("are judged alike whether they are listed or only counted", () => {
    const text = SPOTS.join("");
    for (const format of ["text", "jsonl", "json"] as const) {
      const listed = scanned(k, text, format).files[0]?.rules;
      const scanner = new Scanner({ limit: 0 }, new Collector({ limit: 0 }), k);
      scanner.scanText(text, "data/x.jsonl", format);
      expect(scanner.collector.findings).toEqual([]);
      expect(scanner.collector.files[0]?.rules).toEqual(listed);
    }
  });

  it("are listed as they were judged, though a key between them is scanned for what it shows", () => {
    const medical = " The patient has pneumonia and diabetes treated with metformin and amoxicillin in the clinic.".repeat(12);
    const key = "trial sites: new york city; los angeles; san diego; fort worth; salt lake city";
    const others = Array.from({ length: 6 }, (_, i) => `${JSON.stringify({ email: `bob${i}@acme.com`, note: medical })}\n`);
    const text = `${JSON.stringify({ [key]: { v: "zed@acme.com" }, t: medical })}\n${others.join("")}`;
    for (const format of ["jsonl", "json"] as const) {
      const { findings } = scanned(k, text, format);
      const emails = findings.filter(({ rule }) => rule === "phi.email");
      expect(emails.map(({ place: { line } }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it.each([
    ["an escaped low line", '{"t":"met \\u005fMaria Lopez\\u005f today, SSN 219-09-9991"}'],
    ["a wide low line", '{"t":"Patient \uff3fMaria Lopez\uff3f today, SSN 219-09-9991"}'],
    ["a low line before the title", '{"t":"Seen by _Dr. Young said_ SSN 219-09-9991"}'],
  ])("hold the name behind %s", (_, line) => {
    expect(scanned(k, `${line}\n`, "jsonl").findings.map(({ rule }) => rule)).toEqual(["phi.name", "phi.ssn"]);
  });

  it("have room for relative dates in a window full of hits", () => {
    const text = `${"a@b.co ".repeat(40_000)}seen last week ${"a@b.co ".repeat(40_000)}\n`;
    const scanner = new Scanner({ limit: 0 }, new Collector({ limit: 0 }), k);
    scanner.scanText(text, "data/x.txt", "text");
    const { rules = {} } = scanner.collector.files[0] ?? {};
    const sum = (rule: string): number => (rules[rule]?.block ?? 0) + (rules[rule]?.warn ?? 0);
    expect([sum("phi.email"), sum("phi.date")]).toEqual([80_000, 1]);
  });
});
