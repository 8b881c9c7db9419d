import type { Evidence, Plan, ReceiptFile, Side, StageId } from "./documents.ts";
import type { Policy } from "./policy.ts";
import type { Runner } from "./runner.ts";
import type { Tree } from "./tree.ts";

/** Where a stage tells a person what it does. Never part of evidence. */
export interface Log {
  /** One line for a person; a stage never prints by itself. */
  info(message: string): void;
  /** Progress of long work, 0..1; `null` when the total is unknown. */
  progress(fraction: number | null, message: string): void;
}

/** The stage's own folder for files that tunegate writes canonically. */
export interface StageOutput {
  /** Absolute path of `evidence/<stage>/`; it exists. */
  readonly dir: string;
  /**
   * Absolute path of a scratch folder; nothing in it is evidence. Both sides of a stage share it (so that answers are
   * produced once, over the union of cases); it is removed when the run ends.
   */
  readonly scratch: string;
}

/** What a stage hands back: evidence, and what the receipt lists. Counts keep in = out + quarantined + dropped in one unit. */
export interface StageResult {
  readonly evidence: Evidence;
  readonly inputs: readonly ReceiptFile[];
  /** Files under `out.dir` written canonically (paths relative to it), evidence.json excluded. */
  readonly outputs: readonly ReceiptFile[];
  readonly counts: {
    readonly unit: string;
    readonly in: number;
    readonly out: number;
    readonly quarantined: number;
    readonly dropped: number;
  };
}

export interface StageContext {
  readonly plan: Plan;
  /** The policy of this side: base's for `binding`, head's for `proposed`. */
  readonly policy: Policy;
  readonly side: Side;
  /** Tree of the base; `null` in a bootstrap run without a base. */
  readonly base: Tree | null;
  readonly head: Tree;
  /** The tree whose judging files decide on this side (base, or head for `proposed` and bootstrap). */
  readonly judging: Tree;
  /** Results of the stages in `needs`, by id (same side where it exists). */
  readonly prior: ReadonlyMap<StageId, StageResult>;
  readonly out: StageOutput;
  readonly runner: Runner;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** One check that gathers evidence. It never reads the environment, the working directory or the clock, never prints, never exits. */
export interface Stage {
  readonly id: StageId;
  readonly needs: readonly StageId[];
  /** Whether this stage runs for a plan, and why, in one sentence that `explain` shows. */
  applies(plan: PlanView): { run: boolean; reason: string };
  run(ctx: StageContext): Promise<StageResult>;
}

/** What `applies` may look at: the plan before its stages are known. */
export interface PlanView {
  readonly policy: Policy;
  readonly changed: readonly { path: string; status: "added" | "modified" | "deleted" }[];
  readonly headEqualsBase: boolean;
  readonly release: boolean;
}
