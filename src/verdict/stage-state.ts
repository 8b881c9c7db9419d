/** What is known of one planned stage before its gates are looked at. */
import { Value } from "@sinclair/typebox/value";
import { AdapterDetail } from "../core/adapter-detail.ts";
import type { Plan, Reason, StageId, VerdictWord } from "../core/documents.ts";
import { EvalDetail } from "../core/eval-detail.ts";
import { SmokeDetail } from "../core/smoke.ts";
import { draft } from "./gates.ts";
import type { DecideInput, Draft, StageEvidence } from "./input.ts";
import { defectsOf } from "./sound.ts";

/** `silent` speaks for all gates of a stage that could not be judged one by one. */
export type StageState =
  | { readonly kind: "unplanned" }
  | { readonly kind: "judge"; readonly given: StageEvidence }
  | {
      readonly kind: "silent";
      readonly verdict: VerdictWord;
      readonly reason: Reason;
      readonly note: string;
      readonly deferred: boolean;
      readonly given: StageEvidence | null;
    };

/** Stages that may miss a device on a laptop; the others run everywhere. */
const NEED_DEVICE: readonly StageId[] = ["smoke", "eval"];

/** Planned without receipt: ERROR. Skipped or left to another job: `not-checked`. Failed or unsound: ERROR. */
export function stageState(input: DecideInput, stage: StageId): StageState {
  const planned = input.plan.stages.find((candidate) => candidate.id === stage);
  if (!planned?.run) return { kind: "unplanned" };
  const given = input.evidence.get(stage);
  const left = leftToAnotherJob(input.plan, stage);
  if (!given && left) return { kind: "silent", verdict: "INCONCLUSIVE", reason: "not-checked", note: left, deferred: true, given: null };
  if (!given || input.missingReceipts.includes(stage)) {
    return failed(`${stage}: the stage was planned and left no receipt`, null);
  }
  const { evidence } = given;
  if (evidence.stage !== stage) return failed(`${stage}: the evidence is that of ${evidence.stage}`, null);
  if (evidence.status === "skipped") {
    const note = `${stage} was not run${evidence.reason ? `: ${evidence.reason}` : ""}`;
    return {
      kind: "silent",
      verdict: "INCONCLUSIVE",
      reason: "not-checked",
      note,
      deferred: input.local && NEED_DEVICE.includes(stage),
      given,
    };
  }
  const shape = detailDefects(stage, given);
  const defects = shape.length > 0 ? shape : defectsOf(given);
  if (defects.length > 0) return failed(`${stage}: the evidence is not sound: ${defects[0]}`, given);
  if (evidence.status === "error") return failed(`${stage} failed${evidence.reason ? `: ${evidence.reason}` : ""}`, given);
  return { kind: "judge", given };
}

function failed(note: string, given: StageEvidence | null): StageState {
  return { kind: "silent", verdict: "ERROR", reason: "stage-failed", note, deferred: false, given };
}

function leftToAnotherJob(plan: Plan, stage: StageId): string | null {
  return plan.deferred.find((entry) => entry.gate === stage)?.reason ?? null;
}

const DETAILS = { adapter: AdapterDetail, eval: EvalDetail, smoke: SmokeDetail } as const;

/** A detail document that has not its shape, NaN included. A stage that failed may have none. */
function detailDefects(stage: StageId, given: StageEvidence): readonly string[] {
  if (given.evidence.status !== "ok" || !(stage === "adapter" || stage === "eval" || stage === "smoke")) return [];
  const first = Value.Errors(DETAILS[stage], given.detail).First();
  return first ? [`detail.json is not as expected at ${first.path || "its root"}`] : [];
}

/** The gate of a stage that could not be judged. */
export function silentGate(
  id: string,
  stage: StageId,
  rule: string,
  gateClass: Draft["class"],
  state: Extract<StageState, { kind: "silent" }>,
): Draft {
  return draft({ id, stage, rule, class: gateClass, verdict: state.verdict, reason: state.reason, note: state.note });
}
