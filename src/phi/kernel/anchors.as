// The scan loop with SIMD: the anchors of anchors.ts, 64 bytes at a time. Bit i of a mask speaks of byte p + i.
import { hitsFull } from "./emit.ts";
import { dispatch, wordAnchor } from "./dispatch.ts";
import { C_DIGIT, CLASS_AT, MODE_JSON, MODE_LOWER } from "./layout.ts";
import { forgetLabel } from "./labels.ts";
import { ld8, larger } from "./mem.ts";
import { COVER, MODE, setCover, SKIP } from "./state.ts";
import { isEscaped, isLetterAt } from "./tokens.ts";
import { isNever } from "./word.ts";

// @ts-ignore: decorator
@inline function bits(v: v128): u64 { return <u64>(<u32>i8x16.bitmask(v)); }
// @ts-ignore: decorator
@inline function inRange(v: v128, low: i32, span: i32): v128 { return i8x16.le_u(i8x16.sub(v, i8x16.splat(<i8>low)), i8x16.splat(<i8>span)); }
// @ts-ignore: decorator
@inline function same(v: v128, c: i32): v128 { return i8x16.eq(v, i8x16.splat(<i8>c)); }
// @ts-ignore: decorator
@inline function join(a: u64, b: u64, c: u64, d: u64): u64 { return a | (b << 16) | (c << 32) | (d << 48); }

/** Bytes of U+0080..U+00BF and U+2000..U+207F among the high bytes: punctuation, as in `isLetterAt`. */
function highPunctuation(p: i32): u64 {
  let mask: u64 = 0;
  for (let i = 0; i < 64; i += 16) {
    const v = v128.load(p + i);
    const v1 = v128.load(p + i - 1);
    const v2 = v128.load(p + i - 2);
    const next = v128.load(p + i + 1);
    const even = i8x16.splat(<i8>0xfe);
    const c2 = v128.or(same(v, 0xc2), same(v1, 0xc2));
    const first = v128.and(same(v, 0xe2), same(v128.and(next, even), 0x80));
    const second = v128.and(same(v1, 0xe2), same(v128.and(v, even), 0x80));
    const third = v128.and(same(v2, 0xe2), same(v128.and(v1, even), 0x80));
    mask |= bits(v128.or(v128.or(c2, first), v128.or(second, third))) << i;
  }
  return mask;
}

export function scan(from: i32, to: i32): i32 {
  const json = MODE & MODE_JSON;
  const lower = MODE & MODE_LOWER;
  if (COVER < from) setCover(from);
  forgetLabel();
  let letterCarry: u64 = isLetterAt(from - 1) !== 0 && isEscaped(from - 1) === 0 ? 1 : 0;
  let digitCarry: u64 = (ld8(CLASS_AT + ld8(from - 1)) & C_DIGIT) !== 0 ? 1 : 0;
  let escapeCarry: u64 = 0;
  for (let p = from; p < to; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p + 16);
    const c = v128.load(p + 32);
    const d = v128.load(p + 48);
    let digits = join(bits(inRange(a, 0x30, 9)), bits(inRange(b, 0x30, 9)), bits(inRange(c, 0x30, 9)), bits(inRange(d, 0x30, 9)));
    const fold = i8x16.splat(0x20);
    const la = v128.or(a, fold);
    const lb = v128.or(b, fold);
    const lc = v128.or(c, fold);
    const ld = v128.or(d, fold);
    const high = join(bits(a), bits(b), bits(c), bits(d));
    let letters = join(bits(inRange(la, 0x61, 25)), bits(inRange(lb, 0x61, 25)), bits(inRange(lc, 0x61, 25)), bits(inRange(ld, 0x61, 25)));
    if (high !== 0) letters |= high & ~highPunctuation(p);
    let special = join(bits(marks(a)), bits(marks(b)), bits(marks(c)), bits(marks(d)));
    if (json !== 0) {
      const slashes = join(bits(same(a, 0x5c)), bits(same(b, 0x5c)), bits(same(c, 0x5c)), bits(same(d, 0x5c)));
      if ((slashes | escapeCarry) !== 0) {
        let escaped = escapeCarry;
        let left = slashes & ~escapeCarry;
        escapeCarry = 0;
        while (left !== 0) {
          const i = ctz(left);
          left &= left - 1;
          if (i === 63) escapeCarry = 1;
          else {
            escaped |= (<u64>1) << (i + 1);
            left &= ~((<u64>1) << (i + 1));
          }
        }
        letters &= ~escaped;
        digits &= ~escaped;
        special &= ~escaped;
      }
    }
    let words = letters & ~((letters << 1) | letterCarry);
    const numbers = digits & ~((digits << 1) | digitCarry);
    letterCarry = letters >> 63;
    digitCarry = digits >> 63;
    if (lower === 0) {
      const upper = join(bits(inRange(a, 0x41, 25)), bits(inRange(b, 0x41, 25)), bits(inRange(c, 0x41, 25)), bits(inRange(d, 0x41, 25)));
      const w = join(bits(same(la, 0x77)), bits(same(lb, 0x77)), bits(same(lc, 0x77)), bits(same(ld, 0x77)));
      words &= upper | high | (w & ((w >> 1) | ((<u64>1) << 63)));
    }
    let all = words | numbers | special;
    if (p + 64 > to) all &= ((<u64>1) << (to - p)) - 1;
    while (all !== 0) {
      const i = <i32>ctz(all);
      all &= all - 1;
      const at = p + i;
      if (at < SKIP) continue;
      if (((words >> i) & 1) !== 0) {
        if (isNever(at) === 0) wordAnchor(at);
      }
      else dispatch(at);
      if (hitsFull() !== 0) return at + 1;
    }
  }
  return larger(to, SKIP);
}

/** "@", ":", "(", "[". */
// @ts-ignore: decorator
@inline function marks(v: v128): v128 {
  return v128.or(v128.or(same(v, 0x40), same(v, 0x3a)), v128.or(same(v, 0x28), same(v, 0x5b)));
}
