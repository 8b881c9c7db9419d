/** The table of hits after a scan (dual source): offsets of the text itself, in the order of their starts. */
import { hitCount, setHitCount } from "./emit.ts";
import { HITS_AT, JUDGED_AT, MAP_AT, NORM_AT } from "./layout.ts";
import { ld32, smaller, st32 } from "./mem.ts";
import { breakCount } from "./normal.ts";
import { copyRow, endOf, kindOf, ROW, startOf } from "./rows.ts";

/** Offset in the text from `from` of an offset in its normalised copy. */
function original(offset: i32, from: i32): i32 {
  let low: i32 = 0;
  let high: i32 = breakCount();
  while (low < high) {
    const mid: i32 = (low + high) >>> 1;
    if (ld32(MAP_AT + mid * 8) <= offset) low = mid + 1;
    else high = mid;
  }
  if (low === 0) return from + (offset - NORM_AT);
  return ld32(MAP_AT + low * 8 - 4) + (offset - ld32(MAP_AT + low * 8 - 8));
}

/** Turns the offsets of all hits in the normalised copy into those of the text [from, to). */
export function restoreOffsets(from: i32, to: i32): void {
  const end: i32 = HITS_AT + hitCount() * ROW;
  for (let row: i32 = HITS_AT; row < end; row = row + ROW) {
    st32(row + 4, original(startOf(row), from));
    st32(row + 8, smaller(to, original(endOf(row), from)));
  }
}

/** Sorts the hits by their starts; equal ones stay as they were found. They mostly are in order. */
export function sortHits(): void {
  const n: i32 = hitCount();
  if (isSorted(n) !== 0) return;
  let from: i32 = HITS_AT;
  let to: i32 = JUDGED_AT;
  for (let width: i32 = 1; width < n; width = width * 2) {
    for (let i: i32 = 0; i < n; i = i + width * 2) merge(from, to, i, smaller(i + width, n), smaller(i + width * 2, n));
    const other: i32 = from;
    from = to;
    to = other;
  }
  if (from !== HITS_AT) for (let i: i32 = 0; i < n; i = i + 1) copyRow(from + i * ROW, HITS_AT + i * ROW);
}

function isSorted(n: i32): i32 {
  for (let i: i32 = 1; i < n; i = i + 1) if (startOf(HITS_AT + i * ROW) < startOf(HITS_AT + i * ROW - ROW)) return 0;
  return 1;
}

/** Merges the sorted rows [a, b) and [b, end) of one table into the same places of another; of equal ones the first stays before. */
export function merge(from: i32, to: i32, a: i32, b: i32, end: i32): void {
  let i: i32 = a;
  let j: i32 = b;
  for (let k: i32 = a; k < end; k = k + 1) {
    const left: i32 = i < b && (j === end || startOf(from + i * ROW) <= startOf(from + j * ROW)) ? 1 : 0;
    copyRow(from + (left !== 0 ? i : j) * ROW, to + k * ROW);
    if (left !== 0) i = i + 1;
    else j = j + 1;
  }
}

/** Closes the gaps of rows that were dropped. */
export function closeGaps(): void {
  const end: i32 = HITS_AT + hitCount() * ROW;
  let to: i32 = HITS_AT;
  for (let row: i32 = HITS_AT; row < end; row = row + ROW) {
    if (kindOf(row) === 0) continue;
    if (to !== row) copyRow(row, to);
    to = to + ROW;
  }
  setHitCount(((to - HITS_AT) / ROW) | 0);
}
