/** One text through the whole scanner, as a JSONL record: findings at warn and above with UTF-16 offsets in the text. */
import { Scanner } from "../../src/phi/index.ts";

export interface Found {
  kind: string;
  start: number;
  end: number;
}

export function scanRecord(text: string, packs: readonly string[] = []): Found[] {
  const scanner = new Scanner({ packs });
  scanner.scanText(`${JSON.stringify({ text })}\n`, "data/records.jsonl", "jsonl");
  return scanner.collector.findings
    .filter((f) => f.severity !== "info" && f.place.pointer === "/text")
    .map((f) => ({ kind: f.rule.replace(/^phi\./, ""), start: f.place.start ?? 0, end: f.place.end ?? 0 }));
}

/** Findings of a whole text of many records at once, as counts by rule and severity. */
export function countFindings(text: string, format: "jsonl" | "text"): Record<string, { block: number; warn: number; info: number }> {
  const scanner = new Scanner({ limit: 0 });
  scanner.scanText(text, format === "text" ? "logs/train.txt" : "data/records.jsonl", format);
  return scanner.collector.files[0]?.rules ?? {};
}
