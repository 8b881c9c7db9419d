/** Plain words for verdicts, reasons and numbers: one place, so that summary, report and comment say the same. */
import type { GateResult, Reason, StageId, Verdict, VerdictWord } from "../core/documents.ts";

const HEADLINES: Readonly<Record<VerdictWord, string>> = {
  PASS: "Every planned check ran, and nothing speaks against this change.",
  WARN: "Nothing stops this change, but there is something to read first.",
  INCONCLUSIVE: "It cannot be shown that this change is safe.",
  ERROR: "The check itself failed; this says nothing about the change.",
  BLOCK: "This change must not be merged as it is.",
};

/** One sentence for the overall verdict. */
export function headline(word: VerdictWord): string {
  return HEADLINES[word];
}

/** Whether the check fails, and why not when it does not although the verdict is bad. */
export function consequence(verdict: Verdict): string {
  if (verdict.fails) return "The check fails.";
  if (verdict.overall === "PASS") return "The check is green.";
  if (verdict.enforce === "observe") return "The policy says `enforce: observe`: shown, and the check stays green.";
  if (verdict.enforce === "new-only") return "The policy says `enforce: new-only`: what was there before does not fail the check.";
  return "The policy lets the check stay green.";
}

const REASON_WORDS: Readonly<Record<Reason, string>> = {
  ok: "in order",
  floor: "the floor is not reached",
  ceiling: "the ceiling is not kept",
  regression: "worse than the accepted baseline",
  veto: "a case that must never be missed is missed",
  finding: "defects found",
  "no-baseline": "there is nothing to compare with yet",
  incomparable: "the baseline was made under other conditions",
  "too-few": "too few cases to be sure",
  "no-power": "the test could not have seen a change",
  "not-checked": "not checked here",
  "stale-adapter": "the adapter was not trained from this tree",
  "untrusted-answers": "the answers were recorded by the author of the change",
  "edited-cases": "evaluation cases were edited or removed",
  nondeterministic: "two equal runs gave different results",
  "shim-not-applied": "the training could not be observed",
  "stage-failed": "the stage did not finish",
  waived: "waived by an approved exception",
};

/** Plain words for a reason of the closed list. */
export function reasonWords(reason: Reason): string {
  return REASON_WORDS[reason];
}

const STAGE_WORDS: Readonly<Record<StageId, string>> = {
  phi: "Patient data",
  data: "Data sets",
  audit: "Data audit",
  smoke: "Training",
  adapter: "Adapter",
  eval: "Model behaviour",
};

/** What a stage looks at, for a reader who does not know its id. */
export function stageWords(stage: StageId): string {
  return STAGE_WORDS[stage];
}

const PERCENT = ["rate", "recall", "specificity", "accuracy", "agreement", "triage", "retention"];

/** Whether a metric or gate id names a share that reads best in percent. */
export function isShare(id: string): boolean {
  return PERCENT.some((word) => id.includes(word));
}

/** A number for people: four significant digits, thin exponents, `–` for none. */
export function formatNumber(value: number | null): string {
  if (value === null) return "–";
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** A share as percent with one decimal, `–` for none. */
export function formatShare(value: number | null): string {
  return value === null ? "–" : `${(value * 100).toFixed(1)} %`;
}

/** A gate's number in the unit that suits it. */
export function formatGateNumber(gate: Pick<GateResult, "id">, value: number | null): string {
  // A never-miss gate counts cases, whatever its metric is.
  return isShare(gate.id) && !gate.id.endsWith(".never-miss") ? formatShare(value) : formatNumber(value);
}

/** `1 case`, `2 cases`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** `350 ms`, `12.3 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
