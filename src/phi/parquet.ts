/** Parquet: string columns only, one row group at a time, dictionary values scanned once. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import * as zlib from "node:zlib";
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors as portable } from "hyparquet-compressors";
import type { Batch, CellScanner, Column } from "./cells.ts";

/** Cells of one batch at most: bounds the memory of row lists. */
const BATCH_ROWS = 4096;

/** Decompressors: zlib's gzip and, where this Node.js has it, zstd are several times faster than portable ones. */
export function fastCompressors(): Compressors {
  const zstd = (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdDecompressSync;
  return {
    ...portable,
    GZIP: (bytes) => zlib.gunzipSync(bytes),
    ...(zstd ? { ZSTD: (bytes: Uint8Array) => zstd(bytes) } : {}),
  };
}

/** An open file as hyparquet reads it. */
export function fileBuffer(fd: number): AsyncBuffer {
  const { size } = fstatSync(fd);
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(end - start);
      let n = 0;
      while (n < bytes.length) {
        const got = readSync(fd, bytes, n, bytes.length - n, start + n);
        if (got === 0) break;
        n += got;
      }
      return bytes.buffer.slice(0, n);
    },
  };
}

/** Names of the top-level columns that hold byte arrays somewhere. */
function textColumns(metadata: FileMetaData): string[] {
  return parquetSchema(metadata)
    .children.filter((child) => holdsText(child))
    .map((child) => child.element.name);
}

/** Whether a column holds byte arrays, at any depth. */
export function holdsText(node: SchemaTree): boolean {
  if (node.children.length > 0) return node.children.some(holdsText);
  const { type } = node.element;
  return type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY";
}

/** The name of every field, nested ones and those of numbers too. */
function fieldNames(metadata: FileMetaData): string[] {
  return [...new Set(metadata.schema.slice(1).map(({ name }) => name))];
}

export interface ParquetCounts {
  readonly bytes: number;
}

/** Scans a Parquet file on disk. */
export async function scanParquet(path: string, scanner: CellScanner, column: (name: string) => Column): Promise<ParquetCounts> {
  const fd = openSync(path, "r");
  try {
    const file = fileBuffer(fd);
    const metadata = await parquetMetadataAsync(file);
    const names = textColumns(metadata);
    const columns = names.map(column);
    scanner.scanNames(fieldNames(metadata).map((name) => ({ name, shown: column(name).shown })));
    let rowStart = 0;
    let bytes = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const cells = await Promise.all(names.map((name) => readColumn(file, metadata, name, rowStart, rows)));
      for (const list of cells) for (const cell of list) bytes += cell?.length ?? 0;
      scanGroup(scanner, columns, cells, rowStart, rows);
      rowStart += rows;
    }
    return { bytes };
  } finally {
    closeSync(fd);
  }
}

function scanGroup(
  scanner: CellScanner,
  columns: readonly Column[],
  cells: readonly (Uint8Array | null)[][],
  rowStart: number,
  rows: number,
): void {
  for (let at = 0; at < rows; at += BATCH_ROWS) {
    const n = Math.min(BATCH_ROWS, rows - at);
    const batch: Batch = { firstRow: rowStart + at, rows: n, cells: cells.map((list) => list.slice(at, at + n)), lines: null };
    scanner.scan(columns, batch);
  }
}

/** A column of one row group as bytes; nested values are joined by line breaks. */
export async function readColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  name: string,
  rowStart: number,
  rows: number,
): Promise<(Uint8Array | null)[]> {
  const cells: (Uint8Array | null)[] = new Array(rows).fill(null);
  const keep = (bytes: Uint8Array): Uint8Array => bytes;
  await parquetRead({
    file,
    metadata,
    columns: [name],
    rowStart,
    rowEnd: rowStart + rows,
    utf8: false,
    compressors: fastCompressors(),
    parsers: { stringFromBytes: keep, jsonFromBytes: keep },
    onChunk: (chunk) => {
      const values = chunk.columnData as ArrayLike<unknown>;
      for (let i = 0; i < values.length; i++) {
        const row = chunk.rowStart + i - rowStart;
        if (row >= 0 && row < rows) cells[row] = toCell(values[i]);
      }
    },
  });
  return cells;
}

const BREAK = Uint8Array.of(0x0a);

/** The text of a value: its byte arrays, a line break behind each when there are several. */
export function toCell(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  const parts: Uint8Array[] = [];
  collect(value, parts);
  if (parts.length === 0) return null;
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts.flatMap((part) => [part, BREAK]));
}

/** The byte arrays of a value, in order. */
export function collect(value: unknown, parts: Uint8Array[]): void {
  if (value instanceof Uint8Array) parts.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, parts);
  else if (typeof value === "object" && value !== null && !(value instanceof Date))
    for (const item of Object.values(value)) collect(item, parts);
}
