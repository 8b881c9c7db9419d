/** Redaction of CSV and TSV by column: cells that only their header names are replaced too; quoting (RFC 4180) and all other cells stay. */
import type { Column } from "../cells.ts";
import { type CsvRow, rawCells, readTable } from "../csv.ts";
import type { ByteSource } from "../source.ts";
import { TableRedactor } from "./cells.ts";
import type { Redaction } from "./text.ts";

const QUOTE = 0x22;

/** Redacts a UTF-8 source with the delimiter given as a byte. */
export async function redactCsv(source: ByteSource, delimiter: number, { path, options, replacer, write }: Redaction): Promise<void> {
  const table = new TableRedactor(path, options, replacer);
  await readTable(source, delimiter, {
    column: (name) => table.column(name),
    header: ({ raw }) => write(raw),
    rows: (columns, rows, first) => write(redactedRows(table, columns, { rows, first }, delimiter)),
  });
}

/** @param batch rows, and the record number of the first */
function redactedRows(
  table: TableRedactor,
  columns: readonly Column[],
  { rows, first }: { readonly rows: readonly CsvRow[]; readonly first: number },
  delimiter: number,
): Uint8Array {
  const cells = columns.map((_, c) => rows.map((row) => row.cells[c] ?? null));
  const hits = table.hits(columns, { firstRow: first, rows: rows.length, cells, lines: null });
  const parts: Uint8Array[] = [];
  rows.forEach(({ raw, cells: row }, r) => {
    const found = hits.get(r);
    if (found === undefined) {
      parts.push(raw);
      return;
    }
    let at = 0;
    rawCells(raw, 0, raw.length, delimiter).forEach(({ start, end }, c) => {
      const cell = row[c];
      const list = found.get(c);
      if (cell === undefined || list === undefined) return;
      const changed = table.redacted(cell, list);
      if (changed === cell) return;
      parts.push(raw.subarray(at, start), encoded(changed, raw[start] === QUOTE, delimiter));
      at = end;
    });
    parts.push(raw.subarray(at));
  });
  return Buffer.concat(parts);
}

/** A cell as it stands in the file: in quotes when it was, or when it holds what would end it. */
function encoded(cell: Uint8Array, quoted: boolean, delimiter: number): Uint8Array {
  if (!quoted && !cell.some((c) => c === QUOTE || c === delimiter || c === 0x0a || c === 0x0d)) return cell;
  return Buffer.from(`"${Buffer.from(cell).toString("latin1").replaceAll('"', '""')}"`, "latin1");
}
