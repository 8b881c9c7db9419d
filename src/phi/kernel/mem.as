// Memory of the WASM kernel: the same door as mem.ts, compiled by AssemblyScript.
// @ts-ignore: decorator
@inline export function ld8(p: i32): i32 { return load<u8>(p); }
// @ts-ignore: decorator
@inline export function lds8(p: i32): i32 { return load<i8>(p); }
// @ts-ignore: decorator
@inline export function ld16(p: i32): i32 { return load<u16>(p); }
// @ts-ignore: decorator
@inline export function ld32(p: i32): i32 { return load<i32>(p); }
// @ts-ignore: decorator
@inline export function st8(p: i32, v: i32): void { store<u8>(p, <u8>v); }
// @ts-ignore: decorator
@inline export function st32(p: i32, v: i32): void { store<i32>(p, v); }
// @ts-ignore: decorator
@inline export function mul(a: i32, b: i32): i32 { return a * b; }
// @ts-ignore: decorator
@inline export function larger(a: i32, b: i32): i32 { return a > b ? a : b; }
// @ts-ignore: decorator
@inline export function smaller(a: i32, b: i32): i32 { return a < b ? a : b; }
// Up to three words behind the list are mixed too: it has room for them.
export function mixRows(list: i32, count: i32, mask: i32): void {
  const end = list + (count << 2);
  for (let p = list; p < end; p += 16) {
    let h = i32x4.mul(v128.load(p), i32x4.splat(-2048144789));
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(739982445));
    v128.store(p, v128.and(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(mask)));
  }
}
// Eight bytes are read a row of five: the weights do not end their region.
export function sumRows(list: i32, count: i32, base: i32, out: i32): void {
  let sum = i16x8.splat(0);
  for (let k = 0; k < count; k++) {
    const row = base + load<i32>(list + (k << 2)) * 5;
    sum = i16x8.add(sum, i16x8.extend_low_i8x16_s(v128.load64_zero(row)));
  }
  v128.store(out, i32x4.extend_low_i16x8_s(sum));
  store<i32>(out + 16, i16x8.extract_lane_s(sum, 4));
}
export function bestStep(row: i32, matrix: i32, plus: i32, out: i32): void {
  let best = i32x4.splat(-0x40000000);
  let last: i32 = -0x40000000;
  for (let x = 0; x < 20; x += 4) {
    const from = load<i32>(row + x);
    const line = matrix + x * 5;
    best = i32x4.max_s(best, i32x4.add(i32x4.splat(from), v128.load(line)));
    last = larger(last, from + load<i32>(line + 16));
  }
  v128.store(out, i32x4.add(best, v128.load(plus)));
  store<i32>(out + 16, last + load<i32>(plus + 16));
}
export function letterRun(p: i32): i32 {
  let n = 0;
  while (n < 64) {
    const v = v128.or(v128.load(p + n), i8x16.splat(32));
    const others = ~i8x16.bitmask(i8x16.le_u(i8x16.sub(v, i8x16.splat(97)), i8x16.splat(25))) & 0xffff;
    if (others !== 0) {
      n += ctz(others);
      break;
    }
    n += 16;
  }
  return n < 64 ? n : 64;
}
// @ts-ignore: decorator
@inline export function upperMask(p: i32): i32 {
  return i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.load(p), i8x16.splat(65)), i8x16.splat(25)));
}
// @ts-ignore: decorator
@inline export function highMask(p: i32): i32 { return i8x16.bitmask(v128.load(p)); }
// @ts-ignore: decorator
@inline export function letterMask(p: i32): i32 {
  return i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.or(v128.load(p), i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(25)));
}
// @ts-ignore: decorator
@inline export function leadingZeros(v: i32): i32 { return clz(v); }
// @ts-ignore: decorator
@inline export function digitRun(p: i32): i32 {
  return ctz(~i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.load(p), i8x16.splat(48)), i8x16.splat(9))) | 0x10000);
}
export function plainRun(p: i32, q: i32, to: i32, json: i32): i32 {
  const slash = i8x16.splat(json !== 0 ? 0x5c : <i8>0xc2);
  let n = 0;
  while (p + n < to) {
    const v = v128.load(p + n);
    v128.store(q + n, v);
    // E2 and E3 differ in their last bit
    const stops = v128.or(v128.or(i8x16.eq(v, slash), i8x16.eq(v, i8x16.splat(<i8>0xc2))), v128.or(i8x16.eq(v128.or(v, i8x16.splat(1)), i8x16.splat(<i8>0xe3)), i8x16.eq(v, i8x16.splat(<i8>0xef))));
    const mask = i8x16.bitmask(stops);
    if (mask !== 0) {
      n += ctz(mask);
      break;
    }
    n += 16;
  }
  return p + n < to ? n : to - p;
}
