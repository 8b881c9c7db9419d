/**
 * Names and places at a candidate (dual source): first filter, sequence model over the tokens around it, then the context rules that decide whether the
 * span stands by itself, needs a patient's evidence in the record, or is none. Contract in interface.ts.
 */
import { emitName } from "../kernel/emit.ts";
import { MODE_LOWER } from "../kernel/layout.ts";
import { larger, ld8, ld32, letterRun, smaller, st32 } from "../kernel/mem.ts";
import { COVER, MODE, NAME_COVER } from "../kernel/state.ts";
import { addNever, hashToken } from "../kernel/tokens.ts";
import { centerMargin, decode, filterFloor, localMargin, neighbourScore, placeMargin, scoreTokens, wordFloor, wordScore } from "./decode.ts";
import {
  EDGE,
  FAC,
  LOC,
  NEWLINE,
  NUMBER,
  PER,
  S_ACRONYM,
  S_CAPITAL,
  S_INITIAL,
  S_LOWER,
  S_UPPER,
  SYMBOL,
  T_END,
  T_LABEL,
  T_MARGIN,
  T_START,
  WORD,
} from "./layout.ts";
import {
  besideSmall,
  COMMA,
  capitalsOutside,
  DOT,
  HYPHEN,
  hashAt,
  isAcronymCue,
  isBehindCue,
  isCapitalised,
  isCitation,
  isCodeBehindCue,
  isEponym,
  isNationOnly,
  isRegionAt,
  isRegionOnly,
  kindOf,
  maskAt,
  measure,
  regionWords,
  shapeAt,
  spanCapitals,
  spanCommon,
  spanFacility,
  spanFirst,
  spanInitials,
  spanKnown,
  spanLower,
  spanMedical,
  spanNumbers,
  spanPlaces,
  spanPublic,
  spanStreet,
  spanTowns,
  spanWords,
  stateFollows,
  titleBefore,
} from "./rules.ts";
import { center, fillWindow, lightNeighbours, lightNumber, lightWord, nextToken, prevToken, tokenEnd, tokenStart } from "./window.ts";
import { describeWord, isUpperAt, maskOfWord, W_ALONE, W_LISTED, W_MASK, W_SCORE, W_VERDICT } from "./words.ts";

const PERSON: i32 = 31;
const CITY: i32 = 96;
const FIRST: i32 = 3;
const PARTICLE: i32 = 4194304;
const SURNAME: i32 = 28;
const MED: i32 = 4096;
const MED_CONTEXT: i32 = 16777216;
const TITLE: i32 = 32768;
const REGION: i32 = 256;
const NATION: i32 = 512;
const COMMON_A: i32 = 1024;
const CITY_A: i32 = 32;
const STATE_CODE: i32 = 8388608;
const NAME_CUE: i32 = 33554432;
const PLACE_CUE: i32 = 67108864;
const FACILITY: i32 = 131072;
const TITLE_STRONG: i32 = 268435456;
/** STREET | REGION | FACILITY: what may end a place without a capital. */
const PLACE_TAIL: i32 = 393472;
/** CITY | CITY_PART | CITY_LAST */
const TOWN: i32 = 134217952;
/** PERSON | CITY | CITY_PART | REGION | TITLE_STRONG | FACILITY | FACILITY_TAIL */
const CANDIDATE: i32 = 805437951;
const FACILITY_TAIL: i32 = 536870912;
const FACILITY_MID: i32 = 1073741824;
/** LEX_WEAK of interface.ts */
const WEAK: i32 = 128;

/** Thresholds on the log-odds of a span (mean over its words), in NAT units (32 are one nat). */
const T_LOW: i32 = -70;
/** What the few tokens around a candidate must grant it before more are read. */
const T_FAR: i32 = -76;
const T_LIKELY: i32 = -20;
const T_LIKELY_PERSON: i32 = -44;
/** How much surer a span must be in general text when no list knows any of its words, or a place when none is of a town or street. */
const UNKNOWN_PENALTY: i32 = 10;
const NO_PLACE_PENALTY: i32 = 90;
const SMALL_TOWN_PENALTY: i32 = 56;
const CAPITALS_PENALTY: i32 = 110;
const SMALL_PENALTY: i32 = 60;
const OPENING_PENALTY: i32 = 70;
const T_PLAIN: i32 = 0;
const T_HIGH: i32 = 70;
const T_SURE: i32 = 147;
/** What the model must grant a listed country or state in general text. */
const T_REGION: i32 = -200;
/** A doubtful token inside an address. */
const T_GAP: i32 = -130;
/** Below this the features of a candidate alone cannot be saved by its neighbours. */
const T_LOCAL: i32 = -80;
/** Below this one token on each side cannot either. */
const T_NEAR: i32 = -110;

