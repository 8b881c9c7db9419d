/** Tokens of letters and digits: VIN, DEA, MBI, IBAN, MAC, glued labels, and labelled ids. */

import { age } from "./ages.ts";
import { dea, gather, iban, vin } from "./checks.ts";
import { textDate } from "./dates.ts";
import { emit } from "./emit.ts";
import { isDigitAt } from "./groups.ts";
import { hexAddress } from "./hexaddress.ts";
import { emitLabelled, labelled, valueEnd, valueStart } from "./labelled.ts";
import { findLabel, probe } from "./labels.ts";
import {
  BLOCK,
  C_ALNUM,
  C_HEX,
  CLASS_AT,
  F_CHECK,
  F_LABEL,
  K_ACCOUNT,
  K_LICENSE,
  K_PLACE,
  K_PLAN,
  K_VEHICLE,
  L_DEVICE,
  L_IBAN,
  L_ID,
  L_LICENSE,
  L_MARKER,
  L_MRN,
  L_NOT,
  L_PLAN,
  L_VIN,
  L_ZIP,
  PACK_CA,
  PACK_UK,
  WARN,
} from "./layout.ts";
import { larger, ld8 } from "./mem.ts";
import { nationalToken } from "./national.ts";
import { onNumber } from "./numbers.ts";
import { COVER, PACKS } from "./state.ts";
import { hashToken, isEscaped, isUpper } from "./tokens.ts";

function isAlnum(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_ALNUM) !== 0 ? 1 : 0;
}

/** Looks at the token around the first digit p of a digit run that has a letter beside it; returns the offset from which the loop goes on. */
export function onToken(p: i32): i32 {
  let s = p;
  const low = larger(p - 40, COVER);
  while (s > low && isAlnum(s - 1) !== 0 && isEscaped(s - 1) === 0) s -= 1;
  let e = p;
  while (e < p + 64 && isAlnum(e) !== 0) e += 1;
  if (e - p >= 64) return skipToken(e);
  if (e - s === 8 && ld8(e) === 0x2d && isUuid(s) !== 0) {
    const end = labelledToken(s, e);
    return end > 0 ? end : s + 36;
  }
  let d = p;
  while (d < e && isDigitAt(d) !== 0) d += 1;
  if (s < p && gluedLabel(s, p) !== 0) return onNumber(p);
  if (s === p && e - d <= 3 && d - p > 3 && ld8(e) !== 0x2d && isUnitTail(d, e) !== 0) return e;
  if (s === p) {
    const done = digitsFirst(p, d, e);
    if (done > 0) return done;
  } else if (d === e && p - s <= 12 && isUpper(ld8(s)) === 0 && ld8(e) === 0x2d && d - p === 3 && isDigitAt(d + 1) !== 0) {
    return onNumber(p);
  }
  const n = e - s;
  const shape = n >= 9 ? shaped(s, e, n) : 0;
  if (shape > 0) return shape;
  if (d === e && n <= 6 && ld8(e) === 0x20 && s === p - 2 && ibanSpaced(s) > 0) return COVER;
  const network = hexGroups(s, e);
  if (network > 0) return network;
  const post = postcode(s, e, n);
  if (post > 0) return post;
  if (n >= 4 || ld8(e) === 0x2d || ld8(s - 1) === 0x2d || ld8(s - 1) === 0x23) {
    const end = labelledToken(s, e);
    if (end > 0) return end;
  }
  return e;
}

/** 8-4-4-4-12 hexadecimal digits (RFC 9562): only a label can make them an identifier, whatever single groups look like. */
function isUuid(s: i32): i32 {
  for (let i = 0; i < 36; i++) {
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (ld8(s + i) !== 0x2d) return 0;
    } else if ((ld8(CLASS_AT + ld8(s + i)) & C_HEX) === 0) return 0;
  }
  return isAlnum(s + 36) !== 0 ? 0 : 1;
}

/** One to three lower-case letters behind a number: "212345ms", "81920kb". */
function isUnitTail(d: i32, e: i32): i32 {
  for (let q = d; q < e; q++) if (ld8(q) < 0x61 || ld8(q) > 0x7a) return 0;
  return 1;
}

function skipToken(e: i32): i32 {
  let q = e;
  while (isAlnum(q) !== 0) q += 1;
  return q;
}

/** 1 when the letters [s, p) are a label stuck to its number ("SSN449-87-4100", "MRN00412"). */
function gluedLabel(s: i32, p: i32): i32 {
  if (p - s < 2 || p - s > 12) return 0;
  for (let q = s; q < p; q++) if (isDigitAt(q) !== 0) return 0;
  const c = probe(hashToken(s, p - s)) & 255;
  return c > L_MARKER && c < 64 && c !== L_NOT ? 1 : 0;
}

