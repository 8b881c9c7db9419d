/** Puts the results of units together, in the order of the plan: whether they come from one thread, workers or shards makes no difference. */
import type { Finding, Place } from "../core/documents.ts";
import { type ExceptionEntry, entryFindings } from "./allow-report.ts";
import type { Proposal } from "./collect.ts";
import type { FileCounts, RuleCounts } from "./tally.ts";
import type { UnitResult } from "./units.ts";

export interface ScanResult {
  /** In the order of files and places, at most the limit. */
  readonly findings: readonly Finding[];
  readonly truncated: boolean;
  readonly files: readonly FileCounts[];
  readonly notScanned: readonly { readonly path: string; readonly reason: string }[];
  readonly allowUsed: readonly number[];
  readonly proposals: readonly Proposal[];
  /** Findings about the exceptions themselves; absent where a scan cannot tell: of some files only, or of the lines of a diff. */
  readonly aboutExceptions?: readonly Finding[];
}

type Movable<T> = { -readonly [K in keyof T]: T[K] };

/** The finding with its place so many lines further down. */
function shifted(finding: Finding, lines: number): Finding {
  if (lines === 0) return finding;
  const place: Movable<Place> = { ...finding.place };
  if (place.line !== undefined) place.line += lines;
  if (place.record !== undefined) place.record += lines;
  return { ...finding, place };
}

function addRules(to: RuleCounts, from: RuleCounts): void {
  for (const [rule, n] of Object.entries(from)) {
    const sum = to[rule] ?? { block: 0, warn: 0, info: 0, allowed: 0 };
    to[rule] = { block: sum.block + n.block, warn: sum.warn + n.warn, info: sum.info + n.info, allowed: sum.allowed + n.allowed };
  }
}

/** Merges unit by unit; call `add` in the order of the plan. */
export class Merger {
  readonly #limit: number;
  readonly #onFinding: ((finding: Finding) => void) | null;
  readonly #findings: Finding[] = [];
  readonly #files: FileCounts[] = [];
  readonly #notScanned: { path: string; reason: string }[] = [];
  readonly #used = new Set<number>();
  readonly #proposals = new Map<string, Proposal>();
  #source = "";
  #listed = 0;
  #found = 0;

  constructor(limit: number, onFinding: ((finding: Finding) => void) | null = null) {
    this.#limit = limit;
    this.#onFinding = onFinding;
  }

  /** Adds the next unit; `source` tells files apart (their path before masking). */
  add(source: string, unit: UnitResult): void {
    let file = this.#files.at(-1);
    if (file === undefined || source !== this.#source) {
      file = { path: unit.path, bytes: 0, records: 0, rules: {} };
      this.#files.push(file);
      this.#source = source;
    }
    for (const finding of unit.findings) this.#list(shifted(finding, file.records));
    file.bytes += unit.bytes;
    file.records += unit.records;
    addRules(file.rules, unit.rules);
    for (const n of Object.values(unit.rules)) this.#found += n.block + n.warn + n.info;
    if (unit.notScanned !== null) this.#notScanned.push({ path: unit.path, reason: unit.notScanned });
    for (const i of unit.allowUsed) this.#used.add(i);
    for (const proposal of unit.proposals) this.#proposals.set(`${proposal.path}\n${proposal.rule}\n${proposal.tag}`, proposal);
  }

  /** How many more findings are listed; what a unit lists beyond it is dropped. */
  get room(): number {
    return Math.max(0, this.#limit - this.#listed);
  }

  #list(finding: Finding): void {
    this.#listed += 1;
    if (this.#listed > this.#limit) return;
    if (this.#onFinding) this.#onFinding(finding);
    else this.#findings.push(finding);
  }

  /** @param entries the exceptions of the scan, when it was one of whole files */
  result(entries: readonly ExceptionEntry[] | null): ScanResult {
    const allowUsed = [...this.#used].sort((a, b) => a - b);
    return {
      findings: this.#findings,
      truncated: this.#found > this.#limit,
      files: this.#files,
      notScanned: this.#notScanned,
      allowUsed,
      proposals: [...this.#proposals.values()].sort((a, b) => (`${a.path} ${a.rule} ${a.tag}` < `${b.path} ${b.rule} ${b.tag}` ? -1 : 1)),
      ...(entries === null ? {} : { aboutExceptions: entryFindings(entries, allowUsed) }),
    };
  }
}