/** Span that `grow` found around the candidate: tokens [spanA, spanB). */
let spanA: i32 = 0;
let spanB: i32 = 0;
let spanLabel: i32 = 0;
let spanMargin: i32 = 0;
/** Class of the key that the candidate stands under. */
let windowKey: i32 = 0;

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

/** Verdicts on a word alone: nothing can make it a name; only a name key can; only a key can; a state's code; ask on. */
const NEVER: i32 = 1;
const NAME_KEY: i32 = 2;
const ANY_KEY: i32 = 3;
const CODE: i32 = 4;
const OPEN: i32 = 5;

/**
 * The word that starts at `at`: is it a candidate, and what is it? Candidates are listed names, places, titles and facility words, and capitalised words
 * that no list knows; names that are also ordinary words ("May") only inside a sentence, beside another capital or under a name key; words without a capital only in
 * lower-case mode. Gives the end of the span it
 * emitted, 0 when there is none.
 */
export function nameAnchor(from: i32, to: i32, at: i32, key: i32): i32 {
  let end: i32 = at + letterRun(at);
  if (end === at || end >= to || ld8(end) >= 128) {
    if (nextToken(at, to) !== WORD) return 0;
    end = tokenEnd;
  }
  const word: i32 = describeWord(at, end);
  let verdict: i32 = ld32(word + W_VERDICT);
  if (verdict === 0) {
    verdict = judgeWord(word, at, end);
    st32(word + W_VERDICT, verdict);
  }
  if (verdict === NEVER && letterRun(at) === end - at && end - at > 1 && end - at < 16 && isWeb(at, end) === 0) addNever(at, end - at);
  if (verdict <= ANY_KEY && (verdict === NEVER || key === 0 || (verdict === NAME_KEY && key !== 1))) {
    return end - at === 1 && ld8(at) === 85 ? tagInitials(from, at) : 0;
  }
  if (at < NAME_COVER || at < COVER) return 0;
  if (verdict === CODE) return tagCode(from, to, at, end, key);
  const score: i32 = ld32(word + W_SCORE); // the entry holds until another word is described
  return inContext(from, to, at, end, key, word) !== 0 ? tagNames(from, to, at, end, key, score) : 0;
}

/** "www" opens a web address, so the loop must see it each time. */
function isWeb(at: i32, end: i32): i32 {
  return end - at === 3 && (ld8(at) | 32) === 119 ? 1 : 0;
}

/** The verdict on the word alone; writes the first part of its score. */
function judgeWord(word: i32, at: i32, end: i32): i32 {
  const upper: i32 = isUpperAt(at);
  const mask: i32 = ld32(word + W_MASK);
  const lex: i32 = ld32(word + W_LISTED);
  if (lex < 0) {
    if (upper === 0 || end - at < 2) return NEVER;
  } else if ((mask & CANDIDATE) === 0) {
    return (mask & STATE_CODE) !== 0 && upper !== 0 && isUpperAt(end - 1) !== 0 ? CODE : NEVER;
  } else if (upper === 0 && (lex & WEAK) !== 0 && (mask & FACILITY_TAIL) === 0 && isPlainRegion(mask) === 0) {
    return NAME_KEY;
  }
  lightWord(at, end);
  const score: i32 = wordScore();
  st32(word + W_SCORE, score);
  return score < wordFloor() && (mask & (TITLE_STRONG | FACILITY)) === 0 ? ANY_KEY : OPEN;
}