/** Digits, then letters: "12th of April", "04JAN2020", "92yo", "4100Patient". */
function digitsFirst(p: i32, d: i32, e: i32): i32 {
  const n = d - p;
  if (n > 4) return 0;
  let v = 0;
  for (let q = p; q < d; q++) v = v * 10 + (ld8(q) - 0x30);
  const t = textDate(p, d, v);
  if (t > 0) return t;
  if (v >= 90) {
    const a = age(p, d, v);
    if (a > 0) return a;
  }
  return e - p <= 3 ? e : 0;
}

/** Tokens whose shape says what they are. */
function shaped(s: i32, e: i32, n: i32): i32 {
  if (n === 17) {
    const label = findLabel(s);
    const ok = vin(s);
    if (ok !== 0 && (label === L_VIN || mixed(s, e) >= 3)) {
      emit(K_VEHICLE, BLOCK, 240, s, e, F_CHECK | (label === L_VIN ? F_LABEL : 0), label);
      return e;
    }
  }
  if (n === 9 && isDigitAt(s) === 0 && isUpper(ld8(s)) !== 0) {
    const done = deaToken(s, e);
    if (done > 0) return done;
  }
  if (n === 11 || n === 4) {
    if (isMbi(s) !== 0) {
      emit(K_PLAN, BLOCK, 230, s, e, F_CHECK, 0);
      return e;
    }
  }
  if (
    n >= 15 &&
    n <= 34 &&
    isUpper(ld8(s)) !== 0 &&
    isUpper(ld8(s + 1)) !== 0 &&
    isDigitAt(s + 2) !== 0 &&
    isDigitAt(s + 3) !== 0 &&
    iban(s, e) !== 0
  ) {
    emit(K_ACCOUNT, BLOCK, 245, s, e, F_CHECK, L_IBAN);
    return e;
  }
  return nationalToken(s, e);
}

/** Letters in the token. */
function mixed(s: i32, e: i32): i32 {
  let n = 0;
  for (let q = s; q < e; q++) if (isDigitAt(q) === 0) n += 1;
  return n;
}

/** DEA registration: letter of the type, letter or 9, seven digits with a check digit. */
function deaToken(s: i32, e: i32): i32 {
  const second = ld8(s + 1);
  if (isUpper(second) === 0 && second !== 0x39) return 0;
  for (let i = 2; i < 9; i++) if (isDigitAt(s + i) === 0) return 0;
  const a = ld8(s);
  if (a === 0x49 || a === 0x4e || a === 0x4f || a === 0x51 || a === 0x56 || a === 0x57 || a === 0x59 || a === 0x5a) return 0;
  gather(s + 2, e);
  const label = findLabel(s);
  if (label === L_LICENSE) {
    emit(K_LICENSE, dea() !== 0 ? BLOCK : WARN, dea() !== 0 ? 250 : 170, s, e, F_LABEL, label);
    return e;
  }
  if (label !== 0 || dea() === 0) return 0;
  emit(K_LICENSE, WARN, 170, s, e, F_CHECK, 0);
  return e;
}

function mbiLetter(p: i32): i32 {
  const c = ld8(p) & 0x5f;
  if (ld8(p) < 0x41 || c < 0x41 || c > 0x59) return 0;
  return c === 0x53 || c === 0x4c || c === 0x4f || c === 0x49 || c === 0x42 ? 0 : 1;
}
function mbiEither(p: i32): i32 {
  return isDigitAt(p) !== 0 ? 1 : mbiLetter(p);
}

/** Medicare beneficiary identifier without dashes at s: C A AN N A AN N A A N N (CMS). */
function isMbi(s: i32): i32 {
  if (ld8(s) < 0x31 || ld8(s) > 0x39) return 0;
  return mbiLetter(s + 1) !== 0 &&
    mbiEither(s + 2) !== 0 &&
    isDigitAt(s + 3) !== 0 &&
    mbiLetter(s + 4) !== 0 &&
    mbiEither(s + 5) !== 0 &&
    isDigitAt(s + 6) !== 0 &&
    mbiLetter(s + 7) !== 0 &&
    mbiLetter(s + 8) !== 0 &&
    isDigitAt(s + 9) !== 0 &&
    isDigitAt(s + 10) !== 0
    ? 1
    : 0;
}

/** MBI with dashes, 4-3-4: end, or 0. */
function dashedMbi(s: i32): i32 {
  if (ld8(s) < 0x31 || ld8(s) > 0x39 || ld8(s + 4) !== 0x2d || ld8(s + 8) !== 0x2d) return 0;
  if (
    mbiLetter(s + 1) === 0 ||
    mbiEither(s + 2) === 0 ||
    isDigitAt(s + 3) === 0 ||
    mbiLetter(s + 5) === 0 ||
    mbiEither(s + 6) === 0 ||
    isDigitAt(s + 7) === 0
  )
    return 0;
  if (mbiLetter(s + 9) === 0 || mbiLetter(s + 10) === 0 || isDigitAt(s + 11) === 0 || isDigitAt(s + 12) === 0 || isAlnum(s + 13) !== 0)
    return 0;
  emit(K_PLAN, BLOCK, 235, s, s + 13, F_CHECK, 0);
  return s + 13;
}

