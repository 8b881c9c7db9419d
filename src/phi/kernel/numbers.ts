/** Numbers: phones, SSNs, cards, addresses on the network, national numbers, and everything that a label names. */

import { isTownNear, tagStreet } from "../names/tagger.ts";
import { age } from "./ages.ts";
import { gather, gtin14, luhn, number, uniform } from "./checks.ts";
import { numericDate, packedDate, textDate } from "./dates.ts";
import { emit } from "./emit.ts";
import {
  amountOf,
  digitsIn,
  endOf,
  GROUPS,
  isDigitAt,
  lengthOf,
  parseGroups,
  S_COLON,
  S_DASH,
  S_DOT,
  S_PAREN,
  S_SPACE,
  sepOf,
  startOf,
} from "./groups.ts";
import { ipv6At, macAt } from "./hexaddress.ts";
import { labelled } from "./labelled.ts";
import { findLabel, isState, LABEL_FAR, LABEL_MARKED, wordClass } from "./labels.ts";
import {
  BLOCK,
  C_ALNUM,
  CLASS_AT,
  F_CHECK,
  F_LABEL,
  F_PUBLIC,
  F_SAMPLE,
  INFO,
  K_ACCOUNT,
  K_DEVICE,
  K_IP,
  K_PLACE,
  K_SSN,
  L_CARD,
  L_COORD,
  L_IMEI,
  L_IP,
  L_MRN,
  L_NOT,
  L_SSN,
  L_STAMP,
  L_ZIP,
  MODE_JSON,
  MODE_LOG,
  PACK_ES,
  W_STATE_NAME,
  WARN,
} from "./layout.ts";
import { ld8 } from "./mem.ts";
import { nationalNumber } from "./national.ts";
import { emitPhone, phone, tollFree } from "./phones.ts";
import { COVER, HIGH, KEY, LOW, MODE, NAME_COVER, PACKS, setNameCover } from "./state.ts";
import { isEscaped, isLetterAt, isUpper, wordStart } from "./tokens.ts";

/** Looks at the number whose first digit is at p (nothing alphanumeric before it); returns the offset from which the loop goes on. */
export function onNumber(p: i32): i32 {
  const next = numberAt(p);
  const first = endOf(0);
  if (COVER > p || next > first || startOf(0) !== p || first - p > 5 || (MODE & MODE_LOG) !== 0) return next;
  const c = ld8(first);
  if (((c !== 0x20 && c !== 0x2c) || ld8(first + 1) <= 0x20) && closesLine(p, c, ld8(first + 1)) === 0) return next;
  const end = tagStreet(LOW, HIGH, p, first);
  if (end > NAME_COVER) setNameCover(end);
  return next;
}

/** A number behind a word at the end of its line ("Castelao 71"), c and d being the bytes after it: it may be a house number. */
function closesLine(p: i32, c: i32, d: i32): i32 {
  if (c !== 0x0a && (c !== 0x5c || d !== 0x6e || (MODE & MODE_JSON) === 0)) return 0;
  return ld8(p - 1) === 0x20 && isLetterAt(p - 2) !== 0 ? 1 : 0;
}

function numberAt(p: i32): i32 {
  const before = ld8(p - 1);
  if (before === 0x2e && isDigitAt(p - 2) !== 0) return skipDigits(p);
  if (before === 0x24 || before === 0xa3 || before === 0xac) return skipDigits(p);
  parseGroups(p);
  const n = lengthOf(0);
  if (n > 32) return endOf(0);
  const first = endOf(0);
  const after = ld8(first);
  if (after === 0x3a && n <= 4) {
    const address = hexFirst(p, n);
    if (address > 0) return address;
  } else if (after === 0x2d && n === 2 && ld8(p + 5) === 0x2d && ld8(p + 8) === 0x2d) {
    const mac = macAt(p);
    if (mac > 0) return mac;
  }
  if (GROUPS === 1 && n <= 3) return shortNumber(p, first, n, after);
  const v = amountOf(0);
  if (GROUPS > 1) {
    const done = several(p);
    if (done > 0) return done;
  } else {
    const done = single(p, n);
    if (done > 0) return done;
  }
  if (n <= 4) {
    const t = textDate(p, first, v);
    if (t > 0) return t;
  }
  if (n <= 3) {
    const a = age(p, first, v);
    if (a > 0) return a;
  }
  if (n === 4 && GROUPS === 1 && v > 1936 && v < 2100 && isMarked(p) === 0) return first;
  const end = labelled(p);
  return end > 0 ? end : first;
}

