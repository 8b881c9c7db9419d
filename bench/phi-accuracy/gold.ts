/** Gold corpora: spans in UTF-16 units, and how a prediction is scored against them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readGold, splitHash } from "../../scripts/train-names/corpora.ts";
import type { Found } from "./scan.ts";

export interface GoldSpan {
  start: number;
  end: number;
  label: string;
}
export interface GoldDoc {
  id: string;
  text: string;
  spans: GoldSpan[];
  half: Half;
}

/** Rules and thresholds may be made while looking at the first half of a corpus; the second is only for the reported figure. */
export type Half = "tuning" | "reported";
export const HALVES: readonly Half[] = ["tuning", "reported"];

/** Half of a template or document, by its digest. */
export const halfOf = (group: string): Half => (((splitHash(group) >>> 8) & 1) === 0 ? "tuning" : "reported");

/** One of a thing for each half. */
export type ByHalf<T> = Record<Half, T>;
export const byHalf = <T>(make: () => T): ByHalf<T> => ({ tuning: make(), reported: make() });

/** Gold documents of a file; null (with a line) when it is absent. */
export function goldDocs(data: string, file: string): GoldDoc[] | null {
  const path = join(data, file);
  if (!existsSync(path)) {
    console.log(`skipped: ${path} not found`);
    return null;
  }
  return readGold(path).map((row) => {
    const units = unitsOf(row.text);
    return {
      id: row.id,
      half: halfOf(row.template_id === undefined ? (row.doc ?? row.id) : `template ${row.template_id}`),
      text: row.text,
      spans: row.spans.map((s) => ({ label: s.label, start: units[s.start] ?? row.text.length, end: units[s.end] ?? row.text.length })),
    };
  });
}

/** UTF-16 offset of each code point. */
function unitsOf(text: string): number[] {
  const out: number[] = [];
  let at = 0;
  for (const ch of text) {
    out.push(at);
    at += ch.length;
  }
  out.push(at);
  return out;
}

export interface Token {
  start: number;
  end: number;
}
export const tokensOf = (text: string): Token[] =>
  [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
export const touches = (a: Token, b: Token): boolean => a.start < b.end && a.end > b.start;

/** How much of a value's letters and digits the findings cover: nothing, a part, all. */
export function coverage(text: string, span: GoldSpan, found: readonly Found[]): "none" | "part" | "whole" {
  const value = text.slice(span.start, span.end);
  const title = /^(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+/i.exec(value)?.[0].length ?? 0;
  const tokens = tokensOf(value.slice(title)).map((t) => ({ start: t.start + span.start + title, end: t.end + span.start + title }));
  const hit = tokens.filter((t) => found.some((f) => touches(f, t))).length;
  return hit === 0 ? "none" : hit === tokens.length ? "whole" : "part";
}

export class Score {
  tp = 0;
  fp = 0;
  fn = 0;
  get precision(): number {
    return this.tp / Math.max(1, this.tp + this.fp);
  }
  get recall(): number {
    return this.tp / Math.max(1, this.tp + this.fn);
  }
  get f1(): number {
    return (2 * this.precision * this.recall) / Math.max(1e-9, this.precision + this.recall);
  }
}
