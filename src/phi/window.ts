/** One window of text in the kernel's memory: scanned, hits with offsets in the raw bytes. */

import { type Hit, readHits } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import type { UserRecognizers } from "./user.ts";

export interface WindowMode {
  readonly json: boolean;
  readonly packs: number;
  readonly log: boolean;
  readonly lower: "auto" | "always" | "never";
  /** Recognizers of the policy. */
  readonly user?: UserRecognizers;
}

/** Bytes after the text that the matchers may read. */
const PADDING = 96;

function kernelMode(mode: WindowMode, lower: boolean): number {
  return (mode.json ? L.MODE_JSON : 0) | (lower ? L.MODE_LOWER : 0) | (mode.log ? L.MODE_LOG : 0);
}

/** The bytes of a window that show whether it is written without capitals. */
const CASE_BYTES = 4096;

/**
 * Scans raw bytes `[from, to)` of the kernel's memory (they lie at or behind RAW_AT) and gives the hits in order of discovery, offsets absolute.
 * The byte before `from` is read as left context from `low` on.
 */
export function scanWindow(k: Kernel, low: number, from: number, to: number, mode: WindowMode): Hit[] {
  const { u8 } = k;
  u8.fill(0, to, to + PADDING);
  const own = mode.user?.find(u8, from, to) ?? [];
  const hits = scanKernel(k, low, from, to, mode);
  return own.length === 0 ? hits : [...hits, ...own].sort((a, b) => a.start - b.start);
}

function scanKernel(k: Kernel, low: number, from: number, to: number, mode: WindowMode): Hit[] {
  const { u8 } = k;
  const lower = mode.lower === "always" || (mode.lower === "auto" && k.isLowerCase(from, Math.min(to, from + CASE_BYTES)) !== 0);
  k.setMode(kernelMode(mode, lower), mode.packs);
  const json = mode.json ? 1 : 0;
  if (k.needsNormalising(from, to, json) === 0) {
    k.setWindow(low, to);
    return scanAll(k, from, to);
  }
  u8[L.NORM_AT - 1] = 0x0a;
  const end = L.NORM_AT + k.normaliseText(from, to, json);
  u8.fill(0, end, end + PADDING);
  k.setWindow(L.NORM_AT, end);
  const hits = scanAll(k, L.NORM_AT, end);
  const breaks = k.i32.subarray(L.MAP_AT >> 2, (L.MAP_AT >> 2) + k.breakCount() * 2);
  for (const hit of hits) {
    hit.start = original(breaks, hit.start, from);
    hit.end = Math.min(to, original(breaks, hit.end, from));
  }
  return hits;
}

/** Offset in the text from `from` of an offset in its copy; `breaks` are pairs (copy, text), ascending. */
function original(breaks: Int32Array, offset: number, from: number): number {
  let low = 0;
  let high = breaks.length >> 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((breaks[mid * 2] as number) <= offset) low = mid + 1;
    else high = mid;
  }
  if (low === 0) return from + (offset - L.NORM_AT);
  return (breaks[low * 2 - 1] as number) + (offset - (breaks[low * 2 - 2] as number));
}

function scanAll(k: Kernel, from: number, to: number): Hit[] {
  const hits: Hit[] = [];
  k.setCover(from);
  k.setNameCover(from);
  let p = from;
  while (p < to) {
    k.clearHits();
    p = k.scan(p, to);
    readHits(k.i32, k.hitCount(), hits);
  }
  return hits;
}
