/** A model may answer anything, a megabyte of dots too: scorers take time in proportion to the text. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluate, loadRules } from "../../../src/safety/index.ts";
import { scoreGrounded } from "../../../src/stages/eval/grounded.ts";
import { scoreTriage } from "../../../src/stages/eval/triage.ts";
import { LEVELS } from "./rig.ts";

const PIECES = [
  ".",
  " ",
  "{",
  '"',
  "'",
  "[1",
  "?",
  "\n",
  "```",
  "a",
  "1",
  "1.",
  "no ",
  "and ",
  "**",
  "_",
  "&",
  "e\u0301",
  "\u200b",
  "> ",
  "stop the tablets ",
  "take 5 mg ",
  "triage: ",
  "twenty ",
  "left ",
  "(",
  ", ",
  '"triage":',
  "not ",
];
const rules = loadRules(readFileSync("examples/rulesets/clinical-safety.yml", "utf8"), "rules");
const one = { case: { id: "a", input: "x", gold: "urgent", evidence: [{ id: "e1", text: "Aged 83." }], required: ["83"] }, sha256: "" };
const answer = (output: string) => ({ output, finish: "stop" as const, confidence: null, citations: [] });

const SCORERS = {
  triage: (output: string) => scoreTriage(one, answer(output), LEVELS, () => true),
  grounded: (output: string) => scoreGrounded(one, answer(output)),
  policy: (output: string) => evaluate(rules, { input: output, output }),
};

describe.each(Object.entries(SCORERS))("scorer %s", (_, score) => {
  it.each(PIECES.map((piece) => [piece]))("on a row of %j", (piece) => {
    const time = (length: number): number => {
      const output = piece.repeat(Math.ceil(length / piece.length));
      const start = process.cpuUsage();
      score(output);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    time(2_000);
    const small = Math.max(Math.min(time(4_000), time(4_000)), 4);
    // Eight times the text: linear is 8, quadratic is 64.
    expect(Math.min(time(32_000), time(32_000))).toBeLessThan(30 * small);
  });
});
