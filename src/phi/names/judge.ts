/** What becomes of a grown span (dual source): dropped, or emitted with the flags that the record gate needs. */
import { emitName } from "../kernel/emit.ts";
import { COVER, NAME_COVER } from "../kernel/state.ts";
import { endOf, spanA, spanB, spanLabel, spanMargin, startOf } from "./grow.ts";
import { FAC, LOC, NEWLINE, NUMBER, PER, S_ACRONYM, S_LOWER, S_UPPER, SYMBOL, WORD } from "./layout.ts";
import {
  COMMA,
  COMMON_A,
  capitalsOutside,
  DOT,
  EPONYM,
  FIRST,
  HYPHEN,
  hashAt,
  isBehindCue,
  isCapitalised,
  isCitation,
  isCodeBehindCue,
  isEponym,
  isNationOnly,
  isRegionOnly,
  kindOf,
  MED,
  maskAt,
  measure,
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

export const PERSON: i32 = 31;
const CITY_A: i32 = 32;
/** CITY | REGION | NATION | COMMON_A | TITLE | KIN | FACILITY | CALENDAR | ORG: no surname before a comma. */
const NO_SURNAME: i32 = 1804128;
const T_LIKELY: i32 = -20;
const T_LIKELY_PERSON: i32 = -44;
/** How much surer a span must be in general text when no list knows any of its words, or a place when none is of a town or street. */
const UNKNOWN_PENALTY: i32 = 10;
const NO_PLACE_PENALTY: i32 = 90;
const SMALL_TOWN_PENALTY: i32 = 56;
const CAPITALS_PENALTY: i32 = 110;
const SMALL_PENALTY: i32 = 60;
const OPENING_PENALTY: i32 = 70;
/** For a small word that is a whole line: a value of a list or a form, not a name in a sentence. */
const LINE_PENALTY: i32 = 150;
const T_PLAIN: i32 = 0;
const T_HIGH: i32 = 70;
const T_SURE: i32 = 147;

/** Applies the context rules to the grown span and emits it; 0 when it is dropped. */
export function judge(n: i32, key: i32): i32 {
  const a: i32 = spanA;
  const b: i32 = spanB;
  measure(a, b);
  if (spanWords + spanNumbers === 0 || (spanWords === 0 && spanInitials < 2 && spanLabel !== LOC)) return 0;
  if (spanWords === 0 && spanNumbers > 0 && spanStreet === 0) return 0;
  if (spanWords === 1 && spanNumbers > 0 && spanKnown + spanStreet === 0 && spanMargin < 0) return 0;
  // "5000 meters", "1000 watts": one small word behind a number is an address only with a street's word.
  if (spanWords === 1 && spanNumbers > 0 && spanStreet === 0 && spanLower === 1) return 0;
  if (spanNumbers > 0 && isGlued(a, b) !== 0) return 0;
  const region: i32 = isRegionOnly(a, b);
  if (region !== 0 && (spanLabel === PER || (isNationOnly(a, b) !== 0 && isCodeBehindCue(a) === 0))) return 0;
  const titled: i32 = spanLabel === PER ? titleBefore(a, 0) : 0;
  const strong: i32 = spanLabel === PER ? titleBefore(a, 1) : 0;
  if (strong === 0 && isEponym(a, b, n) !== 0) return 0;
  if (spanLabel === PER && titled === 0 && spanMargin < T_LIKELY_PERSON) return 0;
  if (spanLabel === PER && titled === 0 && key === 0 && (isPlainWords() !== 0 || isListedSign(a, b, n) !== 0)) return 0;
  if (spanLabel !== PER && isPlainFacility() !== 0) return 0;
  let flags: i32 = titled !== 0 || key === 1 ? 2 : 0;
  if (spanWords + spanInitials > 1) flags = flags | 4;
  const proof: i32 = region !== 0 ? 0 : isProof(a, b, n, strong);
  if (proof !== 0) flags = flags | 16;
  if (region === 0 && isStrict(a, b, n, titled, proof) !== 0) flags = flags | 1;
  const likely: i32 = likelyFloor(a, b, n, region);
  if (spanMargin >= likely) flags = flags | 32;
  if (region !== 0) flags = flags | 64;
  if (isPublic(b, n) !== 0) flags = flags | 8;
  const confidence: i32 = spanMargin + 64;
  const first: i32 = spanLabel === PER ? wholeStart(a) : a;
  const last: i32 = spanLabel === PER ? wholeEnd(b, n) : b;
  emitName(spanLabel - 1, startOf(first), endOf(last - 1), confidence < 1 ? 1 : confidence > 255 ? 255 : confidence, flags);
  return 1;
}

/** First token of the name whose kept part starts at a: the half before a hyphen ("Asante-Boateng"), the surname before a comma ("Okonkwo, Chidi"). */
function wholeStart(a: i32): i32 {
  const half: i32 = withHalf(a);
  const surname: i32 = withSurname(half);
  return surname < half ? withHalf(surname) : half;
}

function withHalf(a: i32): i32 {
  if (a < 2 || hashAt(a - 1) !== HYPHEN || isNamePart(a - 2) === 0) return a;
  return endOf(a - 1) === startOf(a) && endOf(a - 2) === startOf(a - 1) ? a - 2 : a;
}

/** A capitalised word before the comma in front of a given name, where a line, sentence or list entry begins with it. */
function withSurname(a: i32): i32 {
  if (a < 2 || hashAt(a - 1) !== COMMA || (maskAt(a) & FIRST) === 0 || isNamePart(a - 2) === 0 || shapeAt(a - 2) === S_ACRONYM) return a;
  const mask: i32 = maskAt(a - 2);
  if ((mask & NO_SURNAME) !== 0 || ((mask & MED) !== 0 && (mask & EPONYM) === 0)) return a;
  return a === 2 || kindOf(a - 3) === NEWLINE || (kindOf(a - 3) === SYMBOL && hashAt(a - 3) !== COMMA) ? a - 2 : a;
}

/** Behind the last token of the name: with the half behind its hyphen, which may be small when it is short ("Shu-fen"). */
function wholeEnd(b: i32, n: i32): i32 {
  if (b + 1 >= n || hashAt(b) !== HYPHEN || startOf(b) !== endOf(b - 1) || startOf(b + 1) !== endOf(b) || kindOf(b + 1) !== WORD) return b;
  const short: i32 = shapeAt(b + 1) === S_LOWER && endOf(b + 1) - startOf(b + 1) < 5 && (maskAt(b + 1) & COMMON_A) === 0 ? 1 : 0;
  return short !== 0 || isNamePart(b + 1) !== 0 ? b + 2 : b;
}

/** A capitalised word that no earlier hit covers. */
function isNamePart(i: i32): i32 {
  return kindOf(i) === WORD && isCapitalised(i) !== 0 && startOf(i) >= COVER && startOf(i) >= NAME_COVER ? 1 : 0;
}

/** "Hartmann, Bankart, Kocher": a surname alone beside an eponym or a medical word in a list of signs, instruments or drugs. */
function isListedSign(a: i32, b: i32, n: i32): i32 {
  if (b - a > 1 || spanFirst > 0 || (maskAt(a) & FIRST) !== 0) return 0;
  if (a > 1 && hashAt(a - 1) === COMMA && isSign(a - 2) !== 0) return 1;
  return b + 1 < n && hashAt(b) === COMMA && isSign(b + 1) !== 0 ? 1 : 0;
}

function isSign(i: i32): i32 {
  return kindOf(i) === WORD && isCapitalised(i) !== 0 && (maskAt(i) & (EPONYM | MED)) !== 0 && (maskAt(i) & (FIRST | CITY_A)) === 0 ? 1 : 0;
}

/** A doubtful person whose words are ordinary ones or capitals throughout, none a given name ("JSON Lines"). */
function isPlainWords(): i32 {
  return spanMargin < T_PLAIN && spanFirst === 0 && spanWords > 0 && spanCommon + spanCapitals >= spanWords ? 1 : 0;
}

/** What a span must reach in general text: more for words that no list knows, and for a single word in capitals ("WARN") or without any. */
function likelyFloor(a: i32, b: i32, n: i32, region: i32): i32 {
  let floor: i32 = spanLabel === PER ? T_LIKELY_PERSON : T_LIKELY;
  if (spanKnown + region === 0 && spanNumbers === 0) floor = floor + UNKNOWN_PENALTY;
  if (spanLabel === LOC && region === 0) floor = floor + placePenalty(a);
  if (spanWords !== 1 || spanInitials + spanNumbers > 0 || region !== 0) return floor;
  if (spanKnown === 0 && opensSentence(a) !== 0) floor = floor + OPENING_PENALTY;
  const shape: i32 = shapeAt(a);
  if (shape === S_UPPER && spanLabel === LOC && isBehindCue(a) !== 0) return floor + SMALL_PENALTY;
  if (shape === S_UPPER || shape === S_ACRONYM) return floor + CAPITALS_PENALTY;
  if (shape !== S_LOWER) return floor;
  return floor + SMALL_PENALTY + (isWholeLine(a, b, n) !== 0 ? LINE_PENALTY : 0);
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

/** "the clinic", "hospital": small ordinary words without a name. */
function isPlainFacility(): i32 {
  return spanFacility > 0 && spanNumbers === 0 && spanLower >= spanWords && spanFacility + spanCommon >= spanWords ? 1 : 0;
}

/** 1 when nothing but line breaks or the ends of the string stand beside the span. */
function isWholeLine(a: i32, b: i32, n: i32): i32 {
  return (a === 0 || kindOf(a - 1) === NEWLINE) && (b >= n || kindOf(b) === NEWLINE) ? 1 : 0;
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
