/** Values that their JSON key makes an identifier as a whole: {"patient_name": "…"}, {"city": "…"}, {"photo": "…"}. */
import { COMMON_A, PARTICLE } from "../names/rules.ts";
import { isUpperAt, maskOfWord } from "../names/words.ts";
import { emit } from "./emit.ts";
import { isNameLabel, probe, wordClass } from "./labels.ts";
import {
  BLOCK,
  C_DIGIT,
  CLASS_AT,
  F_EVIDENCE,
  F_LABEL,
  F_STRICT,
  K_BIOMETRIC,
  K_NAME,
  K_PHOTO,
  K_PLACE,
  L_BIO,
  L_CITY,
  L_NAME,
  L_PHOTO,
  L_STREET,
  W_BLANK,
} from "./layout.ts";
import { ld8 } from "./mem.ts";
import { COVER, HIGH, KEY, setCover } from "./state.ts";
import { hashToken, isLetterAt, wordEnd } from "./tokens.ts";

const LONGEST: i32 = 160;

/** 1 for a key whose values are identifiers as a whole. */
function namesWhole(key: i32): i32 {
  return key === L_NAME || key === L_CITY || key === L_STREET || key === L_PHOTO || key === L_BIO ? 1 : 0;
}

/** Closing quote of the string whose content starts at p, 0 when it is longer than 160 bytes. */
function closing(p: i32): i32 {
  let q = p;
  while (q < p + LONGEST && q < HIGH) {
    const c = ld8(q);
    if (c === 0x22) return q;
    if (c === 0x0a) return 0;
    q += c === 0x5c ? 2 : 1;
  }
  return 0;
}

/** Emits the strings of the value behind the colon when the current key names their kind: one string, or a list of them. */
export function keyedValue(colon: i32): void {
  if (namesWhole(KEY) === 0) return;
  let p = colon + 1;
  let inList = 0;
  for (let i = 0; i < 64 && p < HIGH; i++) {
    const c = ld8(p);
    if (c === 0x5b) inList = 1;
    else if (c === 0x22) {
      const e = closing(p + 1);
      if (e === 0) return;
      keyedString(p + 1, e, KEY);
      if (inList === 0) return;
      p = e;
    } else if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09 && c !== 0x2c) return;
    p += 1;
  }
}

/** Emits the string of an inner key's value, `\"Eze\"` behind the colon; see `onInnerKey`. */
export function innerKeyedValue(colon: i32): void {
  if (namesWhole(KEY) === 0) return;
  const p = ld8(colon + 1) === 0x20 ? colon + 2 : colon + 1;
  if (ld8(p) !== 0x5c || ld8(p + 1) !== 0x22) return;
  let e = p + 2;
  while (e < p + LONGEST && e < HIGH && ld8(e) !== 0x5c && ld8(e) !== 0x22) e += 1;
  if (ld8(e) === 0x5c && ld8(e + 1) === 0x22) keyedString(p + 2, e, KEY);
}

/** Words of a name at most, with a surname before its comma. */
const NAME_WORDS: i32 = 7;

/** Emits the capitalised words behind a colon, when a label of names stands before it: "Patient Name: VU, Q. MRN: 1". */
export function namedWords(colon: i32): void {
  const s = ld8(colon + 1) === 0x20 ? colon + 2 : colon + 1;
  // A capital is asked for first: logs hold tens of thousands of colons a megabyte.
  if (isUpperAt(s) !== 0 && s >= COVER && isNameLabel(colon) !== 0) emitWords(s);
}

/** Emits the capitalised words from s on. The next label ends them; ordinary words alone ("Not recorded") are no name. */
function emitWords(s: i32): void {
  const first = wordEnd(s);
  if (wordClass(s, first) === W_BLANK) return;
  let e = s;
  let q = s;
  let names = 0;
  for (let n = 0; n < NAME_WORDS; n++) {
    const w = wordEnd(q);
    const small = isUpperAt(q) === 0;
    if (small && (maskOfWord(q, w) & PARTICLE) === 0) break;
    if (ld8(w) === 0x3a || w > HIGH || (n > 0 && !small && probe(hashToken(q, w - q)) !== 0)) break;
    if (!small) {
      if ((maskOfWord(q, w) & COMMON_A) === 0) names += 1;
      e = w;
    }
    q = nextOfName(w, w - q);
    if (q === 0) break;
  }
  if (names > 0 && e - s > 1) put(K_NAME, s, e, F_STRICT | F_EVIDENCE);
}

/** Start of the next word of a name behind the one that ends at w and has `length` bytes; 0 when the name ends there. */
function nextOfName(w: i32, length: i32): i32 {
  let q = w;
  if (ld8(q) === 0x2e && length < 3) q += 1;
  else if (ld8(q) === 0x2d || ld8(q) === 0x27) return isLetterAt(q + 1) !== 0 ? q + 1 : 0;
  if (ld8(q) === 0x2c) q += 1;
  return ld8(q) === 0x20 ? q + 1 : 0;
}

/** Emits the whole string [s, e) under a key or column of class `key`, when it can be such a value. */
export function keyedString(s: i32, e: i32, key: i32): void {
  if (e - s < 2 || s < COVER) return;
  let letters = 0;
  let digits = 0;
  let spaces = 0;
  for (let p = s; p < e; p++) {
    if (isLetterAt(p) !== 0) letters += 1;
    else if ((ld8(CLASS_AT + ld8(p)) & C_DIGIT) !== 0) digits += 1;
    else if (ld8(p) === 0x20) spaces += 1;
  }
  const w = wordEnd(s);
  if (w > s && wordClass(s, w) === W_BLANK && e - w < 4) return;
  if (key === L_NAME) {
    if (letters >= 2 && digits === 0 && spaces <= 5 && e - s <= 80) put(K_NAME, s, e, F_STRICT | F_EVIDENCE);
  } else if (key === L_CITY) {
    if (letters >= 2 && digits === 0 && spaces <= 5 && e - s <= 60) put(K_PLACE, s, e, F_STRICT);
  } else if (key === L_STREET) {
    if (letters >= 2 && spaces >= 1 && spaces <= 10) put(K_PLACE, s, e, F_STRICT | F_EVIDENCE);
  } else if (key === L_PHOTO) {
    if (spaces === 0 && hasPathMark(s, e) !== 0) put(K_PHOTO, s, e, 0);
  } else if (key === L_BIO && spaces === 0 && e - s >= 16) put(K_BIOMETRIC, s, e, 0);
}

function put(kind: i32, s: i32, e: i32, flags: i32): void {
  emit(kind, BLOCK, 240, s, e, flags | F_LABEL, KEY);
  if (e > COVER) setCover(e);
}

/** A dot, slash or colon: a file, an address, or data. */
function hasPathMark(s: i32, e: i32): i32 {
  for (let p = s; p < e; p++) {
    const c = ld8(p);
    if (c === 0x2e || c === 0x2f || c === 0x3a) return 1;
  }
  return 0;
}
