/**
 * The sequence model over the window (dual source): hashed int8 weights, then the best path through every (token, tag), forwards and backwards.
 * Whole numbers only, so that JavaScript and WebAssembly agree to the bit. NAT units of weight are one nat of log-odds.
 */
import { EXTRA_AT, WEIGHTS_AT } from "../kernel/layout.ts";
import { ld32, lds8, st32 } from "../kernel/mem.ts";
import { featurize, filterFeatures } from "./features.ts";
import {
  BACKWARD,
  FEATURES,
  FILTER_ROWS,
  FORWARD,
  ORG,
  SCORES,
  T_HASH,
  T_KIND,
  T_LABEL,
  T_MARGIN,
  TAGS,
  WORD,
  X_FILTER,
  X_TRANS,
} from "./layout.ts";
import { lexId, townHash } from "./window.ts";

/** Log-odds, in NAT units, that the first filter gives the candidate at i. */
export function filterScore(i: i32, n: i32): i32 {
  const count: i32 = filterFeatures(i, n);
  let sum: i32 = 0;
  for (let k: i32 = 0; k < count; k = k + 1) sum = sum + lds8(EXTRA_AT + X_FILTER + (ld32(FEATURES + (k << 2)) & (FILTER_ROWS - 1)));
  return sum;
}

function townAt(i: i32, n: i32): i32 {
  if (i < 1 || i >= n) return 0;
  const at: i32 = i << 2;
  if (ld32(T_KIND + at) !== WORD || ld32(T_KIND + at - 4) !== WORD) return 0;
  return lexId(townHash(ld32(T_HASH + at - 4), ld32(T_HASH + at)));
}

function scoreToken(i: i32, n: i32, townLeft: i32, townRight: i32, key: i32): void {
  const count: i32 = featurize(i, n, townLeft, townRight, key);
  let s0: i32 = 0;
  let s1: i32 = 0;
  let s2: i32 = 0;
  let s3: i32 = 0;
  let s4: i32 = 0;
  for (let k: i32 = 0; k < count; k = k + 1) {
    const row: i32 = WEIGHTS_AT + ld32(FEATURES + (k << 2)) * TAGS;
    s0 = s0 + lds8(row);
    s1 = s1 + lds8(row + 1);
    s2 = s2 + lds8(row + 2);
    s3 = s3 + lds8(row + 3);
    s4 = s4 + lds8(row + 4);
  }
  const at: i32 = SCORES + i * TAGS * 4;
  st32(at, s0);
  st32(at + 4, s1);
  st32(at + 8, s2);
  st32(at + 12, s3);
  st32(at + 16, s4);
}

function cell(base: i32, i: i32, y: i32): i32 {
  return ld32(base + (i * TAGS + y) * 4);
}

function trans(x: i32, y: i32): i32 {
  return ld32(EXTRA_AT + X_TRANS + (x * TAGS + y) * 4);
}

function bestBefore(i: i32, y: i32): i32 {
  let best: i32 = -1000000;
  for (let x: i32 = 0; x < TAGS; x = x + 1) {
    const v: i32 = cell(FORWARD, i - 1, x) + trans(x, y);
    if (v > best) best = v;
  }
  return best;
}

function bestAfter(i: i32, x: i32): i32 {
  let best: i32 = -1000000;
  for (let y: i32 = 0; y < TAGS; y = y + 1) {
    const v: i32 = trans(x, y) + cell(SCORES, i + 1, y) + cell(BACKWARD, i + 1, y);
    if (v > best) best = v;
  }
  return best;
}

/**
 * Decodes tokens [from, to) of a window of n. Per token: T_LABEL = best of person, place, facility; T_MARGIN = how far the best path through that tag
 * is above the best path through "no name" (or organisation).
 */
export function decode(from: i32, to: i32, n: i32, key: i32): void {
  let town: i32 = townAt(from, n);
  for (let i: i32 = from; i < to; i = i + 1) {
    const next: i32 = townAt(i + 1, n);
    scoreToken(i, n, town, next, key);
    town = next;
  }
  for (let y: i32 = 0; y < TAGS; y = y + 1) {
    st32(FORWARD + (from * TAGS + y) * 4, cell(SCORES, from, y));
    st32(BACKWARD + ((to - 1) * TAGS + y) * 4, 0);
  }
  for (let i: i32 = from + 1; i < to; i = i + 1) {
    for (let y: i32 = 0; y < TAGS; y = y + 1) st32(FORWARD + (i * TAGS + y) * 4, bestBefore(i, y) + cell(SCORES, i, y));
  }
  for (let i: i32 = to - 2; i >= from; i = i - 1) {
    for (let x: i32 = 0; x < TAGS; x = x + 1) st32(BACKWARD + (i * TAGS + x) * 4, bestAfter(i, x));
  }
  for (let i: i32 = from; i < to; i = i + 1) setMargin(i);
}

function setMargin(i: i32): void {
  let best: i32 = -1000000;
  let label: i32 = 0;
  for (let y: i32 = 1; y < ORG; y = y + 1) {
    const v: i32 = cell(FORWARD, i, y) + cell(BACKWARD, i, y);
    if (v > best) {
      best = v;
      label = y;
    }
  }
  const none: i32 = cell(FORWARD, i, 0) + cell(BACKWARD, i, 0);
  const org: i32 = cell(FORWARD, i, ORG) + cell(BACKWARD, i, ORG);
  st32(T_LABEL + (i << 2), label);
  st32(T_MARGIN + (i << 2), best - (none > org ? none : org));
}
