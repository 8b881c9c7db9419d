/**
 * The sequence model over the window (dual source): hashed int8 weights, then the best path through every (token, tag), forwards and backwards.
 * Whole numbers only, so that JavaScript and WebAssembly agree to the bit. NAT units of weight are one nat of log-odds.
 */
import { BITS_AT, EXTRA_AT, WEIGHTS_AT } from "../kernel/layout.ts";
import { bestStep, larger, ld8, ld32, lds8, st32, sumRows } from "../kernel/mem.ts";
import { featurize, neighbourFeatures, wordFeatures } from "./features.ts";
import {
  BACKWARD,
  FEATURES,
  FILTER_ROWS,
  FORWARD,
  LOC,
  ORG,
  PER,
  SCORES,
  T_HASH,
  T_KIND,
  T_LABEL,
  T_MARGIN,
  TAGS,
  WORD,
  X_BACK,
  X_FILTER,
  X_FLOORS,
  X_TRANS,
} from "./layout.ts";
import { lexId, townHash } from "./words.ts";

function filterSum(count: i32): i32 {
  let sum: i32 = 0;
  for (let k: i32 = 0; k < count; k = k + 1) sum = sum + lds8(EXTRA_AT + X_FILTER + (ld32(FEATURES + (k << 2)) & (FILTER_ROWS - 1)));
  return sum;
}

/** First part of the filter: log-odds (NAT units) of the candidate word in entry 1, above the threshold that training set. */
export function wordScore(): i32 {
  return filterSum(wordFeatures());
}

/** Second part: what the neighbours in entries 0 and 2 add. */
export function neighbourScore(): i32 {
  return filterSum(neighbourFeatures());
}

/** Least score of the first part, and of both parts together, that training found to keep names. */
export function wordFloor(): i32 {
  return ld32(EXTRA_AT + X_FLOORS);
}
export function filterFloor(): i32 {
  return ld32(EXTRA_AT + X_FLOORS + 4);
}

/** How far the features of token i alone, without its neighbours' tags, speak for a name. */
export function localMargin(i: i32, n: i32, key: i32): i32 {
  scoreToken(i, n, townAt(i, n), townAt(i + 1, n), key);
  let best: i32 = cell(SCORES, i, 1);
  for (let y: i32 = 2; y < ORG; y = y + 1) best = larger(best, cell(SCORES, i, y));
  return best - larger(cell(SCORES, i, 0), cell(SCORES, i, ORG));
}

function townAt(i: i32, n: i32): i32 {
  if (i < 1 || i >= n) return 0;
  const at: i32 = i << 2;
  if (ld32(T_KIND + at) !== WORD || ld32(T_KIND + at - 4) !== WORD) return 0;
  const h: i32 = townHash(ld32(T_HASH + at - 4), ld32(T_HASH + at));
  const bit: i32 = h >>> 12;
  return ((ld8(BITS_AT + (bit >>> 3)) >>> (bit & 7)) & 1) !== 0 ? lexId(h) : 0;
}

function scoreToken(i: i32, n: i32, townLeft: i32, townRight: i32, key: i32): void {
  sumRows(FEATURES, featurize(i, n, townLeft, townRight, key), WEIGHTS_AT, SCORES + i * TAGS * 4);
}

function cell(base: i32, i: i32, y: i32): i32 {
  return ld32(base + (i * TAGS + y) * 4);
}

/** Scores of tokens [from, to) of a window of n, each without its neighbours' tags. */
export function scoreTokens(from: i32, to: i32, n: i32, key: i32): void {
  let town: i32 = townAt(from, n);
  for (let i: i32 = from; i < to; i = i + 1) {
    const next: i32 = townAt(i + 1, n);
    scoreToken(i, n, town, next, key);
    town = next;
  }
}

function rowOf(base: i32, i: i32): i32 {
  return base + i * TAGS * 4;
}

/** Margin of token c (as `decode` of it and one token on each side would give), all of them scored before. */
export function centerMargin(c: i32, n: i32): i32 {
  let row: i32 = rowOf(SCORES, c);
  if (c > 0) {
    bestStep(rowOf(SCORES, c - 1), EXTRA_AT + X_TRANS, row, FORWARD);
    row = FORWARD;
  }
  if (c + 1 < n) {
    bestStep(rowOf(SCORES, c + 1), EXTRA_AT + X_BACK, row, FORWARD);
    row = FORWARD;
  }
  let best: i32 = cell(row, 0, 1);
  for (let y: i32 = 2; y < ORG; y = y + 1) best = larger(best, cell(row, 0, y));
  return best - larger(cell(row, 0, 0), cell(row, 0, ORG));
}

/**
 * Decodes tokens [from, to), scored before. Per token: T_LABEL = best of person, place, facility; T_MARGIN = how far the best path through that tag
 * is above the best path through "no name" (or organisation).
 */
export function decode(from: i32, to: i32): void {
  for (let y: i32 = 0; y < TAGS; y = y + 1) {
    st32(rowOf(FORWARD, from) + y * 4, cell(SCORES, from, y));
    st32(rowOf(BACKWARD, to - 1) + y * 4, cell(SCORES, to - 1, y));
  }
  for (let i: i32 = from + 1; i < to; i = i + 1) bestStep(rowOf(FORWARD, i - 1), EXTRA_AT + X_TRANS, rowOf(SCORES, i), rowOf(FORWARD, i));
  for (let i: i32 = to - 2; i >= from; i = i - 1) bestStep(rowOf(BACKWARD, i + 1), EXTRA_AT + X_BACK, rowOf(SCORES, i), rowOf(BACKWARD, i));
  for (let i: i32 = from; i < to; i = i + 1) setMargin(i);
}

/** Value of the best path through tag y at token i. */
function through(i: i32, y: i32): i32 {
  return cell(FORWARD, i, y) + cell(BACKWARD, i, y) - cell(SCORES, i, y);
}

function setMargin(i: i32): void {
  let best: i32 = -1000000;
  let label: i32 = 0;
  for (let y: i32 = 1; y < ORG; y = y + 1) {
    const v: i32 = through(i, y);
    if (v > best) {
      best = v;
      label = y;
    }
  }
  const none: i32 = through(i, 0);
  const org: i32 = through(i, ORG);
  st32(T_LABEL + (i << 2), label);
  st32(T_MARGIN + (i << 2), best - (none > org ? none : org));
}

/** How far the best path through "place" at token i is above "no name" and "person"; -1000 where an organisation is likelier than no name. */
export function placeMargin(i: i32): i32 {
  const none: i32 = through(i, 0);
  if (through(i, ORG) > none) return -1000;
  const person: i32 = through(i, PER);
  return through(i, LOC) - larger(none, person);
}
