/** Labels: the words before a value, or the key that it stands under, say what it is. The table is made by src/phi/labels.ts. */
import {
  C_DIGIT,
  C_LOWER,
  C_UPPER,
  CLASS_AT,
  L_FREE,
  L_MARK,
  L_MARKER,
  L_NAME,
  L_NEUTRAL,
  L_NOT,
  L_TAIL,
  L_VALUE,
  LABEL_SLOTS,
  LABELS_AT,
  MODE_JSON,
  STATE_SALT,
  WORD_SALT,
} from "./layout.ts";
import { larger, ld8, ld32, leadingZeros, letterMask, mul, st32, upperMask } from "./mem.ts";
import { KEY, LOW, MODE, setKey } from "./state.ts";
import { hashToken, isEscaped, isLetterAt, keepWord, keptKey, opensLine } from "./tokens.ts";

/** Unknown words between the label and the value. */
export let LABEL_FAR: i32 = 0;
/** 1 when ":", "#", "=", "number" or a key stood between. */
export let LABEL_MARKED: i32 = 0;
/** Offset of the first byte of the label (for callers that continue to the left). */
export let LABEL_START: i32 = 0;

const FAR_MAX: i32 = 3;
const BACK_MAX: i32 = 72;

/** Hash of a phrase from the hash of its left part and of its last word. */
export function joinHash(left: i32, right: i32): i32 {
  return mul(left ^ (right >>> 7), 0x01000193) ^ right;
}

/** Entry of the table for a phrase hash: class with the bits L_MARK and L_TAIL; 0 when absent. */
export function probe(h: i32): i32 {
  let slot = (h ^ (h >>> 13)) & (LABEL_SLOTS - 1);
  let value = ld32(LABELS_AT + slot * 8 + 4);
  while (value !== 0) {
    if (ld32(LABELS_AT + slot * 8) === h) return value;
    slot = (slot + 1) & (LABEL_SLOTS - 1);
    value = ld32(LABELS_AT + slot * 8 + 4);
  }
  return 0;
}

/** Class of the word [s, e) in the namespace of words (months, states, units). */
export function wordClass(s: i32, e: i32): i32 {
  return probe(joinHash(hashToken(s, e - s), WORD_SALT)) & 255;
}

/** 1 for the two-letter code of a US state. */
export function isState(s: i32, e: i32): i32 {
  return probe(joinHash(hashToken(s, e - s), STATE_SALT)) !== 0 ? 1 : 0;
}

/** Start of the word that ends at `end`, split at camel humps ("patientName" has two words); `end` when there is none. */
function humpStart(end: i32, low: i32): i32 {
  const letters = letterMask(end - 16);
  const n = leadingZeros((~letters & 0xffff) << 16);
  const start = end - n;
  if (n === 0 || n >= 16 || start < low || ld8(start - 1) >= 0x80) return slowHumpStart(end, low);
  const inside = 0xffff & ~((1 << (16 - n)) - 1);
  const upper = upperMask(end - 16) & inside;
  const humps = upper & ((letters & ~upper & inside) << 1);
  const hump = humps === 0 ? 0 : end + 15 - leadingZeros(humps);
  if (hump > low) return hump;
  return isEscaped(start) !== 0 ? start + 1 : start;
}

function slowHumpStart(end: i32, low: i32): i32 {
  let q = end;
  while (q > low && isLetterAt(q - 1) !== 0) {
    if (isEscaped(q - 1) !== 0) return q;
    q -= 1;
    if (q > low && (ld8(CLASS_AT + ld8(q)) & C_UPPER) !== 0 && (ld8(CLASS_AT + ld8(q - 1)) & C_LOWER) !== 0) return q;
  }
  return q;
}

/** Skips what may stand between two words of one label ("Medical-Record_No."); returns the end of the word before, or -1. */
function gapBefore(p: i32, low: i32): i32 {
  let q = p;
  let n = 0;
  while (q > low && n < 3) {
    const c = ld8(q - 1);
    if (c !== 0x20 && c !== 0x5f && c !== 0x2d && c !== 0x2e && c !== 0x27 && c !== 0x2f) break;
    q -= 1;
    n += 1;
  }
  return q > low && isLetterAt(q - 1) !== 0 && isEscaped(q - 1) === 0 ? q : -1;
}

/** Class of the longest known phrase whose last word is [start, end); looks up to three words further left. */
export function phraseClass(start: i32, end: i32, low: i32): i32 {
  const h0 = hashToken(start, end - start);
  const single = probe(h0);
  LABEL_START = start;
  if ((single & L_TAIL) === 0) return single;
  let best = single & 255;
  let mark = single & L_MARK;
  const e1 = gapBefore(start, low);
  if (e1 < 0) return best | mark;
  const s1 = humpStart(e1, low);
  const h1 = hashToken(s1, e1 - s1);
  const two = joinHash(h1, h0);
  const c2 = probe(two);
  if ((c2 & 255) !== 0) {
    best = c2 & 255;
    mark = c2 & L_MARK;
    LABEL_START = s1;
  }
  if ((c2 & L_TAIL) === 0) return best | mark;
  const e2 = gapBefore(s1, low);
  if (e2 < 0) return best | mark;
  const s2 = humpStart(e2, low);
  const h2 = hashToken(s2, e2 - s2);
  const c3 = probe(joinHash(h2, two));
  if ((c3 & 255) !== 0) {
    best = c3 & 255;
    mark = c3 & L_MARK;
    LABEL_START = s2;
  }
  return best | mark;
}

