/** Documents -> token columns (with the runtime's own tokenizer) -> feature rows and gold tags. */
import { RAW_AT, TEXT_CAP } from "../../src/phi/kernel/layout.ts";
import { memory } from "../../src/phi/kernel/mem.ts";
import { PERSON } from "../../src/phi/names/classes.ts";
import { featurize, neighbourFeatures, wordFeatures } from "../../src/phi/names/features.ts";
import {
  FEATURES,
  MAX_FEATURES,
  T_COARSE,
  T_END,
  T_HASH,
  T_HEAD,
  T_ID,
  T_KIND,
  T_MASK,
  T_SHAPE,
  T_START,
  T_TAIL,
  WORD,
} from "../../src/phi/names/layout.ts";
import { foldWindow, nextToken, setToken, tokenEnd, tokenKind, tokenStart } from "../../src/phi/names/window.ts";
import { lexId, townHash } from "../../src/phi/names/words.ts";
import type { Doc, Label } from "./corpora.ts";
import type { Sequence } from "./crf.ts";

const bytes = new Uint8Array(memory);
const words = new Int32Array(memory);
const encoder = new TextEncoder();
const TAG: Record<Label, number> = { O: 0, PER: 1, LOC: 2, FAC: 3, ORG: 4, "?": 255 };
const COLUMNS = [T_START, T_END, T_KIND, T_HASH, T_ID, T_MASK, T_COARSE, T_SHAPE, T_HEAD, T_TAIL];
const [START, END, KIND, HASH, ID, MASK, COARSE] = [0, 1, 2, 3, 4, 5, 6];

/** Token columns of a text, one Int32Array each in the order of COLUMNS; offsets are bytes from the text's start. */
export function tokenize(text: string): Int32Array[] {
  const { written } = encoder.encodeInto(text, bytes.subarray(RAW_AT, RAW_AT + TEXT_CAP - 16));
  bytes.fill(0, RAW_AT + written, RAW_AT + written + 16);
  const out: number[][] = COLUMNS.map(() => []);
  let p = RAW_AT;
  while (nextToken(p, RAW_AT + written) !== 0) {
    p = tokenEnd;
    setToken(0, tokenKind, tokenStart, tokenEnd);
    for (const [c, at] of COLUMNS.entries()) out[c]!.push(words[at >> 2]! - (c < 2 ? RAW_AT : 0));
  }
  return out.map((c) => Int32Array.from(c));
}

/** Gold tag per token (255: unknown), from spans in UTF-16 units. */
export function tagsOf(text: string, columns: Int32Array[], spans: Doc["spans"]): Uint8Array {
  const tags = new Uint8Array(columns[0]!.length);
  for (const s of spans ?? []) {
    const from = encoder.encode(text.slice(0, s.start)).length;
    const to = from + encoder.encode(text.slice(s.start, s.end)).length;
    for (let i = 0; i < tags.length; i++) if (columns[START]![i]! < to && columns[END]![i]! > from) tags[i] = TAG[s.label];
  }
  return tags;
}

const CONTEXT = 10;

/** Loads the tokens around i into the window columns as the tagger would see them; gives the window's size and i's place in it. */
function loadWindow(columns: Int32Array[], i: number): [number, number] {
  const from = Math.max(0, i - CONTEXT);
  const to = Math.min(columns[0]!.length, i + CONTEXT + 1);
  for (let c = 2; c < COLUMNS.length; c++) {
    const base = COLUMNS[c]! >> 2;
    const column = columns[c]!;
    for (let k = from; k < to; k++) words[base + k - from] = column[k]!;
  }
  foldWindow(to - from);
  return [to - from, i - from];
}

const townAt = (columns: Int32Array[], i: number): number =>
  i > 0 && columns[KIND]![i] === WORD && columns[KIND]![i - 1] === WORD ? lexId(townHash(columns[HASH]![i - 1]!, columns[HASH]![i]!)) : 0;

/** Feature rows of every token. */
export function featureRows(columns: Int32Array[], towns: Int32Array): { rows: Int32Array; offsets: Int32Array } {
  const n = columns[0]!.length;
  const rows = new Int32Array(n * MAX_FEATURES);
  const offsets = new Int32Array(n + 1);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const [size, center] = loadWindow(columns, i);
    const count = featurize(center, size, towns[i]!, i + 1 < n ? towns[i + 1]! : 0, 0);
    rows.set(words.subarray(FEATURES >> 2, (FEATURES >> 2) + count), at);
    at += count;
    offsets[i + 1] = at;
  }
  return { rows: rows.slice(0, at), offsets };
}

