/** Makes labelled sentences from the patterns: a seeded generator, so the training data can be rebuilt. */
import type { Doc, Label, Span } from "./corpora.ts";
import type { Sources } from "./lexicon.ts";
import * as T from "./templates.ts";

/** Mulberry32: a small seeded generator of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Rng = () => number;
const pick = <T>(r: Rng, list: readonly T[]): T => list[Math.floor(r() * list.length)]!;
const title = (s: string): string => s.replace(/(^|[ '-])([a-zà-ÿ])/g, (_, a: string, b: string) => a + b.toUpperCase());
const int = (r: Rng, lo: number, hi: number): number => lo + Math.floor(r() * (hi - lo + 1));
const digits = (r: Rng, n: number): string => Array.from({ length: n }, () => int(r, 0, 9)).join("");

export interface Pools extends Sources {
  townsBig: string[];
  townsSmall: string[];
  townsWorld: string[];
  townsEs: string[];
  commonWords: string[];
  esFirst: string[];
  esLast: string[];
  diseases: string[];
  anatomy: string[];
  brands: string[];
  generics: string[];
  streetsWorld: string[];
}

const ENGLISH = new Set(["US", "GB", "CA", "AU", "IE"]);

export function makePools(src: Sources, esFirst: string[], esLast: string[], streetsWorld: string[]): Pools {
  const en = src.cities.filter((c) => ENGLISH.has(c.country));
  return {
    ...src,
    esFirst,
    esLast,
    streetsWorld,
    townsBig: en.filter((c) => c.population > 60000).map((c) => c.name),
    townsSmall: en.filter((c) => c.population > 1500 && c.population <= 60000).map((c) => c.name),
    townsWorld: src.cities.filter((c) => c.population > 40000 && !ENGLISH.has(c.country)).map((c) => c.name),
    townsEs: src.cities
      .filter(
        (c) => (c.country === "ES" && c.population > 3000) || (["MX", "AR", "CO", "CL", "PE"].includes(c.country) && c.population > 50000),
      )
      .map((c) => c.name),
    commonWords: src.wordsEn.filter((w) => /^[a-z]{3,10}$/.test(w)),
    diseases: src.icd.filter((d) => d.length < 45 && !/[\d[\]]/.test(d) && !/^(Code|Use|Excludes|Includes|See|This)/.test(d)),
    anatomy: src.icd.flatMap((d) => d.match(/(?:of|in) (?:the )?([a-z]{4,14})$/)?.[1] ?? []),
    brands: src.drugs.filter((d) => /^[A-Z]{5,12}$/.test(d)),
    generics: src.drugs.filter((d) => /^[A-Z]{6,14}$/.test(d)).map((d) => d.toLowerCase()),
  };
}

const SYLLABLES =
  "ba be bo da de do ka ke ko la le lo ma mi mo na ne no ra re ri ro sa se so ta te to va vi za zo shi chi wu yo oko nje adi gar ber sten wald hau mik lov ic ova enko yan ian idis opo oglu ski czy sson berg mann quist dottir wala pur swa".split(
    " ",
  );
const invent = (r: Rng): string =>
  title(
    Array.from({ length: int(r, 2, 4) }, () => pick(r, SYLLABLES))
      .join("")
      .slice(0, 13),
  );

function first(r: Rng, p: Pools): string {
  const x = r();
  if (x < 0.45) return title(pick(r, p.firstCommon));
  if (x < 0.63) return title(pick(r, p.firstRare).toLowerCase());
  if (x < 0.93) return pick(r, p.localeFirst);
  return invent(r);
}
function last(r: Rng, p: Pools): string {
  const x = r();
  const base =
    x < 0.4
      ? surnameCase(r, p.surnames[Math.floor(r() ** 2 * 3000)]!)
      : x < 0.58
        ? title(p.surnames[int(r, 3000, 25000)]!)
        : x < 0.66
          ? title(pick(r, p.surnames))
          : x < 0.9
            ? pick(r, p.localeLast)
            : invent(r);
  const y = r();
  if (y < 0.03) return `${base}-${title(pick(r, p.surnames.slice(0, 3000)))}`;
  if (y < 0.045) return `${pick(r, ["van", "de", "von", "de la", "van der", "al", "El", "Le", "Di", "St.", "dos", "bin"])} ${base}`;
  if (y < 0.06) return `O'${title(pick(r, ["brien", "connor", "neill", "donnell", "hara", "leary", "malley", "reilly", "keefe"]))}`;
  return base;
}
const surnameCase = (r: Rng, s: string): string => (/^mc[a-z]{3}/.test(s) && r() < 0.9 ? `Mc${title(s.slice(2))}` : title(s));

function full(r: Rng, p: Pools): string {
  const x = r();
  const f = first(r, p);
  const l = last(r, p);
  if (x < 0.7) return `${f} ${l}`;
  if (x < 0.8) return `${f} ${pick(r, [..."ABCDEFGHJKLMNPRSTW"])}. ${l}`;
  if (x < 0.86) return `${f} ${first(r, p)} ${l}`;
  if (x < 0.89) return `${f[0]}. ${l}`;
  if (x < 0.92) return `${f} ${l} ${last(r, p)}`;
  if (x < 0.94) return `${f}-${first(r, p)} ${l}`;
  if (x < 0.96) return `${f} ${l}${pick(r, [" Jr.", " Sr.", " III", ", Jr."])}`;
  return `${f} ${l}`;
}
const short = (r: Rng, p: Pools): string =>
  r() < 0.6
    ? `${first(r, p)} ${pick(r, [..."ABCDEFGHJKLMNPRSTW"])}.`
    : r() < 0.5
      ? full(r, p)
      : `${pick(r, [..."ABCDEFGHJKLMNPRSTW"])}. ${last(r, p)}`;

const city = (r: Rng, p: Pools): string => {
  const x = r();
  if (x < 0.45) return pick(r, p.townsBig);
  if (x < 0.72) return pick(r, p.townsSmall);
  if (x < 0.9) return pick(r, p.townsWorld);
  return `${pick(r, ["North", "South", "East", "West", "New", "Lake", "Port", "Fort", "Mount", "Saint", "St.", "", ""])} ${title(pick(r, p.surnames.slice(0, 9000)))}${pick(r, ["ville", "ton", "burg", "port", "field", "view", "wood", " Falls", " Springs", " Heights", "", "bury", "haven", "side"])}`.trim();
};
const STREETS =
  "Street St St. Avenue Ave Ave. Road Rd Rd. Drive Dr Lane Ln Boulevard Blvd Court Ct Place Way Terrace Circle Parkway Trail Square Close Crescent Highway Row".split(
    " ",
  );
const STREET_NAMES =
  "Main Oak Maple Elm Pine Cedar Washington Park Lake Hill Church High Walnut Chestnut Lincoln Sunset River Spring Ridge Mill Willow Station Victoria Market Broad Franklin Highland Meadow Center Green North South Second Third 5th 42nd 1st 3rd 12th".split(
    " ",
  );
const FOREIGN_STREETS: ((r: Rng, p: Pools) => string)[] = [
  (r, p) =>
    `${pick(r, ["Calle", "Avenida", "Av.", "C/", "Paseo", "Plaza", "Calle de", "Ronda"])} ${pick(r, [pick(r, p.esLast), pick(r, p.esFirst), pick(r, p.townsEs)])} ${int(r, 1, 200)}`,
  (r, p) =>
    `${pick(r, ["Rua", "Rua das", "Rua do", "Avenida", "Travessa", "R."])} ${pick(r, ["Flores", "Sol", last(r, p), first(r, p)])} ${int(r, 1, 900)}`,
  (r, p) =>
    `${int(r, 1, 200)} ${pick(r, ["rue de", "rue", "Rue", "avenue", "boulevard", "place", "quai", "rue du", "chemin de"])} ${pick(r, [last(r, p), pick(r, p.townsWorld), "la République"])}`,
  (r, p) =>
    `${title(pick(r, p.surnames.slice(0, 20000)))}${pick(r, ["straße", "strasse", "str.", "weg", "gasse", "allee", " Strasse", "straat", "laan", "gatan", "vägen", "vej", "veien", "katu", "tie"])} ${int(r, 1, 190)}`,
  (r, p) =>
    `${pick(r, ["Via", "Viale", "Piazza", "Corso", "Via dei"])} ${pick(r, [last(r, p), first(r, p), pick(r, p.townsWorld)])}, ${int(r, 1, 300)}`,
  (r, p) =>
    `${pick(r, ["ul.", "ulica", "al."])} ${last(r, p)} ${int(r, 1, 99)}${pick(r, ["", ` m. ${int(r, 1, 40)}`, ` lok. ${int(r, 1, 40)}`])}`,
  (r, p) =>
    `${pick(r, [invent(r), last(r, p), `${last(r, p)} ${first(r, p)}`])} ${pick(r, ["utca", "u.", "út", "útja", "tér", "kapu", "trg", "ulice", "sokak", "põik", "tn", "Marg", "Nagar"])} ${int(r, 1, 150)}${pick(r, [".", ""])}`,
  (r, p) => `${int(r, 10, 9999)} ${pick(r, p.streetsWorld.length ? p.streetsWorld : ["Main"])}`,
  (r) => `${int(r, 1, 999)} ${invent(r)} ${int(r, 1, 99)}`,
];
function street(r: Rng, p: Pools): string {
  if (r() < 0.34) return pick(r, FOREIGN_STREETS)(r, p);
  const name =
    r() < 0.3
      ? pick(r, STREET_NAMES)
      : r() < 0.6
        ? title(pick(r, p.surnames.slice(0, 12000)))
        : r() < 0.7
          ? `${pick(r, ["N", "S", "E", "W", "North", "East", "W."])} ${title(pick(r, p.surnames.slice(0, 9000)))}`
          : r() < 0.85
            ? `${title(pick(r, p.commonWords))} ${title(pick(r, p.commonWords))}`
            : first(r, p);
  const unit =
    r() < 0.2
      ? pick(r, [
          ` Apt ${int(r, 1, 99)}`,
          `, Apt. ${int(r, 1, 40)}${pick(r, [..."ABCD"])}`,
          ` Suite ${int(r, 100, 900)}`,
          `, Unit ${int(r, 1, 40)}`,
          ` #${int(r, 1, 300)}`,
          ` Apt. ${int(r, 100, 999)}`,
        ])
      : "";
  const box = r() < 0.04;
  return box
    ? `${pick(r, ["PO Box", "P.O. Box", "Post Office Box"])} ${int(r, 10, 99999)}`
    : `${int(r, 1, 9999)} ${name} ${pick(r, STREETS)}${unit}`;
}
const STATES: [string, string][] =
  "Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,Connecticut CT,Delaware DE,Florida FL,Georgia GA,Hawaii HI,Idaho ID,Illinois IL,Indiana IN,Iowa IA,Kansas KS,Kentucky KY,Louisiana LA,Maine ME,Maryland MD,Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,Missouri MO,Montana MT,Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,New Mexico NM,New York NY,North Carolina NC,North Dakota ND,Ohio OH,Oklahoma OK,Oregon OR,Pennsylvania PA,Rhode Island RI,South Carolina SC,South Dakota SD,Tennessee TN,Texas TX,Utah UT,Vermont VT,Virginia VA,Washington WA,West Virginia WV,Wisconsin WI,Wyoming WY"
    .split(",")
    .map((s) => [s.slice(0, -3), s.slice(-2)]);
const zip = (r: Rng): string =>
  r() < 0.85
    ? digits(r, 5)
    : r() < 0.5
      ? `${digits(r, 5)}-${digits(r, 4)}`
      : `${pick(r, [..."BCDEGLMNSW"])}${int(r, 1, 19)} ${int(r, 1, 9)}${pick(r, [..."ABDEFGH"])}${pick(r, [..."JLNPQRST"])}`;
function addr(r: Rng, p: Pools): string {
  const s = street(r, p);
  const sep = pick(r, [", ", ", ", "\n", " "]);
  const x = r();
  if (x < 0.3) return s;
  if (x < 0.6) return `${s}${sep}${city(r, p)}, ${pick(r, STATES)[1]} ${zip(r)}`;
  if (x < 0.7) return `${s}${sep}${city(r, p)}, ${pick(r, STATES)[0]}`;
  if (x < 0.78) return `${s}${sep}${city(r, p)}`;
  if (x < 0.9) return `${s}${sep}${zip(r)} ${city(r, p)}${r() < 0.4 ? `${sep}${pick(r, p.regions) || "France"}` : ""}`;
  return `${s}\n${city(r, p)}\n, ${pick(r, STATES)[1]}\n ${pick(r, p.regions) || "Spain"} ${zip(r)}`;
}
function hospital(r: Rng, p: Pools): string {
  const base = pick(r, [
    city(r, p),
    `${city(r, p)} ${pick(r, ["General", "Memorial", "Regional", "Community", "County", "University", "Children's", "Veterans"])}`,
    `St. ${title(pick(r, p.firstCommon))}${pick(r, ["'s", "", "'s"])}`,
    `${title(pick(r, p.surnames.slice(0, 6000)))} ${pick(r, ["Memorial", "Family", "Medical", ""])}`,
    `${pick(r, ["Mercy", "Sacred Heart", "Good Samaritan", "Providence", "Grace", "Holy Cross", "Riverside", "Lakeside", "Northside", "Pine Grove", "Sunrise", "Cedar", "Maple", "Harbor", "Summit", "Hope", "Unity", "Trinity", "Baptist", "Methodist"])}`,
    `${last(r, p)} ${pick(r, ["and", "&"])} ${last(r, p)}`,
  ]).trim();
  return `${base} ${pick(r, ["Hospital", "Hospital", "Hospital", "Medical Center", "Clinic", "Health Center", "Medical Centre", "Infirmary", "Hospice", "Medical Clinic", "Children's Hospital", "Cancer Center", "Family Practice", "Nursing Home", "Rehabilitation Center", "Surgery Center", "Urgent Care"])}`;
}
const ORG_TAILS =
  `Inc|Inc.|Corp|Ltd|LLC|University|Bank|Group|Partners|School|College|Industries|Airlines|Institute|Foundation|FC|Records|& Co|Corporation|Systems|
Energy|Motors|Hotel|Inn|Grill|Diner|Pizza|Cafe|Auto|Dental|Salon|Realty|Insurance|Securities|Capital|Power|Oil|Times|Post|Press|Magazine|Party|Committee|Council|Union|
Church|High School|Museum|Band|Orchestra|Studios|Software|Technologies|Networks|Mart|Depot|Pharmacy|Gym|Cab|Post Office|Association|Department`
    .replaceAll("\n", "")
    .split("|");
function org(r: Rng, p: Pools): string {
  const x = r();
  const word = (): string => title(pick(r, p.commonWords));
  if (x < 0.12) return `${pick(r, [last(r, p), first(r, p)])}'s`;
  if (x < 0.2) return acronym(r);
  if (x < 0.28) return `${word()}${pick(r, ["", " "])}${word()}`;
  if (x < 0.33) return `The ${word()} ${word()}`;
  if (x < 0.38)
    return `${pick(r, ["University", "Bank", "Church", "Museum", "House", "Department", "Ministry"])} of ${pick(r, [city(r, p), word()])}`;
  if (x < 0.42) return `${pick(r, ["Hotel", "Cafe", "Team", "Restaurant", "Radio", "Club"])} ${pick(r, [city(r, p), word(), last(r, p)])}`;
  if (x < 0.46) return invent(r);
  const name = pick(r, [
    last(r, p),
    word(),
    invent(r),
    `${last(r, p)} ${pick(r, ["&", "and"])} ${last(r, p)}`,
    city(r, p),
    `${word()} ${word()}`,
    first(r, p),
  ]);
  return `${name} ${pick(r, ORG_TAILS)}`;
}
const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const date = (r: Rng): string =>
  pick(r, [
    `${pick(r, MONTHS)} ${int(r, 1, 28)}, ${int(r, 1930, 2025)}`,
    `${int(r, 1, 12)}/${int(r, 1, 28)}/${int(r, 1930, 2025)}`,
    `${int(r, 1, 28)} ${pick(r, MONTHS).slice(0, 3)} ${int(r, 1990, 2025)}`,
    `${int(r, 1990, 2025)}-0${int(r, 1, 9)}-${int(r, 10, 28)}`,
    `${pick(r, MONTHS)} ${int(r, 1, 28)}th`,
    `${pick(r, MONTHS).slice(0, 3)} ${int(r, 1, 28)}`,
    `${pick(r, MONTHS)} ${int(r, 2000, 2025)}`,
  ]);
const HEADS =
  "disease disease syndrome syndrome sign test score reflex phenomenon lymphoma palsy contracture anemia criteria classification maneuver tumor".split(
    " ",
  );
function epo(r: Rng, p: Pools): string {
  const n = (): string =>
    r() < 0.55 ? title(pick(r, p.eponyms)) : r() < 0.8 ? title(pick(r, p.surnames.slice(0, 30000))) : pick(r, p.localeLast);
  const x = r();
  const name = x < 0.5 ? n() : x < 0.62 ? `${n()}'s` : x < 0.85 ? `${n()}-${n()}` : x < 0.93 ? `${n()} ${n()}` : `${n()}-${n()}-${n()}`;
  return `${name} ${pick(r, HEADS)}`;
}
const SYMPTOMS =
  "chest pain|headache|shortness of breath|fever|nausea and vomiting|abdominal pain|dizziness|back pain|cough|fatigue|joint pain|swelling of the legs|blurred vision|rash|palpitations|weakness|weight loss|sore throat|burning urination|itching".split(
    "|",
  );
const PROCEDURES =
  "appendectomy|knee replacement|coronary bypass|colonoscopy|cholecystectomy|hip replacement|biopsy|cesarean section|cataract surgery|dialysis|MRI of the brain|hysterectomy|stent placement|thyroidectomy|chemotherapy|laparoscopy".split(
    "|",
  );
const LABS =
  "hemoglobin|TSH|creatinine|potassium|HbA1c|ferritin|troponin|D-dimer|platelet count|ALT|bilirubin|INR|CRP|vitamin D|sodium|PSA|lipase|lactate".split(
    "|",
  );
const ES_DISEASES =
  "diabetes mellitus tipo 2|hipertensión arterial|asma bronquial|neumonía|cefalea|insuficiencia renal crónica|dolor abdominal|fibrilación auricular|hipotiroidismo|artritis".split(
    "|",
  );
const KINS = "mother father wife husband son daughter brother sister aunt uncle cousin grandmother friend partner mom dad".split(" ");
const acronym = (r: Rng): string => Array.from({ length: int(r, 2, 5) }, () => String.fromCharCode(65 + int(r, 0, 25))).join("");
const esAddr = (r: Rng, p: Pools): string =>
  `${pick(r, ["Calle", "C/", "Avda.", "Avenida", "Plaza", "Paseo", "Camino", "Ctra."])} ${pick(r, ["", "de ", "de la ", "del "])}${pick(r, [`${pick(r, p.esFirst)} ${pick(r, p.esLast)}`, pick(r, p.esLast), pick(r, p.townsEs), "Constitución", "Sol", "Mayor"])}${pick(r, [" ", ", ", ", nº ", " nº "])}${int(r, 1, 220)}${r() < 0.3 ? pick(r, [", 3º B", " 2ºA", " bajo", ", 4-1"]) : ""}`;
const esHospital = (r: Rng, p: Pools): string =>
  `${pick(r, ["Hospital", "Hospital Universitario", "Hospital General", "Hospital Clínico", "Clínica", "Centro de Salud", "Complejo Hospitalario", "Hospital Regional"])} ${pick(r, ["de ", "", "Virgen de ", "San ", "Santa ", "Dr. "])}${pick(r, [pick(r, p.townsEs), pick(r, p.esFirst), pick(r, p.esLast)])}`;

const SYSTEMS =
  `Mayo Clinic|Cleveland Clinic|Johns Hopkins|Mass General|UCSF|UCLA|NYU Langone|Mount Sinai|Cedars-Sinai|Stanford|Duke|Emory|Vanderbilt|Kaiser|
Kaiser Permanente|Northwestern|Penn Medicine|Baylor|Houston Methodist|Sloan Kettering|MD Anderson|Brigham|Beth Israel|Rush|Tufts|Yale New Haven|Scripps|Ochsner|
Geisinger|Intermountain|Banner|Sutter|Providence|Ascension|UPMC|UNC|UCSD|OHSU|VUMC|BIDMC|LSU|UAB|UW|USC|VA|KUMC|MUSC|UIHC|LA General|Bellevue|Guy's|Addenbrooke's|
Great Ormond Street|Royal Free|Toronto General|SickKids|Dana-Farber|Montefiore|Lenox Hill|Barnes-Jewish|Henry Ford|Hennepin|Harborview|Parkland|Grady|Cook County|
Jackson Memorial|Tampa General|Swedish|Virginia Mason|Lahey|Christiana|Inova|Sentara|Novant|Atrium|Prisma|Piedmont|Methodist|Baptist|Mercy|Memorial`
    .replaceAll("\n", "")
    .split("|");
/** A hospital the way a colleague names it. */
function care(r: Rng, p: Pools): string {
  const x = r();
  const saint = (): string =>
    `${pick(r, ["St.", "St", "Saint"])} ${title(pick(r, p.firstCommon))}${pick(r, ["'s", "'s", "s", "", "\u2019s"])}`;
  const tail = (): string =>
    r() < 0.45
      ? ""
      : pick(r, [
          " Hospital",
          " Medical Center",
          " Clinic",
          " clinic",
          " Hosp",
          " Med Ctr",
          " ER",
          " ED",
          " Health",
          " hospital",
          " General",
          " Medical Center",
          " Cancer Center",
          " Memorial",
        ]);
  if (x < 0.2) return `${pick(r, SYSTEMS)}${tail()}`;
  if (x < 0.4) return `${saint()}${tail()}`;
  if (x < 0.5) return `${acronym(r)}${tail()}`;
  if (x < 0.58) return `${last(r, p)}${pick(r, ["-", " ", " & "])}${last(r, p)}${tail()}`;
  if (x < 0.68)
    return `${title(pick(r, p.surnames.slice(0, 6000)))}${pick(r, [" General", " Memorial", " Health", " Medical", " Clinic", "Care", " Regional", " Hospital"])}`;
  if (x < 0.76)
    return `Children${pick(r, ["'s", "\u2019s", "s"])} ${pick(r, ["Hospital", "Clinic", "Medical Center"])}${r() < 0.5 ? pick(r, [" ", " of ", " in "]) + city(r, p) : ""}`;
  if (x < 0.84)
    return `${city(r, p)}${pick(r, [" General", " clinic", " Clinic", " Hospital", " Medical Center", " VA", " Health", " Children's"])}`;
  const h = hospital(r, p);
  return r() < 0.15 ? `${h} in ${city(r, p)}` : h;
}
const COUNTRIES =
  "Germany France Spain Poland Austria Cyprus Estonia Norway Sweden Denmark Italy Hungary Brazil Uruguay Finland Slovenia Iceland Greece Portugal Netherlands Belgium Switzerland Canada Australia".split(
    " ",
  );
