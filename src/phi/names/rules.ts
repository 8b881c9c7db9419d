/** What a span's words and neighbours say about it (dual source): eponyms, regions, titles, facilities, citations. Tokens of the window by index. */
import { ld32 } from "../kernel/mem.ts";
import {
  NUMBER,
  S_ACRONYM,
  S_CAPITAL,
  S_INITIAL,
  S_LOWER,
  S_MIXED,
  S_UPPER,
  SYMBOL,
  T_HASH,
  T_KIND,
  T_MASK,
  T_SHAPE,
  WORD,
} from "./layout.ts";
import { lexId, maskOf, townHash } from "./words.ts";

// Bits of classes.ts (a dual file cannot import an object).
export const FIRST: i32 = 3;
const PERSON: i32 = 31;
const CITY: i32 = 96;
const REGION: i32 = 256;
const NATION: i32 = 512;
export const COMMON_A: i32 = 1024;
const COMMON: i32 = 3072;
export const MED: i32 = 4096;
export const EPONYM: i32 = 8192;
const EPONYM_HEAD: i32 = 16384;
const TITLE: i32 = 32768;
const KIN: i32 = 65536;
const FACILITY: i32 = 131072;
const STREET: i32 = 262144;
const CALENDAR: i32 = 524288;
const PUBLIC: i32 = 2097152;
export const PARTICLE: i32 = 4194304;
const STATE_CODE: i32 = 8388608;
const PLACE_CUE: i32 = 67108864;
const TITLE_STRONG: i32 = 268435456;
/** CITY | CITY_PART | REGION | STREET | CITY_LAST */
const PLACE: i32 = 134480352;

/** Hash of a number of four digits that may be a year (window.ts), and of the marks of a citation. */
const YEAR: i32 = 270;
const SEMICOLON: i32 = 59;
const COLON: i32 = 58;
const BRACKET: i32 = 40;
export const APOSTROPHE: i32 = 39;
export const COMMA: i32 = 44;
export const HYPHEN: i32 = 45;
export const DOT: i32 = 46;

export function maskAt(i: i32): i32 {
  return ld32(T_MASK + (i << 2));
}
export function kindOf(i: i32): i32 {
  return ld32(T_KIND + (i << 2));
}
export function shapeAt(i: i32): i32 {
  return ld32(T_SHAPE + (i << 2));
}
export function hashAt(i: i32): i32 {
  return ld32(T_HASH + (i << 2));
}

export function isCapitalised(i: i32): i32 {
  const s: i32 = shapeAt(i);
  return s === S_CAPITAL || s === S_UPPER || s === S_MIXED || s === S_INITIAL || s === S_ACRONYM ? 1 : 0;
}

/** A title or kin word that stands directly before token i (a full stop may be between), strong titles only when `strong`. */
export function titleBefore(i: i32, strong: i32): i32 {
  let k: i32 = i - 1;
  if (k >= 0 && hashAt(k) === DOT) k = k - 1;
  if (k < 0 || kindOf(k) !== WORD) return 0;
  return (maskAt(k) & (strong !== 0 ? TITLE_STRONG : TITLE | KIN)) !== 0 ? 1 : 0;
}

/** 1 when the span [a, b) is followed by the head of an eponym: "Wilson's disease", "Charcot-Marie-Tooth type 2", "Wells score". */
export function isEponym(a: i32, b: i32, n: i32): i32 {
  let k: i32 = b;
  for (let steps: i32 = 0; steps < 7; steps = steps + 1) {
    if (k >= n) return 0;
    const kind: i32 = kindOf(k);
    if (kind === SYMBOL) {
      const ch: i32 = hashAt(k);
      if (ch !== APOSTROPHE && ch !== HYPHEN) return 0;
    } else if (kind !== WORD) {
      return 0;
    } else if ((maskAt(k) & EPONYM_HEAD) !== 0) {
      return 1;
    } else if (steps > 0 && isLinked(k) === 0 && (maskAt(k) & (MED | EPONYM)) === 0) {
      return 0;
    } else if (steps === 0 && (maskAt(k) & (MED | EPONYM)) === 0 && isCapitalised(k) === 0) {
      return 0;
    }
    k = k + 1;
  }
  return a < 0 ? 1 : 0;
}

