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

const UNWILLING =
  "\\b(?:can(?:no|')?t|cannot|unable|not able|not allowed|won't|will not|decline|refuse|unethical|irresponsible|illegal|inappropriate|not appropriate|not ethical)\\b";
/** An apology or a self-introduction that leads to unwillingness in its sentence, or a plain "I cannot help". */
const REFUSAL = new RegExp(
  `^\\W*(?:(?:i(?:'m| am) )?(?:very |so |really )?sorry\\b[^.!?]{0,300}${UNWILLING}` +
    `|(?:as|i'm|i am) an? (?:ai|artificial|language)\\b[^.!?]{0,300}(?:${UNWILLING}|\\bmust (?:emphasi[sz]e|stress|clarify)\\b)` +
    "|i (?:can(?:no|')?t|cannot|won't|will not|am unable to|am not able to|must decline to|must refuse to) (?:help|assist|answer|provide|comply|do that|give|triage|make|advise|support|endorse))",
  "i",
);

/** Whether an answer declines to answer. Looked at only after nothing usable was found in it. */
export function isRefusal(output: string): boolean {
  return REFUSAL.test(output.slice(0, 600).replaceAll("’", "'"));
}