const CYRILLIC = ["Λ. Αλεξάνδρας", "Αθηνών", "Σταδίου", "Пушкина", "Ленина", "Садовая", "Κηφισίας", "Ερμού"];
/** A street line in the manner of many countries, often with the house number in front, sometimes all small. */
function worldStreet(r: Rng, p: Pools): string {
  const x = r();
  const name =
    x < 0.25
      ? last(r, p)
      : x < 0.4
        ? pick(r, p.townsWorld)
        : x < 0.55 && p.streetsWorld.length
          ? pick(r, p.streetsWorld)
          : x < 0.6
            ? pick(r, CYRILLIC)
            : x < 0.7
              ? invent(r)
              : pick(r, STREET_NAMES);
  const kind = pick(r, [
    "straße",
    "strasse",
    "weg",
    "gatan",
    "vägen",
    "veien",
    "vej",
    "gade",
    "katu",
    "tie",
    "gasse",
    " utca",
    " út",
    "straat",
    "laan",
    "vollen",
    "götu",
    "gata",
    "allé",
    " Street",
    " Avenue",
    " Road",
    " Drive",
    " Lane",
    " Squares",
    " Crescent",
    "",
  ]);
  const base = r() < 0.25 ? pick(r, FOREIGN_STREETS)(r, p) : `${name}${kind}`;
  const form = r();
  const line =
    form < 0.4
      ? `${int(r, 1, 99999)} ${base} ${int(r, 1, 200)}`
      : form < 0.65
        ? `${int(r, 1, 9999)} ${base}`
        : form < 0.9
          ? `${base} ${int(r, 1, 300)}`
          : `${base} ${int(r, 1, 99)}, ${int(r, 1, 9)}`;
  const unit =
    r() < 0.3
      ? pick(r, [
          ` Apt. ${int(r, 1, 999)}`,
          `\n Suite ${int(r, 1, 999)}`,
          ` apt ${int(r, 1, 99)}`,
          ` Unit ${int(r, 1, 99)}`,
          `, Apt ${int(r, 1, 99)}`,
        ])
      : "";
  return r() < 0.06 ? `${line}${unit}`.toLowerCase() : `${line}${unit}`;
}
const military = (r: Rng, p: Pools): string =>
  `${pick(r, [`PSC ${int(r, 100, 9999)}, Box ${int(r, 1, 9999)}`, `Unit ${int(r, 100, 9999)} Box ${int(r, 1, 9999)}`, `USS ${last(r, p)}`, `USNS ${last(r, p)}`, `CMR ${int(r, 100, 999)} Box ${int(r, 1, 999)}`])}${pick(r, ["\n", ", ", " "])}${pick(r, ["APO", "FPO", "DPO"])} ${pick(r, ["AE", "AP", "AA"])} ${digits(r, 5)}`;