/** A mark stands right before p: ":", "#", "=", a quote, a hyphen, with at most one space between. */
function isMarked(p: i32): i32 {
  const c = ld8(p - 1) === 0x20 ? ld8(p - 2) : ld8(p - 1);
  return c === 0x3a || c === 0x23 || c === 0x3d || c === 0x22 || c === 0x2d || c === 0 ? 1 : 0;
}

/** A MAC or IPv6 address whose first group is digits; times of day are told apart by their length. */
function hexFirst(p: i32, n: i32): i32 {
  if (n === 2 && ld8(p + 5) === 0x3a && ld8(p + 8) === 0x3a) return macAt(p);
  return n >= 3 || ld8(p + n + 1) === 0x3a ? ipv6At(p) : 0;
}

/** End of the digit run at p. */
export function skipDigits(p: i32): i32 {
  let q = p;
  while (isDigitAt(q) !== 0) q += 1;
  return q;
}

/** One group of at most three digits: day, age, house number, short labelled number. */
function shortNumber(p: i32, e: i32, n: i32, after: i32): i32 {
  const v = amountOf(0);
  if (n >= 2 && v >= 90) {
    const a = age(p, e, v);
    if (a > 0) return a;
  }
  if (n <= 2 && v >= 1 && v <= 31) {
    const t = textDate(p, e, v);
    if (t > 0) return t;
  }
  if (n === 3 || ld8(p - 1) === 0x23 || ld8(p - 2) === 0x3a || ld8(p - 1) === 0x2d) {
    if (after !== 0x25 && after !== 0x2e) {
      const end = labelled(p);
      if (end > 0) return end;
    }
  } else if (ld8(p - 1) === 0x20 && isLetterAt(p - 2) !== 0 && (ld8(p - 2) | 0x20) === 0x78) {
    const end = labelled(p);
    if (end > 0) return end;
  }
  return e;
}

/** A number of one group with four digits or more. */
function single(p: i32, n: i32): i32 {
  const e = endOf(0);
  if (n === 4) return 0;
  if (n === 5) {
    if (stateBefore(p) !== 0) return emitZip(p, e);
    return (PACKS & PACK_ES) !== 0 && townBeside(p, e) !== 0 ? emitZip(p, e) : 0;
  }
  if (n === 8 || n === 12 || n === 14) {
    const d = packedDate(n === 8 || ld8(p - 1) === 0x7c ? findLabel(p) : 0);
    if (d > 0) return d;
  }
  if ((n === 11 && ld8(p) === 0x31 && tollFree(number(p + 1, 3)) !== 0) || (n === 10 && tollFree(number(p, 3)) !== 0 && ld8(p) === 0x38)) {
    emitPhone(p, e, F_PUBLIC);
    return e;
  }
  if (n >= 8 && n <= 15 && ld8(p - 1) === 0x2b) {
    emitPhone(p - 1, e, 0);
    return e;
  }
  if (n === 15 || n === 16) {
    const c = card(p, e);
    if (c > 0) return c;
  }
  if (n === 14 && ld8(p - 1) === 0x29 && ld8(p - 4) === 0x28 && gather(p, e) === 14 && gtin14() !== 0) return udi(p, e);
  if (n >= 9) return nationalNumber(p, e, n);
  return 0;
}

/** Several groups: branch on separators and lengths. */
function several(p: i32): i32 {
  const s0 = sepOf(0);
  if (s0 === S_COLON) return 0;
  const n = lengthOf(0);
  if (s0 === S_DOT) {
    if (n <= 3 && sepOf(1) === S_DOT && sepOf(2) === S_DOT) {
      const ip = ipv4(p);
      if (ip > 0) return ip;
    }
    if (sepOf(1) !== S_DOT && GROUPS === 2 && n !== 3) return coordinate(p);
  }
  if (n <= 4) {
    const d = numericDate();
    if (d > 0) return d;
  }
  if (n === 3 && lengthOf(1) === 2 && lengthOf(2) === 4 && sepOf(0) === sepOf(1)) {
    const ssn = socialSecurity(p);
    if (ssn > 0) return ssn;
  }
  if (n === 5 && lengthOf(1) === 4 && s0 === S_DASH && sepOf(1) !== S_DASH) {
    if (stateBefore(p) !== 0 || findLabel(p) === L_ZIP) return emitZip(p, endOf(1));
  } else if (n === 5 && stateBefore(p) !== 0) {
    return emitZip(p, endOf(0));
  }
  if (n === 4 && lengthOf(1) >= 4) {
    const c = groupedCard(p);
    if (c > 0) return c;
  }
  const nat = nationalGroups(p);
  if (nat > 0) return nat;
  return phone(p);
}

