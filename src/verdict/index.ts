/** The verdict room: pure functions from evidence, policy and baselines to a verdict and its views. */
export { compareOutcomes, parseEvalBaseline, parseNeverMiss, proposeEvalBaseline } from "./baseline.ts";
export { type CombineInput, combine, ratifiableOf } from "./combine.ts";
export { decide } from "./decide.ts";
export { Drift, DriftMetric, driftOf } from "./drift.ts";
export { exitCodeOf } from "./fails.ts";
export { Health, type HealthInput, healthOf } from "./health.ts";
export type { DecideInput, Decision, Deferred, StageEvidence } from "./input.ts";
