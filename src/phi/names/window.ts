/** The tokens around a candidate (dual source): fills the T_ columns of the working memory. */
import { MODE_JSON } from "../kernel/layout.ts";
import { ld8, ld16, ld32, leadingZeros, letterMask, letterRun, smaller, st32 } from "../kernel/mem.ts";
import { MODE } from "../kernel/state.ts";
import { isEscaped } from "../kernel/tokens.ts";
import {
  EDGE,
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
  T_CASES,
  T_COARSE,
  T_COLON,
  T_END,
  T_HASH,
  T_HEAD,
  T_ID,
  T_KIND,
  T_MASK,
  T_NUMBER,
  T_RUN,
  T_SHAPE,
  T_START,
  T_TAIL,
  T_TITLE,
  WORD,
} from "./layout.ts";
import { charBytes, describeWord, W_COARSE, W_HASH, W_HEAD, W_ID, W_MASK, W_SHAPE, W_TAIL } from "./words.ts";

const SPACE: i32 = 5;

/** Bounds and kind of the token that nextToken or prevToken met last. */
export let tokenStart: i32 = 0;
export let tokenEnd: i32 = 0;
export let tokenKind: i32 = 0;

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
  let p: i32 = ld8(from) === 32 ? from + 1 : from;
  const letters: i32 = letterRun(p);
  if (letters > 0 && p + letters < to && ld8(p + letters) < 128) {
    tokenStart = p;
    tokenEnd = p + letters;
    tokenKind = WORD;
    return WORD;
  }
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

/** 1 for a byte before which a word surely starts: neither part of a letter nor a backslash. */
function isPlain(c: i32): i32 {
  return c < 128 && c !== 92 ? 1 : 0;
}

/** Start of the character that ends before p. */
function charBefore(p: i32, from: i32): i32 {
  let q: i32 = p - 1;
  while (q > from && (ld8(q) & 192) === 128) q = q - 1;
  return q;
}

/** Reads the token that ends at or before p; gives its kind, EDGE at the start of the string or window. */
export function prevToken(from: i32, before: i32): i32 {
  let p: i32 = ld8(before - 1) === 32 ? before - 1 : before;
  const letters: i32 = leadingZeros((~letterMask(p - 16) & 65535) << 16);
  if (letters > 0 && letters < 16 && p - letters > from && isPlain(ld8(p - letters - 1)) !== 0) {
    tokenStart = p - letters;
    tokenEnd = p;
    tokenKind = WORD;
    return WORD;
  }
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

/** Fills column entry i from the token [start, end). */
export function setToken(i: i32, kind: i32, start: i32, end: i32): void {
  const at: i32 = i << 2;
  st32(T_START + at, start);
  st32(T_END + at, end);
  st32(T_KIND + at, kind);
  if (kind === WORD) setWord(at, describeWord(start, end));
  else setOther(at, kind, start, end);
}

/** Copies what is known of a word (its entry of words.ts) into the columns at `at`. */
function setWord(at: i32, word: i32): void {
  st32(T_HASH + at, ld32(word + W_HASH));
  st32(T_ID + at, ld32(word + W_ID));
  st32(T_MASK + at, ld32(word + W_MASK));
  st32(T_COARSE + at, ld32(word + W_COARSE));
  st32(T_SHAPE + at, ld32(word + W_SHAPE));
  st32(T_HEAD + at, ld32(word + W_HEAD));
  st32(T_TAIL + at, ld32(word + W_TAIL));
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

const M_TITLE_KIN: i32 = 98304; // C.TITLE | C.KIN
const COLON: i32 = 58;

/** Fills the columns of a window of n tokens that look at more than one of them, and closes it with two edges. */
export function foldWindow(n: i32): void {
  let cases: i32 = 0;
  let title: i32 = -8;
  let number: i32 = -8;
  let colon: i32 = -8;
  for (let i: i32 = 0; i < n; i = i + 1) {
    const at: i32 = i << 2;
    const shape: i32 = ld32(T_SHAPE + at);
    st32(T_CASES + at, cases);
    st32(T_TITLE + at, i - title <= 4 ? (i - title) | ((ld32(T_MASK + (title << 2)) & M_TITLE_KIN) >>> 12) : 0);
    st32(T_NUMBER + at, i - number <= 4 ? (i - number) | (ld32(T_SHAPE + (number << 2)) << 3) : 0);
    st32(T_COLON + at, i - colon <= 3 ? ld32(T_HASH + (colon << 2) - 4) ^ (i - colon) : 0);
    st32(T_RUN + at, inRun(shape, ld32(T_HASH + at)));
    if (shape === S_LOWER) cases = cases + 1;
    else if (shape === S_CAPITAL || shape === S_UPPER || shape === S_MIXED || shape === S_INITIAL) cases = cases + 65536;
    if ((ld32(T_MASK + at) & M_TITLE_KIN) !== 0) title = i;
    if (ld32(T_KIND + at) === NUMBER) number = i;
    if (ld32(T_HASH + at) === COLON && i > 0) colon = i;
  }
  st32(T_CASES + (n << 2), cases);
  for (let i: i32 = n; i < n + 2; i = i + 1) {
    st32(T_HASH + (i << 2), 0);
    st32(T_COARSE + (i << 2), 0);
    st32(T_SHAPE + (i << 2), 0);
  }
}

/** Does the run of capitalised words go on over a token? 1 for a capital, 2 for a mark inside a name. */
function inRun(s: i32, h: i32): i32 {
  if (s === S_CAPITAL || s === S_UPPER || s === S_MIXED || s === S_INITIAL || s === S_ACRONYM) return 1;
  return h === 45 || h === 38 || h === 39 ? 2 : 0;
}

/** Puts the word at [at, end), whose entry is `word`, into entry 1, alone. */
export function lightWord(at: i32, end: i32, word: i32): void {
  st32(T_START + 4, at);
  st32(T_END + 4, end);
  st32(T_KIND + 4, WORD);
  setWord(4, word);
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
  foldWindow(n);
  return n;
}