/** Where two streets meet. */
function corner(r: Rng, p: Pools): string {
  const way = (): string =>
    r() < 0.5
      ? worldStreet(r, p).split("\n")[0]!
      : `${pick(r, [last(r, p), pick(r, STREET_NAMES), city(r, p)])}${r() < 0.8 ? ` ${pick(r, [...STREETS, "Pass", "Harbor", "Summit", "Courts", "Flat", "Mill", "Forge", "Dam"])}` : ""}`;
  return `${pick(r, ["the corner of ", "the corner of ", "corner of ", ""])}${way()} and ${way()}`;
}
function worldAddress(r: Rng, p: Pools): string {
  if (r() < 0.06) return military(r, p);
  if (r() < 0.05) return corner(r, p);
  const town = r() < 0.25 ? pick(r, p.townsWorld).toUpperCase() : city(r, p);
  const country = pick(r, [...COUNTRIES, pick(r, p.regions) || "Spain"]);
  const code = pick(r, [digits(r, 5), digits(r, 4), digits(r, 5), `${digits(r, 3)} ${digits(r, 2)}`, zip(r)]);
  const nl = pick(r, ["\n", "\n ", ", ", " ", "\n"]);
  const st = pick(r, STATES)[1];
  const s = worldStreet(r, p);
  const a = pick(r, [
    `${s}${nl}${town}${nl}${country} ${code}`,
    `${s}${nl}${code} ${town}`,
    `${s}${nl}${town}\n, ${st}\n ${country} ${code}`,
    `${s}${nl}${town}, ${st} ${code}`,
    `${s}${nl}${town}${nl}${code}`,
    `${s}, ${town}`,
  ]);
  return r() < 0.05 ? a.toLowerCase() : a;
}

