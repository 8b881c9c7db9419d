/** The order in which every report tells its story: grave before mild, safety before quality, place by place. */
import type { Finding, GateResult, Severity, StageId, Verdict } from "../core/documents.ts";
import { STAGE_IDS, VERDICT_WORDS } from "../core/documents.ts";
import { compareFindings } from "../core/finding.ts";
import type { ReportInput } from "./input.ts";

const SEVERITY_RANK: Readonly<Record<Severity, number>> = { block: 0, warn: 1, info: 2 };

/** A finding and the stage that made it. */
export interface StagedFinding extends Finding {
  readonly stage: StageId;
}

/** Gates that are not PASS: what fails first, then by gravity, safety before quality, then by id. */
export function reasons(gates: readonly GateResult[]): readonly GateResult[] {
  return gates.filter((gate) => gate.verdict !== "PASS").sort(compareGates);
}

/** Order of gates for people. */
export function compareGates(a: GateResult, b: GateResult): number {
  return (
    Number(b.fails) - Number(a.fails) ||
    VERDICT_WORDS.indexOf(b.verdict) - VERDICT_WORDS.indexOf(a.verdict) ||
    Number(b.class === "safety") - Number(a.class === "safety") ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

/** Every finding of the binding side, gravest first, then by place. */
export function findings(input: Pick<ReportInput, "evidence">): readonly StagedFinding[] {
  const all: StagedFinding[] = [];
  for (const stage of STAGE_IDS) {
    for (const finding of input.evidence.get(stage)?.findings ?? []) all.push({ ...finding, stage });
  }
  return all.sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || compareFindings(a, b));
}

/** How many findings a stage has, those beyond a truncated list included. */
export function findingCount(input: Pick<ReportInput, "evidence">): number {
  let total = 0;
  for (const evidence of input.evidence.values()) {
    total += evidence.truncated ? Math.max(evidence.counts.findings ?? 0, evidence.findings.length) : evidence.findings.length;
  }
  return total;
}

/** One row of the stage table. */
export interface StageRow {
  readonly id: StageId;
  readonly planned: boolean;
  readonly reason: string;
  readonly status: "ok" | "skipped" | "error" | "no-evidence" | "not-planned";
  readonly worst: GateResult["verdict"] | null;
  readonly findings: number;
}

/** What each stage did, in the fixed order of the stages; a planned stage without evidence is told apart from one not planned. */
export function stageRows(input: Pick<ReportInput, "plan" | "evidence" | "verdict">): readonly StageRow[] {
  return input.plan.stages
    .map((planned): StageRow => {
      const evidence = input.evidence.get(planned.id);
      const gates = input.verdict.gates.filter((gate) => gate.stage === planned.id);
      return {
        id: planned.id,
        planned: planned.run,
        reason: evidence?.reason ?? planned.reason,
        status: evidence ? evidence.status : planned.run ? "no-evidence" : "not-planned",
        worst: worst(gates),
        findings: evidence?.findings.length ?? 0,
      };
    })
    .sort((a, b) => STAGE_IDS.indexOf(a.id) - STAGE_IDS.indexOf(b.id));
}

function worst(gates: readonly GateResult[]): GateResult["verdict"] | null {
  let index = -1;
  for (const gate of gates) index = Math.max(index, VERDICT_WORDS.indexOf(gate.verdict));
  return index === -1 ? null : VERDICT_WORDS[index]!;
}

/** Judging files that the change touches, and whether an owner can ratify them. */
export function judgingNote(verdict: Verdict): string | null {
  if (verdict.bootstrap) return "There is no policy in the base: the head's own files decide, so the verdict is at best WARN.";
  if (verdict.ratifiable) {
    return "Only the changed judging files separate this verdict from the proposed one: an owner named in the base policy can ratify them.";
  }
  if (verdict.proposed) return "Judging files changed: the base's files rule; the verdict by the head's files is shown beside it.";
  return null;
}

/** First twelve characters of a digest or commit id. */
export function short(digest: string | null): string {
  return digest === null ? "–" : digest.slice(0, 12);
}
