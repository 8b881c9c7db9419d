import { gather, nhs } from "./checks.ts";
import { emit } from "./emit.ts";
import { amountOf, digitsIn, endOf, GROUPS, lengthOf, S_COLON, S_DASH, S_DOT, S_NONE, S_SLASH, S_SPACE, sepOf, startOf } from "./groups.ts";
import { labelled, withExtension } from "./labelled.ts";
import { findLabel, LABEL_FAR, LABEL_MARKED, wordClass } from "./labels.ts";
import {
  BLOCK,
  F_CHECK,
  F_LABEL,
  F_PUBLIC,
  F_SAMPLE,
  F_SOFT,
  INFO,
  K_FAX,
  K_PHONE,
  K_UK_NHS,
  L_FAX,
  L_NHS,
  L_NOT,
  L_PHONE,
  L_STAMP,
  PACK_ES,
  PACK_FR,
  PACK_UK,
  W_PUBLIC,
  WARN,
} from "./layout.ts";
import { larger, ld8 } from "./mem.ts";
import { LOW, PACKS } from "./state.ts";
import { isEscaped, isLetterAt, wordStart } from "./tokens.ts";

/** Phone or fax over [s, e): public help lines inform, labelled ones block, the shape alone warns. */
export function emitPhone(s: i32, e: i32, flags: i32): void {
  const label = findLabel(s);
  const end = withExtension(e);
  const kind = label === L_FAX ? K_FAX : K_PHONE;
  if ((flags & F_PUBLIC) !== 0 || (label & 255) === L_NOT) {
    emit(kind, INFO, 120, s, end, flags | F_PUBLIC, label);
    return;
  }
  if (label === L_FAX || label === L_PHONE) emit(kind, BLOCK, 240, s, end, flags | F_LABEL, label);
  else emit(kind, WARN, (flags & F_SAMPLE) !== 0 ? 140 : 190, s, end, flags, 0);
}

/** 1 for area codes that the called side pays for: help lines of institutions. */
export function tollFree(area: i32): i32 {
  return area === 800 || area === 888 || area === 877 || area === 866 || area === 855 || area === 844 || area === 833 || area === 900
    ? 1
    : 0;
}

/** Phones in every grouping; 0 when the groups are none. */
export function phone(p: i32): i32 {
  const country = lengthOf(0) === 1 && amountOf(0) === 1 ? 1 : 0;
  let s = p;
  if (ld8(s - 1) === 0x28) s -= 1;
  let plus = ld8(s - 1) === 0x2b ? 1 : 0;
  if (plus !== 0) s -= 1;
  else if (ld8(s - 1) === 0x20 && ld8(s - 2) === 0x2b && isCalled(s - 2) !== 0) {
    plus = 1;
    s -= 2;
  }
  if (lengthOf(country) === 3 && lengthOf(country + 1) === 3 && lengthOf(country + 2) === 4) {
    const done = nanp(s, country, plus);
    if (done !== 0) return done;
  }
  if (plus !== 0) return international(s);
  return labelledPhone(s, p);
}

/** 1 when a phone's label stands before p: "+ 34 911 ..." is a number then, and no sum. */
function isCalled(p: i32): i32 {
  const label = findLabel(p);
  return label === L_PHONE || label === L_FAX ? 1 : 0;
}

