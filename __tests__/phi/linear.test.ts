import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEXT_CAP } from "../../src/phi/kernel/layout.ts";
import { countSteps, type StepCounter } from "../support/work.ts";

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

type Format = "text" | "jsonl" | "json";
let counter: StepCounter;
/** Scans with the kernel in JavaScript, whose steps V8 counts; the WASM kernel is made of the same source. */
let scan: (text: string, format: Format, limit?: number) => void;

beforeAll(async () => {
  counter = await countSteps("/src/phi/");
  const { Collector } = await import("../../src/phi/collect.ts");
  const { javascriptKernel } = await import("../../src/phi/kernel.ts");
  const { Scanner } = await import("../../src/phi/scanner.ts");
  scan = (text, format, limit = 100) => {
    new Scanner({ limit }, new Collector({ limit }), javascriptKernel()).scanText(text, "data/x", format);
  };
  scan("Dr. Smith", "text");
});
afterAll(() => counter.stop());

/** Steps for `bytes` of a repeated unit as one line; inside of something, where each finding is listed too. */
function steps(unit: string, bytes: number, format: Format, [before, behind]: readonly [string, string] = ["", ""]): Promise<number> {
  const text = before + unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit))) + behind;
  return counter.stepsOf(() => scan(text, format, before === "" ? 100 : Number.POSITIVE_INFINITY));
}

/**
 * The larger text takes as many times the steps as it is larger, give or take a tenth: quadratic work would take that many times more. Were
 * nothing counted, the steps would not grow at all, which is why there is a bound below.
 */
async function expectLinear(
  unit: string,
  format: Format,
  [small, large]: readonly [number, number],
  around?: readonly [string, string],
): Promise<void> {
  const [few, many] = [await steps(unit, small, format, around), await steps(unit, large, format, around)];
  const growth = many / few / (large / small);
  expect(growth, `${format}: ${few} and ${many} steps`).toBeLessThan(1.1);
  expect(growth, `${format}: ${few} and ${many} steps`).toBeGreaterThan(0.6);
}

describe("hostile input", () => {
  it.each(HOSTILE)("takes steps in proportion to its size: %s", { timeout: 120_000 }, async (_, unit) => {
    for (const format of ["text", "jsonl"] as const) await expectLinear(unit, format, [20_000, 80_000]);
  });
});

/** Bytes of lines that the kernel's room for text holds neither at once nor in two parts. */
const LONG = [2 * TEXT_CAP + 500_000, 4 * TEXT_CAP + 1_000_000] as const;

describe("a line that is many times longer than the kernel's memory", () => {
  it.each([
    ["backslashes", "\\", "text"],
    ["backslashes", "\\", "jsonl"],
    ["one letter", "a", "text"],
    ["characters of four bytes", "😀", "jsonl"],
    ["commas", ",", "jsonl"],
  ] as const)("%s: twice the size takes twice the steps", { timeout: 120_000 }, (_, unit, format) => expectLinear(unit, format, LONG));
});

describe("one long string of a document", () => {
  it.each(["https://a.example.net/x ", "SSN 449-87-4100 ", "a@clinicmail.net, "])("%s", { timeout: 120_000 }, (unit) =>
    expectLinear(unit, "json", [50_000, 200_000], ['{"a":"', '"}']),
  );
});

describe("documents that are never closed", () => {
  it.each(['["SSN 449-87-4100",', '["\\u0053mith, John SSN 449-87-4100",', '{"a":"SSN 449-87-4100","b":'])(
    "%s",
    { timeout: 120_000 },
    (unit) => expectLinear(unit, "json", [50_000, 200_000]),
  );
});