/** Number of leading groups joined by separators of one number (not ":" or a mixture with spaces around slashes). */
function nationalGroups(p: i32): i32 {
  if (PACKS === 0) return 0;
  let k = 1;
  while (k < GROUPS && sepOf(k - 1) !== S_COLON && sepOf(k - 1) !== S_PAREN && digitsIn(0, k + 1) <= 15) k += 1;
  while (k >= 2) {
    const total = digitsIn(0, k);
    if (total >= 9) {
      const done = nationalNumber(p, endOf(k - 1), total);
      if (done > 0) return done;
    }
    k -= 1;
  }
  return 0;
}

/** US state code or name in front of a ZIP code. */
function stateBefore(p: i32): i32 {
  let q = p;
  while (q > LOW && p - q < 3 && (ld8(q - 1) === 0x20 || ld8(q - 1) === 0x2c)) q -= 1;
  if (q === p || isLetterAt(q - 1) === 0 || isEscaped(q - 1) !== 0) return 0;
  const w = wordStart(q);
  const n = q - w;
  if (n === 2) {
    if (isUpper(ld8(w)) === 0 || isUpper(ld8(w + 1)) === 0) return 0;
    return isState(w, q);
  }
  if (n < 4 || isUpper(ld8(w)) === 0) return 0;
  return wordClass(w, q) === W_STATE_NAME ? 1 : 0;
}

/** A Spanish postcode (provinces 01 to 52) with a town beside it: "28001 Madrid", "28001 - Madrid", "Madrid 28001". */
function townBeside(p: i32, e: i32): i32 {
  const province = number(p, 2);
  if (province < 1 || province > 52) return 0;
  return isTownNear(LOW, HIGH, p, e);
}

function emitZip(p: i32, e: i32): i32 {
  if (isLetterAt(e) !== 0) return 0;
  emit(K_PLACE, WARN, 200, p, e, F_LABEL, L_ZIP);
  return e;
}

function ipv4(p: i32): i32 {
  if (GROUPS > 4 && sepOf(3) === S_DOT) return 0;
  for (let i = 0; i < 4; i++) if (lengthOf(i) > 3 || lengthOf(i) === 0 || amountOf(i) > 255) return 0;
  const e = endOf(3);
  if (isLetterAt(e) !== 0 || ld8(e) === 0x5f) return 0;
  const label = findLabel(p);
  if (label === L_NOT || (ld8(p - 1) | 0x20) === 0x76) return e;
  const a = amountOf(0);
  const b = amountOf(1);
  const reserved =
    a === 10 ||
    a === 127 ||
    a === 0 ||
    a >= 224 ||
    (a === 192 && (b === 168 || (b === 0 && (amountOf(2) === 2 || amountOf(2) === 0)))) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 169 && b === 254) ||
    (a === 198 && b === 51 && amountOf(2) === 100) ||
    (a === 203 && b === 0 && amountOf(2) === 113) ||
    (a === 100 && b >= 64 && b <= 127);
  if (reserved) emit(K_IP, INFO, 120, p, e, F_PUBLIC, label);
  else emit(K_IP, label === L_IP ? BLOCK : WARN, 200, p, e, label === L_IP ? F_LABEL : F_CHECK, label);
  return e;
}

/** What follows a coordinate: a comma, a degree sign, a direction, the end of the value. */
function mayBeCoordinate(e: i32): i32 {
  const c = ld8(e);
  if (c === 0x2c || c === 0xc2 || c === 0x22 || c === 0x0a || c === 0x0d || c === 0 || c === 0x29 || c === 0x7d) return 1;
  if (c !== 0x20) return 0;
  const d = ld8(e + 1);
  return d === 0x4e || d === 0x53 || d === 0x45 || d === 0x57 || d === 0x2d || isDigitAt(e + 1) !== 0 ? 1 : 0;
}

/** "40.71280, -74.00600" under a coordinate label or key. */
function coordinate(p: i32): i32 {
  if (lengthOf(1) < 3 || lengthOf(0) > 3) return 0;
  const e = endOf(1);
  if (KEY !== L_COORD && mayBeCoordinate(e) === 0) return e;
  if (findLabel(p) !== L_COORD) return e;
  const s = ld8(p - 1) === 0x2d ? p - 1 : p;
  let end = e;
  let q = e;
  while (q < e + 3 && (ld8(q) === 0x20 || ld8(q) === 0x2c || ld8(q) === 0x2d)) q += 1;
  if (q > e) {
    const r = skipDigits(q);
    if (r > q && ld8(r) === 0x2e && isDigitAt(r + 1) !== 0) end = skipDigits(r + 1);
  }
  emit(K_PLACE, BLOCK, 220, s, end, F_LABEL, L_COORD);
  return end;
}