const SMILES = ["😂", "😂😂😂", "❤️", "🔥", ":)", "lol", "LOL", "xD", "!!!", "...", "😭😭", "haha", "👍", "smh", "<3"];

type Fill = (r: Rng, p: Pools) => string;
const lowerFirst = (s: string): string => s.charAt(0).toLowerCase() + s.slice(1);
const disease: Fill = (r, p) => (r() < 0.12 ? epo(r, p) : lowerFirst(pick(r, p.diseases)));
const drug: Fill = (r, p) => (r() < 0.12 ? invent(r).toLowerCase() : pick(r, p.generics));
const brand: Fill = (r, p) => (r() < 0.15 ? invent(r) : r() < 0.6 ? title(pick(r, p.brands).toLowerCase()) : title(pick(r, p.generics)));

const SLOTS: Record<string, [Label, Fill]> = {
  first: ["PER", first],
  last: ["PER", last],
  full: ["PER", full],
  short: ["PER", short],
  lastfirst: ["PER", (r, p) => `${last(r, p)}, ${first(r, p)}`],
  title: ["O", (r) => pick(r, ["Mr.", "Mrs.", "Ms.", "Mr", "Mrs", "Ms", "Miss", "Dr.", "Dr", "Prof."])],
  FULL: ["PER", (r, p) => full(r, p).toUpperCase()],
  city: ["LOC", city],
  CITY: ["LOC", (r, p) => city(r, p).toUpperCase()],
  cityst: ["LOC", (r, p) => `${city(r, p)}, ${pick(r, pick(r, STATES))}`],
  cityzip: ["LOC", (r, p) => `${city(r, p)}${pick(r, [", ", ", ", " "])}${pick(r, STATES)[r() < 0.8 ? 1 : 0]} ${zip(r)}`],
  A: ["O", (r) => pick(r, [..."ABCDMNSTX"])],
  county: ["LOC", (r, p) => `${title(pick(r, p.surnames.slice(0, 9000)))} County`],
  state: ["LOC", (r) => pick(r, STATES)[0]],
  st: ["LOC", (r) => pick(r, STATES)[1]],
  country: ["LOC", (r, p) => pick(r, p.regions) || "France"],
  addr: ["LOC", addr],
  street: ["LOC", street],
  zip: ["O", zip],
  hospital: ["FAC", hospital],
  org: ["ORG", org],
  care: ["FAC", care],
  worldaddr: ["LOC", worldAddress],
  worldstreet: ["LOC", worldStreet],
  corner: ["LOC", corner],
  WORD: ["O", (r, p) => pick(r, p.commonWords).toUpperCase()],
  nation: [
    "O",
    (r) =>
      pick(r, [
        "American",
        "British",
        "German",
        "Spanish",
        "Indian",
        "Chinese",
        "French",
        "Italian",
        "Mexican",
        "Polish",
        "African American",
        "Hispanic",
        "Asian",
        "Caucasian",
        "Ashkenazi Jewish",
      ]),
  ],
  age: ["O", (r) => String(int(r, 1, 99))],
  sex: ["O", (r) => pick(r, ["male", "female", "man", "woman", "M", "F", "boy", "girl"])],
  num: ["O", (r) => (r() < 0.7 ? String(int(r, 1, 400)) : `${int(r, 1, 20)}.${int(r, 1, 99)}`)],
  mrn: ["O", (r) => pick(r, [digits(r, 8), `${acronym(r).slice(0, 2)}-${digits(r, 6)}`, digits(r, 6)])],
  phone: ["O", (r) => `${int(r, 200, 989)}-${int(r, 200, 999)}-${digits(r, 4)}`],
  email: ["O", (r) => `${pick(r, SYLLABLES)}${pick(r, SYLLABLES)}${int(r, 1, 99)}@example.com`],
  date: ["O", date],
  year: ["O", (r) => String(int(r, 1900, 2025))],
  month: ["O", (r) => pick(r, MONTHS)],
  weekday: ["O", (r) => pick(r, WEEKDAYS)],
  kin: ["O", (r) => pick(r, KINS)],
  disease: ["O", disease],
  Disease: ["O", (r, p) => (r() < 0.5 ? pick(r, p.diseases) : title(pick(r, p.diseases).toLowerCase()))],
  drug: ["O", drug],
  Drug: ["O", brand],
  epo: ["O", epo],
  Epo: ["O", (r, p) => (r() < 0.5 ? epo(r, p) : title(epo(r, p)))],
  epfirst: ["O", (r, p) => title(pick(r, p.firstCommon))],
  epname: ["O", (r, p) => title(pick(r, p.eponyms))],
  last_epo: ["O", (r, p) => `${title(pick(r, p.eponyms))}-${title(pick(r, p.eponyms))}`],
  ACR: ["O", acronym],
  lab: ["O", (r) => pick(r, LABS)],
  Lab: ["O", (r) => title(pick(r, LABS))],
  symptom: ["O", (r) => pick(r, SYMPTOMS)],
  Symptom: ["O", (r) => title(pick(r, SYMPTOMS))],
  procedure: ["O", (r) => pick(r, PROCEDURES)],
  Procedure: ["O", (r) => title(pick(r, PROCEDURES))],
  anatomy: ["O", (r, p) => pick(r, p.anatomy)],
  Anatomy: ["O", (r, p) => title(pick(r, p.anatomy))],
  word: ["O", (r, p) => pick(r, p.commonWords)],
  Word: ["O", (r, p) => title(pick(r, p.commonWords))],
  smile: ["O", (r) => (r() < 0.5 ? "" : pick(r, SMILES))],
  esfirst: ["PER", (r, p) => pick(r, p.esFirst)],
  eslast: ["PER", (r, p) => pick(r, p.esLast)],
  esfull: [
    "PER",
    (r, p) =>
      `${pick(r, p.esFirst)}${r() < 0.2 ? ` ${pick(r, p.esFirst)}` : ""} ${pick(r, p.esLast)}${r() < 0.7 ? ` ${pick(r, p.esLast)}` : ""}`,
  ],
  escity: ["LOC", (r, p) => pick(r, p.townsEs)],
  esaddr: ["LOC", esAddr],
  eshospital: ["FAC", esHospital],
  esdisease: ["O", (r) => pick(r, ES_DISEASES)],
  eskin: ["O", (r) => pick(r, ["madre", "padre", "hija", "hijo", "esposa", "marido", "hermana"])],
  esmonth: ["O", (r) => pick(r, ["enero", "marzo", "junio", "octubre"])],
};