/** Whether the words beside it leave the candidate one. */
function inContext(from: i32, to: i32, at: i32, end: i32, key: i32, word: i32): i32 {
  const lex: i32 = ld32(word + W_LISTED);
  const mask: i32 = ld32(word + W_MASK);
  if (lex < 0) return isUnlistedCandidate(from, at, end);
  if ((mask & FACILITY_TAIL) !== 0 && behindFacilityMid(from, at) !== 0) return 1;
  if (key === 1) return 1;
  const upper: i32 = isUpperAt(at);
  if (upper === 0 && (MODE & MODE_LOWER) === 0) return 0;
  return (lex & WEAK) === 0 || isPlainRegion(mask) !== 0 || (upper !== 0 && besideCapital(from, to, at, end) !== 0) ? 1 : 0;
}

/** A country or state that is no everyday word: "ireland", not "turkey". */
function isPlainRegion(mask: i32): i32 {
  return (mask & REGION) !== 0 && (mask & COMMON_A) === 0 ? 1 : 0;
}

/** The code of a state in capitals, behind a word that announces a place. */
function tagCode(from: i32, to: i32, at: i32, end: i32, key: i32): i32 {
  if (prevToken(from, at) !== WORD) return 0;
  return (maskOfWord(tokenStart, tokenEnd) & PLACE_CUE) !== 0 ? tagAround(from, to, at, end, key) : 0;
}

/** "U.S.", "U. K.", "U.S.A": a country in initials. */
function tagInitials(from: i32, at: i32): i32 {
  if (ld8(at + 1) !== DOT || at < NAME_COVER || at < COVER) return 0;
  if (at > from && (ld8(at - 1) === DOT || letterRun(at - 1) > 1)) return 0;
  const second: i32 = ld8(at + 2) === 32 ? at + 3 : at + 2;
  const letter: i32 = ld8(second);
  if ((letter !== 83 && letter !== 75) || letterRun(second) !== 1) return 0;
  const third: i32 = ld8(second + 1) === DOT && ld8(second + 2) === 65 && letterRun(second + 2) === 1 ? second + 3 : second + 1;
  emitName(LOC - 1, at, third, 255, 96);
  return third;
}

/** A capitalised word that no list knows; an acronym only behind a word that announces a place or person ("at UCSF"). */
function isUnlistedCandidate(from: i32, at: i32, end: i32): i32 {
  if (end - at < 2) return 0;
  if (end - at > 5 || isUpperAt(end - 1) === 0) return 1;
  if (prevToken(from, at) !== WORD) return 0;
  return isAcronymCue(hashToken(tokenStart, tokenEnd - tokenStart));
}

/** 1 inside a sentence (a word stands before, with at most a full stop, comma or hyphen between), or when the word behind starts with a capital. */
function besideCapital(from: i32, to: i32, at: i32, end: i32): i32 {
  let kind: i32 = nextToken(end, to);
  if (kind === SYMBOL && isJoint(ld8(tokenStart)) !== 0) kind = nextToken(tokenEnd, to);
  if (kind === WORD && isUpperAt(tokenStart) !== 0) return 1;
  kind = prevToken(from, at);
  if (kind === SYMBOL && isJoint(ld8(tokenStart)) !== 0) kind = prevToken(from, tokenStart);
  return kind === WORD ? 1 : 0;
}

/** "Medical" before "center", "nursing" before "home". */
function behindFacilityMid(from: i32, at: i32): i32 {
  if (prevToken(from, at) !== WORD) return 0;
  return (maskOfWord(tokenStart, tokenEnd) & FACILITY_MID) !== 0 ? 1 : 0;
}

function isJoint(c: i32): i32 {
  return c === 46 || c === 44 || c === 45 || c === 39 ? 1 : 0;
}

/** Tags a candidate word with the first part of its score. Each look costs more than the one before and happens more seldom. */
function tagNames(from: i32, to: i32, at: i32, end: i32, key: i32, score: i32): i32 {
  lightWord(at, end);
  if (key === 0 && (maskAt(1) & (TITLE_STRONG | FACILITY)) === 0) {
    lightNeighbours(from, to, at, end);
    if (kindOf(0) === EDGE && kindOf(2) === EDGE) return tagAlone(from, to, at, end, score);
    if (score + neighbourScore() < filterFloor()) return 0;
  }
  return tagAround(from, to, at, end, key);
}

