/** One function per corpus: what it measures and the bar it is held to. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chatdoctor, medquad } from "../../scripts/train-names/corpora.ts";
import { type ByHalf, byHalf, coverage, type GoldDoc, goldDocs, HALVES, Score, tokensOf, touches } from "./gold.ts";
import { countFindings, scanRecord } from "./scan.ts";
import { halves, row, type Table } from "./table.ts";

export function asqPhi(data: string, table: Table): void {
  const docs = goldDocs(data, "asq-phi/gold.jsonl");
  if (!docs) return;
  const counts = byHalf(() => ({ values: 0, whole: 0, any: 0, clean: 0, flagged: 0 }));
  const missed: Record<string, number> = {};
  for (const doc of docs) {
    const found = scanRecord(doc.text);
    const n = counts[doc.half];
    if (doc.spans.length === 0) {
      n.clean++;
      if (found.length > 0) n.flagged++;
    }
    for (const span of doc.spans) {
      const c = coverage(doc.text, span, found);
      n.values++;
      if (c === "whole") n.whole++;
      else missed[span.label] = (missed[span.label] ?? 0) + 1;
      if (c !== "none") n.any++;
    }
  }
  const share = (part: "whole" | "any" | "flagged", of: "values" | "clean"): ByHalf<number> => ({
    tuning: counts.tuning[part] / counts.tuning[of],
    reported: counts.reported[part] / counts.reported[of],
  });
  const n = `n ${counts.reported.values} values, ${counts.reported.clean} queries`;
  halves(table, "ASQ-PHI", "values found whole", share("whole", "values"), ">=", 0.97, `${n}; missed in both ${JSON.stringify(missed)}`);
  halves(table, "ASQ-PHI", "values found in part", share("any", "values"), ">=", 0.97);
  halves(table, "ASQ-PHI", "PHI-free queries flagged", share("flagged", "clean"), "<=", 0.08);
}

/** Labels that are no Safe Harbor identifiers, or that the scanner does not claim (bare domain names, ages under 90). */
const NOT_CLAIMED = new Set(["ORGANIZATION", "NRP", "TITLE", "PREFIX", "AGE", "DOMAIN_NAME"]);

export function presidio(data: string, table: Table): void {
  for (const file of ["synth_dataset_v2", "generated_large"]) {
    const docs = goldDocs(data, `presidio-research/${file}.gold.jsonl`);
    if (!docs) continue;
    const scores = byHalf(() => new Score());
    const missed: Record<string, number> = {};
    for (const doc of docs) scoreTokens(doc, scores[doc.half], missed);
    const of = (part: "recall" | "precision"): ByHalf<number> => ({ tuning: scores.tuning[part], reported: scores.reported[part] });
    halves(table, `presidio ${file}`, "recall, tokens", of("recall"), ">=", 0.9, `missed in both ${JSON.stringify(missed)}`);
    halves(table, `presidio ${file}`, "precision, tokens", of("precision"), ">=", 0.85);
  }
}

function scoreTokens(doc: GoldDoc, score: Score, missed: Record<string, number>): void {
  const found = scanRecord(doc.text);
  for (const token of tokensOf(doc.text)) {
    const gold = doc.spans.find((s) => touches(s, token));
    const hit = found.some((f) => touches(f, token));
    if (gold && (NOT_CLAIMED.has(gold.label) || isBareYear(doc.text, gold.start, gold.end))) continue;
    if (gold && hit) score.tp++;
    else if (gold) {
      score.fn++;
      missed[gold.label] = (missed[gold.label] ?? 0) + 1;
    } else if (hit) score.fp++;
  }
}

const isBareYear = (text: string, start: number, end: number): boolean => /^\d{4}$/.test(text.slice(start, end));

const MEDDOCAN_GROUPS: Record<string, string[]> = {
  ids: [
    "ID_SUJETO_ASISTENCIA",
    "ID_CONTACTO_ASISTENCIAL",
    "ID_ASEGURAMIENTO",
    "ID_TITULACION_PERSONAL_SANITARIO",
    "ID_EMPLEO_PERSONAL_SANITARIO",
  ],
  "phones, faxes": ["NUMERO_TELEFONO", "NUMERO_FAX"],
  "e-mails": ["CORREO_ELECTRONICO"],
  dates: ["FECHAS"],
};