/** [1] 3-3-4; 0 when it cannot be a North American number. */
function nanp(s: i32, i: i32, plus: i32): i32 {
  const sepA = sepOf(i);
  const sepB = sepOf(i + 1);
  if (sepA === S_COLON || sepB === S_COLON || (sepA === S_SLASH && sepB === S_SLASH)) return 0;
  const after = sepOf(i + 2);
  if (after === S_DOT || (after === S_DASH && sepB === S_DASH)) return 0;
  const e = endOf(i + 2);
  const area = amountOf(i);
  const exchange = amountOf(i + 1);
  const spaced = sepA === S_SPACE && sepB === S_SPACE;
  if ((PACKS & PACK_UK) !== 0 && spaced && i === 0 && gather(startOf(0), e) === 10 && nhs() !== 0) {
    const label = findLabel(startOf(0));
    if (label !== L_PHONE && label !== L_FAX) {
      emit(K_UK_NHS, label === L_NHS ? BLOCK : WARN, 200, startOf(0), e, F_CHECK | (label === L_NHS ? F_LABEL : 0), label);
      return e;
    }
  }
  const label = findLabel(s);
  if (label !== 0 && label !== L_PHONE && label !== L_FAX && label < 64 && LABEL_FAR === 0 && LABEL_MARKED !== 0 && label !== L_STAMP) {
    const done = labelled(startOf(0));
    if (done > 0) return done;
    if (label === L_NOT) return 0;
  }
  const valid = area >= 200 && exchange >= 200;
  const known = label === L_PHONE || label === L_FAX;
  if (!valid && !known && spaced) return 0;
  if (sepA === S_DOT && sepB !== S_DOT && !known) return 0;
  let flags = valid ? F_CHECK : F_SAMPLE;
  if (exchange === 555 || area === 555) flags |= F_SAMPLE;
  if (tollFree(area) !== 0 || publicBefore(s) !== 0) flags |= F_PUBLIC;
  if (plus !== 0 || i !== 0) flags |= F_CHECK;
  emitPhone(s, e, flags);
  return e;
}

/** A word like "hotline" or "toll-free" among the four words before. */
function publicBefore(p: i32): i32 {
  let q = p;
  const low = larger(p - 48, LOW);
  let words = 0;
  while (q > low && words < 4) {
    if (isLetterAt(q - 1) !== 0 && isEscaped(q - 1) === 0) {
      const s = wordStart(q);
      if (wordClass(s, q) === W_PUBLIC) return 1;
      words += 1;
      q = s;
      continue;
    }
    if (ld8(q - 1) === 0x22 || ld8(q - 1) === 0x0a) return 0;
    q -= 1;
  }
  return 0;
}

/** "+" and 8 to 15 digits in groups. */
function international(s: i32): i32 {
  let k = 1;
  while (k < GROUPS && sepOf(k - 1) !== S_COLON && digitsIn(0, k + 1) <= 15) k += 1;
  const n = digitsIn(0, k);
  if (n < 8) return 0;
  emitPhone(s, endOf(k - 1), F_CHECK);
  return endOf(k - 1);
}

/** Local and foreign groupings: with a label, or by the pack of their country. */
function labelledPhone(s: i32, p: i32): i32 {
  if (digitsIn(0, GROUPS) < 6) return 0;
  let k = 1;
  while (k < GROUPS && sepOf(k - 1) !== S_COLON && sepOf(k - 1) !== S_NONE && digitsIn(0, k + 1) <= 15) k += 1;
  let n = digitsIn(0, k);
  if (n < 6) return 0;
  const label = findLabel(s);
  if (label === L_PHONE || label === L_FAX) {
    while (k > 1 && n > 11 && lengthOf(0) !== 2 && (ld8(p) !== 0x30 || ld8(p + 1) !== 0x30)) {
      k -= 1;
      n = digitsIn(0, k);
    }
    if ((lengthOf(0) === 4 && k === 3 && lengthOf(1) <= 2) || (n < 7 && (k < 3 || LABEL_FAR > 0))) return 0;
    emitPhone(s, endOf(k - 1), 0);
    return endOf(k - 1);
  }
  return n < 7 ? 0 : packPhone(s, p, k, label);
}

function packPhone(s: i32, p: i32, k: i32, label: i32): i32 {
  if (label !== 0) return 0;
  const zero = ld8(p) === 0x30;
  const n = digitsIn(0, k);
  const gb = (PACKS & PACK_UK) !== 0 && zero && n >= 10 && n <= 11 && lengthOf(0) >= 3;
  const fr = (PACKS & PACK_FR) !== 0 && zero && k === 5 && n === 10 && lengthOf(0) === 2;
  const lead = ld8(p) - 0x30;
  const es = (PACKS & PACK_ES) !== 0 && n === 9 && lead >= 6 && (k === 3 || k === 4) && lengthOf(0) <= 3;
  if (!gb && !fr && !es) return 0;
  emitPhone(s, endOf(k - 1), F_SOFT);
  return endOf(k - 1);
}
