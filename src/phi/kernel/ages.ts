/** Ages over 89, and the birth years that imply one; a bound ("90 or older") is nobody's age. */

import { emit } from "./emit.ts";
import { findLabel, LABEL_FAR, LABEL_MARKED, LABEL_START, wordClass } from "./labels.ts";
import { BLOCK, F_CHECK, F_LABEL, F_SOFT, K_AGE, K_DATE, L_AGE, L_DOB, W_AGED, W_BOUND, W_OF, W_UNIT, W_YEARS, WARN } from "./layout.ts";
import { ld8 } from "./mem.ts";
import { LOW } from "./state.ts";
import { isLetterAt, opensLine, wordEnd, wordStart } from "./tokens.ts";

/** Birth years up to this one imply an age over 89. Part of the rule set: the scanner reads no clock. */
const LAST_YEAR_OVER_89: i32 = 1936;

/** An age over 89 at the digits [s, e): "94-year-old", "92 y/o", "aged 92": end, or 0. */
export function age(s: i32, e: i32, v: i32): i32 {
  if (v < 90 || v > 125) return 0;
  if (isPatientLine(s, e) !== 0) {
    emit(K_AGE, BLOCK, 200, s, e, F_CHECK, 0);
    return e;
  }
  let q = e;
  while (q < e + 2 && (ld8(q) === 0x20 || ld8(q) === 0x2d)) q += 1;
  const w = wordEnd(q);
  if (w > q && wordClass(q, w) === W_YEARS) {
    if ((isOld(q, w) !== 0 || isSpanishAge(s, q, w) !== 0) && boundBehind(w) === 0) {
      emit(K_AGE, BLOCK, 230, s, e, F_CHECK, 0);
      return e;
    }
  }
  const label = findLabel(s);
  if (label === L_AGE && LABEL_FAR === 0 && ld8(e) !== 0x25 && (w === q || (w > e && q > e && wordClass(q, w) !== W_UNIT))) {
    const said = (LABEL_MARKED !== 0 || boundBefore(LABEL_START) === 0) && isCompared(s) === 0 && boundBehind(e) === 0;
    emit(K_AGE, said ? BLOCK : WARN, said ? 230 : 120, s, e, said ? F_LABEL : F_SOFT, label);
    return e;
  }
  return 0;
}

/** "92F", "a 97M", the patient's line of a note: at the start of a sentence or behind "a"; elsewhere it may be a temperature. */
function isPatientLine(s: i32, e: i32): i32 {
  const sex = ld8(e);
  if (sex !== 0x46 && sex !== 0x4d) return 0;
  if (ld8(e + 1) !== 0x2c && (ld8(e + 1) !== 0x20 || isLetterAt(e + 2) === 0)) return 0;
  if (opensLine(s) !== 0) return 1;
  if (ld8(s - 1) !== 0x20) return 0;
  const c = ld8(s - 2);
  if (c === 0x2e) return 1;
  if ((c | 0x20) === 0x61) return isLetterAt(s - 3) === 0 ? 1 : 0; // "a 92F"
  return 0;
}

/** "tiene 93 años", "de 93 años", "con 93 años". */
function isSpanishAge(s: i32, q: i32, w: i32): i32 {
  if (w - q < 4 || ld8(q) !== 0x61 || ld8(s - 1) !== 0x20 || isLetterAt(s - 2) === 0) return 0;
  const c = wordClass(wordStart(s - 1), s - 1);
  return c === W_AGED || c === W_OF ? 1 : 0;
}

/** "90 or older", "90 and over", "90+": a bound behind the number that ends at p, nobody's age. */
function boundBehind(p: i32): i32 {
  if (ld8(p) === 0x2b) return 1;
  if (ld8(p) !== 0x20) return 0;
  const w = wordEnd(p + 1);
  const c = ld8(p + 1) | 0x20;
  return ((w - p === 3 && c === 0x6f) || (w - p === 4 && c === 0x61)) && wordClass(p + 1, w) === W_BOUND ? 1 : 0;
}

/** "age >= 90", "age < 95": a comparison. */
function isCompared(s: i32): i32 {
  let p = s;
  while (s - p < 3 && (ld8(p - 1) === 0x20 || ld8(p - 1) === 0x3d)) p -= 1;
  const c = ld8(p - 1);
  return c === 0x3c || c === 0x3e || (ld8(p - 3) === 0xe2 && ld8(p - 2) === 0x89) ? 1 : 0;
}

/** "to", "over", "under" before "age": a bound, nobody's age. */
function boundBefore(p: i32): i32 {
  if (p <= LOW || ld8(p - 1) !== 0x20 || isLetterAt(p - 2) === 0) return 0;
  return wordClass(wordStart(p - 1), p - 1) === W_BOUND ? 1 : 0;
}

/** "year-old", "y/o", "yo", "years old", "years of age"; "years" alone is a duration. */
function isOld(q: i32, w: i32): i32 {
  const n = w - q;
  if (n === 2 && (ld8(q + 1) | 0x20) === 0x6f) return 1;
  let r = w;
  if (ld8(r) === 0x2e) r += 1;
  if (n === 1) return ld8(w) === 0x2f || ld8(w) === 0x2e ? ((ld8(w + 1) | 0x20) === 0x6f ? 1 : 0) : 0;
  while (r < w + 2 && (ld8(r) === 0x20 || ld8(r) === 0x2d || ld8(r) === 0x2e)) r += 1;
  const a = ld8(r) | 0x20;
  if (a === 0x6f) {
    const b = ld8(r + 1) | 0x20;
    return b === 0x6c || b === 0x66 || isLetterAt(r + 1) === 0 ? 1 : 0;
  }
  return 0;
}

/** A birth year that implies an age over 89: "born in 1931", {"birth_year": 1931}: end, or 0. */
export function birthYear(s: i32, e: i32, v: i32, label: i32): i32 {
  if (label !== L_DOB || e - s !== 4 || v < 1890 || v > LAST_YEAR_OVER_89) return 0;
  emit(K_DATE, BLOCK, 200, s, e, F_LABEL, label);
  return e;
}