/** Tags a word that is a whole string, under no key that counts: what it is depends on the word alone, so a "no" is kept. */
function tagAlone(from: i32, to: i32, at: i32, end: i32, score: i32): i32 {
  if (ld32(describeWord(at, end) + W_ALONE) !== 0) return 0;
  const done: i32 = score + neighbourScore() < filterFloor() ? 0 : tagAround(from, to, at, end, 0);
  if (done === 0) st32(describeWord(at, end) + W_ALONE, 1);
  return done;
}

/** Looks at the candidate alone, then at a few tokens around it, then at as many as the span may need. */
function tagAround(from: i32, to: i32, at: i32, end: i32, key: i32): i32 {
  windowKey = key;
  let n: i32 = fillWindow(from, to, at, 6, 8);
  const announces: i32 = maskAt(center) & TITLE;
  if (announces === 0) {
    const region: i32 = isRegionAt(center, n) | isCodeBehindCue(center);
    if (localMargin(center, n, key) < T_LOCAL && region === 0) return 0;
    if (nearMargin(n, key) < T_NEAR && region === 0) return 0;
    if (farMargin(n, key) < T_FAR) return region === 0 ? 0 : tagRegion(n);
  }
  n = fillWindow(from, to, at, 10, 14);
  let last: i32 = findSpan(n, center, 10);
  if (last > 0 && spanLabel === LOC && spanB >= center + 9 && n > center + 10) {
    n = fillWindow(from, to, at, 10, 28);
    last = findSpan(n, center, 26);
  }
  if (last === 0 || judge(n, key) === 0) return 0;
  return larger(last, end);
}

/** A listed country or state that the model takes for no name: a place in general text all the same, unless it may be part of an organisation. */
function tagRegion(n: i32): i32 {
  const b: i32 = center + regionWords;
  if (isCapitalised(center) === 0) return 0;
  if (shapeAt(center) !== S_CAPITAL && besideSmall(center, b, n) === 0) return 0;
  for (let i: i32 = center; i < b; i = i + 1) if (placeMargin(i) < T_REGION) return 0;
  emitName(LOC - 1, startOf(center), endOf(b - 1), 1, 96);
  return endOf(b - 1);
}

/** Margin of the candidate with one token on each side; the candidate itself is scored. */
function nearMargin(n: i32, key: i32): i32 {
  if (center > 0) scoreTokens(center - 1, center, n, key);
  if (center + 1 < n) scoreTokens(center + 1, center + 2, n, key);
  return centerMargin(center, n);
}

/** Margin of the candidate with two tokens before and three behind; those of `nearMargin` are scored. */
function farMargin(n: i32, key: i32): i32 {
  if (center > 1) scoreTokens(center - 2, center - 1, n, key);
  scoreTokens(center + 2, smaller(center + 4, n), n, key);
  decode(larger(center - 2, 0), smaller(center + 4, n));
  return marginAt(center);
}

/** Decodes around token c and grows the span that holds it, or that a title at c announces. Gives the span's end, 0 when there is none. */
function findSpan(n: i32, c: i32, right: i32): i32 {
  const a: i32 = larger(c - 5, 0);
  const b: i32 = smaller(c + right, n);
  scoreTokens(a, b, n, windowKey);
  decode(a, b);
  let at: i32 = c;
  if (marginAt(at) < T_LOW && (maskAt(c) & TITLE) !== 0) at = afterTitle(c, b);
  if (at < 0 || marginAt(at) < T_LOW) return 0;
  grow(at, a, b);
  return spanB > spanA ? endOf(spanB - 1) : 0;
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
  if (spanLabel !== LOC && hashAt(i) === HYPHEN && i > 0 && startOf(i) > endOf(i - 1)) return 0; // " - " parts list entries
  return labelAt(i) === spanLabel ? 1 : 0;
}

/** The full stop of an initial belongs to the name ("Anna S."). */
function trailingDot(i: i32): i32 {
  return hashAt(i) === DOT && i > 0 && kindOf(i - 1) === WORD && endOf(i - 1) - startOf(i - 1) === 1 ? 1 : 0;
}

