/** The hash of a word, four bytes at a time, and the kept words; `word.as` takes sixteen bytes at a time. */
import { KEYS_KEPT_AT, WORDS_KEPT_AT } from "./layout.ts";
import { ld32, mul } from "./mem.ts";

/** Keeps the first `n` (0..4) bytes of a little-endian word. */
function keep(w: i32, n: i32): i32 {
  return n >= 4 ? w : n <= 0 ? 0 : w & ((1 << (n * 8)) - 1);
}

/** Hash of a word, folded to lower case (each byte OR 0x20), first 16 bytes and the length. */
export function hashToken(start: i32, len: i32): i32 {
  let h = mul(keep(ld32(start) | 0x20202020, len) ^ len, -1640531535);
  h = mul(h ^ (h >>> 15) ^ keep(ld32(start + 4) | 0x20202020, len - 4), -2048144777);
  h = mul(h ^ (h >>> 13) ^ keep(ld32(start + 8) | 0x20202020, len - 8), -1028477379);
  h = mul(h ^ (h >>> 16) ^ keep(ld32(start + 12) | 0x20202020, len - 12), 0x27d4eb2f | 0);
  return h ^ (h >>> 15);
}

/**
 * Entry of the kept words for the word [start, start + len), len 1..16: its address when the word is in it, else ~address of the entry that it would take.
 * Here every word is new; `word.as` keeps them.
 */
export function keptWord(_start: i32, _len: i32): i32 {
  return ~WORDS_KEPT_AT;
}

/** The same for a JSON key of 1..16 bytes. */
export function keptKey(_start: i32, _len: i32): i32 {
  return ~KEYS_KEPT_AT;
}

/** Makes the entry at `at` the word's; its fields must be the word's too. */
export function keepWord(_at: i32, _start: i32, _len: i32): void {}

/** 1 when the word at p is known to be no name whatever stands beside it, under the key of this place. Here nothing is known; `word.as` knows the words told to `addNever`. */
export function isNever(_p: i32): i32 {
  return 0;
}

/** Tells that the word [start, start + len), len 1..15, is no name whatever stands beside it; with `unlessKey` 1 under a name or place key it may be. */
export function addNever(_start: i32, _len: i32, _unlessKey: i32): void {}
