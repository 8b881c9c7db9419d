/** Features of one token of the window (dual source): row numbers of the hashed weight table, written to FEATURES. Training uses this same code. */
import { larger, ld32, mixRows, mul, smaller, st32 } from "../kernel/mem.ts";
import {
  EDGE,
  FEATURES,
  NUMBER,
  ROWS,
  T_CASES,
  T_COARSE,
  T_COLON,
  T_HASH,
  T_HEAD,
  T_ID,
  T_KIND,
  T_NUMBER,
  T_RUN,
  T_SHAPE,
  T_TAIL,
  T_TITLE,
} from "./layout.ts";

let count: i32 = 0;

/** Notes a feature at place k of the list; `mixRows` makes its row of it. */
function put(k: i32, template: i32, value: i32): void {
  st32(FEATURES + (k << 2), value ^ mul(template, -1640531535));
}

function add(template: i32, value: i32): void {
  put(count, template, value);
  count = count + 1;
}

function pair(a: i32, b: i32): i32 {
  return mul(a, 668265263) ^ mul(b ^ 61, 374761393);
}

/** Entry i of a column; the two before the first and behind the last one are zero. */
function col(base: i32, i: i32): i32 {
  return ld32(base + (i << 2));
}

/** Letter case around token i: 0 mixed, 1 no capital at all, 2 no lower case. */
function caseMode(i: i32, n: i32): i32 {
  const around: i32 = col(T_CASES, smaller(i + 7, n)) - col(T_CASES, larger(i - 6, 0));
  if (around >>> 16 === 0) return 1;
  return (around & 65535) === 0 ? 2 : 0;
}

function nextNumber(i: i32, n: i32): i32 {
  for (let d: i32 = 1; d <= 3; d = d + 1) {
    if (i + d >= n) return 0;
    if (col(T_KIND, i + d) === NUMBER) return d | (col(T_SHAPE, i + d) << 3);
  }
  return 0;
}

/**
 * Writes the feature rows of token i of a window of n tokens; gives their number. `townLeft` and `townRight`: class id of the two-word town name
 * that ends or starts at the token; `key`: class of the JSON key or column.
 */
export function featurize(i: i32, n: i32, townLeft: i32, townRight: i32, key: i32): i32 {
  const w: i32 = ld32(T_HASH + (i << 2));
  const s: i32 = ld32(T_SHAPE + (i << 2));
  const c: i32 = ld32(T_COARSE + (i << 2));
  const id: i32 = ld32(T_ID + (i << 2));
  const w1: i32 = col(T_HASH, i - 1);
  const w2: i32 = col(T_HASH, i + 1);
  const c1: i32 = col(T_COARSE, i - 1);
  const c2: i32 = col(T_COARSE, i + 1);
  const s1: i32 = col(T_SHAPE, i - 1);
  const s2: i32 = col(T_SHAPE, i + 1);
  const w3: i32 = col(T_HASH, i - 2);
  const w4: i32 = col(T_HASH, i + 2);
  const c3: i32 = col(T_COARSE, i - 2);
  const c4: i32 = col(T_COARSE, i + 2);
  const cs: i32 = c | (s << 8);
  put(0, 1, 0);
  put(1, 2, w);
  put(2, 3, pair(w, s));
  put(3, 4, w1);
  put(4, 5, w2);
  put(5, 6, w3);
  put(6, 7, w4);
  put(7, 8, pair(w1, w));
  put(8, 9, pair(w, w2));
  put(9, 10, pair(w1, w2));
  put(10, 11, s | (s1 << 4));
  put(11, 12, s | (s2 << 4));
  put(12, 13, s | (s1 << 4) | (s2 << 8));
  put(13, 14, s | (s1 << 4) | (col(T_SHAPE, i - 2) << 8));
  put(14, 15, s | (s2 << 4) | (col(T_SHAPE, i + 2) << 8));
  put(15, 16, id);
  put(16, 17, id | (s << 12));
  put(17, 18, cs | (c1 << 12));
  put(18, 19, cs | (c2 << 12));
  put(19, 20, c | (c1 << 8) | (c2 << 16));
  put(20, 21, pair(c | (c1 << 8) | (c2 << 16), s | (s1 << 4) | (s2 << 8)));
  put(21, 22, c1 | (s << 8));
  put(22, 23, c2 | (s << 8));
  put(23, 24, c3 | (cs << 8));
  put(24, 25, c4 | (cs << 8));
  put(25, 26, pair(w1, cs));
  put(26, 27, pair(w2, cs));
  put(27, 28, pair(pair(w3, w1), cs));
  put(28, 29, pair(pair(w2, w4), cs));
  put(29, 30, pair(w3, cs));
  put(30, 31, pair(w4, c));
  moreFeatures(i, n, townLeft, townRight, key, cs);
  mixRows(FEATURES, count, ROWS - 1);
  return count;
}

