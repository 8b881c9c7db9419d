/** Places of the tagger's tables and working memory (dual source). Offsets below EXTRA_AT are also used by the table writer. */
import { EXTRA_AT } from "../kernel/layout.ts";

/** Labels of the sequence model. ORG only soaks up confusions and is never emitted. */
export const TAGS: i32 = 5;
export const O: i32 = 0;
export const PER: i32 = 1;
export const LOC: i32 = 2;
export const FAC: i32 = 3;
export const ORG: i32 = 4;

/** Rows of the hashed int8 weight table (TAGS bytes each). */
export const ROWS: i32 = 131072;
/** One nat of log-odds in weight units. */
export const NAT: i32 = 32;
/** Distinct class masks at most; their ids are the low bits of the lexicon's slots. */
export const MASKS: i32 = 2048;

export const X_MASKS: i32 = 0;
export const X_COARSE: i32 = 8192;
export const X_TRANS: i32 = 10240;
/** The transitions turned round, for the way back. */
export const X_BACK: i32 = 10368;
/** Two thresholds of the first filter, behind the transitions. */
export const X_FLOORS: i32 = 10340;
export const X_FILTER: i32 = 12288;
export const FILTER_ROWS: i32 = 65536;
/** The engine's class byte (interface.ts) by wide class id. */
export const X_CLASSES: i32 = 77824;
/** Bytes of `extra` that the table writer fills; working memory follows. */
export const X_TABLES: i32 = 79872;

/** Slots of the lexicon table (interface.ts says the same). */
export const LEX_SLOTS: i32 = 262144;

/** Tokens of a window at most. */
export const WINDOW: i32 = 40;
/** Bytes of a column: room for two entries more on either side, which are zero as an edge is, so that a token's neighbours are read without asking. */
const COLUMN: i32 = 176;
const BASE: i32 = EXTRA_AT + X_TABLES + 8;
export const T_START: i32 = BASE;
export const T_END: i32 = BASE + COLUMN;
/** Kind of token: 0 edge, 1 word, 2 number, 3 symbol, 4 newline. */
export const T_KIND: i32 = BASE + COLUMN * 2;
export const T_HASH: i32 = BASE + COLUMN * 3;
/** Wide class id, mask and coarse class of a word. */
export const T_ID: i32 = BASE + COLUMN * 4;
export const T_MASK: i32 = BASE + COLUMN * 5;
export const T_COARSE: i32 = BASE + COLUMN * 6;
export const T_SHAPE: i32 = BASE + COLUMN * 7;
export const T_HEAD: i32 = BASE + COLUMN * 8;
export const T_TAIL: i32 = BASE + COLUMN * 9;
export const T_LABEL: i32 = BASE + COLUMN * 10;
export const T_MARGIN: i32 = BASE + COLUMN * 11;
/** Columns that `foldWindow` fills: small-letter words before the token and, from bit 16 on, capitalised ones; the last title or kin word and the last
 * number before it with their distances; the label before a colon; its part in a run of capitalised words. */
export const T_CASES: i32 = BASE + COLUMN * 12;
export const T_TITLE: i32 = BASE + COLUMN * 13;
export const T_NUMBER: i32 = BASE + COLUMN * 14;
export const T_COLON: i32 = BASE + COLUMN * 15;
export const T_RUN: i32 = BASE + COLUMN * 16;
export const FEATURES: i32 = BASE + COLUMN * 17;
export const MAX_FEATURES: i32 = 64;
const SCORE_COLUMN: i32 = WINDOW * 20;
export const SCORES: i32 = FEATURES + MAX_FEATURES * 4;
/** Best path that ends in a token's tag, and best one that starts there; the token's own score is in both. */
export const FORWARD: i32 = SCORES + SCORE_COLUMN;
export const BACKWARD: i32 = FORWARD + SCORE_COLUMN;
/** Past the last byte used: about 87 kB in all. */
export const X_END: i32 = BACKWARD + SCORE_COLUMN - EXTRA_AT;

export const EDGE: i32 = 0;
export const WORD: i32 = 1;
export const NUMBER: i32 = 2;
export const SYMBOL: i32 = 3;
export const NEWLINE: i32 = 4;

export const S_EDGE: i32 = 0;
export const S_LOWER: i32 = 1;
export const S_CAPITAL: i32 = 2;
export const S_UPPER: i32 = 3;
export const S_MIXED: i32 = 4;
/** A single capital: an initial. */
export const S_INITIAL: i32 = 5;
export const S_NUM1: i32 = 6;
export const S_NUM3: i32 = 7;
export const S_NUM5: i32 = 8;
export const S_SYMBOL: i32 = 9;
export const S_NEWLINE: i32 = 10;
/** Two or three capitals. */
export const S_ACRONYM: i32 = 11;
