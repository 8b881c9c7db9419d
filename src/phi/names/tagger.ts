/**
 * Names and places at a candidate (dual source): first filter, sequence model over the tokens around it, then the context rules that decide whether the
 * span stands by itself, needs a patient's evidence in the record, or is none. Contract in interface.ts.
 */
import { emitName } from "../kernel/emit.ts";
import { MODE_LOWER, MODE_WORDS } from "../kernel/layout.ts";
import { larger, ld8, ld32, letterRun, smaller, st32 } from "../kernel/mem.ts";
import { COVER, MODE, NAME_COVER } from "../kernel/state.ts";
import { addNever, hashToken } from "../kernel/tokens.ts";
import {
  centerMargin,
  decode,
  filterFloor,
  localMargin,
  neighbourScore,
  placeMargin,
  scoreTokens,
  wordFloor,
  wordScore,
} from "./decode.ts";
import { CITY, endOf, FACILITY, grow, marginAt, spanA, spanB, spanLabel, startOf, T_LOW, TITLE, TITLE_STRONG } from "./grow.ts";
import { judge, PERSON } from "./judge.ts";
import { EDGE, LOC, S_CAPITAL, S_LOWER, SYMBOL, WORD } from "./layout.ts";
import {
  besideSmall,
  DOT,
  hashAt,
  isAcronymCue,
  isCapitalised,
  isCodeBehindCue,
  isRegionAt,
  kindOf,
  maskAt,
  regionWords,
  shapeAt,
} from "./rules.ts";
import { center, fillWindow, lightNeighbours, lightNumber, lightWord, nextToken, prevToken, tokenEnd, tokenStart } from "./window.ts";
import { describeWord, isUpperAt, maskOfWord, W_ALONE, W_LISTED, W_MASK, W_SCORE, W_VERDICT } from "./words.ts";

const MED: i32 = 4096;
const MED_CONTEXT: i32 = 16777216;
const REGION: i32 = 256;
const NATION: i32 = 512;
const COMMON_A: i32 = 1024;
const STATE_CODE: i32 = 8388608;
const NAME_CUE: i32 = 33554432;
const PLACE_CUE: i32 = 67108864;
/** CITY | CITY_PART | CITY_LAST */
const TOWN: i32 = 134217952;
/** PERSON | CITY | CITY_PART | REGION | TITLE_STRONG | FACILITY | FACILITY_TAIL */
const CANDIDATE: i32 = 805437951;
const FACILITY_TAIL: i32 = 536870912;
const FACILITY_MID: i32 = 1073741824;
/** LEX_WEAK of interface.ts */
const WEAK: i32 = 128;
/** What the few tokens around a candidate must grant it before more are read. */
const T_FAR: i32 = -76;
/** What the model must grant a listed country or state in general text. */
const T_REGION: i32 = -200;
/** Below this the features of a candidate alone cannot be saved by its neighbours. */
const T_LOCAL: i32 = -80;
/** Below this one token on each side cannot either. */
const T_NEAR: i32 = -110;
/** Class of the key that the candidate stands under. */
let windowKey: i32 = 0;
const LOW_LINE: i32 = 95;
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
  if (verdict <= ANY_KEY && letterRun(at) === end - at && end - at < 16 && isOpening(at, end) === 0)
    addNever(at, end - at, verdict === NEVER ? 0 : 1);
  if (verdict <= ANY_KEY && (verdict === NEVER || key === 0 || (verdict === NAME_KEY && key !== 1))) {
    return end - at === 1 && ld8(at) === 85 ? tagInitials(from, at) : 0;
  }
  if (at < NAME_COVER || at < COVER) return 0;
  if ((MODE & MODE_WORDS) !== 0 && ld8(end) === LOW_LINE && ld8(at - 1) === LOW_LINE && (ld32(word + W_MASK) & TITLE) === 0) return 0;
  if (verdict === CODE) return tagCode(from, to, at, end, key);
  // The entry holds until another word is described.
  const score: i32 = ld32(word + W_SCORE);
  lightWord(at, end, word);
  return inContext(from, to, at, end, key, word) !== 0 ? tagNames(from, to, at, end, key, score) : 0;
}

/** "www" may open a web address and "U" a country in initials, so the loop must see them each time. */
function isOpening(at: i32, end: i32): i32 {
  return (end - at === 3 && (ld8(at) | 32) === 119) || (end - at === 1 && ld8(at) === 85) ? 1 : 0;
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
  lightWord(at, end, word);
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

/** Tags a candidate word (in entry 1) with the first part of its score. Each look costs more than the one before and happens more seldom. */
function tagNames(from: i32, to: i32, at: i32, end: i32, key: i32, score: i32): i32 {
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
