/** Dates. A bare year is no date; a month with a year is. */

import { emit } from "./emit.ts";
import { amountOf, endOf, GROUPS, isDigitAt, lengthOf, S_COLON, S_DASH, S_DOT, S_SLASH, S_SPACE, sepOf, startOf } from "./groups.ts";
import { findLabel, LABEL_FAR, wordClass } from "./labels.ts";
import {
  BLOCK,
  F_CHECK,
  F_LABEL,
  F_PUBLIC,
  F_SOFT,
  INFO,
  K_DATE,
  L_CUE,
  L_DATE,
  L_DOB,
  L_NOT,
  L_STAMP,
  MODE_JSON,
  MODE_LOG,
  W_MONTH,
  W_OF,
  W_PERSON,
  W_PUBLISHED,
  W_RELATIVE,
  W_UNIT,
  W_WEEKDAY,
  W_YEARS,
  WARN,
} from "./layout.ts";
import { larger, ld8, smaller } from "./mem.ts";
import { COVER, HIGH, LOW, MODE } from "./state.ts";
import { findLast } from "./sweep.ts";
import { isEscaped, isLetterAt, isUpper, opensString, opensStringLine, wordEnd, wordStart } from "./tokens.ts";

function monthDays(month: i32, year: i32): i32 {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
function dayFits(day: i32, month: i32, year: i32): i32 {
  return month >= 1 && month <= 12 && day >= 1 && day <= monthDays(month, year) ? 1 : 0;
}
function yearFits(year: i32): i32 {
  return year >= 1850 && year <= 2099 ? 1 : 0;
}

/** Month 1..12 of the word [s, e), 0 when it is none. */
export function monthOf(s: i32, e: i32): i32 {
  const n = e - s;
  if (n < 3 || n > 12) return 0;
  const c = wordClass(s, e);
  return c > W_MONTH && c <= W_MONTH + 12 ? c - W_MONTH : 0;
}

/**
 * Emits a date over [s, e): dates of birth and care block, publication and log stamps inform. The rest warns. `words`: 0 for digits, 1 for a month in words
 * with a day or a year, 2 with both. Published text is full of the last two: the second kind counts beside words that speak of one person ("she",
 * "admitted"), the third not beside words of publishing ("approved") alone, and both where the record has other evidence.
 */
function emitDate(s: i32, e: i32, words: i32): void {
  const label = findLabel(s);
  if (label === L_STAMP || (MODE & MODE_LOG) !== 0 || (words !== 0 ? clockNear(e) : stampAt(s, e)) !== 0) {
    emit(K_DATE, INFO, 120, s, e, F_PUBLIC, label);
    return;
  }
  if (label === L_DOB || label === L_DATE) {
    emit(K_DATE, BLOCK, 240, s, e, F_LABEL, label);
    return;
  }
  const alone =
    words === 1
      ? label !== L_CUE && wordNear(s, e, W_PERSON) === 0
      : words === 2 && wordNear(s, e, W_PUBLISHED) !== 0 && wordNear(s, e, W_PERSON) === 0;
  emit(K_DATE, WARN, words !== 0 ? 170 : 200, s, e, alone ? F_SOFT : F_CHECK, label);
}

/** A time of day with seconds within six bytes behind p, as in "Dec  8 11:25:19 2024". */
function clockNear(p: i32): i32 {
  for (let q = p; q < p + 4; q++) if (isDigitAt(q) !== 0) return clockAt(q);
  return 0;
}

/** hh:mm:ss at p. */
function clockAt(p: i32): i32 {
  return isDigitAt(p) !== 0 &&
    isDigitAt(p + 1) !== 0 &&
    ld8(p + 2) === 0x3a &&
    isDigitAt(p + 3) !== 0 &&
    ld8(p + 5) === 0x3a &&
    isDigitAt(p + 6) !== 0
    ? 1
    : 0;
}

/** A date with a time that opens a line of plain text, or stands in the opening bracket of a line or JSON string, or opens it with Z and text behind: a log's. */
function stampAt(s: i32, e: i32): i32 {
  if (clockAt(e + 1) === 0) return 0;
  const start = ld8(s - 1) === 0x5b ? s - 1 : s;
  if ((MODE & MODE_JSON) === 0) return ld8(start - 1) === 0x0a ? 1 : 0;
  return start < s ? opensStringLine(start) : isMachineStamp(e) !== 0 ? opensString(s) : 0;
}

/** "T10:22:31.884Z INFO": a time as machines write it, and text behind. */
function isMachineStamp(e: i32): i32 {
  if (ld8(e) !== 0x54) return 0;
  let q = e + 9;
  if (ld8(q) === 0x2e) q += 1;
  while (q < e + 20 && isDigitAt(q) !== 0) q += 1;
  return ld8(q) === 0x5a && ld8(q + 1) === 0x20 ? 1 : 0;
}

/** A word of class `wanted` within 160 bytes. */
function wordNear(s: i32, e: i32, wanted: i32): i32 {
  let q = s;
  const low = larger(s - 160, LOW);
  while (q > low) {
    if (isLetterAt(q - 1) === 0 || isEscaped(q - 1) !== 0) {
      if (ld8(q - 1) === 0x22 && (MODE & MODE_JSON) !== 0 && isEscaped(q - 1) === 0) break;
      q -= 1;
      continue;
    }
    const w = wordStart(q);
    if (wordClass(w, q) === wanted) return 1;
    q = w < q ? w : q - 1;
  }
  let p = e;
  const high = smaller(e + 160, HIGH);
  while (p < high) {
    if (isLetterAt(p) === 0) {
      if (ld8(p) === 0x22 && (MODE & MODE_JSON) !== 0) break;
      p += ld8(p) === 0x5c ? 2 : 1;
      continue;
    }
    const w = wordEnd(p);
    if (wordClass(p, w) === wanted) return 1;
    p = w;
  }
  return 0;
}

/** Takes the weekday in front into the span ("Monday, April 12"). */
function withWeekday(s: i32): i32 {
  let q = s;
  while (q > LOW && s - q < 2 && (ld8(q - 1) === 0x20 || ld8(q - 1) === 0x2c)) q -= 1;
  if (q === s || isLetterAt(q - 1) === 0 || isEscaped(q - 1) !== 0) return s;
  const w = wordStart(q);
  if (q - w < 3 || w < COVER) return s;
  return wordClass(w, q) === W_WEEKDAY ? w : s;
}

/** Numeric date at the first groups: returns its end, or 0. */
export function numericDate(): i32 {
  const a = lengthOf(0);
  const b = lengthOf(1);
  const c = lengthOf(2);
  const s0 = sepOf(0);
  const spaced = s0 === S_SPACE && a === 2 && b === 2 && c === 4 && isDateLabel(findLabel(startOf(0))) !== 0; // the boxes of a form
  if (s0 !== sepOf(1) || (s0 !== S_DASH && s0 !== S_SLASH && s0 !== S_DOT && !spaced)) return shortDate();
  const after = sepOf(2);
  const range = after === S_DASH && isRange(s0) !== 0;
  if (!range && after === s0 && (after !== S_DOT || GROUPS > 3)) return 0;
  const s = startOf(0);
  const e = endOf(2);
  if (a === 4 && b <= 2 && c <= 2) {
    if (yearFits(amountOf(0)) === 0 || dayFits(amountOf(2), amountOf(1), amountOf(0)) === 0) return 0;
    emitDate(s, e, 0);
    return e;
  }
  if (a > 2 || b > 2 || (c !== 4 && c !== 2)) return 0;
  if (s0 === S_DOT && c === 2 && (a !== 2 || b !== 2) && isDateLabel(findLabel(s)) === 0) return 0;
  const year = c === 4 ? amountOf(2) : 2000;
  if (c === 4 && yearFits(year) === 0) return 0;
  if (dayFits(amountOf(1), amountOf(0), year) === 0 && dayFits(amountOf(0), amountOf(1), year) === 0) return 0;
  if ((after === S_DASH && !range) || isDosed(e) !== 0 || (isLetterAt(e) !== 0 && isUpper(ld8(e)) === 0)) return 0;
  emitDate(withWeekday(s), e, 0);
  return e;
}

/** "06/03/24-06/05/24", "2024-06-03 - 2024-06-05": the groups behind the first date are another of the same shape. */
function isRange(sep: i32): i32 {
  return GROUPS === 6 && sepOf(3) === sep && sepOf(4) === sep && alike(0, 3) !== 0 && alike(2, 5) !== 0 && lengthOf(4) <= 2 ? 1 : 0;
}

/** Both groups are years of four digits, or neither is. */
function alike(i: i32, j: i32): i32 {
  return lengthOf(i) === 4 ? (lengthOf(j) === 4 ? 1 : 0) : lengthOf(j) <= 2 ? 1 : 0;
}

function isDateLabel(label: i32): i32 {
  return label === L_DOB || label === L_DATE ? 1 : 0;
}

/** A unit behind p: "5-5-10 mg" is a dose. */
function isDosed(p: i32): i32 {
  if (ld8(p) !== 0x20 || isLetterAt(p + 1) === 0) return 0;
  return wordClass(p + 1, wordEnd(p + 1)) === W_UNIT ? 1 : 0;
}

/** "4/12" after a date word, "04/2023" and "2023-04" under a date label. */
function shortDate(): i32 {
  const s0 = sepOf(0);
  if (s0 !== S_SLASH && s0 !== S_DASH) return 0;
  if (GROUPS > 2 && sepOf(1) !== S_SPACE && sepOf(1) !== S_COLON) return 0;
  const a = lengthOf(0);
  const b = lengthOf(1);
  const s = startOf(0);
  const e = endOf(1);
  const monthYear =
    (a <= 2 && b === 4 && amountOf(0) >= 1 && amountOf(0) <= 12 && yearFits(amountOf(1)) !== 0) ||
    (a === 4 && b === 2 && amountOf(1) >= 1 && amountOf(1) <= 12 && yearFits(amountOf(0)) !== 0);
  const dayMonth =
    a <= 2 && b <= 2 && s0 === S_SLASH && (dayFits(amountOf(1), amountOf(0), 2000) !== 0 || dayFits(amountOf(0), amountOf(1), 2000) !== 0);
  if (!monthYear && !dayMonth) return 0;
  if (isLetterAt(e) !== 0 || ld8(e) === 0x25 || ld8(e) === 0x2d) return 0;
  const label = findLabel(s);
  if (isDateLabel(label) !== 0) {
    emit(K_DATE, BLOCK, 180, s, e, F_LABEL, label);
    return e;
  }
  if (!dayMonth || isFraction() !== 0 || isDosed(e) !== 0) return 0;
  const start = withWeekday(s);
  if (start < s || (label === L_CUE && LABEL_FAR === 0)) {
    emit(K_DATE, WARN, 180, start, e, F_LABEL, label);
    return e;
  }
  if (isMonthAndDay() === 0 || label === L_NOT) return 0;
  emit(K_DATE, WARN, 130, s, e, F_SOFT, label);
  return e;
}

/** "7/22": a month and a day that is no month; as an amount it would be a rare one. Counts where the record has other evidence. */
function isMonthAndDay(): i32 {
  const before = ld8(startOf(0) - 1);
  const opens = before === 0x20 || before === 0x28 || before === 0x0a || before === 0x22;
  return opens && amountOf(0) >= 1 && amountOf(0) <= 12 && amountOf(1) >= 13 && amountOf(1) <= 31 && lengthOf(1) === 2 ? 1 : 0;
}

/** "1/2", "2/3", "3/4": as often an amount as a day. */
function isFraction(): i32 {
  return amountOf(0) < amountOf(1) && amountOf(1) <= 4 && lengthOf(0) === 1 ? 1 : 0;
}

/** yyyymmdd (or with hhmm, hhmmss) under a date label or between HL7 bars: end, or 0. */
export function packedDate(label: i32): i32 {
  const n = lengthOf(0);
  if (n !== 8 && n !== 12 && n !== 14) return 0;
  const s = startOf(0);
  let v = 0;
  for (let i = 0; i < 8; i++) v = v * 10 + (ld8(s + i) - 0x30);
  const year = (v / 10000) | 0;
  const month = ((v / 100) | 0) % 100;
  if (yearFits(year) === 0 || dayFits(v % 100, month, year) === 0) return 0;
  const hl7 = ld8(s - 1) === 0x7c && (ld8(s + n) === 0x7c || ld8(s + n) === 0x5e);
  if (label !== L_DOB && label !== L_DATE && !hl7) return 0;
  emit(K_DATE, label === L_DOB || label === L_DATE ? BLOCK : WARN, 200, s, s + n, F_LABEL, label);
  return s + n;
}

/** Skips "st", "nd", "rd", "th" after a day; returns the position after it. */
function skipOrdinal(p: i32): i32 {
  const a = ld8(p) | 0x20;
  const b = ld8(p + 1) | 0x20;
  const hit = (a === 0x73 && b === 0x74) || (a === 0x6e && b === 0x64) || (a === 0x72 && b === 0x64) || (a === 0x74 && b === 0x68);
  return hit && isLetterAt(p + 2) === 0 ? p + 2 : p;
}

/** Year after a textual day and month: end of the year, or p. */
function yearAfter(p: i32): i32 {
  let q = p;
  if (ld8(q) === 0x2c) q += 1;
  let gap = q - p;
  while (gap < 2 && (ld8(q) === 0x20 || ld8(q) === 0x2d || ld8(q) === 0x2f || ld8(q) === 0x2e)) {
    q += 1;
    gap += 1;
  }
  if (isLetterAt(q) !== 0) {
    const w = wordEnd(q);
    if (wordClass(q, w) === W_OF && ld8(w) === 0x20) q = w + 1;
  }
  if (ld8(q) === 0x27 && isDigitAt(q + 1) !== 0 && isDigitAt(q + 2) !== 0 && isDigitAt(q + 3) === 0) return q + 3;
  let n = 0;
  let v = 0;
  while (n < 5 && isDigitAt(q + n) !== 0) {
    v = v * 10 + (ld8(q + n) - 0x30);
    n += 1;
  }
  if (n === 4 && yearFits(v) !== 0) return q + 4;
  return n === 2 && (ld8(q - 1) === 0x2d || ld8(q - 1) === 0x2f) ? q + 2 : p;
}

/** A date written with a month word around the digits [s, e) of value v: end of the date, or 0. */
export function textDate(s: i32, e: i32, v: i32): i32 {
  const n = e - s;
  if (n > 2 && n !== 4) return 0;
  const day = n <= 2 && v >= 1 && v <= 31 ? 1 : 0;
  const year = n === 4 && yearFits(v) !== 0 ? 1 : 0;
  if (day === 0 && year === 0) return 0;
  const left = monthLeft(s, e, day);
  if (left !== 0) return left;
  return day !== 0 ? monthRight(s, e) : 0;
}

function monthLeft(s: i32, e: i32, day: i32): i32 {
  let q = s;
  const c = ld8(q - 1);
  if (c !== 0x20 && c !== 0x2d && c !== 0x2e && c !== 0x2f && c !== 0x2c) return 0;
  while (
    q > LOW &&
    s - q < 2 &&
    (ld8(q - 1) === 0x20 || ld8(q - 1) === 0x2d || ld8(q - 1) === 0x2e || ld8(q - 1) === 0x2f || ld8(q - 1) === 0x2c)
  )
    q -= 1;
  if (isLetterAt(q - 1) === 0 || isEscaped(q - 1) !== 0) return 0;
  let w = wordStart(q);
  if (q - w < 2 || q - w > 12 || w < COVER) return 0;
  if (day === 0 && ld8(q - 1) === 0x6f && q - w === 4 && ld8(w - 1) === 0x20 && wordClass(w, q) === W_YEARS) {
    q = w - 1; // "abril del año 2009"
    w = wordStart(q);
  }
  if (q - w <= 3 && wordClass(w, q) === W_OF && ld8(w - 1) === 0x20 && isLetterAt(w - 2) !== 0) {
    q = w - 1;
    w = wordStart(q);
  }
  const month = monthOf(w, q);
  if (month === 0) return 0;
  const capital = isUpper(ld8(w));
  if (capital === 0 && q - w < 4 && day !== 0 && ld8(q) !== 0x2d && skipOrdinal(e) === e) {
    const y = yearAfter(skipOrdinal(e));
    if (y === skipOrdinal(e)) return 0;
  }
  if (day === 0) {
    const start = dayBefore(w);
    emitDate(start, e, start < w && isDigitAt(start) !== 0 ? 2 : 1);
    return e;
  }
  let end = skipOrdinal(e);
  if (end === e && isLetterAt(e) !== 0) return 0;
  if (end === e && (ld8(e) === 0x25 || (ld8(e) === 0x2e && isDigitAt(e + 1) !== 0))) return 0;
  if (capital === 0 && end === e && yearAfter(end) === end && isAmbiguousMonth(w, q) !== 0) return 0;
  end = yearAfter(end);
  emitDate(withWeekday(w), end, end > skipOrdinal(e) ? 2 : 1);
  return end;
}

/** "may" and "march" are also verbs: in lower case they need more than a day. */
function isAmbiguousMonth(s: i32, e: i32): i32 {
  const c = ld8(s) | 0x20;
  const n = e - s;
  return c === 0x6d && (n === 3 || n === 5) ? 1 : 0;
}

/** Start of a day ("12 April 2023", met from the year when the day was no candidate) or month ("March and April 2023") before; w without. */
function dayBefore(w: i32): i32 {
  if (ld8(w - 1) === 0x20 && isLetterAt(w - 2) !== 0 && isEscaped(w - 2) === 0) {
    const joint = wordStart(w - 1);
    if (w - joint > 4 || ld8(joint - 1) !== 0x20 || isLetterAt(joint - 2) === 0 || isEscaped(joint - 2) !== 0) return w;
    const first = wordStart(joint - 1);
    return first >= COVER && first >= LOW && monthOf(first, joint - 1) !== 0 ? first : w;
  }
  if (ld8(w - 1) === 0x20 && isDigitAt(w - 2) !== 0 && isDigitAt(w - 4) === 0 && w - 3 > COVER && w - 3 > LOW)
    return isDigitAt(w - 3) !== 0 ? w - 3 : w - 2;
  return w;
}

function monthRight(s: i32, e: i32): i32 {
  let q = skipOrdinal(e);
  const c = ld8(q);
  if (c === 0x20 || c === 0x2d || c === 0x2f || c === 0x2e) q += 1;
  else if (q === e && isUpper(c) === 0) return 0;
  let w = wordEnd(q);
  if (w === q) return 0;
  if (w - q <= 3 && wordClass(q, w) === W_OF && ld8(w) === 0x20) {
    q = w + 1;
    w = wordEnd(q);
  }
  if (monthOf(q, w) === 0) return 0;
  const stop = ld8(w) === 0x2e && w - q <= 4 ? w + 1 : w;
  const end = yearAfter(stop);
  if (end === stop && w - q < 4 && isUpper(ld8(q)) === 0) return 0;
  emitDate(withWeekday(s), end === stop ? w : end, end === stop ? 1 : 2);
  return end === stop ? w : end;
}

/**
 * "last week", "last Thursday": emits each one in [from, to). Only asked for records that hold something of a patient, because published text is full of
 * them too.
 */
export function relativeDates(from: i32, to: i32): void {
  let p = findLast(from, to);
  while (p < to) {
    const w = wordEnd(p + 5);
    const c = wordClass(p + 5, w);
    const relative = c === W_RELATIVE || c === W_WEEKDAY || (c > W_MONTH && c <= W_MONTH + 12);
    if (isLetterAt(p - 1) === 0 && w > p + 5 && relative) emit(K_DATE, WARN, 120, p, w, 0, 0);
    p = findLast(p + 5, to);
  }
}
