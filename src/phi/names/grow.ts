/** The span around a candidate (dual source): from the token that the model holds for a name to its ends, with initials, states, house numbers. */
import { ld32 } from "../kernel/mem.ts";
import { COVER, NAME_COVER } from "../kernel/state.ts";
import {
  FAC,
  LOC,
  NEWLINE,
  NUMBER,
  PER,
  S_ACRONYM,
  S_CAPITAL,
  S_INITIAL,
  S_LOWER,
  SYMBOL,
  T_END,
  T_LABEL,
  T_MARGIN,
  T_START,
  WORD,
} from "./layout.ts";
import {
  COMMA,
  DOT,
  HYPHEN,
  hashAt,
  isCapitalised,
  kindOf,
  maskAt,
  measure,
  shapeAt,
  spanNumbers,
  spanStreet,
  stateFollows,
} from "./rules.ts";

export const CITY: i32 = 96;
const FIRST: i32 = 3;
const PARTICLE: i32 = 4194304;
const SURNAME: i32 = 28;
export const TITLE: i32 = 32768;
export const FACILITY: i32 = 131072;
export const TITLE_STRONG: i32 = 268435456;
/** STREET | REGION | FACILITY: what may end a place without a capital. */
const PLACE_TAIL: i32 = 393472;
/** Thresholds on the log-odds of a span (mean over its words), in NAT units (32 are one nat). */
export const T_LOW: i32 = -70;
/** A doubtful token inside an address. */
const T_GAP: i32 = -130;
/** Span that `grow` found around the candidate: tokens [spanA, spanB). */
export let spanA: i32 = 0;
export let spanB: i32 = 0;
export let spanLabel: i32 = 0;
export let spanMargin: i32 = 0;

export function marginAt(i: i32): i32 {
  return ld32(T_MARGIN + (i << 2));
}

function labelAt(i: i32): i32 {
  return ld32(T_LABEL + (i << 2));
}

export function startOf(i: i32): i32 {
  return ld32(T_START + (i << 2));
}

export function endOf(i: i32): i32 {
  return ld32(T_END + (i << 2));
}

