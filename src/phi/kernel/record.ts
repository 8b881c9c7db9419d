/**
 * Hits of one record (dual source): what the scan found, judged with the record's evidence (contracts §4). Names and places block with patient evidence
 * beside them and warn without; uncertain ones count only with evidence; soft structure informs without it.
 */
import { recordIsMedical } from "../names/tagger.ts";
import { relativeDates } from "./dates.ts";
import { hitCount, setHitCount } from "./emit.ts";
import {
  BLOCK,
  F_EVIDENCE,
  F_FACILITY,
  F_FIRST,
  F_LABEL,
  F_LIKELY,
  F_MARK,
  F_PUBLIC,
  F_REGION,
  F_SOFT,
  F_STRICT,
  HITS_AT,
  INFO,
  JUDGED_AT,
  K_AGE,
  K_EMAIL,
  K_FAX,
  K_MRN,
  K_NAME,
  K_PHONE,
  K_PLACE,
  K_PLAN,
  K_SSN,
  K_URL,
  MODE_JSON,
  WARN,
} from "./layout.ts";
import { larger, ld8, smaller } from "./mem.ts";
import { closeGaps, merge } from "./order.ts";
import { addFlag, copyRow, dropFlag, endOf, flagOf, isName, kindOf, levelOf, ROW, rankOf, setEnd, setLevel, startOf } from "./rows.ts";
import { MODE } from "./state.ts";
import { findByte, findOwnName, lineEnd, lineStart } from "./sweep.ts";

/** Answers about the record: it is medical, it is not, it was not asked, its text is elsewhere (the caller must say). */
const NO: i32 = 0;
const UNASKED: i32 = 2;
const ELSEWHERE: i32 = 3;
/** A contact within so many bytes of an institution's web address or help line belongs to it. */
const BLOCK_BYTES: i32 = 400;
/** One piece of evidence in sixty words, of six bytes on average, lets uncertain spans count. */
const EVIDENCE_BYTES: i32 = 360;
/** Hits further apart than this are in different stretches of a text without records. */
const STRETCH: i32 = 2000;
/** How far a stretch reaches beyond its hits. */
const AROUND: i32 = 400;

/** Rows of the record under judgement: [first, end) in the table of judged hits. */
let first: i32 = 0;
let end: i32 = 0;
let medical: i32 = UNASKED;
/** The record's text, where it lies in memory. */
let textFrom: i32 = 0;
let textTo: i32 = 0;
/** 1 when the answer was needed and lies elsewhere. */
let asked: i32 = 0;

/** 1 when rows ascend and do not overlap, as they mostly do. */
function isTidy(): i32 {
  for (let row: i32 = first + ROW; row < end; row = row + ROW) if (startOf(row) < endOf(row - ROW)) return 0;
  return 1;
}

/** Of rows with one start the one that wins comes first; `spare` is a free row. */
function orderTies(spare: i32): void {
  for (let row: i32 = first + ROW; row < end; row = row + ROW) {
    let at: i32 = row;
    while (at > first && startOf(at - ROW) === startOf(row) && rankOf(at - ROW) < rankOf(row)) at = at - ROW;
    if (at === row) continue;
    copyRow(row, spare);
    for (let q: i32 = row; q > at; q = q - ROW) copyRow(q - ROW, q);
    copyRow(spare, at);
  }
}

/**
 * Drops what another hit covers. An address of the tagger keeps the postcode that a pattern found in it; any other tagged span ends where a pattern's hit
 * begins.
 */
function dropOverlaps(): void {
  if (isTidy() !== 0) return;
  orderTies(end);
  let kept: i32 = first;
  for (let row: i32 = first + ROW; row < end; row = row + ROW) {
    if (startOf(row) < endOf(kept)) {
      if (isName(kept) !== 0 && isName(row) === 0 && startOf(row) > startOf(kept)) {
        if (kindOf(kept) === K_PLACE && kindOf(row) === K_PLACE && endOf(row) <= endOf(kept)) continue;
        setEnd(kept, startOf(row));
      } else {
        if (rankOf(row) > rankOf(kept)) copyRow(row, kept);
        continue;
      }
    }
    kept = kept + ROW;
    if (kept !== row) copyRow(row, kept);
  }
  end = kept + ROW;
}

/** Kinds that reach an institution as well as a person. */
function isContact(kind: i32): i32 {
  return kind === K_PHONE || kind === K_FAX || kind === K_EMAIL || kind === K_URL || kind === K_PLACE ? 1 : 0;
}

