import type { Outcome } from "../../core/documents.ts";
import { answer } from "../cases.ts";
import { escapeHtml } from "../escape.ts";
import type { ReportInput } from "../input.ts";
import { plural } from "../words.ts";
import type { CaseTable } from "./case-data.ts";

const STATIC_ROWS = 200;

/** Wrong answers as a plain table (for paper and without scripts), and the explorer of all cases for the screen. */
export function casesSection(input: ReportInput, data: CaseTable): string {
  const wrong = input.outcomes.filter((outcome) => outcome.correct === false);
  return `<section id="cases"><h2>Cases</h2>${explorer(data)}${wrongTable(wrong)}</section>`;
}

function explorer(data: CaseTable): string {
  const head = ["case", ...data.columns.map((column) => column.name)].map((name) => `<span>${escapeHtml(name)}</span>`).join("");
  return `<div id="explorer" hidden>
<div class="filters"><input id="case-query" type="search" placeholder="Filter by id, group or answer" aria-label="Filter cases">
<select id="case-kind" aria-label="Which cases"><option value="wrong">wrong answers</option><option value="changed">answers that changed</option><option value="all">all cases</option></select></div>
<p class="small muted" id="case-count" aria-live="polite"></p>
<div id="case-view" tabindex="0" role="region" aria-label="Cases"><div class="case-row case-head">${head}</div><div id="case-pad"><div id="case-rows"></div></div></div>
</div>`;
}

function wrongTable(wrong: readonly Outcome[]): string {
  if (wrong.length === 0) return "<p>No wrong answer.</p>";
  const rows = wrong
    .slice(0, STATIC_ROWS)
    .map(
      (outcome) =>
        `<tr>${[outcome.id, outcome.suite, outcome.gold ?? "", answer(outcome) ?? ""].map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`,
    );
  const more =
    wrong.length > STATIC_ROWS ? `<p class="small muted">${wrong.length - STATIC_ROWS} more in evidence/eval/outcomes.jsonl.</p>` : "";
  return `<details class="static-cases"><summary>${plural(wrong.length, "wrong answer")}</summary><div class="scroll"><table><thead><tr><th>case</th><th>suite</th><th>right answer</th><th>now</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>${more}</details>`;
}
