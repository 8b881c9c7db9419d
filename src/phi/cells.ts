/** Tables (CSV, Parquet): cells are scanned column by column, judged row by row. The column's name is the label of its cells. */
import type { Collector, Located } from "./collect.ts";
import { foundHits, type Hit, judge } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import { isPlaceholder } from "./noise.ts";
import type { FileCounts } from "./tally.ts";
import { utf16Plain } from "./walk.ts";
import { scanWindow, type WindowMode } from "./window.ts";

export interface Column {
  /** Name as findings show it. */
  readonly shown: string;
  /** Label class of the name. */
  readonly key: number;
}

/** Cells of some rows: `cells[column][row]`, null for none. The same object may stand for equal cells: it is scanned once. */
export interface Batch {
  /** Record number of the first row; null for names of columns, which are no record. */
  readonly firstRow: number | null;
  readonly rows: number;
  readonly cells: readonly (readonly (Uint8Array | null)[])[];
  /** 1-based line of each row, for formats that have lines. */
  readonly lines: readonly number[] | null;
}

/** A cell in the kernel's memory, or a part of one that is too long for it. */
interface Piece {
  readonly cell: Uint8Array;
  /** Where the cell starts, or would start. */
  readonly start: number;
  /** Where the piece starts. */
  readonly from: number;
}

const SEPARATOR = 0;
/** Cells that share a window: enough to make a call worth while, small enough for the cache. */
const FILL = 262_144;
const decoder = new TextDecoder("utf-8");

/** Label class of a column name. */
export function columnKey(k: Kernel, name: string): number {
  const bytes = new TextEncoder().encode(name.slice(0, 80));
  k.u8[L.RAW_AT - 1] = SEPARATOR;
  k.u8.set(bytes, L.RAW_AT);
  k.u8[L.RAW_AT + bytes.length] = SEPARATOR;
  k.setMode(0, 0);
  k.setWindow(L.RAW_AT, L.RAW_AT + bytes.length);
  const key = k.keyClass(L.RAW_AT, L.RAW_AT + bytes.length);
  return key === 0 ? L.L_FREE : key;
}

/** End of the piece of a cell that starts at `from`: the cell's end, or behind a space within what the memory holds. */
function pieceEnd(cell: Uint8Array, from: number): number {
  const longest = from + L.TEXT_CAP - 1024;
  if (cell.length <= longest) return cell.length;
  const space = cell.subarray(longest - 65_536, longest).lastIndexOf(0x20);
  return space < 0 ? longest : longest - 65_536 + space + 1;
}

export class CellScanner {
  readonly #k: Kernel;
  readonly #mode: WindowMode;
  readonly #collector: Collector;
  readonly #file: FileCounts;
  readonly #hospitals: boolean;

  constructor(k: Kernel, mode: WindowMode, collector: Collector, file: FileCounts, hospitals: boolean) {
    this.#k = k;
    this.#mode = mode;
    this.#collector = collector;
    this.#file = file;
    this.#hospitals = hospitals;
  }

  /** Scans a batch and hands its findings to the collector, rows in order. */
  scan(columns: readonly Column[], batch: Batch): void {
    const rows = new Map<number, { column: number; hit: Hit }[]>();
    columns.forEach((column, c) => {
      const found = this.#scanColumn(column, batch.cells[c] ?? []);
      if (found.size === 0) return;
      batch.cells[c]?.forEach((cell, r) => {
        const hits = cell === null ? undefined : found.get(cell);
        if (hits === undefined) return;
        const row = rows.get(r) ?? [];
        for (const hit of hits) row.push({ column: c, hit });
        rows.set(r, row);
      });
    });
    for (const r of [...rows.keys()].sort((a, b) => a - b)) this.#row(columns, batch, r, rows.get(r) ?? []);
    if (batch.firstRow !== null) this.#file.records += batch.rows;
  }

  /** Scans names of columns that are shown masked: what looks like patient data in them is told without a record, as of a key. */
  scanNames(names: readonly { readonly name: string; readonly shown: string }[]): void {
    const masked = names.filter(({ name, shown }) => shown !== name);
    const cells = masked.map(({ name }) => [new TextEncoder().encode(name)]);
    const columns = masked.map(({ shown }) => ({ shown, key: L.L_FREE }));
    if (masked.length > 0) this.scan(columns, { firstRow: null, rows: 1, cells, lines: null });
  }

