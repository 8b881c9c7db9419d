/** Values that only their label makes an identifier: "MRN: 00412345", {"member_id": "XQ-118-22"}. */

import { birthYear } from "./ages.ts";
import { aba, gather, iban, luhn, npi, vin } from "./checks.ts";
import { emit } from "./emit.ts";
import { isDigitAt } from "./groups.ts";
import { findLabel, LABEL_FAR, LABEL_MARKED, probe } from "./labels.ts";
import {
  BLOCK,
  C_ALNUM,
  C_LOWER,
  CLASS_AT,
  F_CHECK,
  F_LABEL,
  K_ACCOUNT,
  K_BIOMETRIC,
  K_DEVICE,
  K_FAX,
  K_ID,
  K_LICENSE,
  K_MRN,
  K_PHONE,
  K_PHOTO,
  K_PLACE,
  K_PLAN,
  K_SSN,
  K_VEHICLE,
  L_ABA,
  L_ACCOUNT,
  L_AGE,
  L_BIO,
  L_CARD,
  L_CUE,
  L_DEVICE,
  L_DL,
  L_FAX,
  L_IBAN,
  L_ID,
  L_IMEI,
  L_IP,
  L_LICENSE,
  L_MARKER,
  L_MRN,
  L_NAME,
  L_NHS,
  L_NOT,
  L_NPI,
  L_PAN,
  L_PHONE,
  L_PHOTO,
  L_PLAN,
  L_PLATE,
  L_POBOX,
  L_SSN,
  L_SSN4,
  L_STAMP,
  L_VIN,
  L_ZIP,
  WARN,
} from "./layout.ts";
import { larger, ld8 } from "./mem.ts";
import { nationalLabel } from "./national.ts";
import { COVER } from "./state.ts";
import { hashToken, isEscaped, wordEnd } from "./tokens.ts";

function isAlnum(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_ALNUM) !== 0 ? 1 : 0;
}

/** Start of the value around p: letters, digits and inner - _ to the left, at most 40 bytes. */
export function valueStart(p: i32): i32 {
  let q = p;
  const low = larger(p - 40, COVER);
  while (q > low) {
    const c = ld8(q - 1);
    const joins = (c === 0x2d || c === 0x5f) && isAlnum(q - 2) !== 0 && isEscaped(q - 2) === 0;
    if (!joins && (isAlnum(q - 1) === 0 || isEscaped(q - 1) !== 0)) return q;
    q -= 1;
  }
  return q;
}

/** End of the value from p: letters, digits and inner - _ . / to the right, at most 64 bytes. */
export function valueEnd(p: i32): i32 {
  let q = p;
  while (q < p + 64) {
    if (isAlnum(q) !== 0) {
      q += 1;
      continue;
    }
    const c = ld8(q);
    if ((c === 0x2d || c === 0x5f || c === 0x2f || c === 0x2e) && isAlnum(q + 1) !== 0 && (c !== 0x2e || isDigitAt(q + 1) !== 0)) {
      q += 1;
      continue;
    }
    break;
  }
  return q;
}

/** Follows groups of digits divided by single spaces ("123 456 789"): end of the last one, at most `max` digits in all. */
function spacedEnd(e: i32, digits: i32, max: i32): i32 {
  let q = e;
  let n = digits;
  while (ld8(q) === 0x20 && isDigitAt(q + 1) !== 0) {
    let r = q + 1;
    while (isDigitAt(r) !== 0) r += 1;
    if (n + (r - q - 1) > max || isAlnum(r) !== 0) return q;
    n += r - q - 1;
    q = r;
  }
  return q;
}

/** Looks for a label of the value around the digit at p; emits and returns its end, or 0. */
export function labelled(p: i32): i32 {
  const s = valueStart(p);
  let label = findLabel(s);
  if (label === L_NOT || (label === 0 && s === p)) return 0;
  let e = valueEnd(p);
  if (ld8(e - 1) === 0x2e) e -= 1;
  if (isWholeFloat(p, e) !== 0) e -= 2;
  if (label === 0 && s < p) {
    if (ld8(p - 1) === 0x2d && p - 1 - s <= 5) label = prefixLabel(s, p - 1);
    if (label !== 0) return emitLabelled(s, e, label);
    label = findLabel(p);
    if (label !== 0) return emitLabelled(p, e, label);
  }
  return label === 0 ? 0 : emitLabelled(s, e, label);
}

/** "518447261.0": an identifier that a table program made a float of, because a row had none. */
function isWholeFloat(p: i32, e: i32): i32 {
  if (e - p < 7 || ld8(e - 1) !== 0x30 || ld8(e - 2) !== 0x2e) return 0;
  for (let q = p; q < e - 2; q++) if (isDigitAt(q) === 0) return 0;
  return 1;
}

