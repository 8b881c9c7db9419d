/** Exact counts of findings, whether or not each one is listed. */
import type { Severity } from "../core/documents.ts";

/** Counts of one file, by rule and severity. */
export type RuleCounts = Record<string, { block: number; warn: number; info: number; allowed: number }>;

export interface FileCounts {
  readonly path: string;
  bytes: number;
  records: number;
  readonly rules: RuleCounts;
}

/** Adds findings, one unless `n` says how many. */
export function count(rules: RuleCounts, rule: string, severity: Severity | "allowed", n = 1): void {
  rules[rule] ??= { block: 0, warn: 0, info: 0, allowed: 0 };
  rules[rule][severity] += n;
}

/** Sums of several files. */
export function sum(files: readonly FileCounts[]): {
  bytes: number;
  records: number;
  block: number;
  warn: number;
  info: number;
  allowed: number;
} {
  const total = { bytes: 0, records: 0, block: 0, warn: 0, info: 0, allowed: 0 };
  for (const file of files) {
    total.bytes += file.bytes;
    total.records += file.records;
    for (const n of Object.values(file.rules)) {
      total.block += n.block;
      total.warn += n.warn;
      total.info += n.info;
      total.allowed += n.allowed;
    }
  }
  return total;
}