  /** Hits of each distinct cell, offsets in the cell. */
  #scanColumn(column: Column, cells: readonly (Uint8Array | null)[]): Map<Uint8Array, Hit[]> {
    const found = new Map<Uint8Array, Hit[]>();
    let pending: Piece[] = [];
    const seen = new Set<Uint8Array>();
    let at = L.RAW_AT;
    const flush = (): void => {
      if (pending.length > 0) this.#window(column, pending, at, found);
      pending = [];
      at = L.RAW_AT;
    };
    for (const cell of cells) {
      if (cell === null || cell.length === 0 || seen.has(cell)) continue;
      seen.add(cell);
      for (let from = 0; from < cell.length; ) {
        const to = pieceEnd(cell, from);
        if (at + to - from + 1 > L.RAW_AT + L.TEXT_CAP - 512) flush();
        this.#k.u8.set(from === 0 && to === cell.length ? cell : cell.subarray(from, to), at);
        // A later piece counts from where its cell would start.
        pending.push({ cell, start: at - from, from: at });
        at += to - from;
        this.#k.u8[at] = SEPARATOR;
        at += 1;
        from = to;
        if (at - L.RAW_AT > FILL) flush();
      }
    }
    flush();
    return found;
  }

  #window(column: Column, pending: readonly Piece[], end: number, found: Map<Uint8Array, Hit[]>): void {
    const k = this.#k;
    k.u8[L.RAW_AT - 1] = SEPARATOR;
    const whole = this.#wholeCells(column, pending, end);
    k.setKey(column.key);
    let i = 0;
    const user = this.#mode.user?.within({ heading: column.shown });
    const mode = user === undefined ? this.#mode : { ...this.#mode, user };
    const hits = [...whole, ...scanWindow(k, L.RAW_AT, L.RAW_AT, end, mode).hits()].sort((a, b) => a.start - b.start);
    for (const hit of hits) {
      while (i + 1 < pending.length && (pending[i + 1] as Piece).from <= hit.start) i += 1;
      const { cell, start } = pending[i] as Piece;
      const list = found.get(cell) ?? [];
      list.push({ ...hit, start: hit.start - start, end: Math.min(cell.length, hit.end - start) });
      found.set(cell, list);
    }
  }

  /** Cells that the column's name makes identifiers as a whole (names, cities, photos). */
  #wholeCells({ key }: Column, pending: readonly Piece[], end: number): Hit[] {
    if (key !== L.L_NAME && key !== L.L_CITY && key !== L.L_STREET && key !== L.L_PHOTO && key !== L.L_BIO) return [];
    const k = this.#k;
    k.setMode(0, 0);
    k.setWindow(L.RAW_AT, end);
    k.setCover(L.RAW_AT);
    const hits: Hit[] = [];
    for (const { cell, start, from } of pending) {
      if (start !== from || cell.length > L.TEXT_CAP - 1024 || isPlaceholder(cell, { start: 0, end: cell.length })) continue;
      k.clearHits();
      k.setCover(start);
      k.keyedString(start, start + cell.length, key);
      const found = foundHits(k);
      if (found.length > 0) hits.push({ ...found.hit(0), level: L.BLOCK, confidence: 240, start, end: start + cell.length });
    }
    return hits;
  }

  #row(columns: readonly Column[], batch: Batch, r: number, found: readonly { column: number; hit: Hit }[]): void {
    const cells = columns.map((_, c) => batch.cells[c]?.[r] ?? null);
    const starts: number[] = [];
    let bytes = 0;
    for (const cell of cells) {
      starts.push(bytes);
      bytes += (cell?.length ?? 0) + 1;
    }
    const hits = found.map(({ column, hit }) => ({
      ...hit,
      start: hit.start + (starts[column] ?? 0),
      end: hit.end + (starts[column] ?? 0),
    }));
    const judged = judge(this.#k, hits, { bytes, hospitals: this.#hospitals, isMedical: () => this.#isMedical(cells) });
    if (judged.length === 0) return;
    if (this.#collector.room === 0) {
      this.#collector.countOnly(this.#file, judged);
      return;
    }
    const walk = new RowWalk(cells, starts);
    const located = judged.map((hit) => this.#located(hit, walk, columns, batch, r));
    this.#collector.add(this.#file, located, () => ({ bytes: joined(cells, bytes), spans: judged, salt: "", excepted: [] }));
  }

  #located(hit: Hit, walk: RowWalk, columns: readonly Column[], batch: Batch, r: number): Located {
    const { column, cell, from, units, breaks } = walk.to(hit.start);
    const to = from + hit.end - hit.start;
    const value = decoder.decode(cell.subarray(from, to));
    const { path } = this.#file;
    const shown = columns[column]?.shown ?? "";
    if (batch.firstRow === null) return { hit, place: { path, column: shown }, value };
    const line = batch.lines?.[r];
    const place = {
      path,
      ...(line === undefined ? {} : { line: line + breaks }),
      record: batch.firstRow + r,
      column: shown,
      start: units,
      end: units + utf16Plain(cell, from, to),
    };
    return { hit, place, value };
  }

  /** Whether a row speaks of medicine; the row is copied into the kernel's memory for the question. */
  #isMedical(cells: readonly (Uint8Array | null)[]): boolean {
    let at = L.RAW_AT;
    for (const cell of cells) {
      if (cell === null) continue;
      const piece = cell.subarray(0, 65_536);
      if (at + piece.length > L.RAW_AT + L.TEXT_CAP - 512) break;
      this.#k.u8.set(piece, at);
      at += piece.length;
      this.#k.u8[at++] = 0x20;
    }
    this.#k.u8.fill(0, at, at + 96);
    this.#k.setMode(0, 0);
    return this.#k.recordIsMedical(L.RAW_AT, at) !== 0;
  }
}

