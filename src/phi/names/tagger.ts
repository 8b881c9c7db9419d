/**
 * Names and places at a candidate (dual source): first filter, sequence model over the tokens around it, then the context rules that decide whether the
 * span stands by itself, needs a patient's evidence in the record, or is none. Contract in interface.ts.
 */
import { emitName } from "../kernel/emit.ts";
import { LEXICON_AT, MODE_LOWER } from "../kernel/layout.ts";
import { ld8, ld16, ld32 } from "../kernel/mem.ts";
import { COVER, MODE } from "../kernel/state.ts";
import { hashToken } from "../kernel/tokens.ts";
import { decode, filterScore } from "./decode.ts";
import {
  FAC,
  LEX_SLOTS,
  LOC,
  NEWLINE,
  NUMBER,
  PER,
  S_CAPITAL,
  S_LOWER,
  SYMBOL,
  T_END,
  T_LABEL,
  T_MARGIN,
  T_START,
  WORD,
} from "./layout.ts";
import {
  capitalsOutside,
  DOT,
  hashAt,
  isCapitalised,
  isCitation,
  isEponym,
  isRegionOnly,
  kindOf,
  maskAt,
  measure,
  shapeAt,
  spanCommon,
  spanFacility,
  spanFirst,
  spanInitials,
  spanKnown,
  spanLower,
  spanMedical,
  spanNumbers,
  spanPublic,
  spanStreet,
  spanWords,
  stateFollows,
  titleBefore,
} from "./rules.ts";
import { center, fillWindow, isUpperAt, lexId, lexSlot, maskOf, nextToken, prevToken, tokenEnd, tokenStart } from "./window.ts";

const PERSON: i32 = 31;
const CITY: i32 = 96;
const MEDICAL_WORD: i32 = 16777216 + 4096; // MED_CONTEXT | MED
const TITLE: i32 = 32768;
const FACILITY: i32 = 131072;
const TITLE_STRONG: i32 = 268435456;
/** PERSON | CITY | CITY_PART | TITLE_STRONG | FACILITY */
const CANDIDATE: i32 = 268566783;
/** LEX_WEAK of interface.ts */
const WEAK: i32 = 128;

/** Thresholds on the log-odds of a span (mean over its words), in NAT units: probability .2, .4, .9, .99. */
const T_LOW: i32 = -44;
const T_LIKELY: i32 = -13;
const T_HIGH: i32 = 70;
const T_SURE: i32 = 147;
/** The first filter lets a candidate pass above this. */
const T_FILTER: i32 = -140;

/** Span that `grow` found around the candidate: tokens [spanA, spanB). */
let spanA: i32 = 0;
let spanB: i32 = 0;
let spanLabel: i32 = 0;
let spanMargin: i32 = 0;

function marginAt(i: i32): i32 {
  return ld32(T_MARGIN + (i << 2));
}
function labelAt(i: i32): i32 {
  return ld32(T_LABEL + (i << 2));
}
function startOf(i: i32): i32 {
  return ld32(T_START + (i << 2));
}
function endOf(i: i32): i32 {
  return ld32(T_END + (i << 2));
}

/**
 * The word that starts at `at`: is it a candidate, and what is it? Candidates are listed names, places, titles and facility words, and capitalised words
 * that no list knows; names that are also ordinary words ("May") only beside another capital or under a name key; words without a capital only in
 * lower-case mode. Gives the offset up to which the text is decided (the word's end at least).
 */
export function nameAnchor(from: i32, to: i32, at: i32, key: i32): i32 {
  if (nextToken(at, to) !== WORD) return tokenEnd > at ? tokenEnd : at + 1;
  const end: i32 = tokenEnd;
  const upper: i32 = isUpperAt(at);
  const slot: i32 = lexSlot(hashToken(at, end - at));
  if (slot < 0) return upper === 0 || end - at < 2 ? end : tagNames(from, to, at, end, 0, key);
  if ((maskOf(ld16(LEXICON_AT + LEX_SLOTS * 4 + (slot << 1))) & CANDIDATE) === 0) return end;
  const lex: i32 = ld8(LEXICON_AT + (slot << 2));
  if (key !== 1) {
    if ((lex & WEAK) !== 0 && (upper === 0 || besideCapital(from, to, at, end) === 0)) return end;
    if (upper === 0 && (MODE & MODE_LOWER) === 0) return end;
  }
  return tagNames(from, to, at, end, lex, key);
}

