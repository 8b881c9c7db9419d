/** Facts of a sentence that can be compared: quantities, numbers, frequencies, dates, drugs and doses, findings, sides. */
import { CONCEPTS_BY_WORD } from "./concepts.ts";
import { readDates } from "./dates.ts";
import { ALSO_ANALYTES, drugName } from "./drugs.ts";
import { readFrequencies } from "./frequency.ts";
import { polarityOf } from "./polarity.ts";
import type { Sentence, Token } from "./tokens.ts";
import { inBase, UNITS, type Unit } from "./units.ts";

/** A fact and the tokens it was read from (`at` to `next`). */
interface Located {
  readonly at: number;
  readonly next: number;
}
export interface Quantity extends Located {
  readonly kind: "quantity";
  readonly value: number;
  readonly dimension: string;
  /** The number as written, to compare with a source that names no unit. */
  readonly raw: number;
}
export interface PlainNumber extends Located {
  readonly kind: "number";
  readonly value: number;
  readonly spelled: boolean;
}
export interface Ratio extends Located {
  readonly kind: "ratio";
  readonly value: string;
}
export interface Frequency extends Located {
  readonly kind: "frequency";
  readonly perDay: number;
}
export interface DateFact extends Located {
  readonly kind: "date";
  /** Every reading as `y-m-d`, `?` for a part that is not given; 3/4 is the third of April or the fourth of March. */
  readonly readings: readonly string[];
}
export interface Drug extends Located {
  readonly kind: "drug";
  readonly name: string;
}
export interface FindingFact extends Located {
  readonly kind: "finding";
  readonly name: string;
  /** `null`: asked, hypothetical, or about somebody else. */
  readonly present: boolean | null;
}
export interface Side extends Located {
  readonly kind: "side";
  readonly side: "left" | "right" | "bilateral";
  readonly of: string;
}
export type Fact = Quantity | PlainNumber | Ratio | Frequency | DateFact | Drug | FindingFact | Side;

/** Facts of one sentence in reading order. `after` is the sentence that follows, which may hold the answer to a question. */
export function factsOf(sentence: Sentence, after: Sentence | undefined): Fact[] {
  const { tokens } = sentence;
  const used = new Set<number>();
  const take = <T extends Fact>(facts: readonly T[]): T[] => {
    const fresh = facts.filter((fact) => !overlaps(fact, used));
    for (const fact of fresh) for (let at = fact.at; at < fact.next; at++) used.add(at);
    return fresh;
  };
  const facts: Fact[] = [
    ...take(readDates(tokens)),
    ...take(readFrequencies(tokens)),
    ...take(readRatios(tokens)),
    ...take(readQuantities(tokens)),
    ...take(readNumbers(tokens)),
  ];
  facts.push(...readDrugs(tokens, facts), ...readFindings(sentence, after), ...readSides(tokens));
  return facts.sort((a, b) => a.at - b.at);
}

function overlaps(fact: Located, used: ReadonlySet<number>): boolean {
  for (let at = fact.at; at < fact.next; at++) if (used.has(at)) return true;
  return false;
}

function textAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.text ?? "";
}

/** 120/80, 120 over 80, and scores out of 5, 6 or 10; 1/2 is a half and no fact of its own. */
function readRatios(tokens: readonly Token[]): Ratio[] {
  return tokens.flatMap((token, at): Ratio[] => {
    const second = tokens[at + 2];
    if (token.number === null || second?.number == null || !["/", "over"].includes(textAt(tokens, at + 1))) return [];
    if (token.number < 40 && ![5, 6, 10].includes(second.number)) return [];
    return [{ kind: "ratio", value: `${token.number}/${second.number}`, at, next: at + 3 }];
  });
}

