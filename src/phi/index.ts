/** The PHI engine. A Safe Harbor pattern check: it finds what its rules describe and claims nothing about the rest. */
export { type AllowList, isDay, parseAllow, SIDECAR_ENDING, type Sidecar, sidecarOf } from "./allow.ts";
export { forbiddenSidecar } from "./allow-report.ts";
export { assertClean } from "./clean.ts";
export { listFiles } from "./list-files.ts";
export type { ScanResult } from "./merge.ts";
export type { PhiOptions } from "./options.ts";
export { proposedAllow } from "./propose.ts";
export { type RedactRequest, type RedactResult, runRedact } from "./redact.ts";
export { rulesetDigest } from "./ruleset.ts";
export { mergeShards, runScan, runShard, type ScanRequest, type ShardDocument } from "./run.ts";
export { type FileInput, Scanner } from "./scanner.ts";
export { parseSidecar, readSidecars } from "./sidecars.ts";
export { count, type FileCounts, sum } from "./tally.ts";
export { type DiskFile, scanStreamUnit } from "./units.ts";
