/** The tokens around a candidate (dual source): fills the T_ columns of the working memory. */
import { EXTRA_AT, LEXICON_AT, MODE_JSON } from "../kernel/layout.ts";
import { highMask, ld8, ld16, ld32, letterRun, mul, smaller, st32, upperMask } from "../kernel/mem.ts";
import { MODE } from "../kernel/state.ts";
import { hashToken, isEscaped } from "../kernel/tokens.ts";
import {
  EDGE,
  LEX_SLOTS,
  NEWLINE,
  NUMBER,
  S_ACRONYM,
  S_CAPITAL,
  S_EDGE,
  S_INITIAL,
  S_LOWER,
  S_MIXED,
  S_NEWLINE,
  S_NUM1,
  S_NUM3,
  S_NUM5,
  S_SYMBOL,
  S_UPPER,
  SYMBOL,
  T_COARSE,
  T_END,
  T_HASH,
  T_HEAD,
  T_ID,
  T_KIND,
  T_MASK,
  T_SHAPE,
  T_START,
  T_TAIL,
  WORD,
  X_COARSE,
  X_MASKS,
} from "./layout.ts";

const SPACE: i32 = 5;

/** Bounds and kind of the token that nextToken or prevToken met last. */
export let tokenStart: i32 = 0;
export let tokenEnd: i32 = 0;
export let tokenKind: i32 = 0;

/** Bytes of the UTF-8 character that starts at p. */
function charBytes(c: i32): i32 {
  return c < 192 ? 1 : c < 224 ? 2 : c < 240 ? 3 : 4;
}

/** Kind of the character at p, escapes not considered: WORD, NUMBER, SYMBOL, NEWLINE, SPACE or EDGE. */
function kindAt(p: i32): i32 {
  const c: i32 = ld8(p);
  if (c >= 97 && c <= 122) return WORD;
  if (c === 32) return SPACE;
  if (c >= 65 && c <= 90) return WORD;
  if (c >= 48 && c <= 57) return NUMBER;
  if (c < 128) return asciiKind(c);
  if (c === 194) return ld8(p + 1) === 160 ? SPACE : SYMBOL;
  if (c === 226 && (ld8(p + 1) & 254) === 128) return ld8(p + 1) === 128 && ld8(p + 2) <= 139 ? SPACE : SYMBOL;
  return WORD;
}

function asciiKind(c: i32): i32 {
  if (c === 10) return (MODE & MODE_JSON) !== 0 ? EDGE : NEWLINE;
  if (c === 9 || c === 13) return SPACE;
  if (c === 0) return EDGE;
  if (c === 34 && (MODE & MODE_JSON) !== 0) return EDGE;
  return SYMBOL;
}

/** Kind of a JSON escape by its second character. */
function escapeKind(c: i32): i32 {
  return c === 110 ? NEWLINE : c === 116 || c === 114 ? SPACE : SYMBOL;
}

/** End of the run of characters of one kind, at most 64 bytes on. */
function runEnd(from: i32, to: i32, kind: i32): i32 {
  let p: i32 = from;
  if (kind === WORD) p = smaller(to, p + letterRun(p));
  while (p < to && p - from < 64 && kindAt(p) === kind) p = p + charBytes(ld8(p));
  return p;
}

/** Reads the token at or after p; gives its kind, EDGE at the end of the string or window. */
export function nextToken(from: i32, to: i32): i32 {
  let p: i32 = from;
  const json: i32 = MODE & MODE_JSON;
  let kind: i32 = EDGE;
  let size: i32 = 0;
  while (p < to && ld8(p) === 32) p = p + 1;
  while (p < to) {
    if (json !== 0 && ld8(p) === 92) {
      kind = p + 1 < to ? escapeKind(ld8(p + 1)) : EDGE;
      size = 2;
    } else {
      kind = kindAt(p);
      size = charBytes(ld8(p));
    }
    if (kind !== SPACE) break;
    kind = EDGE;
    p = p + size;
  }
  tokenStart = p;
  tokenKind = kind;
  if (kind === WORD || kind === NUMBER) {
    p = runEnd(p, to, kind);
  } else if (kind !== EDGE) {
    p = p + size;
  }
  tokenEnd = p < to ? p : to;
  return kind;
}

/** Start of the character that ends before p. */
function charBefore(p: i32, from: i32): i32 {
  let q: i32 = p - 1;
  while (q > from && (ld8(q) & 192) === 128) q = q - 1;
  return q;
}