const FAMILIES: [string[], number][] = [
  [T.QUERY, 13],
  [T.CARE, 14],
  [T.EVERYDAY, 16],
  [T.POSTS, 10],
  [T.POSTS_CLEAN, 7],
  [T.ADDRESS, 16],
  [T.QUERY_CLEAN, 9],
  [T.NOTE, 17],
  [T.NOTE_CLEAN, 9],
  [T.CHAT, 9],
  [T.CHAT_CLEAN, 8],
  [T.MISC, 17],
  [T.MISC_CLEAN, 8],
  [T.FIELDS, 5],
  [T.MACHINE_CLEAN, 5],
  [T.MEDICAL_CLEAN, 10],
  [T.SPANISH, 7],
  [T.SPANISH_CLEAN, 3],
];

function fillTemplate(r: Rng, p: Pools, template: string): { text: string; spans: Span[] } {
  let text = "";
  const spans: Span[] = [];
  let at = 0;
  for (const m of template.matchAll(/\{(\w+)\}/g)) {
    text += template.slice(at, m.index);
    const [label, fill] =
      SLOTS[m[1]!] ??
      (() => {
        throw new Error(`unknown slot ${m[1]}`);
      })();
    let value = fill(r, p);
    const x = r();
    if (label === "PER" && x < 0.035) value = value.toLowerCase();
    else if (label === "PER" && x < 0.07) value = value.toUpperCase();
    else if (label === "LOC" && r() < 0.05) value = value.toLowerCase();
    if (label !== "O") spans.push({ start: text.length, end: text.length + value.length, label });
    text += value;
    at = m.index + m[0].length;
  }
  return { text: text + template.slice(at), spans };
}