/** Applies the context rules to the grown span and emits it; 0 when it is dropped. */
function judge(n: i32, key: i32): i32 {
  const a: i32 = spanA;
  const b: i32 = spanB;
  measure(a, b);
  if (spanWords + spanNumbers === 0 || (spanWords === 0 && spanInitials < 2 && spanLabel !== LOC)) return 0;
  if (spanWords === 0 && spanNumbers > 0 && spanStreet === 0) return 0;
  if (spanWords === 1 && spanNumbers > 0 && spanKnown + spanStreet === 0 && spanMargin < 0) return 0;
  if (spanNumbers > 0 && isGlued(a, b) !== 0) return 0;
  const region: i32 = isRegionOnly(a, b);
  if (region !== 0 && (spanLabel === PER || (isNationOnly(a, b) !== 0 && isCodeBehindCue(a) === 0))) return 0;
  const titled: i32 = spanLabel === PER ? titleBefore(a, 0) : 0;
  const strong: i32 = spanLabel === PER ? titleBefore(a, 1) : 0;
  if (strong === 0 && isEponym(a, b, n) !== 0) return 0;
  if (spanLabel === PER && titled === 0 && spanMargin < T_LIKELY_PERSON) return 0;
  if (spanLabel === PER && titled === 0 && key === 0 && isPlainWords() !== 0) return 0;
  let flags: i32 = titled !== 0 || key === 1 ? 2 : 0;
  if (spanWords + spanInitials > 1) flags = flags | 4;
  const proof: i32 = region !== 0 ? 0 : isProof(a, b, n, strong);
  if (proof !== 0) flags = flags | 16;
  if (region === 0 && isStrict(a, b, n, titled, proof) !== 0) flags = flags | 1;
  const likely: i32 = likelyFloor(a, region);
  if (spanMargin >= likely) flags = flags | 32;
  if (region !== 0) flags = flags | 64;
  if (isPublic(b, n) !== 0) flags = flags | 8;
  const confidence: i32 = spanMargin + 64;
  emitName(spanLabel - 1, startOf(a), endOf(b - 1), confidence < 1 ? 1 : confidence > 255 ? 255 : confidence, flags);
  return 1;
}

/** A doubtful person whose words are ordinary ones or capitals throughout, none a given name ("JSON Lines"). */
function isPlainWords(): i32 {
  return spanMargin < T_PLAIN && spanFirst === 0 && spanWords > 0 && spanCommon + spanCapitals >= spanWords ? 1 : 0;
}

/** What a span must reach in general text: more for words that no list knows, and for a single word in capitals ("WARN") or without any. */
function likelyFloor(a: i32, region: i32): i32 {
  let floor: i32 = spanLabel === PER ? T_LIKELY_PERSON : T_LIKELY;
  if (spanKnown + region === 0 && spanNumbers === 0) floor = floor + UNKNOWN_PENALTY;
  if (spanLabel === LOC && region === 0) floor = floor + placePenalty(a);
  if (spanWords !== 1 || spanInitials + spanNumbers > 0 || region !== 0) return floor;
  if (spanKnown === 0 && opensSentence(a) !== 0) floor = floor + OPENING_PENALTY;
  const shape: i32 = shapeAt(a);
  if (shape === S_UPPER && spanLabel === LOC && isBehindCue(a) !== 0) return floor + SMALL_PENALTY;
  if (shape === S_UPPER || shape === S_ACRONYM) return floor + CAPITALS_PENALTY;
  return shape === S_LOWER ? floor + SMALL_PENALTY : floor;
}

/**
 * How much surer a place of the open world must be than a large town: what no list knows, a small town or one
 * that is a person's name too, a word with a number, odd capitals. */
function placePenalty(a: i32): i32 {
  if (spanNumbers > 0) return spanStreet > 0 ? 0 : spanNumbers === 1 && spanWords < 3 ? SMALL_PENALTY : spanPlaces === 0 ? 30 : 0;
  if (spanWords === 1 && spanCapitals + spanLower === 1) return 0; // the caller has a penalty of its own
  if (spanPlaces === 0) return NO_PLACE_PENALTY;
  if (spanWords === 1) return (maskAt(a) & (CITY_A | PERSON)) === CITY_A ? 0 : SMALL_TOWN_PENALTY;
  if (spanCapitals === spanWords) return CAPITALS_PENALTY;
  return spanTowns === 0 ? NO_PLACE_PENALTY : SMALL_TOWN_PENALTY;
}

