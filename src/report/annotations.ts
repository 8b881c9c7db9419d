/** Which findings become annotations on the diff: the gravest within GitHub's budget of ten a level and step; the rest is counted. */
import type { GateResult } from "../core/documents.ts";
import type { ReportInput } from "./input.ts";
import { oneLine } from "./markdown.ts";
import { findings, reasons, type StagedFinding } from "./view.ts";
import { plural } from "./words.ts";

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  /** Relative to the git root. */
  readonly path?: string;
  readonly line?: number;
}

/** A step shows ten of each level; two places are left for what the runner itself says. */
const BUDGET = 8;
/** Gates have no line, so they take at most this many places from findings that do. */
const GATE_BUDGET = 3;

type Input = Pick<ReportInput, "verdict" | "plan" | "evidence">;

/** At most eight errors, eight warnings and one notice: files of the change first, then by gravity and place. */
export function annotations(input: Input): readonly Annotation[] {
  const changed = new Set(input.plan.changed.map((file) => file.path));
  const groups = groupByLine(findings(input).filter((finding) => finding.severity !== "info" && finding.place.path !== ""));
  const inDiff = [...groups].sort((a, b) => Number(changed.has(b[0]!.place.path)) - Number(changed.has(a[0]!.place.path)));
  const errors = fill(
    gateNotes(input, true),
    inDiff.filter((group) => group[0]!.severity === "block"),
    input,
    "error",
  );
  const warnings = fill(
    gateNotes(input, false),
    inDiff.filter((group) => group[0]!.severity === "warn"),
    input,
    "warning",
  );
  const shown = [...errors, ...warnings];
  const places = groups.length - shown.filter((annotation) => annotation.path !== undefined).length;
  const rest = places > 0 ? [more(places)] : [];
  return [...shown, ...rest];
}

function fill(
  gates: readonly Annotation[],
  groups: readonly (readonly StagedFinding[])[],
  input: Input,
  level: "error" | "warning",
): readonly Annotation[] {
  const places = groups.slice(0, BUDGET - Math.min(gates.length, GATE_BUDGET)).map((group) => place(group, level, input.plan.root));
  return [...gates.slice(0, Math.max(GATE_BUDGET, BUDGET - places.length)), ...places].slice(0, BUDGET);
}

/** Gates whose reason is no finding: a floor, a regression, a stage that did not finish. */
function gateNotes(input: Input, failing: boolean): readonly Annotation[] {
  return reasons(input.verdict.gates)
    .filter((gate) => gate.fails === failing && gate.reason !== "finding")
    .map((gate): Annotation => ({ level: failing ? "error" : "warning", title: `tunegate: ${gate.id}`, message: gateMessage(gate) }));
}

function gateMessage(gate: GateResult): string {
  return oneLine(`${gate.verdict}: ${gate.note}`);
}

function groupByLine(all: readonly StagedFinding[]): readonly (readonly StagedFinding[])[] {
  const groups = new Map<string, StagedFinding[]>();
  for (const finding of all) {
    const key = `${finding.severity}\n${finding.place.path}\n${finding.place.line ?? ""}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

function place(group: readonly StagedFinding[], level: "error" | "warning", root: string): Annotation {
  const first = group[0]!;
  const rules = [...new Set(group.map((finding) => finding.rule))].slice(0, 4).join(", ");
  const also = group.length > 1 ? ` (and ${plural(group.length - 1, "more finding")} on this line)` : "";
  return {
    level,
    title: `tunegate: ${rules}`,
    message: oneLine(`${first.message.replace(/\.$/, "")}${also}. Fix: ${first.fix}`).slice(0, 2000),
    path: root === "." ? first.place.path : `${root}/${first.place.path}`,
    ...(first.place.line === undefined ? {} : { line: first.place.line }),
  };
}

function more(n: number): Annotation {
  return { level: "notice", title: "tunegate", message: `${plural(n, "more place")} with findings: see the report and findings.sarif.` };
}
