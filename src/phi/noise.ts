/**
 * Hits that are no text about a person because of where they stand: literals and field names of JSON, version numbers, the words of a
 * tokenizer, the fields of a manifest. Every rule names a place, never a value that a person could have.
 */
import type { Hit } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import { KINDS } from "./kinds.ts";
import type { Window } from "./stream.ts";
import { textAt } from "./walk.ts";

const QUOTE = 0x22;
const COLON = 0x3a;
const LINE_FEED = 0x0a;
const UNDERSCORE = 0x5f;
/** Kinds that their own form shows, with or without a label. */
const STRUCTURED: ReadonlySet<number> = new Set([L.K_EMAIL, L.K_SSN, L.K_PHONE, L.K_URL]);

/** Values of JSON and YAML that hold nothing. */
const LITERALS = new Set(["null", "true", "false", "none", "~"]);
/** A field name as programs write them. Names of people in keys have a capital or a space. */
const FIELD_NAME = /^[a-z][a-z0-9_.-]*$/;
/** Nouns that people use at the head of a sentence, where a capital says nothing: "Caller about his father", "Curry gives him a burning". */
const HEADS = new Set([
  "curry",
  "caller",
  "patient",
  "nurse",
  "doctor",
  "clinician",
  "carer",
  "caregiver",
  "mother",
  "father",
  "partner",
  "neighbour",
  "neighbor",
]);
/** What HEADS and LITERALS begin with, and their longest word. */
const CLOSED_STARTS: ReadonlySet<number> = new Set([...HEADS, ...LITERALS].map((word) => word.charCodeAt(0) | 0x20));
const LONGEST_HEAD = Math.max(...[...HEADS, ...LITERALS].map((word) => word.length));
/** A software licence, such as Apache-2.0. */
const SPDX = /^[A-Za-z]+(?:-[A-Za-z]+)*-\d+\.\d+(?:-[A-Za-z-]+)?$/;
/** Letters and digits in one word, several times over: a digest. */
const MIXED = /^(?=(?:[a-z]*\d){4})(?=(?:\d*[a-z]){4})[a-z\d]+$/i;
/** A checksum of 128 bits or more, as tools write it. */
const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Files that list the pieces of a language, not text. */
const VOCABULARIES = /(?:^|\/)(?:tokenizer|vocab|added_tokens|special_tokens_map)\.json$|(?:^|\/)merges\.txt$/;
/** Fields of a data manifest (contracts §8) that tell about the data set, not about a patient; and the method names of an adapter. */
const MANIFEST_FIELDS = new Set([
  "schema",
  "license",
  "date",
  "checksum",
  "rows",
  "bytes",
  "provenance_uuid",
  "version",
  "revision",
  "seed",
  "teacher",
  "tool",
]);
const MANIFEST_HEAD = "schema: tunegate/manifest@1";

const PLACEHOLDER_WORDS = [
  ...KINDS.map(({ kind }) => kind.replaceAll(".", "\\.")),
  "redacted|removed|deleted|masked|person|patient|doctor|provider|hospital|facility|location|address|street|city|county|zip|state|country",
  "first[_ ]?name|last[_ ]?name|initials|time|dob|organization|org|contact|user[.][a-z0-9-]+",
].join("|");
/** `[NAME]`, `<PATIENT 2>`, `[REDACTED]`, `XXXX`, `***`: what de-identification leaves, and what stands between several of them. One at a time, from where the
 * last one ended: as a group that repeats, a long row of x would be tried in every division. */
const PLACEHOLDER = new RegExp(`[[<](?:${PLACEHOLDER_WORDS})(?:[-_ ]?\\d{1,6})?[\\]>]|redacted|x{2,}|\\*{2,}|_{2,}|[\\s,;.-]+`, "iy");
const PLACEHOLDER_STARTS: ReadonlySet<number> = new Set([..."[<*_XxRr"].map((char) => char.charCodeAt(0)));
const LONGEST_PLACEHOLDER = 200;

/** Whether a hit holds nothing but what de-identification leaves in the place of values. */
export function isPlaceholder(bytes: Uint8Array, { start, end }: { readonly start: number; readonly end: number }): boolean {
  if (end - start > LONGEST_PLACEHOLDER || !PLACEHOLDER_STARTS.has(bytes[start] as number)) return false;
  const text = textAt(bytes, start, end);
  PLACEHOLDER.lastIndex = 0;
  while (PLACEHOLDER.lastIndex < text.length) if (!PLACEHOLDER.test(text)) return false;
  return text !== "";
}

