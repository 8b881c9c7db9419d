/** What one worker does at a time: a file, or eight megabytes of a large one, cut at line breaks. Results do not depend on who does which. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Finding } from "../core/documents.ts";
import { Collector, type Proposal } from "./collect.ts";
import { compressionOf, type Format, sniff } from "./formats.ts";
import type { Obstacle } from "./obstacles.ts";
import type { PhiOptions } from "./options.ts";
import { type FileInput, Scanner } from "./scanner.ts";
import type { ByteSource } from "./source.ts";
import type { RuleCounts } from "./tally.ts";

/** A file on disk: the path that findings name, and where it lies. */
export interface DiskFile {
  readonly path: string;
  readonly file: string;
  /** Why it is told instead of read. */
  readonly obstacle?: Obstacle;
}

export interface Unit extends DiskFile {
  readonly bytes: number;
  /** Present for a part of a file. */
  readonly range?: { readonly from: number; readonly to: number; readonly format: Format };
}

/** Findings and counts of one unit; lines and records count from the unit's start. */
export interface UnitResult {
  /** Shown path. */
  readonly path: string;
  readonly bytes: number;
  readonly records: number;
  readonly rules: RuleCounts;
  readonly findings: readonly Finding[];
  readonly notScanned: string | null;
  /** Allow entries that covered something. */
  readonly allowUsed: readonly number[];
  readonly proposals: readonly Proposal[];
}

export const RANGE_BYTES = 8 * 1024 * 1024;
const HEAD_BYTES = 65_536;
const NEWLINE = 0x0a;

/** Reads a part of an open file, `from` to `to`. */
function fdSource(fd: number, from: number, to: number): ByteSource {
  let at = from;
  return {
    read(target) {
      const n = readSync(fd, target, 0, Math.min(target.length, to - at), at);
      at += n;
      return n;
    },
  };
}

/** First byte of the first line that starts at or behind `offset`. */
function lineStartAt(fd: number, offset: number, size: number): number {
  if (offset === 0 || offset >= size) return Math.min(offset, size);
  const buffer = new Uint8Array(HEAD_BYTES);
  for (let at = offset - 1; at < size; at += buffer.length) {
    const n = readSync(fd, buffer, 0, buffer.length, at);
    const newline = buffer.subarray(0, n).indexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
    if (n === 0) break;
  }
  return size;
}

/** A paragraph is hardly longer than this. */
const PARAGRAPH = 8192;

/** Where a unit that would start at `offset` does start: at a line, in text behind the next blank line if there is one near. */
function unitStartAt(fd: number, offset: number, size: number, format: Format): number {
  const line = lineStartAt(fd, offset, size);
  if (format === "jsonl" || line === 0 || line === size) return line;
  const buffer = Buffer.alloc(PARAGRAPH);
  const text = buffer.subarray(0, readSync(fd, buffer, 0, PARAGRAPH, line));
  const blank = /\n\r?\n/.exec(text.toString("latin1"));
  return blank === null ? line : line + blank.index + blank[0].length;
}

/** Divides a file into units: line formats in UTF-8 into ranges, everything else whole. What cannot be opened is one unit, whose scan tells why. */
export function unitsOf(file: DiskFile): Unit[] {
  if (file.obstacle !== undefined) return [{ ...file, bytes: 0 }];
  let fd: number | null = null;
  try {
    fd = openSync(file.file, "r");
    return unitsOfOpen(file, fd);
  } catch {
    return [{ ...file, bytes: 0 }];
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

function unitsOfOpen({ path, file }: DiskFile, fd: number): Unit[] {
  const { size } = fstatSync(fd);
  const whole: Unit = { path, file, bytes: size };
  if (size <= RANGE_BYTES || compressionOf(path).compression !== null) return [whole];
  const head = new Uint8Array(HEAD_BYTES);
  const sniffed = sniff(path, head.subarray(0, readSync(fd, head, 0, head.length, 0)));
  const { format, encoding, skip } = sniffed;
  if (encoding !== "utf-8" || skip > 0 || (format !== "jsonl" && format !== "text" && format !== "log")) return [whole];
  const units: Unit[] = [];
  for (let from = 0; from < size; from += RANGE_BYTES) {
    const to = Math.min(size, from + RANGE_BYTES);
    units.push({ path, file, bytes: to - from, range: { from, to, format } });
  }
  return units;
}

/** Scans one unit. */
export async function scanUnit(unit: Unit, options: PhiOptions): Promise<UnitResult> {
  const collector = new Collector(options, null, unit.path);
  const scanner = new Scanner(options, collector);
  let fd: number | null = null;
  const openRange = (): ByteSource => {
    fd = openSync(unit.file, "r");
    const { size } = fstatSync(fd);
    if (!unit.range) return fdSource(fd, 0, size);
    const { from, to, format } = unit.range;
    const start = unitStartAt(fd, from, size, format);
    return fdSource(fd, start, Math.max(start, unitStartAt(fd, to, size, format)));
  };
  const input: FileInput = {
    path: unit.path,
    file: unit.file,
    open: openRange,
    ...(unit.range ? { format: unit.range.format } : {}),
    ...(unit.obstacle === undefined ? {} : { obstacle: unit.obstacle }),
  };
  try {
    await scanner.scanFile(input);
  } finally {
    if (fd !== null) closeSync(fd);
  }
  const result = resultOf(collector);
  return isAllowFile(unit.path) ? withoutReviewers(result) : result;
}

function isAllowFile(path: string): boolean {
  return path.endsWith("phi-allow.jsonl");
}

/** `by` in a file of exceptions names who looked and `expires` says until when, as they must: no patient's. */
function withoutReviewers(result: UnitResult): UnitResult {
  const isReviewer = ({ rule, place: { pointer } }: Finding): boolean =>
    (rule === "phi.name" && pointer === "/by") || (rule === "phi.date" && pointer === "/expires");
  const findings = result.findings.filter((finding) => !isReviewer(finding));
  const rules = structuredClone(result.rules);
  for (const { rule, severity } of result.findings.filter(isReviewer)) if (rules[rule]) rules[rule][severity] -= 1;
  return { ...result, findings, rules };
}

/** Scans a stream (stdin) as one unit. */
export async function scanStreamUnit(path: string, source: ByteSource, options: PhiOptions): Promise<UnitResult> {
  const collector = new Collector(options);
  await new Scanner(options, collector).scanFile({ path, file: null, open: () => source });
  return resultOf(collector);
}

function resultOf(collector: Collector): UnitResult {
  const file = collector.files[0];
  if (file === undefined) throw new Error("a unit was scanned without a file");
  return {
    path: file.path,
    bytes: file.bytes,
    records: file.records,
    rules: file.rules,
    findings: collector.findings,
    notScanned: collector.notScanned[0]?.reason ?? null,
    allowUsed: [...(collector.allow?.used ?? [])],
    proposals: collector.proposals,
  };
}