/** A help line or address of an institution. */
function isOpen(row: i32): i32 {
  return flagOf(row, F_PUBLIC) !== 0 && levelOf(row) === INFO && isContact(kindOf(row)) !== 0 ? 1 : 0;
}

/** A hit of a kind that no institution has. */
function isPersonal(row: i32): i32 {
  const kind: i32 = kindOf(row);
  return levelOf(row) > INFO && (kind === K_NAME || kind === K_AGE || kind === K_SSN || kind === K_MRN || kind === K_PLAN) ? 1 : 0;
}

/** Contacts in the contact block of an institution (help line, .gov or .org address) inform, unless something of a person stands as near. */
function informOfContacts(): void {
  let open: i32 = first;
  while (open < end && isOpen(open) === 0) open = open + ROW;
  if (open === end) return;
  let person: i32 = first;
  for (let row: i32 = first; row < end; row = row + ROW) {
    if (isContact(kindOf(row)) === 0 || levelOf(row) === INFO || isName(row) !== 0) continue;
    const low: i32 = startOf(row) - BLOCK_BYTES;
    while (open < end && (startOf(open) < low || isOpen(open) === 0)) open = open + ROW;
    if (open === end || startOf(open) > startOf(row) + BLOCK_BYTES) continue;
    while (person < end && (startOf(person) < low || isPersonal(person) === 0)) person = person + ROW;
    if (person === end || startOf(person) > startOf(row) + BLOCK_BYTES) addFlag(row, F_MARK);
  }
  // Marked first, changed then: a contact that is made public shows no other to be.
  for (let row: i32 = first; row < end; row = row + ROW) {
    if (flagOf(row, F_MARK) === 0) continue;
    dropFlag(row, F_MARK);
    addFlag(row, F_PUBLIC);
    setLevel(row, INFO);
  }
}

/** 1 when the record speaks of medicine; found out once, when a span depends on it. */
function isMedical(): i32 {
  if (medical === UNASKED) medical = recordIsMedical(textFrom, textTo);
  if (medical === ELSEWHERE) asked = 1;
  return medical;
}

function nameCounts(row: i32, dense: i32, hospitals: i32): i32 {
  if (flagOf(row, F_FACILITY) !== 0 && hospitals === 0) return 0;
  const likely: i32 = flagOf(row, F_LIKELY);
  if (flagOf(row, F_REGION) === 0 && (dense !== 0 || flagOf(row, F_STRICT | F_PUBLIC) !== 0)) return 1;
  return likely !== 0 && isMedical() === NO ? 1 : 0;
}

/** Judges the rows [first, end) of a record of so many bytes, and closes them up. */
function judgeRows(bytes: i32, hospitals: i32): void {
  dropOverlaps();
  informOfContacts();
  let patient: i32 = 0;
  let evidence: i32 = 0;
  for (let row: i32 = first; row < end; row = row + ROW) {
    const structured: i32 = isName(row) === 0 && levelOf(row) >= WARN && flagOf(row, F_SOFT) === 0 ? 1 : 0;
    const proof: i32 = flagOf(row, F_EVIDENCE);
    if (structured !== 0 || (proof !== 0 && flagOf(row, F_LABEL) !== 0)) patient = patient + 1;
    if (structured !== 0 || proof !== 0) evidence = evidence + 1;
  }
  const dense: i32 = evidence > 0 && evidence * EVIDENCE_BYTES >= bytes ? 1 : 0;
  let to: i32 = first;
  for (let row: i32 = first; row < end; row = row + ROW) {
    if (isName(row) !== 0) {
      if (nameCounts(row, dense, hospitals) === 0) continue;
      setLevel(row, flagOf(row, F_PUBLIC) !== 0 ? INFO : patient > 0 ? BLOCK : WARN);
    } else if (levelOf(row) > INFO && flagOf(row, F_SOFT) !== 0 && dense === 0) {
      setLevel(row, INFO);
    }
    if (to !== row) copyRow(row, to);
    to = to + ROW;
  }
  end = to;
}

/** Adds "last week" and its like where the record has a finding that no other hit covers. */
function addRelativeDates(): void {
  let row: i32 = first;
  while (row < end && levelOf(row) === INFO) row = row + ROW;
  if (row === end) return;
  const known: i32 = hitCount();
  relativeDates(textFrom, textTo);
  const stop: i32 = HITS_AT + hitCount() * ROW;
  setHitCount(known);
  if (HITS_AT + known * ROW === stop) return;
  const judged: i32 = ((end - first) / ROW) | 0;
  for (let date: i32 = HITS_AT + known * ROW; date < stop; date = date + ROW) {
    copyRow(date, end);
    end = end + ROW;
  }
  const all: i32 = ((end - first) / ROW) | 0;
  merge(first, end, 0, judged, all);
  for (let i: i32 = 0; i < all; i = i + 1) copyRow(end + i * ROW, first + i * ROW);
  dropOverlaps();
}

