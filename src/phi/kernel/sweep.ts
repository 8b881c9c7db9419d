/** Whole-window questions, byte by byte; `sweep.as` answers them with SIMD. */
import { ld8, ld32 } from "./mem.ts";

/** Line feeds in [from, to). */
export function countLines(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p++) if (ld8(p) === 0x0a) n += 1;
  return n;
}

/** Offset of the first line feed in [p, high), `high` when there is none. */
export function lineEnd(p: i32, high: i32): i32 {
  let q = p;
  while (q < high && ld8(q) !== 0x0a) q++;
  return q < high ? q : high;
}

/** Offset behind the last line feed in [low, p), `low` when there is none. */
export function lineStart(low: i32, p: i32): i32 {
  let q = p;
  while (q > low && ld8(q - 1) !== 0x0a) q--;
  return q;
}

/**
 * First offset in [from, to) where the normaliser may have work: a `\u` escape (JSON text only), or a lead byte C2, E2, E3 or EF; `to` when there is none.
 */
export function findOdd(from: i32, to: i32, json: i32): i32 {
  for (let p = from; p < to; p++) {
    const c = ld8(p);
    if (c === 0xc2 || c === 0xe2 || c === 0xe3 || c === 0xef) return p;
    if (json !== 0 && c === 0x5c && ld8(p + 1) === 0x75) return p;
  }
  return to;
}

/** Offset of the next "last " (or "Last ") in [from, to); `to` when there is none. */
export function findLast(from: i32, to: i32): i32 {
  for (let p = from; p + 5 < to; p++)
    if ((ld8(p) | 0x20) === 0x6c && ld8(p + 1) === 0x61 && ld8(p + 2) === 0x73 && ld8(p + 3) === 0x74 && ld8(p + 4) === 0x20) return p;
  return to;
}

/** First offset of byte c in [from, to); `to` when there is none. */
export function findByte(from: i32, to: i32, c: i32): i32 {
  let p = from;
  while (p < to && ld8(p) !== c) p++;
  return p < to ? p : to;
}

/** ASCII letters in [from, to), capitals among them. */
export function countLetters(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p++) if ((ld8(p) | 0x20) >= 0x61 && (ld8(p) | 0x20) <= 0x7a) n += 1;
  return n;
}

/** ASCII capitals in [from, to). */
export function countCapitals(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p++) if (ld8(p) >= 0x41 && ld8(p) <= 0x5a) n += 1;
  return n;
}

/** UTF-16 units of the UTF-8 text [from, to): none for a continuation byte, two beyond the basic plane. */
export function utf16Units(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p++) n += (ld8(p) & 0xc0) === 0x80 ? 0 : ld8(p) >= 0xf0 ? 2 : 1;
  return n;
}

/** Offset of the next "tunegate" in [from, to), with which exceptions begin; `to` when there is none. */
export function findOwnName(from: i32, to: i32): i32 {
  for (let p = from; p + 8 <= to; p++) if (ld32(p) === 0x656e7574 && ld32(p + 4) === 0x65746167) return p;
  return to;
}

/** Offset of the first byte that is `a` or `b`, `to` when there is none. */
export function findEither(from: i32, to: i32, a: i32, b: i32): i32 {
  let p = from;
  while (p < to && ld8(p) !== a && ld8(p) !== b) p++;
  return p < to ? p : to;
}

/** Offset in [from, to) from which more than `width` (at most 63) bytes hold no `c`; `to` when there is none. */
export function findGap(from: i32, to: i32, c: i32, width: i32): i32 {
  let p = from;
  while (p + width < to) {
    let q = p + width;
    while (q >= p && ld8(q) !== c) q--;
    if (q < p) return p;
    p = q + 1;
  }
  return to;
}
