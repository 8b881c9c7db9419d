import { describe, expect, test } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import { FLAGS } from "../../src/core/metrics.ts";
import { parseEvalBaseline, parseNeverMiss, proposeEvalBaseline } from "../../src/verdict/baseline.ts";
import { evalDetailOf, goodOutcomes, outcomeOf } from "./rig.ts";

const good = goodOutcomes();
const text = proposeEvalBaseline(evalDetailOf(good), good);
const lines = text.trimEnd().split("\n");

function faultOf(run: () => unknown): Fault["details"] {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error.details;
    throw error;
  }
  throw new Error("no fault was raised");
}
const parseLines = (rows: readonly string[]) => parseEvalBaseline(`${rows.join("\n")}\n`, "eval.jsonl");

describe("proposing", () => {
  test("round trip: what is proposed is read back, sorted, without a trace of order", () => {
    const baseline = parseEvalBaseline(text, "eval.jsonl");
    expect(baseline.outcomes).toEqual(good);
    expect(proposeEvalBaseline(evalDetailOf(good), [...good].reverse())).toBe(text);
    expect(Object.keys(baseline.header.key.suites)).toEqual(["notes", "safety", "triage"]);
  });

  test("added cases become ordinary ones", () => {
    const more = [
      ...good,
      outcomeOf({ suite: "triage", id: "x1", gold: "emergency", predicted: "emergency", flags: [FLAGS.added, "strict"] }),
    ];
    const baseline = parseEvalBaseline(proposeEvalBaseline(evalDetailOf(more), more), "eval.jsonl");
    expect(baseline.outcomes.find((outcome) => outcome.id === "x1")?.flags).toEqual(["strict"]);
  });

  test("nothing, a number that is none, or answers of another adapter make no baseline", () => {
    expect(faultOf(() => proposeEvalBaseline(evalDetailOf(good), [])).kind).toBe("inconclusive");
    const spoilt = good.map((outcome, i) => (i === 7 ? { ...outcome, confidence: Number.NaN } : outcome));
    expect(faultOf(() => proposeEvalBaseline(evalDetailOf(good), spoilt)).message).toContain("a number that is none");
    const detail = evalDetailOf(good);
    detail.suites[0]!.answers = { ...detail.suites[0]!.answers, trust: "mismatch", mismatch: ["adapter"] };
    expect(faultOf(() => proposeEvalBaseline(detail, good)).message).toContain("suite notes belong to another adapter");
  });
});

describe("reading names the line, and exits with 2", () => {
  const replaced = (row: number, change: (line: string) => string) => lines.map((line, i) => (i === row ? change(line) : line));
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["NaN", replaced(4, (line) => line.replace('"confidence":0.9', '"confidence":NaN')), 5, /not finite/],
    ["Infinity", replaced(9, (line) => line.replace('"repeat":0', '"repeat":-Infinity')), 10, /not finite/],
    ["no JSON", replaced(2, () => "{"), 3, /is not JSON/],
    ["a blank line", replaced(2, () => ""), 3, /is not JSON/],
    ["a missing key", replaced(3, (line) => line.replace('"repeat":0,', "")), 4, /repeat/],
    ["a key too many", replaced(3, (line) => line.replace("{", '{"note":"x",')), 4, /note/],
    ["null for a number", replaced(3, (line) => line.replace('"repeat":0', '"repeat":null')), 4, /repeat/],
    ["another header", replaced(0, (line) => line.replace("eval-baseline@1", "eval-baseline@9")), 1, /header/],
    ["a line twice", [...lines.slice(0, 3), lines[2]!, ...lines.slice(3)], 4, /repeats the run/],
    ["lines in another order", [lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)], 3, /out of order/],
    ["a case dropped", lines.toSpliced(50, 1), 1, /suite notes are not those/],
    [
      "a gold label edited with its digest",
      replaced(300, (line) => line.replace(/"case_sha256":"[0-9a-f]{4}/, '"case_sha256":"0000')),
      1,
      /suite triage are not those/,
    ],
    ["an unknown suite", replaced(lines.length - 1, (line) => line.replace('"suite":"triage"', '"suite":"zebra"')), lines.length, /zebra/],
    ["only a header", [lines[0]!], 1, /no outcome/],
  ];
  test.each(cases)("%s", (_what, rows, line, message) => {
    const fault = faultOf(() => parseLines(rows));
    expect(fault).toMatchObject({ code: "eval-baseline", kind: "usage", place: { path: "eval.jsonl", line } });
    expect(fault.message).toMatch(message);
    expect(fault.fix).toContain("tunegate baseline propose");
  });

  test("an empty file", () => {
    expect(faultOf(() => parseEvalBaseline("", "eval.jsonl")).kind).toBe("usage");
  });
});

describe("never-miss lists", () => {
  test("one id a line; blank lines and comments are skipped; Windows line ends are no part of an id", () => {
    expect(parseNeverMiss("# the worst\r\nt0001\r\n\r\n  t0002 \n#t0003\n", "nm.txt")).toEqual(["t0001", "t0002"]);
    expect(parseNeverMiss("", "nm.txt")).toEqual([]);
  });

  test("an id twice is refused with both lines", () => {
    expect(faultOf(() => parseNeverMiss("a\n\nb\na\n", "nm.txt"))).toMatchObject({
      kind: "usage",
      place: { line: 4 },
      message: expect.stringContaining("lines 1 and 4"),
    });
  });
});
