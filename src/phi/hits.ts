/** Hits of one record: what the kernel found, judged with the record's evidence. */

import type { Severity } from "../core/documents.ts";
import * as L from "./kernel/layout.ts";

export interface Hit {
  kind: number;
  level: number;
  /** 0..255 */
  confidence: number;
  start: number;
  end: number;
  flags: number;
  /** User recognizer that made the hit. */
  user: string | undefined;
}

const SEVERITIES: readonly Severity[] = ["info", "warn", "block"];

export function severityOf(level: number): Severity {
  return SEVERITIES[level] ?? "info";
}

/** Appends the first `count` rows of the kernel's table to `hits`, and gives it. */
export function readHits(i32: Int32Array, count: number, hits: Hit[]): Hit[] {
  const table = L.HITS_AT >> 2;
  for (let row = 0; row < count; row++) {
    const at = table + row * 4;
    const head = i32[at] as number;
    hits.push({
      kind: head & 255,
      level: (head >> 8) & 255,
      confidence: (head >> 16) & 255,
      start: i32[at + 1] as number,
      end: i32[at + 2] as number,
      flags: (i32[at + 3] as number) & 0xffff,
      user: undefined,
    });
  }
  return hits;
}

/** Whether hits ascend and do not overlap, as they mostly do. */
function isTidy(hits: readonly Hit[]): boolean {
  for (let i = 1; i < hits.length; i++) if ((hits[i] as Hit).start < (hits[i - 1] as Hit).end) return false;
  return true;
}

function isName(hit: Hit): boolean {
  return (hit.flags & L.F_TAGGED) !== 0;
}

/** Structure before names, then the longer span. */
function rank(hit: Hit): number {
  return (
    (isName(hit) ? 0 : 1_000_000) + (hit.user === undefined ? 0 : 2_000_000) + hit.level * 100_000 + Math.min(99_999, hit.end - hit.start)
  );
}

/**
 * Sorts by place and drops what another hit covers. An address of the tagger keeps the postcode that a pattern found in it; any other tagged span ends
 * where a pattern's hit begins.
 */
export function withoutOverlaps(hits: readonly Hit[]): readonly Hit[] {
  if (isTidy(hits)) return hits;
  const sorted = [...hits].sort((a, b) => a.start - b.start || rank(b) - rank(a));
  const kept: Hit[] = [];
  for (const hit of sorted) {
    const last = kept.at(-1);
    if (last === undefined || hit.start >= last.end) kept.push(hit);
    else if (isName(last) && !isName(hit) && hit.start > last.start) {
      if (last.kind === L.K_PLACE && hit.kind === L.K_PLACE && hit.end <= last.end) continue;
      kept[kept.length - 1] = { ...last, end: hit.start };
      kept.push(hit);
    } else if (rank(hit) > rank(last)) kept[kept.length - 1] = hit;
  }
  return kept;
}

/** Kinds that reach an institution as well as a person. */
const CONTACTS: ReadonlySet<number> = new Set([L.K_PHONE, L.K_FAX, L.K_EMAIL, L.K_URL, L.K_PLACE]);
/** Kinds that no institution has. */
const PERSONAL: ReadonlySet<number> = new Set([L.K_NAME, L.K_AGE, L.K_SSN, L.K_MRN, L.K_PLAN]);
/** A contact within so many bytes of an institution's web address or help line belongs to it. */
const BLOCK_BYTES = 400;

/** Asks, for hits in ascending order, whether one of the sorted `others` stands within BLOCK_BYTES. */
function nearness(others: readonly Hit[]): (hit: Hit) => boolean {
  let i = 0;
  return ({ start }) => {
    while (i < others.length && (others[i] as Hit).start < start - BLOCK_BYTES) i += 1;
    return i < others.length && (others[i] as Hit).start <= start + BLOCK_BYTES;
  };
}

/** Contacts in the contact block of an institution (help line, .gov or .org address) inform, unless something of a person stands as near. */
function withPublicContacts(hits: readonly Hit[]): readonly Hit[] {
  const open = hits.filter((hit) => (hit.flags & L.F_PUBLIC) !== 0 && hit.level === L.INFO && CONTACTS.has(hit.kind));
  if (open.length === 0) return hits;
  const nearOpen = nearness(open);
  const nearPerson = nearness(hits.filter((hit) => PERSONAL.has(hit.kind) && hit.level > L.INFO));
  return hits.map((hit) => {
    if (!CONTACTS.has(hit.kind) || hit.level === L.INFO || isName(hit)) return hit;
    if (!nearOpen(hit) || nearPerson(hit)) return hit;
    return { ...hit, level: L.INFO, flags: hit.flags | L.F_PUBLIC };
  });
}

export interface RecordView {
  /** Bytes of the record, for the density of evidence. */
  readonly bytes: number;
  /** Whether the record speaks of medicine; asked only when a span depends on it. */
  isMedical(): boolean;
  readonly hospitals: boolean;
}

/** A word of running text, on average, in bytes. */
const WORD_BYTES = 6;
/** One piece of evidence a so many words lets uncertain spans count. */
const EVIDENCE_WORDS = 60;

/**
 * Judges the hits of a record (contracts §4): names and places block with patient evidence beside them and warn without; uncertain ones count
 * only with evidence; soft structure informs without it. Writes the levels into the hits (millions of copies would be most of the cost) and gives those
 * that count.
 */
export function judge(hits: readonly Hit[], record: RecordView): Hit[] {
  const clear = withPublicContacts(withoutOverlaps(hits));
  let patient = 0;
  let evidence = 0;
  for (const hit of clear) {
    const structured = !isName(hit) && hit.level >= L.WARN && (hit.flags & L.F_SOFT) === 0;
    if (structured || (hit.flags & (L.F_EVIDENCE | L.F_LABEL)) === (L.F_EVIDENCE | L.F_LABEL)) patient += 1;
    if (structured || (hit.flags & L.F_EVIDENCE) !== 0) evidence += 1;
  }
  const dense = evidence > 0 && evidence * EVIDENCE_WORDS >= record.bytes / WORD_BYTES;
  const once = askedOnce(record);
  const out: Hit[] = [];
  for (const hit of clear) {
    if (isName(hit)) {
      if (!nameCounts(hit, dense, once)) continue;
      hit.level = nameLevel(hit, patient);
    } else if (hit.level > L.INFO && (hit.flags & L.F_SOFT) !== 0 && !dense) {
      hit.level = L.INFO;
    }
    out.push(hit);
  }
  return out;
}

/** The record, asked at most once whether it is medical: the answer may need its whole text. */
function askedOnce(record: RecordView): RecordView {
  let medical: boolean | undefined;
  return {
    bytes: record.bytes,
    hospitals: record.hospitals,
    isMedical: () => {
      medical ??= record.isMedical();
      return medical;
    },
  };
}

function nameCounts(hit: Hit, dense: boolean, record: RecordView): boolean {
  if ((hit.flags & L.F_FACILITY) !== 0 && !record.hospitals) return false;
  if ((hit.flags & L.F_REGION) !== 0) return (hit.flags & L.F_LIKELY) !== 0 && !record.isMedical();
  if ((hit.flags & (L.F_STRICT | L.F_PUBLIC)) !== 0 || dense) return true;
  return (hit.flags & L.F_LIKELY) !== 0 && !record.isMedical();
}

function nameLevel(hit: Hit, patient: number): number {
  if ((hit.flags & L.F_PUBLIC) !== 0) return L.INFO;
  return patient > 0 ? L.BLOCK : L.WARN;
}
