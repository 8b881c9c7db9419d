/** CSV and TSV (RFC 4180): a quote-aware splitter over bytes, the first row as column names. */
import type { Batch, CellScanner, Column } from "./cells.ts";
import { UnreadableError } from "./decode.ts";
import * as L from "./kernel/layout.ts";
import { type ByteSource, chunksOf } from "./source.ts";

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
const HASH = 0x23;
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

const DELIMITERS = [",", ";", "\t", "|"].map((char) => char.charCodeAt(0));
/** The line with which spreadsheets name the delimiter. */
const SEP = /^sep=([^\r\n])\r?$/i;
const BYTE_ORDER_MARK = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/;

/**
 * The delimiter of a CSV file: the one that a first line `sep=;` names, else the one of `, ; | tab` that stands most often, outside of quotes, on the
 * first line that has any and is no comment.
 */
export function delimiterOf(head: Uint8Array): number {
  // Without the zero bytes of UTF-16.
  const all = Buffer.from(head.includes(0) ? head.filter((c) => c !== 0) : head);
  const bytes = all.subarray(BYTE_ORDER_MARK.exec(all.toString("latin1", 0, 3))?.[0].length ?? 0);
  for (let at = 0; at < bytes.length; ) {
    const isComment = bytes[at] === HASH;
    const found = isComment ? bytes.indexOf(LF, at) : rowEnd(bytes, at);
    const end = found < 0 ? bytes.length : found;
    const named = at === 0 ? SEP.exec(bytes.toString("latin1", 0, Math.min(end, 8)))?.[1] : undefined;
    if (named !== undefined) return named.charCodeAt(0);
    const best = isComment ? null : commonest(bytes.subarray(at, end));
    if (best !== null) return best;
    at = end + 1;
  }
  return 0x2c;
}

/** The delimiter that stands most often in a line outside of quotes, null when none does. */
function commonest(line: Uint8Array): number | null {
  const counts = new Map(DELIMITERS.map((c) => [c, 0]));
  let quoted = false;
  for (const c of line) {
    if (c === QUOTE) quoted = !quoted;
    else if (!quoted && counts.has(c)) counts.set(c, (counts.get(c) ?? 0) + 1);
  }
  const [best = [0, 0]] = [...counts].sort(([, a], [, b]) => b - a);
  return best[1] === 0 ? null : best[0];
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
    if (close < 0) return unquote(bytes.subarray(start + 1, end));
    const inside = unquote(bytes.subarray(start + 1, close));
    const behind = bytes.subarray(close + 1, end);
    // Readers take what stands behind the quotes as part of the cell; spaces alone are none of it.
    return behind.some((c) => c > 0x20) ? concat(inside, behind) : inside;
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

/** The rows up to the header, and the names that label the columns. */
export interface TableHead {
  /** Rows above the header: comments, a title, `sep=;`, blank ones. They hold no cells of its columns. */
  readonly preamble: readonly CsvRow[];
  /** Null when the table has none: its first row is data. */
  readonly header: CsvRow | null;
  readonly names: readonly string[];
  /** Rows below it that were read while it was looked for. */
  readonly rest: readonly CsvRow[];
}

/** No header stands further down. */
const HEAD_BYTES = 1 << 20;

/**
 * Reads rows up to the header. Blank rows, a line `sep=;` and comments (`# …`) may stand above it, and a title that is followed by a row with a known label.
 * A comment is the header itself when it fits the first row of data, which is none.
 */
export async function tableHead(rows: AsyncIterator<CsvRow>, isLabel: (name: string) => boolean): Promise<TableHead> {
  const read: CsvRow[] = [];
  let size = 0;
  const next = async (): Promise<CsvRow | null> => {
    const { value, done } = await rows.next();
    if (done === true) return null;
    size += value.raw.length;
    read.push(value);
    return value;
  };
  let first = await next();
  while (first !== null && size < HEAD_BYTES && isAbove(first, read.length === 1)) first = await next();
  if (first === null || size >= HEAD_BYTES) return { preamble: read, header: null, names: [], rest: [] };
  const labels = (names: readonly string[]): number => names.filter((name) => name !== "" && isLabel(name)).length;
  const at = read.length - 1;
  const names = namesOf(first);
  const comment = read[at - 1];
  if (comment?.cells[0]?.[0] === HASH && comment.cells.length === names.length) {
    const above = namesOf(comment).map((name, i) => (i === 0 ? name.replace(/^#\s*/, "") : name));
    if (isHeader(above) && (!isHeader(names) || labels(above) > labels(names))) return headAt(read, at - 1, above);
  }
  if (names.length === 1 && labels(names) === 0) {
    const second = await next();
    const below = second === null ? [] : namesOf(second);
    if (below.length > 1 && isHeader(below) && labels(below) > 0) return headAt(read, at + 1, below);
  }
  return isHeader(names) ? headAt(read, at, names) : { preamble: read.slice(0, at), header: null, names, rest: read.slice(at) };
}

function headAt(read: readonly CsvRow[], at: number, names: readonly string[]): TableHead {
  return { preamble: read.slice(0, at), header: read[at] as CsvRow, names, rest: read.slice(at + 1) };
}

/** Whether a row is blank, a comment, or (as the first one) names the delimiter. */
function isAbove({ cells, raw }: CsvRow, first: boolean): boolean {
  if (cells.every((cell) => cell.length === 0) || cells[0]?.[0] === HASH) return true;
  return first && SEP.test(Buffer.from(raw.subarray(0, 8)).toString("latin1").trimEnd());
}

function namesOf({ cells }: CsvRow): string[] {
  return cells.map((cell) => new TextDecoder("utf-8").decode(cell));
}

/** A table as it is read: where its header stands, and what to do with rows and header. */
export interface TableReader {
  readonly column: (name: string) => Column;
  /** Takes rows in order; `first` is the record number of the first of them. */
  readonly rows: (columns: readonly Column[], rows: readonly CsvRow[], first: number) => void | Promise<void>;
  readonly header: (row: CsvRow) => void | Promise<void>;
}

/** Reads a CSV source in batches. Every row but the header is a record. */
export async function readTable(source: ByteSource, delimiter: number, { column, rows: take, header }: TableReader): Promise<void> {
  const iterator = csvRows(source, delimiter);
  const { names, preamble, rest, header: found } = await tableHead(iterator, (name) => column(name).key !== L.L_FREE);
  const widest = preamble.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  if (preamble.length > 0) await take(new Array<Column>(widest).fill(column("")), preamble, 0);
  if (found !== null) await header(found);
  const columns = names.map(column);
  let first = preamble.length;
  let rows: CsvRow[] = [];
  let size = 0;
  const add = async (row: CsvRow): Promise<void> => {
    while (row.cells.length > columns.length) columns.push(column(""));
    rows.push(row);
    size += row.raw.length;
    if (rows.length >= BATCH_ROWS || size >= BATCH_BYTES) await flush();
  };
  const flush = async (): Promise<void> => {
    if (rows.length > 0) await take(columns, rows, first);
    first += rows.length;
    rows = [];
    size = 0;
  };
  for (const row of rest) await add(row);
  for await (const row of iterator) await add(row);
  await flush();
}

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
  let total = 0;
  await readTable(source, delimiter, {
    column,
    header: () => undefined,
    rows: (columns, rows, first) => {
      for (const { cells } of rows) for (const cell of cells) total += cell.length + 1;
      scanner.scan(columns, toBatch(rows, columns.length, first));
    },
  });
  return total;
}

/** Whether a row names columns. */
function isHeader(cells: readonly string[]): boolean {
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