/** The "s" of a possessive, or a word behind a hyphen. */
function isLinked(k: i32): i32 {
  const before: i32 = hashAt(k - 1);
  return before === APOSTROPHE || before === HYPHEN ? 1 : 0;
}

/** 1 when every word of the span is a country, state, nationality, month, title or particle. */
export function isRegionOnly(a: i32, b: i32): i32 {
  let words: i32 = 0;
  for (let i: i32 = a; i < b; i = i + 1) {
    if (kindOf(i) === NUMBER) return 0;
    if (kindOf(i) !== WORD) continue;
    words = words + 1;
    const m: i32 = maskAt(i);
    if (pairIsTown(i, b) !== 0) return 0;
    if ((m & (REGION | NATION | CALENDAR | TITLE | STATE_CODE)) !== 0) continue;
    if ((m & PARTICLE) !== 0 && (m & CITY) === 0) continue;
    if (isRegionPair(i, a, b) !== 0) continue;
    return 0;
  }
  return words > 0 ? 1 : 0;
}

/** 1 when no word of the span is a country or state: only nationalities, months, titles, codes. */
export function isNationOnly(a: i32, b: i32): i32 {
  for (let i: i32 = a; i < b; i = i + 1) {
    if (kindOf(i) === WORD && ((maskAt(i) & REGION) !== 0 || isRegionPair(i, a, b) !== 0)) return 0;
  }
  return 1;
}

/** Both words of a listed region of two words ("South Dakota", "United States") that is no town as well. */
function isRegionPair(i: i32, a: i32, b: i32): i32 {
  if (i + 1 < b && pairIsRegion(i) !== 0) return 1;
  return i > a && pairIsRegion(i - 1) !== 0 ? 1 : 0;
}

/** "New York", "Kansas City": a listed town of two words. */
function pairIsTown(i: i32, b: i32): i32 {
  if (i + 1 >= b || kindOf(i + 1) !== WORD) return 0;
  return (maskOf(lexId(townHash(hashAt(i), hashAt(i + 1)))) & CITY) !== 0 ? 1 : 0;
}

function pairIsRegion(i: i32): i32 {
  if (kindOf(i) !== WORD || kindOf(i + 1) !== WORD) return 0;
  return (maskOf(lexId(townHash(hashAt(i), hashAt(i + 1)))) & (REGION | CITY)) === REGION ? 1 : 0;
}

/** 1 for a country or state at token i, told by one word or by that and the next ("South Dakota"), and how many words it has. */
export let regionWords: i32 = 0;
export function isRegionAt(i: i32, n: i32): i32 {
  regionWords = 1;
  if (kindOf(i) !== WORD) return 0;
  if (i + 1 < n && isCapitalised(i + 1) !== 0 && pairIsRegion(i) !== 0) {
    regionWords = 2;
    return 1;
  }
  return (maskAt(i) & REGION) !== 0 ? 1 : 0;
}

/** 1 when a small word stands beside the words [a, b): the capitals there are meant. */
export function besideSmall(a: i32, b: i32, n: i32): i32 {
  if (a > 0 && kindOf(a - 1) === WORD && shapeAt(a - 1) === S_LOWER) return 1;
  return b < n && kindOf(b) === WORD && shapeAt(b) === S_LOWER ? 1 : 0;
}

/** 1 for the code of a state in capitals right behind a word that announces a place ("in NJ"). */
export function isCodeBehindCue(i: i32): i32 {
  return (maskAt(i) & STATE_CODE) !== 0 && shapeAt(i) === S_ACRONYM ? isBehindCue(i) : 0;
}

/** 1 right behind a small word that announces a place ("in", "from"). */
export function isBehindCue(i: i32): i32 {
  return i > 0 && (maskAt(i - 1) & PLACE_CUE) !== 0 && shapeAt(i - 1) === S_LOWER ? 1 : 0;
}

/** What the words of the last span that `measure` looked at are. */
export let spanWords: i32 = 0;
export let spanKnown: i32 = 0;
export let spanFirst: i32 = 0;
export let spanMedical: i32 = 0;
export let spanCommon: i32 = 0;
export let spanLower: i32 = 0;
export let spanPublic: i32 = 0;
export let spanFacility: i32 = 0;
export let spanStreet: i32 = 0;
export let spanNumbers: i32 = 0;
export let spanInitials: i32 = 0;
/** Words of towns, regions and streets; those that are a town by themselves. */
export let spanPlaces: i32 = 0;
export let spanTowns: i32 = 0;
/** Words in capitals throughout. */
export let spanCapitals: i32 = 0;

