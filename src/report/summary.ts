/** `summary.md`: the run on one page of Markdown, verdict first. It is the job summary too, so it keeps under that limit. */
import type { Evidence, GateResult, Metric } from "../core/documents.ts";
import { formatPlace } from "../core/fault.ts";
import { flips } from "./cases.ts";
import type { ReportInput, SmokeView } from "./input.ts";
import { code, escapeMarkdown, joinSections, type Section, table } from "./markdown.ts";
import { findingCount, findings, judgingNote, reasons, type StagedFinding, short, stageRows } from "./view.ts";
import {
  consequence,
  formatDuration,
  formatGateNumber,
  formatNumber,
  headline,
  isShare,
  plural,
  reasonWords,
  stageWords,
} from "./words.ts";

export interface SummaryOptions {
  /** UTF-8 bytes; GitHub refuses a step summary above 1 MiB. */
  readonly limitBytes?: number;
  /** Where the whole report is, one sentence of Markdown. */
  readonly pointer?: string;
}

const DEFAULT_LIMIT = 900 * 1024;
const ROWS = 50;

/** The summary as Markdown. Sections that do not fit are left out whole and named at the end. */
export function renderSummary(input: ReportInput, options: SummaryOptions = {}): string {
  const sections: (Section | null)[] = [
    { title: "verdict", text: verdictText(input) },
    reasonSection(input),
    { title: "stages", text: stageText(input) },
    findingSection(input),
    gateSection("All gates", input.verdict.gates),
    lossSection(input.smoke),
    flipSection(input),
    metricSection(input.evidence),
    proposedSection(input),
    deferredSection(input),
    { title: "provenance", text: provenance(input) },
    timingSection(input),
  ];
  const pointer = options.pointer ?? "The whole report is report.html in the run folder.";
  return joinSections(
    sections.filter((section) => section !== null),
    options.limitBytes ?? DEFAULT_LIMIT,
    pointer,
  );
}

const MARKS: Readonly<Record<GateResult["verdict"], string>> = { PASS: "✅", WARN: "⚠️", INCONCLUSIVE: "❔", ERROR: "🛑", BLOCK: "⛔" };

function verdictText(input: ReportInput): string {
  const { verdict } = input;
  const lines = [`# ${MARKS[verdict.overall]} tunegate: ${verdict.overall}`, `**${headline(verdict.overall)}** ${consequence(verdict)}`];
  const note = judgingNote(verdict);
  if (note) lines.push(`> ${note}`);
  for (const text of input.plan.notes) lines.push(`> ${escapeMarkdown(text)}`);
  if (verdict.enforce !== "enforce") lines.push(`Enforcement: \`${verdict.enforce}\`.`);
  return lines.join("\n\n");
}

function reasonSection(input: ReportInput): Section | null {
  const list = reasons(input.verdict.gates);
  if (list.length === 0) return null;
  const items = list.slice(0, ROWS).map((gate) => reasonItem(gate, input));
  if (list.length > ROWS) items.push(`- and ${plural(list.length - ROWS, "more gate")}`);
  return { title: "reasons", text: `## Why\n\n${items.join("\n")}` };
}

function reasonItem(gate: GateResult, input: ReportInput): string {
  const tail = gate.fails ? "" : " _(does not fail the check)_";
  const lines = [
    `- **${gate.verdict}** ${code(gate.id)} · ${reasonWords(gate.reason)}: ${escapeMarkdown(gate.note)}${numbers(gate)}${tail}`,
  ];
  if (gate.rule === "findings") lines.push(...gateFindings(gate, input).map((finding) => `  - ${findingLine(finding)}`));
  else if (gate.cases.length > 0) lines.push(`  - cases: ${caseList(gate.cases)}`);
  return lines.join("\n");
}

function gateFindings(gate: GateResult, input: ReportInput): readonly StagedFinding[] {
  return findings(input)
    .filter((finding) => finding.stage === gate.stage && finding.severity !== "info")
    .slice(0, 5);
}

function numbers(gate: GateResult): string {
  const parts: string[] = [];
  if (gate.value !== null) parts.push(`value ${formatGateNumber(gate, gate.value)}`);
  if (gate.bound !== null) parts.push(`bound ${formatGateNumber(gate, gate.bound)}`);
  if (gate.limit !== null) parts.push(`limit ${formatGateNumber(gate, gate.limit)}`);
  if (gate.needed_n !== undefined) parts.push(`${gate.needed_n} cases would settle it`);
  return parts.length === 0 || gate.rule === "findings" ? "" : ` (${parts.join(", ")})`;
}

