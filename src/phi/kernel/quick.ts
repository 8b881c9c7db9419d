/**
 * Numbers that are told from their own bytes to be no identifier: measures with their unit, plain decimals, counters. Logs hold ninety thousand numbers a
 * megabyte; the group parser and the labels are for the rest.
 */
import { isDigitAt } from "./groups.ts";
import { probe } from "./labels.ts";
import { C_ALNUM, CLASS_AT, L_COORD, L_FREE, L_MARKER, L_NOT, MODE_JSON } from "./layout.ts";
import { digitRun, ld8, leadingZeros, letterMask } from "./mem.ts";
import { KEY, MODE } from "./state.ts";
import { hashToken, isEscaped, isLetterAt } from "./tokens.ts";

/** End of the number (with its fraction, unit or second half) whose first digit is at p and that has no letter before it, when it can be none; else 0. */
export function noIdentifier(p: i32): i32 {
  const n = digitRun(p);
  if (n > 8) return 0;
  const e = p + n;
  const after = ld8(e);
  const before = ld8(p - 1);
  if (before === 0x2e && isDigitAt(p - 2) !== 0) return isLetterAt(e) !== 0 ? unitEnd(e) : e;
  if (n < 4 && after === 0x25) return e;
  if (before === 0x22 && (after === 0x5f || after === 0x22 || after === 0x2d) && opensFreeString(p) !== 0) return freeEnd(e, n, after);
  if (before === 0x24 || before === 0xa3 || before === 0xac || before === 0x2b) return 0;
  if (after === 0x2e) return isDigitAt(e + 1) !== 0 && (n !== 3 || ld8(p) > 0x31 || hasUnit(e + 1) !== 0) ? decimal(p, n) : 0;
  if (after === 0x2f) return isDigitAt(e + 1) !== 0 ? counter(p, n) : 0;
  return n > 3 ? unitEnd(e) : 0;
}

/** End of a number that opens a free string: "1_QA", "17", a counter behind a hyphen ("0000004-1"); 0 when its shape may say more. */
function freeEnd(e: i32, n: i32, after: i32): i32 {
  if (after === 0x5f) return n !== 4 ? e : 0;
  if (after === 0x22) return n < 4 ? e : 0;
  const m = digitRun(e + 1);
  return n > 5 && m > 0 && m < 3 && ld8(e + 1 + m) === 0x22 ? e + 1 + m : 0;
}

/** 1 when a JSON string without a label above it starts at p: `"src": "1_QA"`. */
function opensFreeString(p: i32): i32 {
  return (MODE & MODE_JSON) !== 0 && (KEY === L_FREE || KEY <= L_MARKER) && isEscaped(p - 1) === 0 ? 1 : 0;
}

function isAlnum(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_ALNUM) !== 0 ? 1 : 0;
}

/** End of one to three lower-case letters that end a token at e ("22817ms"), 0 when there are none. */
function unitEnd(e: i32): i32 {
  let q = e;
  while (q < e + 4 && ld8(q) >= 0x61 && ld8(q) <= 0x7a) q += 1;
  return q > e && q < e + 4 && isAlnum(q) === 0 && ld8(q) !== 0x2d && ld8(q) < 0x80 ? q : 0;
}

/** A unit behind the digits at p. */
function hasUnit(p: i32): i32 {
  return unitEnd(p + digitRun(p));
}

/** Space and a letter that opens no direction of a coordinate, or "|": nothing numeric goes on here. */
function closes(p: i32): i32 {
  const c = ld8(p);
  if (c === 0x7c) return 1;
  if (c !== 0x20) return 0;
  const d = ld8(p + 1);
  return (d >= 0x61 && d <= 0x7a) || d === 0x7c ? 1 : 0;
}

/** "10.8258 train", "140.69ms": no date (two groups), no phone (3.4), no coordinate (its label and what follows it). */
function decimal(p: i32, n: i32): i32 {
  const f = digitRun(p + n + 1);
  if (n > 3 || f > 8 || (n === 3 && f === 4) || KEY === L_COORD) return 0;
  const e = p + n + 1 + f;
  if (ld8(e) === 0x25) return e;
  const unit = unitEnd(e);
  if (unit > 0) return unit;
  if (n === 2 && ld8(p) === 0x39) return 0; // an age over 89
  return closes(e) !== 0 ? e : 0;
}

/** "17/1480": halves that make no date, behind no word that could be a label. */
function counter(p: i32, n: i32): i32 {
  const m = digitRun(p + n + 1);
  const e = p + n + 1 + m;
  if (n > 6 || m > 6 || closes(e) === 0 || (n <= 2 && m <= 2)) return 0;
  if ((m === 4 && n <= 2 && isCentury(p + n + 1) !== 0) || (n === 4 && m <= 2 && isCentury(p) !== 0)) return 0;
  let q = p;
  while (p - q < 2 && (ld8(q - 1) === 0x3a || ld8(q - 1) === 0x3d || ld8(q - 1) === 0x20)) q -= 1;
  const letters = leadingZeros((~letterMask(q - 16) & 0xffff) << 16);
  if (letters === 0 || letters > 15 || ld8(q - letters - 1) >= 0x80) return 0;
  const label = probe(hashToken(q - letters, letters));
  return label === 0 || label === L_NOT ? e : 0;
}

/** Four digits that may be a year: 18.., 19.., 20... */
function isCentury(p: i32): i32 {
  return (ld8(p) === 0x31 && ld8(p + 1) >= 0x38) || (ld8(p) === 0x32 && ld8(p + 1) === 0x30) ? 1 : 0;
}