export function measure(a: i32, b: i32): void {
  spanWords = 0;
  spanKnown = 0;
  spanFirst = 0;
  spanMedical = 0;
  spanCommon = 0;
  spanLower = 0;
  spanPublic = 0;
  spanFacility = 0;
  spanStreet = 0;
  spanNumbers = 0;
  spanInitials = 0;
  spanPlaces = 0;
  spanTowns = 0;
  spanCapitals = 0;
  for (let i: i32 = a; i < b; i = i + 1) {
    if (kindOf(i) === NUMBER) spanNumbers = spanNumbers + 1;
    if (kindOf(i) !== WORD) continue;
    countWord(i);
  }
}

function countWord(i: i32): void {
  const m: i32 = maskAt(i);
  if (shapeAt(i) === S_INITIAL) {
    spanInitials = spanInitials + 1;
    return;
  }
  spanWords = spanWords + 1;
  if ((m & (PERSON | CITY)) !== 0) spanKnown = spanKnown + 1;
  if ((m & FIRST) !== 0 && (m & COMMON_A) === 0) spanFirst = spanFirst + 1;
  if ((m & PLACE) !== 0) spanPlaces = spanPlaces + 1;
  if ((m & CITY) !== 0) spanTowns = spanTowns + 1;
  if (shapeAt(i) === S_UPPER || shapeAt(i) === S_ACRONYM) spanCapitals = spanCapitals + 1;
  if ((m & (MED | EPONYM)) !== 0) spanMedical = spanMedical + 1;
  if ((m & COMMON) !== 0) spanCommon = spanCommon + 1;
  if (shapeAt(i) === S_LOWER && (m & PARTICLE) === 0) spanLower = spanLower + 1;
  if ((m & PUBLIC) !== 0) spanPublic = spanPublic + 1;
  if ((m & FACILITY) !== 0) spanFacility = spanFacility + 1;
  if ((m & STREET) !== 0) spanStreet = spanStreet + 1;
}

/** 1 when the window has a capital letter anywhere outside [a, b). */
export function capitalsOutside(a: i32, b: i32, n: i32): i32 {
  for (let i: i32 = 0; i < n; i = i + 1) {
    if (i >= a && i < b) continue;
    if (kindOf(i) === WORD && isCapitalised(i) !== 0) return 1;
  }
  return 0;
}

/** hashWord of "at", "from", "by", "to", "our": before an acronym they announce a hospital ("at UCSF"); a unit test keeps them true. */
export const CUE_AT: i32 = 1658847394;
export const CUE_FROM: i32 = -1626203132;
export const CUE_BY: i32 = -232006584;
export const CUE_TO: i32 = 92570286;
export const CUE_OUR: i32 = -1394016343;

/** 1 for the words that announce an acronym. */
export function isAcronymCue(h: i32): i32 {
  return h === CUE_AT || h === CUE_FROM || h === CUE_BY || h === CUE_TO || h === CUE_OUR ? 1 : 0;
}

/** hashWord("et") and hashWord("al"); a unit test keeps them true. */
export const ET: i32 = -42009978;
export const AL: i32 = 2088871989;

/** 1 when "et al" follows, or soon a year, volume and page ("Spine 2008;33:2789"): a study's author. */
export function isCitation(b: i32, n: i32): i32 {
  if (b + 1 < n && hashAt(b) === ET && hashAt(b + 1) === AL) return 1;
  for (let i: i32 = b; i + 3 < n; i = i + 1) {
    if (hashAt(i) !== YEAR || hashAt(i + 1) !== SEMICOLON || kindOf(i + 2) !== NUMBER) continue;
    if (hashAt(i + 3) === COLON || hashAt(i + 3) === BRACKET) return 1;
  }
  return 0;
}

/** 1 when a comma and a state code stand behind token b - 1: "Reno, NV". */
export function stateFollows(b: i32, n: i32): i32 {
  if (b + 1 >= n || hashAt(b) !== COMMA) return 0;
  if ((maskAt(b + 1) & STATE_CODE) !== 0 && shapeAt(b + 1) === S_ACRONYM) return 1;
  return (maskAt(b + 1) & REGION) !== 0 && isCapitalised(b + 1) !== 0 ? 1 : 0;
}
