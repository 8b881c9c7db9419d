// Questions about stretches of text with SIMD; see sweep.ts. Blocks reach up to 16 bytes beyond `to`, and what is found there does not count.
import { ld8, ld32 } from "./mem.ts";

export function countLines(from: i32, to: i32): i32 {
  let n = 0;
  let p = from;
  for (; p + 64 <= to; p += 64) {
    const a = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x0a)));
    const b = i8x16.bitmask(i8x16.eq(v128.load(p + 16), i8x16.splat(0x0a)));
    const c = i8x16.bitmask(i8x16.eq(v128.load(p + 32), i8x16.splat(0x0a)));
    const d = i8x16.bitmask(i8x16.eq(v128.load(p + 48), i8x16.splat(0x0a)));
    n += popcnt(a | (b << 16)) + popcnt(c | (d << 16));
  }
  for (; p < to; p++) if (ld8(p) === 0x0a) n += 1;
  return n;
}

// @ts-ignore: decorator
@inline function eq(v: v128, c: i32): v128 { return i8x16.eq(v, i8x16.splat(<i8>c)); }

export function lineEnd(p: i32, high: i32): i32 {
  for (let q = p; q < high; q += 16) {
    const mask = i8x16.bitmask(eq(v128.load(q), 0x0a));
    if (mask !== 0) return q + ctz(mask) < high ? q + ctz(mask) : high;
  }
  return high;
}

export function lineStart(low: i32, p: i32): i32 {
  for (let q = p; q > low; q -= 16) {
    const mask = i8x16.bitmask(eq(v128.load(q - 16), 0x0a));
    if (mask !== 0) return q - (clz(mask) - 16) > low ? q - (clz(mask) - 16) : low;
  }
  return low;
}

/** 1 when one of the 64 bytes at p is beyond ASCII or a backslash. */
// @ts-ignore: decorator
@inline function hasOdd(p: i32): bool {
  const a = v128.load(p);
  const b = v128.load(p + 16);
  const c = v128.load(p + 32);
  const d = v128.load(p + 48);
  const slashes = v128.or(v128.or(eq(a, 0x5c), eq(b, 0x5c)), v128.or(eq(c, 0x5c), eq(d, 0x5c)));
  return i8x16.bitmask(v128.or(slashes, v128.or(v128.or(a, b), v128.or(c, d)))) !== 0;
}

export function findOdd(from: i32, to: i32, json: i32): i32 {
  let p = from;
  for (; p + 16 <= to; p += 16) {
    while (p + 80 <= to && !hasOdd(p)) p += 64;
    const v = v128.load(p);
    // C2, E2 and E3 differ from 0xC2 in bits 0x21 at most; EF stands alone
    let hit = v128.or(v128.or(eq(v, 0xc2), eq(v128.or(v, i8x16.splat(1)), <i32>0xe3)), eq(v, 0xef));
    if (json !== 0) hit = v128.or(hit, v128.and(eq(v, 0x5c), eq(v128.load(p + 1), 0x75)));
    const mask = i8x16.bitmask(hit);
    if (mask !== 0) return p + ctz(mask);
  }
  for (; p < to; p++) {
    const c = ld8(p);
    if (c === 0xc2 || c === 0xe2 || c === 0xe3 || c === 0xef) return p;
    if (json !== 0 && c === 0x5c && ld8(p + 1) === 0x75) return p;
  }
  return to;
}

export function findLast(from: i32, to: i32): i32 {
  let p = from;
  for (; p + 24 <= to; p += 16) {
    const l = eq(v128.or(v128.load(p), i8x16.splat(0x20)), 0x6c);
    let mask = i8x16.bitmask(v128.and(v128.and(l, eq(v128.load(p + 1), 0x61)), v128.and(eq(v128.load(p + 2), 0x73), v128.and(eq(v128.load(p + 3), 0x74), eq(v128.load(p + 4), 0x20)))));
    if (mask !== 0) return p + ctz(mask);
  }
  for (; p + 5 < to; p++) if ((ld8(p) | 0x20) === 0x6c && ld8(p + 1) === 0x61 && ld8(p + 2) === 0x73 && ld8(p + 3) === 0x74 && ld8(p + 4) === 0x20) return p;
  return to;
}