const NEWLINE = 0x0a;
const NO_CELL = new Uint8Array(0);

/** Says where offsets of a row stand, in one pass for offsets in order: a long cell with many hits is not counted anew for each. */
class RowWalk {
  readonly #cells: readonly (Uint8Array | null)[];
  readonly #starts: readonly number[];
  #column = 0;
  /** Where in the cell the walk stands. */
  #at = 0;
  #units = 0;
  #breaks = 0;

  /** @param starts where each cell would start if the row were one text, a byte between cells */
  constructor(cells: readonly (Uint8Array | null)[], starts: readonly number[]) {
    this.#cells = cells;
    this.#starts = starts;
  }

  /** The cell of an offset, its byte and UTF-16 unit in the cell, and the line breaks of the row before it. */
  to(offset: number): {
    readonly column: number;
    readonly cell: Uint8Array;
    readonly from: number;
    readonly units: number;
    readonly breaks: number;
  } {
    if (offset < (this.#starts[this.#column] ?? 0) + this.#at) this.#restart();
    while (this.#column + 1 < this.#starts.length && (this.#starts[this.#column + 1] as number) <= offset) {
      this.#count(this.#cell.length);
      this.#column += 1;
      this.#at = 0;
      this.#units = 0;
    }
    this.#count(offset - (this.#starts[this.#column] ?? 0));
    return { column: this.#column, cell: this.#cell, from: this.#at, units: this.#units, breaks: this.#breaks };
  }

  get #cell(): Uint8Array {
    return this.#cells[this.#column] ?? NO_CELL;
  }

  #restart(): void {
    this.#column = 0;
    this.#at = 0;
    this.#units = 0;
    this.#breaks = 0;
  }

  #count(to: number): void {
    const cell = this.#cell;
    this.#units += utf16Plain(cell, this.#at, to);
    for (let p = this.#at; p < to; p++) if (cell[p] === NEWLINE) this.#breaks += 1;
    this.#at = to;
  }
}

function joined(cells: readonly (Uint8Array | null)[], bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let at = 0;
  for (const cell of cells) {
    if (cell !== null) out.set(cell, at);
    at += (cell?.length ?? 0) + 1;
  }
  return out;
}
