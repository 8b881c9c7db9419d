/** The sticky comment: plain words for whoever reads the pull request, and what changed since the last push. */
import type { GateResult, Verdict, VerdictWord } from "../core/documents.ts";
import { VERDICT_WORDS } from "../core/documents.ts";
import { formatPlace } from "../core/fault.ts";
import type { ReportInput } from "./input.ts";
import { code, escapeMarkdown, joinSections, type Section } from "./markdown.ts";
import { findings, judgingNote, reasons, short } from "./view.ts";
import { consequence, headline, plural, reasonWords, stageWords } from "./words.ts";

/** What a comment remembers for the next push. Nothing in it comes from the pull request but gate ids and words. */
export interface CommentState {
  readonly head: string;
  readonly overall: VerdictWord;
  /** Gates that were not PASS. */
  readonly gates: Readonly<Record<string, VerdictWord>>;
}

export interface CommentLinks {
  readonly report: string | null;
  readonly run: string;
}

export interface CommentInput {
  readonly report: Pick<ReportInput, "verdict" | "plan" | "evidence">;
  readonly links: CommentLinks;
  readonly previous: CommentState | null;
  /** Sentences about what could not be published. */
  readonly degraded: readonly string[];
}

const LIMIT = 60_000;
const TOP = 5;
const GATE_ID = /^[a-z0-9][A-Za-z0-9._-]{0,200}$/;

/** Hidden mark by which the comment of one project is found again; the root tells projects of one repository apart. */
export function commentMarker(root: string): string {
  return `<!-- tunegate:comment ${encodeURIComponent(root)} -->`;
}

/** The whole comment, under GitHub's limit of 65,536 characters. */
export function renderComment(input: CommentInput): string {
  const { verdict, plan } = input.report;
  const state: CommentState = { head: plan.head.commit ?? plan.head.tree, overall: verdict.overall, gates: badGates(verdict) };
  const sections = [
    { title: "verdict", text: head(input) },
    top(input),
    changes(input.previous, state),
    { title: "links", text: links(input) },
  ].filter((section): section is Section => section !== null);
  const body = joinSections(sections, LIMIT, "The whole report is among the files of the run.");
  return `${commentMarker(plan.root)}\n${body}\n${stateMark(state)}\n`;
}

/** A comment for a run that has no verdict. */
export function renderFailureComment(root: string, sentence: string, fix: string | null, run: string): string {
  const lines = [
    commentMarker(root),
    "## 🛑 tunegate: no verdict",
    `**The check itself failed; this says nothing about the change.** ${escapeMarkdown(sentence)}`,
  ];
  if (fix) lines.push(`Fix: ${escapeMarkdown(fix)}`);
  lines.push(`[Run](${run})`);
  return `${lines.join("\n\n")}\n`;
}

const MARKS: Readonly<Record<VerdictWord, string>> = { PASS: "✅", WARN: "⚠️", INCONCLUSIVE: "❔", ERROR: "🛑", BLOCK: "⛔" };

function head({ report, degraded }: CommentInput): string {
  const { verdict } = report;
  const lines = [`## ${MARKS[verdict.overall]} tunegate: ${verdict.overall}`, `**${headline(verdict.overall)}** ${consequence(verdict)}`];
  const note = judgingNote(verdict);
  if (note) lines.push(`> ${note}`);
  if (verdict.ratifiable) lines.push(`> Digest to ratify: ${code(verdict.ratifiable.digest)}`);
  for (const sentence of degraded) lines.push(`> ${escapeMarkdown(sentence)}`);
  return lines.join("\n\n");
}

function top({ report }: CommentInput): Section | null {
  const list = reasons(report.verdict.gates);
  if (list.length === 0) return null;
  const items = list.slice(0, TOP).map((gate, index) => `${index + 1}. ${reason(gate, report)}`);
  const rest = list.length > TOP ? `\n\nand ${plural(list.length - TOP, "more reason")} in the report.` : "";
  return { title: "reasons", text: `### Why\n\n${items.join("\n")}${rest}` };
}

function reason(gate: GateResult, report: CommentInput["report"]): string {
  const mild = gate.fails ? "" : " _(does not fail the check)_";
  const lead = `**${stageWords(gate.stage)}: ${reasonWords(gate.reason)}.** ${escapeMarkdown(gate.note)}${mild} ${code(gate.id)} ${gate.verdict}`;
  if (gate.rule !== "findings") return lead;
  const first = findings(report).find((finding) => finding.stage === gate.stage && finding.severity !== "info");
  if (!first) return lead;
  return `${lead}\n   First: ${code(formatPlace({ path: first.place.path, line: first.place.line }))} ${escapeMarkdown(first.message)} → ${escapeMarkdown(first.fix)}`;
}

function changes(previous: CommentState | null, now: CommentState): Section | null {
  if (previous === null || previous.head === now.head) return null;
  const lines: string[] = [];
  for (const id of [...new Set([...Object.keys(previous.gates), ...Object.keys(now.gates)])].sort()) {
    const [before, after] = [previous.gates[id] ?? "PASS", now.gates[id] ?? "PASS"];
    if (before !== after) lines.push(`- ${code(id)}: ${before} → ${after}`);
  }
  const lead = previous.overall === now.overall ? `Still ${now.overall}.` : `${previous.overall} → **${now.overall}**.`;
  const body = lines.length === 0 ? "No gate changed." : lines.slice(0, 20).join("\n");
  return { title: "changes", text: `### Since the last push (${code(short(previous.head))})\n\n${lead}\n\n${body}` };
}

function links({ report, links }: CommentInput): string {
  const { plan } = report;
  const open = links.report ? `[Open the report](${links.report}) · ` : "";
  return `${open}[Run](${links.run})\n\n<sub>head ${code(short(plan.head.commit ?? plan.head.tree))} · policy from ${plan.policy.from} · plan ${code(short(plan.digest))}</sub>`;
}

function badGates(verdict: Verdict): Record<string, VerdictWord> {
  return Object.fromEntries(
    verdict.gates.filter((gate) => gate.verdict !== "PASS" && GATE_ID.test(gate.id)).map((gate) => [gate.id, gate.verdict]),
  );
}

function stateMark(state: CommentState): string {
  return `<!-- tunegate:state ${JSON.stringify(state).replaceAll(">", "\\u003e").replaceAll("--", "-\\u002d")} -->`;
}

/** State of an earlier comment of ours; null when there is none or it is not as we write it. */
export function readState(body: string): CommentState | null {
  const match = /<!-- tunegate:state (\{.*\}) -->/.exec(body);
  if (!match) return null;
  try {
    const value = JSON.parse(match[1]!) as Partial<CommentState>;
    const words = VERDICT_WORDS as readonly unknown[];
    if (typeof value.head !== "string" || !/^[0-9a-f]{7,64}$/.test(value.head) || !words.includes(value.overall)) return null;
    const gates = Object.entries(value.gates ?? {});
    if (!gates.every(([id, word]) => GATE_ID.test(id) && words.includes(word))) return null;
    return { head: value.head, overall: value.overall!, gates: Object.fromEntries(gates) };
  } catch {
    return null;
  }
}
