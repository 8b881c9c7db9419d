/**
 * Redaction of Parquet, one row group at a time. Columns without a finding are copied as they stand, byte by byte; text columns with findings are
 * written anew with the same schema and codec. Statistics, indexes and Bloom filters are left out: they hold values.
 */
import { closeSync, openSync } from "node:fs";
import * as zlib from "node:zlib";
import type { AsyncBuffer, ColumnChunk, CompressionCodec, FileMetaData, RowGroup, SchemaTree } from "hyparquet";
import { parquetMetadataAsync, parquetRead, parquetSchema } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { Fault } from "../../core/fault.ts";
import type { Batch } from "../cells.ts";
import type { PhiOptions } from "../options.ts";
import { collect, fastCompressors, fileBuffer, holdsText, readColumn } from "../parquet.ts";
import { type CellHit, TableRedactor } from "./cells.ts";
import type { Replacer } from "./replacer.ts";

const BATCH_ROWS = 4096;
/** Metadata that readers need; everything else may hold values. */
const KEPT_METADATA = new Set(["ARROW:schema", "pandas", "huggingface"]);

/** Compressors of the output; a column in another codec is written with Snappy. */
const COMPRESSORS: Partial<Record<CompressionCodec, (bytes: Uint8Array) => Uint8Array>> = {
  GZIP: (bytes) => zlib.gzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliCompressSync(bytes),
};

interface Job {
  readonly path: string;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** The schema without logical types: values as they are stored. */
  readonly stored: FileMetaData;
  readonly columns: readonly SchemaTree[];
  readonly table: TableRedactor;
  readonly writer: ParquetWriter;
}

/**
 * Redacts a Parquet file on disk.
 * @throws Fault `usage` when a column with findings is of a type that cannot be written back without loss
 */
export async function redactParquet(
  input: string,
  output: string,
  { path, options, replacer }: { readonly path: string; readonly options: PhiOptions; readonly replacer: Replacer },
): Promise<void> {
  const fd = openSync(input, "r");
  try {
    const file = fileBuffer(fd);
    const metadata = await parquetMetadataAsync(file);
    const stored: FileMetaData = {
      ...metadata,
      schema: metadata.schema.map(({ converted_type, logical_type, ...element }) =>
        element.type === undefined ? { ...element, ...defined({ converted_type, logical_type }) } : element,
      ),
    };
    const kvMetadata = metadata.key_value_metadata?.filter(({ key }) => KEPT_METADATA.has(key));
    const writer = new ParquetWriter({
      writer: fileWriter(output),
      schema: stored.schema,
      compressors: COMPRESSORS,
      statistics: false,
      createdBy: "tunegate",
      ...(kvMetadata === undefined ? {} : { kvMetadata }),
    });
    const columns = parquetSchema(metadata).children;
    const job: Job = { path, file, metadata, stored, columns, table: new TableRedactor(path, options, replacer), writer };
    let rowStart = 0;
    const groups: RowGroup[] = [];
    for (const group of metadata.row_groups) {
      groups.push(await redactGroup(job, group, rowStart));
      rowStart += Number(group.num_rows);
    }
    writer.row_groups = groups;
    writer.num_rows = metadata.num_rows;
    writer.schema = metadata.schema;
    await writer.finish();
  } finally {
    closeSync(fd);
  }
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}

async function redactGroup(job: Job, group: RowGroup, rowStart: number): Promise<RowGroup> {
  const rows = Number(group.num_rows);
  const changed = await changedColumns(job, rowStart, rows);
  const columns: ColumnChunk[] = [];
  for (const { element } of job.columns) {
    const chunks = group.columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === element.name);
    const data = changed.get(element.name);
    if (data === undefined) for (const chunk of chunks) columns.push(await copied(job, chunk));
    else columns.push(...(await writtenAnew(job, element.name, data, chunks[0]?.meta_data?.codec ?? "SNAPPY")));
  }
  const sum = (of: (chunk: ColumnChunk) => bigint | undefined): bigint => columns.reduce((total, chunk) => total + (of(chunk) ?? 0n), 0n);
  return {
    columns,
    num_rows: group.num_rows,
    total_byte_size: sum(({ meta_data }) => meta_data?.total_uncompressed_size),
    total_compressed_size: sum(({ meta_data }) => meta_data?.total_compressed_size),
  };
}

/** The values of every column of a row group in which something was replaced. */
async function changedColumns(job: Job, rowStart: number, rows: number): Promise<ReadonlyMap<string, unknown[]>> {
  const { file, metadata, table } = job;
  const texts = job.columns.filter(holdsText);
  const cells = await Promise.all(texts.map(({ element }) => readColumn(file, metadata, element.name, rowStart, rows)));
  const columns = texts.map(({ element }) => table.column(element.name));
  const hits = new Map<number, Map<number, readonly CellHit[]>>();
  for (let at = 0; at < rows; at += BATCH_ROWS) {
    const n = Math.min(BATCH_ROWS, rows - at);
    const batch: Batch = { firstRow: rowStart + at, rows: n, cells: cells.map((list) => list.slice(at, at + n)), lines: null };
    for (const [row, byColumn] of table.hits(columns, batch)) {
      for (const [c, list] of byColumn) hits.set(c, (hits.get(c) ?? new Map()).set(at + row, list));
    }
  }
  const changed = new Map<string, unknown[]>();
  for (const [c, byRow] of hits) {
    const node = texts[c] as SchemaTree;
    checkWritable(job.path, node);
    const values = await storedValues(job, node.element.name, rowStart, rows);
    for (const [row, list] of byRow) values[row] = redactedValue(table, values[row], list);
    changed.set(node.element.name, values);
  }
  return changed;
}