function moreFeatures(i: i32, n: i32, townLeft: i32, townRight: i32, key: i32, cs: i32): void {
  const head: i32 = ld32(T_HEAD + (i << 2));
  const tail: i32 = ld32(T_TAIL + (i << 2));
  const s: i32 = cs >>> 8;
  const s1: i32 = col(T_SHAPE, i - 1);
  put(31, 32, pair(tail & 65535, s)); // suffix of two
  put(32, 33, pair(tail & 16777215, s)); // of three
  put(33, 34, pair(tail, s)); // of four
  put(34, 35, pair(head & 16777215, s)); // prefix of three
  const mode: i32 = caseMode(i, n);
  put(35, 36, cs | (mode << 14));
  put(36, 37, ld32(T_ID + (i << 2)) | (mode << 14));
  count = 37;
  const title: i32 = col(T_TITLE, i);
  if (title !== 0) add(38, cs | (title << 14));
  const number: i32 = col(T_NUMBER, i);
  if (number !== 0) add(39, cs | (number << 14));
  const after: i32 = nextNumber(i, n);
  if (after !== 0) add(40, cs | (after << 14));
  const label: i32 = col(T_COLON, i);
  if (label !== 0) add(41, pair(label, cs));
  if (townLeft !== 0) add(42, s | (townLeft << 8));
  if (townRight !== 0) add(43, s | (townRight << 8));
  if (key !== 0) add(44, cs | (key << 14));
  const starts: i32 =
    i === 0 || ld32(T_KIND + ((i - 1) << 2)) === EDGE || s1 === 10 || (s1 === 9 && isStop(col(T_HASH, i - 1)) !== 0) ? 1 : 0;
  add(45, cs | (starts << 14));
  if (starts !== 0) add(46, ld32(T_HASH + (i << 2)));
  if (col(T_RUN, i) === 1) {
    const right: i32 = runHead(i, n);
    const left: i32 = runStart(i);
    add(47, cs | (right << 14));
    add(48, cs | (left << 14));
    add(49, (right & 7) | ((left & 7) << 3) | (s << 6) | (mode << 10) | (starts << 12));
  }
}

/** Class of the last word of the capitalised run to the right and how far it is ("Bank" of "Wells Fargo Bank"), 0 when the run ends here. */
function runHead(i: i32, n: i32): i32 {
  let head: i32 = 0;
  for (let d: i32 = 1; d <= 4; d = d + 1) {
    if (i + d >= n) break;
    const run: i32 = col(T_RUN, i + d);
    if (run === 0) break;
    if (run === 1) head = d | (ld32(T_COARSE + ((i + d) << 2)) << 3);
  }
  return head;
}

/** Class of the first word of the capitalised run to the left and how far it is. */
function runStart(i: i32): i32 {
  let head: i32 = 0;
  for (let d: i32 = 1; d <= 4; d = d + 1) {
    if (i - d < 0) break;
    const run: i32 = col(T_RUN, i - d);
    if (run === 0) break;
    if (run === 1) head = d | (ld32(T_COARSE + ((i - d) << 2)) << 3);
  }
  return head;
}

function isStop(ch: i32): i32 {
  return ch === 46 || ch === 33 || ch === 63 ? 1 : 0;
}

/** Features of the candidate word alone, which stands in entry 1 of the window: rows of the small table (FILTER_ROWS). */
export function wordFeatures(): i32 {
  count = 0;
  const s: i32 = ld32(T_SHAPE + 4);
  add(51, ld32(T_HASH + 4));
  add(52, ld32(T_ID + 4) | (s << 12));
  add(53, pair(ld32(T_TAIL + 4) & 16777215, s));
  mixRows(FEATURES, count, ROWS - 1);
  return count;
}

/** Features of the candidate with its neighbours in entries 0 and 2. */
export function neighbourFeatures(): i32 {
  count = 0;
  const s: i32 = ld32(T_SHAPE + 4);
  const c: i32 = ld32(T_COARSE + 4);
  const w1: i32 = ld32(T_HASH);
  const w2: i32 = ld32(T_HASH + 8);
  const c1: i32 = ld32(T_COARSE);
  const c2: i32 = ld32(T_COARSE + 8);
  const s1: i32 = ld32(T_SHAPE);
  const s2: i32 = ld32(T_SHAPE + 8);
  add(54, pair(w1, s | (c << 8)));
  add(55, pair(w2, s | (c << 8)));
  add(56, pair(c | (c1 << 8) | (c2 << 16), s | (s1 << 4) | (s2 << 8)));
  add(57, pair(c | (c1 << 8), s | (s1 << 4)));
  add(58, pair(c | (c2 << 8), s | (s2 << 4)));
  add(59, pair(w1, s));
  add(60, pair(w2, s));
  mixRows(FEATURES, count, ROWS - 1);
  return count;
}
