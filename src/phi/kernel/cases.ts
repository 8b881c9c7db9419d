/**
 * Text without capitals is scanned for names in small letters. One file may hold both kinds: a patient's turn in small letters and an answer with capitals. So
 * each stretch of a window is asked: a string of JSON, a cell, a paragraph, and in a string or cell with capitals each line (dual source).
 */
import { scan } from "./anchors.ts";
import { BY_CELLS, BY_PARAGRAPHS, BY_STRINGS, MODE_LOWER } from "./layout.ts";
import { larger, ld8, smaller } from "./mem.ts";
import { MODE, PACKS, setMode } from "./state.ts";
import { countCapitals, countLetters, findByte, findEither, findGap } from "./sweep.ts";
import { FEW_LETTERS, isQuoted, RARE_CAPITALS, stringEnd } from "./text.ts";

const BACKSLASH: i32 = 0x5c;
const NEWLINE: i32 = 0x0a;
const QUOTE: i32 = 0x22;
/** The first bytes of a stretch show how it is written. */
const SHOWN: i32 = 4096;
const OPEN_SQUARE: i32 = 0x5b;
const OPEN_ANGLE: i32 = 0x3c;
/** A mark of what was taken out is no longer. */
const TAG_BYTES: i32 = 32;
/** Longer texts are not searched for such marks. */
const TAGGED: i32 = 1024;
/** Bytes between two looks at the count. */
const STEP: i32 = 256;

const UNKNOWN: i32 = -1;
const MIXED: i32 = 0;
const SMALL: i32 = MODE_LOWER;

/** Letters in a hundred bytes of writing; code and tables have fewer. A paragraph of a file is more often code than a string or cell. */
const WRITING: i32 = 64;
const PARAGRAPH_OF_WRITING: i32 = 72;

/** Capitals in [from, to) that are no mark of what was taken out ("[NAME]", "<PATIENT>"); stops to count above `enough`. */
function capitalsIn(from: i32, to: i32, enough: i32): i32 {
  let n: i32 = 0;
  for (let p: i32 = from; p < to && n <= enough; p = p + STEP) n = n + countCapitals(p, smaller(p + STEP, to));
  if (n <= enough || to - from > TAGGED || findEither(from, to, OPEN_SQUARE, OPEN_ANGLE) === to) return n;
  n = 0;
  for (let p: i32 = from; p < to && n <= enough; p = p + 1) {
    const c: i32 = ld8(p);
    if (c === OPEN_SQUARE || c === OPEN_ANGLE) p = tagEnd(p, to);
    else if (c >= 0x41 && c <= 0x5a) n = n + 1;
  }
  return n;
}

/** Closing bracket of the tag that opens at p, when it holds capitals, digits and joints alone; else p. */
function tagEnd(p: i32, to: i32): i32 {
  const close: i32 = ld8(p) + 2;
  let q: i32 = p + 1;
  while (q < smaller(to, p + TAG_BYTES)) {
    const c: i32 = ld8(q);
    if (c === close) return q;
    if ((c < 0x41 || c > 0x5a) && (c < 0x30 || c > 0x39) && c !== 0x5f && c !== 0x2d && c !== 0x20 && c !== 0x2f) return p;
    q = q + 1;
  }
  return p;
}

/** How [from, to) is written; its first letter may be a capital in any case (a telephone puts it there). */
function caseOf(from: i32, to: i32, by: i32): i32 {
  if (to - from <= FEW_LETTERS) return UNKNOWN;
  const end: i32 = smaller(to, from + SHOWN);
  const capitals: i32 = capitalsIn(from + 1, end, ((end - from) / RARE_CAPITALS) | 0);
  if (capitals * RARE_CAPITALS >= end - from) return MIXED;
  const letters: i32 = countLetters(from, end);
  const small: i32 = letters - capitals;
  if (small <= FEW_LETTERS) return UNKNOWN;
  if (letters * 100 < (end - from) * (by === BY_PARAGRAPHS ? PARAGRAPH_OF_WRITING : WRITING)) return UNKNOWN;
  return capitals * RARE_CAPITALS < small ? SMALL : MIXED;
}

