/** The written parts of the page, top to bottom. Each gives HTML, or an empty string when there is nothing to say. */
import type { GateResult } from "../../core/documents.ts";
import { formatPlace } from "../../core/fault.ts";
import { type Flip, flips } from "../cases.ts";
import { escapeHtml } from "../escape.ts";
import type { ReportInput } from "../input.ts";
import { findingCount, findings, judgingNote, reasons, type StagedFinding, short, stageRows } from "../view.ts";
import { consequence, formatDuration, formatGateNumber, headline, plural, reasonWords, stageWords } from "../words.ts";

const MAX_FINDINGS = 200;
/** Longer tables start folded, so that the page stays one that is read. */
const OPEN_ROWS = 25;
const MAX_FLIPS = 100;
const MAX_CASES = 12;

const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;
const badge = (word: string): string => `<span class="badge ${word}">${word}</span>`;
const prose = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");

/** The band at the top: the word, what it means, what follows. */
export function headerHtml(input: ReportInput): string {
  const { verdict, plan } = input;
  const event = plan.event.pull_request ? ` · pull request ${plan.event.pull_request}` : "";
  const dirty = plan.head.dirty ? " with uncommitted changes" : "";
  const head = `${code(short(plan.head.commit ?? plan.head.tree))}${dirty}`;
  const base = plan.base ? ` against ${code(short(plan.base.commit))}` : "";
  return `<header class="${verdict.overall}"><div><h1>${verdict.overall}</h1>
<p class="lead">${headline(verdict.overall)}</p><p>${prose(consequence(verdict))}</p>
<p class="small muted">${head}${base}${event} · mode ${escapeHtml(plan.mode)}</p></div></header>`;
}

/** Bootstrap, changed judging files, what only CI can decide. */
export function notesSection(input: ReportInput): string {
  const { verdict, plan } = input;
  const notes = [judgingNote(verdict), ...plan.notes].filter((note) => note !== null).map((note) => `<p class="note">${prose(note)}</p>`);
  if (verdict.ratifiable) {
    const files = verdict.ratifiable.files.map((file) => code(file.path)).join(", ");
    notes.push(`<p class="small">Digest to ratify: ${code(verdict.ratifiable.digest)} (${files})</p>`);
  }
  if (verdict.proposed) notes.push(`<p class="small">By the head's judging files: ${badge(verdict.proposed.overall)}</p>`);
  const deferred = verdict.deferred.map((item) => `<li>${code(item.gate)} ${escapeHtml(item.reason)}</li>`);
  if (deferred.length > 0) notes.push(`<h3>Decided in CI</h3><ul>${deferred.join("")}</ul>`);
  return notes.join("\n");
}

/** One card a gate that is not PASS. */
export function reasonsSection(input: ReportInput): string {
  const list = reasons(input.verdict.gates);
  if (list.length === 0)
    return `<section id="why"><h2>Why</h2><p>${plural(input.verdict.gates.length, "gate")} looked at, all passed.</p></section>`;
  const all = findings(input);
  return `<section id="why"><h2>Why</h2>${list.map((gate) => reasonCard(gate, all)).join("\n")}</section>`;
}

function reasonCard(gate: GateResult, all: readonly StagedFinding[]): string {
  const mild = gate.fails ? "" : ' <span class="small muted">does not fail the check</span>';
  const places =
    gate.rule === "findings" ? findingList(all.filter((finding) => finding.stage === gate.stage && finding.severity !== "info")) : "";
  return `<article class="reason ${gate.verdict}" id="gate-${escapeHtml(gate.id)}"><h3>${badge(gate.verdict)} ${stageWords(gate.stage)}: ${reasonWords(gate.reason)}${mild}</h3>
<p>${prose(gate.note)}</p>${facts(gate)}${places}${caseLinks(gate)}<p class="small muted">${code(gate.id)} · ${gate.class}</p></article>`;
}

function facts(gate: GateResult): string {
  if (gate.rule === "findings") return "";
  const items: [string, string][] = [];
  if (gate.value !== null) items.push(["value", formatGateNumber(gate, gate.value)]);
  if (gate.bound !== null) items.push(["bound", formatGateNumber(gate, gate.bound)]);
  if (gate.limit !== null) items.push(["limit", formatGateNumber(gate, gate.limit)]);
  if (gate.needed_n !== undefined) items.push(["cases that would settle it", String(gate.needed_n)]);
  if (items.length === 0) return "";
  return `<ul class="facts">${items.map(([name, value]) => `<li>${name} <b>${escapeHtml(value)}</b></li>`).join("")}</ul>`;
}

function findingList(list: readonly StagedFinding[]): string {
  const items = list
    .slice(0, 5)
    .map(
      (finding) =>
        `<li>${placeCode(finding)}${finding.shape ? ` shape ${code(finding.shape)}` : ""}<br>${prose(finding.message)}<br><span class="fix">${prose(finding.fix)}</span></li>`,
    );
  if (list.length > 5) items.push(`<li><a href="#findings">${plural(list.length - 5, "more finding")}</a></li>`);
  return items.length === 0 ? "" : `<ul class="places">${items.join("")}</ul>`;
}

function placeCode(finding: StagedFinding): string {
  const { path, line, record, pointer, column } = finding.place;
  return code(formatPlace({ path, line, record, pointer: pointer ?? column }) || "the run itself");
}

/** Ids of evaluation cases become links into the table; places (with a slash or colon) stay text. */
function caseLinks(gate: GateResult): string {
  if (gate.rule === "findings" || gate.cases.length === 0) return "";
  const shown = gate.cases
    .slice(0, MAX_CASES)
    .map((id) => (gate.stage === "eval" ? `<a href="#case=${escapeHtml(encodeURIComponent(id))}">${escapeHtml(id)}</a>` : code(id)));
  const more = gate.cases.length > MAX_CASES ? ` and ${gate.cases.length - MAX_CASES} more` : "";
  return `<p class="cases small">${gate.stage === "eval" ? "Cases: " : ""}${shown.join(" ")}${more}</p>`;
}

