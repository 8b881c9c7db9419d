/** One window of text in the kernel's memory: scanned, hits with offsets in the raw bytes. */

import { type Hit, readHits } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import { mapBack, type Normalised, normalise } from "./normalise.ts";
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

/** Whether text is written without capitals: fewer than one letter in two hundred, over the first 4 KiB. */
export function isLowerCase(bytes: Uint8Array, from: number, to: number): boolean {
  const end = Math.min(to, from + 4096);
  let letters = 0;
  let capitals = 0;
  for (let p = from; p < end; p++) {
    const c = bytes[p] as number;
    if (c >= 0x61 && c <= 0x7a) letters += 1;
    else if (c >= 0x41 && c <= 0x5a) capitals += 1;
  }
  return letters > 40 && capitals * 200 < letters;
}

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
  const lower = mode.lower === "always" || (mode.lower === "auto" && isLowerCase(u8, from, to));
  k.setMode(kernelMode(mode, lower), mode.packs);
  const json = mode.json ? 1 : 0;
  if (k.needsNormalising(from, to, json) === 0) {
    k.setWindow(low, to);
    return scanAll(k, from, to);
  }
  u8[L.NORM_AT - 1] = 0x0a;
  const copy = normalised(k, from, to, mode.json);
  u8.fill(0, L.NORM_AT + copy.length, L.NORM_AT + copy.length + PADDING);
  k.setWindow(L.NORM_AT, L.NORM_AT + copy.length);
  const hits = scanAll(k, L.NORM_AT, L.NORM_AT + copy.length);
  for (const hit of hits) {
    hit.start = copy.original(hit.start);
    hit.end = Math.min(to, copy.original(hit.end));
  }
  return hits;
}

/** The copy with plain spellings at NORM_AT: made by the kernel, or here when it has more break points than the kernel has room for. */
function normalised(k: Kernel, from: number, to: number, json: boolean): Normalised {
  const length = k.normaliseText(from, to, json ? 1 : 0);
  if (length < 0) return normalise(k.u8, from, to, k.u8, L.NORM_AT, json);
  const pairs = k.i32.subarray(L.MAP_AT >> 2, (L.MAP_AT >> 2) + k.breakCount() * 2);
  return { length, original: (offset) => mapBack(pairs, offset, from, L.NORM_AT) };
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
