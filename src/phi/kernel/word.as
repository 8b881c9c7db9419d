// The hash of a word with SIMD, the same number as word.ts, and the words that are kept.
import { KEYS_KEPT, KEYS_KEPT_AT, L_CITY, L_NAME, L_STREET, NEVER_AT, NEVER_KEPT, WORDS_KEPT, WORDS_KEPT_AT } from "./layout.ts";
import { KEY } from "./state.ts";

/** The first `len` bytes at p, zeros behind. */
// @ts-ignore: decorator
@inline function firstBytes(v: v128, len: i32): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return v128.and(v, i8x16.lt_s(lanes, i8x16.splat(<i8>(len < 16 ? len : 16))));
}

// @ts-ignore: decorator
@inline function mixed(v: v128): i32 {
  return <i32>(((<u64>i64x2.extract_lane(v, 0) * 0x9e3779b97f4a7c15) ^ (<u64>i64x2.extract_lane(v, 1) * 0xc2b2ae3d27d4eb4f)) >> 40);
}

// @ts-ignore: decorator
@inline function neverEntry(v: v128): i32 {
  return NEVER_AT + ((mixed(v) & (NEVER_KEPT - 1)) << 4);
}

/** The word at p against the words of `addNever`, byte for byte: nothing but letters, fewer than sixteen, and no byte beyond ASCII behind them. */
// @ts-ignore: decorator
@inline export function isNever(p: i32): i32 {
  const v = v128.load(p);
  const letters = i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.or(v, i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(25)));
  const n = ctz(~letters);
  if (n > 15 || ((i8x16.bitmask(v) >>> n) & 1) !== 0) return 0;
  const word = firstBytes(v, n);
  const other = v128.xor(word, v128.load(neverEntry(word)));
  // The last byte is none of the word's: it says that a key can make a name of it.
  if (v128.any_true(i8x16.replace_lane(other, 15, 0))) return 0;
  return i8x16.extract_lane_u(other, 15) === 0 || (KEY !== L_NAME && KEY !== L_CITY && KEY !== L_STREET) ? 1 : 0;
}

export function addNever(start: i32, len: i32, unlessKey: i32): void {
  const word = firstBytes(v128.load(start), len);
  v128.store(neverEntry(word), i8x16.replace_lane(word, 15, <i8>unlessKey));
}

/** Hash of a word, folded to lower case (each byte OR 0x20), first 16 bytes and the length. */
export function hashToken(start: i32, len: i32): i32 {
  const v = firstBytes(v128.or(v128.load(start), i8x16.splat(0x20)), len);
  let h = (i32x4.extract_lane(v, 0) ^ len) * -1640531535;
  h = (h ^ (h >>> 15) ^ i32x4.extract_lane(v, 1)) * -2048144777;
  h = (h ^ (h >>> 13) ^ i32x4.extract_lane(v, 2)) * -1028477379;
  h = (h ^ (h >>> 16) ^ i32x4.extract_lane(v, 3)) * 0x27d4eb2f;
  return h ^ (h >>> 15);
}

/** Entry of the kept words for [start, start + len): see word.ts. The key is the word's own bytes, so what is kept depends on the word alone. */
export function keptWord(start: i32, len: i32): i32 {
  const v = firstBytes(v128.load(start), len);
  const at = WORDS_KEPT_AT + ((mixed(v) & (WORDS_KEPT - 1)) << 6);
  return v128.any_true(v128.xor(v, v128.load(at))) ? ~at : at;
}

/** Makes the entry at `at` the word's. */
export function keepWord(at: i32, start: i32, len: i32): void {
  v128.store(at, firstBytes(v128.load(start), len));
}

/** Entry of the kept keys for [start, start + len): see word.ts. */
export function keptKey(start: i32, len: i32): i32 {
  const v = firstBytes(v128.load(start), len);
  const at = KEYS_KEPT_AT + ((mixed(v) & (KEYS_KEPT - 1)) << 5);
  return v128.any_true(v128.xor(v, v128.load(at))) ? ~at : at;
}