function readQuantities(tokens: readonly Token[]): Quantity[] {
  const found: Quantity[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const raw = tokens[at]?.number;
    if (raw === null || raw === undefined) continue;
    const age = ageAt(tokens, at);
    const of = age ?? unitAt(tokens, at + 1, raw);
    if (of === null) continue;
    found.push({ kind: "quantity", value: inBase(raw, of.unit), dimension: of.unit.dimension, raw, at, next: of.next });
    // In "5-10 mg" the unit belongs to both numbers.
    const low = tokens[at - 2]?.number;
    if (low != null && ["-", "to"].includes(textAt(tokens, at - 1))) {
      found.push({ kind: "quantity", value: inBase(low, of.unit), dimension: of.unit.dimension, raw: low, at: at - 2, next: at - 1 });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

interface ReadUnit {
  readonly unit: Unit;
  readonly next: number;
}

const AGE: Unit = { dimension: "age", factor: 1 };

const PERSON = /^(?:man|woman|boy|girl|male|female|lady|gentleman|child|baby|infant|patient|person)$/;

/** "45-year-old", "45 yo", "45 years of age", "aged 45", "woman of 45". */
function ageAt(tokens: readonly Token[], at: number): ReadUnit | null {
  if (["aged", "age"].includes(textAt(tokens, at - 1)))
    return { unit: AGE, next: /^years?$/.test(textAt(tokens, at + 1)) ? at + 2 : at + 1 };
  let next = at + 1;
  if (textAt(tokens, at - 1) === "of" && PERSON.test(textAt(tokens, at - 2)) && !UNITS.has(textAt(tokens, next)))
    return { unit: AGE, next };
  if (textAt(tokens, next) === "-") next += 1;
  if (textAt(tokens, next) === "yo") return { unit: AGE, next: next + 1 };
  if (textAt(tokens, next) === "y" && textAt(tokens, next + 1) === "/" && textAt(tokens, next + 2) === "o")
    return { unit: AGE, next: next + 3 };
  if (!/^(?:years?|yrs?)$/.test(textAt(tokens, next))) return null;
  next += 1;
  if (textAt(tokens, next) === "-") next += 1;
  if (textAt(tokens, next) === "old") return { unit: AGE, next: next + 1 };
  return textAt(tokens, next) === "of" && textAt(tokens, next + 1) === "age" ? { unit: AGE, next: next + 2 } : null;
}

/** The unit after a number, compound ones too: "mg/dl", "mm hg", "degrees c", "/min". */
function unitAt(tokens: readonly Token[], from: number, value: number): ReadUnit | null {
  let at = textAt(tokens, from) === "-" ? from + 1 : from;
  const word = textAt(tokens, at);
  if (word === "°" || word === "degrees" || word === "degree") return temperature(tokens, at + 1, value);
  if ((word === "/" || word === "per") && ["min", "minute"].includes(textAt(tokens, at + 1)))
    return { unit: { dimension: "per minute", factor: 1 }, next: at + 2 };
  if (["beats", "breaths"].includes(word) && textAt(tokens, at + 1) === "per")
    return { unit: { dimension: "per minute", factor: 1 }, next: at + 3 };
  // A lone letter is a scale only where a body's temperature makes sense.
  if ((word === "c" && value >= 30 && value <= 45) || (word === "f" && value >= 86 && value <= 113)) return temperature(tokens, at, value);
  // Transcribed speech spells units out: "five hundred M G".
  if (word === "m" && textAt(tokens, at + 1) === "g") return { unit: UNITS.get("mg") as Unit, next: at + 2 };
  if (word === "mm" && textAt(tokens, at + 1) === "hg") return { unit: { dimension: "pressure", factor: 1 }, next: at + 2 };
  const unit = UNITS.get(word);
  if (unit === undefined) return null;
  at += 1;
  const slash = textAt(tokens, at);
  const below = textAt(tokens, at + 1);
  // A rate keeps its own dimension: 5 mg/kg is not 5 mg.
  if ((slash === "/" || slash === "per") && (UNITS.has(below) || below === "min")) {
    const lower = UNITS.get(below) as Unit;
    if (lower.dimension !== "time")
      return { unit: { dimension: `${unit.dimension}/${lower.dimension}`, factor: unit.factor / lower.factor }, next: at + 2 };
  }
  return { unit, next: at };
}

/** Without a scale, above 45 is Fahrenheit: nobody lives at 46 °C. */
function temperature(tokens: readonly Token[], at: number, value: number): ReadUnit {
  const word = textAt(tokens, at);
  const named = /^(?:c|celsius|f|fahrenheit)$/.test(word);
  const fahrenheit = named ? word.startsWith("f") : value > 45;
  return { unit: UNITS.get(fahrenheit ? "fahrenheit" : "celsius") as Unit, next: named ? at + 1 : at };
}

/** Numbers without a unit. List markers at the start of a sentence and emergency numbers are no facts. */
function readNumbers(tokens: readonly Token[]): PlainNumber[] {
  return tokens.flatMap((token, at): PlainNumber[] => {
    if (token.number === null || (at === 0 && token.number < 100 && !token.spelled) || [911, 999, 112, 111].includes(token.number))
      return [];
    return [{ kind: "number", value: token.number, spelled: token.spelled, at, next: at + 1 }];
  });
}

function readDrugs(tokens: readonly Token[], facts: readonly Fact[]): Drug[] {
  const dosed = (at: number) => facts.some((fact) => fact.kind === "quantity" && isDose(fact) && fact.at - at <= 3 && at - fact.next <= 1);
  return tokens.flatMap((token, at): Drug[] => {
    const name = drugName(token.text);
    if (name === null || (ALSO_ANALYTES.has(name) && !dosed(at))) return [];
    return [{ kind: "drug", name, at, next: at + 1 }];
  });
}

/** Dimensions that doses are given in. */
export function isDose(quantity: Quantity): boolean {
  return ["mass", "units", "volume", "tablets", "capsules", "puffs", "drops"].includes(quantity.dimension);
}

function readFindings(sentence: Sentence, after: Sentence | undefined): FindingFact[] {
  const { tokens } = sentence;
  const found: FindingFact[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const match = conceptAt(tokens, at);
    if (match === null) continue;
    found.push({ kind: "finding", name: match.name, present: polarityOf(sentence, at, match.next, after), at, next: match.next });
    at = match.next - 1;
  }
  return found;
}

function conceptAt(tokens: readonly Token[], from: number): { name: string; next: number } | null {
  for (const concept of CONCEPTS_BY_WORD.get(textAt(tokens, from)) ?? []) {
    let at = from;
    const whole = concept.phrase.every((word) => {
      if (textAt(tokens, at) === "-") at += 1;
      return textAt(tokens, at++) === word;
    });
    if (whole) return { name: concept.name, next: at };
  }
  return null;
}

const BODY =
  /^(?:arm|leg|knee|hip|shoulder|elbow|wrist|hand|foot|ankle|eye|ear|breast|lung|kidney|ovary|testicle|flank|side|chest|lobe|ventricle|atrium|groin|thigh|calf|heel|thumb|finger|toe|neck|cheek|jaw|hemisphere)s?$/;

function readSides(tokens: readonly Token[]): Side[] {
  return tokens.flatMap((token, at): Side[] => {
    const side = /^(?:left|right|bilateral)$/.exec(token.text)?.[0] as Side["side"] | undefined;
    if (side === undefined) return [];
    for (let next = at + 1; next <= at + 3; next++) {
      if (BODY.test(textAt(tokens, next)))
        return [{ kind: "side", side, of: textAt(tokens, next).replace(/s$/, "").replace("feet", "foot"), at, next: next + 1 }];
    }
    return [];
  });
}
