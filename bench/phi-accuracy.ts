/**
 * Accuracy of the PHI scanner on the development corpora and on the project's own generated notes, at the severity that fails the check by default
 * (warn and above), recall and noise alike. Corpora are read, never copied; an absent one is skipped with a line.
 */
import { existsSync } from "node:fs";
import { folds, uner } from "./phi-accuracy/ner.ts";
import { ownCorpus } from "./phi-accuracy/own.ts";
import { asqPhi, cleanText, meddocan, presidio } from "./phi-accuracy/sets.ts";
import { print, type Table } from "./phi-accuracy/table.ts";

const [data = "../shared/data/phi", sources = ""] = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const table: Table = [];
ownCorpus(table);
asqPhi(data, table);
presidio(data, table);
meddocan(data, table);
cleanText(data, table);
uner(data, sources, table);
if (process.argv.includes("--folds")) {
  if (existsSync(sources)) await folds(data, sources, table);
  else console.log("skipped: --folds needs SOURCES (scripts/train-names/fetch.sh)");
}
print(table);