/** Class of a key or column name [start, end): its longest known suffix phrase. */
export function keyClass(start: i32, end: i32): i32 {
  let q = end;
  while (q > start && isLetterAt(q - 1) === 0) q -= 1;
  if (q === start) return 0;
  let s = humpStart(q, start);
  let c = phraseClass(s, q, start) & 255;
  let steps = 0;
  while ((c === L_NEUTRAL || c === L_MARKER) && steps < 3) {
    const e = gapBefore(s, start);
    if (e < 0) return c === L_MARKER ? c : 0;
    s = humpStart(e, start);
    c = phraseClass(s, e, start) & 255;
    steps += 1;
  }
  return c;
}

/** Reads the key that ends at the quote before the colon at `colon` and makes it the current key. */
export function onKey(colon: i32): void {
  let q = colon - 1;
  while (q > LOW && ld8(q) === 0x20) q -= 1;
  if (ld8(q) !== 0x22) return;
  const end = q;
  let s = end;
  const low = larger(end - 64, LOW);
  while (s > low && ld8(s - 1) !== 0x22) s -= 1;
  setKey(classOfKey(s, end));
}

/** The same for a key of JSON inside of a JSON string, `\"key\":`, whose closing quote is at `quote`; 1 when it is one. */
export function onInnerKey(quote: i32): i32 {
  const end = quote - 1;
  let s = end;
  const low = larger(end - 64, LOW);
  while (s > low && ld8(s - 1) !== 0x22) s -= 1;
  if (s === low || ld8(s - 2) !== 0x5c) return 0;
  setKey(classOfKey(s, end));
  return 1;
}

/** 1 when the words before the colon at `colon` say that a name follows. */
export function isNameLabel(colon: i32): i32 {
  const low = larger(colon - BACK_MAX, LOW);
  const found = phraseClass(humpStart(colon, low), colon, low) & 255;
  return found === L_NAME ? 1 : 0;
}

/** Class of a key as the loop keeps it; short keys come again and again, and their classes are kept under their bytes. */
function classOfKey(s: i32, end: i32): i32 {
  const len = end - s;
  const kept = len > 0 && len <= 16 ? keptKey(s, len) : -1;
  if (kept >= 0) return ld32(kept + 16);
  const c = keyClass(s, end);
  const key = c === 0 ? L_FREE : c;
  if (kept !== -1) {
    keepWord(~kept, s, len);
    st32(~kept + 16, key);
  }
  return key;
}

/**
 * Label of the value that starts at p: class (with L_MARK when the label wants a mark), or 0. Reads back at most 72 bytes and three unknown words,
 * never over a sentence end, and over a line break only from a line that ends with a colon.
 */
export function findLabel(p: i32): i32 {
  if (p === memoAt && KEY === memoKey) {
    LABEL_FAR = memoFar;
    LABEL_MARKED = memoMarked;
    LABEL_START = memoStart;
    return memoLabel;
  }
  memoLabel = readLabel(p);
  memoAt = p;
  memoKey = KEY;
  memoFar = LABEL_FAR;
  memoMarked = LABEL_MARKED;
  memoStart = LABEL_START;
  return memoLabel;
}

/** The last answer: several matchers ask for the label of one number. */
let memoAt: i32 = 0;
let memoKey: i32 = 0;
let memoLabel: i32 = 0;
let memoFar: i32 = 0;
let memoMarked: i32 = 0;
let memoStart: i32 = 0;

/** Forgets the last answer: the text in memory is another. */
export function forgetLabel(): void {
  memoAt = 0;
}

