/** `junit.xml`: one suite a stage, one test a gate, so that any CI shows the verdict as tests. */
import type { GateResult, StageId } from "../core/documents.ts";
import { STAGE_IDS } from "../core/documents.ts";
import { formatPlace } from "../core/fault.ts";
import { escapeXml } from "./escape.ts";
import type { ReportInput } from "./input.ts";
import { stageRows } from "./view.ts";
import { formatGateNumber, reasonWords } from "./words.ts";

/** JUnit XML: a gate that fails the check is a failure (ERROR: an error), one that does not is a passed test with its note as output. */
export function renderJunit(input: ReportInput): string {
  const suites = STAGE_IDS.map((stage) => suite(stage, input)).filter((text) => text !== "");
  const { gates } = input.verdict;
  const counts = attributes(gates);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tunegate" ${counts}>\n${suites.join("\n")}\n</testsuites>\n`;
}

function suite(stage: StageId, input: ReportInput): string {
  const gates = input.verdict.gates.filter((gate) => gate.stage === stage);
  const row = stageRows(input).find((candidate) => candidate.id === stage);
  if (gates.length === 0 && !row) return "";
  const cases = gates.map((gate) => testcase(gate, input));
  if (gates.length === 0 && row) cases.push(skippedCase(stage, row.reason));
  const skipped = gates.length === 0 ? 1 : 0;
  return `  <testsuite name="${stage}" ${attributes(gates, skipped)}>\n${cases.join("\n")}\n  </testsuite>`;
}

function skippedCase(stage: StageId, reason: string): string {
  return `    <testcase classname="tunegate.${stage}" name="${stage}"><skipped message="${escapeXml(reason)}"/></testcase>`;
}

function attributes(gates: readonly GateResult[], skipped = 0): string {
  const failing = gates.filter((gate) => gate.fails);
  const errors = failing.filter((gate) => gate.verdict === "ERROR").length;
  return `tests="${gates.length + skipped}" failures="${failing.length - errors}" errors="${errors}" skipped="${skipped}"`;
}

function testcase(gate: GateResult, input: ReportInput): string {
  const open = `    <testcase classname="tunegate.${gate.stage}" name="${escapeXml(gate.id)}"`;
  if (gate.verdict === "PASS") return `${open}/>`;
  const text = escapeXml(details(gate, input));
  const message = escapeXml(`${gate.verdict}: ${gate.note}`);
  if (!gate.fails) return `${open}><system-out>${message}\n${text}</system-out></testcase>`;
  const tag = gate.verdict === "ERROR" ? "error" : "failure";
  return `${open}><${tag} type="${gate.reason}" message="${message}">${text}</${tag}></testcase>`;
}

function details(gate: GateResult, input: ReportInput): string {
  const lines = [
    `${reasonWords(gate.reason)}; value ${formatGateNumber(gate, gate.value)}, bound ${formatGateNumber(gate, gate.bound)}, limit ${formatGateNumber(gate, gate.limit)}`,
  ];
  if (gate.cases.length > 0) lines.push(`cases: ${gate.cases.slice(0, 50).join(", ")}`);
  if (gate.rule === "findings") {
    for (const finding of (input.evidence.get(gate.stage)?.findings ?? []).slice(0, 50)) {
      lines.push(
        `${formatPlace({ path: finding.place.path, line: finding.place.line })} ${finding.rule}: ${finding.message}; ${finding.fix}`,
      );
    }
  }
  return lines.join("\n");
}
