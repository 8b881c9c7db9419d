/** Words of the text in memory: hashing, and reading words forwards and backwards. See src/phi/names/interface.ts for the definitions. */
import { C_UPPER, CLASS_AT, MODE_JSON } from "./layout.ts";
import { ld8, leadingZeros, letterMask, letterRun } from "./mem.ts";
import { MODE } from "./state.ts";

export { addNever, hashToken, keepWord, keptKey, keptWord } from "./word.ts";

export function classOf(c: i32): i32 {
  return ld8(CLASS_AT + c);
}

/** 1 when the byte at p is part of a word: a letter, or a high byte that is not punctuation (U+0080..U+00BF, U+2000..U+206F). */
export function isLetterAt(p: i32): i32 {
  const c = ld8(p);
  const folded = c | 0x20;
  if (folded >= 0x61 && folded <= 0x7a) return 1;
  return c < 0x80 ? 0 : highIsLetter(p, c);
}

/** Punctuation: C2 xx, E2 80 xx, E2 81 xx; every other high byte is part of a letter. */
function highIsLetter(p: i32, c: i32): i32 {
  if (c === 0xc2 || ld8(p - 1) === 0xc2) return 0;
  if (c === 0xe2) return (ld8(p + 1) & 0xfe) === 0x80 ? 0 : 1;
  if (ld8(p - 1) === 0xe2) return (c & 0xfe) === 0x80 ? 0 : 1;
  return ld8(p - 2) === 0xe2 && (ld8(p - 1) & 0xfe) === 0x80 ? 0 : 1;
}

/** 1 when the byte at p is the second character of a JSON escape. */
export function isEscaped(p: i32): i32 {
  if ((MODE & MODE_JSON) === 0 || ld8(p - 1) !== 0x5c) return 0;
  let n = 1;
  while (n < 64 && ld8(p - 1 - n) === 0x5c) n += 1;
  return n & 1;
}

/** 1 when the opening quote of a JSON string stands before p. */
export function opensString(p: i32): i32 {
  return ld8(p - 1) === 0x22 && isEscaped(p - 1) === 0 ? 1 : 0;
}

/** 1 when p is the first byte of a JSON string or of a line in one. */
export function opensStringLine(p: i32): i32 {
  return opensString(p) !== 0 || (ld8(p - 1) === 0x6e && ld8(p - 2) === 0x5c) ? 1 : 0;
}

/** 1 when p is the first byte of a text, cell, JSON string or line. */
export function opensLine(p: i32): i32 {
  return ld8(p - 1) === 0x0a || ld8(p - 1) === 0 || opensStringLine(p) !== 0 ? 1 : 0;
}

/** Start of the word whose last byte is p - 1; p when there is none. At most 48 bytes. */
export function wordStart(p: i32): i32 {
  const n = leadingZeros((~letterMask(p - 16) & 0xffff) << 16);
  let q = p - (n < 16 ? n : 0);
  if (n > 0 && n < 16 && ld8(q - 1) < 0x80) return isEscaped(q) !== 0 ? q + 1 : q;
  q = p;
  const low = p - 48;
  while (q > low && isLetterAt(q - 1) !== 0) {
    if (isEscaped(q - 1) !== 0) return q;
    q -= 1;
  }
  return q;
}

/** End of the word that starts at p; p when there is none. At most 64 bytes. */
export function wordEnd(p: i32): i32 {
  let q = p + letterRun(p);
  const high = p + 64;
  while (q < high && isLetterAt(q) !== 0) q += 1;
  return q;
}

export function isUpper(c: i32): i32 {
  return (ld8(CLASS_AT + c) & C_UPPER) !== 0 ? 1 : 0;
}
