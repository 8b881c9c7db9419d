/** The scan of many files: planned into units, done here or by workers, by one job or by the shards of several, merged in one order. */
import { statSync } from "node:fs";
import { digestJson } from "../core/digest.ts";
import type { Finding } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { type ExceptionEntry, exceptionEntries } from "./allow-report.ts";
import { type CachePlace, UnitCache, unitResult } from "./cache.ts";
import { Merger, type ScanResult } from "./merge.ts";
import type { PhiOptions } from "./options.ts";
import { Pool } from "./pool.ts";
import { rulesetDigest } from "./ruleset.ts";
import { Scanner } from "./scanner.ts";
import { type DiskFile, type Unit, type UnitResult, unitsOf } from "./units.ts";

export interface ScanRequest {
  /** Files to scan, in any order; they are scanned in the order of their paths. */
  readonly files: readonly DiskFile[];
  readonly options: PhiOptions;
  /** Worker threads (default 1: this thread). */
  readonly jobs?: number;
  /** This job's part: 1-based index and number of shards. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Folder that keeps results by content and rule set; not with `reveal` or `proposeSalt`, which need the values themselves. */
  readonly cache?: string;
  /** Only findings on these lines count (1-based, inclusive), by path; files that are not named are left out. */
  readonly addedLines?: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly onProgress?: (done: number, total: number) => void;
  /** Takes findings as they come instead of `result.findings`. */
  readonly onFinding?: (finding: Finding) => void;
  readonly signal?: AbortSignal;
}

/** What a shard hands over; `mergeShards` puts the shards of one plan together. */
export interface ShardDocument {
  readonly schema: "tunegate/phi-shard@1";
  readonly ruleset: string;
  /** Digest over the plan of all shards: paths, sizes, ranges. */
  readonly plan: string;
  readonly index: number;
  readonly count: number;
  readonly units: readonly { readonly unit: number; readonly source: string; readonly result: UnitResult }[];
  /** Every exception of the scan, the same in each shard: which of them cover nothing shows when all shards are there. */
  readonly exceptions: readonly ExceptionEntry[];
}

/** Below this a second thread costs more than it gains. */
const WORKER_FLOOR = 32 * 1024 * 1024;

