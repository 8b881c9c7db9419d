/** What stands in for a value: a tag, or a surrogate that is the same for equal values within one file. */
import { createHmac } from "node:crypto";
import { surrogate } from "../surrogate.ts";

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

  /** A pass over the file has ended: what is read from now on holds its surrogates. */
  endPass(): void {
    for (const text of this.#writing) this.#written.add(text);
    this.#writing.clear();
  }

  /** Whether a value is a surrogate that an earlier pass wrote: it looks like what it stands for, and is no finding. */
  isOwn(value: string): boolean {
    return this.#written.has(value.trim());
  }

  /** The replacement of a value in text. */
  text(rule: string, value: string): string {
    return this.#note(rule, this.style === "tag" ? tagOf(rule) : surrogate(rule, value, this.#random(rule, value)));
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

function tagOf(rule: string): string {
  return `[${rule.slice(4).toUpperCase()}]`;
}
