/** The implicit gate of every stage: its findings. */
import { Value } from "@sinclair/typebox/value";

import type { Finding, Reason, Severity, StageId, VerdictWord } from "../core/documents.ts";
import { EvalDetail } from "../core/eval-detail.ts";
import { draft, gravest, plural } from "./gates.ts";
import type { Draft, StageEvidence } from "./input.ts";

/** What a severity means for the verdict. In the phi stage `phi.fail-on: warn` lets any positive hit stop the line (contracts §4). */
export function wordOf(stage: StageId, severity: Severity, failOn: "block" | "warn"): VerdictWord {
  if (severity === "info") return "PASS";
  if (severity === "block") return "BLOCK";
  return stage === "phi" && failOn === "warn" ? "BLOCK" : "WARN";
}

/** Rules whose reason is more telling than `finding`. */
const REASONS: Readonly<Record<string, Reason>> = { "eval.edited-case": "edited-cases", "smoke.shim-not-applied": "shim-not-applied" };

/** `<stage>.findings` of a stage that ran. An evaluation set with edited or removed cases blocks whether or not a finding says so. */
export function findingsGate(stage: StageId, given: StageEvidence, failOn: "block" | "warn"): Draft {
  const { evidence } = given;
  const edited = stage === "eval" ? editedCases(given.detail) : [];
  const hits = evidence.findings.filter((finding) => wordOf(stage, finding.severity, failOn) !== "PASS");
  const words = [...hits.map((finding) => wordOf(stage, finding.severity, failOn)), ...countedWords(stage, given, failOn)];
  const verdict = gravest(edited.length > 0 ? [...words, "BLOCK"] : words);
  const common = { id: `${stage}.findings`, stage, rule: "findings", class: "safety", value: hits.length, limit: 0 } as const;
  if (verdict === "PASS" && evidence.truncated && evidence.counts.block === undefined) {
    const note = `${stage}: more findings than a document holds; none of those listed stops the line, and no count says that none does`;
    return draft({ ...common, verdict: "INCONCLUSIVE", reason: "not-checked", note });
  }
  if (verdict === "PASS") return draft({ ...common, verdict, reason: "ok", note: quietNote(stage, evidence.findings.length) });
  const worst = hits.filter((finding) => wordOf(stage, finding.severity, failOn) === verdict);
  return draft({
    ...common,
    verdict,
    reason: reasonOf(worst, edited),
    note: loudNote(stage, verdict, worst, edited),
    cases: [...worst.map(caseOf), ...edited],
  });
}

/** A stage that counts its findings by severity is held to the counts: they stay exact when the list is cut. */
function countedWords(stage: StageId, { evidence }: StageEvidence, failOn: "block" | "warn"): readonly VerdictWord[] {
  return (["block", "warn"] as const)
    .filter((severity) => (evidence.counts[severity] ?? 0) > 0)
    .map((severity) => wordOf(stage, severity, failOn));
}

/** `path:line record 3 column note at /messages/0/content`: a place as a gate lists it. */
function caseOf({ place }: Finding): string {
  const { path, line, record, column, pointer } = place;
  const parts = [
    line === undefined ? path : `${path}:${line}`,
    record === undefined ? "" : `record ${record}`,
    column === undefined ? "" : `column ${column}`,
    pointer ? `at ${pointer}` : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Findings that give the stage's findings gate its word. */
export function worstFindings(stage: StageId, findings: readonly Finding[], failOn: "block" | "warn"): readonly Finding[] {
  const verdict = gravest(findings.map((finding) => wordOf(stage, finding.severity, failOn)));
  return verdict === "PASS" ? [] : findings.filter((finding) => wordOf(stage, finding.severity, failOn) === verdict);
}

function reasonOf(worst: readonly Finding[], edited: readonly string[]): Reason {
  const reasons = new Set(worst.map((finding) => REASONS[finding.rule] ?? "finding"));
  // An edited case outweighs other reasons: it is what an owner can ratify.
  if (edited.length > 0 || reasons.has("edited-cases")) return "edited-cases";
  return reasons.size === 1 ? [...reasons][0]! : "finding";
}

function quietNote(stage: StageId, n: number): string {
  return n === 0 ? `${stage}: nothing found` : `${stage}: ${plural(n, "note")}, none of which stops the line`;
}

function loudNote(stage: StageId, verdict: VerdictWord, worst: readonly Finding[], edited: readonly string[]): string {
  const [first] = worst;
  if (!first && edited.length > 0) {
    return `${stage}: ${plural(edited.length, "evaluation case")} edited or removed; an owner of the base policy can ratify that`;
  }
  if (!first) return `${stage}: the counts hold findings that stop the line, beyond those that the document lists`;
  const rules = new Map<string, number>();
  for (const finding of worst) rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
  const list = [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, n]) => `${n} × ${rule}`);
  const verb = verdict === "BLOCK" ? "stop the line" : "ask for attention";
  return `${stage}: ${plural(worst.length, "finding")} ${verb} (${list.join(", ")}); first at ${caseOf(first)}: ${first.message}`;
}

/** Ids of edited and removed cases that the eval stage states beside its findings, as `suite/id`. */
function editedCases(detail: unknown): readonly string[] {
  if (!Value.Check(EvalDetail, detail)) return [];
  return detail.suites.flatMap((suite) => [...suite.cases.edited, ...suite.cases.removed].map((id) => `${suite.name}/${id}`));
}
