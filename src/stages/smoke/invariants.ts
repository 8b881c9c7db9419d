/** What must hold at step 1, when the trained model still equals the reference (handbook training §6.2). */
import type { ShimRecord } from "./shim.ts";

export interface Invariant {
  readonly method: string;
  readonly expected: number;
  readonly found: number;
}

const TOLERANCE = 1e-4;

/** The broken step-1 invariant of a preference method, or null when it holds or none is known for this method and loss. */
export function brokenInvariant(record: ShimRecord): Invariant | null {
  const expected = expectedLoss(record);
  const found = record.steps[0]?.loss;
  if (expected === null || typeof found !== "number") return null;
  return Math.abs(found - expected) <= TOLERANCE ? null : { method: record.method ?? "", expected, found };
}

function expectedLoss({ method, effective }: ShimRecord): number | null {
  if (method === "dpo") return dpoLoss(lossType(effective["args.loss_type"]), effective["args.beta"]);
  if (method === "kto") return ktoLoss(effective);
  return null;
}

/** TRL gives the type as one word or, since losses can be combined, as a list; only a single one has a known value. */
function lossType(value: unknown): string | null {
  const single = Array.isArray(value) ? (value.length === 1 ? value[0] : null) : value;
  return typeof single === "string" ? single : null;
}

function dpoLoss(type: string | null, beta: unknown): number | null {
  switch (type) {
    case "sigmoid":
    case "robust":
      return Math.LN2;
    case "hinge":
    case "apo_zero":
      return 1;
    case "ipo":
      return typeof beta === "number" && beta > 0 ? (1 / (2 * beta)) ** 2 : null;
    case "bco_pair":
    case "nca_pair":
      return 2 * Math.LN2;
    default:
      return null;
  }
}

function ktoLoss(effective: ShimRecord["effective"]): number | null {
  const weights = [effective["args.desirable_weight"], effective["args.undesirable_weight"]];
  return effective["args.loss_type"] === "kto" && weights.every((weight) => weight === 1) ? 0.5 : null;
}