/** What is scanned next, and in which mode. */
let pending: i32 = 0;
let mode: i32 = 0;
/** Where a scan stopped because its hits fill the table, 0 as long as none did. */
let stopped: i32 = 0;

/** From p on the text is written like `next`: scans what stands before it when that was written otherwise. */
function turn(p: i32, next: i32): void {
  if (next === mode || stopped !== 0) return;
  flush(p);
  mode = next;
}

function flush(p: i32): void {
  if (p <= pending || stopped !== 0) return;
  setMode((MODE & ~MODE_LOWER) | mode, PACKS);
  const done: i32 = scan(pending, p);
  if (done < p) stopped = done;
  pending = p;
}

/** Bounds of the stretch that `nextStretch` found, and 1 when it may have lines. */
let start: i32 = 0;
let end: i32 = 0;
let lines: i32 = 0;

/** Finds the next stretch in [p, to) that is long enough to say something; 0 when there is none. */
function nextStretch(p: i32, to: i32, by: i32): i32 {
  if (by === BY_STRINGS) return nextString(p, to);
  start = p;
  end = p;
  lines = by === BY_CELLS ? 1 : 0;
  while (start < to) {
    end = by === BY_CELLS ? findByte(start, to, 0) : paragraphEnd(start, to);
    if (end - start > FEW_LETTERS) return 1;
    start = end + 1;
  }
  return 0;
}

/** The string around the next long gap between quotes; the gap may follow a quote inside of the string. */
function nextString(p: i32, to: i32): i32 {
  start = findGap(p, to, QUOTE, FEW_LETTERS);
  if (start >= to) return 0;
  end = findEither(start, to, QUOTE, BACKSLASH);
  lines = end < to && ld8(end) === BACKSLASH ? 1 : 0;
  if (lines !== 0) end = stringEnd(end, to);
  while (start > p && isQuoted(start - 1, p) !== 0) {
    start = start - 1;
    while (start > p && ld8(start - 1) !== QUOTE) start = start - 1;
  }
  return 1;
}

/** The line feed before a blank line, or `to`. */
function paragraphEnd(p: i32, to: i32): i32 {
  let q: i32 = findByte(p, to, NEWLINE);
  while (q < to && ld8(q + 1) !== NEWLINE && (ld8(q + 1) !== 0x0d || ld8(q + 2) !== NEWLINE)) q = findByte(q + 1, to, NEWLINE);
  return q;
}

/** The break behind the line at p: a line feed, in a JSON string its escape; `to` when there is none. */
function lineBreak(p: i32, to: i32, by: i32): i32 {
  if (by !== BY_STRINGS) return findByte(p, to, NEWLINE);
  let q: i32 = findByte(p, to, BACKSLASH);
  while (q < to && ld8(q + 1) !== 0x6e) q = findByte(smaller(q + 2, to), to, BACKSLASH);
  return q;
}

/** Turns at the lines of [from, to) that are written in small letters. */
function turnAtLines(from: i32, to: i32, by: i32): void {
  let p: i32 = from;
  let e: i32 = lineBreak(p, to, by);
  if (e === to) return;
  while (p < to) {
    if (caseOf(p, e, by) === SMALL) {
      turn(p, SMALL);
      turn(e, MIXED);
    }
    p = e + (by === BY_STRINGS ? 2 : 1);
    e = lineBreak(smaller(p, to), to, by);
  }
}

/** `scan` of [from, to), every stretch in its own mode; stretches that say nothing take the mode that is set. Gives what `scan` gives. */
export function scanByCase(from: i32, to: i32, by: i32): i32 {
  const usual: i32 = MODE & MODE_LOWER;
  pending = from;
  mode = usual;
  stopped = 0;
  let p: i32 = from;
  while (p < to && stopped === 0 && nextStretch(p, to, by) !== 0) {
    const written: i32 = caseOf(start, end, by);
    p = larger(end, p) + 1;
    if (written === UNKNOWN) continue;
    const e: i32 = end;
    turn(start, written);
    if (written === MIXED && lines !== 0) turnAtLines(start, e, by);
    turn(e, usual);
  }
  flush(to);
  setMode((MODE & ~MODE_LOWER) | usual, PACKS);
  return stopped !== 0 ? stopped : to;
}
