/** What `decide` is given and what it gives back. Everything is data already read: no clock, no disk, no network in this room. */
import type { Evidence, GateResult, Judgement, Outcome, Plan, Side, StageId, Verdict } from "../core/documents.ts";
import type { EvalBaseline } from "../core/files.ts";
import type { Policy } from "../core/policy.ts";

/** One stage's evidence for the side that is judged. */
export interface StageEvidence {
  readonly evidence: Evidence;
  /** Rows of `evidence/<stage>/outcomes.jsonl`; empty for a stage without them. */
  readonly outcomes: readonly Outcome[];
  /** The parsed `evidence/<stage>/detail.json` (EvalDetail, AdapterDetail, smoke's own); `null` for a stage without one. */
  readonly detail: unknown;
}

export interface DecideInput {
  readonly plan: Plan;
  readonly side: Side;
  /** The policy of this side: base's for `binding`, head's for `proposed`. */
  readonly policy: Policy;
  /** Evidence of this side by stage; a stage that does not run per side gives the same evidence to both. */
  readonly evidence: ReadonlyMap<StageId, StageEvidence>;
  /** Planned stages whose receipt is absent or does not match its evidence. */
  readonly missingReceipts: readonly StageId[];
  readonly baselines: {
    /** Parsed smoke baseline of this side's judging tree; `null` when there is none. */
    readonly smoke: unknown;
    readonly eval: EvalBaseline | null;
  };
  /** Case ids of each never-miss list, by the path that the policy names. */
  readonly neverMiss: ReadonlyMap<string, readonly string[]>;
  /** A run on a laptop: what an absent device leaves open is deferred to CI instead of failing. */
  readonly local: boolean;
}

export type Deferred = Verdict["deferred"][number];

/** One application of the policy. `deferred` names gates that only CI can decide. */
export interface Decision {
  readonly judgement: Judgement;
  readonly deferred: readonly Deferred[];
}

/** A gate before the policy says whether it fails the check. */
export type Draft = Omit<GateResult, "fails">;
