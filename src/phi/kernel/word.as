// The hash of a word with SIMD: the same number as word.ts.

/** Hash of a word, folded to lower case (each byte OR 0x20), first 16 bytes and the length. */
export function hashToken(start: i32, len: i32): i32 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const inside = i8x16.lt_s(lanes, i8x16.splat(<i8>(len < 16 ? len : 16)));
  const v = v128.and(v128.or(v128.load(start), i8x16.splat(0x20)), inside);
  let h = (i32x4.extract_lane(v, 0) ^ len) * -1640531535;
  h = (h ^ (h >>> 15) ^ i32x4.extract_lane(v, 1)) * -2048144777;
  h = (h ^ (h >>> 13) ^ i32x4.extract_lane(v, 2)) * -1028477379;
  h = (h ^ (h >>> 16) ^ i32x4.extract_lane(v, 3)) * 0x27d4eb2f;
  return h ^ (h >>> 15);
}
