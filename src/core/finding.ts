import { sha256 } from "./digest.ts";
import type { Finding, Place, Severity } from "./documents.ts";

/** What a stage says of a defect; the fingerprint is added here. Never put matched text into `message`. */
export interface FindingInput {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  readonly message: string;
  readonly fix: string;
  readonly confidence?: number;
}

/** A finding of a structural check: its fingerprint is over rule and place, so it holds no bit of a record's content. */
export function makeFinding(input: FindingInput): Finding {
  const { rule, severity, place, message, fix } = input;
  const kind = rule.slice(rule.indexOf(".") + 1);
  const fingerprint = sha256([rule, place.path, place.record ?? place.line ?? "", place.pointer ?? place.column ?? ""].join("\n"));
  return { rule, kind, severity, confidence: input.confidence ?? 1, place, message, fix, fingerprint };
}

/** Order of findings in every document: path, record, line, pointer, start, rule. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.place.path, b.place.path) ||
    compare(a.place.record ?? -1, b.place.record ?? -1) ||
    compare(a.place.line ?? -1, b.place.line ?? -1) ||
    compare(a.place.column ?? "", b.place.column ?? "") ||
    compare(a.place.pointer ?? "", b.place.pointer ?? "") ||
    compare(a.place.start ?? -1, b.place.start ?? -1) ||
    compare(a.rule, b.rule) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