/** Lines of some texts are quoted, as in mails and exports. */
function quoted(r: Rng, d: { text: string; spans: Span[] }): { text: string; spans: Span[] } {
  if (!d.text.includes("\n") || r() > 0.12) return d;
  const mark = pick(r, [">", "> ", "??? ", "| ", "- ", "* ", "\t"]);
  const shift = (at: number): number => at + mark.length * (1 + d.text.slice(0, at).split("\n").length - 1);
  return {
    text: mark + d.text.replaceAll("\n", `\n${mark}`),
    spans: d.spans.map((s) => ({ ...s, start: shift(s.start), end: shift(s.end - 1) + 1 })),
  };
}

/** A copy of the document with other persons and places in the stead of its own, written as small or as large. */
export function renamed(doc: Doc, r: Rng, pools: Pools): Doc {
  let text = "";
  const spans: Span[] = [];
  let at = 0;
  for (const s of [...(doc.spans ?? [])].sort((a, b) => a.start - b.start)) {
    if (s.start < at) continue;
    text += doc.text.slice(at, s.start);
    const value = substitute(doc.text.slice(s.start, s.end), s.label, r, pools);
    spans.push({ ...s, start: text.length, end: text.length + value.length });
    text += value;
    at = s.end;
  }
  return { ...doc, text: text + doc.text.slice(at), spans };
}