/** 3-2-4 with equal separators. */
function socialSecurity(p: i32): i32 {
  const sep = sepOf(0);
  if (sep !== S_DASH && sep !== S_SPACE && sep !== S_DOT) return 0;
  if (GROUPS > 3 && sepOf(2) === sep && sep !== S_SPACE) return 0;
  if (ld8(p - 1) === 0x2d && isDigitAt(p - 2) !== 0) return 0;
  const e = endOf(2);
  const label = findLabel(p);
  if (
    label === L_MRN ||
    (label !== 0 && label !== L_SSN && label !== L_NOT && label !== L_STAMP && label < 64 && LABEL_FAR === 0 && LABEL_MARKED !== 0)
  ) {
    const done = labelled(p);
    if (done > 0) return done;
  }
  const area = amountOf(0);
  let flags = 0;
  const sample =
    (area === 123 && amountOf(1) === 45) ||
    (area === 78 && amountOf(1) === 5 && amountOf(2) === 1120) ||
    (area === 219 && amountOf(1) === 9);
  if (sample) flags |= F_SAMPLE;
  const issued = area !== 0 && area !== 666 && area < 900 && amountOf(1) !== 0 && amountOf(2) !== 0;
  if (issued) flags |= F_CHECK;
  if (label === L_SSN) {
    emit(K_SSN, BLOCK, 250, p, e, flags | F_LABEL, label);
    return e;
  }
  if (label === L_NOT) {
    emit(K_SSN, INFO, 60, p, e, flags | F_LABEL, label);
    return e;
  }
  if (sep === S_DOT) return 0;
  if (sep === S_SPACE) {
    if (!issued) return 0;
    emit(K_SSN, WARN, 130, p, e, flags, 0);
    return e;
  }
  emit(K_SSN, issued && !sample ? BLOCK : WARN, issued ? 220 : 160, p, e, flags, 0);
  return e;
}

function knownIssuer(): i32 {
  const a = ld8(0x500);
  const b = ld8(0x501);
  const two = a * 10 + b;
  const four = two * 100 + ld8(0x502) * 10 + ld8(0x503);
  return a === 4 ||
    (two >= 51 && two <= 55) ||
    (four >= 2221 && four <= 2720) ||
    two === 34 ||
    two === 37 ||
    four === 2131 ||
    four === 1800 ||
    four === 6011 ||
    two === 65 ||
    two === 35 ||
    two === 36 ||
    two === 30 ||
    two === 38
    ? 1
    : 0;
}

function card(p: i32, e: i32): i32 {
  const n = gather(p, e);
  if (luhn(0, n) === 0 || uniform(n) !== 0) return 0;
  const label = findLabel(p);
  if (n === 15 && (label === L_IMEI || knownIssuer() === 0)) {
    if (label !== L_IMEI) return 0;
    emit(K_DEVICE, BLOCK, 240, p, e, F_CHECK | F_LABEL, label);
    return e;
  }
  if (knownIssuer() === 0 && label !== L_CARD) return 0;
  if (label !== L_CARD && (MODE & MODE_LOG) !== 0) return 0;
  emit(K_ACCOUNT, label === L_CARD ? BLOCK : WARN, 220, p, e, F_CHECK, label);
  return e;
}

/** 4-4-4-4, 4-6-5, 4-4-4-4-3. */
function groupedCard(p: i32): i32 {
  const sep = sepOf(0);
  if (sep !== S_SPACE && sep !== S_DASH) return 0;
  let k = 1;
  while (k < 5 && sepOf(k - 1) === sep && lengthOf(k) >= 3 && lengthOf(k) <= 6) k += 1;
  while (k >= 3) {
    const n = digitsIn(0, k);
    if (n >= 13 && n <= 19 && lengthOf(1) !== 5) {
      gather(p, endOf(k - 1));
      if (luhn(0, n) !== 0 && knownIssuer() !== 0) {
        emit(K_ACCOUNT, BLOCK, 240, p, endOf(k - 1), F_CHECK, L_CARD);
        return endOf(k - 1);
      }
    }
    k -= 1;
  }
  return 0;
}

/** UDI: "(01)" + GTIN-14, with the production identifiers that follow. */
function udi(p: i32, e: i32): i32 {
  let q = e;
  while (ld8(q) === 0x28 && isDigitAt(q + 1) !== 0 && isDigitAt(q + 2) !== 0 && ld8(q + 3) === 0x29 && q - e < 80) {
    q += 4;
    while ((ld8(CLASS_AT + ld8(q)) & C_ALNUM) !== 0 && q - e < 120) q += 1;
  }
  emit(K_DEVICE, BLOCK, 245, p - 4, q, F_CHECK, 0);
  return q;
}
