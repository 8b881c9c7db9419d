/** One window of text in the kernel's memory: scanned, hits with offsets in the raw bytes. */

import { UnreadableError } from "./decode.ts";
import type { Format } from "./formats.ts";
import { addHits, foundHits, type HitTable, TOO_MANY } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import type { UserRecognizers } from "./user.ts";

export interface WindowMode {
  /** What the text is: JSON, a log, other running text; or cells of a table and other short texts. */
  readonly text: "json" | "log" | "prose" | "cells";
  readonly packs: number;
  readonly lower: "auto" | "always" | "never";
  /** Recognizers of the policy. */
  readonly user?: UserRecognizers;
}

/** What the running text of a format is. */
export function runningText(format: Format): "json" | "log" | "prose" {
  if (format === "json" || format === "jsonl" || format === "notebook") return "json";
  return format === "log" ? "log" : "prose";
}

/** Bytes after the text that the matchers may read. */
const PADDING = 96;

function kernelMode(mode: WindowMode, lower: boolean): number {
  const text = { json: L.MODE_JSON | L.MODE_WORDS, log: L.MODE_LOG | L.MODE_WORDS, prose: L.MODE_WORDS, cells: 0 }[mode.text];
  return text | (lower ? L.MODE_LOWER : 0);
}

/** The bytes of a window that show whether it is written without capitals. */
const CASE_BYTES = 4096;

/**
 * Scans raw bytes `[from, to)` of the kernel's memory (they lie at or behind RAW_AT). The hits stand in the kernel's table, in the order of their starts,
 * offsets absolute. The byte before `from` is read as left context from `low` on.
 * @throws UnreadableError when the text holds more hits than the table
 */
export function scanWindow(k: Kernel, low: number, from: number, to: number, mode: WindowMode): HitTable {
  const { u8 } = k;
  u8.fill(0, to, to + PADDING);
  const own = mode.user?.find(u8, from, to) ?? [];
  const lower =
    mode.lower === "always" ||
    (mode.lower === "auto" && mode.text !== "cells" && k.isLowerCase(from, Math.min(to, from + CASE_BYTES)) !== 0);
  k.setMode(kernelMode(mode, lower), mode.packs);
  const by = mode.lower === "auto" ? STRETCHES[mode.text] : 0;
  const json = mode.text === "json" ? 1 : 0;
  if (k.needsNormalising(from, to, json) === 0) {
    k.setWindow(low, to);
    scanAll(k, from, to, by);
  } else {
    u8[L.NORM_AT - 1] = 0x0a;
    const end = L.NORM_AT + k.normaliseText(from, to, json);
    u8.fill(0, end, end + PADDING);
    // A low line of the copy may be another sign in the text.
    k.setMode(kernelMode(mode, lower) & ~L.MODE_WORDS, mode.packs);
    k.setWindow(L.NORM_AT, end);
    scanAll(k, L.NORM_AT, end, by);
    k.restoreOffsets(from, to);
  }
  if (own.length > 0) addHits(k, own);
  k.sortHits();
  return foundHits(k);
}

/** Stretches that may have a letter case of their own; a log has one. */
const STRETCHES = { json: L.BY_STRINGS, log: 0, prose: L.BY_PARAGRAPHS, cells: L.BY_CELLS };

function scanAll(k: Kernel, from: number, to: number, by: number): void {
  k.setCover(from);
  k.setNameCover(from);
  k.clearHits();
  if ((by === 0 ? k.scan(from, to) : k.scanByCase(from, to, by)) < to) throw new UnreadableError(TOO_MANY);
}
