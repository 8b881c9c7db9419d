/** The loop over contiguous text (plain text, JSON Lines, JSON documents): fills the kernel's memory, scans windows, hands hits to a sink. */
import type { HitTable } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import type { ByteSource } from "./source.ts";
import { scanWindow, type WindowMode } from "./window.ts";

/** One scanned stretch of the file: bytes of the kernel's memory, valid only during the call. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Whether the window starts inside a line that the window before could not hold. */
  readonly continued: boolean;
  /** In the order of their starts, offsets absolute in `bytes`. */
  readonly hits: HitTable;
}

const CHUNK = 262_144;
const NEWLINE = 0x0a;

/** How far back a place to cut is looked for. */
const BACK = 65_536;
/** A paragraph is hardly longer than this. */
const PARAGRAPH = 8192;
/** No label stands further from its value. */
const REACH = 256;

/** The end of the text that is scanned when it has no line break: behind a comma or space, never after a backslash or inside of a character. */
function safeEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let p = to; p > to - BACK && p > from + 1; p--) {
    const c = bytes[p - 1];
    if ((c === 0x2c || c === 0x20) && bytes[p - 2] !== 0x5c) return p;
  }
  let p = to - 16;
  for (let i = 0; i < 3 && ((bytes[p] ?? 0) & 0xc0) === 0x80; i++) p -= 1;
  let slash = p;
  while (slash > from && bytes[slash - 1] === 0x5c) slash -= 1;
  return p - ((p - slash) & 1);
}

/** Behind the last JSON value of the stretch that a comma follows, -1 when there is none: what comes next has its own key. */
function valueEnd(bytes: Uint8Array, to: number): number {
  for (let p = to; p > to - BACK; p--) {
    if (bytes[p - 1] !== 0x2c) continue;
    const before = bytes[p - 2];
    if (before === 0x7d || before === 0x5d || (before === 0x22 && bytes[p - 3] !== 0x5c)) return p;
  }
  return -1;
}

/** A space in the last gap between hits that is wide enough for a label before the next one; else in the widest gap. `hits` are in order. */
function quietCut(bytes: Uint8Array, hits: HitTable, to: number): number {
  let best = to;
  let widest = 0;
  let next = to;
  for (let i = hits.length; i >= 0 && next > to - BACK; i--) {
    const end = Math.max(to - BACK, i > 0 ? hits.end(i - 1) : 0);
    const reach = Math.min(REACH, (next - end) >> 1);
    const space = bytes.subarray(end, Math.max(end, next - reach)).lastIndexOf(0x20);
    if (space >= 0 && next - end > widest && bytes[end + space - 1] !== 0x5c) {
      widest = next - end;
      best = end + space + 1;
      if (widest >= 2 * REACH) return best;
    }
    next = Math.min(next, i > 0 ? hits.start(i - 1) : 0);
  }
  return best;
}

/**
 * Scans contiguous text that the caller pours in: write bytes into `space()`, say how many with `advance(n)`, end with `advance(0)`.
 * Windows end at line breaks; a line longer than the memory (4 MiB) comes in pieces.
 */
export class StreamScanner {
  readonly #k: Kernel;
  readonly #mode: WindowMode;
  readonly #sink: (window: Window) => void;
  #filled = L.RAW_AT;
  #searched = L.RAW_AT;
  #continued = false;
  /** The window is scanned when it is filled up to here. */
  #limit = L.RAW_AT + CHUNK;

  constructor(k: Kernel, mode: WindowMode, sink: (window: Window) => void) {
    this.#k = k;
    this.#mode = mode;
    this.#sink = sink;
    k.u8[L.RAW_AT - 1] = NEWLINE;
    k.setKey(0);
  }

  /** Where the next bytes go: a view of the kernel's memory. */
  space(): Uint8Array {
    return this.#k.u8.subarray(this.#filled, this.#limit);
  }