/** 1 when the word before or behind, with at most a full stop, comma or hyphen between, starts with a capital. */
function besideCapital(from: i32, to: i32, at: i32, end: i32): i32 {
  let kind: i32 = nextToken(end, to);
  if (kind === SYMBOL && isJoint(ld8(tokenStart)) !== 0) kind = nextToken(tokenEnd, to);
  if (kind === WORD && isUpperAt(tokenStart) !== 0) return 1;
  kind = prevToken(from, at);
  if (kind === SYMBOL && isJoint(ld8(tokenStart)) !== 0) kind = prevToken(from, tokenStart);
  return kind === WORD && isUpperAt(tokenStart) !== 0 ? 1 : 0;
}

function isJoint(c: i32): i32 {
  return c === 46 || c === 44 || c === 45 || c === 39 ? 1 : 0;
}

/** Tags a candidate word; see interface.ts. */
export function tagNames(from: i32, to: i32, at: i32, end: i32, lex: i32, key: i32): i32 {
  if (at < COVER) return end;
  let n: i32 = fillWindow(from, to, at, 2, 2);
  if (n === 0) return end;
  const m: i32 = maskAt(center);
  const cue: i32 = m & (TITLE_STRONG | FACILITY);
  if (cue === 0 && key === 0 && filterScore(center, n) < T_FILTER) return end;
  n = fillWindow(from, to, at, 10, 16);
  return tagAt(n, center, end, key);
}

/** Decodes around token c and emits the span that holds it, or that a title at c announces. Gives the offset up to which the text is decided. */
function tagAt(n: i32, c: i32, end: i32, key: i32): i32 {
  const a: i32 = c - 5 > 0 ? c - 5 : 0;
  const b: i32 = c + 10 < n ? c + 10 : n;
  decode(a, b, n, key);
  let at: i32 = c;
  if (marginAt(at) < T_LOW && (maskAt(c) & TITLE) !== 0) at = afterTitle(c, b);
  if (at < 0 || marginAt(at) < T_LOW) return end;
  grow(at, a, b);
  if (spanB <= spanA) return end;
  const last: i32 = endOf(spanB - 1);
  judge(n, key);
  return last > end ? last : end;
}

/** Token behind a title and its full stop, -1 when no capitalised word stands there. */
function afterTitle(c: i32, b: i32): i32 {
  let k: i32 = c + 1;
  if (k < b && hashAt(k) === DOT) k = k + 1;
  return k < b && kindOf(k) === WORD && isCapitalised(k) !== 0 ? k : -1;
}

/** Extends from token c over neighbours of the same kind that the model holds for part of a name; trims symbols and titles at the ends. */
function grow(c: i32, from: i32, to: i32): void {
  spanLabel = labelAt(c);
  spanA = c;
  spanB = c + 1;
  while (spanA - 1 >= from && startOf(spanA - 1) >= COVER && joins(spanA - 1) !== 0) spanA = spanA - 1;
  while (spanB < to && joins(spanB) !== 0) spanB = spanB + 1;
  while (spanA < spanB && (kindOf(spanA) > NUMBER || (maskAt(spanA) & TITLE_STRONG) !== 0)) spanA = spanA + 1;
  while (spanB > spanA && kindOf(spanB - 1) > NUMBER && trailingDot(spanB - 1) === 0) spanB = spanB - 1;
  let sum: i32 = 0;
  let words: i32 = 0;
  for (let i: i32 = spanA; i < spanB; i = i + 1) {
    if (kindOf(i) > NUMBER) continue;
    const v: i32 = marginAt(i);
    sum = sum + (v > 255 ? 255 : v);
    words = words + 1;
  }
  spanMargin = words > 0 ? (sum / words) | 0 : -1000;
}

function joins(i: i32): i32 {
  if (marginAt(i) < T_LOW) return 0;
  if (kindOf(i) === NEWLINE && spanLabel !== LOC) return 0;
  return labelAt(i) === spanLabel ? 1 : 0;
}

/** The full stop of an initial belongs to the name ("Anna S."). */
function trailingDot(i: i32): i32 {
  return hashAt(i) === DOT && i > 0 && kindOf(i - 1) === WORD && endOf(i - 1) - startOf(i - 1) === 1 ? 1 : 0;
}

