/** The example's notes: only the two answers that are wrong on purpose are flagged, and planted errors of each kind are found. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AnswerRow, EvalCase } from "../../../src/core/files.ts";
import { FLAGS } from "../../../src/core/metrics.ts";
import { scoreGrounded } from "../../../src/stages/eval/grounded.ts";

const rows = <T>(path: string): T[] =>
  readFileSync(`examples/clinical-triage/${path}`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
const cases = new Map(rows<EvalCase>("eval/notes.jsonl").map((one) => [one.id, one]));
const answers = rows<AnswerRow>("outputs/notes.jsonl").slice(1);

function isFlagged(answer: AnswerRow, output: string): boolean {
  const one = { case: cases.get(answer.id) as EvalCase, sha256: "" };
  return scoreGrounded(one, { output, finish: "stop", confidence: null, citations: answer.citations ?? [] }).flags.includes(
    FLAGS.hallucination,
  );
}

const WRONG = answers.filter((answer) => isFlagged(answer, answer.output)).map((answer) => answer.id);

it("flags the answers that are wrong on purpose and no other", () => {
  expect(WRONG).toEqual(["n-051", "n-164"]);
});

const PLANTED: Readonly<Record<string, (text: string) => string>> = {
  "a tenfold dose": (text) => text.replace(/\b(\d+) (mg|microgram)\b(?! ?\/)/, "$10 $2").replace(/(\.\d+)0 mg/, "$1 mg"),
  "another unit": (text) => text.replace(/\b(\d+) mg\b/, "$1 g"),
  "another drug": (text) =>
    text.replace(/\b(?:ramipril|metformin|amlodipine|levothyroxine|tiotropium|bisoprolol|amoxicillin)\b/i, "clozapine"),
  "another schedule": (text) => text.replace(/\btwice daily\b/, "five times daily"),
  "the other side": (text) => text.replace(/\b(left|right)\b/, (side) => (side === "left" ? "right" : "left")),
  "another age": (text) => text.replace(/\b(Man|Woman) of (\d+)/, (_, who: string, age: string) => `${who} of ${Number(age) + 10}`),
  "a citation of nothing": (text) => `${text} [e99]`,
  "a quotation of nobody": (text) => `${text} "the patient asked twice for the bill"`,
};

describe("planted errors", () => {
  it.each(Object.entries(PLANTED))("%s", (_, plant) => {
    const planted = answers
      .filter((answer, index) => index % 2 === 0 && !WRONG.includes(answer.id))
      .map((answer) => ({ answer, output: plant(answer.output) }))
      .filter(({ answer, output }) => output !== answer.output);
    const found = planted.filter(({ answer, output }) => isFlagged(answer, output)).length;
    expect(planted.length).toBeGreaterThan(20);
    expect(found / planted.length).toBeGreaterThan(0.95);
  });
});
