// biome-ignore-all lint/complexity/useMathMinMax: Math is floating point in the WASM build
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
