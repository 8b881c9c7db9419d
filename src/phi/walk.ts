/** Where in a JSON text a byte stands: RFC 6901 pointer and UTF-16 offset in the decoded string. One pass, for many offsets in order. */
import type { Kernel } from "./kernel.ts";

export interface JsonSpot {
  readonly pointer: string;
  /** UTF-16 offsets in the decoded string; absent for a place in a key. */
  readonly start?: number;
  readonly end?: number;
  /** Raw bytes of the string (without quotes) or of the bare value that holds the place. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

interface Frame {
  readonly array: boolean;
  key: string;
  index: number;
}

/** Levels of nesting that pointers show. */
const DEEPEST = 100;
/** Pointers with more steps are joined at once: added step by step, each step stays in memory. */
const FLAT = 16;
const QUOTE = 0x22;

type Span = { readonly start: number; readonly end: number };

/** What the walker asks about the text between two offsets: answered by the kernel, in whose memory it lies. */
export type JsonText = Pick<Kernel, "stringEnd" | "jsonUnits">;

/** A JSON text that may come in pieces: state between calls is the stack of open objects and arrays, and a string that a piece cut. */
export class JsonWalker {
  #stack: Frame[] = [];
  #expectKey = false;
  /** Open containers beyond DEEPEST: they are counted, pointers end above them. */
  #deeper = 0;
  #open: { readonly isKey: boolean; units: number } | null = null;
  /** Makes a key safe to show: keys that hold a finding are masked. */
  readonly #showKey: (key: string) => string;
  readonly #text: JsonText;
  /** Where the last walk stopped. */
  position = 0;

  constructor(text: JsonText, showKey: (key: string) => string) {
    this.#text = text;
    this.#showKey = showKey;
  }

  /** Forgets everything: a new record begins. */
  reset(): void {
    this.#stack = [];
    this.#expectKey = false;
    this.#deeper = 0;
    this.#open = null;
  }

  #pointer(): string {
    if (this.#stack.length > FLAT) return `/${this.#stack.map((frame) => this.#step(frame)).join("/")}`;
    let pointer = "";
    for (const frame of this.#stack) pointer += `/${this.#step(frame)}`;
    return pointer;
  }

  #step(frame: Frame): string | number {
    return frame.array ? frame.index : escapePointer(this.#showKey(frame.key));
  }

  /**
   * Walks `bytes[from, to)` (the kernel's memory) and gives a spot for each span (ascending, disjoint). With `stopAtLast` it ends behind the value that holds the last
   * span; otherwise at `to`. Spans outside of any value get the pointer of the container.
   */
  walk(bytes: Uint8Array, from: number, to: number, spans: readonly Span[], stopAtLast = false): JsonSpot[] {
    const spots: JsonSpot[] = [];
    let p = from;
    while (p < to && !(stopAtLast && spots.length === spans.length)) {
      const c = bytes[p] as number;
      if (this.#open !== null) p = this.#string(bytes, p, to, spans, spots, this.#open);
      else if (c === QUOTE) p = this.#string(bytes, p + 1, to, spans, spots, { isKey: this.#expectKey, units: 0 });
      else if (this.#structure(c)) p += 1;
      else p = this.#bare(bytes, p, to, spans, spots);
    }
    this.position = p;
    for (let span = spans[spots.length]; span !== undefined; span = spans[spots.length]) {
      spots.push({ pointer: this.#pointer(), valueStart: span.start, valueEnd: span.end });
    }
    return spots;
  }

  /** Reads a string's content from p; gives the offset behind its closing quote, or `to` when it is cut there. */
  #string(
    bytes: Uint8Array,
    p: number,
    to: number,
    spans: readonly Span[],
    spots: JsonSpot[],
    state: { readonly isKey: boolean; units: number },
  ): number {
    const end = this.#text.stringEnd(p, to);
    const cut = end === to;
    if (state.isKey) this.#setKey(bytes, p, end);
    let span = spans[spots.length];
    if (span !== undefined && span.start < end) {
      const pointer = this.#pointer();
      let counted = p;
      let units = state.units;
      for (; span !== undefined && span.start < end; span = spans[spots.length]) {
        units += this.#text.jsonUnits(counted, span.start);
        const stop = Math.max(span.start, Math.min(span.end, end));
        const length = this.#text.jsonUnits(span.start, stop);
        spots.push(
          state.isKey
            ? { pointer, valueStart: p, valueEnd: end }
            : { pointer, start: units, end: units + length, valueStart: p, valueEnd: end },
        );
        units += length;
        counted = stop;
      }
    }
    this.#open = cut ? { isKey: state.isKey, units: state.units + this.#text.jsonUnits(p, end) } : null;
    if (!cut && state.isKey) this.#expectKey = false;
    return cut ? to : end + 1;
  }

  #bare(bytes: Uint8Array, p: number, to: number, spans: readonly Span[], spots: JsonSpot[]): number {
    let end = p + 1;
    while (end < to && isBare(bytes[end] as number)) end += 1;
    for (let span = spans[spots.length]; span !== undefined && span.start < end; span = spans[spots.length]) {
      const start = Math.max(0, span.start - p);
      spots.push({ pointer: this.#pointer(), start, end: Math.max(start, Math.min(end, span.end) - p), valueStart: p, valueEnd: end });
    }
    return end;
  }

  #setKey(bytes: Uint8Array, start: number, end: number): void {
    const frame = this.#stack.at(-1);
    if (frame) frame.key = unescapeJson(textAt(bytes, start, end));
  }

  /** Handles a structural byte or white space; false for the start of a bare value. */
  #structure(c: number): boolean {
    if (c === 0x7b || c === 0x5b) {
      if (this.#stack.length < DEEPEST) this.#stack.push({ array: c === 0x5b, key: "", index: 0 });
      else this.#deeper += 1;
      this.#expectKey = c === 0x7b;
    } else if (c === 0x7d || c === 0x5d) {
      if (this.#deeper > 0) this.#deeper -= 1;
      else this.#stack.pop();
      this.#expectKey = false;
    } else if (c === 0x2c) {
      const frame = this.#stack.at(-1);
      if (frame?.array && this.#deeper === 0) frame.index += 1;
      this.#expectKey = frame !== undefined && !frame.array;
    } else return c === 0x3a || c <= 0x20;
    return true;
  }
}

function isBare(c: number): boolean {
  return c > 0x20 && c !== 0x2c && c !== 0x5d && c !== 0x7d && c !== 0x3a && c !== QUOTE && c !== 0x5b && c !== 0x7b;
}

/** UTF-16 units of plain UTF-8 bytes. */
export function utf16Plain(bytes: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let p = from; p < to; p++) {
    const c = bytes[p] ?? 0;
    if (c < 0x80 || c >= 0xc0) n += c >= 0xf0 ? 2 : 1;
  }
  return n;
}

function escapePointer(key: string): string {
  return key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
}

let view: Buffer = Buffer.alloc(0);

/** The text of `bytes[start, end)`, U+FFFD for what is no UTF-8. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  // One view of the kernel's memory for many short texts: a decoder wants a new one for each.
  if (view.buffer !== bytes.buffer || view.byteOffset !== bytes.byteOffset || view.length !== bytes.length)
    view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.toString("utf8", start, end);
}

/** Decodes the content of a JSON string; text that is no valid JSON string content is given as it stands. */
export function unescapeJson(content: string): string {
  if (!content.includes("\\")) return content;
  try {
    return String(JSON.parse(`"${content}"`));
  } catch {
    return content;
  }
}
