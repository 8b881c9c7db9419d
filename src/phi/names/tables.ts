/** Unpacks the shipped lexicon and weights into the tables that the kernel reads. Made by scripts/train-names. */
import { createHash } from "node:crypto";
import { brotliDecompressSync } from "node:zlib";
import { C, CITY, COMMON, FIRST, PERSON, SURNAME } from "./classes.ts";
import lexiconData from "./data/lexicon.ts";
import weightsData from "./data/weights.ts";
import {
  hashWord,
  LEX_COMMON,
  LEX_CUE,
  LEX_FIRST,
  LEX_LAST,
  LEX_MEDICAL,
  LEX_PLACE,
  LEX_RARE,
  LEX_SLOTS,
  LEX_WEAK,
  type NameTables,
} from "./interface.ts";
import { FILTER_ROWS, MASKS, ROWS, TAGS, X_BACK, X_CLASSES, X_COARSE, X_FILTER, X_MASKS, X_TABLES, X_TRANS } from "./layout.ts";

/** log2 of the number of bits in the candidate filter. */
export const BITS_LOG = 20;

const WEAKENING =
  C.COMMON_A |
  C.CALENDAR |
  C.MED |
  C.NATION |
  C.REGION |
  C.PARTICLE |
  C.STATE_CODE |
  C.EPONYM_HEAD |
  C.FACILITY_TAIL |
  C.FACILITY_MID |
  C.MED_CONTEXT;

/** Names and places that are also ordinary words: candidates only beside a capital, a title or under a name key. */
const isWeak = (mask: number): boolean =>
  (mask & (PERSON | CITY | C.CITY_PART)) !== 0 && (mask & WEAKENING) !== 0 && (mask & (C.TITLE_STRONG | C.FACILITY)) === 0;

/** Is the tagger called at a word of these classes? Names and places, and the words beside which an unlisted name may stand. */
export const isCandidate = (mask: number): boolean =>
  (mask & (PERSON | CITY | C.CITY_PART | C.REGION | C.TITLE_STRONG | C.FACILITY | C.FACILITY_TAIL)) !== 0;

/** The engine's class byte of a mask (interface.ts). */
export function engineClass(mask: number): number {
  let c = 0;
  if (mask & FIRST) c |= LEX_FIRST;
  if (mask & SURNAME) c |= LEX_LAST;
  if (mask & CITY) c |= LEX_PLACE;
  if (mask & COMMON) c |= LEX_COMMON;
  if (mask & (C.MED | C.EPONYM)) c |= LEX_MEDICAL;
  if (mask & (C.TITLE | C.KIN | C.FACILITY | C.STREET | C.NAME_CUE)) c |= LEX_CUE;
  if (!(mask & (C.FIRST_A | C.SUR_A | C.CITY_A))) c |= LEX_RARE;
  if (isWeak(mask)) c |= LEX_WEAK;
  return c;
}

/**
 * Layout of the packed lexicon: u32 number of words; per word, sorted by hash: u16 low half and u8 high part of the step to the next hash, u16 wide class
 * id as two byte planes; then MASKS u32 masks and MASKS coarse classes.
 */
function unpackLexicon(
  packed: Uint8Array,
): Pick<NameTables, "lexicon" | "bits"> & { masks: Uint8Array; coarse: Uint8Array; classes: Uint8Array } {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const n = view.getUint32(0, true);
  const high = 4 + 2 * n;
  const masksAt = 4 + 5 * n;
  const masks = packed.subarray(masksAt, masksAt + MASKS * 4);
  const classes = Uint8Array.from({ length: MASKS }, (_, id) => engineClass(view.getUint32(masksAt + id * 4, true)));
  const candidate = Uint8Array.from({ length: MASKS }, (_, id) => (isCandidate(view.getUint32(masksAt + id * 4, true)) ? 1 : 0));
  const lexicon = new Uint32Array(LEX_SLOTS);
  const bits = new Uint8Array(2 ** BITS_LOG / 8);
  let h = 0;
  for (let i = 0; i < n; i++) {
    h = (h + packed[4 + i]! + (packed[4 + n + i]! << 8) + (packed[high + i]! << 16)) | 0;
    const id = packed[high + n + i]! | (packed[high + 2 * n + i]! << 8);
    let slot = (h ^ (h >>> 15)) & (LEX_SLOTS - 1);
    while (lexicon[slot] !== 0) slot = (slot + 1) & (LEX_SLOTS - 1);
    lexicon[slot] = (h & -MASKS) | id;
    if (candidate[id] === 1) {
      const bit = h >>> (32 - BITS_LOG);
      bits[bit >> 3] = bits[bit >> 3]! | (1 << (bit & 7));
    }
  }
  return { lexicon, bits, masks, coarse: packed.subarray(masksAt + MASKS * 4, masksAt + MASKS * 5), classes };
}

/** Packed weights: ROWS * TAGS int8, TAGS * TAGS int32 transitions, two int32 floors of the first filter, FILTER_ROWS int8. */
export const TRANS_BYTES = TAGS * TAGS * 4 + 8;

export interface PackedNames {
  lexicon: Uint8Array;
  weights: Uint8Array;
}

/** Tables from their packed forms (already decompressed). */
export function unpackTables(packed: PackedNames): NameTables {
  const { lexicon, bits, masks, coarse, classes } = unpackLexicon(packed.lexicon);
  const weights = new Int8Array(packed.weights.buffer, packed.weights.byteOffset, ROWS * TAGS);
  const extra = new Uint8Array(X_TABLES);
  extra.set(masks, X_MASKS);
  extra.set(coarse, X_COARSE);
  extra.set(classes, X_CLASSES);
  extra.set(packed.weights.subarray(ROWS * TAGS, ROWS * TAGS + TRANS_BYTES), X_TRANS);
  const trans = new DataView(extra.buffer);
  for (let x = 0; x < TAGS; x++)
    for (let y = 0; y < TAGS; y++) trans.setInt32(X_BACK + (y * TAGS + x) * 4, trans.getInt32(X_TRANS + (x * TAGS + y) * 4, true), true);
  extra.set(packed.weights.subarray(ROWS * TAGS + TRANS_BYTES, ROWS * TAGS + TRANS_BYTES + FILTER_ROWS), X_FILTER);
  return { lexicon, bits, weights, extra, digest: "" };
}

const inflate = (base64: string): Uint8Array => new Uint8Array(brotliDecompressSync(Buffer.from(base64, "base64")));

let loaded: NameTables | undefined;

/** The shipped tables, unpacked once a process (about 20 ms). */
export function loadNameTables(): NameTables {
  loaded ??= { ...unpackTables({ lexicon: inflate(lexiconData), weights: inflate(weightsData) }), digest: digestOfNames() };
  return loaded;
}

/** Wide class id of a word in the lexicon of some tables, null when it is not listed: as `listedId` of words.ts reads it. */
export function idOfWord({ lexicon }: NameTables, word: string): number | null {
  const hash = hashWord(word);
  for (let slot = (hash ^ (hash >>> 15)) & (LEX_SLOTS - 1); lexicon[slot] !== 0; slot = (slot + 1) & (LEX_SLOTS - 1)) {
    const entry = lexicon[slot] ?? 0;
    if (((entry ^ hash) & -MASKS) === 0) return entry & (MASKS - 1);
  }
  return null;
}

/** sha256 over the shipped lexicon and weights, for the ruleset digest; needs no unpacking. */
export function digestOfNames(): string {
  return createHash("sha256").update(lexiconData).update("\n").update(weightsData).digest("hex");
}
