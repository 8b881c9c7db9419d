/** The table of docs/phi.md: what each rule looks for and what it leaves alone. `scripts/write-phi-docs.mjs` writes it, a test compares it. */
import { KINDS } from "./kinds.ts";

/** By kind: what is found, and the guards. */
const FOUND: Readonly<Record<string, readonly [found: string, guards: string]>> = {
  name: [
    "lexicon and a trained tagger; values of keys such as `patient_name`",
    "eponyms, drugs and laboratories are no people; block with patient evidence in the record, warn without, info for study authors",
  ],
  place: [
    "towns, streets, facilities, ZIP behind a state, PO boxes, postcodes and coordinates under a label",
    "states and countries alone are clean in medical records, and warn in other text; hospitals are a switch of the policy",
  ],
  date: [
    'numeric, ISO and written dates, month and year, HL7 under a label, "last week" beside other findings',
    "a bare year is clean; log stamps, `created_at` and dates of published text inform; a date of birth or care blocks",
  ],
  age: ['ages of 90 and more with "-year-old", "y/o", "aged", a key', 'durations, doses, percentages, "up to age 90"'],
  phone: [
    "North American numbers in every grouping, +E.164, others under a label",
    "help lines and numbers beside an institution's web address inform; decimals, longer runs, bare ten digits are none",
  ],
  fax: ["the same with a fax label", "as phone"],
  email: ["local@domain, (at) and [dot] spelled out", "git remotes and package names; mailboxes such as info@ inform"],
  ssn: [
    "3-2-4 with equal separators, nine digits or last four under a label, ITIN",
    "order and tracking numbers inform; never-issued areas and sample values warn instead of block",
  ],
  mrn: [
    "a value with a digit beside MRN, chart, medical record, encounter, accession",
    "label at most three words away; amounts and years are none",
  ],
  "health-plan": [
    "Medicare beneficiary identifiers; member, subscriber, policy and group numbers under a label",
    "structure of the MBI (CMS)",
  ],
  account: [
    "cards (issuer and Luhn), IBAN (mod 97), routing numbers, accounts and claims under a label",
    "Unix times in milliseconds start with 1 and match no issuer",
  ],
  license: [
    "NPI and DEA, driver's, medical and other licenses, passports under a label",
    "an NPI needs its label: one Unix time in ten passes its check",
  ],
  vehicle: ["VIN with its check digit, plates under a label", "uniform strings"],
  device: ["MAC, IMEI, UDI (GS1), serial numbers under a label", "PCI bus ids, hashes"],
  url: ["addresses with a person in their path, portals, labelled ones; others beside other findings", "hosts of institutions inform"],
  ip: ["public IPv4 and IPv6 addresses", "private, loopback and documentation ranges inform; versions are none"],
  biometric: ["references under a label, templates under a key", 'anatomy ("the iris") needs a mark'],
  photo: ["files, addresses and data under a face or photo key", "counts of photographs"],
  id: ["study, subject, case and national numbers under a label, user recognizers", "label with a mark; short ordinals"],
};

const NATIONAL: readonly [string, string] = [
  "its own grouping and check digit; under its label always",
  "a bare number needs its label or other evidence; a wrong check digit under a label warns",
];

/** Markdown table of every recognizer, in the order of Safe Harbor. */
export function recognizerTable(): string {
  const rows = KINDS.map(({ kind, what, letter, pack }) => {
    const [found, guards] = FOUND[kind] ?? NATIONAL;
    return `| \`phi.${kind}\` | ${letter} | ${pack} | ${what} | ${found} | ${guards} |`;
  });
  return [
    "| rule | 45 CFR 164.514(b)(2)(i) | pack | means | found by | left alone or lowered |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
