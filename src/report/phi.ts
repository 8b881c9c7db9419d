/** Counts of the phi stage by file, kind and severity: exact from the stage's own file of counts, from the listed findings where there is none. */
import type { Severity } from "../core/documents.ts";
import type { PhiView, ReportInput } from "./input.ts";
import { findings } from "./view.ts";

export interface SeverityCounts {
  block: number;
  warn: number;
  info: number;
  allowed: number;
}

/** Findings of one file, by kind. */
export interface PhiFile {
  readonly path: string;
  readonly kinds: ReadonlyMap<string, SeverityCounts>;
}

export interface PhiCounts {
  /** Files with a finding or an exception, most findings that can fail first. */
  readonly files: readonly PhiFile[];
  readonly notScanned: PhiView["notScanned"];
  /** Files that were looked at; null when only findings are known. */
  readonly scanned: number | null;
}

export const none = (): SeverityCounts => ({ block: 0, warn: 0, info: 0, allowed: 0 });

/** What can fail the check: block and warn. */
export function grave({ block, warn }: SeverityCounts): number {
  return block + warn;
}

/** Sum over several counts. */
export function total(counts: Iterable<SeverityCounts>): SeverityCounts {
  const sum = none();
  for (const one of counts) for (const key of ["block", "warn", "info", "allowed"] as const) sum[key] += one[key];
  return sum;
}

/** What the phi stage counted; null when it did not run. */
export function phiCounts(input: ReportInput): PhiCounts | null {
  if (!input.evidence.has("phi")) return null;
  const files = (input.phi ?? fromFindings(input)).files.map(({ path, rules }) => ({
    path,
    kinds: new Map(Object.entries(rules).map(([rule, counts]) => [rule.slice(rule.indexOf(".") + 1), counts])),
  }));
  const weight = (file: PhiFile): number => grave(total(file.kinds.values()));
  const told = files.filter(({ kinds }) => Object.values(total(kinds.values())).some((n) => n > 0));
  return {
    files: told.sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1)),
    notScanned: input.phi?.notScanned ?? [],
    scanned: input.phi ? input.phi.files.length - new Set(input.phi.notScanned.map(({ path }) => path)).size : null,
  };
}

function fromFindings(input: ReportInput): PhiView {
  const files = new Map<string, Record<string, SeverityCounts>>();
  for (const { stage, rule, place, severity } of findings(input)) {
    if (stage !== "phi") continue;
    const rules = files.get(place.path) ?? {};
    rules[rule] ??= none();
    (rules[rule] as Record<Severity, number>)[severity] += 1;
    files.set(place.path, rules);
  }
  return { files: [...files].map(([path, rules]) => ({ path, rules })), notScanned: [] };
}

/** Kinds over all files, most findings that can fail first. */
export function byKind(counts: PhiCounts): readonly (readonly [string, SeverityCounts])[] {
  const kinds = new Map<string, SeverityCounts[]>();
  for (const file of counts.files) for (const [kind, one] of file.kinds) kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  return [...kinds]
    .map(([kind, list]) => [kind, total(list)] as const)
    .sort((a, b) => grave(b[1]) - grave(a[1]) || b[1].info - a[1].info || (a[0] < b[0] ? -1 : 1));
}
