/**
 * The project's own corpus: generated clinical notes with synthetic identifiers of every Safe Harbor kind at known places, with and without a label, and
 * near-misses that must stay clean. Its sentences are not those of the tagger's training.
 */
import { seeded } from "../../scripts/train-names/generate.ts";
import { scanRecord } from "./scan.ts";
import { row, type Table } from "./table.ts";
import * as v from "./values.ts";

interface Kind {
  name: string;
  value: (r: v.Rng) => string;
  /** Sentences with a label beside the value ("@"). */
  labelled: string[];
  /** Sentences without a label; only for identifiers that have structure of their own. */
  unlabelled?: string[];
}

const KINDS: Kind[] = [
  {
    name: "A names",
    value: v.person,
    labelled: ["Patient name: @.", "Pt: @, seen today.", "Emergency contact: @ (sister)."],
    unlabelled: ["@ walked in unaided and sat down.", "We discussed the plan with @ at length.", "Mr. @ tolerated the infusion."],
  },
  {
    name: "B street",
    value: v.street,
    labelled: ["Address: @.", "Home address @ on file."],
    unlabelled: ["She resides at @ with two cats.", "Transport was sent to @ at noon."],
  },
  {
    name: "B town",
    value: v.town,
    labelled: ["City/State/ZIP: @.", "Mailing address: @"],
    unlabelled: ["He drove in from @ this morning.", "Moved to @ after retiring."],
  },
  {
    name: "C dates",
    value: v.date,
    labelled: ["DOB: @.", "Date of admission: @", "Discharged @."],
    unlabelled: ["The graft was placed on @ without issue.", "Last colonoscopy was @; normal."],
  },
  {
    name: "C ages over 89",
    value: (r) => String(v.int(r, 90, 108)),
    labelled: ["Age: @ years.", "age @"],
    unlabelled: ["This @-year-old woman lives alone.", "He is @ years old."],
  },
  {
    name: "D phone",
    value: v.phone,
    labelled: ["Phone: @.", "Call back at tel @"],
    unlabelled: ["Daughter can be reached on @ after six.", "Left a message with @."],
  },
  { name: "E fax", value: v.phone, labelled: ["Fax: @.", "fax the results to @"] },
  {
    name: "F e-mail",
    value: (r) => `${v.pick(r, ["m.harris", "j_okafor", "kdelgado"])}${v.int(r, 1, 99)}@${v.pick(r, ["mailbox.org", "clinicmail.net"])}`,
    labelled: ["E-mail: @."],
    unlabelled: ["Send the summary to @ please."],
  },
  { name: "G SSN", value: v.ssn, labelled: ["SSN: @.", "Social Security number @"], unlabelled: ["Registered as @ at the desk."] },
  { name: "H record number", value: v.code, labelled: ["MRN: @.", "Medical record number @", "Chart no. @"] },
  { name: "I Medicare", value: v.mbi, labelled: ["Medicare ID: @.", "MBI @"], unlabelled: ["Coverage runs under @ until May."] },
  { name: "I member", value: (r) => `W${v.digits(r, 8)}`, labelled: ["Member ID: @.", "Subscriber number @", "Insurance policy no. @"] },
  { name: "J account", value: (r) => v.digits(r, 9), labelled: ["Account number: @.", "Acct # @"] },
  { name: "J card", value: v.card, labelled: ["Credit card: @."], unlabelled: ["She paid with @ at discharge."] },
  { name: "J IBAN", value: v.iban, labelled: ["IBAN: @."], unlabelled: ["Refund goes to @ next week."] },
  { name: "K NPI", value: v.npi, labelled: ["NPI: @.", "Provider NPI # @"] },
  { name: "K DEA", value: v.dea, labelled: ["DEA: @.", "DEA number @"] },
  { name: "K licence", value: (r) => `D${v.digits(r, 7)}`, labelled: ["Driver's license: @.", "Medical license no. @"] },
  { name: "L VIN", value: v.vin, labelled: ["VIN: @."], unlabelled: ["The adapted van is @ and was inspected."] },
  {
    name: "L plate",
    value: (r) => `${v.int(r, 1, 9)}${v.pick(r, ["ABC", "KTR", "XPL"])}${v.digits(r, 3)}`,
    labelled: ["License plate: @.", "plate number @"],
  },
  { name: "M MAC", value: v.mac, labelled: ["Device MAC: @."], unlabelled: ["The home monitor @ went offline."] },
  { name: "M IMEI", value: v.imei, labelled: ["IMEI: @."] },
  { name: "M UDI", value: v.udi, labelled: ["UDI: @."], unlabelled: ["Implanted @ on the left."] },
  { name: "M serial", value: (r) => `SN${v.digits(r, 7)}`, labelled: ["Pacemaker serial number: @.", "device serial no. @"] },
  {
    name: "N URL",
    value: (r) => `https://portal.${v.pick(r, ["lakesidehealth", "northclinic"])}.org/p/${v.digits(r, 6)}`,
    labelled: ["Portal URL: @"],
    unlabelled: ["Her chart is at @ for review."],
  },
  { name: "O IP", value: v.publicIp, labelled: ["IP address: @."], unlabelled: ["The telehealth call came from @ twice."] },
  { name: "P biometric", value: (r) => `FP-${v.digits(r, 5)}`, labelled: ["Fingerprint ID: @.", "Voiceprint ID: @"] },
  { name: "R study", value: (r) => `S-${v.digits(r, 4)}`, labelled: ["Subject ID: @.", "Study participant ID: @"] },
];