/** "GB82 WEST 1234 5698 7654 32": emits and returns its end, or 0. */
function ibanSpaced(s: i32): i32 {
  if (isUpper(ld8(s)) === 0 || isUpper(ld8(s + 1)) === 0 || isDigitAt(s + 2) === 0 || isDigitAt(s + 3) === 0 || isAlnum(s + 4) !== 0)
    return 0;
  let q = s + 4;
  let n = 4;
  let best = 0;
  while (ld8(q) === 0x20 && isAlnum(q + 1) !== 0 && n < 34) {
    let r = q + 1;
    while (isAlnum(r) !== 0 && r - q <= 4) r += 1;
    if (isAlnum(r) !== 0) break;
    n += r - q - 1;
    q = r;
    if (n >= 15 && iban(s, q) !== 0) best = q;
  }
  if (best > 0) emit(K_ACCOUNT, BLOCK, 245, s, best, F_CHECK, L_IBAN);
  return best;
}

/** MAC address and IPv6 around the token [s, e): end, or 0. */
function hexGroups(s: i32, e: i32): i32 {
  const c = ld8(e);
  const b = ld8(s - 1);
  if (c !== 0x3a && c !== 0x2d && b !== 0x3a && b !== 0x2d) return 0;
  if (c === 0x2d && e - s === 4) {
    const mbi = dashedMbi(s);
    if (mbi > 0) return mbi;
  }
  return hexAddress(s);
}

/** UK and Canadian postcodes when their pack is on, or under a postcode label: end, or 0. */
function postcode(s: i32, e: i32, n: i32): i32 {
  if ((PACKS & (PACK_UK | PACK_CA)) === 0 || n > 7 || isUpper(ld8(s)) === 0) return 0;
  const third = isDigitAt(s + 1) !== 0 && isUpper(ld8(s + 2)) !== 0;
  if ((PACKS & PACK_CA) !== 0 && third && (n === 3 || n === 6)) {
    const r = n === 6 ? s + 3 : ld8(e) === 0x20 || ld8(e) === 0x2d ? e + 1 : e;
    if (isDigitAt(r) !== 0 && isUpper(ld8(r + 1)) !== 0 && isDigitAt(r + 2) !== 0 && isAlnum(r + 3) === 0) {
      emit(K_PLACE, WARN, 200, s, r + 3, F_CHECK, L_ZIP);
      return r + 3;
    }
  }
  if ((PACKS & PACK_UK) !== 0) {
    const r = n >= 5 ? e - 3 : ld8(e) === 0x20 ? e + 1 : e;
    const out = n >= 5 ? n - 3 : n;
    if (
      out >= 2 &&
      out <= 4 &&
      isDigitAt(r) !== 0 &&
      isUpper(ld8(r + 1)) !== 0 &&
      isUpper(ld8(r + 2)) !== 0 &&
      isAlnum(r + 3) === 0 &&
      outward(s, out) !== 0
    ) {
      emit(K_PLACE, WARN, 200, s, r + 3, F_CHECK, L_ZIP);
      return r + 3;
    }
  }
  return 0;
}

/** Outward half of a UK postcode: A9, A99, AA9, AA99, A9A, AA9A. */
function outward(s: i32, n: i32): i32 {
  const two = isUpper(ld8(s + 1));
  const rest = s + 1 + two;
  const left = n - 1 - two;
  if (left < 1 || left > 2 || isDigitAt(rest) === 0) return 0;
  return left === 1 || isDigitAt(rest + 1) !== 0 || isUpper(ld8(rest + 1)) !== 0 ? 1 : 0;
}

/** A token whose label names it; long hexadecimal hashes and UUIDs only under a patient or study label. */
function labelledToken(s: i32, e: i32): i32 {
  const vs = valueStart(s);
  const label = findLabel(vs);
  if (label === L_NOT) return 0;
  const ve = valueEnd(e);
  if (label === 0 && vs < s && ld8(s - 1) === 0x2d && isDigitAt(s) !== 0 && gluedLabel(vs, s - 1) !== 0)
    return emitLabelled(vs, ve, probe(hashToken(vs, s - 1 - vs)) & 255);
  if (label === 0) return labelled(s);
  if ((label === L_LICENSE || label === L_DEVICE || label === L_PLAN || label === L_MRN || label === L_ID) && ve - vs > 64) return 0;
  return emitLabelled(vs, ve, label);
}
