/** Required facts: what an answer must not leave out. */

import { stem } from "./coverage.ts";
import { factsOf, type Quantity } from "./facts.ts";
import { type Sentence, tokenise } from "./tokens.ts";
import { sameQuantity } from "./units.ts";

/**
 * Whether any required text is missing from the answer. A text is there when its words (stemmed) stand in one sentence of the answer or
 * in two that follow each other; its numbers and quantities count by value, so "0.5 g" meets "500 mg".
 */
export function isOmitted(required: readonly string[], output: string): boolean {
  if (required.length === 0) return false;
  const answer = tokenise(output);
  const windows = answer.map((sentence, index) => [sentence, ...(answer[index + 1] ? [answer[index + 1] as Sentence] : [])]);
  return required.some((text) => !windows.some((window) => holds(window, tokenise(text))));
}

function holds(window: readonly Sentence[], required: readonly Sentence[]): boolean {
  const words = new Set(window.flatMap((sentence) => sentence.tokens.map((token) => stem(token.text))));
  const numbers = new Set(window.flatMap((sentence) => sentence.tokens.flatMap((token) => (token.number === null ? [] : [token.number]))));
  const quantities = quantitiesOf(window);
  const wanted = quantitiesOf(required);
  if (
    !wanted.every((one) =>
      quantities.some((other) => other.dimension === one.dimension && sameQuantity(other.value, one.value, one.dimension)),
    )
  )
    return false;
  const covered = new Set(
    required.flatMap((sentence) =>
      factsOf(sentence, undefined)
        .filter((fact) => fact.kind === "quantity")
        .flatMap((fact) => sentence.tokens.slice(fact.at, fact.next)),
    ),
  );
  return required.every((sentence) =>
    sentence.tokens.every(
      (token) =>
        covered.has(token) ||
        !/[\p{L}\p{N}]/u.test(token.text) ||
        (token.number !== null ? numbers.has(token.number) : words.has(stem(token.text))),
    ),
  );
}

function quantitiesOf(sentences: readonly Sentence[]): Quantity[] {
  return sentences.flatMap((sentence) => factsOf(sentence, undefined).filter((fact) => fact.kind === "quantity"));
}
