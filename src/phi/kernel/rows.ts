/** One row of the tables of hits (dual source): [kind | level << 8 | confidence << 16, start, end, flags | extra << 16]; kind 0 is a hit that was dropped. */

import { F_TAGGED, F_USER } from "./layout.ts";
import { ld32, smaller, st32 } from "./mem.ts";

export const ROW: i32 = 16;

export function kindOf(row: i32): i32 {
  return ld32(row) & 255;
}
export function levelOf(row: i32): i32 {
  return (ld32(row) >>> 8) & 255;
}
export function setLevel(row: i32, level: i32): void {
  st32(row, (ld32(row) & -65281) | (level << 8));
}
export function startOf(row: i32): i32 {
  return ld32(row + 4);
}
export function endOf(row: i32): i32 {
  return ld32(row + 8);
}
export function setEnd(row: i32, end: i32): void {
  st32(row + 8, end);
}
/** The bits of `flag` that the row has. */
export function flagOf(row: i32, flag: i32): i32 {
  return ld32(row + 12) & flag;
}
export function addFlag(row: i32, flag: i32): void {
  st32(row + 12, ld32(row + 12) | flag);
}
export function dropFlag(row: i32, flag: i32): void {
  st32(row + 12, ld32(row + 12) & ~flag);
}
export function copyRow(from: i32, to: i32): void {
  for (let i: i32 = 0; i < ROW; i = i + 4) st32(to + i, ld32(from + i));
}

/** Is it a span of the name tagger? */
export function isName(row: i32): i32 {
  return flagOf(row, F_TAGGED);
}

/** What wins where hits overlap: the policy's recognizers, structure, names; then the level; then the longer one. */
export function rankOf(row: i32): i32 {
  const structure: i32 = isName(row) !== 0 ? 0 : 1000000;
  const own: i32 = flagOf(row, F_USER) !== 0 ? 2000000 : 0;
  return structure + own + levelOf(row) * 100000 + smaller(99999, endOf(row) - startOf(row));
}
