/** CSV and TSV (RFC 4180): a quote-aware splitter over bytes, the first row as column names. */
import type { Batch, CellScanner, Column } from "./cells.ts";
import { UnreadableError } from "./decode.ts";
import { type ByteSource, chunksOf } from "./source.ts";

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
/** A row longer than this, or of more cells, is no table row. */
const LONGEST_ROW = 16 * 1024 * 1024;
const MOST_CELLS = 100_000;

export interface CsvRow {
  readonly cells: Uint8Array[];
  /** 1-based line of the row's start. */
  readonly line: number;
  /** The row as it stands in the file, with its line end. */
  readonly raw: Uint8Array;
}

/** The delimiter of a CSV file: the one of `, ; | tab` that its first line holds most often outside of quotes. */
export function delimiterOf(head: Uint8Array): number {
  const counts = new Map<number, number>([",", ";", "\t", "|"].map((char) => [char.charCodeAt(0), 0]));
  let quoted = false;
  for (const c of head) {
    if (c === QUOTE) quoted = !quoted;
    else if (!quoted && c === LF) break;
    else if (!quoted && counts.has(c)) counts.set(c, (counts.get(c) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0x2c;
}

/** Rows of a source, cells unquoted. A quote that is never closed makes the rest one row. */
export async function* csvRows(source: ByteSource, delimiter: number): AsyncGenerator<CsvRow> {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 1;
  for await (const chunk of chunksOf(source, 1 << 20)) {
    const bytes = rest.length === 0 ? chunk : concat(rest, chunk);
    if (bytes.length > LONGEST_ROW) throw new UnreadableError("a row of the table is longer than 16 MiB");
    let at = 0;
    for (;;) {
      const end = rowEnd(bytes, at);
      if (end < 0) break;
      yield { cells: splitRow(bytes, at, end, delimiter), line, raw: bytes.subarray(at, end + 1) };
      line += lineBreaks(bytes, at, end + 1);
      at = end + 1;
    }
    rest = bytes.slice(at);
  }
  if (rest.length > 0) yield { cells: splitRow(rest, 0, rest.length, delimiter), line, raw: rest };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Offset of the line feed that ends the row at `from`, -1 when it is not in the bytes. */
function rowEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const end = bytes.indexOf(LF, at);
    if (end < 0) return -1;
    let quote = bytes.indexOf(QUOTE, at);
    if (quote < 0 || quote > end) return end;
    while (quote >= 0 && quote < end) {
      const close = closingQuote(bytes, quote + 1);
      if (close < 0) return -1;
      at = close + 1;
      quote = bytes.indexOf(QUOTE, at);
      if (at > end) break;
    }
    if (at <= end) return end;
  }
}

function closingQuote(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return -1;
    if (bytes[quote + 1] !== QUOTE) return quote;
    at = quote + 2;
  }
}

function lineBreaks(bytes: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let p = bytes.indexOf(LF, from); p >= 0 && p < to; p = bytes.indexOf(LF, p + 1)) n += 1;
  return n;
}

function splitRow(bytes: Uint8Array, from: number, to: number, delimiter: number): Uint8Array[] {
  return rawCells(bytes, from, to, delimiter).map(({ start, end }) => {
    if (bytes[start] !== QUOTE || end - start < 2) return bytes.slice(start, end);
    const close = closingQuote(bytes.subarray(0, end), start + 1);
    return unquote(bytes.subarray(start + 1, close < 0 ? end : close));
  });
}

/** Where the cells of a row stand, quotes included, the line end left out. */
export function rawCells(bytes: Uint8Array, from: number, to: number, delimiter: number): { start: number; end: number }[] {
  const lineEnd = to > from && bytes[to - 1] === LF ? to - 1 : to;
  const row = bytes.subarray(0, lineEnd > from && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd);
  const cells: { start: number; end: number }[] = [];
  for (let at = from; at <= row.length; ) {
    const close = row[at] === QUOTE && at < row.length ? closingQuote(row, at + 1) : at;
    const next = close < 0 ? -1 : row.indexOf(delimiter, close);
    const end = next < 0 ? row.length : next;
    cells.push({ start: at, end });
    if (cells.length > MOST_CELLS) throw new UnreadableError("a row of the table has more than 100,000 cells");
    at = end + 1;
  }
  return cells;
}

function unquote(cell: Uint8Array): Uint8Array {
  if (cell.indexOf(QUOTE) < 0) return cell.slice();
  const out = new Uint8Array(cell.length);
  let n = 0;
  for (let i = 0; i < cell.length; i++) {
    out[n++] = cell[i] as number;
    if (cell[i] === QUOTE && cell[i + 1] === QUOTE) i += 1;
  }
  return out.subarray(0, n);
}

const BATCH_ROWS = 2000;
const BATCH_BYTES = 1 << 20;

/**
 * Scans a CSV source. `column` makes a column of a header cell. A first row that is no list of names is data.
 * @returns bytes of the cells
 */
export async function scanCsv(
  source: ByteSource,
  delimiter: number,
  scanner: CellScanner,
  column: (name: string) => Column,
): Promise<number> {
  let columns: Column[] | null = null;
  let rows: CsvRow[] = [];
  let size = 0;
  let first = 0;
  let total = 0;
  const flush = (): void => {
    if (rows.length > 0 && columns !== null) scanner.scan(columns, toBatch(rows, columns.length, first));
    total += size;
    first += rows.length;
    rows = [];
    size = 0;
  };
  for await (const row of csvRows(source, delimiter)) {
    if (columns === null) {
      const names = row.cells.map((cell) => new TextDecoder("utf-8").decode(cell));
      columns = names.map(column);
      if (!isHeader(names)) rows.push(row);
      continue;
    }
    while (row.cells.length > columns.length) columns.push(column(""));
    rows.push(row);
    for (const cell of row.cells) size += cell.length + 1;
    if (rows.length >= BATCH_ROWS || size >= BATCH_BYTES) flush();
  }
  flush();
  return total;
}

/** Whether a first row names columns. */
export function isHeader(cells: readonly string[]): boolean {
  return cells.every(isHeaderName);
}

/** A name, not data: starts with a letter or underscore and holds at most three digits in a row. */
function isHeaderName(name: string): boolean {
  return name === "" || (/^[\p{L}_#]/u.test(name.trim()) && !/\d{4}/.test(name) && name.length < 80);
}

function toBatch(rows: readonly CsvRow[], columns: number, firstRow: number): Batch {
  const cells = Array.from({ length: columns }, (_, c) => rows.map((row) => row.cells[c] ?? null));
  return { firstRow, rows: rows.length, cells, lines: rows.map(({ line }) => line) };
}