export function findByte(from: i32, to: i32, c: i32): i32 {
  for (let p = from; p < to; p += 16) {
    while (p + 64 <= to && !v128.any_true(v128.or(v128.or(eq(v128.load(p), c), eq(v128.load(p + 16), c)), v128.or(eq(v128.load(p + 32), c), eq(v128.load(p + 48), c))))) p += 64;
    const mask = i8x16.bitmask(eq(v128.load(p), c));
    if (mask !== 0) return p + ctz(mask) < to ? p + ctz(mask) : to;
  }
  return to;
}

/** The block at p as a mask of its bytes before `to`. */
// @ts-ignore: decorator
@inline function within(v: v128, p: i32, to: i32): i32 {
  const mask = i8x16.bitmask(v);
  return to - p < 16 ? mask & ((1 << (to - p)) - 1) : mask;
}

export function countLetters(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p += 16) n += popcnt(within(i8x16.le_u(i8x16.sub(v128.or(v128.load(p), i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(25)), p, to));
  return n;
}

export function countCapitals(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p += 16) n += popcnt(within(i8x16.le_u(i8x16.sub(v128.load(p), i8x16.splat(0x41)), i8x16.splat(25)), p, to));
  return n;
}

export function utf16Units(from: i32, to: i32): i32 {
  let n = 0;
  for (let p = from; p < to; p += 16) {
    const v = v128.load(p);
    // signed, continuation bytes are the ones below -64
    n += popcnt(within(i8x16.ge_s(v, i8x16.splat(-64)), p, to)) + popcnt(within(i8x16.ge_u(v, i8x16.splat(<i8>0xf0)), p, to));
  }
  return n;
}

/** "t" and "g", four apart, as in "tunegate". */
// @ts-ignore: decorator
@inline function mayBeOwnName(p: i32): v128 { return v128.and(eq(v128.load(p), 0x74), eq(v128.load(p + 4), 0x67)); }

export function findOwnName(from: i32, to: i32): i32 {
  for (let p = from; p + 8 <= to; p += 16) {
    while (p + 72 <= to && !v128.any_true(v128.or(v128.or(mayBeOwnName(p), mayBeOwnName(p + 16)), v128.or(mayBeOwnName(p + 32), mayBeOwnName(p + 48))))) p += 64;
    let mask = i8x16.bitmask(mayBeOwnName(p));
    for (; mask !== 0; mask &= mask - 1) {
      const q = p + ctz(mask);
      if (q + 8 <= to && ld32(q) === 0x656e7574 && ld32(q + 4) === 0x65746167) return q;
    }
  }
  return to;
}

// @ts-ignore: decorator
@inline function either(p: i32, a: v128, b: v128): v128 { return v128.or(i8x16.eq(v128.load(p), a), i8x16.eq(v128.load(p), b)); }

export function findEither(from: i32, to: i32, a: i32, b: i32): i32 {
  const va = i8x16.splat(<i8>a);
  const vb = i8x16.splat(<i8>b);
  for (let p = from; p < to; p += 16) {
    while (p + 64 <= to && !v128.any_true(v128.or(v128.or(either(p, va, vb), either(p + 16, va, vb)), v128.or(either(p + 32, va, vb), either(p + 48, va, vb))))) p += 64;
    const mask = i8x16.bitmask(either(p, va, vb));
    if (mask !== 0) return p + ctz(mask) < to ? p + ctz(mask) : to;
  }
  return to;
}

export function findGap(from: i32, to: i32, c: i32, width: i32): i32 {
  const inside: u64 = ((<u64>1) << (width + 1)) - 1;
  let p = from;
  while (p + width < to) {
    let mask = <u64>(<u32>(i8x16.bitmask(eq(v128.load(p), c)) | (i8x16.bitmask(eq(v128.load(p + 16), c)) << 16)));
    mask |= <u64>(<u32>(i8x16.bitmask(eq(v128.load(p + 32), c)) | (i8x16.bitmask(eq(v128.load(p + 48), c)) << 16))) << 32;
    mask &= inside;
    if (mask === 0) return p;
    p += 64 - <i32>clz(mask);
  }
  return to;
}
