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
