/**
 * How often the grounded checks are right on public notes. MEDEC (validation set): a note held against itself must not be flagged, a note
 * with a planted error held against the corrected one should be. MTS-Dialog: summaries against their dialogue, experts' rates as truth.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkFacts, readSource } from "../src/stages/eval/grounded/check.ts";
import { tokenise } from "../src/stages/eval/grounded/tokens.ts";

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: node bench/grounded.mjs DIR");
const NOTHING_ASKED = readSource([]);

function isFlagged(source: string, answer: string): boolean {
  return checkFacts(tokenise(answer), readSource([source]), NOTHING_ASKED).some(
    ({ support }) => support === "contradicted" || support === "unsupported",
  );
}

/** Rows of a CSV file, quotes doubled inside quotes. */
function csv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

const share = (k: number, n: number): string => `${k}/${n} (${((100 * k) / n).toFixed(1)} %)`;

const medec = join(folder, "medec/MEDEC-MS-ValidationSet.csv");
if (existsSync(medec)) {
  const notes = csv(readFileSync(medec, "utf8")).slice(1);
  console.log(`MEDEC: flagged against itself ${share(notes.filter((row) => isFlagged(row[1]!, row[1]!)).length, notes.length)}`);
  const wrong = notes.filter((row) => row[3] === "1");
  for (const kind of [...new Set(wrong.map((row) => row[4]!))].sort()) {
    const rows = wrong.filter((row) => row[4] === kind);
    console.log(`MEDEC: ${kind} errors found ${share(rows.filter((row) => isFlagged(row[8]!, row[1]!)).length, rows.length)}`);
  }
}

const dialogues = join(folder, "mts-dialog/summaries.jsonl");
if (existsSync(dialogues)) {
  const rows = readFileSync(dialogues, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { dialogue: string; summary: string; hallucination_rate: number });
  const flagged = rows.map((row) => ({ bad: row.hallucination_rate > 0, found: isFlagged(row.dialogue, row.summary) }));
  const bad = flagged.filter((row) => row.bad);
  const good = flagged.filter((row) => !row.bad);
  console.log(`MTS-Dialog: summaries with an expert's hallucination found ${share(bad.filter((row) => row.found).length, bad.length)}`);
  console.log(`MTS-Dialog: other summaries flagged ${share(good.filter((row) => row.found).length, good.length)}`);
}
