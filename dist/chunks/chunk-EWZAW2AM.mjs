import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  CellScanner,
  Collector,
  Concealer,
  INFO,
  K_NAME,
  RecordFacts,
  Scanner,
  UserRecognizers,
  columnKey,
  kernel,
  packBits,
  ruleOf,
  ruleOfKind,
  unescapeJson
} from "./chunk-HBZ6VMEK.mjs";

// src/phi/redact/capture.ts
var Capture = class extends Collector {
  #kept = [];
  /** @param source path of the file: its sidecar counts */
  constructor(options, source) {
    const { allow, sidecars, inline, today } = options;
    super(
      { ...allow && { allow }, ...sidecars && { sidecars }, ...inline && { inline }, ...today === void 0 ? {} : { today } },
      null,
      source
    );
  }
  add(_file, located, record) {
    const facts = new RecordFacts(record);
    located.forEach((one, ordinal) => {
      if (one.hit.level > INFO && !this.isExcepted(one, ordinal, facts)) this.#kept.push({ hit: one.hit, record: one.place.record });
    });
  }
  /** Hits since the last call, in order. */
  take() {
    return this.#kept.splice(0).map(({ hit }) => hit);
  }
  /** Hits since the last call by their record. */
  takeRecords() {
    const byRecord = /* @__PURE__ */ new Map();
    for (const { hit, record = 0 } of this.#kept.splice(0)) {
      const list = byRecord.get(record);
      if (list === void 0) byRecord.set(record, [hit]);
      else list.push(hit);
    }
    return byRecord;
  }
};
function afterReplacing(options) {
  const { allow, sidecars } = options;
  return {
    ...options,
    ...allow && { allow: byTag(allow) },
    ...sidecars && { sidecars: sidecars.map(({ of, list }) => ({ of, list: byTag(list) })) }
  };
}
function byTag(list) {
  return { ...list, entries: list.entries.map(withoutFingerprint) };
}
function withoutFingerprint(entry) {
  const { fingerprint: _, ...rest } = entry;
  return rest.tag === void 0 ? entry : rest;
}

// src/phi/redact/repeats.ts
var MOST_WORDS = 6;
var WORD = String.raw`[A-Za-z0-9]|[\xc3-\xdf][\x80-\xbf]|[\xe0\xe1\xe3-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}`;
var PLAIN = new RegExp(`((?:${WORD})+)`, "g");
var JSON_TEXT = new RegExp(`\\\\[^u]|((?:${WORD}|\\\\u[0-9a-fA-F]{4})+)`, "g");
var GAP = /^(?:[\s.,'-]|\xc2\xa0|\xe2\x80[\x80-\xaf]|\\[nrt]){1,4}$/;
var LETTER = new RegExp("\\p{L}", "u");
function wordsOf(bytes, from, to, json) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  const text = view.toString("latin1");
  const words = [];
  for (const match of text.matchAll(json ? JSON_TEXT : PLAIN)) {
    const raw = match[1];
    if (raw === void 0) continue;
    const end = match.index + raw.length;
    const word = view.toString("utf8", match.index, end);
    words.push({ text: (json ? unescapeJson(word) : word).toLowerCase(), start: match.index, end });
  }
  return { words, text };
}
var RepeatedNames = class {
  #names = /* @__PURE__ */ new Set();
  #first = /* @__PURE__ */ new Set();
  get none() {
    return this.#names.size === 0;
  }
  /** Takes a replaced name, decoded. */
  add(name) {
    if (!/\S[\s,]+\S/.test(name)) return;
    const bytes = Buffer.from(name);
    const words = wordsOf(bytes, 0, bytes.length, false).words.map(({ text }) => text);
    if (words.length < 2 || words.length > MOST_WORDS || !words.every((word) => LETTER.test(word))) return;
    this.#names.add(words.join(" "));
    this.#first.add(words[0]);
  }
  /** Where the names stand in bytes [from, to), in whatever case; one pass, whatever their number. Offsets are those of `bytes`. */
  find(bytes, from, to, json) {
    if (this.none) return [];
    const found = [];
    const { words, text } = wordsOf(bytes, from, to, json);
    for (let i = 0; i < words.length; i++) {
      const last = this.#first.has(words[i]?.text ?? "") ? this.#longest(words, i, text) : i;
      if (last === i) continue;
      found.push({ start: from + words[i].start, end: from + words[last].end });
      i = last;
    }
    return found;
  }
  /** The last word of the longest name that starts at word `i`; `i` when none does. */
  #longest(words, i, text) {
    let name = words[i]?.text ?? "";
    let last = i;
    for (let j = i + 1; j < Math.min(words.length, i + MOST_WORDS); j++) {
      const [before, word] = [words[j - 1], words[j]];
      if (!GAP.test(text.slice(before.end, Math.min(word.start, before.end + 16))) || word.start - before.end > 16) break;
      name += ` ${word.text}`;
      if (this.#names.has(name)) last = j;
    }
    return last;
  }
};
function withRepeats(hits, repeats, make) {
  const merged = [];
  let next = 0;
  for (const repeat of repeats) {
    while (next < hits.length && hits[next].end <= repeat.start) merged.push(hits[next++]);
    let inside = next;
    while (inside < hits.length && hits[inside].start >= repeat.start && hits[inside].end <= repeat.end) inside += 1;
    const isApart = inside === hits.length || hits[inside].start >= repeat.end;
    const isKnown = inside === next + 1 && hits[next]?.start === repeat.start && hits[next]?.end === repeat.end;
    if (!isApart || isKnown) continue;
    merged.push(make(repeat));
    next = inside;
  }
  merged.push(...hits.slice(next));
  return merged;
}

// src/phi/redact/cells.ts
var decoder = new TextDecoder("utf-8");
var NAME = ruleOfKind(K_NAME);
var TableRedactor = class {
  #capture;
  #conceal;
  #scanner;
  #replacer;
  /** @param path path of the table as the caller names it: exceptions are looked up by it */
  constructor(path, options, replacer) {
    const user = new UserRecognizers(options.recognizers ?? []);
    const mode = { text: "cells", packs: packBits(options.packs), lower: "auto", user };
    const file = { path: new Scanner(options).showPath(path), bytes: 0, records: 0, rules: {} };
    this.#capture = new Capture(options, path);
    this.#conceal = new Concealer(kernel(), mode.packs).conceal;
    this.#scanner = new CellScanner(kernel(), mode, this.#capture, file, options.hospitals ?? true);
    this.#replacer = replacer;
  }
  column(name) {
    return { shown: this.#conceal(name), key: columnKey(kernel(), name) };
  }
  /** The counted hits of a batch. */
  hits(columns, batch) {
    this.#scanner.scan(columns, batch);
    const found = /* @__PURE__ */ new Map();
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
  #addRepeats(byColumn, { cells }, row) {
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
function byCell(hits, columns, lengthOf) {
  const found = /* @__PURE__ */ new Map();
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

export {
  Capture,
  afterReplacing,
  RepeatedNames,
  withRepeats,
  TableRedactor
};
