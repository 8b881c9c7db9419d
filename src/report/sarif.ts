/** `findings.sarif`: SARIF 2.1.0 for code scanning. Messages carry rule, shape and place, never the text that was found. */
import type { Finding, Severity, StageId } from "../core/documents.ts";
import type { ReportInput } from "./input.ts";
import { oneLine } from "./markdown.ts";
import { findings, type StagedFinding } from "./view.ts";
import { formatNumber, plural } from "./words.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** Code scanning keeps 25,000 results a run; the gravest come first, so those are kept. */
const MAX_RESULTS = 25_000;
const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = { block: "error", warn: "warning", info: "note" };
/** Code scanning's scale 0 to 10: 9 and above is shown as critical. */
const SECURITY: Readonly<Record<Severity, string>> = { block: "9.0", warn: "6.0", info: "2.0" };

/** SARIF text of all findings, and of every gate that is not PASS for a reason other than findings. */
export function renderSarif(input: ReportInput): string {
  const all = findings(input);
  return sarifLog(all, input.tool, input.plan.root, (left) => ({
    invocations: [invocation(input, left)],
    properties: { verdict: input.verdict.overall, fails: input.verdict.fails, plan: input.plan.digest },
  }));
}

/** SARIF text of findings alone, for `scan --sarif`: no policy, so no verdict. */
export function findingsSarif(all: readonly Finding[], tool: string): string {
  const staged = all.map((finding) => ({ ...finding, stage: "phi" as const }));
  return sarifLog(staged, tool, ".", () => ({ invocations: [{ executionSuccessful: true }] }));
}

/**
 * SARIF text in place of one that was withheld. It has no `results` at all: an empty list would tell code scanning that every alert is settled.
 * @param sentence why it was withheld
 */
export function withheldSarif(sentence: string, tool: string): string {
  const run = {
    tool: { driver: { name: "tunegate", semanticVersion: semantic(tool) } },
    automationDetails: { id: "tunegate/" },
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: "error", message: { text: sentence } }] }],
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 1)}\n`;
}

function sarifLog(all: readonly StagedFinding[], tool: string, root: string, more: (left: number) => object): string {
  const results = all.slice(0, MAX_RESULTS);
  const rules = ruleList(all);
  const index = new Map(rules.map((rule, position) => [rule.id, position]));
  const run = {
    tool: { driver: { name: "tunegate", semanticVersion: semantic(tool), rules } },
    automationDetails: { id: "tunegate/" },
    columnKind: "utf16CodeUnits",
    results: results.map((finding) => result(finding, index, root)),
    ...more(all.length - results.length),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 1)}\n`;
}

function semantic(version: string): string {
  return /^\d+\.\d+\.\d+/.test(version) ? version : `0.0.0-${version}`;
}

/** Gates are notifications: they have no line of their own, and a result without a place is not shown. */
function invocation(input: ReportInput, left: number): object {
  const notes = input.verdict.gates
    .filter((gate) => gate.verdict !== "PASS")
    .map((gate) => ({
      level: gate.fails ? "error" : "warning",
      descriptor: { id: gate.id },
      message: {
        text: oneLine(`${gate.verdict} ${gate.id}: ${gate.note} (value ${formatNumber(gate.value)}, limit ${formatNumber(gate.limit)})`),
      },
    }));
  if (left > 0) {
    notes.push({
      level: "warning",
      descriptor: { id: "tunegate.left-out" },
      message: { text: `${plural(left, "finding")} left out; findings.jsonl in the run folder has all` },
    });
  }
  return { executionSuccessful: input.verdict.overall !== "ERROR", exitCode: input.verdict.exit_code, toolExecutionNotifications: notes };
}

function ruleList(all: readonly StagedFinding[]): readonly { id: string }[] {
  const first = new Map<string, StagedFinding>();
  for (const finding of all) if (!first.has(finding.rule)) first.set(finding.rule, finding);
  return [...first.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1)).map(rule);
}

function rule(finding: StagedFinding): { id: string } & Record<string, unknown> {
  return {
    id: finding.rule,
    name: finding.rule.replace(/(^|[.-])(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${finding.rule} (${finding.stage})` },
    fullDescription: { text: `tunegate rule ${finding.rule} of the ${finding.stage} stage` },
    help: { text: oneLine(finding.fix) || "see the report" },
    defaultConfiguration: { level: LEVELS[finding.severity] },
    properties: { tags: tags(finding.stage), "security-severity": SECURITY[finding.severity], precision: "high" },
  };
}

function tags(stage: StageId): readonly string[] {
  return stage === "phi" ? ["privacy", "phi"] : ["clinical-ai", stage];
}

function result(finding: StagedFinding, index: ReadonlyMap<string, number>, root: string): object {
  const { record, pointer, column } = finding.place;
  return {
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule) ?? 0,
    level: LEVELS[finding.severity],
    message: { text: message(finding) },
    locations: [{ physicalLocation: physical(finding, root), ...logical(finding) }],
    partialFingerprints: { "tunegateFingerprint/v1": finding.fingerprint, primaryLocationLineHash: finding.fingerprint.slice(0, 16) },
    rank: Math.round(finding.confidence * 100),
    properties: { stage: finding.stage, kind: finding.kind, record, pointer, column },
  };
}

function message(finding: Finding): string {
  const shape = finding.shape ? ` Shape: ${finding.shape}.` : "";
  return oneLine(`${finding.message}${/[.!?]$/.test(finding.message) ? "" : "."}${shape} Fix: ${finding.fix}`);
}

/** A finding without a path (such as a failed stage) is placed at the root, because code scanning drops results without one. */
function physical(finding: Finding, root: string): object {
  const path = root === "." ? finding.place.path : `${root}/${finding.place.path}`;
  const uri = path === "" ? "." : path.split("/").map(encodeURIComponent).join("/");
  return { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine: finding.place.line ?? 1 } };
}

function logical(finding: Finding): object {
  const { record, pointer, column } = finding.place;
  if (record === undefined && pointer === undefined && column === undefined) return {};
  const name = [record === undefined ? "" : `record ${record}`, column ?? pointer ?? ""].filter(Boolean).join(" ");
  return { logicalLocations: [{ fullyQualifiedName: oneLine(name), kind: "member" }] };
}
