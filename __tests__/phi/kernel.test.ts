import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileKernel, moduleText } from "../../scripts/build-phi-kernel.mjs";
import { Collector } from "../../src/phi/collect.ts";
import { javascriptKernel, type Kernel, wasmKernel } from "../../src/phi/kernel.ts";
import { Scanner } from "../../src/phi/scanner.ts";

function findings(
  k: Kernel,
  text: string,
  format: "text" | "jsonl",
  packs: string[] = ["uk", "es", "fr", "de", "nl", "br", "in", "ca", "au"],
) {
  const scanner = new Scanner({ packs }, new Collector({}), k);
  scanner.scanText(text, "data/x.txt", format);
  return scanner.collector.findings;
}

const PIECES = [
  "Patient John Smith, MRN: 00412345, DOB 04/12/1980. ",
  "SSN 449-87-4100Patient; call (212) 555-0187 x12, fax 212-555-0199\n",
  '{"patient":{"name":"Ana Pérez","mrn":"A-1234567","notes":"caf\\u00e9\\nSSN: 123-45-6789"}}\n',
  "Señora Muñoz vive en Calle Mayor 5, 28013 Madrid — “cita” el 12 de abril de 2020… ",
  "10.0.0.1 8.8.8.8 fe80::1 2607:f8b0:4005:805::200e 00:1B:44:11:3A:B7 1.2.3.4.5 ",
  '\\\\ \\" \\n \\u0022 \\u00a0 \\ud83d\\ude00 \\',
  "１２３-45-6789 \u200b449\u200b-87-4100 212\u00a0555\u00a00187 ‑ – — ",
  "www.example.com https://portal.x.org/patient/12345?mrn=77 a@b.co x (at) y (dot) org [at] ",
  "the quick brown fox with many words which would wander ",
  "9999999999999999999999 1-1-1-1-1-1-1-1-1 12/12/12/12 1.1.1.1.1 ",
];

/** By a name that the type checker does not follow: the package's types declare globals of their own, `console` among them. */
const ASSEMBLYSCRIPT: string = "assemblyscript/asc";

describe("the WASM kernel", () => {
  it("is compiled from the committed sources", { timeout: 120_000 }, async () => {
    const asc = await import(ASSEMBLYSCRIPT);
    const bytes = await compileKernel(asc.default ?? asc);
    const committed = readFileSync(fileURLToPath(new URL("../../src/phi/kernel-wasm.ts", import.meta.url)), "utf8");
    expect(moduleText(bytes) === committed).toBe(true);
  });

  it("finds what plain JavaScript finds, in pieces of every kind", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 40 }), fc.string({ unit: "binary", maxLength: 20 })), {
          maxLength: 24,
        }),
        fc.constantFrom("text" as const, "jsonl" as const),
        (pieces, format) => {
          const text = pieces.join("");
          expect(findings(wasmKernel(), text, format)).toEqual(findings(javascriptKernel(), text, format));
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  it("finds a value at every offset of its 64-byte blocks", () => {
    for (let pad = 0; pad < 140; pad++) {
      for (const value of ["449-87-4100", "j.doe@clinic.org", "www.clinic.com/~jdoe", "2607:f8b0:4005:805::200e"]) {
        const text = `${"x".repeat(pad)} ${value} `;
        const found = findings(wasmKernel(), text, "text").filter(({ place }) => place.start === pad + 1);
        expect(found.length, `${value} at ${pad}`).toBe(1);
      }
    }
  });
});
