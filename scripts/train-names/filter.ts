/** Trains the first filter: logistic regression on the candidate words alone, in favour of recall. */
import { FILTER_ROWS, NUMBER, ORG, S_LOWER, TAGS, WORD } from "../../src/phi/names/layout.ts";
import { isCandidate } from "../../src/phi/names/tables.ts";
import type { Doc } from "./corpora.ts";
import { posterior, type Weights } from "./crf.ts";
import { seeded } from "./generate.ts";
import { featureRows, filterRows, tokenize, townsOf } from "./sequences.ts";

interface Example {
  /** Rows of the word alone, and with its neighbours. */
  word: Int32Array;
  rows: Int32Array;
  name: boolean;
  /** Its document sets the floors and trains nothing. */
  held: boolean;
}

/** Candidates of the documents; a candidate is worth a look when the sequence model gives it some chance of being part of a name. */
function examples(docs: Doc[], teacher: Weights, r: () => number): Example[] {
  const out: Example[] = [];
  for (const d of docs) {
    const lowered = d.text.toLowerCase();
    const held = isHeld(d.text);
    const lower = r() < 0.15 && lowered.length === d.text.length;
    const columns = tokenize(lower ? lowered : d.text);
    const { rows, offsets } = featureRows(columns, townsOf(columns));
    const n = columns[0]!.length;
    for (let from = 0; from < n; from += 200) {
      const to = Math.min(n, from + 200);
      const base = offsets[from]!;
      const part = {
        rows: rows.subarray(base, offsets[to]!),
        offsets: offsets.slice(from, to + 1).map((o) => o - base),
        gold: new Uint8Array(to - from),
      };
      const p = posterior(teacher, part);
      for (let i = from; i < to; i++) {
        if (!isExample(columns, i, lower)) continue;
        const chance = 1 - p[(i - from) * TAGS]! - p[(i - from) * TAGS + ORG]!;
        const { word, both } = filterRows(columns, i);
        out.push({ word, rows: both, name: chance > 0.15, held });
      }
    }
  }
  return out;
}

export function isExample(columns: Int32Array[], i: number, lower: boolean): boolean {
  const [start, end, kind, , id, mask, , shape] = columns.map((c) => c[i]!) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (kind === NUMBER) return end - start <= 5;
  if (kind !== WORD) return false;
  return (isCandidate(mask) || (id === 0 && shape !== S_LOWER)) && (lower || shape !== S_LOWER);
}

export interface Filter {
  weights: Float32Array;
  /** Least score of the word alone, and with its neighbours. */
  floors: [number, number];
}

/** One document in five; the same text is always on the same side, however often it is repeated. */
function isHeld(text: string): boolean {
  let h = 7;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return (h >>> 7) % 5 === 0;
}

/** Share of the names in held documents that the word alone, and the whole filter, may lose. */
const LOSS: [number, number] = [0.002, 0.012];

export function trainFilter(docs: Doc[], teacher: Weights, seed: number, log: (s: string) => void): Filter {
  const r = seeded(seed);
  const all = examples(docs, teacher, r);
  const data = all.filter((e) => !e.held);
  const weights = new Float32Array(FILTER_ROWS);
  const g = new Float32Array(FILTER_ROWS);
  for (let epoch = 0; epoch < 4; epoch++) {
    for (let i = data.length - 1; i > 0; i--) {
      const j = Math.floor(r() * (i + 1));
      [data[i], data[j]] = [data[j]!, data[i]!];
    }
    for (const e of data) update(weights, g, e);
  }
  const names = all.filter((e) => e.held && e.name);
  const floor = (part: "word" | "rows", share: number): number => {
    const scores = Float64Array.from(names, (e) => score(weights, e[part])).sort();
    return scores[Math.floor(scores.length * share)]!;
  };
  const floors: [number, number] = [floor("word", LOSS[0]), floor("rows", LOSS[1])];
  const rest = all.filter((e) => e.held && !e.name);
  const passed = (part: "word" | "rows", least: number): string =>
    ((100 * rest.filter((e) => score(weights, e[part]) >= least).length) / rest.length).toFixed(1);
  log(
    `filter: floors ${floors.map((f) => f.toFixed(2)).join(", ")}; of ${rest.length} other words pass ${passed("word", floors[0])} % and ${passed("rows", floors[1])} %`,
  );
  return { weights, floors };
}

const score = (w: Float32Array, rows: Int32Array): number => {
  let s = 0;
  for (const row of rows) s += w[row & (FILTER_ROWS - 1)]!;
  return s;
};

function update(w: Float32Array, g: Float32Array, e: Example): void {
  const p = 1 / (1 + Math.exp(-score(w, e.rows)));
  const d = p - (e.name ? 1 : 0);
  if (Math.abs(d) < 1e-3) return;
  for (const row of e.rows) {
    const k = row & (FILTER_ROWS - 1);
    g[k] = g[k]! + d * d;
    w[k] = w[k]! - (0.1 * d) / Math.sqrt(g[k]! + 1e-6);
  }
}
