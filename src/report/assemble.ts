/** From what the flow read back from a run folder to what reports show. */
import type { Evidence, Outcome, Plan, StageId, Verdict } from "../core/documents.ts";
import type { EvalDetail } from "../core/eval-detail.ts";
import type { EvalBaseline } from "../core/files.ts";
import type { SmokeBaseline, SmokeDetail, SmokeStep } from "../core/smoke.ts";
import { matchBaseline } from "../core/smoke-compare.ts";
import { VERSION } from "../core/version.ts";
import type { PhiView, ReportInput, SmokeView, SuiteView } from "./input.ts";

/** The parts of a judged run folder that reports read (the flow's `Judged` is one). */
export interface JudgedParts {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly inputs: { readonly smokeBaseline: unknown; readonly evalBaseline: EvalBaseline | null };
  readonly stages: ReadonlyMap<StageId, { readonly evidence: Evidence; readonly outcomes: readonly Outcome[]; readonly detail: unknown }>;
}

/** Makes the report input of a judged run. Detail documents were checked when the flow read them. */
export function assembleReport(judged: JudgedParts): ReportInput {
  const { plan, verdict, stages, inputs } = judged;
  const evaluation = stages.get("eval");
  const phi = stages.get("phi")?.detail as { files: PhiView["files"]; not_scanned: PhiView["notScanned"] } | null | undefined;
  return {
    plan,
    verdict,
    tool: VERSION,
    evidence: new Map([...stages].map(([id, stage]) => [id, stage.evidence])),
    outcomes: evaluation?.outcomes ?? [],
    before: inputs.evalBaseline?.outcomes ?? [],
    suites: suiteViews(evaluation?.detail as EvalDetail | null | undefined),
    smoke: smokeView(stages.get("smoke")?.detail as SmokeDetail | null | undefined, inputs.smokeBaseline as SmokeBaseline | null),
    ...(phi ? { phi: { files: phi.files, notScanned: phi.not_scanned } } : {}),
  };
}

function suiteViews(detail: EvalDetail | null | undefined): readonly SuiteView[] {
  return (detail?.suites ?? []).map(({ name, scorer, levels }) => ({ name, scorer, levels }));
}

const RUN_NAMES = { a: "first run", b: "second run", control: "control (learning rate 0)" } as const;

function smokeView(detail: SmokeDetail | null | undefined, baseline: SmokeBaseline | null): SmokeView | null {
  if (!detail) return null;
  const match = matchBaseline(detail, baseline);
  return {
    baseline: match.kind === "entry" ? points(match.entry.steps) : [],
    runs: detail.runs.filter((run) => run.steps.length > 0).map((run) => ({ name: RUN_NAMES[run.name], steps: points(run.steps) })),
    tolerance: detail.tolerance,
  };
}

function points(steps: readonly SmokeStep[]): SmokeView["baseline"] {
  return steps.map(({ step, loss, grad_norm }) => ({ step, loss, gradNorm: grad_norm }));
}