/** Types whose stored values do not come back as they were. */
function checkWritable(path: string, node: SchemaTree): void {
  const { type, converted_type: converted, logical_type: logical } = node.element;
  const lossy =
    type === "FIXED_LEN_BYTE_ARRAY" || type === "INT96" || converted === "MAP" || converted === "DECIMAL" || logical?.type === "VARIANT";
  if (lossy)
    throw new Fault({
      code: "redact-format",
      kind: "usage",
      message: "a column of this Parquet file holds findings beside values that cannot be written back without loss",
      place: { path },
      expected: "text columns, and lists and structures of text, numbers, dates and times",
      fix: "write maps, decimals and fixed-length values of that column into columns of their own, or convert the file to JSON Lines",
    });
  for (const child of node.children) checkWritable(path, child);
}

/** Values of a column of one row group as they are stored. */
async function storedValues({ file, stored }: Job, name: string, rowStart: number, rows: number): Promise<unknown[]> {
  const values: unknown[] = new Array(rows).fill(null);
  const keep = (bytes: Uint8Array): Uint8Array => bytes;
  await parquetRead({
    file,
    metadata: stored,
    columns: [name],
    rowStart,
    rowEnd: rowStart + rows,
    utf8: false,
    compressors: fastCompressors(),
    parsers: { stringFromBytes: keep, jsonFromBytes: keep },
    onChunk: ({ columnData, rowStart: first }) => {
      for (let i = 0; i < columnData.length; i++) {
        const row = first + i - rowStart;
        if (row >= 0 && row < rows) values[row] = columnData[i];
      }
    },
  });
  return values;
}

/** A value with the hits of its cell replaced; in nested values each hit in the texts that it touches. */
function redactedValue(table: TableRedactor, value: unknown, hits: readonly CellHit[]): unknown {
  const leaves: Uint8Array[] = [];
  collect(value, leaves);
  if (leaves.length === 1 && value instanceof Uint8Array) return table.redacted(value, hits);
  let at = 0;
  const redacted = leaves.map((leaf) => {
    const start = at;
    at += leaf.length + (leaves.length === 1 ? 0 : 1);
    const inside = hits
      .filter((hit) => hit.start < start + leaf.length && hit.end > start)
      .map((hit) => ({ rule: hit.rule, start: Math.max(0, hit.start - start), end: Math.min(leaf.length, hit.end - start) }));
    return inside.length === 0 ? leaf : table.redacted(leaf, inside);
  });
  return withLeaves(value, redacted.values());
}

/** The value with its byte arrays, in the order of `collect`, taken from `leaves`. */
function withLeaves(value: unknown, leaves: Iterator<Uint8Array>): unknown {
  if (value instanceof Uint8Array) return leaves.next().value;
  if (Array.isArray(value)) return value.map((item) => withLeaves(item, leaves));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withLeaves(item, leaves)]));
}

/** A column chunk as it stands, without what tells of its values. */
async function copied({ file, writer }: Job, chunk: ColumnChunk): Promise<ColumnChunk> {
  const meta = chunk.meta_data;
  if (meta === undefined || chunk.file_path !== undefined) throw new TypeError("a column chunk lies in another file");
  const { dictionary_page_offset: dictionary, data_page_offset: data } = meta;
  const start = dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data;
  const shift = BigInt(writer.writer.offset) - start;
  const bytes = await file.slice(Number(start), Number(start + meta.total_compressed_size));
  writer.writer.appendBytes(new Uint8Array(bytes));
  const { type, encodings, path_in_schema, codec, num_values, total_uncompressed_size, total_compressed_size } = meta;
  return {
    file_offset: 0n,
    meta_data: {
      type,
      encodings,
      path_in_schema,
      codec,
      num_values,
      total_uncompressed_size,
      total_compressed_size,
      data_page_offset: data + shift,
      ...(start === dictionary ? { dictionary_page_offset: dictionary + shift } : {}),
    },
  };
}

async function writtenAnew({ writer }: Job, name: string, data: unknown[], codec: CompressionCodec): Promise<ColumnChunk[]> {
  const known = codec === "UNCOMPRESSED" || codec === "SNAPPY" || COMPRESSORS[codec] !== undefined;
  await writer.write({
    columnData: [{ name, data, codec: known ? codec : "SNAPPY", offsetIndex: false }],
    rowGroupSize: Math.max(1, data.length),
  });
  return writer.row_groups.pop()?.columns ?? [];
}
