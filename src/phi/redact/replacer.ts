/** What stands in for a value: a tag, or a surrogate that is the same for equal values within one file. */
import { createHmac } from "node:crypto";
import { isGivenName } from "../file-names.ts";
import { givenName, nameSurrogate, surrogate } from "../surrogate.ts";

export type RedactStyle = "tag" | "surrogate";

export class Replacer {
  readonly style: RedactStyle;
  /** Replacements by rule. */
  readonly replaced: Record<string, number> = {};
  readonly #key: string;
  /** Surrogates of the passes that have ended. */
  readonly #written = new Set<string>();
  /** Surrogates of this pass. A value of the file may be equal to one of them, and is a value all the same. */
  readonly #writing = new Set<string>();

  /** @param key makes surrogates; whoever has it can check guesses of values, so it is kept or thrown away with the data */
  constructor(style: RedactStyle, key: string) {
    this.style = style;
    this.#key = key;
  }

  /** Words of names that earlier passes and this one wrote: a scan may see a part of such a name alone. */
  readonly #words = new Set<string>();
  readonly #wordsNow = new Set<string>();
  /** Words that stood in a name of several words, and whether as the given name. */
  readonly #given = new Map<string, boolean>();

  /** A pass over the file has ended: what is read from now on holds its surrogates. */
  endPass(): void {
    for (const text of this.#writing) this.#written.add(text);
    for (const word of this.#wordsNow) this.#words.add(word);
    this.#writing.clear();
    this.#wordsNow.clear();
  }

  /** Whether a value is a surrogate that an earlier pass wrote: it looks like what it stands for, and is no finding. */
  isOwn(value: string): boolean {
    if (this.#written.has(value.trim())) return true;
    const words = wordsOf(value);
    return words.length > 0 && words.every((word) => this.#words.has(word));
  }

  /** The replacement of a value in text. */
  text(rule: string, value: string): string {
    if (this.style === "tag") return this.#note(rule, tagOf(rule));
    return this.#note(rule, rule === "phi.name" ? this.#name(value) : surrogate(rule, value, this.#random(rule, value)));
  }

  #name(value: string): string {
    const given = givenName(value);
    if (given !== null) for (const word of wordsOf(value)) this.#given.set(word.toLowerCase(), word === given.word);
    const text = nameSurrogate(value, {
      randomOf: (word) => this.#random("phi.name", word),
      isGiven: (word) => this.#given.get(word.toLowerCase()) ?? isGivenName(word),
    });
    for (const word of wordsOf(text)) this.#wordsNow.add(word);
    return text;
  }

  /** The replacement of a bare JSON number, as JSON: another number of the same form, or a tag in quotes. */
  number(rule: string, token: string): string {
    if (this.style === "tag") return JSON.stringify(this.#note(rule, tagOf(rule)));
    const random = this.#random(rule, token);
    let i = 0;
    const moved = token.replace(/\d/g, (digit) => {
      const step = random[i % random.length] ?? 0;
      return i++ === 0 ? String(1 + ((Number(digit) + (step % 8)) % 9)) : String((Number(digit) + 1 + (step % 9)) % 10);
    });
    return this.#note(rule, moved);
  }

  #note(rule: string, text: string): string {
    this.replaced[rule] = (this.replaced[rule] ?? 0) + 1;
    if (this.style === "surrogate") this.#writing.add(text.trim());
    return text;
  }

  #random(rule: string, value: string): Uint8Array {
    return createHmac("sha256", this.#key).update(`${rule}\n${value.trim().toLowerCase()}`).digest();
  }
}

function wordsOf(name: string): string[] {
  return name.split(/[\s,]+/).filter(Boolean);
}

function tagOf(rule: string): string {
  return `[${rule.slice(4).toUpperCase()}]`;
}
