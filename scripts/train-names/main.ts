/**
 * Trains the tagger and writes src/phi/names/data: `node scripts/train-names/run.mjs DATA SOURCES`. DATA: folder of the corpora of NOTICE (as
 * ../shared/data/phi), SOURCES: what fetch.sh made. The shipped weights see all of wikigold and WNUT17; bench/phi-accuracy trains on folds.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { prepare, trainModel } from "./model.ts";
import { SETTINGS } from "./settings.ts";

const [data, sources, out = "src/phi/names/data"] = process.argv.slice(2);
if (!data || !sources) throw new Error("usage: run.mjs DATA SOURCES [OUT]");

const squeeze = (b: Uint8Array): string =>
  brotliCompressSync(b, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } }).toString("base64");
const plan = { ...SETTINGS, data, sources, natural: () => true, log: (line: string) => console.log(line) };
const model = trainModel(plan, await prepare(plan));
for (const part of ["lexicon", "weights"] as const) {
  const text = squeeze(model[part]);
  writeFileSync(
    join(out, `${part}.ts`),
    `// Made by scripts/train-names (sources and licences in NOTICE): brotli, base64.\nexport default "${text}";\n`,
  );
  console.log(`${part}: ${model[part].length} bytes, ${text.length} packed`);
}