function caseList(cases: readonly string[]): string {
  const shown = cases.slice(0, 8).map(code).join(", ");
  return cases.length > 8 ? `${shown} and ${cases.length - 8} more` : shown;
}

function findingLine(finding: StagedFinding): string {
  const shape = finding.shape ? ` (${code(finding.shape)})` : "";
  return `${place(finding)} ${code(finding.rule)}${shape} ${escapeMarkdown(finding.message)} → ${escapeMarkdown(finding.fix)}`;
}

function place(finding: StagedFinding): string {
  const { path, line, record, pointer, column } = finding.place;
  return code(formatPlace({ path, line, record, pointer: pointer ?? column }));
}

function stageText(input: ReportInput): string {
  const rows = stageRows(input);
  const marks = { ok: "✅", error: "🛑", skipped: "⏭️", "no-evidence": "❌", "not-planned": "–" };
  const body = rows.map((row) => [
    `${stageWords(row.id)} (\`${row.id}\`)`,
    `${marks[row.status]} ${row.status === "no-evidence" ? "planned, no evidence" : row.status.replace("-", " ")}`,
    row.worst ?? "–",
    String(row.findings),
    escapeMarkdown(row.reason),
  ]);
  return `## What was checked\n\n${mermaid(input)}\n\n${table(["stage", "status", "verdict", "findings", "why"], body, ["l", "l", "l", "r", "l"])}`;
}

/** Stage ids and verdict words only: nothing from the pull request enters the diagram. */
function mermaid(input: ReportInput): string {
  const rows = stageRows(input);
  const nodes = rows.map((row) => `  ${row.id}["${stageWords(row.id)}<br/>${row.worst ?? row.status}"]:::${klass(row.worst)} --> verdict`);
  return [
    "```mermaid",
    "flowchart LR",
    ...nodes,
    `  verdict(["${input.verdict.overall}"]):::${klass(input.verdict.overall)}`,
    "  classDef good fill:#d7f0dd,stroke:#1a7f37,color:#0b3d1a",
    "  classDef warn fill:#fff3cd,stroke:#9a6700,color:#4d3300",
    "  classDef bad fill:#ffd8d3,stroke:#b3261e,color:#5c0f0a",
    "  classDef none fill:#eeeeee,stroke:#888888,color:#333333",
    "```",
  ].join("\n");
}

function klass(word: GateResult["verdict"] | null): string {
  if (word === null) return "none";
  return word === "PASS" ? "good" : word === "WARN" ? "warn" : "bad";
}

function findingSection(input: ReportInput): Section | null {
  const all = findings(input);
  if (all.length === 0) return null;
  const rows = all
    .slice(0, ROWS)
    .map((finding) => [
      finding.severity,
      place(finding),
      code(finding.rule),
      finding.shape ? code(finding.shape) : "–",
      escapeMarkdown(finding.fix),
    ]);
  const more = findingCount(input) - rows.length;
  const rest = more > 0 ? `\n\n${plural(more, "more finding")} in findings.sarif.` : "";
  return { title: "findings", text: `## Findings\n\n${table(["severity", "place", "rule", "shape", "fix"], rows)}${rest}` };
}

function gateSection(title: string, gates: readonly GateResult[]): Section | null {
  if (gates.length === 0) return null;
  const rows = gates.map((gate) => [
    code(gate.id),
    `${MARKS[gate.verdict]} ${gate.verdict}`,
    gate.class,
    reasonWords(gate.reason),
    formatGateNumber(gate, gate.value),
    formatGateNumber(gate, gate.bound),
    formatGateNumber(gate, gate.limit),
  ]);
  const head = ["gate", "verdict", "class", "why", "value", "bound", "limit"];
  return { title: title.toLowerCase(), text: `## ${title}\n\n${table(head, rows, ["l", "l", "l", "l", "r", "r", "r"])}` };
}

function lossSection(smoke: SmokeView | null): Section | null {
  const first = smoke?.runs[0];
  if (!smoke || !first || first.steps.length === 0) return null;
  const steps = first.steps.map((point) => point.step);
  const head = ["step", "baseline", ...smoke.runs.map((run) => run.name)];
  const loss = (points: SmokeView["baseline"], step: number): string =>
    formatLoss(points.find((point) => point.step === step)?.loss ?? null);
  const rows = steps.map((step) => [String(step), loss(smoke.baseline, step), ...smoke.runs.map((run) => loss(run.steps, step))]);
  const text = `## Training losses\n\n${table(head, rows, ["r", "r", "r", "r"])}\n\nAllowed distance from the baseline: ${formatNumber(smoke.tolerance)}.`;
  return { title: "losses", text };
}

