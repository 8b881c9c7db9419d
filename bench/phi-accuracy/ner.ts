/** Persons and places of open text beside compromise 14: UNER with the shipped weights, wikigold and WNUT17 by folds with weights that never saw the fold. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Doc, splitHash, wikigold, wnut17 } from "../../scripts/train-names/corpora.ts";
import { prepare, trainModel } from "../../scripts/train-names/model.ts";
import { SETTINGS } from "../../scripts/train-names/settings.ts";
import { findNames, installTables } from "../../src/phi/names/find.ts";
import { unpackTables } from "../../src/phi/names/tables.ts";
import { type ByHalf, byHalf, type GoldSpan, goldDocs, type Half, halfOf, Score, type Token, tokensOf, touches } from "./gold.ts";
import { scanRecord } from "./scan.ts";
import { row, type Table } from "./table.ts";

type Label = "PER" | "LOC";
interface Tagged extends Token {
  label: Label;
}
interface Text {
  text: string;
  spans: GoldSpan[];
  half: Half;
}
type Tagger = (text: string) => Tagged[];
type Scores = Record<Label, ByHalf<Score>>;

const newScores = (): Scores => ({ PER: byHalf(() => new Score()), LOC: byHalf(() => new Score()) });

function scoreInto(scores: Scores, docs: readonly Text[], tag: Tagger): void {
  for (const doc of docs) {
    const tagged = tag(doc.text);
    for (const token of tokensOf(doc.text)) {
      const gold = doc.spans.find((s) => touches(s, token))?.label;
      const hit = tagged.find((s) => touches(s, token))?.label;
      for (const label of ["PER", "LOC"] as const) {
        const score = scores[label][doc.half];
        if (gold === label && hit === label) score.tp++;
        else if (gold === label) score.fn++;
        else if (hit === label) score.fp++;
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

/** Scores of one set: those that count for the row, and the rest of the text for the note. */
function report(table: Table, set: string, ours: Scores, theirs: Scores | null, counts: Half | "all"): void {
  for (const label of ["PER", "LOC"] as const) {
    const measure = `${label === "PER" ? "persons" : "places"}, token F1`;
    const view = (scores: Scores, half: Half | "all"): Score => (half === "all" ? whole(scores[label]) : scores[label][half]);
    const s = view(ours, counts);
    const beside = (half: Half | "all"): string => {
      const [a, b] = [view(ours, half), theirs ? view(theirs, half).f1.toFixed(3) : "-"];
      return `${half === "all" ? "both halves" : `${half} half`} ${a.f1.toFixed(3)}, compromise ${b}`;
    };
    const others = counts === "all" ? [beside("tuning"), beside("reported")] : [beside("tuning")];
    const rival = theirs ? view(theirs, counts).f1 : null;
    const note = [`P ${s.precision.toFixed(2)} R ${s.recall.toFixed(2)}, ${s.tp + s.fn} tokens`, ...others].join("; ");
    row(table, set, measure, s.f1, ">=", rival, note);
  }
}

function whole({ tuning, reported }: ByHalf<Score>): Score {
  const sum = new Score();
  sum.tp = tuning.tp + reported.tp;
  sum.fp = tuning.fp + reported.fp;
  sum.fn = tuning.fn + reported.fn;
  return sum;
}

export function uner(data: string, sources: string, table: Table): void {
  const docs = goldDocs(data, "uner-english-ewt/dev.gold.jsonl");
  if (!docs) return;
  const ours = newScores();
  scoreInto(ours, docs, scanner);
  const rival = compromise(sources);
  const theirs = rival ? newScores() : null;
  if (rival && theirs) scoreInto(theirs, docs, rival);
  report(table, "UNER English EWT", ours, theirs, "reported");
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
    report(table, name, ours[i]!, theirs, "all");
  }
}

const texts = (docs: Doc[]): Text[] => docs.map((d) => ({ text: d.text, spans: d.spans ?? [], half: halfOf(d.id) }));
