/** Views of a verdict and its evidence, one file a format; read by no stage. */
import { assembleReport, type JudgedParts } from "./assemble.ts";
import type { RenderedFile } from "./input.ts";
import { renderJunit } from "./junit.ts";
import { renderMetricsCsv } from "./metrics-csv.ts";
import { renderSarif } from "./sarif.ts";
import { renderSummary } from "./summary.ts";

export type { JudgedParts } from "./assemble.ts";
export { assembleReport } from "./assemble.ts";
export type { RenderedFile, ReportInput, SmokeView, SuiteView } from "./input.ts";

/**
 * Every report of a run folder, in a fixed order. Nothing is written here: the flow scans each text first.
 * The charts' package is loaded only now, so that commands without a report start quickly.
 */
export async function renderAll(judged: JudgedParts): Promise<readonly RenderedFile[]> {
  const input = assembleReport(judged);
  const { renderHtml } = await import("./html/index.ts");
  return [
    { path: "summary.md", text: renderSummary(input) },
    { path: "report.html", text: renderHtml(input) },
    { path: "metrics.csv", text: renderMetricsCsv(input) },
    { path: "findings.sarif", text: renderSarif(input) },
    { path: "junit.xml", text: renderJunit(input) },
  ];
}
