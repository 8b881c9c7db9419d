/** The cases of a run as columns of short codes: 50,000 cases stay near 2 MB of readable JSON, which a PHI check can see through. */
import type { Outcome } from "../../core/documents.ts";
import { answer } from "../cases.ts";
import { oneLine } from "../markdown.ts";

/** A column: a dictionary and one code a row (one or two letters), or plain values when the dictionary would be too large. */
export type Column =
  | { readonly name: string; readonly dict: readonly string[]; readonly width: 1 | 2; readonly codes: string }
  | { readonly name: string; readonly values: readonly string[] };

export interface CaseTable {
  readonly ids: readonly string[];
  /** suite, gold, before, now, result, then one column a group. */
  readonly columns: readonly Column[];
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MAX_GROUP_COLUMNS = 6;

/** Rows in the order of `outcomes`; `before` is matched by suite, id and repeat. */
export function caseTable(outcomes: readonly Outcome[], before: readonly Outcome[]): CaseTable {
  const key = (outcome: Outcome): string => `${outcome.suite}\n${outcome.id}\n${outcome.repeat}`;
  const earlier = new Map(before.map((outcome) => [key(outcome), answer(outcome) ?? ""]));
  const groups = [...new Set(outcomes.flatMap((outcome) => Object.keys(outcome.groups)))].sort().slice(0, MAX_GROUP_COLUMNS);
  const column = (name: string, read: (outcome: Outcome) => string): Column =>
    encode(
      name,
      outcomes.map((outcome) => oneLine(read(outcome))),
    );
  return {
    ids: outcomes.map((outcome) => oneLine(outcome.repeat === 0 ? outcome.id : `${outcome.id} (repeat ${outcome.repeat})`)),
    columns: [
      column("suite", (outcome) => outcome.suite),
      column("right answer", (outcome) => outcome.gold ?? ""),
      column("before", (outcome) => earlier.get(key(outcome)) ?? ""),
      column("now", (outcome) => answer(outcome) ?? ""),
      column("result", (outcome) => (outcome.correct === null ? "" : outcome.correct ? "right" : "wrong")),
      ...groups.map((group) => column(oneLine(group), (outcome) => outcome.groups[group] ?? "")),
    ],
  };
}

function encode(name: string, values: readonly string[]): Column {
  const index = new Map<string, number>();
  for (const value of values) if (!index.has(value)) index.set(value, index.size);
  if (index.size > LETTERS.length ** 2) return { name, values };
  const width = index.size > LETTERS.length ? 2 : 1;
  const letters = (code: number): string =>
    width === 1 ? LETTERS[code]! : LETTERS[Math.floor(code / LETTERS.length)]! + LETTERS[code % LETTERS.length]!;
  return { name, dict: [...index.keys()], width, codes: values.map((value) => letters(index.get(value)!)).join("") };
}
