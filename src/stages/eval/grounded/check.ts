/** Holds an answer against its evidence: what is contradicted, what is unsupported, what cannot be told. */
import { sameDate } from "./dates.ts";
import {
  type Drug,
  type Fact,
  type FindingFact,
  type Frequency,
  factsOf,
  isDose,
  type PlainNumber,
  type Quantity,
  type Side,
} from "./facts.ts";
import { type Sentence, tokenise } from "./tokens.ts";
import { sameQuantity } from "./units.ts";

/** Supported facts are not listed. */
export type Support = "supported" | "contradicted" | "unsupported" | "not-verified";

/** One fact of an answer and what became of it; `kind` says what it was, never its text. */
export interface Checked {
  readonly kind: Fact["kind"] | "dose" | "schedule";
  readonly support: Support;
}

/** Everything that is known from a source, ready to be asked. */
export interface Source {
  readonly facts: readonly Fact[];
  readonly doses: ReadonlyMap<string, readonly Quantity[]>;
  readonly schedules: ReadonlyMap<string, readonly Frequency[]>;
  readonly numbers: ReadonlySet<number>;
}

/** Reads a source once. `texts` are evidence passages, kept apart so that no sentence runs from one into the next. */
export function readSource(texts: readonly string[]): Source {
  const sentences = texts.map(tokenise);
  const perSentence = sentences.flatMap((list) => list.map((sentence, index) => factsOf(sentence, list[index + 1])));
  const doses = new Map<string, Quantity[]>();
  const schedules = new Map<string, Frequency[]>();
  for (const facts of perSentence) {
    for (const { drug, quantity } of dosesIn(facts)) doses.set(drug, [...(doses.get(drug) ?? []), quantity]);
    for (const { drug, frequency } of schedulesIn(facts)) schedules.set(drug, [...(schedules.get(drug) ?? []), frequency]);
  }
  const facts = perSentence.flat();
  return {
    facts,
    doses,
    schedules,
    numbers: new Set(sentences.flat().flatMap((one) => one.tokens.flatMap((token) => (token.number === null ? [] : [token.number])))),
  };
}

/**
 * Checks an answer's facts. `evidence` decides; `given` (what the person asked) may support a fact but refutes none.
 * @returns one entry a fact; empty when nothing in the answer can be checked.
 */
export function checkFacts(answer: readonly Sentence[], evidence: Source, given: Source): Checked[] {
  return answer.flatMap((sentence, index) => {
    const facts = factsOf(sentence, answer[index + 1]).filter((fact) => fact.kind !== "finding" || fact.present !== null);
    const checked = facts.map((fact): Checked => ({ kind: fact.kind, support: checkOne(fact, evidence, given) }));
    const doses = dosesIn(facts).map(
      ({ drug, quantity }): Checked => ({ kind: "dose", support: doseSupport(evidence.doses.get(drug), quantity) }),
    );
    const schedules = schedulesIn(facts).map(
      ({ drug, frequency }): Checked => ({ kind: "schedule", support: scheduleSupport(evidence.schedules.get(drug), frequency) }),
    );
    return [...checked, ...doses, ...schedules];
  });
}

function checkOne(fact: Fact, evidence: Source, given: Source): Support {
  const support = supportIn(fact, evidence);
  return support !== "supported" && support !== "contradicted" && supportIn(fact, given) === "supported" ? "supported" : support;
}

function supportIn(fact: Fact, source: Source): Support {
  switch (fact.kind) {
    case "quantity":
      return quantitySupport(fact, source);
    case "number":
      return numberSupport(fact, source);
    case "ratio":
      return source.facts.some((other) => other.kind === "ratio" && other.value === fact.value) ? "supported" : "unsupported";
    case "frequency":
      return source.facts.some((other) => other.kind === "frequency" && sameFrequency(fact, other)) ? "supported" : "unsupported";
    case "date": {
      const same = (other: Fact) => other.kind === "date" && fact.readings.some((a) => other.readings.some((b) => sameDate(a, b)));
      return source.facts.some(same) ? "supported" : "unsupported";
    }
    case "drug":
      return source.facts.some((other) => other.kind === "drug" && other.name === fact.name) ? "supported" : "unsupported";
    case "finding":
      return findingSupport(fact, source);
    case "side":
      return sideSupport(fact, source);
  }
}

