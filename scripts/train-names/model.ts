/** The whole training: lexicon, generated and natural documents, a first model for hard negatives, the final one, the first filter. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { installTables } from "../../src/phi/names/find.ts";
import { type PackedNames, unpackTables } from "../../src/phi/names/tables.ts";
import type { Doc } from "./corpora.ts";
import * as corpora from "./corpora.ts";
import { meanOf, posterior, type Sequence, train, type Weights } from "./crf.ts";
import { trainFilter } from "./filter.ts";
import { generate, makePools, type Pools, renamed, seeded } from "./generate.ts";
import { buildLexicon, readSources } from "./lexicon.ts";
import { packWeights } from "./quantise.ts";
import { toSequences } from "./sequences.ts";
import { packLexicon } from "./slots.ts";

export interface Plan {
  data: string;
  sources: string;
  generated: number;
  epochs: number;
  rate: number;
  l1: number;
  average: number;
  dropout: number;
  /** One run each; the weights of the runs are averaged, so that little hangs on the order of the sentences. */
  seeds: readonly number[];
  /** Sentences of wikigold and WNUT17 that training may see. */
  natural: (doc: Doc) => boolean;
  log: (line: string) => void;
}
export interface Material {
  lexicon: Uint8Array;
  pools: Pools;
}

/** Lexicon and name pools; the same for every fold. */
export async function prepare(plan: Plan): Promise<Material> {
  const sources = await readSources(plan.sources);
  const texts = [
    ...corpora.medquad(plan.data, 0),
    ...corpora.chatdoctor(plan.data, 0),
    ...corpora.carriers(plan.data),
    ...corpora.meddocan(plan.data, "train"),
  ];
  const lexicon = buildLexicon(sources, texts);
  plan.log(`lexicon: ${lexicon.size} words`);
  const packed = packLexicon(lexicon);
  installTables(unpackTables({ lexicon: packed, weights: packWeights() }));
  const require = createRequire(join(plan.sources, "npm/index.js"));
  const faker = (await import(require.resolve("@faker-js/faker").replace(/index\.cjs$/, "index.js"))) as {
    allLocales: Record<string, { person: Record<string, Record<string, string[]>>; location?: { street_name?: string[] } }>;
  };
  const spanish = (part: string): string[] => ["es", "es_MX"].flatMap((l) => Object.values(faker.allLocales[l]!.person[part] ?? {}).flat());
  const streets = Object.values(faker.allLocales)
    .flatMap((l) => l.location?.street_name ?? [])
    .filter((s) => /^[\p{Script=Latin} .'-]+$/u.test(s));
  return { lexicon: packed, pools: makePools(sources, spanish("first_name"), spanish("last_name"), streets) };
}

const repeat = (docs: Doc[], n: number): Doc[] => Array.from({ length: n }, () => docs).flat();

function gold(plan: Plan, pools: Pools): Doc[] {
  const r = seeded(29);
  const posts = corpora.wnut17(plan.data).filter(plan.natural);
  return [
    ...generate(20261121, plan.generated, pools),
    ...repeat(joined(corpora.wikigold(plan.data).filter(plan.natural)), 2),
    ...repeat(posts, 4),
    ...repeat(posts, 4).map((d) => renamed(d, r, pools)),
    ...corpora.meddocan(plan.data, "train"),
  ];
}

/** Encyclopaedic sentences follow one another in real text: half of them are joined in pairs. */
function joined(docs: Doc[]): Doc[] {
  const out: Doc[] = [];
  for (let i = 0; i < docs.length; i++) {
    const a = docs[i]!;
    const b = docs[i + 1];
    if (i % 4 !== 0 || !b) {
      out.push(a);
      continue;
    }
    const shift = a.text.length + 1;
    out.push({
      ...a,
      text: `${a.text} ${b.text}`,
      spans: [...(a.spans ?? []), ...(b.spans ?? []).map((s) => ({ ...s, start: s.start + shift, end: s.end + shift }))],
    });
    i++;
  }
  return out;
}

/**
 * Negative sequences from text without patients: whole lines of the training halves. Where the first model is sure of a name the line is left out (public
 * names are names); where it is merely tempted the line is kept as a hard negative; of the rest a small share.
 */
function negatives(plan: Plan, first: Weights, seed: number): Sequence[] {
  const r = seeded(seed);
  const docs = [...corpora.medquad(plan.data, 0), ...corpora.chatdoctor(plan.data, 0), ...corpora.carriers(plan.data)];
  const out: Sequence[] = [];
  let sure = 0;
  let hard = 0;
  for (const d of docs) {
    for (const s of toSequences({ ...d, source: d.source === "carrier" ? "carrier" : "medquad" }, r, true)) {
      const p = posterior(first, s);
      let top = 0;
      for (let i = 0; i < s.gold.length; i++) top = Math.max(top, 1 - p[i * 5]! - p[i * 5 + 4]!);
      if (top > 0.97) sure++;
      else if (top > 0.05) {
        hard++;
        out.push(s);
      } else if (r() < 0.03) out.push(s);
    }
  }
  plan.log(`negatives: ${sure} sequences with sure names left out, ${hard} hard ones, ${out.length} in all`);
  return out;
}

export function trainModel(plan: Plan, m: Material): PackedNames {
  const docs = gold(plan, m.pools);
  const r = seeded(11);
  const sequences = docs.flatMap((d) => toSequences(d, r, true));
  plan.log(`sequences: ${sequences.length}, tokens: ${sequences.reduce((a, s) => a + s.gold.length, 0)}`);
  const first = train(sequences, { epochs: 2, rate: plan.rate, l1: 0, seed: 3, average: 0, dropout: 0 }, plan.log);
  const hard = negatives(plan, first, 13);
  const { epochs, rate, l1, average, dropout } = plan;
  const runs = plan.seeds.map((seed) => train([...sequences, ...hard], { epochs, rate, l1, seed, average, dropout }, plan.log));
  const weights = meanOf(runs);
  const clean = [...corpora.chatdoctor(plan.data, 0), ...corpora.medquad(plan.data, 0).filter((_, i) => i % 4 === 0)];
  const filter = trainFilter([...docs.filter((_, i) => i % 2 === 0), ...clean], weights, 17, plan.log);
  return { lexicon: m.lexicon, weights: packWeights(weights, filter) };
}
