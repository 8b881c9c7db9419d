/** The files that are scanned: made from the corpora of a data folder, repeated to the wanted size. */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";

/** Repeats a text until the file has `bytes`. */
export function repeated(path, text, bytes) {
  const chunk = Buffer.from(text);
  const fd = openSync(path, "w");
  for (let n = 0; n < bytes; n += chunk.length) writeSync(fd, chunk);
  closeSync(fd);
  return path;
}

function medquad(data) {
  const path = join(data, "clean/medquad/medquad.jsonl.gz");
  return existsSync(path) ? gunzipSync(readFileSync(path)) : null;
}

const IDENTIFIERS = [
  (n) => `MRN: 00${n}77`,
  (n) => `seen on 04/12/20${10 + (n % 14)}`,
  (n) => `call (212) 555-${n}`,
  (n) => `DOB 03/0${1 + (n % 9)}/1961`,
  (n) => `SSN 449-87-${n}`,
  (n) => `p${n}@clinicmail.net`,
  (n) => `aged ${90 + (n % 10)}`,
  (n) => `member id XQ-${n}-22`,
];

/** The prose corpus with an identifier about every 117 bytes. */
function dense(prose) {
  let n = 0;
  const sow = (text) =>
    text.replace(/[\s\S]{85,}?(?= )/g, (part) => `${part} ${IDENTIFIERS[++n % IDENTIFIERS.length](1000 + (n % 9000))},`);
  const rows = prose
    .toString("utf8")
    .trim()
    .split("\n")
    .map((row) => JSON.parse(row));
  return `${rows.map((row) => JSON.stringify({ ...row, answer: sow(String(row.answer)) })).join("\n")}\n`;
}

/** Short notes with an identifier about every 35 bytes. */
function notes() {
  const rows = [];
  for (let i = 0; i < 4000; i++) {
    const n = String(1000 + (i % 9000));
    const text = `Seen on 04/12/20${10 + (i % 14)}, MRN: 00${n}77, call (212) 555-${n} about the refill. DOB 03/0${1 + (i % 9)}/1961, SSN 449-87-${n}; mail p${n}@clinicmail.net. Metformin 500 mg twice a day was continued and tolerated.`;
    rows.push(JSON.stringify({ id: i, text }));
  }
  return `${rows.join("\n")}\n`;
}

function fhir(data) {
  const dir = join(data, "synthea-fhir");
  if (!existsSync(dir)) return null;
  const names = readdirSync(dir).filter((name) => name.endsWith(".json"));
  return `${names.map((name) => JSON.stringify(JSON.parse(readFileSync(join(dir, name), "utf8")))).join("\n")}\n`;
}

function logs(data) {
  const dir = join(data, "clean/logs");
  if (!existsSync(dir)) return null;
  const names = readdirSync(dir).filter((name) => name.endsWith(".txt"));
  return names.map((name) => readFileSync(join(dir, name), "utf8")).join("");
}

/** The prose corpus as a table of four string columns, Snappy, the rows repeated in row groups of 4,000. */
function parquet(path, text, bytes) {
  const rows = text
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const repeats = Math.max(1, Math.round(bytes / text.length));
  const column = (name) => ({
    name,
    type: "STRING",
    data: Array.from({ length: repeats }, () => rows.map((row) => String(row[name] ?? ""))).flat(),
  });
  parquetWriteFile({ filename: path, columnData: ["src", "id", "question", "answer"].map(column), rowGroupSize: 4000, codec: "SNAPPY" });
  return path;
}

/**
 * The corpora that the folder has the data for. `make(path)` writes the file of about `bytes` bytes of text.
 * @returns {readonly {id: string, name: string, bar: number | null, ending: string, rg: boolean, make: (path: string, bytes: number) => string}[]}
 */
export function corpora(data) {
  const list = [];
  const add = (id, name, bar, ending, text, rg = true) => {
    if (text !== null) list.push({ id, name, bar, ending, rg, make: (path, bytes) => repeated(path, text, bytes) });
  };
  const prose = medquad(data);
  add("prose", "prose JSONL with names (MedQuAD)", 350, "jsonl", prose);
  add("lower", "the same in lower case", 200, "jsonl", prose?.toString("utf8").toLowerCase() ?? null);
  add("raw", "the same as raw text", 300, "txt", prose);
  add("dense", "prose with an identifier every 117 bytes", 120, "jsonl", prose && dense(prose));
  add("notes", "notes with one every 35 bytes", null, "jsonl", notes());
  add("fhir", "FHIR bundles, JSONL", 100, "jsonl", fhir(data));
  add("logs", "training logs", 300, "txt", logs(data));
  if (prose)
    list.push({
      id: "parquet",
      name: "Parquet, Snappy (MedQuAD)",
      bar: 140,
      ending: "parquet",
      rg: false,
      make: (path, bytes) => parquet(path, prose, bytes),
    });
  return list;
}

/** Inputs that a careless scanner would take ever longer on: a unit that is repeated, and what stands around. */
export const HOSTILE = [
  ["one digit", "txt", "7"],
  ["one capital", "txt", "A"],
  ["quotes", "json", '"'],
  ["backslashes", "json", "\\"],
  ["\\u\\u", "json", "\\u"],
  ["@", "txt", "@"],
  ["a.", "txt", "a."],
  ["://", "txt", "://"],
  ["www.", "txt", "www."],
  ["1-1-", "txt", "1-1-"],
  ["a1:", "txt", "a1:"],
  ["1234 ", "txt", "1234 "],
  ["Smith ", "txt", "Smith "],
  ["Mr. ", "txt", "Mr. "],
  ["é", "txt", "é"],
  ["[", "json", "["],
  ["one line of dense text", "txt", `${notes().replaceAll("\n", " ").slice(0, 400_000)} `],
  ["nested arrays with SSN", "json", '["SSN 449-87-4100",'],
  ["escaped names and SSN in unclosed arrays", "json", '["\\u0053mith, John SSN 449-87-4100",'],
  ["small letters between quoted quotes", "json", `${"small letters only ".repeat(3)}\\"`],
  ["lines with and without capitals", "json", `${"small letters only ".repeat(3)}\\nA B C D E F `],
  ["objects open before values", "json", '{"text":["MRN",{"value":7'],
  ["inner keys", "json", '\\"first_name\\":\\"'],
  ["MRN: without a value", "txt", "MRN: "],
  ["commas of an empty table", "csv", ","],
  ["quotes of a table", "csv", '"a""'],
];

/** A repository of one megabyte. */
export function smallRepository(dir) {
  mkdirSync(dir);
  for (let i = 0; i < 40; i++) writeFileSync(join(dir, `f${i}.py`), "def train(step):\n    return step + 1  # nothing here\n".repeat(500));
  return dir;
}
