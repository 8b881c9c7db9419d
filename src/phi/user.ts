/** Recognizers of the policy: a pattern in linear time (RE2 syntax), words that must stand near, an optional check digit. */
import { RE2JS } from "re2js";
import { Fault } from "../core/fault.ts";
import type { UserRecognizer } from "../core/policy.ts";
import type { Hit } from "./hits.ts";
import * as L from "./kernel/layout.ts";

interface Compiled {
  readonly id: string;
  readonly pattern: RE2JS;
  readonly context: readonly string[];
  readonly checksum: UserRecognizer["checksum"];
}

/** Context words count this far before and behind a match, in bytes. */
const BEFORE = 80;
const BEHIND = 40;

/** Where context ends besides: what is told of one record says nothing of the next. */
export interface ContextScope {
  /** A line is a record (JSON Lines). */
  readonly byLine?: boolean;
  /** Name of the column whose cells are looked at: each has it as context. */
  readonly heading?: string;
}

export class UserRecognizers {
  #list: readonly Compiled[];
  readonly #scope: ContextScope;

  /** @throws Fault `usage` when a pattern does not compile */
  constructor(recognizers: readonly UserRecognizer[], scope: ContextScope = {}) {
    this.#list = recognizers.map(compile);
    this.#scope = scope;
  }

  get none(): boolean {
    return this.#list.length === 0;
  }

  /** The same recognizers for another kind of text. */
  within(scope: ContextScope): UserRecognizers {
    const other = new UserRecognizers([], scope);
    other.#list = this.#list;
    return other;
  }

  /** Matches in bytes `[from, to)`; each byte counts as one character, so offsets are byte offsets. */
  find(bytes: Uint8Array, from: number, to: number): Hit[] {
    if (this.none) return [];
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
    return this.#list.flatMap((recognizer) => matches(recognizer, text, from, this.#scope));
  }
}

/** Text as `find` reads it, in small letters. */
function small(text: string): string {
  return Buffer.from(text).toString("latin1").toLowerCase();
}

function compile({ id, pattern, context = [], checksum }: UserRecognizer): Compiled {
  try {
    return { id, pattern: RE2JS.compile(pattern), context: context.map((word) => small(word.toLowerCase())), checksum };
  } catch {
    throw new Fault({
      code: "phi-recognizer-pattern",
      kind: "usage",
      message: `the pattern of the recognizer ${id} is no valid linear-time expression`,
      expected: "RE2 syntax: no look-around, no back references",
      fix: "correct phi.recognizers in the policy",
    });
  }
}

function matches({ id, pattern, context, checksum }: Compiled, text: string, from: number, { byLine, heading = "" }: ContextScope): Hit[] {
  const hits: Hit[] = [];
  const headed = context.length === 0 || hasWord(small(heading), context);
  const end = byLine === true ? RECORD_END : CELL_END;
  const matcher = pattern.matcher(text);
  while (matcher.find()) {
    const start = matcher.start();
    const stop = matcher.end();
    if (stop === start || !(headed || hasWord(around(text, start, stop, end), context))) continue;
    const holds = checksum === undefined || passes(checksum, text.slice(start, stop));
    const level = holds ? L.BLOCK : L.WARN;
    const flags = (context.length > 0 ? L.F_LABEL : 0) | (holds && checksum !== undefined ? L.F_CHECK : 0);
    hits.push({ kind: L.K_ID, level, confidence: holds ? 230 : 150, start: from + start, end: from + stop, flags, user: id });
  }
  return hits;
}

/** Cells of a table lie behind each other with a zero byte between. */
const CELL_END = /\0/;
const RECORD_END = /[\0\n]/;

/** What stands near a match in its own record or cell, in small letters. */
function around(text: string, start: number, stop: number, end: RegExp): string {
  const before =
    text
      .slice(Math.max(0, start - BEFORE), start)
      .split(end)
      .at(-1) ?? "";
  const behind = text.slice(stop, stop + BEHIND).split(end, 1)[0] ?? "";
  return `${before}\n${behind}`.toLowerCase();
}

/** Whether one of the words stands in a text of small letters, whole. */
function hasWord(text: string, words: readonly string[]): boolean {
  return words.some((word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (!isWordChar(text[at - 1]) && !isWordChar(text[at + word.length])) return true;
    }
    return false;
  });
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[a-z0-9]/.test(char);
}

/** Check digits over the digits of a value: `luhn`; `mod11` with weights n..1; `mod97` with remainder 1. */
export function passes(checksum: "luhn" | "mod11" | "mod97", value: string): boolean {
  const digits = [...value].filter((char) => char >= "0" && char <= "9").map(Number);
  if (digits.length < 2) return false;
  if (checksum === "mod97") return digits.reduce((rest, digit) => (rest * 10 + digit) % 97, 0) === 1;
  if (checksum === "mod11") return digits.reduce((sum, digit, i) => sum + digit * (digits.length - i), 0) % 11 === 0;
  const sum = digits.reverse().reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