/**
 * Drops hits that are noise where they stand. One for each file; windows come in order. Only hits that kernel/doubt.ts marks are looked at: a rule that is
 * added here needs its mark there.
 */
export class NoiseFilter {
  readonly #kernel: Kernel;
  readonly #json: boolean;
  readonly #vocabulary: boolean;
  #manifest: boolean | null = null;

  constructor(kernel: Kernel, path: string, json: boolean) {
    this.#kernel = kernel;
    this.#json = json;
    this.#vocabulary = VOCABULARIES.test(path);
  }

  /** Takes the noise out of the hits of a window, which the kernel scanned last. */
  drop({ bytes, from, to, hits }: Window): void {
    this.#manifest ??= !this.#json && textAt(bytes, from, Math.min(to, from + 400)).includes(MANIFEST_HEAD);
    if (this.#kernel.markDoubts(from, this.#vocabulary || this.#manifest ? 1 : 0) === 0) return;
    for (let i = 0; i < hits.length; i++) if (hits.has(i, L.F_DOUBT) && this.#isNoise(bytes, from, to, hits.hit(i))) hits.drop(i);
  }

  #isNoise(bytes: Uint8Array, from: number, to: number, hit: Hit): boolean {
    const tagged = (hit.flags & L.F_TAGGED) !== 0;
    if (this.#vocabulary) return tagged || ((hit.flags & L.F_LABEL) !== 0 && !STRUCTURED.has(hit.kind));
    if (isVersion(bytes, from, hit) || isPlaceholder(bytes, hit)) return true;
    if (hit.kind === L.K_LICENSE && SPDX.test(textOf(bytes, hit))) return true;
    if (tagged && isNoName(bytes, from, to, hit)) return true;
    if ((hit.flags & L.F_LABEL) !== 0 && isDigestLength(hit.end - hit.start) && DIGEST.test(textOf(bytes, hit))) return true;
    if (this.#manifest && isManifestField(bytes, from, hit)) return true;
    return this.#json && isJsonNoise(this.#kernel, bytes, from, to, hit);
  }
}

/** A tagged word that is part of an identifier, a digest, a literal, or a noun at the head of a sentence. Text is decoded only where the bytes allow it. */
function isNoName(bytes: Uint8Array, from: number, to: number, hit: Hit): boolean {
  if (bytes[hit.end] === UNDERSCORE || bytes[hit.start - 1] === UNDERSCORE) return true;
  if (isIdentifierPart(bytes, from, to, hit)) return true;
  if (holdsDigit(bytes, hit) && MIXED.test(textOf(bytes, hit))) return true;
  const length = hit.end - hit.start;
  if (length > LONGEST_HEAD || !CLOSED_STARTS.has((bytes[hit.start] as number) | 0x20)) return false;
  const word = textOf(bytes, hit).toLowerCase();
  return (HEADS.has(word) && isHead(bytes, from, hit)) || (LITERALS.has(word) && isAlone(bytes, from, to, hit));
}

function isDigestLength(length: number): boolean {
  return length === 32 || length === 40 || length === 64;
}

function holdsDigit(bytes: Uint8Array, { start, end }: Hit): boolean {
  for (let p = start; p < end; p++) if ((bytes[p] as number) >= 0x30 && (bytes[p] as number) <= 0x39) return true;
  return false;
}

function isJsonNoise(keys: Kernel, bytes: Uint8Array, from: number, to: number, hit: Hit): boolean {
  if ((hit.flags & L.F_TAGGED) !== 0) return isFieldName(keys, bytes, from, to, hit) || isKeyed(bytes, from, hit, METHOD_KEY);
  if (hit.kind === L.K_URL) return isKeyed(bytes, from, hit, SCHEMA_KEY);
  return isShortCase(bytes, from, hit);
}

function textOf(bytes: Uint8Array, hit: Hit): string {
  return textAt(bytes, hit.start, hit.end);
}

/**
 * A small word that is glued to another by a sign of paths and identifiers: `clopper-pearson`, `files.json`, `base/chat`. People who write
 * names in small letters put a space between them.
 */
export function isIdentifierPart(
  bytes: Uint8Array,
  from: number,
  to: number,
  hit: { readonly start: number; readonly end: number },
): boolean {
  const first = bytes[hit.start] as number;
  if (first < 0x2d || first > 0x7a || (first >= 0x41 && first <= 0x5a)) return false;
  const word = textAt(bytes, hit.start, hit.end);
  if (!/^[a-z0-9./_-]+$/.test(word)) return false;
  if (/[a-z0-9][./_][a-z0-9]/.test(word)) return true;
  const before = hit.start - 2 >= from && isGlue(bytes[hit.start - 1] as number) && isWordByte(bytes[hit.start - 2] as number);
  return before || (hit.end + 1 < to && isGlue(bytes[hit.end] as number) && isWordByte(bytes[hit.end + 1] as number));
}

function isGlue(byte: number): boolean {
  return byte === 0x2f || byte === 0x2e || byte === 0x2d || byte === UNDERSCORE;
}

function isWordByte(byte: number): boolean {
  return isLetter(byte) || (byte >= 0x30 && byte <= 0x39);
}

/** `torch==2.13.0`, `>=12.1.3.1`: a requirement, not an address or a date. */
function isVersion(bytes: Uint8Array, from: number, hit: Hit): boolean {
  if (hit.kind !== L.K_IP && hit.kind !== L.K_DATE) return false;
  return hit.start - 2 >= from && bytes[hit.start - 1] === 0x3d && [0x3d, 0x3e, 0x3c, 0x7e, 0x21].includes(bytes[hit.start - 2] as number);
}

/** Nothing, a quotation mark or the end of another sentence stands before the hit. */
function isHead(bytes: Uint8Array, from: number, hit: Hit): boolean {
  let p = hit.start - 1;
  while (p >= from && bytes[p] === 0x20) p -= 1;
  return p < from || [QUOTE, LINE_FEED, 0x2e, 0x21, 0x3f, COLON].includes(bytes[p] as number);
}

/** A bare value behind a colon: no letter or quote touches it. */
function isAlone(bytes: Uint8Array, from: number, to: number, hit: Hit): boolean {
  let p = hit.start - 1;
  while (p >= from && bytes[p] === 0x20) p -= 1;
  const behind = hit.end < to ? (bytes[hit.end] as number) : LINE_FEED;
  return p >= from && (bytes[p] === COLON || bytes[p] === 0x2c || bytes[p] === 0x5b) && behind !== QUOTE && !isLetter(behind);
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** The hit lies in a key that is written as a field name. */
function isFieldName(keys: Kernel, bytes: Uint8Array, from: number, to: number, hit: Hit): boolean {
  const start = keys.keyStart(from, to, hit.start);
  return start > 0 && FIELD_NAME.test(textAt(bytes, start, bytes.indexOf(QUOTE, start)));
}

/** `"case": "c-008"`: an evaluation case, not a case number of a court or a hospital, which are longer. */
function isShortCase(bytes: Uint8Array, from: number, hit: Hit): boolean {
  return hit.kind === L.K_ID && hit.end - hit.start <= 6 && isKeyed(bytes, from, hit, CASE_KEY);
}

/** What stands before a string under these keys, up to its quote. */
const METHOD_KEY = /"(?:(?:[a-z_]+\.)?peft_type|architectureFamily)"\s*:\s*"(?:\\")?$/;
const SCHEMA_KEY = /"\$(?:schema|id|ref)"\s*:\s*"(?:\\")?$/;
const CASE_KEY = /"case"\s*:\s*"(?:\\")?$/;

/** The hit is the start of the string under a key. */
function isKeyed(bytes: Uint8Array, from: number, hit: Hit, key: RegExp): boolean {
  return bytes[hit.start - 1] === QUOTE && key.test(textAt(bytes, Math.max(from, hit.start - 40), hit.start));
}

function isManifestField(bytes: Uint8Array, from: number, hit: Hit): boolean {
  const start = Math.max(from, bytes.lastIndexOf(LINE_FEED, hit.start - 1) + 1);
  const match = /^\s*(?:deid_method:\s*\{(?:.*[ ,])?)?([a-z_]+):/.exec(textAt(bytes, start, hit.start));
  return match !== null && (MANIFEST_FIELDS.has(match[1]!) || match[1] === "deid_method");
}
