import { describe, expect, it } from "vitest";
import type { Finish } from "../../../src/stages/eval/answers.ts";
import { readLevel, scoreTriage } from "../../../src/stages/eval/triage.ts";
import { LEVELS } from "./rig.ts";

const read = (output: string): string | null => {
  const found = readLevel(output, LEVELS, () => true);
  return found && `${found.how} ${found.level}`;
};
const status = (output: string, finish: Finish = "stop"): string =>
  scoreTriage(
    { case: { id: "a", input: "x", gold: "emergency" }, sha256: "" },
    { output, finish, confidence: null, citations: [] },
    LEVELS,
    () => true,
  ).status;

describe("levels", () => {
  it.each([
    ['{"triage":"emergency"}', "strict emergency"],
    [' {"reason":"x","level":"self-care"}\n', "strict self-care"],
    ['\ufeff{"triage":"emergency"}', "lenient emergency"],
    ['```json\n{"triage":"urgent"}\n```', "lenient urgent"],
    ['Here you are: {"triage":"urgent"} Take care.', "lenient urgent"],
    ['{"triage":"urgent",}', "lenient urgent"],
    ["{“triage”:“urgent”}", "lenient urgent"],
    ['{"triage":"Self Care"}', "lenient self-care"],
    ['{"triage":"EMERGENCY"}', "lenient emergency"],
    ['{"note":"a } brace","triage":"routine"} end', "lenient routine"],
    ['{"triage":"routine"} {"triage":"routine"}', "lenient routine"],
    ['{"triage":"urgent","priority":"high"}', "strict urgent"],
    ["emergency", "lenient emergency"],
    ["**Emergency.**", "lenient emergency"],
    ["Triage level: self care", "lenient self-care"],
    ["The patient is ill.\nTriage: urgent", "lenient urgent"],
  ])("%s", (output, expected) => expect(read(output)).toBe(expected));

  it.each([
    '{"triage":"emergency","triage":"routine"}',
    '{"triage":"emergency","level":"routine"}',
    '{"triage":"emergency"} {"triage":"routine"}',
    '{"triage":"emergency"} {"other":1}',
    '{"triage":"soon"}',
    '{"triage":"soon","level":"urgent"}',
    '{"triage":["emergency"]}',
    '{"reason":"emergency"}',
    '{"triage":"emergen',
    "not an emergency",
    "It could be an emergency or routine.",
    "emergency\nroutine",
    "Triage: urgent\nTriage: routine",
    '["emergency"]',
  ])("none in %s", (output) => expect(read(output)).toBeNull());

  it("are strict only when the team's schema holds", () => {
    expect(readLevel('{"triage":"urgent"}', LEVELS, () => false)).toMatchObject({ how: "lenient" });
  });

  it("bring a confidence between 0 and 1", () => {
    expect(readLevel('{"triage":"urgent","confidence":0.7}', LEVELS, () => true)?.confidence).toBe(0.7);
    expect(readLevel('{"triage":"urgent","confidence":70}', LEVELS, () => true)?.confidence).toBeNull();
  });

  it("are read in linear time", () => {
    const time = (n: number): number => {
      const start = performance.now();
      read("{".repeat(n));
      read('{"a":'.repeat(n));
      return performance.now() - start;
    };
    time(10_000);
    expect(time(200_000)).toBeLessThan(2_000);
  });
});

describe("statuses", () => {
  it.each([
    ['{"triage":"emergency"}', "stop", "answered"],
    ["I'm sorry, but I can't help with that.", "stop", "refused"],
    ["I’m sorry, but I can’t help with that.", "stop", "refused"],
    ["As an AI language model I am not able to triage.", "stop", "refused"],
    ["Sorry to hear that. Please rest.", "stop", "unparseable"],
    ["...", "stop", "empty"],
    ["", "stop", "empty"],
    ['{"triage":"emergency"}', "timeout", "timeout"],
    ['{"triage":"emergency"}', "error", "error"],
    ['{"triage":"emerg', "length", "unparseable"],
  ] as const)("%s after %s is %s", (output, finish, expected) => expect(status(output, finish)).toBe(expected));
});