const STATUS_WORDS = {
  ok: "ran",
  skipped: "skipped",
  error: "did not finish",
  "no-evidence": "planned, left no evidence",
  "not-planned": "not planned",
} as const;

/** What ran and what did not, one tile a stage. */
export function stagesSection(input: ReportInput): string {
  const tiles = stageRows(input).map((row) => {
    const word = row.worst ?? (row.status === "no-evidence" || row.status === "error" ? "ERROR" : "NONE");
    const count = row.findings > 0 ? ` · ${plural(row.findings, "finding")}` : "";
    return `<li class="${word}"><b>${stageWords(row.id)}</b><span>${row.worst ?? "–"}</span><br><span class="small muted">${STATUS_WORDS[row.status]}${count}<br>${escapeHtml(row.reason)}</span></li>`;
  });
  return `<section id="stages"><h2>What was checked</h2><ul class="steps">${tiles.join("")}</ul></section>`;
}

/** Cases whose answer turned from right to wrong or back, by id. */
export function flipsSection(input: ReportInput): string {
  const all = flips(input.before, input.outcomes);
  if (all.length === 0) return "";
  const broken = all.filter((flip) => flip.kind === "broken");
  const fixed = all.filter((flip) => flip.kind === "fixed");
  const lead = `${plural(broken.length, "case")} right before and wrong now, ${fixed.length} the other way round.`;
  return `<section id="flips"><h2>Answers that changed</h2><p>${lead}</p>${flipTable("Broken", broken)}${flipTable("Fixed", fixed)}</section>`;
}

function flipTable(title: string, list: readonly Flip[]): string {
  if (list.length === 0) return "";
  const rows = list.slice(0, MAX_FLIPS).map((flip) => {
    const cells = [flip.gold, flip.before, flip.after].map((cell) => `<td>${escapeHtml(cell ?? "–")}</td>`).join("");
    return `<tr><td><a href="#case=${escapeHtml(encodeURIComponent(flip.id))}">${escapeHtml(flip.id)}</a></td>${cells}</tr>`;
  });
  const more = list.length > MAX_FLIPS ? `<p class="small muted">${list.length - MAX_FLIPS} more in the table of cases.</p>` : "";
  const open = title === "Broken" && list.length <= OPEN_ROWS ? " open" : "";
  return `<details${open}><summary>${title} (${list.length})</summary><div class="scroll"><table><thead><tr><th>case</th><th>right answer</th><th>before</th><th>now</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>${more}</details>`;
}

/** Every finding, up to a number that a browser likes; the rest is counted. */
export function findingsSection(input: ReportInput): string {
  const all = findings(input);
  if (all.length === 0) return "";
  const rows = all.slice(0, MAX_FINDINGS).map((finding) => {
    const word = finding.severity === "block" ? "BLOCK" : finding.severity === "warn" ? "WARN" : "NONE";
    return `<tr><td><span class="badge ${word}">${finding.severity}</span></td><td>${placeCode(finding)}</td><td>${code(finding.rule)}${finding.shape ? `<br>${code(finding.shape)}` : ""}</td><td>${prose(finding.fix)}</td></tr>`;
  });
  const left = findingCount(input) - rows.length;
  const more = left > 0 ? `<p class="small muted">${plural(left, "more finding")} in findings.sarif.</p>` : "";
  const open = rows.length <= OPEN_ROWS ? " open" : "";
  const table = `<div class="scroll"><table><thead><tr><th>severity</th><th>place</th><th>rule and shape</th><th>fix</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
  return `<section id="findings"><h2>Findings</h2><details${open}><summary>${plural(findingCount(input), "finding")}</summary>${table}${more}</details></section>`;
}

/** Every gate with its numbers. */
export function gatesSection(input: ReportInput): string {
  const rows = input.verdict.gates.map((gate) => {
    const numbers = [gate.value, gate.bound, gate.limit]
      .map((value) => `<td class="n">${escapeHtml(formatGateNumber(gate, value))}</td>`)
      .join("");
    return `<tr><td>${code(gate.id)}</td><td>${badge(gate.verdict)}</td>${numbers}<td>${reasonWords(gate.reason)}</td></tr>`;
  });
  if (rows.length === 0) return "";
  return `<section id="gates"><h2>All gates</h2><div class="scroll"><table><thead><tr><th>gate</th><th>verdict</th><th class="n">value</th><th class="n">bound</th><th class="n">limit</th><th>why</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
}

/** Digests and versions, for those who check. */
export function provenanceSection(input: ReportInput): string {
  const { plan, verdict } = input;
  const rows: [string, string][] = [
    ["plan", code(plan.digest)],
    ["policy", `${code(plan.policy.path)} from ${plan.policy.from}, ${code(plan.policy.sha256)}`],
    ["base", plan.base ? `${code(plan.base.commit)}, tree ${code(plan.base.tree)}` : "none"],
    ["head", `${plan.head.commit ? code(plan.head.commit) : "not committed"}, tree ${code(plan.head.tree)}`],
    ["enforcement", `${escapeHtml(verdict.enforce)}; exit code ${verdict.exit_code}`],
    ...(input.timings ?? []).map(({ phase, ms }): [string, string] => [`time: ${escapeHtml(phase)}`, formatDuration(ms)]),
  ];
  return `<section id="provenance"><details><summary>Provenance</summary><div class="scroll"><table><tbody>${rows.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join("")}</tbody></table></div></details></section>`;
}
