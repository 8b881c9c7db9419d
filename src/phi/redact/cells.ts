/** Redaction of table cells: the scan's own judgement of rows, and the cells with the counted hits replaced. */
import { type Batch, CellScanner, type Column, columnKey } from "../cells.ts";
import { Concealer } from "../conceal.ts";
import { ruleOf, ruleOfKind } from "../finding.ts";
import type { Hit } from "../hits.ts";
import * as L from "../kernel/layout.ts";
import { kernel } from "../kernel.ts";
import type { PhiOptions } from "../options.ts";
import { packBits, Scanner } from "../scanner.ts";
import { UserRecognizers } from "../user.ts";
import { Capture } from "./capture.ts";
import { RepeatedNames, withRepeats } from "./repeats.ts";
import type { Replacer } from "./replacer.ts";

/** A counted hit in a cell, in bytes. */
export interface CellHit {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** Hits by row of the batch and column. */
export type BatchHits = ReadonlyMap<number, ReadonlyMap<number, readonly CellHit[]>>;

const decoder = new TextDecoder("utf-8");
const NAME = ruleOfKind(L.K_NAME);

export class TableRedactor {
  readonly #capture: Capture;
  readonly #conceal: (name: string) => string;
  readonly #scanner: CellScanner;
  readonly #replacer: Replacer;

  /** @param path path of the table as the caller names it: exceptions are looked up by it */
  constructor(path: string, options: PhiOptions, replacer: Replacer) {
    const user = new UserRecognizers(options.recognizers ?? []);
    const mode = { text: "cells" as const, packs: packBits(options.packs), lower: "auto" as const, user };
    const file = { path: new Scanner(options).showPath(path), bytes: 0, records: 0, rules: {} };
    this.#capture = new Capture(options, path);
    this.#conceal = new Concealer(kernel(), mode.packs).conceal;
    this.#scanner = new CellScanner(kernel(), mode, this.#capture, file, options.hospitals ?? true);
    this.#replacer = replacer;
  }

  column(name: string): Column {
    return { shown: this.#conceal(name), key: columnKey(kernel(), name) };
  }

  /** The counted hits of a batch. */
  hits(columns: readonly Column[], batch: Batch): BatchHits {
    this.#scanner.scan(columns, batch);
    const found = new Map<number, ReadonlyMap<number, readonly CellHit[]>>();
    for (const [record, hits] of this.#capture.takeRecords()) {
      const row = record - (batch.firstRow ?? 0);
      const byColumn = byCell(hits, columns.length, (c) => batch.cells[c]?.[row]?.length ?? 0);
      if (byColumn.size === 0) continue;
      this.#addRepeats(byColumn, batch, row);
      found.set(row, byColumn);
    }
    return found;
  }

  /** Adds the other places of the row's names, in all its cells. */
  #addRepeats(byColumn: Map<number, readonly CellHit[]>, { cells }: Batch, row: number): void {
    const names = new RepeatedNames();
    for (const [c, hits] of byColumn) {
      for (const { rule, start, end } of hits) {
        const value = rule === NAME ? decoder.decode(cells[c]?.[row]?.subarray(start, end)) : "";
        if (!this.#replacer.isOwn(value)) names.add(value);
      }
    }
    if (names.none) return;
    cells.forEach((column, c) => {
      const cell = column[row];
      if (!cell) return;
      const merged = withRepeats(byColumn.get(c) ?? [], names.find(cell, 0, cell.length, false), (span) => ({ rule: NAME, ...span }));
      if (merged.length > 0) byColumn.set(c, merged);
    });
  }

  /** A cell with its hits replaced; the cell itself when they are all surrogates of ours. */
  redacted(cell: Uint8Array, hits: readonly CellHit[]): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = 0;
    for (const { rule, start, end } of hits) {
      const value = decoder.decode(cell.subarray(start, end));
      if (start < at || end <= start || this.#replacer.isOwn(value)) continue;
      parts.push(cell.subarray(at, start), Buffer.from(this.#replacer.text(rule, value)));
      at = end;
    }
    if (at === 0) return cell;
    return Buffer.concat([...parts, cell.subarray(at)]);
  }
}

/** Hits of a row, whose offsets run over all its cells with one byte between them, by column. */
function byCell(hits: readonly Hit[], columns: number, lengthOf: (column: number) => number): Map<number, readonly CellHit[]> {
  const found = new Map<number, CellHit[]>();
  let column = 0;
  let cellStart = 0;
  for (const hit of hits) {
    while (column + 1 < columns && cellStart + lengthOf(column) + 1 <= hit.start) {
      cellStart += lengthOf(column) + 1;
      column += 1;
    }
    const list = found.get(column) ?? [];
    list.push({ rule: ruleOf(hit), start: hit.start - cellStart, end: Math.min(lengthOf(column), hit.end - cellStart) });
    found.set(column, list);
  }
  return found;
}
