/**
 * Which hits may be noise where they stand (dual source). ../noise.ts decides; this says, from a few bytes around a hit, whether it has to be asked. To ask
 * too often costs time only, so every rule here is wider than the one it stands for.
 */
import { hitCount } from "./emit.ts";
import { F_DOUBT, F_LABEL, F_USER, HITS_AT, K_DATE, K_ID, K_IP, K_LICENSE, K_URL, MODE_JSON } from "./layout.ts";
import { ld8 } from "./mem.ts";
import { addFlag, endOf, flagOf, isName, kindOf, ROW, startOf } from "./rows.ts";
import { MODE } from "./state.ts";

const LINE_FEED: i32 = 0x0a;
const SPACE: i32 = 0x20;
const QUOTE: i32 = 0x22;
const UNDERSCORE: i32 = 0x5f;
/** The longest of the nouns and literals that ../noise.ts knows. */
const LONGEST_WORD: i32 = 9;
/** Stands for every letter. */
const ANY: i32 = -1;

/** Marks the hits of the text from `from` on that may be noise with F_DOUBT; gives their number. `all`: 1 where every hit may be. */
export function markDoubts(from: i32, all: i32): i32 {
  const end: i32 = HITS_AT + hitCount() * ROW;
  let n: i32 = 0;
  for (let row: i32 = HITS_AT; row < end; row = row + ROW) {
    if (all === 0 && flagOf(row, F_USER) === 0 && mayBeNoise(row, from) === 0) continue;
    addFlag(row, F_DOUBT);
    n = n + 1;
  }
  return n;
}

function mayBeNoise(row: i32, from: i32): i32 {
  const start: i32 = startOf(row);
  const kind: i32 = kindOf(row);
  const before: i32 = start > from ? ld8(start - 1) : LINE_FEED;
  if ((kind === K_IP || kind === K_DATE) && before === 0x3d) return 1;
  if (kind === K_LICENSE || mayBePlaceholder(start) !== 0) return 1;
  if (flagOf(row, F_LABEL) !== 0 && endOf(row) - start >= 32) return 1;
  if (isName(row) !== 0 && mayBeNoName(row, from, before) !== 0) return 1;
  if ((MODE & MODE_JSON) === 0) return 0;
  const key: i32 = before === QUOTE ? keyLetter(from, start) : 0;
  if (isName(row) !== 0) return key === ANY || key === 0x65 || key === 0x79 ? 1 : 0; // …type, …Family; field names have no capitals
  if (kind === K_URL) return key === ANY || key === 0x61 || key === 0x64 || key === 0x66 ? 1 : 0; // $schema, $id, $ref
  return key !== 0 && kind === K_ID && endOf(row) - start <= 6 ? 1 : 0;
}

/** "[", "<", "*", "_", "XX", "RE": how the marks of de-identification begin. */
function mayBePlaceholder(p: i32): i32 {
  const c: i32 = ld8(p);
  if (c === 0x5b || c === 0x3c || c === 0x2a || c === UNDERSCORE) return 1;
  const next: i32 = ld8(p + 1) | 32;
  return ((c | 32) === 0x78 && next === 0x78) || ((c | 32) === 0x72 && next === 0x65) ? 1 : 0;
}

/** A tagged word that does not begin with a capital, touches a low line, holds a digit, or is short and may open a sentence or be a value. */
function mayBeNoName(row: i32, from: i32, before: i32): i32 {
  const start: i32 = startOf(row);
  const stop: i32 = endOf(row);
  const first: i32 = ld8(start);
  if (before === UNDERSCORE || ld8(stop) === UNDERSCORE) return 1;
  if (first < 0x41 || (first > 0x5a && first < 0x80)) return 1;
  for (let p: i32 = start; p < stop; p = p + 1) if (ld8(p) >= 0x30 && ld8(p) <= 0x39) return 1;
  if (stop - start > LONGEST_WORD) return 0;
  let p: i32 = start - 1;
  while (p >= from && ld8(p) === SPACE) p = p - 1;
  return p < from || opensWord(ld8(p)) !== 0 ? 1 : 0;
}

/** A quotation mark, the end of a sentence or line, or a sign before a bare value. */
function opensWord(c: i32): i32 {
  return c === QUOTE || c === LINE_FEED || c === 0x2e || c === 0x21 || c === 0x3f || c === 0x3a || c === 0x2c || c === 0x5b ? 1 : 0;
}

/** Last letter of the key of the string that starts at p; that of no key where the string starts with a quote of its own. */
function keyLetter(from: i32, p: i32): i32 {
  let q: i32 = p - 2;
  if (ld8(q) === 0x5c) return ANY;
  const stop: i32 = q - 40 > from ? q - 40 : from;
  while (q > stop && ld8(q) !== QUOTE) q = q - 1;
  return ld8(q - 1);
}
