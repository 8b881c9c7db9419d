import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  CellScanner,
  Collector,
  INFO,
  UserRecognizers,
  columnKey,
  kernel,
  packBits,
  ruleOf
} from "./chunk-DBCWN2LS.mjs";

// src/phi/redact/cells.ts
var decoder = new TextDecoder("utf-8");
var Capture = class extends Collector {
  rows = /* @__PURE__ */ new Map();
  add(_file, located) {
    const record = located[0]?.place.record;
    if (record !== void 0) this.rows.set(record, located);
  }
};
var TableRedactor = class {
  #capture = new Capture({});
  #scanner;
  #replacer;
  constructor(options, replacer) {
    const user = new UserRecognizers(options.recognizers ?? []);
    const mode = { text: "cells", packs: packBits(options.packs), lower: "auto", user };
    const file = { path: "", bytes: 0, records: 0, rules: {} };
    this.#scanner = new CellScanner(kernel(), mode, this.#capture, file, options.hospitals ?? true);
    this.#replacer = replacer;
  }
  column(name) {
    return { shown: "", key: columnKey(kernel(), name) };
  }
  /** The counted hits of a batch. */
  hits(columns, batch) {
    this.#capture.rows.clear();
    this.#scanner.scan(columns, batch);
    const found = /* @__PURE__ */ new Map();
    for (const [record, located] of this.#capture.rows) {
      const row = record - batch.firstRow;
      const byColumn = byCell(located, columns.length, (c) => batch.cells[c]?.[row]?.length ?? 0);
      if (byColumn.size > 0) found.set(row, byColumn);
    }
    return found;
  }
  /** A cell with its hits replaced; the cell itself when they are all surrogates of ours. */
  redacted(cell, hits) {
    const parts = [];
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
};
function byCell(located, columns, lengthOf) {
  const found = /* @__PURE__ */ new Map();
  let column = 0;
  let cellStart = 0;
  for (const { hit } of located) {
    while (column + 1 < columns && cellStart + lengthOf(column) + 1 <= hit.start) {
      cellStart += lengthOf(column) + 1;
      column += 1;
    }
    if (hit.level === INFO) continue;
    const list = found.get(column) ?? [];
    list.push({ rule: ruleOf(hit), start: hit.start - cellStart, end: Math.min(lengthOf(column), hit.end - cellStart) });
    found.set(column, list);
  }
  return found;
}

export {
  TableRedactor
};