/** Postcodes are TERRITORIO spans of five digits; a year alone is no identifier, nor is an "id" without a digit ("viudo", "raza caucásica"). */
function meddocanGroup(doc: GoldDoc, label: string, value: string): string | null {
  if (label === "TERRITORIO") return /^\d{5}$/.test(value) ? "postcodes" : "names of places";
  if (label.startsWith("NOMBRE_")) return "names";
  if (["CALLE"].includes(label)) return "streets";
  if (["HOSPITAL", "CENTRO_SALUD"].includes(label)) return "hospitals";
  if (label === "FECHAS" && /^(?:años? )?\d{4}$/.test(value)) return null;
  if (label.startsWith("ID_") && !/\d/.test(value)) return null;
  return Object.entries(MEDDOCAN_GROUPS).find(([, list]) => list.includes(label))?.[0] ?? (doc ? null : null);
}

export function meddocan(data: string, table: Table): void {
  const docs = goldDocs(data, "meddocan/dev.gold.jsonl");
  if (!docs) return;
  const groups = new Map<string, ByHalf<Score>>();
  for (const doc of docs) {
    const found = scanRecord(doc.text, ["es"]);
    for (const span of doc.spans) {
      const group = meddocanGroup(doc, span.label, doc.text.slice(span.start, span.end));
      if (!group) continue;
      const scores = groups.get(group) ?? byHalf(() => new Score());
      groups.set(group, scores);
      if (coverage(doc.text, span, found) === "whole") scores[doc.half].tp++;
      else scores[doc.half].fn++;
    }
  }
  const barred = new Set([...Object.keys(MEDDOCAN_GROUPS), "postcodes"]);
  for (const [group, { tuning, reported }] of [...groups].sort()) {
    const recalls = { tuning: tuning.recall, reported: reported.recall };
    const [a, b] = HALVES.map((half) => groups.get(group)![half]).map((s) => s.tp + s.fn);
    halves(table, "MEDDOCAN dev", `${group}: values found whole`, recalls, ">=", barred.has(group) ? 0.97 : null, `n ${b} and ${a}`);
  }
}

const NAMES = new Set(["phi.name", "phi.place"]);

function perMegabyte(table: Table, set: string, text: string, format: "jsonl" | "text", nameBar: number | null): void {
  const rules = countFindings(text, format);
  const mb = Buffer.byteLength(text) / 1e6;
  let names = 0;
  let ids = 0;
  const idRules: Record<string, number> = {};
  for (const [rule, c] of Object.entries(rules)) {
    const n = c.block + c.warn;
    if (NAMES.has(rule)) names += n;
    else if (n > 0) {
      ids += n;
      idRules[rule] = n;
    }
  }
  row(table, set, "identifiers per MB", ids / mb, "<=", nameBar === null ? null : 1, JSON.stringify(idRules));
  row(table, set, "names and places per MB", names / mb, "<=", nameBar, `${mb.toFixed(2)} MB`);
}

const records = (texts: string[]): string => texts.map((text) => `${JSON.stringify({ text })}\n`).join("");

export function cleanText(data: string, table: Table): void {
  if (!existsSync(join(data, "clean"))) {
    console.log(`skipped: ${join(data, "clean")} not found`);
    return;
  }
  perMegabyte(table, "chatdoctor, unseen half", records(chatdoctor(data, 1).map((d) => d.text)), "jsonl", 10);
  perMegabyte(table, "MedQuAD, unseen half", records(medquad(data, 1).map((d) => d.text)), "jsonl", 30);
  const logs = readdirSync(join(data, "clean/logs")).filter((f) => f.endsWith(".txt"));
  perMegabyte(table, "training logs", logs.map((f) => readFileSync(join(data, "clean/logs", f), "utf8")).join("\n"), "text", 10);
  perMegabyte(table, "gsm8k (reported)", readFileSync(join(data, "clean/gsm8k/test.jsonl"), "utf8"), "jsonl", null);
}