/** 1 when two hits that follow one another belong to one stretch of text: near, and no blank line between. */
function isNear(a: i32, b: i32): i32 {
  const to: i32 = startOf(b);
  if (to - endOf(a) > STRETCH) return 0;
  for (let p: i32 = findByte(endOf(a), to - 1, 0x0a); p < to - 1; p = findByte(p + 1, to - 1, 0x0a)) {
    if (ld8(p + 1) === 0x0a || (ld8(p + 1) === 0x0d && ld8(p + 2) === 0x0a)) return 0;
  }
  return 1;
}

/** Start of the paragraph of p, or of what stands shortly before it. */
function paragraphStart(low: i32, p: i32): i32 {
  const stop: i32 = larger(low, p - AROUND);
  for (let q: i32 = p; q > stop; q = q - 1) {
    if (ld8(q) !== 0x0a) continue;
    if (ld8(q - 1) === 0x0a || (ld8(q - 1) === 0x0d && ld8(q - 2) === 0x0a)) return q + 1;
  }
  return stop;
}

/** Behind the hits of the record of `row`; sets its text. */
function recordEnd(row: i32, stop: i32, from: i32, to: i32, byLine: i32): i32 {
  let next: i32 = row + ROW;
  if (byLine !== 0) {
    textFrom = lineStart(from, startOf(row));
    textTo = lineEnd(startOf(row), to);
    while (next < stop && startOf(next) < textTo) next = next + ROW;
    return next;
  }
  while (next < stop && isNear(next - ROW, next) !== 0) next = next + ROW;
  textFrom = paragraphStart(from, startOf(row));
  textTo = smaller(to, endOf(next - ROW) + AROUND);
  return next;
}

/** Where the next word that exceptions begin with stands in running text: records ascend, so one pass over the text serves them all. */
let ownName: i32 = 0;

/** 1 when the lines of the record's rows may carry exceptions. A JSON document carries none. */
function mayExcept(from: i32, to: i32, byLine: i32): i32 {
  if (byLine !== 0) return findOwnName(textFrom, textTo) < textTo ? 1 : 0;
  if ((MODE & MODE_JSON) !== 0 || ownName === to) return 0;
  const start: i32 = lineStart(from, startOf(first));
  if (ownName < start) ownName = findOwnName(start, to);
  return ownName < to && ownName < lineEnd(endOf(end - ROW), to) ? 1 : 0;
}

/**
 * Judges the sorted hits of the text [from, to), record by record: lines, or stretches of text. The rows that count go to JUDGED_AT, the first of each record
 * with F_FIRST, and with F_MARK when exceptions may stand in it; gives their number.
 */
export function settle(from: i32, to: i32, byLine: i32, hospitals: i32): i32 {
  closeGaps();
  const stop: i32 = HITS_AT + hitCount() * ROW;
  ownName = 0;
  end = JUDGED_AT;
  let row: i32 = HITS_AT;
  while (row < stop) {
    const next: i32 = recordEnd(row, stop, from, to, byLine);
    first = end;
    for (; row < next; row = row + ROW) {
      copyRow(row, end);
      end = end + ROW;
    }
    medical = UNASKED;
    judgeRows(textTo - textFrom, hospitals);
    addRelativeDates();
    if (end > first) addFlag(first, mayExcept(from, to, byLine) !== 0 ? F_FIRST | F_MARK : F_FIRST);
  }
  return ((end - JUDGED_AT) / ROW) | 0;
}

/**
 * Judges the hits of one record whose text is not in memory, in order of their starts: `isMedicalText` 0 or 1, 3 when that is not known yet. Rows go to
 * JUDGED_AT; gives their number, -1 when it depends on what is not known.
 */
export function settleOne(bytes: i32, hospitals: i32, isMedicalText: i32): i32 {
  first = JUDGED_AT;
  end = JUDGED_AT;
  const stop: i32 = HITS_AT + hitCount() * ROW;
  for (let row: i32 = HITS_AT; row < stop; row = row + ROW) {
    copyRow(row, end);
    end = end + ROW;
  }
  medical = isMedicalText;
  asked = 0;
  judgeRows(bytes, hospitals);
  return asked !== 0 ? -1 : ((end - first) / ROW) | 0;
}
