/** decide(): evidence and policy in, verdict out. Pure, so that `tunegate verify` can replay it (promise 4). */
import { Value } from "@sinclair/typebox/value";
import { type GateResult, STAGE_IDS, type StageId, type VerdictWord } from "../core/documents.ts";
import { SmokeBaseline, type SmokeDetail } from "../core/smoke.ts";
import { smokeGates } from "../core/smoke-compare.ts";
import { freshnessOf, withFreshness } from "./caveats.ts";
import { errorRuling, evalScope, finish, metricGates, splitMetric } from "./eval-gates.ts";
import { failsCheck } from "./fails.ts";
import { findingsGate } from "./findings.ts";
import { classOf, draft, graver, gravest, rulesOf } from "./gates.ts";
import type { DecideInput, Decision, Deferred, Draft } from "./input.ts";
import { oldGates } from "./new-only.ts";
import { outcomeDefects } from "./sound.ts";
import { type StageState, silentGate, stageState } from "./stage-state.ts";

/**
 * Applies a policy to evidence (contracts §4). Gates are sorted by stage, then id. A bootstrap run is at best WARN, and a run in which no
 * stage was planned shows nothing: INCONCLUSIVE, and it fails.
 */
export function decide(input: DecideInput): Decision {
  const states = new Map(STAGE_IDS.map((stage) => [stage, stageState(input, stage)]));
  const drafts = STAGE_IDS.flatMap((stage) => gatesOf(input, stage, states.get(stage)!));
  const deferred = deferredGates(input, drafts, states);
  const context = {
    policy: input.policy,
    deferred: new Set(deferred.map((entry) => entry.gate)),
    old: oldGates(input, drafts),
  };
  const gates: GateResult[] = drafts.map((gate) => ({ ...gate, fails: failsCheck(gate, context) })).sort(byStageAndId);
  const words = gates.map((gate): VerdictWord => gate.verdict);
  const least: VerdictWord = gates.length === 0 ? "INCONCLUSIVE" : input.plan.bootstrap ? "WARN" : "PASS";
  const overall = graver(gravest(words), least);
  return { judgement: { overall, fails: gates.length === 0 || gates.some((gate) => gate.fails), gates }, deferred };
}

function byStageAndId(a: GateResult, b: GateResult): number {
  return STAGE_IDS.indexOf(a.stage) - STAGE_IDS.indexOf(b.stage) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function gatesOf(input: DecideInput, stage: StageId, state: StageState): readonly Draft[] {
  if (state.kind === "unplanned") return stage === "eval" ? unplannedEval(input) : [];
  const findings = findingsOf(input, stage, state);
  if (stage === "smoke") return [findings, ...smokeDrafts(input, state)];
  if (stage === "eval") return [findings, ...evalDrafts(input, state)];
  return [findings];
}

/** Policy gates over no suite at all can never be judged: an error even when the stage is not planned. */
function unplannedEval(input: DecideInput): readonly Draft[] {
  const suites = new Set(input.policy.eval?.suites.map((suite) => suite.name));
  const known = input.plan.stages.some((stage) => stage.id === "eval");
  return input.policy.gates
    .filter((gate) => !known || !suites.has(splitMetric(gate.metric)[0]))
    .flatMap((gate) =>
      rulesOf(gate).map((rule) => finish(gate, rule, null, errorRuling(`${gate.metric}: no planned stage gives this metric`))),
    );
}

/** Findings of a failed stage still count: a proven defect is not hidden by an error, nor an error by a warning. */
function findingsOf(input: DecideInput, stage: StageId, state: Exclude<StageState, { kind: "unplanned" }>): Draft {
  const freshen = (gate: Draft): Draft => (stage === "adapter" ? withFreshness(gate, freshnessOf(input)) : gate);
  const failOn = input.policy.phi["fail-on"];
  if (state.kind === "judge") return freshen(findingsGate(stage, state.given, failOn));
  const found = state.given ? findingsGate(stage, state.given, failOn) : null;
  if (found?.verdict === "BLOCK") return { ...found, note: `${found.note}; ${state.note}` };
  return silentGate(`${stage}.findings`, stage, "findings", "safety", state);
}

const SMOKE_RULES = ["repeat", "baseline", "power", "effective"] as const;

function smokeDrafts(input: DecideInput, state: Exclude<StageState, { kind: "unplanned" }>): readonly Draft[] {
  if (state.kind === "silent")
    return SMOKE_RULES.map((rule) => silentGate(`smoke.${rule}`, "smoke", rule, "safety", softened(input, "smoke", state)));
  const baseline = input.baselines.smoke ?? null;
  if (baseline !== null && !Value.Check(SmokeBaseline, baseline)) {
    const broken = { ...errorRuling("smoke: the smoke baseline has not its shape"), stage: "smoke", class: "safety" } as const;
    return SMOKE_RULES.map((rule) => draft({ ...broken, id: `smoke.${rule}`, rule }));
  }
  return smokeGates(state.given.detail as SmokeDetail, baseline as SmokeBaseline | null).map((gate) =>
    draft({ ...gate, id: `smoke.${gate.rule}`, stage: "smoke", class: "safety" }),
  );
}

function evalDrafts(input: DecideInput, state: Exclude<StageState, { kind: "unplanned" }>): readonly Draft[] {
  if (state.kind === "silent") {
    const silent = softened(input, "eval", state);
    return input.policy.gates.flatMap((gate) =>
      rulesOf(gate).map((rule) =>
        silentGate(`${gate.metric}.${rule}`, "eval", rule, classOf(gate, rule, suiteOf(input, gate.metric)), silent),
      ),
    );
  }
  const defects = outcomeDefects(input.baselines.eval?.outcomes ?? []);
  if (defects.length > 0) {
    return input.policy.gates.flatMap((gate) =>
      rulesOf(gate).map((rule) =>
        finish(gate, rule, suiteOf(input, gate.metric), errorRuling(`the evaluation baseline is not sound: ${defects[0]}`)),
      ),
    );
  }
  const scope = evalScope(input, state.given);
  return input.policy.gates.flatMap((gate) => metricGates(scope, gate));
}

function suiteOf(input: DecideInput, metric: string) {
  return input.policy.eval?.suites.find((suite) => suite.name === splitMetric(metric)[0]) ?? null;
}

/** A stage that failed because of the change itself (a finding blocks) leaves its other gates unknown, not in error. */
function softened(
  input: DecideInput,
  stage: StageId,
  state: Extract<StageState, { kind: "silent" }>,
): Extract<StageState, { kind: "silent" }> {
  if (state.verdict !== "ERROR" || !state.given) return state;
  const blocked =
    state.given.evidence.status === "error" && findingsGate(stage, state.given, input.policy.phi["fail-on"]).verdict === "BLOCK";
  return blocked ? { ...state, verdict: "INCONCLUSIVE" } : state;
}

/** Gates that only CI can decide: of stages left to another job, and locally of those that miss a device. */
function deferredGates(input: DecideInput, drafts: readonly Draft[], states: ReadonlyMap<StageId, StageState>): readonly Deferred[] {
  return drafts.flatMap((gate) => {
    if (gate.reason !== "not-checked" || gate.verdict !== "INCONCLUSIVE") return [];
    const state = states.get(gate.stage);
    const silent = state?.kind === "silent" && state.deferred;
    return silent || (input.local && lacksDevice(state)) ? [{ gate: gate.id, reason: gate.note }] : [];
  });
}

function lacksDevice(state: StageState | undefined): boolean {
  if (state?.kind !== "judge" || state.given.evidence.stage !== "smoke") return false;
  return (state.given.detail as SmokeDetail).device.absent;
}
