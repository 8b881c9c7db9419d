/** `report.html`: one file, no network, for people who decide. Verdict first, then reasons with place and fix, then pictures and tables. */
import { createHash } from "node:crypto";
import { escapeHtml, scriptJson } from "../escape.ts";
import type { ReportInput } from "../input.ts";
import { caseTable } from "./case-data.ts";
import { casesSection } from "./case-section.ts";
import { drawChart } from "./charts.ts";
import { CLIENT_SCRIPT } from "./client-script.ts";
import { phiSection } from "./phi.ts";
import { type Picture, pictures } from "./pictures.ts";
import {
  findingsSection,
  flipsSection,
  gatesSection,
  headerHtml,
  notesSection,
  provenanceSection,
  reasonsSection,
  stagesSection,
} from "./sections.ts";
import { STYLE } from "./style.ts";

/** The whole page. Same input, same bytes; works from disk, with scripts off, on a phone and on paper. */
export function renderHtml(input: ReportInput): string {
  const data = input.outcomes.length === 0 ? null : caseTable(input.outcomes, input.before);
  const scriptHash = createHash("sha256").update(CLIENT_SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`;
  const parts = [
    notesSection(input),
    reasonsSection(input),
    stagesSection(input),
    picturesSection(pictures(input)),
    flipsSection(input),
    data ? casesSection(input, data) : "",
    phiSection(input),
    findingsSection(input),
    gatesSection(input),
    provenanceSection(input),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>tunegate: ${input.verdict.overall}</title>
<style>${STYLE}</style>
</head>
<body>
${headerHtml(input)}
<main>
${parts.filter((part) => part !== "").join("\n")}
<footer>Made by tunegate ${escapeHtml(input.tool)}. This file holds no text of a record and loads nothing from anywhere.</footer>
</main>
${data ? `<script type="application/json" id="cases-data">${scriptJson(data)}</script>\n<script>${CLIENT_SCRIPT}</script>` : ""}
</body>
</html>
`;
}

function picturesSection(list: readonly Picture[]): string {
  if (list.length === 0) return "";
  const figures = list.map(
    (picture) =>
      `<figure><h3>${escapeHtml(picture.title)}</h3><figcaption>${escapeHtml(picture.caption)}</figcaption>${picture.charts.map(drawChart).join("")}</figure>`,
  );
  return `<section id="pictures"><h2>Pictures</h2>${figures.join("\n")}</section>`;
}
