/** Float weights -> the packed int8 form that tables.ts unpacks. */
import { FILTER_ROWS, NAT, ROWS, TAGS } from "../../src/phi/names/layout.ts";
import { TRANS_BYTES } from "../../src/phi/names/tables.ts";
import type { Weights } from "./crf.ts";
import type { Filter } from "./filter.ts";

const clamp = (x: number): number => Math.max(-127, Math.min(127, Math.round(x)));

/** int8 weights, int32 transitions and filter floors, int8 first filter; all zero without arguments. */
export function packWeights(w?: Weights, filter?: Filter): Uint8Array {
  const out = new Uint8Array(ROWS * TAGS + TRANS_BYTES + FILTER_ROWS);
  if (!w || !filter) return out;
  const view = new DataView(out.buffer);
  for (let i = 0; i < ROWS * TAGS; i++) view.setInt8(i, clamp(w.rows[i]! * NAT));
  for (let k = 0; k < TAGS * TAGS; k++) view.setInt32(ROWS * TAGS + k * 4, Math.round(w.trans[k]! * NAT), true);
  for (let k = 0; k < FILTER_ROWS; k++) view.setInt8(ROWS * TAGS + TRANS_BYTES + k, clamp(filter.weights[k]! * NAT));
  for (const [k, floor] of filter.floors.entries()) view.setInt32(ROWS * TAGS + TAGS * TAGS * 4 + k * 4, Math.round(floor * NAT), true);
  return out;
}
