import type { Plan, Side, StageId, Verdict } from "../core/documents.ts";
import { hasProposed } from "../policy/judging.ts";
import { combine } from "../verdict/combine.ts";
import { decide } from "../verdict/decide.ts";
import type { DecideInput, Decision, StageEvidence } from "../verdict/input.ts";
import { readPlan, readStage, type StoredStage } from "./folder.ts";
import { type JudgingInputs, readInputs } from "./inputs.ts";

/** Everything that a verdict and its reports are made from, as it lies in a run folder. */
export interface Judged {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly inputs: JudgingInputs;
  readonly stages: ReadonlyMap<StageId, StoredStage>;
  readonly proposedStages: ReadonlyMap<StageId, StoredStage>;
}

/**
 * Decides from a run folder alone: plan, inputs and evidence. `run` and `verify` both call it, so a replay is the same code.
 * @throws Fault `environment` when the folder does not hold together
 */
export async function judgeFolder(folder: string): Promise<Judged> {
  const plan = await readPlan(folder);
  const planned = plannedStages(plan);
  const binding = await readSide(folder, planned, "binding");
  const inputs = await readInputs(folder, "binding", plan);
  const decision = decide(decideInput(plan, "binding", inputs, binding.stages, binding.missing));
  const proposed = hasProposed(plan) ? await judgeProposed(folder, plan, planned, binding) : null;
  return {
    plan,
    verdict: combine({ plan, enforce: inputs.policy.enforce, binding: decision, proposed: proposed?.decision ?? null }),
    inputs,
    stages: binding.stages,
    proposedStages: proposed?.stages ?? new Map(),
  };
}

/** What `decide` was given for the binding side of a finished run, for the self-test of its gates. */
export async function bindingInput(folder: string): Promise<DecideInput> {
  const plan = await readPlan(folder);
  const binding = await readSide(folder, plannedStages(plan), "binding");
  return decideInput(plan, "binding", await readInputs(folder, "binding", plan), binding.stages, binding.missing);
}

/** Stages that this run had to do itself. */
function plannedStages(plan: Plan): Plan["stages"] {
  const deferred = new Set(plan.deferred.map((entry) => entry.gate));
  return plan.stages.filter((stage) => stage.run && !deferred.has(stage.id));
}

interface SideStages {
  readonly stages: ReadonlyMap<StageId, StoredStage>;
  readonly missing: readonly StageId[];
}

async function readSide(folder: string, planned: Plan["stages"], side: Side): Promise<SideStages> {
  const stages = new Map<StageId, StoredStage>();
  const missing: StageId[] = [];
  for (const { id, sides } of planned) {
    if (!sides.includes(side)) continue;
    const stored = await readStage(folder, id, side);
    if (stored) stages.set(id, stored);
    else missing.push(id);
  }
  return { stages, missing };
}

/** A stage that ran on one side only gives the same evidence to both. */
async function judgeProposed(
  folder: string,
  plan: Plan,
  planned: Plan["stages"],
  binding: SideStages,
): Promise<{ decision: Decision; stages: ReadonlyMap<StageId, StoredStage> }> {
  const own = await readSide(folder, planned, "proposed");
  const stages = new Map([...binding.stages, ...own.stages]);
  const missing = [...new Set([...binding.missing, ...own.missing])].filter((id) => !own.stages.has(id));
  const inputs = await readInputs(folder, "proposed", plan);
  return { decision: decide(decideInput(plan, "proposed", inputs, stages, missing)), stages: own.stages };
}

function decideInput(
  plan: Plan,
  side: Side,
  inputs: JudgingInputs,
  stages: ReadonlyMap<StageId, StoredStage>,
  missing: readonly StageId[],
): DecideInput {
  const evidence = new Map<StageId, StageEvidence>(
    [...stages].map(([id, { evidence, outcomes, detail }]) => [id, { evidence, outcomes, detail }]),
  );
  return {
    plan,
    side,
    policy: inputs.policy,
    evidence,
    missingReceipts: missing,
    baselines: { smoke: inputs.smokeBaseline, eval: inputs.evalBaseline },
    neverMiss: inputs.neverMiss,
    local: plan.event.name === "local",
  };
}
