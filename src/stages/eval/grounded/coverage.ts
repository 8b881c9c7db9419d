/** Lexical cover of a sentence by its source: weak cover means "cannot be told", never "hallucinated" (handbook §6.2). */
import type { Sentence } from "./tokens.ts";

const STOP_WORDS = new Set(
  "a an the and or but of to in on at for with by from as is are was were be been being has have had do does did will would can could should may might must this that these those it its he she they his her their him them i you your we our us not no so if then than there here who which what when where how also very more most some any all each per about into over under after before between during out up down off patient".split(
    " ",
  ),
);
const SUFFIX = /(?:ingly|edly|ation|ments|ment|ness|ings|ing|ies|ied|ed|es|ly|s)$/;

/** Stem of a lower-case word as the handbook's baseline cuts it; at least three letters stay. */
export function stem(word: string): string {
  const cut = word.replace(SUFFIX, "");
  return cut.length >= 3 ? cut : word;
}

/** Stems of the content words of sentences. */
export function stems(sentences: readonly Sentence[]): ReadonlySet<string> {
  return new Set(sentences.flatMap(contentStems));
}

function contentStems(sentence: Sentence): string[] {
  return sentence.tokens
    .filter((token) => token.number === null && /^\p{L}{2,}/u.test(token.text) && !STOP_WORDS.has(token.text))
    .map((token) => stem(token.text));
}

/** Whether less than half of a sentence's content words occur in the source. Sentences of fewer than three such words are not judged. */
export function isWeaklyCovered(sentence: Sentence, known: ReadonlySet<string>): boolean {
  const content = contentStems(sentence);
  return content.length >= 3 && content.filter((word) => known.has(word)).length * 2 < content.length;
}
