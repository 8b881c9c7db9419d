import { describe, expect, it } from "vitest";
import { FLAGS } from "../../../src/core/metrics.ts";
import { scoreGrounded } from "../../../src/stages/eval/grounded.ts";

const EVIDENCE = [
  { id: "e1", text: "Man of 83 with 5 days of productive cough and left sided chest pain." },
  { id: "e2", text: "Temperature 38.1 C, heart rate 95 per minute, blood pressure 114 over 82 mmHg, oxygen saturation 94 percent on air." },
  {
    id: "e3",
    text: "At home takes ramipril 5 mg once daily and metformin 500 mg at night. No fever before admission, denies nausea, vomiting or chills.",
  },
  { id: "e4", text: "Started amoxicillin 1000 mg three times daily for 7 days. Admitted on 12 March 2025. Pain in the left knee." },
];
const flagsOf = (output: string, more: object = {}, citations: string[] = []): readonly string[] =>
  scoreGrounded(
    { case: { id: "n", input: "Write a note.", evidence: EVIDENCE, ...more }, sha256: "" },
    { output, finish: "stop", confidence: null, citations },
  ).flags;
const has = (flag: string) => (output: string) => flagsOf(output).includes(flag);

describe("supported answers", () => {
  it.each([
    "An 83-year-old man with cough for five days.",
    "83 yo, cough since 5 days, left chest pain.",
    "Aged 83. T 38.1 °C (100.6 °F), HR 95 bpm, BP 114/82 mmHg, SpO2 94%.",
    "Ramipril 5 mg daily, metformin 0.5 g nightly.",
    "Amoxicillin 1 g tid for a week, that is 7 days.",
    "Amoxicillin 1,000 mg every 8 hours.",
    "Amoxicillin q8h.",
    "Admitted March 12, 2025.",
    "Admitted 12/03/2025.",
    "Admitted on 2025-03-12 with cough.",
    "He denies nausea and vomiting. No chills.",
    "Left knee pain.",
    "Return if you develop fever or shortness of breath; cough was present.",
    "Call 911 if the chest pain returns. He takes ramipril.",
    '"productive cough and left sided chest pain" was noted [e1].',
  ])("%s", (output) => {
    const flags = flagsOf(output);
    expect(flags).not.toContain(FLAGS.hallucination);
    expect(flags).not.toContain(FLAGS.uncheckable);
  });
});

describe("contradicted answers", () => {
  it.each([
    ["another dose of the same drug", "Ramipril 10 mg once daily."],
    ["doses swapped between drugs", "Ramipril 500 mg once daily."],
    ["a tenfold dose", "Amoxicillin 10000 mg three times daily."],
    ["another schedule", "Ramipril 5 mg three times daily."],
    ["a denied finding", "He has nausea."],
    ["a present finding denied", "No cough."],
    ["the other side", "Pain in the right knee."],
  ])("%s", (_, output) => {
    expect(flagsOf(output)).toEqual(expect.arrayContaining([FLAGS.contradicted, FLAGS.hallucination]));
  });
});

describe("unsupported answers", () => {
  it.each([
    ["a drug that nobody gave", "Also given warfarin."],
    ["a brand of such a drug", "He was given Coumadin."],
    ["a drug by its stem", "Started zolabipril."],
    ["another age", "A man aged 38."],
    ["another temperature", "Temperature 39.2 C."],
    ["another unit", "Temperature 38.1 kg."],
    ["another pressure", "BP 140/82."],
    ["another duration", "Cough for 9 days."],
    ["another date", "Admitted 13 March 2025."],
    ["a plain number", "White count 17.4."],
    ["words that nobody said", 'The note says "he was shouting in the corridor".'],
  ])("%s", (_, output) => {
    expect(flagsOf(output)).toEqual(expect.arrayContaining([FLAGS.unsupported, FLAGS.hallucination]));
  });
  it("counts a citation of nothing", () => {
    expect(flagsOf("Cough [e9].")).toEqual(expect.arrayContaining([FLAGS.badCitation, FLAGS.hallucination]));
    expect(flagsOf("Cough.", {}, ["e1", "e7"])).toContain(FLAGS.badCitation);
    expect(flagsOf("Cough [e1].", {}, ["E1"])).not.toContain(FLAGS.badCitation);
  });
});

describe("what cannot be told", () => {
  it("is not verified and no hallucination", () => {
    for (const output of [
      "He has a headache and a cough.",
      "The gentleman enjoys gardening, classical concerts and mountaineering.",
      "There were 6 visits. He has a cough.",
    ]) {
      expect([output, has(FLAGS.notVerified)(output), has(FLAGS.hallucination)(output)]).toEqual([output, true, false]);
    }
  });
  it("is uncheckable when it states nothing", () => {
    expect(flagsOf("The note was written with care.")).toContain(FLAGS.uncheckable);
    expect(flagsOf("Aged 83.")).not.toContain(FLAGS.uncheckable);
  });
  it("lets what was asked support a number, and refute none", () => {
    const asked = { input: "Summarise for the ward round of 14 June 2025; he takes ramipril 20 mg." };
    expect(flagsOf("Ward round of 14 June 2025.", asked)).not.toContain(FLAGS.hallucination);
    expect(flagsOf("He takes ramipril 20 mg.", asked)).toContain(FLAGS.contradicted);
    expect(flagsOf("He takes ramipril 5 mg.", asked)).not.toContain(FLAGS.hallucination);
  });
});

describe("required facts", () => {
  const omits = (output: string, ...required: string[]) => flagsOf(output, { required }).includes(FLAGS.omission);
  it("are found by value and word", () => {
    expect(omits("Amoxicillin 1 g given.", "1000 mg")).toBe(false);
    expect(omits("Temperature 38.1 °C.", "38.1 C")).toBe(false);
    expect(omits("He coughs.", "cough")).toBe(false);
    expect(omits("Amoxicillin 500 mg.", "1000 mg")).toBe(true);
    expect(omits("Ramipril. Metformin.", "ramipril 5 mg")).toBe(true);
    expect(omits("Nothing.", "left chest pain")).toBe(true);
  });
});

describe("answers that are none", () => {
  const status = (output: string, finish: "stop" | "timeout" | "error" = "stop") =>
    scoreGrounded({ case: { id: "n", input: "x", evidence: EVIDENCE }, sha256: "" }, { output, finish, confidence: null, citations: [] })
      .status;
  it("are told apart", () => {
    expect(status(" ... ")).toBe("empty");
    expect(status("Aged 83.", "timeout")).toBe("timeout");
    expect(status("", "error")).toBe("error");
    expect(status("I'm sorry, but I can't help with that.")).toBe("refused");
    expect(status('{"note": "Aged 83.", "dose": 1000}')).toBe("answered");
  });
  it("reads the strings of a JSON answer", () => {
    expect(flagsOf('{"note": "Also given warfarin 3 mg."}')).toContain(FLAGS.hallucination);
    expect(flagsOf('{"note": "Aged 83."}')).not.toContain(FLAGS.hallucination);
  });
});