/** 1 when token i is the first of its sentence, line, string or comment: a capital says nothing there. */
function opensSentence(i: i32): i32 {
  if (i === 0) return 1;
  const kind: i32 = kindOf(i - 1);
  if (kind === NEWLINE) return 1;
  const h: i32 = hashAt(i - 1);
  return kind === SYMBOL && (h === DOT || h === 33 || h === 63 || h === 34 || h === 35 || h === 42) ? 1 : 0;
}

/** 1 when a word is glued to the number behind it and has several letters or a number before ("bee76", "81c14"): a code, no address. */
function isGlued(a: i32, b: i32): i32 {
  for (let i: i32 = a; i + 1 < b; i = i + 1) {
    if (kindOf(i) !== WORD || kindOf(i + 1) !== NUMBER || endOf(i) !== startOf(i + 1)) continue;
    if (endOf(i) - startOf(i) > 1 || (i > a && kindOf(i - 1) === NUMBER && endOf(i - 1) === startOf(i))) return 1;
  }
  return 0;
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
  if (spanWords > 0 && spanLower >= spanWords && capitalsOutside(a, b, n) !== 0) return 0;
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

/** 1 when a capitalised word of a town's name stands before or behind the number [at, end), over marks like ",", "-" or ")". */
export function isTownNear(from: i32, to: i32, at: i32, end: i32): i32 {
  let kind: i32 = nextToken(end, to);
  for (let k: i32 = 0; k < 2 && kind === SYMBOL; k = k + 1) kind = nextToken(tokenEnd, to);
  if (kind === WORD && isTownWord() !== 0) return 1;
  kind = prevToken(from, at);
  if (kind === SYMBOL && isJoint(ld8(tokenStart)) !== 0) kind = prevToken(from, tokenStart);
  return kind === WORD ? isTownWord() : 0;
}

/** Is the token met last a capitalised word of a town's name? */
function isTownWord(): i32 {
  if (isUpperAt(tokenStart) === 0) return 0;
  return (maskOfWord(tokenStart, tokenEnd) & TOWN) !== 0 ? 1 : 0;
}

/** A number that may open or close a street address; see interface.ts. */
export function tagStreet(from: i32, to: i32, at: i32, end: i32): i32 {
  if (at < NAME_COVER || at < COVER) return 0;
  lightNumber(at, end);
  const score: i32 = wordScore();
  if (score < wordFloor()) return 0;
  lightNeighbours(from, to, at, end);
  const small: i32 = MODE & MODE_LOWER;
  const next: i32 = kindOf(2) === WORD && (small !== 0 || shapeAt(2) !== S_LOWER) ? 1 : 0;
  const before: i32 = kindOf(0) === WORD && shapeAt(0) === S_CAPITAL ? 1 : 0;
  if (next === 0 && before === 0) return 0;
  if (score + neighbourScore() < filterFloor()) return 0;
  return tagAround(from, to, at, end, 0);
}

/** 1 when [from, to) holds a disease, drug, patient or doctor, or two words of care ("health", "blood"): one alone is everyday talk. */
export function recordIsMedical(from: i32, to: i32): i32 {
  let p: i32 = from;
  let care: i32 = 0;
  while (p < to) {
    const kind: i32 = nextToken(p, to);
    p = tokenEnd > p ? tokenEnd : p + 1;
    if (kind !== WORD || tokenEnd - tokenStart < 2) continue;
    const m: i32 = maskOfWord(tokenStart, tokenEnd);
    if ((m & (PERSON | CITY | NATION)) !== 0) continue;
    if ((m & MED) !== 0 && tokenEnd - tokenStart > 5) return 1;
    if ((m & MED_CONTEXT) === 0) continue;
    care = care + 1;
    if (care > 1 || (m & NAME_CUE) !== 0) return 1;
  }
  return 0;
}
