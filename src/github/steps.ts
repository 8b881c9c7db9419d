import type { StepOutcome, StepOutcomes } from "./ending.ts";

const OUTCOMES: readonly string[] = ["success", "failure", "cancelled", "skipped"];

/** Step outcomes from `OUTCOME_<STEP>` variables; anything unknown counts as not run. */
export function outcomesFromEnv(env: NodeJS.ProcessEnv): StepOutcomes {
  const read = (step: string): StepOutcome => {
    const value = env[`OUTCOME_${step.toUpperCase()}`] ?? "";
    return OUTCOMES.includes(value) ? (value as StepOutcome) : "";
  };
  return { prepare: read("prepare"), inspect: read("inspect"), smoke: read("smoke"), eval: read("eval"), gate: read("gate") };
}

/** Steps that prepare gave no stages: only for them is `skipped` right. Without prepare's word nothing may be skipped. */
export function notAsked(env: NodeJS.ProcessEnv): readonly ("inspect" | "smoke" | "eval")[] {
  if ((env.OUTCOME_PREPARE ?? "") !== "success") return [];
  return (["inspect", "smoke", "eval"] as const).filter((step) => (env[`STAGES_${step.toUpperCase()}`] ?? "") === "");
}