  /** Takes the `n` bytes that were written; 0 ends the text. Windows depend on the text alone, not on how it was portioned. */
  advance(n: number): void {
    const { u8 } = this.#k;
    const base = L.RAW_AT;
    this.#filled += n;
    const filled = this.#filled;
    if (n > 0 && filled < this.#limit) return;
    let cut = filled;
    let long = false;
    if (n > 0) {
      const newline = u8.subarray(this.#searched, filled).lastIndexOf(NEWLINE);
      if (newline >= 0) cut = this.#paragraphEnd(this.#searched + newline + 1);
      else if (filled < base + L.TEXT_CAP) {
        this.#searched = filled;
        this.#limit = Math.min(this.#limit + CHUNK, base + L.TEXT_CAP);
        return;
      } else {
        cut = this.#scanLong(filled);
        long = true;
      }
    }
    if (cut === base) return;
    if (!long) this.#scan(cut);
    u8.copyWithin(base, cut, filled);
    this.#filled = filled - (cut - base);
    this.#searched = base;
    this.#limit = Math.min(Math.max(this.#filled + CHUNK / 4, base + CHUNK), base + L.TEXT_CAP);
  }

  /** The last blank line shortly before a line's end: what stands in one paragraph is evidence for each other. JSON has its own records. */
  #paragraphEnd(lineEnd: number): number {
    if (this.#mode.text === "json") return lineEnd;
    const { u8 } = this.#k;
    const from = Math.max(L.RAW_AT, lineEnd - PARAGRAPH);
    const tail = Buffer.from(u8.buffer, u8.byteOffset + from, lineEnd - from);
    const blank = Math.max(tail.lastIndexOf("\n\n"), tail.lastIndexOf("\n\r\n"));
    return blank < 0 ? lineEnd : from + blank + (tail[blank + 1] === NEWLINE ? 2 : 3);
  }

  #scan(cut: number): void {
    const { u8 } = this.#k;
    const rest = u8.slice(cut, cut + 128);
    const hits = scanWindow(this.#k, L.RAW_AT, L.RAW_AT, cut, this.#mode);
    u8.set(rest, cut);
    this.#hand(cut, hits);
  }

  /** Scans a line that fills the memory, and gives where it was cut: at a place that parts no value from its label. */
  #scanLong(filled: number): number {
    const { u8 } = this.#k;
    const end = safeEnd(u8, L.RAW_AT, filled);
    const structural = this.#mode.text === "json" ? valueEnd(u8, end) : -1;
    const to = structural < 0 ? end : structural;
    const rest = u8.slice(to, to + 128);
    const hits = scanWindow(this.#k, L.RAW_AT, L.RAW_AT, to, this.#mode);
    u8.set(rest, to);
    const cut = structural < 0 ? quietCut(u8, hits, to) : to;
    for (let i = 0; i < hits.length; i++) if (hits.end(i) > cut) hits.drop(i);
    this.#hand(cut, hits);
    return cut;
  }

  #hand(cut: number, hits: HitTable): void {
    const { u8 } = this.#k;
    this.#sink({ bytes: u8, from: L.RAW_AT, to: cut, continued: this.#continued, hits });
    this.#continued = u8[cut - 1] !== NEWLINE;
    u8[L.RAW_AT - 1] = u8[cut - 1] as number;
  }

  /** Whether the text did not end with a line break. */
  get partial(): boolean {
    return this.#continued;
  }
}

/** Scans a whole source. */
export async function scanStream(scanner: StreamScanner, source: ByteSource): Promise<void> {
  for (;;) {
    const got = source.read(scanner.space());
    const n = typeof got === "number" ? got : await got;
    scanner.advance(n);
    if (n === 0) return;
  }
}

/** Scans bytes in memory. */
export function scanBytes(scanner: StreamScanner, bytes: Uint8Array): void {
  let at = 0;
  for (;;) {
    const space = scanner.space();
    const n = Math.min(space.length, bytes.length - at);
    space.set(bytes.subarray(at, at + n));
    at += n;
    scanner.advance(n);
    if (n === 0) return;
  }
}
