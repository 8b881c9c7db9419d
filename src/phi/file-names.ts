/**
 * Names of people in names of files, where no space parts the words: `john_smith.txt`, `Smith-John-MRN12345.json`, `note_maria.garcia.md`.
 * Words are looked up in the lexicon of the name tagger; a name counts as a pair of a given name and a surname, or one of them beside a word
 * that says whose file it is.
 */
import { C, COMMON, FIRST, SURNAME } from "./names/classes.ts";
import { X_MASKS } from "./names/layout.ts";
import { idOfWord, loadNameTables } from "./names/tables.ts";

export interface PathSpan {
  /** UTF-16 offsets in the path. */
  readonly start: number;
  readonly end: number;
}

interface Word extends PathSpan {
  /** Letters alone, in lower case. */
  readonly text: string;
  readonly mask: number;
}

/** Word classes of the lexicon, 0 for a word that is not in it. */
function maskOf(word: string): number {
  const tables = loadNameTables();
  const id = idOfWord(tables, word);
  return id === null ? 0 : new DataView(tables.extra.buffer, tables.extra.byteOffset).getUint32(X_MASKS + id * 4, true);
}

/** Whether a name that stands alone may well be a given name. */
export function isGivenName(word: string): boolean {
  const mask = maskOf(word.toLowerCase());
  return (mask & C.FIRST_A) !== 0 || ((mask & FIRST) !== 0 && (mask & SURNAME) === 0);
}

/** Words of a segment: runs of letters with the digits glued behind them, cut where a capital follows a small letter. */
const WORD = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+/gu;

function wordsOf(segment: string, at: number): Word[] {
  return [...segment.matchAll(WORD)].map((match) => {
    const start = at + match.index;
    const digits = /^\d+/.exec(segment.slice(match.index + match[0].length))?.[0].length ?? 0;
    const text = match[0].toLowerCase();
    return { text, mask: text.length < 2 ? 0 : maskOf(text), start, end: start + match[0].length + digits };
  });
}

/** Words that say that a file is about one person. */
const OWNER = new Set(["patient", "paciente", "mrn", "dob", "ssn"]);
/** Words of programs that are names too. */
const PROGRAM = new Set(["max", "min", "len", "lang", "cuda", "mae", "sans", "meta", "ada", "perl", "granger", "clamp"]);
/** Words of clinical files: beside them a name may be a common word too. */
const CLINICAL = new Set([
  "chart",
  "consult",
  "consultation",
  "discharge",
  "referral",
  "visit",
  "intake",
  "admission",
  "progress",
  "encounter",
  "labs",
  "letter",
  "clinic",
  "nota",
  "informe",
]);
/** Two people, one method. */
const METHODS = new Set([
  "kaplan meier",
  "mann whitney",
  "anderson darling",
  "bland altman",
  "shapiro wilk",
  "fisher yates",
  "kruskal wallis",
  "hosmer lemeshow",
  "clopper pearson",
  "cochran mantel",
  "mantel haenszel",
  "jaro winkler",
  "smith waterman",
  "needleman wunsch",
  "nelder mead",
  "newton raphson",
  "gauss newton",
  "levenberg marquardt",
  "cox snell",
  "cox ross",
  "black scholes",
  "ford johnson",
  "benjamini hochberg",
  "holm bonferroni",
  "miller rabin",
  "kernighan lin",
  "baum welch",
  "boyer moore",
  "tukey kramer",
  "adams moulton",
  "lin kernighan",
]);
const OTHER_CLASSES = C.MED | C.CALENDAR | C.REGION | C.NATION | C.ORG | C.STREET | C.FACILITY | C.MED_CONTEXT | C.NAME_CUE;

const isFirst = ({ mask }: Word): boolean => (mask & FIRST) !== 0;
const isSurname = ({ mask }: Word): boolean => (mask & SURNAME) !== 0;
const isCommon = ({ mask }: Word): boolean => (mask & (C.COMMON_A | OTHER_CLASSES)) !== 0;
const isInitial = ({ text, start, end }: Word): boolean => text.length === 1 && end - start === 1;

/** Words are neighbours when one sign of file names, or nothing, stands between. */
function isNear(path: string, a: Word, b: Word): boolean {
  return /^[_\-. ,]{0,2}$/.test(path.slice(a.end, b.start));
}

