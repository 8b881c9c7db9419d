/** What every report is made from. Everything is data already read and checked; no report reads a file, the clock or the network. */
import type { Evidence, Finding, Outcome, Plan, StageId, Verdict } from "../core/documents.ts";
import type { Scorer } from "../core/policy.ts";

/** One suite as the eval stage ran it (a part of its detail document). */
export interface SuiteView {
  readonly name: string;
  readonly scorer: Scorer;
  /** Triage labels, most urgent first; empty for other scorers. */
  readonly levels: readonly string[];
}

/** One optimizer step of a smoke run; `null` where the number was not finite. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number | null;
  /** Norm of the gradient before clipping; absent where it was not recorded. */
  readonly gradNorm?: number | null;
}

/** Loss curves of the smoke stage. */
export interface SmokeView {
  /** Baseline steps, empty when there is none. */
  readonly baseline: readonly LossPoint[];
  /** The runs of this head, such as `first run` and `second run`. */
  readonly runs: readonly { readonly name: string; readonly steps: readonly LossPoint[] }[];
  /** Largest allowed distance between head and baseline, in units of loss. */
  readonly tolerance: number;
}

/** What the phi stage counted in each file (its files.json). Paths are shown as findings show them. */
export interface PhiView {
  readonly files: readonly {
    readonly path: string;
    readonly rules: Readonly<Record<string, { block: number; warn: number; info: number; allowed: number }>>;
  }[];
  readonly notScanned: readonly { readonly path: string; readonly reason: string }[];
}

export interface Timing {
  readonly phase: string;
  readonly ms: number;
}

export interface ReportInput {
  readonly verdict: Verdict;
  readonly plan: Plan;
  /** tunegate's version. */
  readonly tool: string;
  /** Evidence of the binding side, by stage. */
  readonly evidence: ReadonlyMap<StageId, Evidence>;
  /** Findings beyond those in evidence, when a stage's list was truncated; else absent. */
  readonly allFindings?: readonly Finding[];
  /** Outcomes of the binding side, sorted by suite, id, repeat. */
  readonly outcomes: readonly Outcome[];
  /** Outcomes of the eval baseline; empty when there is none. */
  readonly before: readonly Outcome[];
  readonly suites: readonly SuiteView[];
  readonly smoke: SmokeView | null;
  /** Absent where the phi stage left no counts. */
  readonly phi?: PhiView;
  /** For people only; left out where bytes must be equal between runs. */
  readonly timings?: readonly Timing[];
}

/** One rendered file of the run folder. */
export interface RenderedFile {
  /** Relative to the run folder. */
  readonly path: string;
  readonly text: string;
}