/** Label class of the letters [s, e) that stand before a hyphen ("HMO-234567"). */
function prefixLabel(s: i32, e: i32): i32 {
  const c = probe(hashToken(s, e - s)) & 255;
  return c > L_MARKER && c < 64 && c !== L_NOT ? c : 0;
}

function least(label: i32): i32 {
  if (label === L_MRN || label === L_ACCOUNT || label === L_DL || label === L_LICENSE || label === L_DEVICE) return 4;
  if (label === L_PLAN) return 4;
  return 3;
}

/** Emits [s, e) by its label when the value fits it; returns the end, or 0. */
export function emitLabelled(s: i32, e: i32, label: i32): i32 {
  if (label === L_NOT || label === L_STAMP || label === L_CUE || label === L_NAME || label === L_AGE) return 0;
  if (inFormula(s, e) !== 0) return 0;
  const far = LABEL_FAR;
  const level = far <= 1 ? BLOCK : WARN;
  const n = gather(s, e);
  const digitsOnly = n === e - s ? 1 : 0;
  if (label === L_SSN) {
    const end = spacedEnd(e, n, 9);
    if (gather(s, end) !== 9) return n === 4 && far <= 1 ? put(K_SSN, WARN, s, e, label) : 0;
    return put(K_SSN, BLOCK, s, end, label);
  }
  if (label === L_SSN4) return n === 4 ? put(K_SSN, BLOCK, s, e, label) : 0;
  if (label === L_PHONE || label === L_FAX)
    return n >= 7 && n <= 15 ? put(label === L_FAX ? K_FAX : K_PHONE, BLOCK, s, withExtension(e), label) : 0;
  if (label === L_ZIP && far === 0 && LABEL_MARKED !== 0 && n >= 3 && n <= 9 && (n > 3 || ld8(e) === 0x20)) {
    return put(K_PLACE, WARN, s, foreignPostcode(e), label);
  }
  if (label === L_ZIP) return n === 5 || n === 9 || (n === 3 && restrictedZip3(s) !== 0) ? put(K_PLACE, WARN, s, e, label) : 0;
  if (label === L_POBOX) return put(K_PLACE, BLOCK, s, e, label);
  if (label === L_NPI) return n === 10 ? emitChecked(K_LICENSE, s, e, npi(), label) : 0;
  if (label === L_ABA) return n === 9 ? emitChecked(K_ACCOUNT, s, e, aba(), label) : 0;
  if (label === L_IMEI) return n >= 14 && n <= 16 ? emitChecked(K_DEVICE, s, e, luhn(0, n), label) : 0;
  if (label === L_CARD) {
    const end = spacedEnd(e, n, 19);
    const m = gather(s, end);
    return m >= 12 && m <= 19
      ? emitChecked(K_ACCOUNT, s, end, luhn(0, m), label)
      : m === 4 && far === 0
        ? put(K_ACCOUNT, WARN, s, e, label)
        : 0;
  }
  if (label === L_IBAN) return e - s >= 15 ? emitChecked(K_ACCOUNT, s, e, iban(s, e), label) : 0;
  if (label === L_VIN)
    return e - s === 17 ? emitChecked(K_VEHICLE, s, e, vin(s), label) : e - s >= 11 && n >= 4 ? put(K_VEHICLE, WARN, s, e, label) : 0;
  if (label === L_PLATE)
    return e - s >= 4 && e - s <= 10 && (digitsOnly === 0 || n >= 5) && n >= 2 ? put(K_VEHICLE, level, s, e, label) : 0;
  if (label === L_IP) return 0;
  if (label >= L_NHS && label <= L_PAN) return nationalLabel(s, e, label);
  const year = birthYear(s, e, digitsOnly !== 0 && n === 4 ? value4() : 0, label);
  if (year > 0) return year;
  const kind = kindOf(label);
  if (label === L_PHOTO && digitsOnly !== 0) return 0;
  if (kind === 0 || isPlainNumber(s, e) !== 0 || hasLongWord(s, e) !== 0) return 0;
  if (far > 0 && n < 5) return 0;
  if (looksLikeYear(s, e, n) !== 0 && (far > 0 || LABEL_MARKED === 0)) return 0;
  if (n < (far === 0 ? 1 : 3) || (far === 0 ? spacedTail(e, n) : e) - s < least(label)) return 0;
  return put(kind, level, s, far === 0 ? spacedTail(e, n) : e, label);
}

/** Takes "x123", "ext. 123" behind a phone into the span. */
export function withExtension(e: i32): i32 {
  let q = e;
  if (ld8(q) === 0x2c) q += 1;
  if (ld8(q) === 0x20) q += 1;
  const w = wordEnd(q);
  const n = w - q;
  if ((ld8(q) | 0x20) === 0x78 && (n === 1 || n === 0)) q += 1;
  else if ((ld8(q) | 0x20) === 0x65 && (n === 3 || n === 9)) q = w;
  else return e;
  while (q < e + 14 && (ld8(q) === 0x2e || ld8(q) === 0x20 || ld8(q) === 0x3a)) q += 1;
  let r = q;
  while (isDigitAt(r) !== 0) r += 1;
  return r > q && r - q <= 6 ? r : e;
}

