/** A name that is replaced may stand again in other letters ("JOHN SMITH", "john smith"), where nothing but the first place shows that it is one. */
import { unescapeJson } from "../walk.ts";

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words of a name at most. */
const MOST_WORDS = 6;
/** Words as bytes, each read as one character: letters and digits of UTF-8, without its spaces, dashes and quotes. */
const WORD = String.raw`[A-Za-z0-9]|[\xc3-\xdf][\x80-\xbf]|[\xe0\xe1\xe3-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}`;
const PLAIN = new RegExp(`((?:${WORD})+)`, "g");
/** In JSON a letter may be an escape, and other escapes part words. */
const JSON_TEXT = new RegExp(`\\\\[^u]|((?:${WORD}|\\\\u[0-9a-fA-F]{4})+)`, "g");
/** What may stand between the words of a name. */
const GAP = /^(?:[\s.,'-]|\xc2\xa0|\xe2\x80[\x80-\xaf]|\\[nrt]){1,4}$/;
const LETTER = /\p{L}/u;

interface Word extends Span {
  readonly text: string;
}

/** Lower-case words of bytes [from, to), with where they stand. */
function wordsOf(bytes: Uint8Array, from: number, to: number, json: boolean): { words: Word[]; text: string } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  const text = view.toString("latin1");
  const words: Word[] = [];
  for (const match of text.matchAll(json ? JSON_TEXT : PLAIN)) {
    const raw = match[1];
    if (raw === undefined) continue;
    const end = match.index + raw.length;
    const word = view.toString("utf8", match.index, end);
    words.push({ text: (json ? unescapeJson(word) : word).toLowerCase(), start: match.index, end });
  }
  return { words, text };
}

/** The names of one record (or window of a document) that have two words or more. */
export class RepeatedNames {
  readonly #names = new Set<string>();
  readonly #first = new Set<string>();

  get none(): boolean {
    return this.#names.size === 0;
  }

  /** Takes a replaced name, decoded. */
  add(name: string): void {
    if (!/\S[\s,]+\S/.test(name)) return;
    const bytes = Buffer.from(name);
    const words = wordsOf(bytes, 0, bytes.length, false).words.map(({ text }) => text);
    if (words.length < 2 || words.length > MOST_WORDS || !words.every((word) => LETTER.test(word))) return;
    this.#names.add(words.join(" "));
    this.#first.add(words[0] as string);
  }

  /** Where the names stand in bytes [from, to), in whatever case; one pass, whatever their number. Offsets are those of `bytes`. */
  find(bytes: Uint8Array, from: number, to: number, json: boolean): Span[] {
    if (this.none) return [];
    const found: Span[] = [];
    const { words, text } = wordsOf(bytes, from, to, json);
    for (let i = 0; i < words.length; i++) {
      const last = this.#first.has(words[i]?.text ?? "") ? this.#longest(words, i, text) : i;
      if (last === i) continue;
      found.push({ start: from + (words[i] as Word).start, end: from + (words[last] as Word).end });
      i = last;
    }
    return found;
  }

  /** The last word of the longest name that starts at word `i`; `i` when none does. */
  #longest(words: readonly Word[], i: number, text: string): number {
    let name = words[i]?.text ?? "";
    let last = i;
    for (let j = i + 1; j < Math.min(words.length, i + MOST_WORDS); j++) {
      const [before, word] = [words[j - 1] as Word, words[j] as Word];
      if (!GAP.test(text.slice(before.end, Math.min(word.start, before.end + 16))) || word.start - before.end > 16) break;
      name += ` ${word.text}`;
      if (this.#names.has(name)) last = j;
    }
    return last;
  }
}

/** The spans that touch no hit, or hold whole ones: half of another value must not be left. Both lists are in order; so is the result, hits included. */
export function withRepeats<T extends Span>(hits: readonly T[], repeats: readonly Span[], make: (span: Span) => T): T[] {
  const merged: T[] = [];
  let next = 0;
  for (const repeat of repeats) {
    while (next < hits.length && (hits[next] as T).end <= repeat.start) merged.push(hits[next++] as T);
    let inside = next;
    while (inside < hits.length && (hits[inside] as T).start >= repeat.start && (hits[inside] as T).end <= repeat.end) inside += 1;
    const isApart = inside === hits.length || (hits[inside] as T).start >= repeat.end;
    const isKnown = inside === next + 1 && hits[next]?.start === repeat.start && hits[next]?.end === repeat.end;
    if (!isApart || isKnown) continue;
    merged.push(make(repeat));
    next = inside;
  }
  merged.push(...hits.slice(next));
  return merged;
}
