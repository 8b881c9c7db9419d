/**
 * How a run of the action ends. Pure: publish tells it, enforce obeys it, and both call this one function, so that the status, the comment
 * and the exit code cannot disagree. Everything that is not a finished run with a verdict that does not fail ends red.
 */
import type { Verdict } from "../core/documents.ts";

export type StepOutcome = "success" | "failure" | "cancelled" | "skipped" | "";

/** The steps between prepare and publish, as the runner saw them. */
export interface StepOutcomes {
  readonly prepare: StepOutcome;
  readonly inspect: StepOutcome;
  readonly smoke: StepOutcome;
  readonly eval: StepOutcome;
  readonly gate: StepOutcome;
}

/** The failure document that a command printed (contracts §9), as far as it is used here. */
export interface Failure {
  /** The step whose command failed. */
  readonly step: keyof StepOutcomes;
  readonly message: string;
  readonly fix: string | null;
  readonly exitCode: number;
}

export interface EndingInput {
  readonly outcomes: StepOutcomes;
  /** Steps that the plan of this job left out on purpose: for them `skipped` is right. */
  readonly notAsked: readonly (keyof StepOutcomes)[];
  readonly verdict: Pick<Verdict, "overall" | "fails" | "exit_code"> | null;
  /** What the first failed command said, if any. */
  readonly failure: Failure | null;
}

export interface Ending {
  readonly state: "success" | "failure" | "error";
  readonly exitCode: number;
  /** Set when there is no verdict to tell, or when it may not stand although there is one. */
  readonly problem: string | null;
  readonly fix: string | null;
}

const STEPS: readonly (keyof StepOutcomes)[] = ["prepare", "inspect", "smoke", "eval", "gate"];

/** Decides how the run ends; a verdict never rescues a step that was cancelled, skipped or crashed. */
export function ending({ outcomes, notAsked, verdict, failure }: EndingInput): Ending {
  const wrong = STEPS.find((step) => outcomes[step] !== "success" && !(outcomes[step] === "skipped" && notAsked.includes(step)));
  if (wrong !== undefined) return broken(wrong, outcomes[wrong], verdict, failure);
  if (verdict === null)
    return { state: "error", exitCode: 4, problem: "The gate left no verdict.", fix: "read the log of this job and run it again" };
  if (verdict.fails) return { state: "failure", exitCode: verdict.exit_code === 0 ? 1 : verdict.exit_code, problem: null, fix: null };
  return { state: "success", exitCode: verdict.exit_code, problem: null, fix: null };
}

function broken(step: keyof StepOutcomes, outcome: StepOutcome, verdict: EndingInput["verdict"], failure: Failure | null): Ending {
  const graver = verdict?.fails ? verdict.exit_code : 0;
  if (failure !== null && failure.step === step && outcome === "failure") {
    return {
      state: failure.exitCode === 1 ? "failure" : "error",
      exitCode: failure.exitCode || 4,
      problem: failure.message,
      fix: failure.fix,
    };
  }
  const what = outcome === "cancelled" ? "was cancelled" : outcome === "failure" ? "stopped before it was done" : "did not run";
  return {
    state: "error",
    exitCode: graver || 4,
    problem: `Step ${step} ${what}.`,
    fix: "look at the log of that step and run the job again",
  };
}
