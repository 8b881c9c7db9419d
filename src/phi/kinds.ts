/** The kinds of findings: names, what they mean to a person, and where Safe Harbor lists them. */
import * as L from "./kernel/layout.ts";

export interface KindInfo {
  readonly kind: string;
  /** In a sentence: "looks like <what>". */
  readonly what: string;
  /** Letter of 45 CFR 164.514(b)(2)(i). */
  readonly letter: string;
  /** Policy pack that switches the kind on; "us" is always on. */
  readonly pack: string;
}

const INFO: readonly [number, KindInfo][] = [
  [L.K_NAME, { kind: "name", what: "a person's name", letter: "A", pack: "us" }],
  [L.K_PLACE, { kind: "place", what: "a place smaller than a state", letter: "B", pack: "us" }],
  [L.K_DATE, { kind: "date", what: "a date more exact than a year", letter: "C", pack: "us" }],
  [L.K_AGE, { kind: "age", what: "an age over 89", letter: "C", pack: "us" }],
  [L.K_PHONE, { kind: "phone", what: "a telephone number", letter: "D", pack: "us" }],
  [L.K_FAX, { kind: "fax", what: "a fax number", letter: "E", pack: "us" }],
  [L.K_EMAIL, { kind: "email", what: "an e-mail address", letter: "F", pack: "us" }],
  [L.K_SSN, { kind: "ssn", what: "a social security number", letter: "G", pack: "us" }],
  [L.K_MRN, { kind: "mrn", what: "a medical record number", letter: "H", pack: "us" }],
  [L.K_PLAN, { kind: "health-plan", what: "a health plan beneficiary number", letter: "I", pack: "us" }],
  [L.K_ACCOUNT, { kind: "account", what: "an account, card or claim number", letter: "J", pack: "us" }],
  [L.K_LICENSE, { kind: "license", what: "a certificate or license number", letter: "K", pack: "us" }],
  [L.K_VEHICLE, { kind: "vehicle", what: "a vehicle identifier or plate", letter: "L", pack: "us" }],
  [L.K_DEVICE, { kind: "device", what: "a device identifier or serial number", letter: "M", pack: "us" }],
  [L.K_URL, { kind: "url", what: "a web address", letter: "N", pack: "us" }],
  [L.K_IP, { kind: "ip", what: "an IP address", letter: "O", pack: "us" }],
  [L.K_BIOMETRIC, { kind: "biometric", what: "a biometric identifier", letter: "P", pack: "us" }],
  [L.K_PHOTO, { kind: "photo", what: "a reference to a face photograph", letter: "Q", pack: "us" }],
  [L.K_ID, { kind: "id", what: "another unique identifying number", letter: "R", pack: "us" }],
  [L.K_UK_NHS, { kind: "uk.nhs", what: "a UK NHS number", letter: "R", pack: "uk" }],
  [L.K_UK_NINO, { kind: "uk.nino", what: "a UK national insurance number", letter: "R", pack: "uk" }],
  [L.K_CA_SIN, { kind: "ca.sin", what: "a Canadian social insurance number", letter: "R", pack: "ca" }],
  [L.K_AU_MEDICARE, { kind: "au.medicare", what: "an Australian Medicare number", letter: "R", pack: "au" }],
  [L.K_AU_TFN, { kind: "au.tfn", what: "an Australian tax file number", letter: "R", pack: "au" }],
  [L.K_ES_DNI, { kind: "es.dni", what: "a Spanish DNI", letter: "R", pack: "es" }],
  [L.K_ES_NIE, { kind: "es.nie", what: "a Spanish NIE", letter: "R", pack: "es" }],
  [L.K_ES_NSS, { kind: "es.nss", what: "a Spanish social security number", letter: "R", pack: "es" }],
  [L.K_FR_NIR, { kind: "fr.nir", what: "a French NIR", letter: "R", pack: "fr" }],
  [L.K_DE_STEUERID, { kind: "de.steuerid", what: "a German tax identification number", letter: "R", pack: "de" }],
  [L.K_DE_KVNR, { kind: "de.kvnr", what: "a German health insurance number", letter: "R", pack: "de" }],
  [L.K_NL_BSN, { kind: "nl.bsn", what: "a Dutch BSN", letter: "R", pack: "nl" }],
  [L.K_BR_CPF, { kind: "br.cpf", what: "a Brazilian CPF", letter: "R", pack: "br" }],
  [L.K_BR_CNS, { kind: "br.cns", what: "a Brazilian health card number", letter: "R", pack: "br" }],
  [L.K_IN_AADHAAR, { kind: "in.aadhaar", what: "an Indian Aadhaar number", letter: "R", pack: "in" }],
  [L.K_IN_PAN, { kind: "in.pan", what: "an Indian PAN", letter: "R", pack: "in" }],
];

const BY_NUMBER: readonly (KindInfo | undefined)[] = (() => {
  const list: (KindInfo | undefined)[] = [];
  for (const [number, info] of INFO) list[number] = info;
  return list;
})();

/** What the kernel's kind number means. */
export function kindInfo(number: number): KindInfo {
  const info = BY_NUMBER[number];
  if (info === undefined) throw new RangeError(`kind ${number} is unknown`);
  return info;
}

/** Every kind, in the order of Safe Harbor. */
export const KINDS: readonly KindInfo[] = INFO.map(([, info]) => info);

/** Policy packs and their bits. */
export const PACKS: Readonly<Record<string, number>> = {
  uk: L.PACK_UK,
  ca: L.PACK_CA,
  au: L.PACK_AU,
  es: L.PACK_ES,
  fr: L.PACK_FR,
  de: L.PACK_DE,
  nl: L.PACK_NL,
  br: L.PACK_BR,
  in: L.PACK_IN,
};