function formatLoss(value: number | null): string {
  return value === null ? "–" : value.toFixed(6);
}

function flipSection(input: ReportInput): Section | null {
  const all = flips(input.before, input.outcomes);
  if (all.length === 0) return null;
  const rows = all
    .slice(0, ROWS)
    .map((flip) => [flip.kind, code(`${flip.suite} ${flip.id}`), code(flip.gold ?? ""), code(flip.before ?? ""), code(flip.after ?? "")]);
  const more = all.length > ROWS ? `\n\n${all.length - ROWS} more in report.html.` : "";
  const broken = all.filter((flip) => flip.kind === "broken").length;
  const lead = `${plural(broken, "case")} right before and wrong now, ${all.length - broken} the other way round.`;
  return {
    title: "changed answers",
    text: `## Changed answers\n\n${lead}\n\n${table(["", "case", "gold", "before", "now"], rows)}${more}`,
  };
}

function metricSection(evidence: ReadonlyMap<string, Evidence>): Section | null {
  const metrics = [...evidence.values()].flatMap((item) => item.metrics).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (metrics.length === 0) return null;
  const head = ["metric", "value", "k / n", "interval", "method"];
  return {
    title: "metrics",
    text: `<details><summary>Metrics (${metrics.length})</summary>\n\n${table(head, metrics.map(metricRow), ["l", "r", "r", "r", "l"])}\n\n</details>`,
  };
}

function metricRow(metric: Metric): readonly string[] {
  const show = (value: number | null): string =>
    metric.kind === "rate" || isShare(metric.id) ? formatGateNumber({ id: "rate" }, value) : formatNumber(value);
  const interval = metric.lower === null && metric.upper === null ? "–" : `${show(metric.lower)} to ${show(metric.upper)}`;
  return [
    code(metric.id),
    show(metric.value),
    metric.k === null ? String(metric.n) : `${metric.k} / ${metric.n}`,
    interval,
    escapeMarkdown(metric.method),
  ];
}

function proposedSection(input: ReportInput): Section | null {
  const { proposed, ratifiable } = input.verdict;
  if (!proposed) return null;
  const lines = [
    "## By the judging files of this change",
    `**${proposed.overall}**: what the verdict would be if the changed judging files ruled. It does not decide.`,
  ];
  const different = proposed.gates.filter(
    (gate) => gate.verdict !== input.verdict.gates.find((binding) => binding.id === gate.id)?.verdict,
  );
  if (different.length > 0) lines.push(different.map((gate) => `- ${code(gate.id)}: ${gate.verdict}`).join("\n"));
  if (ratifiable) {
    lines.push(
      `To ratify, an owner named in the base policy approves digest ${code(ratifiable.digest)} of ${ratifiable.files.map((file) => code(file.path)).join(", ")}.`,
    );
  }
  return { title: "proposed verdict", text: lines.join("\n\n") };
}

function deferredSection(input: ReportInput): Section | null {
  const { deferred } = input.verdict;
  if (deferred.length === 0) return null;
  const rows = deferred.map((item) => `- ${code(item.gate)}: ${escapeMarkdown(item.reason)}`);
  return { title: "decided in CI", text: `## Decided in CI\n\n${rows.join("\n")}` };
}

function provenance(input: ReportInput): string {
  const { plan, verdict } = input;
  const rows = [
    ["base", plan.base ? code(short(plan.base.commit)) : "none"],
    ["head", `${code(short(plan.head.commit ?? plan.head.tree))}${plan.head.dirty ? " with uncommitted changes" : ""}`],
    ["policy", `${code(plan.policy.path)} from ${plan.policy.from}, ${code(short(plan.policy.sha256))}`],
    ["mode, enforcement", `${code(plan.mode)}, ${code(verdict.enforce)}`],
    ["plan", code(short(plan.digest))],
    ["tunegate", code(input.tool)],
  ];
  return `<details><summary>Provenance</summary>\n\n${table(["", ""], rows)}\n\n</details>`;
}

function timingSection(input: ReportInput): Section | null {
  if (!input.timings || input.timings.length === 0) return null;
  const rows = input.timings.map((timing) => [escapeMarkdown(timing.phase), formatDuration(timing.ms)]);
  return {
    title: "time",
    text: `<details><summary>Time</summary>\n\n${table(["phase", "time"], rows, ["l", "r"])}\n\n</details>`,
  };
}