/** Reads the token that ends at or before p; gives its kind, EDGE at the start of the string or window. */
export function prevToken(from: i32, before: i32): i32 {
  let p: i32 = before;
  let q: i32 = p;
  let kind: i32 = EDGE;
  while (p > from) {
    q = charBefore(p, from);
    if (isEscaped(q) !== 0) {
      kind = escapeKind(ld8(q));
      q = q - 1;
    } else {
      kind = kindAt(q);
    }
    if (kind !== SPACE) break;
    kind = EDGE;
    p = q;
  }
  if (q < from) kind = EDGE;
  tokenEnd = p;
  tokenStart = q;
  tokenKind = kind;
  if (kind === WORD || kind === NUMBER) growLeft(from, q, kind);
  return kind;
}

function growLeft(from: i32, at: i32, kind: i32): void {
  let q: i32 = at;
  while (q > from && tokenEnd - q < 64) {
    const c: i32 = charBefore(q, from);
    if (kindAt(c) !== kind || isEscaped(c) !== 0) break;
    q = c;
  }
  tokenStart = q;
}

/** Slot of a hash in the lexicon, -1 when the word is not listed. */
export function lexSlot(h: i32): i32 {
  let slot: i32 = (h ^ (h >>> 15)) & (LEX_SLOTS - 1);
  for (let probes: i32 = 0; probes < 64; probes = probes + 1) {
    const entry: i32 = ld32(LEXICON_AT + (slot << 2));
    if (entry === 0) return -1;
    if (((entry ^ h) & -256) === 0) return slot;
    slot = (slot + 1) & (LEX_SLOTS - 1);
  }
  return -1;
}

/** Wide class id of a hash, 0 when it is not listed. */
export function lexId(h: i32): i32 {
  const slot: i32 = lexSlot(h);
  return slot < 0 ? 0 : ld16(LEXICON_AT + LEX_SLOTS * 4 + (slot << 1));
}

export function maskOf(id: i32): i32 {
  return ld32(EXTRA_AT + X_MASKS + (id << 2));
}

/** Hash of a town name of two words. */
export function townHash(a: i32, b: i32): i32 {
  return mul(a, 31) ^ mul(b ^ (b >>> 7), -1028477379);
}

/** 1 when the letter at p is a capital: ASCII, Latin-1, Latin Extended-A (even code points), Greek and Cyrillic. */
export function isUpperAt(p: i32): i32 {
  const a: i32 = ld8(p);
  if (a < 128) return a >= 65 && a <= 90 ? 1 : 0;
  const b: i32 = ld8(p + 1);
  if (a === 195) return b >= 128 && b <= 158 && b !== 151 ? 1 : 0;
  if (a === 196 || a === 197) return (b & 1) === 0 ? 1 : 0;
  if (a === 206) return b <= 171 ? 1 : 0;
  if (a === 208) return b >= 144 && b <= 175 ? 1 : 0;
  return 0;
}

function shapeOfWord(start: i32, end: i32): i32 {
  const len: i32 = end - start;
  if (len > 16) return longShape(start, end);
  const inside: i32 = (1 << len) - 1;
  if ((highMask(start) & inside) !== 0) return longShape(start, end);
  const upper: i32 = upperMask(start) & inside;
  if ((upper & 1) === 0) return upper !== 0 ? S_MIXED : S_LOWER;
  if (len === 1) return S_INITIAL;
  if (upper === 1) return S_CAPITAL;
  if (upper !== inside) return S_MIXED;
  return len <= 3 ? S_ACRONYM : S_UPPER;
}

function longShape(start: i32, end: i32): i32 {
  let upper: i32 = 0;
  let lower: i32 = 0;
  for (let p: i32 = start + charBytes(ld8(start)); p < end; p = p + charBytes(ld8(p))) {
    if (isUpperAt(p) !== 0) upper = upper + 1;
    else lower = lower + 1;
  }
  if (isUpperAt(start) === 0) return upper > 0 ? S_MIXED : S_LOWER;
  if (upper + lower === 0) return S_INITIAL;
  if (upper === 0) return S_CAPITAL;
  if (lower > 0) return S_MIXED;
  return upper <= 2 ? S_ACRONYM : S_UPPER;
}