/** A unit that the source leaves out does not make a number wrong; another unit does. */
function quantitySupport(fact: Quantity, source: Source): Support {
  const same = (other: Fact) => {
    if (other.kind === "quantity") return sameDimension(fact, other) && sameQuantity(fact.value, other.value, fact.dimension);
    return other.kind === "number" && other.value === fact.raw;
  };
  return source.facts.some(same) ? "supported" : "unsupported";
}

/** An age may be given as a plain number of years. */
function sameDimension(a: Quantity, b: Quantity): boolean {
  return a.dimension === b.dimension;
}

/** Small whole numbers are often counted, not read ("three symptoms"): their absence proves nothing. */
function numberSupport(fact: PlainNumber, source: Source): Support {
  if (source.numbers.has(fact.value)) return "supported";
  return Number.isInteger(fact.value) && fact.value <= 10 ? "not-verified" : "unsupported";
}

function sameFrequency(a: Frequency, b: Frequency): boolean {
  return Math.abs(a.perDay - b.perDay) <= 1e-6 * Math.max(a.perDay, b.perDay);
}

function findingSupport(fact: FindingFact, source: Source): Support {
  const same = source.facts.filter(
    (other) => other.kind === "finding" && other.name === fact.name && other.present !== null,
  ) as FindingFact[];
  if (same.length === 0) return "not-verified";
  return same.some((other) => other.present === fact.present) ? "supported" : "contradicted";
}

function sideSupport(fact: Side, source: Source): Support {
  const same = source.facts.filter((other) => other.kind === "side" && other.of === fact.of) as Side[];
  if (same.length === 0) return "not-verified";
  return same.some((other) => other.side === fact.side || other.side === "bilateral") ? "supported" : "contradicted";
}

/** The dose that a source gives a drug decides, even where the same number stands beside another drug. */
function doseSupport(known: readonly Quantity[] | undefined, quantity: Quantity): Support {
  const comparable = (known ?? []).filter((other) => other.dimension === quantity.dimension);
  if (comparable.length === 0) return "not-verified";
  return comparable.some((other) => sameQuantity(other.value, quantity.value, quantity.dimension)) ? "supported" : "contradicted";
}

function scheduleSupport(known: readonly Frequency[] | undefined, frequency: Frequency): Support {
  if (known === undefined || known.length === 0) return "not-verified";
  return known.some((other) => sameFrequency(other, frequency)) ? "supported" : "contradicted";
}

/** Each dose with its drug: "10 mg of lisinopril", else the nearest drug before it in the sentence. */
function dosesIn(facts: readonly Fact[]): { drug: string; quantity: Quantity }[] {
  const drugs = facts.filter((fact) => fact.kind === "drug");
  return facts.flatMap((fact) => {
    if (fact.kind !== "quantity" || !isDose(fact)) return [];
    const drug = drugs.find((one) => one.at >= fact.next && one.at - fact.next <= 1) ?? nearestBefore(drugs, fact.at, 6);
    return drug ? [{ drug: drug.name, quantity: fact }] : [];
  });
}

function schedulesIn(facts: readonly Fact[]): { drug: string; frequency: Frequency }[] {
  const drugs = facts.filter((fact) => fact.kind === "drug");
  return facts.flatMap((fact) => {
    if (fact.kind !== "frequency") return [];
    const drug = nearestBefore(drugs, fact.at, 10);
    return drug ? [{ drug: drug.name, frequency: fact }] : [];
  });
}

function nearestBefore(drugs: readonly Drug[], at: number, reach: number): Drug | undefined {
  return drugs.filter((drug) => drug.next <= at && at - drug.next <= reach).at(-1);
}
