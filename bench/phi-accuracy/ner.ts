/** Persons and places of open text beside compromise 14: UNER with the shipped weights, wikigold and WNUT17 by folds with weights that never saw the fold. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Doc, splitHash, wikigold, wnut17 } from "../../scripts/train-names/corpora.ts";
import { prepare, trainModel } from "../../scripts/train-names/model.ts";
import { SETTINGS } from "../../scripts/train-names/settings.ts";
import { findNames, installTables } from "../../src/phi/names/find.ts";
import { unpackTables } from "../../src/phi/names/tables.ts";
import { type GoldSpan, goldDocs, Score, type Token, tokensOf, touches } from "./gold.ts";
import { scanRecord } from "./scan.ts";
import { row, type Table } from "./table.ts";

type Label = "PER" | "LOC";
interface Tagged extends Token {
  label: Label;
}
interface Text {
  text: string;
  spans: GoldSpan[];
}
type Tagger = (text: string) => Tagged[];
type Scores = Record<Label, Score>;

const newScores = (): Scores => ({ PER: new Score(), LOC: new Score() });

function scoreInto(scores: Scores, docs: readonly Text[], tag: Tagger): void {
  for (const doc of docs) {
    const tagged = tag(doc.text);
    for (const token of tokensOf(doc.text)) {
      const gold = doc.spans.find((s) => touches(s, token))?.label;
      const hit = tagged.find((s) => touches(s, token))?.label;
      for (const label of ["PER", "LOC"] as const) {
        if (gold === label && hit === label) scores[label].tp++;
        else if (gold === label) scores[label].fn++;
        else if (hit === label) scores[label].fp++;
      }
    }
  }
}

const LABELS: Record<string, Label> = { name: "PER", place: "LOC" };
const scanner: Tagger = (text) =>
  scanRecord(text).flatMap(({ kind, start, end }) => (LABELS[kind] ? [{ start, end, label: LABELS[kind] }] : []));

/** The tagger with whatever tables are installed: what the scanner reports of names and places. */
const tagger: Tagger = (text) =>
  findNames(text).flatMap(({ kind, start, end }) => (LABELS[kind] ? [{ start, end, label: LABELS[kind] }] : []));

interface CompromiseView {
  json(options: { offset: true }): { offset: { start: number; length: number } }[];
}
type Compromise = (text: string) => { people(): CompromiseView; places(): CompromiseView };

function compromise(sources: string): Tagger | null {
  const folder = join(sources, "npm/node_modules/compromise");
  if (!existsSync(folder)) {
    console.log(`skipped: compromise is not installed in ${sources}/npm (scripts/train-names/fetch.sh)`);
    return null;
  }
  const nlp = createRequire(join(sources, "npm/index.js"))("compromise") as Compromise;
  const spans = (view: CompromiseView, label: Label): Tagged[] =>
    view.json({ offset: true }).map(({ offset }) => ({ start: offset.start, end: offset.start + offset.length, label }));
  return (text) => {
    const doc = nlp(text);
    return [...spans(doc.people(), "PER"), ...spans(doc.places(), "LOC")];
  };
}

function report(table: Table, set: string, ours: Scores, theirs: Scores | null): void {
  for (const label of ["PER", "LOC"] as const) {
    const s = ours[label];
    const note = `P ${s.precision.toFixed(2)} R ${s.recall.toFixed(2)}, ${s.tp + s.fn} tokens${theirs ? `; compromise ${theirs[label].f1.toFixed(3)}` : ""}`;
    row(table, set, `${label === "PER" ? "persons" : "places"}, token F1`, s.f1, ">=", theirs ? theirs[label].f1 : null, note);
  }
}

export function uner(data: string, sources: string, table: Table): void {
  const docs = goldDocs(data, "uner-english-ewt/dev.gold.jsonl");
  if (!docs) return;
  const ours = newScores();
  scoreInto(ours, docs, scanner);
  const rival = compromise(sources);
  const theirs = rival ? newScores() : null;
  if (rival && theirs) scoreInto(theirs, docs, rival);
  report(table, "UNER English EWT", ours, theirs);
}

const FOLDS = 5;

/** Trains FOLDS models, each without a fifth of wikigold and WNUT17, and scores that fifth. Some minutes. */
export async function folds(data: string, sources: string, table: Table): Promise<void> {
  const sets: [string, Doc[]][] = [
    ["wikigold, 5 folds", wikigold(data)],
    ["WNUT17, 5 folds", wnut17(data)],
  ];
  const ours = sets.map(newScores);
  const plan = { ...SETTINGS, data, sources, log: () => undefined };
  const material = await prepare({ ...plan, natural: () => true });
  for (let fold = 0; fold < FOLDS; fold++) {
    const inFold = (d: Doc): boolean => splitHash(d.id) % FOLDS === fold;
    installTables(unpackTables(trainModel({ ...plan, natural: (d) => !inFold(d) }, material)));
    for (const [i, [, docs]] of sets.entries()) scoreInto(ours[i]!, texts(docs.filter(inFold)), tagger);
    console.log(`fold ${fold + 1} of ${FOLDS} done`);
  }
  const rival = compromise(sources);
  for (const [i, [name, docs]] of sets.entries()) {
    const theirs = rival ? newScores() : null;
    if (rival && theirs) scoreInto(theirs, texts(docs), rival);
    report(table, name, ours[i]!, theirs);
  }
}

const texts = (docs: Doc[]): Text[] => docs.map((d) => ({ text: d.text, spans: d.spans ?? [] }));