function readLabel(p: i32): i32 {
  LABEL_FAR = 0;
  LABEL_MARKED = 0;
  LABEL_START = p;
  const low = larger(p - BACK_MAX, LOW);
  let q = p;
  let breaks = 0;
  let words = 0;
  let commas = 0;
  while (q > low) {
    const c = ld8(q - 1);
    if (isLetterAt(q - 1) !== 0 && isEscaped(q - 1) === 0) {
      const s = humpStart(q, low);
      const found = phraseClass(s, q, low);
      // "any hour, 347-555-0166": what stands before a comma says what the number is, not what it is not
      const cls = commas > 0 && (found & 255) === L_NOT ? 0 : found & 255;
      if (cls === L_MARKER) LABEL_MARKED = 1;
      if (cls > L_MARKER && cls < 64 && cls !== L_VALUE) {
        if ((found & L_MARK) === 0 || LABEL_MARKED !== 0) return cls;
      }
      if (cls !== L_NEUTRAL && cls !== L_MARKER) {
        LABEL_FAR += 1;
        if (LABEL_FAR > FAR_MAX) return 0;
      }
      if (cls !== L_MARKER) words += 1;
      q = s;
      continue;
    }
    if (c === 0x22) {
      if ((MODE & MODE_JSON) === 0) {
        q -= 1;
        continue;
      }
      if (isEscaped(q - 1) !== 0) {
        q -= 2;
        continue;
      }
      return keyAbove(q - 1, low);
    }
    if (c === 0x3a || c === 0x23 || c === 0x3d) {
      LABEL_MARKED = 1;
      q -= 1;
      continue;
    }
    if (c === 0) return keyAbove(q - 1, low);
    if (c === 0x0a || (c === 0x6e && ld8(q - 2) === 0x5c)) {
      q -= c === 0x0a ? 1 : 2;
      if (ld8(q - 1) === 0x72 && ld8(q - 2) === 0x5c && isEscaped(q - 1) !== 0) q -= 2;
      breaks += 1;
      if (breaks > 1 || LABEL_FAR > 0) return 0;
      if (colonBefore(q, low) === 0) return lineLabel(q, low);
      continue;
    }
    if (c === 0x2e) {
      const prev = ld8(q - 2);
      if (words > 0 || (ld8(q) === 0x20 && isLetterAt(q - 2) === 0 && prev !== 0x2e)) return 0;
      q -= 1;
      continue;
    }
    if (c === 0x3b || c === 0x3f || c === 0x21) return 0;
    if (c === 0x2c) {
      commas += 1;
      LABEL_FAR += 1;
      if (LABEL_FAR > FAR_MAX) return 0;
    }
    if ((ld8(CLASS_AT + c) & C_DIGIT) !== 0) {
      LABEL_FAR += 1;
      if (LABEL_FAR > FAR_MAX) return 0;
      while (q > low && (ld8(CLASS_AT + ld8(q - 1)) & C_DIGIT) !== 0) q -= 1;
      continue;
    }
    q -= c === 0x72 || c === 0x74 ? 2 : 1;
  }
  return q <= LOW ? keyAbove(q, low) : 0;
}

/** The start of the string is reached: the key rules, further back when it only says "value". */
function keyAbove(quote: i32, low: i32): i32 {
  if (KEY === 0 || KEY === L_FREE || KEY <= L_MARKER) return 0;
  if (KEY !== L_VALUE) {
    LABEL_MARKED = 1;
    return KEY < 64 ? KEY : 0;
  }
  return valueLabel(quote, larger(low - 200, LOW));
}

/**
 * FHIR and its like: {"type": {"text": "Medical Record Number"}, "value": "..."}: nearest label in the strings before, 270 bytes back. It stands in the
 * value's object or in one inside of that; of the objects around it only in the next one, when the value's object has a key there.
 */
function valueLabel(p: i32, low: i32): i32 {
  let q = p;
  let inside = 0;
  let left = 0;
  while (q > low) {
    if (isLetterAt(q - 1) !== 0) {
      const s = humpStart(q, low);
      if (s === q) {
        // the letter of an escape ("\n") is no word
        q -= 2;
        continue;
      }
      const cls = phraseClass(s, q, low) & 255;
      if (cls > L_MARKER && cls < 64 && cls !== L_VALUE && cls !== L_FREE) {
        LABEL_MARKED = 1;
        return cls;
      }
      q = s;
      continue;
    }
    const c = ld8(q - 1);
    if (c === 0x7d) inside += 1;
    else if (c === 0x7b && inside > 0) inside -= 1;
    else if (c === 0x7b) {
      left += 1;
      if (left > 1 || isValue(q - 1, low) === 0) return 0;
    }
    q -= 1;
  }
  return 0;
}

/** 1 when a colon, or the bracket of a list, stands before the object that opens at p. */
function isValue(p: i32, low: i32): i32 {
  let q = p;
  while (q > low && (ld8(q - 1) === 0x20 || ld8(q - 1) === 0x0a || ld8(q - 1) === 0x0d || ld8(q - 1) === 0x09 || ld8(q - 1) === 0x5b))
    q -= 1;
  return q > low && ld8(q - 1) === 0x3a ? 1 : 0;
}

/** The label that is a whole line, which ends at p: "MRN" above its number, as forms are copied. */
function lineLabel(p: i32, low: i32): i32 {
  const q = beforeSpaces(p, low);
  if (q === low || isLetterAt(q - 1) === 0 || isEscaped(q - 1) !== 0) return 0;
  const found = phraseClass(humpStart(q, low), q, low);
  const cls = found & 255;
  if (cls <= L_MARKER || cls >= 64 || cls === L_VALUE || (found & L_MARK) !== 0) return 0;
  return opensLine(LABEL_START) !== 0 ? cls : 0;
}

/** End of what stands before the spaces in front of p. */
function beforeSpaces(p: i32, low: i32): i32 {
  let q = p;
  while (q > low && (ld8(q - 1) === 0x20 || ld8(q - 1) === 0x0d)) q -= 1;
  return q;
}

function colonBefore(p: i32, low: i32): i32 {
  const q = beforeSpaces(p, low);
  return q > low && ld8(q - 1) === 0x3a ? 1 : 0;
}