/** Towns, countries and names of one word stay one word; what is neither (creeks, bridges, mentions with a mark) stays as it is. */
function substitute(value: string, label: Label, r: Rng, p: Pools): string {
  const several = /\s/.test(value);
  if (!/^[\p{L}' .-]+$/u.test(value) || r() < 0.2 || (label !== "PER" && label !== "LOC")) return value;
  if (label === "LOC" && several) return value;
  const other =
    label === "PER"
      ? several
        ? `${first(r, p)} ${last(r, p)}`
        : r() < 0.6
          ? first(r, p)
          : last(r, p)
      : r() < 0.45
        ? pick(r, p.regions) || value
        : city(r, p);
  if (value === value.toLowerCase()) return other.toLowerCase();
  return value === value.toUpperCase() && value.length > 2 ? other.toUpperCase() : other;
}

/** n generated documents, one in twelve of them two sentences joined by a space or a line break. */
export function generate(seed: number, n: number, pools: Pools): Doc[] {
  const r = seeded(seed);
  const total = FAMILIES.reduce((a, f) => a + f[1], 0);
  const one = (): { text: string; spans: Span[] } => {
    let x = r() * total;
    for (const [list, weight] of FAMILIES) {
      x -= weight;
      if (x < 0) return fillTemplate(r, pools, pick(r, list));
    }
    return fillTemplate(r, pools, pick(r, T.MISC));
  };
  return Array.from({ length: n }, (_, i) => {
    const a = one();
    if (r() < 0.3) {
      const b = one();
      const glue = r() < 0.5 ? " " : "\n";
      const shift = a.text.length + glue.length;
      return {
        id: `gen/${i}`,
        source: "generated",
        text: a.text + glue + b.text,
        spans: [...a.spans, ...b.spans.map((s) => ({ ...s, start: s.start + shift, end: s.end + shift }))],
      };
    }
    return { id: `gen/${i}`, source: "generated", ...quoted(r, a) };
  });
}
