import type { Metric } from "../core/documents.ts";
import type { ReportInput } from "./input.ts";

const COLUMNS = ["stage", "id", "kind", "better", "value", "k", "n", "lower", "upper", "level", "method"] as const;

/** `metrics.csv` (RFC 4180, LF): every metric of the binding side, sorted by stage and id; an absent number is an empty cell. */
export function renderMetricsCsv(input: Pick<ReportInput, "evidence">): string {
  const rows = [...input.evidence]
    .flatMap(([stage, evidence]) => evidence.metrics.map((metric) => ({ stage, ...metric })))
    .sort((a, b) => (a.stage === b.stage ? (a.id < b.id ? -1 : 1) : a.stage < b.stage ? -1 : 1));
  return `${[COLUMNS.join(","), ...rows.map(row)].join("\n")}\n`;
}

function row(metric: Metric & { readonly stage: string }): string {
  return COLUMNS.map((column) => cell(metric[column])).join(",");
}

/** A cell that a spreadsheet takes as text or number, never as a formula. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
