/** Where judged hits become findings: exceptions, counts, places, the limit on listed findings. One collector a scan. */
import { sha256 } from "../core/digest.ts";
import type { Finding, Place } from "../core/documents.ts";
import { allowTag, FILE_RULES } from "./allow.ts";
import { AllowIndex, exceptionLists } from "./allow-index.ts";
import { findingOf, fingerprintOf, ruleOf, ruleOfKind } from "./finding.ts";
import { type Hit, type HitTable, severityOf } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { PhiOptions } from "./options.ts";
import { maskBytes, shapeOf } from "./shape.ts";
import { count, type FileCounts } from "./tally.ts";

/** A judged hit with what is needed to tell where it stands. */
export interface Located {
  readonly hit: Hit;
  readonly place: Place;
  /** The decoded value: used for its shape and its allow tag, never kept. */
  readonly value: string;
}

export interface RecordText {
  /** Raw bytes of the record, or of the string for documents: masked and hashed, never kept. */
  readonly bytes: Uint8Array;
  /** Spans of all hits in it, relative to `bytes`. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  /** Value-free words that tell equal contexts apart (the pointer of a document). */
  readonly salt: string;
  /** Digest of the masked bytes where several records share them; made from `bytes` when absent. */
  readonly digest?: () => string;
  /** Rules that the record itself excepts, from inline comments or reserved keys. */
  readonly excepted: readonly string[];
}

/** What exceptions and fingerprints need of a record: read and hashed once, when it is asked for. */
export class RecordFacts {
  readonly #record: () => RecordText;
  #text: RecordText | null = null;
  #context = "";

  constructor(record: () => RecordText) {
    this.#record = record;
  }

  get excepted(): readonly string[] {
    return this.#read().excepted;
  }

  /** The value-free context of the record's fingerprints. */
  get context(): string {
    if (this.#context === "") this.#context = maskedDigest(this.#read());
    return this.#context;
  }

  #read(): RecordText {
    this.#text ??= this.#record();
    return this.#text;
  }
}

/** A candidate entry for the allow file; someone must add who looked and why. */
export interface Proposal {
  readonly path: string;
  readonly rule: string;
  readonly tag: string;
  readonly shape: string;
}

export class Collector {
  readonly findings: Finding[] = [];
  readonly files: FileCounts[] = [];
  readonly notScanned: { path: string; reason: string }[] = [];
  readonly allow: AllowIndex | null;
  readonly proposals: Proposal[] = [];
  readonly #limit: number;
  readonly #proposeSalt: string | undefined;
  readonly #reveal: PhiOptions["reveal"];
  /** Counts by kind and level, as `kindAndLevel` of a table numbers them. */
  readonly #tally = new Int32Array(3 * 256);
  listed = 0;
  readonly #onFinding: ((finding: Finding) => void) | null;

  /** @param source path of the one file that is scanned: its sidecar counts */
  constructor(options: PhiOptions, onFinding: ((finding: Finding) => void) | null = null, source: string | null = null) {
    const lists = exceptionLists(options).filter(({ of }) => of === null || (of === source && options.inline !== "forbid"));
    this.allow = lists.length > 0 ? new AllowIndex(lists, options.today) : null;
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
    this.#onFinding = onFinding;
    this.#proposeSalt = options.proposeSalt;
    this.#reveal = options.reveal;
  }

  startFile(path: string): FileCounts {
    const file: FileCounts = { path, bytes: 0, records: 0, rules: {} };
    this.files.push(file);
    return file;
  }

  /** How many more hits must be located; the others are only counted. With exceptions every hit is looked at. */
  get room(): number {
    if (this.allow !== null || this.#proposeSalt !== undefined || !Number.isFinite(this.#limit)) return Number.MAX_SAFE_INTEGER;
    return Math.max(0, this.#limit - this.listed);
  }

  get wantsPlaces(): boolean {
    return this.room > 0;
  }

  /** Counts hits beyond the limit. */
  countOnly(file: FileCounts, hits: readonly Hit[]): void {
    for (const hit of hits) count(file.rules, ruleOf(hit), severityOf(hit.level));
  }

  /** Counts the hits [from, to) of a table; `flush` says so to the file. There may be millions, so nothing is looked up by name here. */
  countTable(file: FileCounts, hits: HitTable, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (hits.has(i, L.F_USER)) this.countOnly(file, [hits.hit(i)]);
      else this.#tally[hits.kindAndLevel(i)]! += 1;
    }
  }

  /** Adds what `countTable` counted. */
  flush(file: FileCounts): void {
    this.#tally.forEach((n, what) => {
      if (n > 0) count(file.rules, ruleOfKind(what & 255), severityOf(what >> 8), n);
    });
    this.#tally.fill(0);
  }

  /** Counts and lists the hits of one record. */
  add(file: FileCounts, located: readonly Located[], record: () => RecordText): void {
    const facts = new RecordFacts(record);
    located.forEach((one, ordinal) => {
      const { hit, place, value } = one;
      const rule = ruleOf(hit);
      if (this.isExcepted(one, ordinal, facts)) {
        count(file.rules, rule, "allowed");
        return;
      }
      count(file.rules, rule, severityOf(hit.level));
      if (this.#proposeSalt !== undefined && hit.level > 0) {
        this.proposals.push({ path: place.path, rule, tag: allowTag(this.#proposeSalt, rule, value), shape: shapeOf(value) });
      }
      if (this.listed >= this.#limit) return;
      this.listed += 1;
      const finding = findingOf(hit, { place, shape: shapeOf(value), context: facts.context, ordinal });
      this.#reveal?.(finding, value);
      if (this.#onFinding) this.#onFinding(finding);
      else this.findings.push(finding);
    });
  }

  /** Whether an entry of a list covers the hit, or an exception that the record carries itself. */
  protected isExcepted({ hit, place, value }: Located, ordinal: number, facts: RecordFacts): boolean {
    const rule = ruleOf(hit);
    const fingerprint = (): string => fingerprintOf(rule, place.path, facts.context, ordinal);
    const isCovered = this.allow?.covers({ rule, place, value, fingerprint }) ?? false;
    return isCovered || facts.excepted.includes(rule);
  }

  /** Lists a finding that is not about a value (unreadable file, unused exception). */
  addPlain(finding: Finding, file: FileCounts | null): void {
    const { rule, place, fingerprint } = finding;
    if (file && FILE_RULES.has(rule) && this.allow?.covers({ rule, place, value: null, fingerprint: () => fingerprint })) {
      count(file.rules, rule, "allowed");
      return;
    }
    if (file) count(file.rules, finding.rule, finding.severity);
    this.listed += 1;
    if (this.#onFinding) this.#onFinding(finding);
    else this.findings.push(finding);
  }
}

function maskedDigest({ bytes, spans, salt, digest }: RecordText): string {
  return `${salt}${digest === undefined ? digestOfMasked(bytes, spans) : digest()}`;
}

/** Where texts are masked, but for very long ones: one after the other, so one place is enough, and nothing is left for the collector of garbage. */
const scratch = new Uint8Array(1 << 20);

/** Digest of a text with every span masked: nothing of a value is in it. */
export function digestOfMasked(bytes: Uint8Array, spans: RecordText["spans"]): string {
  const masked = bytes.length > scratch.length ? new Uint8Array(bytes.length) : scratch.subarray(0, bytes.length);
  masked.set(bytes);
  for (const { start, end } of spans) maskBytes(masked, Math.max(0, start), Math.min(bytes.length, end));
  const digest = sha256(masked);
  masked.fill(0);
  return digest;
}
