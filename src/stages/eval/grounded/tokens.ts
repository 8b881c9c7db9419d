/** Words and numbers of a text, number words read as numbers. What every fact is made from. */
import { normalise, type Span, sentences } from "../../../safety/index.ts";

export interface Token {
  /** Lower-case text as it stands; `number` holds the value when it is one. */
  readonly text: string;
  readonly number: number | null;
  /** A number written in letters: "two". */
  readonly spelled: boolean;
  readonly start: number;
  readonly end: number;
}

/** A sentence with its tokens; `question` when it ends in a question mark. */
export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly question: boolean;
}

const TOKEN = /\d+(?:[.,]\d+)*|\p{L}+(?:'\p{L}+)?|[%°/+:;,()?-]/gu;

/** Sentences of a text, normalised as the safety rules see it. */
export function tokenise(text: string): Sentence[] {
  const split = sentences(normalise(text).text);
  return split.spans.map((span: Span) => sentence(split.text.slice(span.start, span.end)));
}

function sentence(text: string): Sentence {
  const lower = text.toLowerCase();
  const tokens: Token[] = [];
  for (const match of lower.matchAll(TOKEN)) {
    const word = match[0];
    const start = match.index;
    const end = start + word.length;
    const digit = isDigit(word.charCodeAt(0));
    if (digit && isName(lower, start, end)) continue;
    tokens.push({ text: word, number: digit ? numberValue(word) : null, spelled: false, start, end });
  }
  return { text: lower, tokens: joinWords(tokens), question: /\?["')\]]*\s*$/.test(text) };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A digit that hangs on a letter is a name (B12, SpO2, T4); "80s" is a decade of life. Neither is a number to compare. */
function isName(lower: string, start: number, end: number): boolean {
  const before = lower.charCodeAt(start - 1);
  if ((before >= 97 && before <= 122) || (before > 127 && /\p{L}/u.test(lower[start - 1] as string))) return true;
  return /^'?s\b/.test(lower.slice(end, end + 3));
}

/** "1,000" is a thousand, "2,5" is two and a half, "1.000,5" is read by its last mark. */
function numberValue(text: string): number | null {
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return Number(text.replaceAll(",", ""));
  if (/^\d+,\d+$/.test(text)) return Number(text.replace(",", "."));
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

const SMALL =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const NUMBER_WORDS: ReadonlySet<string> = new Set([...SMALL, ...TENS]);
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000 };

/** "twenty six", "twenty-six", "one hundred and five" become one number token. */
function joinWords(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((token) => NUMBER_WORDS.has(token.text))) return tokens;
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const read = readNumber(tokens, at);
    if (read === null) {
      joined.push(tokens[at] as Token);
      at += 1;
      continue;
    }
    const first = tokens[at] as Token;
    const last = tokens[read.next - 1] as Token;
    joined.push({ text: String(read.value), number: read.value, spelled: true, start: first.start, end: last.end });
    at = read.next;
  }
  return joined;
}

interface ReadNumber {
  readonly value: number;
  readonly next: number;
}

/** "nineteen eighty four" and "twenty twenty five" are years; everything else is read as it stands. */
function readNumber(tokens: readonly Token[], from: number): ReadNumber | null {
  const first = readPlainNumber(tokens, from);
  if (first === null || first.next - from !== 1 || ![18, 19, 20].includes(first.value)) return first;
  const rest = readPlainNumber(tokens, first.next);
  return rest !== null && rest.value >= 10 && rest.value <= 99 ? { value: first.value * 100 + rest.value, next: rest.next } : first;
}

function readPlainNumber(tokens: readonly Token[], from: number): ReadNumber | null {
  let value = 0;
  let group = 0;
  let at = from;
  let last: "none" | "small" | "tens" | "scale" = "none";
  for (; at < tokens.length; at++) {
    const word = tokens[at]?.text ?? "";
    const small = SMALL.indexOf(word);
    const tens = TENS.indexOf(word);
    if (small >= 0 && (last === "none" || last === "scale" || (last === "tens" && small > 0 && small < 10))) {
      group += small;
      last = "small";
    } else if (tens >= 0 && (last === "none" || last === "scale")) {
      group += (tens + 2) * 10;
      last = "tens";
    } else if (SCALES[word] !== undefined && (last === "small" || last === "tens")) {
      group *= SCALES[word] as number;
      if (word === "thousand") {
        value += group;
        group = 0;
      }
      last = "scale";
    } else if ((word === "and" && last === "scale") || (word === "-" && last === "tens")) {
      const next = tokens[at + 1]?.text ?? "";
      if (SMALL.indexOf(next) < 1 && !(word === "and" && TENS.includes(next))) break;
    } else break;
  }
  return last === "none" ? null : { value: value + group, next: at };
}