function byPath(a: DiskFile, b: DiskFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Every unit of the files, in the order of findings. */
export function planUnits(files: readonly DiskFile[]): Unit[] {
  return [...files].sort(byPath).flatMap((file) => unitsOf(file));
}

/** Whole files, for the lines of a diff: a part of a file does not know its line numbers. */
function wholeUnits(files: readonly DiskFile[], lines: ReadonlyMap<string, unknown>): Unit[] {
  return [...files].sort(byPath).flatMap((file) => (lines.has(file.path) ? [{ ...file, bytes: sizeOf(file.file) }] : []));
}

/** 0 for a file that may not be looked at: its scan tells why. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** Units of one shard: by the middle of each unit in the sum of bytes. */
export function shardOf(units: readonly Unit[], index: number, count: number): number[] {
  const total = units.reduce((sum, unit) => sum + unit.bytes + 1, 0);
  const mine: number[] = [];
  let before = 0;
  units.forEach((unit, i) => {
    const middle = before + (unit.bytes + 1) / 2;
    if (Math.min(count - 1, Math.floor((middle / total) * count)) === index - 1) mine.push(i);
    before += unit.bytes + 1;
  });
  return mine;
}

/** Scans the units of the list and calls `done` in their order. */
async function scanAll(
  request: ScanRequest,
  units: readonly Unit[],
  list: readonly number[],
  { done, room }: { done: (unit: number, result: UnitResult) => void; room: () => number },
): Promise<void> {
  const { options, onProgress, signal } = request;
  const total = list.reduce((sum, i) => sum + (units[i]?.bytes ?? 0), 0);
  const place = cachePlace(request);
  let bytes = 0;
  const take = (i: number, result: UnitResult): void => {
    done(i, result);
    bytes += units[i]?.bytes ?? 0;
    onProgress?.(bytes, total);
  };
  const jobs = Math.min(request.jobs ?? 1, list.length);
  if (jobs > 1 && total >= WORKER_FLOOR && options.reveal === undefined) {
    const pool = new Pool(jobs, options, place);
    if (pool.ready) {
      await pool.run(units, list, { done: take, room, signal });
      return;
    }
  }
  const cache = place === null ? null : new UnitCache(place);
  for (const i of list) {
    signal?.throwIfAborted();
    take(i, await unitResult(units[i] as Unit, options, cache, room()));
  }
}

function cachePlace({ cache, options }: ScanRequest): CachePlace | null {
  if (cache === undefined || options.reveal !== undefined || options.proposeSalt !== undefined) return null;
  return { folder: cache, ruleset: digestJson({ rules: rulesetDigest(options), limit: options.limit ?? null }) };
}

/** Scans files. Findings come in the order of paths and places, whatever `jobs` is. */
export async function runScan(request: ScanRequest): Promise<ScanResult> {
  const { addedLines, options } = request;
  const units = addedLines === undefined ? planUnits(request.files) : wholeUnits(request.files, addedLines);
  const all = units.map((_, i) => i);
  const list = request.shard ? shardOf(units, request.shard.index, request.shard.count) : all;
  const merger = new Merger(options.limit ?? Number.POSITIVE_INFINITY, request.onFinding ?? null);
  // Findings outside of the added lines are dropped after the scan, so each unit lists all it may.
  const full = options.limit ?? Number.POSITIVE_INFINITY;
  const room = (): number => (addedLines === undefined ? merger.room : full);
  const done = (i: number, result: UnitResult): void => {
    const unit = units[i] as Unit;
    const lines = addedLines?.get(unit.path);
    merger.add(unit.file, lines === undefined ? result : onLines(result, lines));
  };
  await scanAll(request, units, list, { done, room });
  return merger.result(request.shard || addedLines ? null : entriesOf(options));
}

function entriesOf(options: PhiOptions): ExceptionEntry[] {
  let scanner: Scanner | null = null;
  // Most scans have no exceptions, and a thread that only hands out work needs no kernel.
  return exceptionEntries(options, (path) => {
    scanner ??= new Scanner(options);
    return scanner.showPath(path);
  });
}

/** A result with the findings on the given lines only, counts too. Findings without a line (Parquet) stay. */
function onLines(result: UnitResult, lines: readonly (readonly [number, number])[]): UnitResult {
  const findings = result.findings.filter(
    ({ place: { line } }) => line === undefined || lines.some(([from, to]) => line >= from && line <= to),
  );
  const rules: UnitResult["rules"] = {};
  for (const { rule, severity } of findings) {
    const n = rules[rule] ?? { block: 0, warn: 0, info: 0, allowed: 0 };
    rules[rule] = { ...n, [severity]: n[severity] + 1 };
  }
  return { ...result, findings, rules };
}

/** Scans one shard into a document that `mergeShards` understands. */
export async function runShard(
  request: ScanRequest & { readonly shard: { readonly index: number; readonly count: number } },
): Promise<ShardDocument> {
  const units = planUnits(request.files);
  const { index, count } = request.shard;
  const done: { unit: number; source: string; result: UnitResult }[] = [];
  let listed = 0;
  const room = (): number => Math.max(0, (request.options.limit ?? Number.POSITIVE_INFINITY) - listed);
  const take = (i: number, result: UnitResult): void => {
    listed += result.findings.length;
    done.push({ unit: i, source: sourceId(units[i] as Unit), result });
  };
  await scanAll(request, units, shardOf(units, index, count), { done: take, room });
  return {
    schema: "tunegate/phi-shard@1",
    ruleset: rulesetDigest(request.options),
    plan: planDigest(units),
    index,
    count,
    units: done,
    exceptions: entriesOf(request.options),
  };
}

/** Tells files apart without showing their names. */
function sourceId({ path }: Unit): string {
  return digestJson(path).slice(0, 16);
}

function planDigest(units: readonly Unit[]): string {
  return digestJson(units.map(({ path, bytes, range }) => [path, bytes, range?.from ?? 0, range?.to ?? bytes]));
}

/**
 * The result of the whole scan from its shards.
 * @throws Fault `usage` when shards are missing, doubled, or of different plans or rule sets
 */
export function mergeShards(shards: readonly ShardDocument[], limit: number): ScanResult {
  const [first] = shards;
  if (first === undefined) throw shardFault("there are no shards to merge");
  if (shards.some(({ plan, ruleset, count }) => plan !== first.plan || ruleset !== first.ruleset || count !== first.count))
    throw shardFault("the shards are not of one plan: files, rules or number of shards differ");
  const indexes = shards.map(({ index }) => index).sort((a, b) => a - b);
  if (indexes.length !== first.count || new Set(indexes).size !== first.count)
    throw shardFault(`${first.count} shards are needed, each once; got ${indexes.join(", ")}`);
  const merger = new Merger(limit);
  const units = shards.flatMap((shard) => shard.units).sort((a, b) => a.unit - b.unit);
  for (const { source, result } of units) merger.add(source, result);
  return merger.result(first.exceptions);
}

function shardFault(message: string): Fault {
  return new Fault({
    code: "shards",
    kind: "usage",
    message,
    fix: "scan the same files with the same options for each I of --shard I/N, and give every --shard-out file to --merge once",
  });
}
