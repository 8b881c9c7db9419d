/** Questions about text in the kernel's memory that its callers ask again and again (dual source). */
import { ld8 } from "./mem.ts";
import { countCapitals, countLetters, findByte, utf16Units } from "./sweep.ts";

const QUOTE: i32 = 0x22;
const BACKSLASH: i32 = 0x5c;
const COLON: i32 = 0x3a;
/** A key is no longer than this on either side of a place in it; looking further would make a scan quadratic. */
const KEY_REACH: i32 = 80;

/** So few small letters do not say how a text is written. */
export const FEW_LETTERS: i32 = 40;
/** In text without capitals they are rarer than one letter in so many. */
export const RARE_CAPITALS: i32 = 200;

/** 1 for text written without capitals. A few letters say nothing. */
export function isLowerCase(from: i32, to: i32): i32 {
  const capitals: i32 = countCapitals(from, to);
  const small: i32 = countLetters(from, to) - capitals;
  return small > FEW_LETTERS && capitals * RARE_CAPITALS < small ? 1 : 0;
}

/** UTF-16 units that the JSON string content [from, to) decodes to: an escape is one. */
export function jsonUnits(from: i32, to: i32): i32 {
  let n: i32 = 0;
  let p: i32 = from;
  while (p < to) {
    const slash: i32 = findByte(p, to, BACKSLASH);
    n = n + utf16Units(p, slash);
    if (slash === to) break;
    n = n + 1;
    p = slash + (ld8(slash + 1) === 0x75 ? 6 : 2);
  }
  return n;
}

/** Offset of the closing quote of the JSON string whose content starts at p; `to` when it is cut. */
export function stringEnd(p: i32, to: i32): i32 {
  let q: i32 = findByte(p, to, QUOTE);
  while (q < to && isQuoted(q, p) !== 0) q = findByte(q + 1, to, QUOTE);
  return q;
}

/** 1 for a quote inside of a JSON string: an odd number of backslashes stands before it, none of them before `low`. */
export function isQuoted(q: i32, low: i32): i32 {
  let slash: i32 = q;
  while (slash > low && ld8(slash - 1) === BACKSLASH) slash = slash - 1;
  return (q - slash) & 1;
}

/** Start of the JSON key that holds the byte at p, 0 when it stands in none: a quote before it, a quote and a colon behind it. */
export function keyStart(low: i32, high: i32, p: i32): i32 {
  const end: i32 = p + KEY_REACH < high ? p + KEY_REACH : high;
  const quote: i32 = findByte(p, end, QUOTE);
  if (quote === end) return 0;
  let q: i32 = quote + 1;
  while (q < high && ld8(q) === 0x20) q = q + 1;
  if (q === high || ld8(q) !== COLON) return 0;
  const stop: i32 = p - KEY_REACH > low ? p - KEY_REACH : low;
  for (q = p - 1; q >= stop; q = q - 1) if (ld8(q) === QUOTE) return q + 1;
  return 0;
}