/** Shortest word of a name where nothing else tells that it is one. */
const SHORT = 3;
const LONG = 5;

/**
 * A given name and a surname, in either order. In a clinical file they may be common words too; elsewhere one of them is frequent, or both are long
 * words that mean nothing else.
 */
function isPair(path: string, a: Word, b: Word, clinical: boolean): boolean {
  const inOrder = isFirst(a) && isSurname(b);
  if (METHODS.has(`${a.text} ${b.text}`)) return false;
  if (isFirst(a) && !isCommon(b) && isExported(path, a, b)) return true;
  if (!inOrder && !(isSurname(a) && isFirst(b))) return false;
  const both = [a, b];
  const common = both.filter(isCommon).length;
  if (clinical) return common < 2 || (inOrder && (a.mask & C.FIRST_A) !== 0 && (b.mask & (C.SUR_A | C.SUR_B)) !== 0);
  if (common > 0 || both.some(({ text }) => text.length < SHORT || PROGRAM.has(text))) return false;
  return both.some(isFrequent) || both.every(({ text, mask }) => text.length >= LONG && (mask & (COMMON | C.EPONYM)) === 0);
}

function isFrequent({ mask }: Word): boolean {
  return (mask & C.FIRST_A) !== 0 || ((mask & C.SUR_A) !== 0 && (mask & COMMON) === 0);
}

/** `Abe604_Frami345` and `Asa_Hermiston_<uuid>`: how generators of synthetic records name their files. */
function isExported(path: string, a: Word, b: Word): boolean {
  const words = [a, b].map(({ start, end }) => path.slice(start, end));
  if (words.every((word) => /^\p{Lu}\p{Ll}+\d{2,3}$/u.test(word))) return true;
  return words.every((word) => /^\p{Lu}\p{Ll}+$/u.test(word)) && UUID.test(path.slice(b.end, b.end + 38));
}

/** A record number or date glued to its label: `MRN12345`, `dob-19800203`. */
const LABELLED = /(?<![a-z])(?:mrn|ssn|dob|nhs)[-_. ]?(\d[\d-]{3,})/dgi;
/** Exports of patient records end in the record's id. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Spans of the path that name a person or a record, ascending and disjoint. */
export function namesInPath(path: string): PathSpan[] {
  const spans: PathSpan[] = [...path.matchAll(LABELLED)].map(({ indices }) => ({ start: indices![1]![0], end: indices![1]![1] }));
  let at = 0;
  for (const segment of path.split("/")) {
    const words = wordsOf(segment, at);
    const clinical = words.some(({ text }) => OWNER.has(text) || CLINICAL.has(text));
    for (let i = 0; i < words.length; i++) {
      const last = nameFrom(path, words, i, clinical);
      if (last < 0) continue;
      spans.push({ start: (words[i] as Word).start, end: (words[last] as Word).end });
      i = last;
    }
    at += segment.length + 1;
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** Index of the last word of the name that starts at word `i`, -1 for none. */
function nameFrom(path: string, words: readonly Word[], i: number, clinical: boolean): number {
  const word = words[i] as Word;
  const near = (j: number): Word | null => {
    const next = words[j];
    return next !== undefined && isNear(path, words[j - 1] as Word, next) ? next : null;
  };
  const second = near(i + 1);
  const third = second !== null && isInitial(second) ? near(i + 2) : null;
  let last = -1;
  if (second !== null && isPair(path, word, second, clinical)) last = i + 1;
  else if (third !== null && isPair(path, word, third, clinical)) last = i + 2;
  else if (isOwned(words, i, path)) last = i;
  if (last < 0) return -1;
  for (let next = near(last + 1); next !== null && (isInitial(next) || ((isFirst(next) || isSurname(next)) && !isCommon(next))); ) {
    last += 1;
    next = near(last + 1);
  }
  return last;
}

/** A name of one word beside "patient" and its like, or before a record number. */
function isOwned(words: readonly Word[], i: number, path: string): boolean {
  const word = words[i] as Word;
  if (word.text.length < 3 || isCommon(word) || (word.mask & (C.FIRST_A | C.SUR_A)) === 0) return false;
  const before = words[i - 1];
  const behind = words[i + 1];
  return (
    (before !== undefined && OWNER.has(before.text) && isNear(path, before, word)) ||
    (behind !== undefined && OWNER.has(behind.text) && isNear(path, word, behind))
  );
}