/** Extends from token c over neighbours of the same kind that the model holds for part of a name; trims symbols and titles at the ends. */
export function grow(c: i32, from: i32, to: i32): void {
  spanLabel = labelAt(c);
  spanA = c;
  spanB = c + 1;
  while (reachLeft(from) < spanA) spanA = reachLeft(from);
  let reach: i32 = reachRight(to);
  while (reach > spanB) {
    spanB = reach;
    reach = reachRight(to);
  }
  while (spanA < spanB && (kindOf(spanA) > NUMBER || (maskAt(spanA) & TITLE_STRONG) !== 0)) spanA = spanA + 1;
  while (spanB > spanA && kindOf(spanB - 1) > NUMBER && trailingDot(spanB - 1) === 0) spanB = spanB - 1;
  if (spanLabel === PER && isTownWithState(to) !== 0) spanLabel = LOC;
  if (spanLabel === LOC) trimSmall();
  if (spanLabel === PER) trimSmallWords();
  if (spanLabel === PER) widenName(to);
  else widenPlace(to);
  if (spanLabel === LOC && spanB - spanA > 1) widenAddress(from, to);
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

/** "Austin, TX": a town that is a given name too, with its state. "MD" is as often a degree. */
function isTownWithState(to: i32): i32 {
  if (spanB - spanA > 1 || (maskAt(spanA) & CITY) === 0 || stateFollows(spanB, to) === 0) return 0;
  return (maskAt(spanB + 1) & TITLE) === 0 ? 1 : 0;
}

/** A place that begins with a capital ends with one ("Trinidad pepper"), street words and numbers apart. */
function trimSmall(): void {
  if (isCapitalised(spanA) === 0) return;
  while (spanB - spanA > 1 && kindOf(spanB - 1) === WORD && shapeAt(spanB - 1) === S_LOWER && (maskAt(spanB - 1) & PLACE_TAIL) === 0)
    spanB = spanB - 1;
}

/** A person's name with a capital in it begins and ends with one ("Joanne gathers", "str John Smith"); particles apart. */
function trimSmallWords(): void {
  while (spanB - spanA > 1 && isSmallWord(spanA) !== 0 && isCapitalised(spanA + 1) !== 0) spanA = spanA + 1;
  while (spanB - spanA > 1 && isSmallWord(spanB - 1) !== 0 && isCapitalised(spanB - 2) !== 0) spanB = spanB - 1;
}

function isSmallWord(i: i32): i32 {
  return kindOf(i) === WORD && shapeAt(i) === S_LOWER && (maskAt(i) & PARTICLE) === 0 ? 1 : 0;
}

/** A first name takes the initial behind it, and the capitalised surname behind that unless it is an ordinary or medical word. */
function widenName(to: i32): void {
  if ((maskAt(spanB - 1) & FIRST) === 0 || isCapitalised(spanB - 1) === 0 || marginAt(spanB - 1) < 0) return;
  let k: i32 = spanB;
  if (k < to && shapeAt(k) === S_INITIAL) {
    k = k + 1;
    spanB = k;
    if (k < to && hashAt(k) === DOT) k = k + 1;
    if (k > spanB) spanB = k;
  }
  if (k >= to || kindOf(k) !== WORD || shapeAt(k) !== S_CAPITAL) return;
  if ((maskAt(k) & ~SURNAME) === 0) spanB = k + 1;
}

/** A place takes the state behind it ("Reno, NV"), and a name or place the facility word behind it ("our Dallas clinic"). */
function widenPlace(to: i32): void {
  if (spanLabel === LOC && stateFollows(spanB, to) !== 0) spanB = spanB + 2;
  if (spanLabel === LOC) widenCode(to);
  if (spanB >= to || kindOf(spanB) !== WORD || (maskAt(spanB) & FACILITY) === 0 || kindOf(spanB - 1) !== WORD) return;
  spanB = spanB + 1;
  spanLabel = FAC;
}

/** A place takes the code of a province and the postcode behind it ("Qaanaaq QA 27676"). */
function widenCode(to: i32): void {
  let k: i32 = spanB;
  while (k < to && k - spanB < 3 && (kindOf(k) === NEWLINE || hashAt(k) === COMMA)) k = k + 1;
  if (k + 1 >= to || kindOf(k) !== WORD || shapeAt(k) !== S_ACRONYM) return;
  k = k + 1;
  if (kindOf(k) === NEWLINE && k + 1 < to) k = k + 1;
  if (kindOf(k) === NUMBER && endOf(k) - startOf(k) === 5) spanB = k + 1;
}

/** Token behind up to two commas, full stops or hyphens after the span. */
function pastMarks(to: i32): i32 {
  let k: i32 = spanB;
  while (k < to && k - spanB < 2 && kindOf(k) === SYMBOL && (hashAt(k) === COMMA || hashAt(k) === DOT || hashAt(k) === HYPHEN)) k = k + 1;
  return k;
}

/** A house number directly before a street with a number or street word, and a postcode behind its last word, belong to it. */
function widenAddress(from: i32, to: i32): void {
  measure(spanA, spanB);
  if (spanNumbers + spanStreet === 0 && shapeAt(spanB - 1) !== S_ACRONYM) return;
  if (spanA > from && kindOf(spanA - 1) === NUMBER && startOf(spanA - 1) >= COVER && startOf(spanA - 1) >= NAME_COVER) spanA = spanA - 1;
  if (spanB < to && kindOf(spanB) === NUMBER && kindOf(spanB - 1) === WORD && endOf(spanB) - startOf(spanB) >= 4) spanB = spanB + 1;
  const k: i32 = pastMarks(to);
  if (k < to && spanStreet > 0 && spanB - spanA > 2 && kindOf(k) === NUMBER && endOf(k) - startOf(k) === 5) spanB = k + 1;
}

/** Start of the tokens before the span that belong to it, over a particle as well ("Paseo de los Olivos"). */
function reachLeft(from: i32): i32 {
  if (isFree(spanA - 1, from) === 0) return spanA;
  if (joins(spanA - 1) !== 0) return spanA - 1;
  if (isParticle(spanA - 1) === 0 || isFree(spanA - 2, from) === 0) return spanA;
  return joins(spanA - 2) !== 0 && kindOf(spanA - 2) === WORD ? spanA - 2 : spanA;
}

/** 1 when token i is in the decoded stretch and no earlier span or identifier covers it. */
function isFree(i: i32, from: i32): i32 {
  return i >= from && startOf(i) >= COVER && startOf(i) >= NAME_COVER ? 1 : 0;
}

function isParticle(i: i32): i32 {
  return kindOf(i) === WORD && (maskAt(i) & PARTICLE) !== 0 && shapeAt(i) === S_LOWER ? 1 : 0;
}

/** End of the tokens behind the span that belong to it; an address may skip up to two doubtful tokens ("Cyprus (Greek) 51034"). */
function reachRight(to: i32): i32 {
  let b: i32 = spanB;
  while (b < to && joins(b) !== 0) b = b + 1;
  if (spanLabel !== LOC || b - spanA < 4) return b;
  for (let gap: i32 = 1; gap <= 2; gap = gap + 1) {
    if (b + gap < to && marginAt(b + gap - 1) >= T_GAP && joins(b + gap) !== 0 && kindOf(b + gap) <= NUMBER) return b + gap + 1;
  }
  return b;
}

function joins(i: i32): i32 {
  if (marginAt(i) < T_LOW) return 0;
  if (kindOf(i) === NEWLINE && spanLabel !== LOC) return 0;
  if (spanLabel === PER && hashAt(i) === DOT && endsSentence(i) !== 0) return 0;
  if (spanLabel !== LOC && hashAt(i) === HYPHEN && i > 0 && startOf(i) > endOf(i - 1)) return 0; // " - " parts list entries
  return labelAt(i) === spanLabel ? 1 : 0;
}

/** 1 for a full stop behind a word that is too long for an initial or a title: no name goes on over it. */
function endsSentence(i: i32): i32 {
  return i > 0 && kindOf(i - 1) === WORD && endOf(i - 1) - startOf(i - 1) > 3 ? 1 : 0;
}

/** The full stop of an initial belongs to the name ("Anna S."). */
function trailingDot(i: i32): i32 {
  return hashAt(i) === DOT && i > 0 && kindOf(i - 1) === WORD && endOf(i - 1) - startOf(i - 1) === 1 ? 1 : 0;
}
