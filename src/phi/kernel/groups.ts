/** A digit run and what follows it, split once into groups and separators: every numeric matcher branches on this signature. */
import { C_DIGIT, CLASS_AT, GROUPS_AT } from "./layout.ts";
import { ld8, ld32, st32 } from "./mem.ts";

export const S_NONE: i32 = 0;
export const S_DASH: i32 = 1;
export const S_DOT: i32 = 2;
export const S_SPACE: i32 = 3;
export const S_SLASH: i32 = 4;
export const S_PAREN: i32 = 5;
export const S_COLON: i32 = 6;

/** Number of groups. */
export let GROUPS: i32 = 0;

export function isDigitAt(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_DIGIT) !== 0 ? 1 : 0;
}
export function startOf(i: i32): i32 {
  return ld32(GROUPS_AT + i * 16);
}
/** Length of group i, 0 beyond the last. */
export function lengthOf(i: i32): i32 {
  return i < GROUPS ? ld32(GROUPS_AT + i * 16 + 4) : 0;
}
/** Value of group i (of its first nine digits). */
export function amountOf(i: i32): i32 {
  return ld32(GROUPS_AT + i * 16 + 8);
}
/** Separator after group i; S_NONE after the last. */
export function sepOf(i: i32): i32 {
  return i < GROUPS ? ld32(GROUPS_AT + i * 16 + 12) : S_NONE;
}
export function endOf(i: i32): i32 {
  return startOf(i) + lengthOf(i);
}

/** Reads up to eight groups from the digit at p. */
export function parseGroups(p: i32): void {
  let q = p;
  let n = 0;
  while (n < 8) {
    const s = q;
    let v = 0;
    while (isDigitAt(q) !== 0) {
      if (q - s < 9) v = v * 10 + (ld8(q) - 0x30);
      q += 1;
      if (q - s > 64) break;
    }
    const at = GROUPS_AT + n * 16;
    st32(at, s);
    st32(at + 4, q - s);
    st32(at + 8, v);
    n += 1;
    const c = ld8(q);
    let sep = S_NONE;
    let next = q + 1;
    if (c === 0x2d) {
      sep = S_DASH;
      if (ld8(next) === 0x28 || ld8(next) === 0x20) next += 1;
    } else if (c === 0x2e) {
      sep = S_DOT;
    } else if (c === 0x20) {
      sep = S_SPACE;
      if (ld8(next) === 0x2d && ld8(next + 1) === 0x20) {
        sep = S_DASH;
        next += 2;
      } else if (ld8(next) === 0x28) {
        next += 1;
      } else if (ld8(next) === 0x2f) {
        sep = S_SLASH;
        next += ld8(next + 1) === 0x20 ? 2 : 1;
      }
    } else if (c === 0x2f) {
      sep = S_SLASH;
      if (ld8(next) === 0x20 || ld8(next) === 0x2f) next += 1;
    } else if (c === 0x29) {
      sep = S_PAREN;
      const d = ld8(next);
      if (d === 0x20 || d === 0x2d || d === 0x2e || d === 0x2f) next += 1;
      if (d === 0x20 && ld8(next) === 0x2d) next += 1;
      if (ld8(next) === 0x20) next += 1;
    } else if (c === 0x3a) {
      sep = S_COLON;
    }
    if (sep === S_NONE || isDigitAt(next) === 0) sep = S_NONE;
    st32(at + 12, sep);
    if (sep === S_NONE) break;
    q = next;
  }
  // the last group has no separator that counts
  st32(GROUPS_AT + (n - 1) * 16 + 12, S_NONE);
  GROUPS = n;
}

/** Digits in groups [from, to). */
export function digitsIn(from: i32, to: i32): i32 {
  let n = 0;
  for (let i = from; i < to; i++) n += lengthOf(i);
  return n;
}
