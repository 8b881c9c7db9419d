/** Findings from hits: rule, place, shape, message, fix and the value-free fingerprint of contracts §3. */
import { sha256 } from "../core/digest.ts";
import type { Finding, Place } from "../core/documents.ts";
import { type Hit, severityOf } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import { kindInfo } from "./kinds.ts";

/** Rule id of a hit: `phi.<kind>`, for a recognizer of the policy `phi.user.<id>`. */
export function ruleOf(hit: Hit): string {
  return hit.user === undefined ? ruleOfKind(hit.kind) : `phi.user.${hit.user}`;
}

/** Rule id of a kind of the scanner's own. */
export function ruleOfKind(kind: number): string {
  RULES[kind] ??= `phi.${kindInfo(kind).kind}`;
  return RULES[kind] as string;
}

/** Rule ids by kind number, made once. */
const RULES: string[] = [];

function whatOf(hit: Hit): string {
  return hit.user === undefined ? kindInfo(hit.kind).what : `what the policy's recognizer ${hit.user} describes`;
}

/** Messages by kind and flags: thousands of findings share a few. */
const MESSAGES = new Map<number, string>();

function messageOf(hit: Hit): string {
  const key = hit.user === undefined ? hit.kind | (hit.flags << 8) : null;
  const known = key === null ? undefined : MESSAGES.get(key);
  if (known !== undefined) return known;
  const message = `Looks like ${whatOf(hit)}${reasons(hit)}.`;
  if (key !== null) MESSAGES.set(key, message);
  return message;
}

/** Why the hit counts, in plain words. */
function reasons(hit: Hit): string {
  const why: string[] = [];
  if ((hit.flags & L.F_LABEL) !== 0) why.push("a label or key beside it says so");
  if ((hit.flags & L.F_CHECK) !== 0) why.push("its structure or check digit holds");
  if ((hit.flags & L.F_PUBLIC) !== 0) why.push("its context looks public");
  if ((hit.flags & L.F_SAMPLE) !== 0) why.push("it resembles a sample value");
  return why.length === 0 ? "" : ` (${why.join(", ")})`;
}

const FIX = {
  block:
    "Remove or replace the value (tunegate redact writes typed surrogates); when it is no patient data, add an entry with a reason to the allow file.",
  warn: "Look at the place; remove or replace the value, or add an entry with a reason to the allow file.",
  info: "Nothing to do unless the value belongs to a patient.",
} as const;

export interface FindingContext {
  readonly place: Place;
  readonly shape: string;
  /** sha256 (hex) of the value-free context: the record with every found value replaced by its shape. */
  readonly context: string;
  /** Ordinal of the hit in its record. */
  readonly ordinal: number;
}

/** The value-free fingerprint of contracts §3. */
export function fingerprintOf(rule: string, path: string, context: string, ordinal: number): string {
  return sha256(`${rule}\n${path}\n${context}\n${ordinal}`);
}

/** The finding of a hit. Nothing of the value is in it. */
export function findingOf(hit: Hit, { place, shape, context, ordinal }: FindingContext): Finding {
  const rule = ruleOf(hit);
  const severity = severityOf(hit.level);
  const fingerprint = fingerprintOf(rule, place.path, context, ordinal);
  return {
    rule,
    kind: rule.slice(4),
    severity,
    confidence: Math.round((hit.confidence / 255) * 100) / 100,
    place,
    shape,
    message: messageOf(hit),
    fix: FIX[severity],
    fingerprint,
  };
}
