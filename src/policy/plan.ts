import { digestJson } from "../core/digest.ts";
import type { ChangedFile, JudgingFile, Plan, Side, StageId } from "../core/documents.ts";
import type { Policy } from "../core/policy.ts";
import type { PlanView, Stage } from "../core/stage.ts";
import { changedJudging, hasProposed, readsChanged } from "./judging.ts";

export interface PlanInput {
  readonly event: Plan["event"];
  readonly root: string;
  readonly base: Plan["base"];
  readonly head: Plan["head"];
  /** YYYY-MM-DD, see Plan; null without a commit. */
  readonly date: string | null;
  readonly policy: Policy;
  /** The head's policy; the same as `policy` where the file did not change. */
  readonly headPolicy: Policy;
  readonly policyFile: Plan["policy"];
  readonly bootstrap: boolean;
  readonly changed: readonly ChangedFile[];
  readonly judging: readonly JudgingFile[];
  readonly inputs: Plan["inputs"];
  readonly stages: readonly Stage[];
  /** `--stage`: the others are left to another job. */
  readonly only: readonly StageId[] | null;
  readonly notes: readonly string[];
}

/** What this run will do and why, and what it will not. Same inputs, same digest: no clock, no commit, no machine. */
export function makePlan(input: PlanInput): Plan {
  const view: PlanView = {
    policy: input.policy,
    changed: input.changed,
    headEqualsBase: input.base === null || input.base.tree === input.head.tree,
    release: input.event.release,
  };
  const changedFiles = changedJudging(input.judging);
  const proposes = hasProposed(input);
  const policies = { base: input.policy, head: input.headPolicy };
  const stages = input.stages.map((stage) => {
    const { run, reason } = stage.applies(view);
    return { id: stage.id, run, reason, sides: run ? sidesOf(!proposes || !readsChanged(stage.id, changedFiles, policies)) : [] };
  });
  const digested = {
    policy: input.policyFile.sha256,
    base_tree: input.base?.tree ?? null,
    head_tree: input.head.tree,
    root: input.root,
    changed: input.changed,
    inputs: input.inputs,
    judging: input.judging,
    stages,
    release: input.event.release,
  };
  return {
    schema: "tunegate/plan@1",
    digest: digestJson(digested),
    event: input.event,
    root: input.root,
    base: input.base,
    head: input.head,
    ...(input.date === null ? {} : { date: input.date }),
    bootstrap: input.bootstrap,
    policy: input.policyFile,
    mode: input.policy.mode,
    enforce: input.policy.enforce,
    changed: [...input.changed],
    judging: [...input.judging],
    inputs: [...input.inputs],
    stages,
    deferred: deferredStages(stages, input.only),
    notes: [...input.notes],
  };
}

function sidesOf(same: boolean): Side[] {
  return same ? ["binding"] : ["binding", "proposed"];
}

function deferredStages(stages: Plan["stages"], only: readonly StageId[] | null): Plan["deferred"] {
  if (only === null) return [];
  return stages
    .filter((stage) => stage.run && !only.includes(stage.id))
    .map((stage) => ({ gate: stage.id, reason: "decided in another job: this one was asked for other stages" }));
}
