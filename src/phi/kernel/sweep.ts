/** Whole-window questions, byte by byte; `sweep.as` answers them with SIMD. */
import { ld8 } from "./mem.ts";

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
