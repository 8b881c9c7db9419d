/**
 * A copy of text in which spellings that hide a value are plain: JSON `\uXXXX` escapes, no-break and zero-width characters, full-width digits and letters,
 * typographic dashes. Offsets map back through break points, so places in the original stay exact. JSON `\u0000`-`\u001f`, `\u0022`, `\u005c` become a space.
 */
import { MAP_AT, NORM_AT } from "./layout.ts";
import { ld8, plainRun, smaller, st8, st32 } from "./mem.ts";
import { findOdd } from "./sweep.ts";

let breaks: i32 = 0;

/** Break points of the last copy: pairs of offsets (copy, original) at MAP_AT. */
export function breakCount(): i32 {
  return breaks;
}

/** 1 when a spelling in [from, to) may need the copy. */
export function needsNormalising(from: i32, to: i32, json: i32): i32 {
  let p = findOdd(from, to, json);
  while (p < to) {
    if (ld8(p) === 0x5c || replacement(p) >= 0) return 1;
    p = findOdd(p + 1, to, json);
  }
  return 0;
}

/** Copies [from, to) to NORM_AT; gives the length of the copy, which is never longer. */
export function normaliseText(from: i32, to: i32, json: i32): i32 {
  let p = from;
  let q = NORM_AT;
  breaks = 0;
  while (p < to) {
    const n = plainRun(p, q, to, json);
    p += n;
    q += n;
    if (p >= to) break;
    const c = ld8(p);
    const end = c === 0x5c ? escapeEnd(p) : p + characterLength(c);
    const r = c === 0x5c ? -1 : replacement(p);
    if (c === 0x5c ? end === 0 : r < 0) {
      const stop = smaller(to, c === 0x5c ? p + 2 : end);
      for (; p < stop; p++) {
        st8(q, ld8(p));
        q += 1;
      }
      continue;
    }
    if (c === 0x5c) q = putCharacter(q, codePoint(p, end));
    else if (r > 0) {
      st8(q, r);
      q += 1;
    }
    p = smaller(to, end);
    st32(MAP_AT + breaks * 8, q);
    st32(MAP_AT + breaks * 8 + 4, p);
    breaks += 1;
  }
  return q - NORM_AT;
}

/** Length of the UTF-8 character with this lead byte (at least 0xc2). */
function characterLength(c: i32): i32 {
  return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
}

/** ASCII byte that stands for the character at p, 0 to remove it, -1 to keep it. */
function replacement(p: i32): i32 {
  const a = ld8(p);
  const b = ld8(p + 1);
  if (a === 0xc2) return b === 0xa0 ? 0x20 : b === 0xad ? 0 : -1;
  const c = ld8(p + 2);
  if (a === 0xe2) return punctuation(b, c);
  if (a === 0xe3) return b === 0x80 && c === 0x80 ? 0x20 : -1;
  if (a !== 0xef) return -1;
  if (b === 0xbb) return c === 0xbf ? 0 : -1;
  if (b === 0xbc && c >= 0x81) return c - 0x80 + 0x20;
  return b === 0xbd && c >= 0x80 && c <= 0x9e ? c - 0x80 + 0x60 : -1;
}

/** General punctuation E2 b c: spaces, zero-width characters, dashes. */
function punctuation(b: i32, c: i32): i32 {
  if (b === 0x80) {
    if (c <= 0x8a || c === 0xaf) return 0x20;
    if (c <= 0x8f || (c >= 0xaa && c <= 0xae)) return 0;
    return c >= 0x90 && c <= 0x95 ? 0x2d : -1;
  }
  if (b === 0x81) return c === 0x9f ? 0x20 : c === 0xa0 ? 0 : -1;
  return b === 0x88 && c === 0x92 ? 0x2d : -1;
}

function hexValue(c: i32): i32 {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const l = c | 0x20;
  return l >= 0x61 && l <= 0x66 ? l - 0x57 : -1;
}

/** Code unit of the four hex digits at p, or -1. */
function codeUnit(p: i32): i32 {
  let v = 0;
  for (let i = 0; i < 4; i++) {
    const h = hexValue(ld8(p + i));
    if (h < 0) return -1;
    v = v * 16 + h;
  }
  return v;
}

/** 1 when the escape at p is the low half of a pair. */
function isLowHalf(p: i32): i32 {
  if (ld8(p) !== 0x5c || ld8(p + 1) !== 0x75) return 0;
  const low = codeUnit(p + 2);
  return low >= 0xdc00 && low < 0xe000 ? 1 : 0;
}

/** End of the `\uXXXX` escape (or pair of them) at p, 0 for any other escape. */
function escapeEnd(p: i32): i32 {
  if (ld8(p + 1) !== 0x75) return 0;
  const unit = codeUnit(p + 2);
  if (unit < 0) return 0;
  return unit >= 0xd800 && unit < 0xdc00 && isLowHalf(p + 6) !== 0 ? p + 12 : p + 6;
}

function codePoint(p: i32, end: i32): i32 {
  const unit = codeUnit(p + 2);
  return end === p + 12 ? 0x10000 + ((unit - 0xd800) << 10) + (codeUnit(p + 8) - 0xdc00) : unit;
}

/** Writes one code point as normalised UTF-8; gives the offset behind it. */
function putCharacter(q: i32, code: i32): i32 {
  if (code < 0x80) {
    st8(q, code < 0x20 || code === 0x22 || code === 0x5c ? 0x20 : code);
    return q + 1;
  }
  let e = q;
  if (code < 0x800) {
    st8(e, 0xc0 | (code >>> 6));
    e += 1;
  } else {
    if (code < 0x10000) {
      st8(e, 0xe0 | (code >>> 12));
      e += 1;
    } else {
      st8(e, 0xf0 | (code >>> 18));
      st8(e + 1, 0x80 | ((code >>> 12) & 63));
      e += 2;
    }
    st8(e, 0x80 | ((code >>> 6) & 63));
    e += 1;
  }
  st8(e, 0x80 | (code & 63));
  e += 1;
  const r = replacement(q);
  if (r < 0) return e;
  if (r > 0) st8(q, r);
  return r > 0 ? q + 1 : q;
}
