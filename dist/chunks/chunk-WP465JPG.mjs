import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  STAGE_IDS,
  VERDICT_WORDS
} from "./chunk-53WHWWPF.mjs";
import {
  compareFindings
} from "./chunk-PVWUX44P.mjs";

// src/report/words.ts
var HEADLINES = {
  PASS: "Every planned check ran, and nothing speaks against this change.",
  WARN: "Nothing stops this change, but there is something to read first.",
  INCONCLUSIVE: "It cannot be shown that this change is safe.",
  ERROR: "The check itself failed; this says nothing about the change.",
  BLOCK: "This change must not be merged as it is."
};
function headline(word) {
  return HEADLINES[word];
}
function consequence(verdict) {
  if (verdict.fails) return "The check fails.";
  if (verdict.overall === "PASS") return "The check is green.";
  if (verdict.enforce === "observe") return "The policy says `enforce: observe`: shown, and the check stays green.";
  if (verdict.enforce === "new-only") return "The policy says `enforce: new-only`: what was there before does not fail the check.";
  return "The policy lets the check stay green.";
}
var REASON_WORDS = {
  ok: "in order",
  floor: "the floor is not reached",
  ceiling: "the ceiling is not kept",
  regression: "worse than the accepted baseline",
  veto: "a case that must never be missed is missed",
  finding: "defects found",
  "no-baseline": "there is nothing to compare with yet",
  incomparable: "the baseline was made under other conditions",
  "too-few": "too few cases to be sure",
  "no-power": "the test could not have seen a change",
  "not-checked": "not checked here",
  "stale-adapter": "the adapter was not trained from this tree",
  "untrusted-answers": "the answers were recorded by the author of the change",
  "edited-cases": "evaluation cases were edited or removed",
  nondeterministic: "two equal runs gave different results",
  "shim-not-applied": "the training could not be observed",
  "stage-failed": "the stage did not finish",
  waived: "waived by an approved exception"
};
function reasonWords(reason) {
  return REASON_WORDS[reason];
}
var STAGE_WORDS = {
  phi: "Patient data",
  data: "Data sets",
  audit: "Data audit",
  smoke: "Training",
  adapter: "Adapter",
  eval: "Model behaviour"
};
function stageWords(stage) {
  return STAGE_WORDS[stage];
}
var PERCENT = ["rate", "recall", "specificity", "accuracy", "agreement", "triage", "retention"];
function isShare(id) {
  return PERCENT.some((word) => id.includes(word));
}
function formatNumber(value) {
  if (value === null) return "\u2013";
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}
function formatShare(value) {
  return value === null ? "\u2013" : `${(value * 100).toFixed(1)} %`;
}
function formatGateNumber(gate, value) {
  return isShare(gate.id) && !gate.id.endsWith(".never-miss") ? formatShare(value) : formatNumber(value);
}
function plural(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
function formatDuration(ms) {
  if (ms < 1e3) return `${Math.round(ms)} ms`;
  if (ms < 6e4) return `${(ms / 1e3).toFixed(1)} s`;
  const seconds = Math.round(ms / 1e3);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// src/report/markdown.ts
var UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
function oneLine(text) {
  return text.replace(/[\n\t]+/g, " ").replace(UNSEEN, "\uFFFD").toWellFormed();
}
function escapeMarkdown(text) {
  return oneLine(text).replace(/[\\`*_{}[\]()#+!|~<>&]/g, (char) => char === "<" ? "&lt;" : char === ">" ? "&gt;" : char === "&" ? "&amp;" : `\\${char}`).replace(/@(?=[\w-])/g, "@\u2060").replace(/:\/\//g, ":\u2060//");
}
function code(text) {
  const clean = oneLine(text).replaceAll("|", "\\|");
  if (clean === "") return "\u2013";
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
  return `${fence}${pad}${clean}${pad}${fence}`;
}
function table(head, rows, align = []) {
  const rule = head.map((_, index) => align[index] === "r" ? "---:" : "---");
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
function joinSections(sections, limitBytes, pointer) {
  const kept = [];
  const dropped = [];
  let left = limitBytes - NOTE_BYTES - Buffer.byteLength(pointer);
  for (const [index, section] of sections.entries()) {
    const text = index === 0 ? cutAtLine(section.text, left - 2) : section.text;
    const bytes = Buffer.byteLength(text) + 2;
    if (bytes > left) {
      dropped.push(section.title);
      continue;
    }
    left -= bytes;
    kept.push(text);
  }
  if (dropped.length > 0) kept.push(`_Left out for length: ${dropped.slice(0, 12).join(", ")}. ${pointer}_`);
  return `${kept.join("\n\n")}
`;
}
var NOTE_BYTES = 600;
function cutAtLine(text, bytes) {
  if (Buffer.byteLength(text) <= bytes) return text;
  let used = 0;
  const lines = [];
  for (const line of text.split("\n")) {
    used += Buffer.byteLength(line) + 1;
    if (used > bytes) break;
    lines.push(line);
  }
  return lines.join("\n");
}

// src/report/view.ts
var SEVERITY_RANK = { block: 0, warn: 1, info: 2 };
function reasons(gates) {
  return gates.filter((gate) => gate.verdict !== "PASS").sort(compareGates);
}
function compareGates(a, b) {
  return Number(b.fails) - Number(a.fails) || VERDICT_WORDS.indexOf(b.verdict) - VERDICT_WORDS.indexOf(a.verdict) || Number(b.class === "safety") - Number(a.class === "safety") || (a.id < b.id ? -1 : Number(a.id > b.id));
}
function findings(input) {
  const all = [];
  for (const stage of STAGE_IDS) {
    for (const finding of input.evidence.get(stage)?.findings ?? []) all.push({ ...finding, stage });
  }
  return all.sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || compareFindings(a, b));
}
function findingCount(input) {
  let total = 0;
  for (const evidence of input.evidence.values()) {
    total += evidence.truncated ? Math.max(evidence.counts.findings ?? 0, evidence.findings.length) : evidence.findings.length;
  }
  return total;
}
function stageRows(input) {
  return input.plan.stages.map((planned) => {
    const evidence = input.evidence.get(planned.id);
    const gates = input.verdict.gates.filter((gate) => gate.stage === planned.id);
    return {
      id: planned.id,
      planned: planned.run,
      reason: evidence?.reason ?? planned.reason,
      status: evidence ? evidence.status : planned.run ? "no-evidence" : "not-planned",
      worst: worst(gates),
      findings: evidence?.findings.length ?? 0
    };
  }).sort((a, b) => STAGE_IDS.indexOf(a.id) - STAGE_IDS.indexOf(b.id));
}
function worst(gates) {
  let index = -1;
  for (const gate of gates) index = Math.max(index, VERDICT_WORDS.indexOf(gate.verdict));
  return index === -1 ? null : VERDICT_WORDS[index];
}
function judgingNote(verdict) {
  if (verdict.bootstrap) return "There is no policy in the base: the head's own files decide, so the verdict is at best WARN.";
  if (verdict.ratifiable) {
    return "Only the changed judging files separate this verdict from the proposed one: an owner named in the base policy can ratify them.";
  }
  if (verdict.proposed) return "Judging files changed: the base's files rule; the verdict by the head's files is shown beside it.";
  return null;
}
function short(digest) {
  return digest === null ? "\u2013" : digest.slice(0, 12);
}

export {
  oneLine,
  escapeMarkdown,
  code,
  table,
  joinSections,
  reasons,
  findings,
  findingCount,
  stageRows,
  judgingNote,
  short,
  headline,
  consequence,
  reasonWords,
  stageWords,
  isShare,
  formatNumber,
  formatShare,
  formatGateNumber,
  plural,
  formatDuration
};
