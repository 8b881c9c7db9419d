/**
 * What the tables say of a word (dual source). Prose repeats its words: in WebAssembly the answers for the last few thousand words are kept under the word's
 * own bytes, so nothing depends on what was met before.
 */
import { EXTRA_AT, LEXICON_AT, WORDS_KEPT, WORDS_KEPT_AT } from "../kernel/layout.ts";
import { highMask, larger, ld8, ld32, mul, st32, upperMask } from "../kernel/mem.ts";
import { hashToken, keepWord, keptWord } from "../kernel/tokens.ts";
import { LEX_SLOTS, MASKS, S_ACRONYM, S_CAPITAL, S_INITIAL, S_LOWER, S_MIXED, S_UPPER, X_CLASSES, X_COARSE, X_MASKS } from "./layout.ts";

/** Fields of an entry, behind the sixteen bytes of the word. */
export const W_HASH: i32 = 16;
/** Wide class id, mask and coarse class. */
export const W_ID: i32 = 20;
export const W_MASK: i32 = 24;
export const W_COARSE: i32 = 28;
export const W_SHAPE: i32 = 32;
export const W_HEAD: i32 = 36;
export const W_TAIL: i32 = 40;
/** The engine's class byte, -1 when no list knows the word. */
export const W_LISTED: i32 = 44;
/** What `nameAnchor` decided about the word alone, 0 when it was not asked, and the first part of its score. */
export const W_VERDICT: i32 = 48;
export const W_SCORE: i32 = 52;
/** 1 when the word is known to be no name where it is the whole string ({"source": "GARD"}). */
export const W_ALONE: i32 = 56;
/** Entry for words that are too long to be kept. */
const SPARE: i32 = WORDS_KEPT_AT + WORDS_KEPT * 64;

/** Address of the entry that describes the word [start, end). It holds until the next call. */
export function describeWord(start: i32, end: i32): i32 {
  const len: i32 = end - start;
  let at: i32 = SPARE;
  if (len <= 16) {
    const kept: i32 = keptWord(start, len);
    if (kept >= 0) return kept;
    at = ~kept;
    keepWord(at, start, len);
  }
  const h: i32 = hashToken(start, len);
  const listed: i32 = listedId(h);
  const id: i32 = larger(listed, 0);
  const keep: i32 = len < 4 ? (1 << (len << 3)) - 1 : -1;
  const last: i32 = ld32(end - 4) | 538976288;
  const tail: i32 = (last >>> 24) | ((last >>> 8) & 65280) | ((last << 8) & 16711680) | (last << 24);
  st32(at + W_HASH, h);
  st32(at + W_ID, id);
  st32(at + W_MASK, maskOf(id));
  st32(at + W_COARSE, ld8(EXTRA_AT + X_COARSE + id));
  st32(at + W_SHAPE, shapeOfWord(start, end));
  st32(at + W_HEAD, (ld32(start) | 538976288) & keep);
  st32(at + W_TAIL, tail & keep);
  st32(at + W_LISTED, listed < 0 ? -1 : ld8(EXTRA_AT + X_CLASSES + id));
  st32(at + W_VERDICT, 0);
  st32(at + W_ALONE, 0);
  return at;
}

/** Class mask of the word [start, end). */
export function maskOfWord(start: i32, end: i32): i32 {
  return ld32(describeWord(start, end) + W_MASK);
}

/** Wide class id of a hash in the lexicon, -1 when the word is not listed: the bits of a slot above the id are the hash's. */
function listedId(h: i32): i32 {
  let slot: i32 = (h ^ (h >>> 15)) & (LEX_SLOTS - 1);
  for (let probes: i32 = 0; probes < 64; probes = probes + 1) {
    const entry: i32 = ld32(LEXICON_AT + (slot << 2));
    if (entry === 0) return -1;
    if (((entry ^ h) & -MASKS) === 0) return entry & (MASKS - 1);
    slot = (slot + 1) & (LEX_SLOTS - 1);
  }
  return -1;
}

/** Wide class id of a hash, 0 when it is not listed. */
export function lexId(h: i32): i32 {
  return larger(listedId(h), 0);
}

export function maskOf(id: i32): i32 {
  return ld32(EXTRA_AT + X_MASKS + (id << 2));
}

/** Hash of a town name of two words. */
export function townHash(a: i32, b: i32): i32 {
  return mul(a, 31) ^ mul(b ^ (b >>> 7), -1028477379);
}

/** 1 when the letter at p is a capital: ASCII, Latin-1, Latin Extended-A and Additional, Greek and Cyrillic. */
export function isUpperAt(p: i32): i32 {
  const a: i32 = ld8(p);
  if (a < 128) return a >= 65 && a <= 90 ? 1 : 0;
  const b: i32 = ld8(p + 1);
  if (a === 195) return b >= 128 && b <= 158 && b !== 151 ? 1 : 0;
  if (a === 196 || a === 197) return isUpperExtended(((a & 31) << 6) | (b & 63));
  if (a === 225 && b >= 184 && b <= 187) return (ld8(p + 2) & 1) === 0 ? 1 : 0;
  if (a === 206) return b <= 171 ? 1 : 0;
  if (a === 208) return b >= 144 && b <= 175 ? 1 : 0;
  return 0;
}

/** Capitals of Latin Extended-A are even, but for two stretches where they are odd, and the letters without a pair. */
function isUpperExtended(c: i32): i32 {
  if (c === 312 || c === 329 || c === 383) return 0;
  if (c === 376) return 1;
  return (c & 1) === ((c >= 313 && c <= 328) || c > 376 ? 1 : 0) ? 1 : 0;
}

/** Bytes of the UTF-8 character that starts at p. */
export function charBytes(c: i32): i32 {
  return c < 192 ? 1 : c < 224 ? 2 : c < 240 ? 3 : 4;
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
