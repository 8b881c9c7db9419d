/** Trains the first filter: logistic regression on the candidate words alone, in favour of recall. */
import { FILTER_ROWS, WORD } from "../../src/phi/names/layout.ts";
import { isCandidate } from "../../src/phi/names/tables.ts";
import type { Doc } from "./corpora.ts";
import { seeded } from "./generate.ts";
import { filterRows, tagsOf, tokenize } from "./sequences.ts";

interface Example {
  rows: Int32Array;
  name: boolean;
}

function examples(docs: Doc[], r: () => number): Example[] {
  const out: Example[] = [];
  for (const d of docs) {
    const x = r();
    const lowered = d.text.toLowerCase();
    const text = x < 0.15 && lowered.length === d.text.length ? lowered : d.text;
    const columns = tokenize(text);
    const tags = tagsOf(text, columns, d.spans);
    for (let i = 0; i < tags.length; i++) {
      const number = columns[2]![i] === 2 && columns[1]![i]! - columns[0]![i]! <= 5;
      if (!number && (columns[2]![i] !== WORD || !(isCandidate(columns[5]![i]!) || (columns[4]![i] === 0 && columns[7]![i] !== 1))))
        continue;
      if (tags[i] === 255) continue;
      if (columns[7]![i] === 1 && text === d.text && tags[i] === 0 && r() < 0.8) continue;
      out.push({ rows: filterRows(columns, i), name: tags[i]! >= 1 && tags[i]! <= 3 });
    }
  }
  return out;
}

export function trainFilter(docs: Doc[], seed: number, log: (s: string) => void): Float32Array {
  const r = seeded(seed);
  const data = examples(docs, r);
  const w = new Float32Array(FILTER_ROWS);
  const g = new Float32Array(FILTER_ROWS);
  for (let epoch = 0; epoch < 4; epoch++) {
    for (let i = data.length - 1; i > 0; i--) {
      const j = Math.floor(r() * (i + 1));
      [data[i], data[j]] = [data[j]!, data[i]!];
    }
    for (const e of data) update(w, g, e);
  }
  report(data, w, log);
  return w;
}

const score = (w: Float32Array, e: Example): number => {
  let s = 0;
  for (const row of e.rows) s += w[row & (FILTER_ROWS - 1)]!;
  return s;
};

function update(w: Float32Array, g: Float32Array, e: Example): void {
  const p = 1 / (1 + Math.exp(-score(w, e)));
  const d = p - (e.name ? 1 : 0);
  if (Math.abs(d) < 1e-3) return;
  for (const row of e.rows) {
    const k = row & (FILTER_ROWS - 1);
    g[k] = g[k]! + d * d;
    w[k] = w[k]! - (0.1 * d) / Math.sqrt(g[k]! + 1e-6);
  }
}

function report(data: Example[], w: Float32Array, log: (s: string) => void): void {
  for (const t of [-6, -5, -4.4, -4, -3, -2]) {
    let kept = 0;
    let names = 0;
    let noise = 0;
    let rest = 0;
    for (const e of data) {
      const pass = score(w, e) >= t ? 1 : 0;
      if (e.name) {
        names++;
        kept += pass;
      } else {
        rest++;
        noise += pass;
      }
    }
    log(`filter ${t}: keeps ${((100 * kept) / names).toFixed(2)} % of names, ${((100 * noise) / rest).toFixed(2)} % of the rest`);
  }
}
