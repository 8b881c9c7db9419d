/**
 * The scan loop in plain JavaScript: finds anchors byte by byte. `anchors.as` finds the same anchors 64 bytes at a time with SIMD and is
 * compiled into the kernel in place of this file. Anchors are digit-run starts, "@", ":", "www", "(a" and "[a", and word starts (capitals; every
 * word in lower-case mode); in JSON text the character after a backslash is none and breaks words.
 */

import { dispatch, wordAnchor } from "./dispatch.ts";
import { hitsFull } from "./emit.ts";
import { forgetLabel } from "./labels.ts";
import { C_ANCHOR, C_DIGIT, CLASS_AT, MODE_JSON, MODE_LOWER } from "./layout.ts";
import { larger, ld8 } from "./mem.ts";
import { COVER, MODE, SKIP, setCover } from "./state.ts";
import { isEscaped, isLetterAt, isUpper } from "./tokens.ts";

/**
 * Scans [from, to) of the window set before; returns where it stopped: `to` (or the end of a hit beyond it), or earlier when the table of hits is full.
 * The byte before `from` must be readable; `from` must not stand inside an escape.
 */
export function scan(from: i32, to: i32): i32 {
  let p = from;
  const json = MODE & MODE_JSON;
  const lower = MODE & MODE_LOWER;
  if (COVER < from) setCover(from);
  forgetLabel();
  let edge = isLetterAt(from - 1) !== 0 && isEscaped(from - 1) === 0 ? 0 : 1;
  let digitEdge = (ld8(CLASS_AT + ld8(from - 1)) & C_DIGIT) !== 0 ? 0 : 1;
  while (p < to) {
    const c = ld8(p);
    if (c === 0x5c && json !== 0) {
      p += 2;
      edge = 1;
      digitEdge = 1;
      continue;
    }
    const k = ld8(CLASS_AT + c);
    if ((k & C_DIGIT) !== 0) {
      if (digitEdge !== 0 && p >= SKIP) {
        dispatch(p);
        if (hitsFull() !== 0) return p + 1;
      }
      digitEdge = 0;
      edge = 1;
      p += 1;
      continue;
    }
    digitEdge = 1;
    if (isLetterAt(p) !== 0) {
      if (edge !== 0 && p >= SKIP && (lower !== 0 || isUpper(c) !== 0 || c >= 0x80 || c === 0x77)) {
        wordAnchor(p);
        if (hitsFull() !== 0) return p + 1;
      }
      edge = 0;
      p += 1;
      continue;
    }
    edge = 1;
    if ((k & C_ANCHOR) !== 0 && p >= SKIP) dispatch(p);
    p += 1;
  }
  return larger(p, SKIP);
}