/** "7412 SL", "394 13": the second part of a postcode. */
function foreignPostcode(e: i32): i32 {
  if (ld8(e) !== 0x20) return e;
  let q = e + 1;
  while (q < e + 4 && isAlnum(q) !== 0 && (ld8(CLASS_AT + ld8(q)) & C_LOWER) === 0) q += 1;
  return q - e >= 3 && q - e <= 4 && isAlnum(q) === 0 ? q : e;
}

/** "28 28 20943", "9764132 3": groups of digits that end at punctuation or the line's end. */
function spacedTail(e: i32, digits: i32): i32 {
  const end = spacedEnd(e, digits, 15);
  if (end === e) return e;
  const c = ld8(end);
  return (c === 0x20 && isAlnum(end + 1) !== 0) ||
    c === 0x25 ||
    (c === 0x2f && isDigitAt(end + 1) !== 0) ||
    (c === 0x2e && isDigitAt(end + 1) !== 0)
    ? e
    : end;
}

/** Operators or a currency sign beside it: arithmetic, no identifier. */
function inFormula(s: i32, e: i32): i32 {
  const b = ld8(s - 1);
  const a = ld8(e);
  return b === 0x24 ||
    b === 0x2b ||
    b === 0x2a ||
    b === 0x3c ||
    a === 0x2b ||
    a === 0x2a ||
    a === 0x3e ||
    (a === 0x3d && ld8(e + 1) !== 0x3d && isDigitAt(e + 1) !== 0)
    ? 1
    : 0;
}

/** "7.5", "12.25", or a number with a percent sign: an amount, no identifier. */
function isPlainNumber(s: i32, e: i32): i32 {
  if (ld8(e) === 0x25) return 1;
  let dots = 0;
  for (let p = s; p < e; p++) {
    if (ld8(p) === 0x2e) dots += 1;
    else if (isDigitAt(p) === 0) return 0;
  }
  return dots === 1 ? 1 : 0;
}

/** Six lower-case letters in a row: a word, as no identifier holds one. */
function hasLongWord(s: i32, e: i32): i32 {
  let run = 0;
  for (let p = s; p < e; p++) {
    run = (ld8(CLASS_AT + ld8(p)) & C_LOWER) !== 0 ? run + 1 : 0;
    if (run > 5) return 1;
  }
  return 0;
}

function value4(): i32 {
  return ld8(0x500) * 1000 + ld8(0x501) * 100 + ld8(0x502) * 10 + ld8(0x503);
}
function looksLikeYear(s: i32, e: i32, n: i32): i32 {
  return e - s === 4 && n === 4 && value4() >= 1900 && value4() <= 2099 ? 1 : 0;
}

function kindOf(label: i32): i32 {
  if (label === L_MRN) return K_MRN;
  if (label === L_PLAN) return K_PLAN;
  if (label === L_ACCOUNT) return K_ACCOUNT;
  if (label === L_LICENSE || label === L_DL) return K_LICENSE;
  if (label === L_DEVICE) return K_DEVICE;
  if (label === L_BIO) return K_BIOMETRIC;
  if (label === L_PHOTO) return K_PHOTO;
  return label === L_ID ? K_ID : 0;
}

function put(kind: i32, level: i32, s: i32, e: i32, label: i32): i32 {
  emit(kind, level, level === BLOCK ? 235 : 170, s, e, F_LABEL, label);
  return e;
}

/** A failed check digit lowers a labelled value to warn, never further. */
function emitChecked(kind: i32, s: i32, e: i32, ok: i32, label: i32): i32 {
  emit(kind, ok !== 0 ? BLOCK : WARN, ok !== 0 ? 250 : 170, s, e, F_LABEL | (ok !== 0 ? F_CHECK : 0), label);
  return e;
}

/** First three digits of the areas with at most 20,000 people (HHS OCR guidance 2012, 2000 census). */
export function restrictedZip3(p: i32): i32 {
  const v = (ld8(p) - 0x30) * 100 + (ld8(p + 1) - 0x30) * 10 + (ld8(p + 2) - 0x30);
  return v === 36 ||
    v === 59 ||
    v === 63 ||
    v === 102 ||
    v === 203 ||
    v === 556 ||
    v === 692 ||
    v === 790 ||
    v === 821 ||
    v === 823 ||
    v === 830 ||
    v === 831 ||
    v === 878 ||
    v === 879 ||
    v === 884 ||
    v === 890 ||
    v === 893
    ? 1
    : 0;
}
