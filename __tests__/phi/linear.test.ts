import { describe, expect, it } from "vitest";
import { Collector } from "../../src/phi/collect.ts";
import { Scanner } from "../../src/phi/scanner.ts";

const HOSTILE: readonly (readonly [string, string])[] = [
  ["digits", "7"],
  ["capitals", "A"],
  ["quotes", '"'],
  ["backslashes", "\\"],
  ["unicode escapes", "\\u"],
  ["at signs", "@"],
  ["www", "www."],
  ["dashed digits", "1-1-"],
  ["spaced digits", "1234 "],
  ["names", "Smith "],
  ["titles", "Mr. "],
  ["dotted", "a."],
  ["schemes", "://"],
  ["hex", "a1:"],
  ["brackets", "["],
  ["high bytes", "é"],
  ["brackets at", "(at)"],
  ["labels", "MRN "],
  ["dates", "12/12/"],
  ["last", "last week "],
  ["nested", '{"a":['],
  ["zero width", "\u200b"],
];

/** CPU seconds to scan `bytes` of a repeated unit as one line. */
function seconds(unit: string, bytes: number, format: "text" | "jsonl" | "json"): number {
  const text = unit.repeat(Math.ceil(bytes / unit.length));
  const scanner = new Scanner({ limit: 100 }, new Collector({ limit: 100 }));
  const before = process.cpuUsage();
  scanner.scanText(text, "data/x", format);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe("hostile input", () => {
  it.each(HOSTILE)("takes time in proportion to its size: %s", { timeout: 60_000 }, (_, unit) => {
    for (const format of ["text", "jsonl"] as const) {
      seconds(unit, 50_000, format);
      const small = Math.max(0.004, Math.min(seconds(unit, 200_000, format), seconds(unit, 200_000, format)));
      const large = seconds(unit, 1_600_000, format);
      // eight times the text in at most sixteen times the time: quadratic work would need sixty-four
      expect(large / small, `${format}: ${small.toFixed(4)} s, ${large.toFixed(4)} s`).toBeLessThan(16);
    }
  });
});

describe("a line that is many times longer than the kernel's memory", () => {
  it.each([
    ["backslashes", "\\"],
    ["unicode escapes", "\\u"],
    ["one letter", "a"],
    ["characters of four bytes", "😀"],
    ["commas", ","],
    ["names", "Smith "],
  ])("%s: twice the size takes about twice the time", { timeout: 60_000 }, (_, unit) => {
    for (const format of ["text", "jsonl"] as const) {
      seconds(unit, 5_000_000, format);
      const once = seconds(unit, 9_000_000, format);
      const twice = seconds(unit, 18_000_000, format);
      expect(twice, format).toBeLessThan(Math.max(0.25, once) * 4);
    }
  });
});

describe("documents that are never closed", () => {
  it.each(['["SSN 449-87-4100",', '["\\u0053mith, John SSN 449-87-4100",', '{"a":"SSN 449-87-4100","b":'])(
    "%s",
    { timeout: 60_000 },
    (unit) => {
      seconds(unit, 50_000, "json");
      const small = Math.max(0.02, seconds(unit, 250_000, "json"));
      const large = seconds(unit, 1_000_000, "json");
      expect(large / small, `${small.toFixed(4)} s, ${large.toFixed(4)} s`).toBeLessThan(9);
    },
  );
});