/** Feature rows of the first filter for token i: those of the word alone, then those with its neighbours. */
export function filterRows(columns: Int32Array[], i: number): { word: Int32Array; both: Int32Array } {
  for (const [entry, k] of [i - 1, i, i + 1].entries()) {
    if (k < 0 || k >= columns[0]!.length) setToken(entry, 0, 0, 0);
    else for (let c = 2; c < COLUMNS.length; c++) words[(COLUMNS[c]! >> 2) + entry] = columns[c]![k]!;
  }
  const list = (count: number): Int32Array => words.slice(FEATURES >> 2, (FEATURES >> 2) + count);
  const word = list(wordFeatures());
  return { word, both: Int32Array.from([...word, ...list(neighbourFeatures())]) };
}

export const townsOf = (columns: Int32Array[]): Int32Array => Int32Array.from(columns[0]!, (_, i) => townAt(columns, i));

export interface Hiding {
  word: number;
  lexicon: number;
  /** Chance to hide other capitalised words. */
  other: number;
}

/** Makes the model lean on context: hides the identity or the lexicon entry of name tokens, and the identity of some other words. */
function hide(columns: Int32Array[], towns: Int32Array, tags: Uint8Array, h: Hiding, r: () => number): void {
  for (let i = 0; i < tags.length; i++) {
    if (columns[KIND]![i] !== WORD) continue;
    const name = tags[i] === 1 || tags[i] === 2;
    const special = columns[MASK]![i]! & ~PERSON & 0x0fff8000;
    if (name && !special) {
      if (r() < h.word) {
        columns[HASH]![i] = 1;
        towns[i] = 0;
        if (i + 1 < tags.length) towns[i + 1] = 0;
      }
      if (r() < h.lexicon) {
        columns[ID]![i] = 0;
        columns[MASK]![i] = 0;
        columns[COARSE]![i] = 24;
      }
    } else if (!name && !special && columns[7]![i] !== 1 && r() < h.other) columns[HASH]![i] = 1;
  }
}

const HIDING: Record<string, Hiding> = {
  generated: { word: 0.5, lexicon: 0.12, other: 0.15 },
  natural: { word: 0.25, lexicon: 0.08, other: 0.1 },
  clean: { word: 0, lexicon: 0, other: 0.1 },
};

/** Sequences of one document, cut at about 60 tokens; tokens of unknown tag end a sequence. */
export function toSequences(doc: Doc, r: () => number, augment: boolean): Sequence[] {
  let text = doc.text;
  if (augment) {
    const x = r();
    const chance = doc.source === "medquad" ? 0.05 : 0.2;
    const changed = x < chance ? text.toLowerCase() : x < chance + 0.03 ? text.toUpperCase() : text;
    if (changed.length === text.length) text = changed;
  }
  const columns = tokenize(text);
  const tags = tagsOf(text, columns, doc.spans);
  const towns = townsOf(columns);
  const kind = doc.source === "generated" ? "generated" : doc.source === "medquad" || doc.source === "chatdoctor" ? "clean" : "natural";
  if (augment) hide(columns, towns, tags, HIDING[kind]!, r);
  const { rows, offsets } = featureRows(columns, towns);
  return cut(tags, rows, offsets);
}

function cut(tags: Uint8Array, rows: Int32Array, offsets: Int32Array): Sequence[] {
  const out: Sequence[] = [];
  let from = 0;
  for (let i = 0; i <= tags.length; i++) {
    const end = i === tags.length || tags[i] === 255 || (i - from >= 60 && tags[i] === 0) || i - from >= 200;
    if (!end) continue;
    if (i > from) {
      const base = offsets[from]!;
      out.push({
        rows: rows.slice(base, offsets[i]!),
        offsets: offsets.slice(from, i + 1).map((o) => o - base),
        gold: tags.slice(from, i),
      });
    }
    from = i < tags.length && tags[i] === 255 ? i + 1 : i;
  }
  return out;
}
