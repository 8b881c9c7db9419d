/** The loop over contiguous text (plain text, JSON Lines, JSON documents): fills the kernel's memory, scans windows, hands hits to a sink. */
import type { Hit } from "./hits.ts";
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
  /** Offsets absolute in `bytes`. */
  readonly hits: Hit[];
}

const CHUNK = 262_144;
const NEWLINE = 0x0a;

/** A place to cut text that has no line break: behind a comma or space, never after a backslash; half a UTF-8 character is left for the next window. */
function safeCut(bytes: Uint8Array, from: number, to: number): number {
  for (let p = to; p > to - 65_536 && p > from + 1; p--) {
    const c = bytes[p - 1];
    if ((c === 0x2c || c === 0x20) && bytes[p - 2] !== 0x5c) return p;
  }
  let p = to - 16;
  while (p > from + 1 && (bytes[p - 1] === 0x5c || ((bytes[p] ?? 0) & 0xc0) === 0x80)) p -= 1;
  return p;
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
    if (n > 0) {
      const newline = u8.subarray(this.#searched, filled).lastIndexOf(NEWLINE);
      if (newline >= 0) cut = this.#searched + newline + 1;
      else if (filled < base + L.TEXT_CAP) {
        this.#searched = filled;
        this.#limit = Math.min(this.#limit + CHUNK, base + L.TEXT_CAP);
        return;
      } else cut = safeCut(u8, base, filled);
    }
    if (cut === base) return;
    this.#scan(cut);
    u8.copyWithin(base, cut, filled);
    this.#filled = filled - (cut - base);
    this.#searched = base;
    this.#limit = Math.min(Math.max(this.#filled + CHUNK / 4, base + CHUNK), base + L.TEXT_CAP);
  }

  #scan(cut: number): void {
    const { u8 } = this.#k;
    const rest = u8.slice(cut, cut + 128);
    const hits = scanWindow(this.#k, L.RAW_AT, L.RAW_AT, cut, this.#mode);
    u8.set(rest, cut);
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
