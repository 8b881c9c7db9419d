/**
 * The door between the scan engine (src/phi) and the name tagger (src/phi/names).
 *
 * ## Dual source
 * Code under src/phi/kernel and the hot part of src/phi/names (`tagger.ts`) is written once, in the subset that TypeScript and
 * AssemblyScript share, and runs twice: as plain JavaScript (fallback, oracle) and compiled into the WASM kernel. The subset:
 * - types `i32` (everything, flags and booleans too) and `void` only; literals are integers; no strings, objects, arrays, closures,
 *   exceptions, default arguments or optional parameters; module-level `let x: i32 = 0` and `export const X: i32 = 1` are fine;
 * - memory through `../kernel/mem.ts`: `ld8(p)`, `lds8(p)` (signed), `ld16(p)`, `ld32(p)`, `st32(p, v)`, `st8(p, v)`; offsets are byte addresses in one
 *   linear memory; unaligned loads are allowed; `mul(a, b)` is the wrapping 32-bit product;
 * - `>>> n` only with n >= 1; divide as `(a / b) | 0` with non-negative a; additions must not overflow;
 * - imports from sibling dual files with the `.ts` extension; `import type` is not allowed in dual files.
 * Training code, table loading and tests are ordinary TypeScript.
 *
 * ## Tokens (src/phi/kernel/tokens.ts, owned by the engine, used by both)
 * - word: maximal run of letter bytes = A-Z, a-z, and bytes >= 0x80 except those of U+0080..U+00BF (C2 xx), U+2000..U+206F (E2 80 xx,
 *   E2 81 xx: typographic quotes, dashes, spaces). So `O'Brien` is word, symbol, word; `Peña` is one word.
 * - number: maximal run of ASCII digits.
 * - symbol: any other non-space character; E2 80 99 is reported as `'`, E2 80 93/94 as `-`.
 * - newline: `\n` (in JSON text also the two characters `\` `n`).
 * - edge: where the decoded string ends (an unescaped `"` in JSON text, the cell boundary byte 0x00, the window's end).
 * Spaces, tabs and NBSP separate and are not tokens.
 *
 * ## Hash of a word
 * `hashToken(start, len)` in src/phi/kernel/tokens.ts; `hashWord(text)` below gives the same number for a string (bytes are UTF-8, each OR 0x20,
 * so ASCII and Latin-1 letters are case-folded). Words longer than 16 bytes: first 16 bytes and the length.
 */

/** Lexicon: classes of a word, one bit each, in a byte. A word may have several. */
export const LEX_FIRST = 1; // given name
export const LEX_LAST = 2; // surname
export const LEX_PLACE = 4; // city, town, county, street name worth tagging; not states or countries
export const LEX_COMMON = 8; // ordinary word of the language: makes name bits weak
export const LEX_MEDICAL = 16; // drug, disease, anatomy, laboratory word, eponym
export const LEX_CUE = 32; // title, kin word, facility or street word, name label ("Mr", "daughter", "Hospital", "Patient")
export const LEX_RARE = 64; // rare name: needs more context than a frequent one
export const LEX_WEAK = 128; // name or place that is also a common word ("May", "Young", "Will"): a candidate only beside a capital, a title or a name key

/**
 * Tables of the tagger, made by src/phi/names/tables.ts (`loadNameTables(): NameTables`) and copied into the kernel's memory at start.
 * Regions: at most 2 MiB for `lexicon`, 256 KiB for `bits`, 1 MiB for `weights`, 64 KiB for `extra`.
 */
export interface NameTables {
  /**
   * Open addressing with linear probing: `LEX_SLOTS` u32 slots, 0 = empty; slot of h: `(h ^ (h >>> 15)) & (LEX_SLOTS - 1)`. The low eleven bits are the wide
   * class id of the word (index into tables of 32-bit masks and of class bytes in `extra`), those above are the hash's.
   * 1 MiB in all. Town names of two words are in it under a combined hash.
   */
  readonly lexicon: Uint32Array;
  /** Bloom-like pre-filter, power of two of bits (as bytes): bit `h >>> k` with k = 32 - log2(bits) is set for every word whose class makes it a *candidate*
   * (strong, or weak with LEX_WEAK). The kernel looks here first; words that only carry LEX_COMMON, LEX_MEDICAL or LEX_CUE need not be in it. */
  readonly bits: Uint8Array;
  /** int8 weights of the hashed features: `weights[(feature & (rows - 1)) * tags + tag]`, tags: O, PER, LOC, FAC (ORG may be a fifth). */
  readonly weights: Int8Array;
  /** Anything else the tagger wants in memory (biases, transitions, small word sets); read at NAMES_EXTRA. */
  readonly extra: Uint8Array;
  /** sha256 over all tables: part of the ruleset digest. */
  readonly digest: string;
}

