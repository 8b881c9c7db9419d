/**
 * The tagger over one string, in plain JavaScript: for tests, training and redaction. The engine finds candidates with its own loop; both call the same
 * `nameAnchor` and `tagStreet` and apply the same gate.
 */

import { clearHits, hitCount } from "../kernel/emit.ts";
import {
  BITS_AT,
  EXTRA_AT,
  F_EVIDENCE,
  F_FACILITY,
  F_LIKELY,
  F_PUBLIC,
  F_REGION,
  F_STRICT,
  HITS_AT,
  K_NAME,
  LEXICON_AT,
  MODE_LOWER,
  RAW_AT,
  TEXT_CAP,
  WEIGHTS_AT,
} from "../kernel/layout.ts";
import { ld8, ld32, memory } from "../kernel/mem.ts";
import { setCover, setMode, setNameCover } from "../kernel/state.ts";
import type { NameSpan, NameTables } from "./interface.ts";
import { NUMBER, WORD } from "./layout.ts";
import { nameAnchor, recordIsMedical, tagStreet } from "./tagger.ts";
import { nextToken, tokenEnd, tokenStart } from "./window.ts";

const bytes = new Uint8Array(memory);

/** Copies the tables into the memory of the plain-JavaScript engine. */
export function installTables(tables: NameTables): void {
  bytes.set(new Uint8Array(tables.lexicon.buffer, tables.lexicon.byteOffset, tables.lexicon.byteLength), LEXICON_AT);
  bytes.set(new Uint8Array(tables.weights.buffer, tables.weights.byteOffset, tables.weights.byteLength), WEIGHTS_AT);
  bytes.set(tables.bits, BITS_AT);
  bytes.set(tables.extra, EXTRA_AT);
}

export interface FindOptions {
  /** Also look at words without a capital (chat text). */
  lower?: boolean;
  /** Patient evidence that other recognizers found in the text (identifiers, phones, dates). */
  evidence?: number;
}

interface Raw {
  kind: NameSpan["kind"];
  start: number;
  end: number;
  confidence: number;
  flags: number;
}

/** Names, places and facilities of a text (at most 4 MB), after the record gate; offsets in UTF-16 units. */
export function findNames(text: string, options: FindOptions = {}): NameSpan[] {
  const written = load(text);
  const raw = collect(written, options.lower ?? !/\p{Lu}/u.test(text));
  const kept = gate(raw, written, options.evidence ?? 0);
  return toUnits(text, kept);
}

function load(text: string): number {
  const { written } = new TextEncoder().encodeInto(text, bytes.subarray(RAW_AT, RAW_AT + TEXT_CAP - 80));
  bytes.fill(0, RAW_AT + written, RAW_AT + written + 80);
  bytes[RAW_AT - 1] = 0;
  return written;
}

function collect(written: number, lower: boolean): Raw[] {
  setMode(lower ? MODE_LOWER : 0, 0);
  setCover(RAW_AT);
  setNameCover(RAW_AT);
  clearHits();
  const end = RAW_AT + written;
  let cover = RAW_AT;
  for (let p = RAW_AT; p < end; ) {
    const kind = nextToken(p, end);
    const start = tokenStart;
    p = Math.max(tokenEnd, p + 1);
    if (start < cover) continue;
    const next =
      kind === WORD ? nameAnchor(RAW_AT, end, start, 0) : kind === NUMBER && p - start <= 5 ? tagStreet(RAW_AT, end, start, p) : 0;
    if (next > cover) cover = next;
    setNameCover(cover);
  }
  return rows();
}

function rows(): Raw[] {
  return Array.from({ length: hitCount() }, (_, i) => {
    const at = HITS_AT + i * 16;
    const flags = ld32(at + 12) & 0xffff;
    const kind = (ld32(at) & 255) === K_NAME ? "name" : flags & F_FACILITY ? "facility" : "place";
    return { kind, start: ld32(at + 4), end: ld32(at + 8), confidence: (ld32(at) >>> 16) / 255, flags };
  });
}

/** The record gate of interface.ts. */
function gate(raw: Raw[], written: number, evidence: number): Raw[] {
  const proofs = evidence + raw.filter((r) => r.flags & F_EVIDENCE && !(r.flags & F_PUBLIC)).length;
  let words = 0;
  for (let p = RAW_AT; p < RAW_AT + written; p++) if (ld8(p) === 32) words++;
  const open = proofs > 0 && proofs * 60 >= words;
  const general = raw.some((r) => r.flags & F_LIKELY) && recordIsMedical(RAW_AT, RAW_AT + written) === 0;
  return raw.filter((r) => {
    if (r.flags & F_REGION) return general && r.flags & F_LIKELY;
    return open || r.flags & F_STRICT || (general && r.flags & F_LIKELY);
  });
}

/** Byte offsets to UTF-16 units, walking the text once. */
function toUnits(text: string, raw: Raw[]): NameSpan[] {
  let unit = 0;
  let byte = RAW_AT;
  const unitAt = (target: number): number => {
    for (; byte < target && unit < text.length; unit++) {
      const c = text.charCodeAt(unit);
      byte += c < 0x80 ? 1 : c < 0x800 ? 2 : c >= 0xd800 && c < 0xe000 ? 2 : 3;
    }
    return unit;
  };
  return raw.map(({ kind, start, end, confidence, flags }) => ({ kind, start: unitAt(start), end: unitAt(end), confidence, flags }));
}