/** Applies the context rules to the grown span and emits it. */
function judge(n: i32, key: i32): void {
  const a: i32 = spanA;
  const b: i32 = spanB;
  measure(a, b);
  if (spanWords + spanNumbers === 0 || (spanWords === 0 && spanInitials < 2 && spanLabel !== LOC)) return;
  if (spanWords === 0 && spanNumbers > 0 && spanStreet === 0) return;
  if (isRegionOnly(a, b) !== 0) return;
  const titled: i32 = spanLabel === PER ? titleBefore(a, 0) : 0;
  const strong: i32 = spanLabel === PER ? titleBefore(a, 1) : 0;
  if (strong === 0 && isEponym(a, b, n) !== 0) return;
  let flags: i32 = titled !== 0 || key === 1 ? 2 : 0;
  if (spanWords + spanInitials > 1) flags = flags | 4;
  const proof: i32 = isProof(a, b, n, strong);
  if (proof !== 0) flags = flags | 16;
  if (isStrict(a, b, n, titled, proof) !== 0) flags = flags | 1;
  if (spanMargin >= T_LIKELY) flags = flags | 32;
  if (isPublic(b, n) !== 0) flags = flags | 8;
  const confidence: i32 = spanMargin + 64;
  emitName(spanLabel - 1, startOf(a), endOf(b - 1), confidence < 1 ? 1 : confidence > 255 ? 255 : confidence, flags);
}

/** Evidence of a patient: title and name, facility, street address, "City, ST", or a sure name of several words with a known first name. */
function isProof(a: i32, b: i32, n: i32, strong: i32): i32 {
  if (spanLabel === PER) {
    if (strong !== 0 && spanMargin >= 0) return 1;
    return spanWords + spanInitials > 1 && spanFirst > 0 && spanMargin >= T_HIGH && spanMedical === 0 ? 1 : 0;
  }
  if (spanLabel === FAC) return spanFacility > 0 && spanWords > 1 && spanMargin >= T_HIGH ? 1 : 0;
  if (spanNumbers > 0 && spanStreet > 0 && spanMargin >= 0) return 1;
  return stateFollows(b, n) !== 0 && spanMargin >= T_HIGH ? 1 : a < 0 ? 1 : 0;
}

/** Does the span stand without any other evidence in a medical record? Weak forms must be nearly certain. */
function isStrict(a: i32, b: i32, n: i32, titled: i32, proof: i32): i32 {
  if (spanLower > 0 && capitalsOutside(a, b, n) !== 0) return 0;
  if (proof !== 0) return 1;
  let weak: i32 = 0;
  if (spanKnown === 0 && spanLabel !== FAC) weak = 1;
  if (spanMedical > 0) weak = 1;
  if (spanWords + spanInitials < 2 && titled === 0) weak = 1;
  if (spanCommon >= spanWords && spanLabel !== FAC) weak = 1;
  return spanMargin >= (weak !== 0 ? T_SURE : T_HIGH) ? 1 : 0;
}

function isPublic(b: i32, n: i32): i32 {
  return spanPublic > 0 || isCitation(b, n) !== 0 ? 1 : 0;
}

/** A number that may open or close a street address; see interface.ts. */
export function tagStreet(from: i32, to: i32, at: i32, end: i32): i32 {
  if (at < COVER) return end;
  let n: i32 = fillWindow(from, to, at, 2, 2);
  if (n === 0) return end;
  const next: i32 = center + 1 < n && kindOf(center + 1) === WORD && shapeAt(center + 1) !== S_LOWER ? 1 : 0;
  const before: i32 = center > 0 && kindOf(center - 1) === WORD && shapeAt(center - 1) === S_CAPITAL ? 1 : 0;
  if (next === 0 && before === 0) return end;
  if (filterScore(center, n) < T_FILTER) return end;
  n = fillWindow(from, to, at, 10, 16);
  return tagAt(n, center, end, 0);
}

/** 1 at the first medical word of [from, to), else 0. */
export function recordIsMedical(from: i32, to: i32): i32 {
  let p: i32 = from;
  while (p < to) {
    const kind: i32 = nextToken(p, to);
    p = tokenEnd > p ? tokenEnd : p + 1;
    if (kind !== WORD || tokenEnd - tokenStart < 2) continue;
    const m: i32 = maskOf(lexId(hashToken(tokenStart, tokenEnd - tokenStart)));
    if ((m & MEDICAL_WORD) !== 0 && (m & (PERSON | CITY)) === 0) return 1;
  }
  return 0;
}