const CARRIERS = [
  "The wound edges are dry and the drain output is falling.",
  "Heart rate 72, blood pressure 118/76, saturation 97% on room air.",
  "Metformin 500 mg was resumed and lisinopril held.",
  "There is mild tenderness over the left calf without swelling.",
  "Plan: repeat potassium in the morning and mobilise.",
  "Imaging shows no fracture; degenerative change at L4-L5.",
];

/** Look like identifiers, are none. */
const NEAR_MISSES = [
  "Wilson's disease was excluded by ceruloplasmin.",
  "A Gleason score of 3+4 was reported.",
  "The Charcot-Marie-Tooth panel is pending.",
  "Hemoglobin 13.2, platelets 250, WBC 7.4.",
  "A 67-year-old man with COPD.",
  "Seen in 2019 for the same complaint.",
  "Tramadol 50 mg every 6 hours as needed.",
  "Lipitor and Plavix were continued.",
  "The Lachman test was negative.",
  "Babinski sign absent bilaterally.",
  "Ratio 1234567890.123 was rejected by the analyser.",
  "Version 1.2.3.4 of the infusion software.",
  "Dose reduced from 100 to 75 mcg.",
  "T4-T6 laminectomy planned.",
  "Apgar 8 and 9.",
  "Foley catheter removed.",
  "Use the Wells criteria before a D-dimer.",
  "Kawasaki disease is unlikely.",
  "An MRI of the brain with Gadolinium was normal.",
  "Started Keppra after the seizure.",
  "Follow the Mediterranean diet.",
  "Vitamin B12 and Vitamin D were low.",
  "Parkinson disease with Lewy bodies.",
  "Blood cultures grew Staphylococcus aureus.",
  "He takes Advil for pain.",
];

const PER_KIND = 200;

function note(r: v.Rng, sentence: string, value: string): { text: string; start: number; end: number } {
  const before = `${v.pick(r, CARRIERS)} `;
  const [a = "", b = ""] = sentence.split("@");
  const start = before.length + a.length;
  return { text: `${before}${a}${value}${b} ${v.pick(r, CARRIERS)}`, start, end: start + value.length };
}

/** Share of the values whose letters and digits the findings cover. */
function recall(seed: number, kind: Kind, sentences: string[]): number {
  const r = seeded(seed);
  let found = 0;
  for (let i = 0; i < PER_KIND; i++) {
    const { text, start, end } = note(r, v.pick(r, sentences), kind.value(r));
    const hits = scanRecord(text);
    let covered = true;
    for (let at = start; at < end; at++)
      if (/[\p{L}\p{N}]/u.test(text[at]!) && !hits.some((f) => f.start <= at && f.end > at)) covered = false;
    if (covered) found++;
  }
  return found / PER_KIND;
}

export function ownCorpus(table: Table): void {
  const mean = (list: number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  const labelled: number[] = [];
  const unlabelled: number[] = [];
  const weak: string[] = [];
  for (const [i, kind] of KINDS.entries()) {
    const a = recall(1000 + i, kind, kind.labelled);
    labelled.push(a);
    if (a < 0.99) weak.push(`${kind.name} labelled ${a.toFixed(2)}`);
    if (!kind.unlabelled) continue;
    const b = recall(2000 + i, kind, kind.unlabelled);
    unlabelled.push(b);
    if (b < 0.95) weak.push(`${kind.name} unlabelled ${b.toFixed(2)}`);
  }
  const noisy = NEAR_MISSES.filter((s) => scanRecord(s).length > 0);
  row(table, "own notes", "labelled values found whole", mean(labelled), ">=", 0.99, weak.join(", "));
  row(table, "own notes", "unlabelled values found whole", mean(unlabelled), ">=", 0.95);
  row(table, "own notes", "near-misses flagged", noisy.length / NEAR_MISSES.length, "<=", 0, noisy.join(" | "));
}
