/** `tunegate adapter diff A B`: which tensors of two adapters differ and by how much. Pure functions over decoded tensors. */

import type { ModuleDifference, TensorDifference } from "../../core/adapter-documents.ts";
import type { AdapterConfig } from "../../core/weights/layout.ts";
import { isObject } from "../../core/weights/layout.ts";
import { brainToNumber, halfToNumber } from "../../core/weights/numbers.ts";
import { layerOf, partNames } from "./checks/names.ts";

/** One tensor in memory; `values` in row-major order. */
export interface DecodedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const DECODERS: ReadonlyMap<string, { readonly width: number; readonly read: (view: DataView, at: number) => number }> = new Map([
  ["F64", { width: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) }],
  ["F32", { width: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) }],
  ["F16", { width: 2, read: (view: DataView, at: number) => halfToNumber(view.getUint16(at, true)) }],
  ["BF16", { width: 2, read: (view: DataView, at: number) => brainToNumber(view.getUint16(at, true)) }],
]);

/** Numbers of a float tensor's little-endian bytes; `null` for types that are no F64, F32, F16 or BF16. */
export function decodeTensor(dtype: string, bytes: Uint8Array): Float64Array | null {
  const decoder = DECODERS.get(dtype);
  if (decoder === undefined) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / decoder.width }, (_, at) => decoder.read(view, at * decoder.width));
}

/** Compares two tensors of one name; `null` for one that is missing. */
export function compareTensors(name: string, a: DecodedTensor | null, b: DecodedTensor | null): TensorDifference {
  const norms = { norm_a: a && norm(a.values), norm_b: b && norm(b.values) };
  const apart = { name, max_abs: null, relative: null, ...norms };
  if (a === null || b === null) return { ...apart, state: a === null ? "added" : "removed" };
  if (a.shape.join() !== b.shape.join()) return { ...apart, state: "reshaped" };
  let max = 0;
  let sum = 0;
  for (let at = 0; at < a.values.length; at++) {
    const delta = Math.abs((b.values[at] as number) - (a.values[at] as number));
    if (!(delta <= max)) max = delta;
    sum += delta * delta;
  }
  return {
    name,
    state: max === 0 ? "equal" : "changed",
    max_abs: finite(max),
    relative: ratio(Math.sqrt(sum), norms.norm_a ?? 0),
    ...norms,
  };
}

interface Pair {
  A?: DecodedTensor;
  B?: DecodedTensor;
}
interface Update {
  readonly A: DecodedTensor;
  readonly B: DecodedTensor;
  readonly scale: number;
}

/** Compares the updates of all LoRA modules that both adapters have, sorted by layer and module. */
export function compareModules(
  a: readonly DecodedTensor[],
  b: readonly DecodedTensor[],
  configs: { readonly a: AdapterConfig; readonly b: AdapterConfig },
): ModuleDifference[] {
  const [left, right] = [updates(a, configs.a), updates(b, configs.b)];
  const found: ModuleDifference[] = [];
  for (const [module, one] of left) {
    const other = right.get(module);
    if (other === undefined || one.A.shape[1] !== other.A.shape[1] || one.B.shape[0] !== other.B.shape[0]) continue;
    const [aa, bb, ab] = [product(one, one), product(other, other), product(one, other)];
    const difference = same(one, other) ? 0 : Math.sqrt(Math.max(0, aa + bb - 2 * ab));
    const [norm_a, norm_b] = [Math.sqrt(Math.max(0, aa)), Math.sqrt(Math.max(0, bb))];
    const target = module.slice(module.lastIndexOf(".") + 1);
    const norms = { norm_a: finite(norm_a), norm_b: finite(norm_b) };
    found.push({ module, layer: layerOf(module), target, relative: ratio(difference, norm_a), ...norms });
  }
  return found.sort((x, y) => (x.layer ?? -1) - (y.layer ?? -1) || (x.module < y.module ? -1 : 1));
}

function updates(tensors: readonly DecodedTensor[], config: AdapterConfig): Map<string, Update> {
  const pairs = new Map<string, Pair>();
  for (const { module, role, tensor } of partNames(tensors, "peft")) {
    if ((role === "A" || role === "B") && tensor.shape.length === 2) pairs.set(module, { ...pairs.get(module), [role]: tensor });
  }
  const found = new Map<string, Update>();
  for (const [module, { A, B }] of pairs) {
    if (A !== undefined && B !== undefined && A.shape[0] === B.shape[1])
      found.set(module, { A, B, scale: scaling(config, module, A.shape[0] ?? 1) });
  }
  return found;
}

/** alpha / r, or alpha / sqrt(r) with rsLoRA; the module's own alpha where the configuration names one (PEFT, `lora/layer.py`). */
function scaling(config: AdapterConfig, module: string, rank: number): number {
  const patterns = isObject(config.alpha_pattern) ? Object.entries(config.alpha_pattern) : [];
  const own = patterns.find(([key]) => module === key || module.endsWith(`.${key}`))?.[1];
  const alpha = typeof own === "number" ? own : typeof config.lora_alpha === "number" ? config.lora_alpha : rank;
  return config.use_rslora === true ? alpha / Math.sqrt(rank) : alpha / rank;
}

/** Inner product of two updates: trace((s B A)ᵀ (t D C)) = s t Σ (BᵀD) ∘ (A Cᵀ), without forming the product matrices. */
function product(left: Update, right: Update): number {
  const [r, inputs] = [left.A.shape[0] ?? 0, left.A.shape[1] ?? 0];
  const [q, outputs] = [right.A.shape[0] ?? 0, left.B.shape[0] ?? 0];
  let sum = 0;
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < q; j++) {
      let [rows, columns] = [0, 0];
      for (let k = 0; k < inputs; k++) rows += (left.A.values[i * inputs + k] as number) * (right.A.values[j * inputs + k] as number);
      for (let k = 0; k < outputs; k++) columns += (left.B.values[k * r + i] as number) * (right.B.values[k * q + j] as number);
      sum += rows * columns;
    }
  }
  return sum * left.scale * right.scale;
}

function same(a: Update, b: Update): boolean {
  const equal = (x: Float64Array, y: Float64Array) => x.length === y.length && x.every((value, at) => value === y[at]);
  return a.scale === b.scale && equal(a.A.values, b.A.values) && equal(a.B.values, b.B.values);
}

function norm(values: Float64Array): number | null {
  let sum = 0;
  for (const value of values) sum += value * value;
  return finite(Math.sqrt(sum));
}

function ratio(difference: number, reference: number): number | null {
  if (difference === 0) return 0;
  return reference === 0 ? null : finite(difference / reference);
}

/** JSON has no NaN: a number that is not finite is said as null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
