/** Reads the openly licensed corpora (see NOTICE) into plain documents with labelled character spans. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export type Label = "O" | "PER" | "LOC" | "ORG" | "FAC" | "?";
export interface Span {
  start: number;
  end: number;
  label: Label;
}
export interface Doc {
  id: string;
  source: string;
  text: string;
  /** Absent: no gold, the text is silver-tagged by a first model. */
  spans?: Span[];
}
interface GoldRow {
  id: string;
  text: string;
  spans: { start: number; end: number; label: string; text: string }[];
  template_id?: number;
  doc?: string;
}

const lines = (path: string): string[] => readFileSync(path, "utf8").split("\n").filter(Boolean);
export const readGold = (path: string): GoldRow[] => lines(path).map((l) => JSON.parse(l) as GoldRow);

/** 32-bit FNV-1a of a string's UTF-16 units: decides halves and folds, so that a split never depends on order. */
export function splitHash(s: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Gold offsets are code points; JavaScript strings count UTF-16 units. */
function toUnits(text: string, at: number): number {
  let units = 0;
  for (const ch of text) {
    if (at-- === 0) break;
    units += ch.length;
  }
  return units;
}

function goldDocs(path: string, source: string, label: (l: string, text: string) => Label | undefined): Doc[] {
  return readGold(path).map((row) => {
    const spans: Span[] = [];
    for (const s of row.spans) {
      const l = label(s.label, s.text);
      if (l) spans.push({ start: toUnits(row.text, s.start), end: toUnits(row.text, s.end), label: l });
    }
    return { id: `${source}/${row.id}`, source, text: row.text, spans };
  });
}

const FACILITY_WORD = /\b(hospital|clinic|medical center|infirmary|hospice)\b/i;
const nerLabel = (l: string, text: string): Label | undefined => {
  const u = l.toUpperCase();
  if (u === "PER" || u === "PERSON") return "PER";
  if (u === "LOC" || u === "LOCATION") return FACILITY_WORD.test(text) ? "FAC" : "LOC";
  if (u === "ORG" || u === "CORPORATION" || u === "GROUP") return FACILITY_WORD.test(text) ? "FAC" : "ORG";
  return undefined;
};
const MEDDOCAN: Record<string, Label> = {
  NOMBRE_SUJETO_ASISTENCIA: "PER",
  NOMBRE_PERSONAL_SANITARIO: "PER",
  FAMILIARES_SUJETO_ASISTENCIA: "?",
  TERRITORIO: "LOC",
  CALLE: "LOC",
  PAIS: "LOC",
  HOSPITAL: "FAC",
  INSTITUCION: "ORG",
  CENTRO_SALUD: "FAC",
};

export const wikigold = (dir: string): Doc[] => goldDocs(join(dir, "wikigold/gold.jsonl"), "wikigold", nerLabel);
export const wnut17 = (dir: string): Doc[] => goldDocs(join(dir, "wnut17/dev.gold.jsonl"), "wnut17", nerLabel);
export const meddocan = (dir: string, part: "train" | "dev"): Doc[] =>
  goldDocs(join(dir, `meddocan/${part}.gold.jsonl`), "meddocan", (l) => MEDDOCAN[l]);

/** MedQuAD by document: the first half (by hash of the document id) is training text, the second is only for reported figures. */
export function medquad(dir: string, half: 0 | 1): Doc[] {
  const rows = gunzipSync(readFileSync(join(dir, "clean/medquad/medquad.jsonl.gz")))
    .toString("utf8")
    .split("\n")
    .filter(Boolean);
  const docs: Doc[] = [];
  for (const line of rows) {
    const row = JSON.parse(line) as { src: string; id: string; question: string; answer: string };
    const document = `${row.src}/${row.id.replace(/-[^-]*$/, "")}`;
    if ((splitHash(document) & 1) === half) docs.push({ id: document, source: "medquad", text: `${row.question}\n${row.answer}` });
  }
  return docs;
}

/** ChatDoctor rows, halved by hash of the question. */
export function chatdoctor(dir: string, half: 0 | 1): Doc[] {
  return lines(join(dir, "clean/chatdoctor/chatdoctor.jsonl")).flatMap((line, i) => {
    const row = JSON.parse(line) as { instruction: string; input: string; output: string };
    if ((splitHash(row.input) & 1) !== half) return [];
    return [{ id: `chatdoctor/${i}`, source: "chatdoctor", text: `${row.input}\n${row.output}` }];
  });
}

/** Dialogues and notes without gold: MTS-Dialog and ACI-Bench. */
export function carriers(dir: string): Doc[] {
  const docs: Doc[] = [];
  for (const f of ["train.csv", "validation.csv"]) {
    const path = join(dir, "carriers/mts-dialog", f);
    if (existsSync(path))
      for (const [i, row] of csv(readFileSync(path, "utf8")).entries())
        docs.push({ id: `mts/${f}/${i}`, source: "carrier", text: row.slice(2).join("\n") });
  }
  for (const f of ["train_full.json", "clinicalnlp_taskB_test1_full.json"]) {
    const body = JSON.parse(readFileSync(join(dir, "carriers/aci-bench", f), "utf8")) as { data: { src: string; tgt: string }[] };
    for (const [i, row] of body.data.entries()) docs.push({ id: `aci/${f}/${i}`, source: "carrier", text: `${row.src}\n${row.tgt}` });
  }
  return docs;
}

function csv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i]!;
    if (quoted) {
      if (ch !== '"') cell += ch;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (ch === '"') quoted = true;
    else if (ch === "," || ch === "\n") {
      row.push(cell);
      cell = "";
      if (ch === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (ch !== "\r") cell += ch;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows.slice(1);
}