/** Fills column entry i from the token [start, end). */
export function setToken(i: i32, kind: i32, start: i32, end: i32): void {
  const at: i32 = i << 2;
  st32(T_START + at, start);
  st32(T_END + at, end);
  st32(T_KIND + at, kind);
  if (kind === WORD) setWord(at, start, end);
  else setOther(at, kind, start, end);
}

function setWord(at: i32, start: i32, end: i32): void {
  const len: i32 = end - start;
  const h: i32 = hashToken(start, len);
  const id: i32 = lexId(h);
  const keep: i32 = len < 4 ? (1 << (len << 3)) - 1 : -1;
  const last: i32 = ld32(end - 4) | 538976288;
  const tail: i32 = (last >>> 24) | ((last >>> 8) & 65280) | ((last << 8) & 16711680) | (last << 24);
  st32(T_HASH + at, h);
  st32(T_ID + at, id);
  st32(T_MASK + at, maskOf(id));
  st32(T_COARSE + at, ld8(EXTRA_AT + X_COARSE + id));
  st32(T_SHAPE + at, shapeOfWord(start, end));
  st32(T_HEAD + at, (ld32(start) | 538976288) & keep);
  st32(T_TAIL + at, tail & keep);
}

function setOther(at: i32, kind: i32, start: i32, end: i32): void {
  const len: i32 = end - start;
  let h: i32 = 10;
  let shape: i32 = S_NEWLINE;
  if (kind === NUMBER) {
    h = 256 + (len < 9 ? len : 9);
    if (len === 4 && (ld16(start) === 14641 || ld16(start) === 12338)) h = 270; // "19.." and "20..": a year
    shape = len < 3 ? S_NUM1 : len < 5 ? S_NUM3 : S_NUM5;
  } else if (kind === SYMBOL) {
    h = ld8(start);
    if (len > 1) h = symbolHash(start, len);
    shape = S_SYMBOL;
  } else if (kind === EDGE) {
    h = 0;
    shape = S_EDGE;
  }
  st32(T_HASH + at, h);
  st32(T_ID + at, 0);
  st32(T_MASK + at, 0);
  st32(T_COARSE + at, kind === NEWLINE ? 252 : kind === NUMBER ? 253 : kind === SYMBOL ? 254 : 255);
  st32(T_SHAPE + at, shape);
  st32(T_HEAD + at, 0);
  st32(T_TAIL + at, 0);
}

/** Typographic quotes and dashes count as their ASCII forms. */
function symbolHash(start: i32, len: i32): i32 {
  if (ld8(start) === 226 && ld8(start + 1) === 128) {
    const c: i32 = ld8(start + 2);
    if (c === 153 || c === 152) return 39;
    if (c === 147 || c === 148) return 45;
    if (c === 156 || c === 157) return 34;
  }
  return 512 + (ld8(start + len - 1) | (ld8(start) << 8));
}

/** Puts the word at [at, end) into entry 1, alone. */
export function lightWord(at: i32, end: i32): void {
  setToken(1, WORD, at, end);
}

/** Puts a number into entry 1. */
export function lightNumber(at: i32, end: i32): void {
  setToken(1, NUMBER, at, end);
}

/** Puts the tokens before and behind into entries 0 and 2 (edges where there are none). */
export function lightNeighbours(from: i32, to: i32, at: i32, end: i32): void {
  let kind: i32 = prevToken(from, at);
  setToken(0, kind, tokenStart, tokenEnd);
  kind = nextToken(end, to);
  setToken(2, kind, tokenStart, tokenEnd);
}

/** Index of the candidate in the window that `fillWindow` built last. */
export let center: i32 = 0;

/**
 * Fills the columns with up to `left` tokens before the word at `at` and tokens from it up to `right` more; gives their number. Stops at edges of the
 * string and never reads outside [from, to).
 */
export function fillWindow(from: i32, to: i32, at: i32, left: i32, right: i32): i32 {
  let p: i32 = at;
  for (let k: i32 = 0; k < left; k = k + 1) {
    if (prevToken(from, p) === EDGE) break;
    p = tokenStart;
  }
  let n: i32 = 0;
  let after: i32 = 0;
  center = 0;
  while (after <= right) {
    const kind: i32 = nextToken(p, to);
    if (kind === EDGE) break;
    if (tokenStart >= at) {
      if (after === 0) center = n;
      after = after + 1;
    }
    p = tokenEnd;
    setToken(n, kind, tokenStart, p);
    n = n + 1;
  }
  return n;
}
