/** Findings of the eval stage. Messages hold ids, paths and counts; never the text of a case or an answer. */
import { digestJson } from "../../core/digest.ts";
import type { Finding, Place, Severity } from "../../core/documents.ts";

/** What the eval stage can find. */
export const EVAL_RULES = {
  missingFile: "eval.missing-file",
  noCases: "eval.no-cases",
  badLine: "eval.bad-line",
  badCase: "eval.bad-case",
  duplicateId: "eval.duplicate-id",
  badGold: "eval.bad-gold",
  editedCase: "eval.edited-case",
  badAnswer: "eval.bad-answer",
  duplicateAnswer: "eval.duplicate-answer",
  unknownAnswer: "eval.unknown-answer",
  missingAnswer: "eval.missing-answer",
  badRating: "eval.bad-rating",
  badRules: "eval.bad-rules",
  modelUnusable: "eval.model-unusable",
} as const;
export type EvalRule = (typeof EVAL_RULES)[keyof typeof EVAL_RULES];

/** A finding with its fingerprint: rule, path and `key`, which must tell it from others of the same rule in the same file. */
export function finding(
  rule: EvalRule,
  severity: Severity,
  place: Place,
  text: { readonly message: string; readonly fix: string },
  key: string,
): Finding {
  const fingerprint = digestJson({ rule, path: place.path, key });
  return { rule, kind: "eval", severity, confidence: 1, place, ...text, fingerprint };
}

/** Without doubles, sorted by path, line, rule, message. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const unique = new Map(findings.map((item) => [item.fingerprint, item]));
  const key = (item: Finding) => [item.place.path, String(item.place.line ?? 0).padStart(9, "0"), item.rule, item.message].join("\u0000");
  return [...unique.values()]
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
