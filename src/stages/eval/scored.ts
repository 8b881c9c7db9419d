/** What a scorer says of one answer. */
import type { Outcome } from "../../core/documents.ts";

export interface Scored {
  readonly status: Outcome["status"];
  readonly predicted: string | null;
  readonly confidence: number | null;
  readonly correct: boolean | null;
  /** Unsorted; see FLAGS in src/core/metrics.ts. */
  readonly flags: readonly string[];
}

/** Statuses that do not depend on what was asked: no answer, a failed one, one without a letter or digit. `null`: look at the text. */
export function emptyStatus(answer: { readonly output: string; readonly finish: string } | null): "timeout" | "error" | "empty" | null {
  if (answer === null || answer.finish === "error") return "error";
  if (answer.finish === "timeout") return "timeout";
  return /[\p{L}\p{N}]/u.test(answer.output) ? null : "empty";
}

const REFUSAL =
  /^\W*(?:(?:i(?:'m| am) )?(?:very |so |really )?sorry\b[^.!?]{0,80}\b(?:can(?:no|')?t|unable|not able|won't)\b|i (?:can(?:no|')?t|cannot|won't|will not|am unable to|am not able to|must decline to) (?:help|assist|answer|provide|comply|do that|give|triage|make|advise)|as an? (?:ai|artificial|language)\b[^.!?]{0,80}\b(?:can(?:no|')?t|unable|not able|not allowed)\b)/i;

/** Whether an answer declines to answer. Looked at only after nothing usable was found in it. */
export function isRefusal(output: string): boolean {
  return REFUSAL.test(output.slice(0, 400).replaceAll("’", "'"));
}
