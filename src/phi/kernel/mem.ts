/**
 * Memory of the plain-JavaScript engine: one linear memory of bytes, little-endian. `mem.as` is the same door for the WASM build.
 * All addresses are byte offsets; see layout.ts.
 */
import { MEMORY_BYTES } from "./layout.ts";

export const memory = new ArrayBuffer(MEMORY_BYTES);
const u8 = new Uint8Array(memory);
const i8 = new Int8Array(memory);
const view = new DataView(memory);

export function ld8(p: i32): i32 {
  return u8[p] as i32;
}
export function lds8(p: i32): i32 {
  return i8[p] as i32;
}
export function ld16(p: i32): i32 {
  return view.getUint16(p, true);
}
export function ld32(p: i32): i32 {
  return view.getInt32(p, true);
}
export function st8(p: i32, v: i32): void {
  u8[p] = v;
}
export function st32(p: i32, v: i32): void {
  view.setInt32(p, v, true);
}
/** Wrapping 32-bit product. */
export function mul(a: i32, b: i32): i32 {
  return Math.imul(a, b);
}
export function larger(a: i32, b: i32): i32 {
  return a > b ? a : b;
}
export function smaller(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** Turns `count` i32 words at `list` into row numbers: mixed as in MurmurHash3's finaliser (constants of the training), `mask` kept. */
export function mixRows(list: i32, count: i32, mask: i32): void {
  for (let k = 0; k < count; k++) {
    let h = Math.imul(view.getInt32(list + k * 4, true), -2048144789);
    h = Math.imul(h ^ (h >>> 15), 739982445);
    view.setInt32(list + k * 4, (h ^ (h >>> 13)) & mask, true);
  }
}
/** Adds up rows of five int8 weights: `count` row numbers (i32) at `list`, rows from `base`; five i32 sums to `out`. */
export function sumRows(list: i32, count: i32, base: i32, out: i32): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let k = 0; k < count; k++) {
    const row = base + view.getInt32(list + k * 4, true) * 5;
    s0 += i8[row] as i32;
    s1 += i8[row + 1] as i32;
    s2 += i8[row + 2] as i32;
    s3 += i8[row + 3] as i32;
    s4 += i8[row + 4] as i32;
  }
  view.setInt32(out, s0, true);
  view.setInt32(out + 4, s1, true);
  view.setInt32(out + 8, s2, true);
  view.setInt32(out + 12, s3, true);
  view.setInt32(out + 16, s4, true);
}
/** One step of a path through five tags: out[y] = plus[y] + max over x of (row[x] + matrix[x][y]); i32 each, rows of 20 bytes. `out` may be `plus`. */
export function bestStep(row: i32, matrix: i32, plus: i32, out: i32): void {
  for (let y = 0; y < 5; y++) {
    let best = -0x40000000;
    for (let x = 0; x < 5; x++) {
      const v = view.getInt32(row + x * 4, true) + view.getInt32(matrix + (x * 5 + y) * 4, true);
      if (v > best) best = v;
    }
    view.setInt32(out + y * 4, best + view.getInt32(plus + y * 4, true), true);
  }
}
/** Copies bytes from p to q up to the first that the normaliser looks at (C2, E2, E3, EF, in JSON a backslash) or `to`; how many. May write 15 bytes more. */
export function plainRun(p: i32, q: i32, to: i32, json: i32): i32 {
  let n = 0;
  while (p + n < to) {
    const c = u8[p + n] as i32;
    if (c === 0xc2 || c === 0xe2 || c === 0xe3 || c === 0xef || (json !== 0 && c === 0x5c)) break;
    u8[q + n] = c;
    n += 1;
  }
  return n;
}
/** How many ASCII letters stand at p, at most 64. */
export function letterRun(p: i32): i32 {
  let n = 0;
  while (n < 64) {
    const c = (u8[p + n] as i32) | 32;
    if (c < 97 || c > 122) break;
    n += 1;
  }
  return n;
}
/** Bit i is set when byte p + i (of 16) is a letter A-Z or a-z. */
export function letterMask(p: i32): i32 {
  let mask = 0;
  for (let i = 0; i < 16; i++) {
    const c = (u8[p + i] as i32) | 32;
    if (c >= 97 && c <= 122) mask |= 1 << i;
  }
  return mask;
}
/** How many digits stand at p, at most 16. */
export function digitRun(p: i32): i32 {
  let n = 0;
  while (n < 16 && (u8[p + n] as i32) >= 48 && (u8[p + n] as i32) <= 57) n += 1;
  return n;
}
/** Zero bits before the first one. */
export function leadingZeros(v: i32): i32 {
  return Math.clz32(v);
}
/** Bit i is set when byte p + i (of 16) is a capital A-Z. */
export function upperMask(p: i32): i32 {
  let mask = 0;
  for (let i = 0; i < 16; i++) if ((u8[p + i] as i32) >= 65 && (u8[p + i] as i32) <= 90) mask |= 1 << i;
  return mask;
}
/** Bit i is set when byte p + i (of 16) is 0x80 or more. */
export function highMask(p: i32): i32 {
  let mask = 0;
  for (let i = 0; i < 16; i++) if ((u8[p + i] as i32) >= 128) mask |= 1 << i;
  return mask;
}