/** Slots of the lexicon table, a power of two. */
export const LEX_SLOTS = 262144;

/** Kinds that the tagger emits. */
export const NAME_PERSON = 0;
export const NAME_PLACE = 1;
export const NAME_FACILITY = 2;

/** Flags of an emitted span; the engine turns them with the record's evidence into block / warn / info / nothing. */
export const NAME_STRICT = 1; // passes without any other evidence in the record (the high threshold and the gates)
export const NAME_TITLE = 2; // title, label, key or kin word beside it
export const NAME_MULTI = 4; // first and last name, or several tokens
export const NAME_PUBLIC = 8; // context shows it to be public (study author, citation, agency address): info
export const NAME_EVIDENCE = 16; // itself evidence of a patient for the rest of the record
export const NAME_REGION = 64; // a country or state alone: no identifier in a medical record whatever stands beside it; in general text a place (with NAME_LIKELY)
export const NAME_LIKELY = 32; // passes when the record holds no medical word at all (general text: `recordIsMedical` below)

/**
 * The hot functions, `src/phi/names/tagger.ts`, dual source:
 *
 * ```ts
 * export function nameAnchor(from: i32, to: i32, at: i32, key: i32): i32
 * export function tagStreet(from: i32, to: i32, at: i32, end: i32): i32
 * export function recordIsMedical(from: i32, to: i32): i32
 * ```
 * - `[from, to)`: the readable window in memory. Strings end at edges. Reads at most 80 bytes past `to`.
 * - `nameAnchor`: called at the first byte of each word with a capital, and of every word in lower-case mode. It decides itself whether the word is a
 *   candidate: listed names, places, titles ("Dr"), facility words ("Clinic"), and capitalised words that no list knows. `key`: 0, or KEY_NAME / KEY_PLACE, the
 *   class of the JSON key, CSV header or Parquet column that the text stands under.
 * - `tagStreet`: [at, end) is a run of 1-5 digits followed by a space (or comma) and a letter; finds the address that starts or ends there.
 * - Both emit with `emitName(kind, start, end, confidence, flags)` from `../kernel/emit.ts` (confidence 0..255; spans ascending and disjoint, none begins
 *   before COVER or NAME_COVER) and give the end of the span they emitted, 0 when there is none. The loop sets NAME_COVER to it.
 * - A candidate is looked at in steps, each dearer and rarer: word alone, its neighbours, all features of the token, a short decode, a long one.
 *
 * The engine gates the emitted spans per record: NAME_STRICT spans are kept; others when the record has patient evidence (structured identifiers, or spans
 * with NAME_EVIDENCE) at least once per 60 words, or, with NAME_LIKELY, when the record is not medical; NAME_REGION spans only in the latter case.
 * `recordIsMedical` gives 1 at the first medical word of [from, to), else 0: ask it only for records that hold a NAME_LIKELY span.
 */
export const KEY_NAME = 1;
export const KEY_PLACE = 2;
export const KEY_OTHER = 3;

/** A name or place found in a string: UTF-16 offsets, for tests, training and redaction (`findNames(text)` in src/phi/names/index.ts). */
export interface NameSpan {
  readonly kind: "name" | "place" | "facility";
  readonly start: number;
  readonly end: number;
  /** 0..1 */
  readonly confidence: number;
  readonly flags: number;
}

const encoder = new TextEncoder();

/** Bytes of a word in UTF-8. Nearly all words of the tables are ASCII, for which an encoder costs more than it does. */
function bytesOfWord(word: string): ArrayLike<number> {
  const bytes: number[] = [];
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i);
    if (c >= 0x80) return encoder.encode(word);
    bytes.push(c);
  }
  return bytes;
}

/** The 32-bit hash of a word as in the kernel (`hashToken`): signed integer. */
export function hashWord(word: string): number {
  const bytes = bytesOfWord(word);
  const w = [0, 0, 0, 0];
  for (let i = 0; i < Math.min(16, bytes.length); i++) w[i >> 2] = (w[i >> 2] ?? 0) | (((bytes[i] ?? 0) | 0x20) << ((i & 3) * 8));
  let h = Math.imul((w[0] ?? 0) ^ bytes.length, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15) ^ (w[1] ?? 0), 0x85ebca77);
  h = Math.imul(h ^ (h >>> 13) ^ (w[2] ?? 0), 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 16) ^ (w[3] ?? 0), 0x27d4eb2f);
  return h ^ (h >>> 15);
}
