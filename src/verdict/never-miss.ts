/** Cases that must not be lost whatever the averages say. */
import type { RateDefinition } from "../core/metrics.ts";
import type { Ruling } from "./bound.ts";
import { plural } from "./gates.ts";
import type { Comparison } from "./regression.ts";
import { type CaseRow, isGood } from "./rows.ts";

/**
 * Rules on a never-miss list. A listed case that was right in the baseline and is wrong now: BLOCK `veto`. A listed id that is no case of
 * the metric: BLOCK. Wrong now without a usable baseline row: BLOCK. Wrong before and now: WARN, a known miss. An empty list shows nothing.
 */
export function neverMissRuling(
  list: readonly string[],
  all: readonly CaseRow[],
  comparison: Comparison,
  rate: RateDefinition,
  what: string,
): Ruling {
  const wrong = (row: CaseRow | undefined): boolean => row !== undefined && !isGood(row, rate);
  const listed = new Set(list);
  const rows = new Map(all.filter((row) => listed.has(row.id)).map((row) => [row.id, row]));
  const absent = list.filter((id) => !rows.has(id));
  const missed = list.filter((id) => wrong(rows.get(id)));
  const before = rowsBefore(comparison, new Set(missed));
  const known = missed.filter((id) => wrong(before.get(id)));
  const lost = missed.filter((id) => !wrong(before.get(id)));
  const numbers = { value: missed.length, bound: null, limit: 0, needed: null };
  const total = plural(list.length, "case");
  if (list.length === 0) {
    const note = `${what}: the never-miss list is empty, so nothing is shown`;
    return { ...numbers, value: null, verdict: "INCONCLUSIVE", reason: "too-few", note, cases: [] };
  }
  if (absent.length > 0 || lost.length > 0) {
    const note = `${what}: ${lossNote(lost.length, absent.length, total, comparison.state === "paired")}`;
    return { ...numbers, verdict: "BLOCK", reason: "veto", note, cases: [...lost, ...absent] };
  }
  if (known.length > 0) {
    const note = `${what}: ${known.length} of ${total} that must never be missed ${are(known.length)} wrong, as in the baseline; none was lost`;
    return { ...numbers, verdict: "WARN", reason: "veto", note, cases: known };
  }
  return { ...numbers, verdict: "PASS", reason: "ok", note: `${what}: all ${total} that must never be missed are right`, cases: [] };
}

const are = (n: number): string => (n === 1 ? "is" : "are");

function lossNote(lost: number, absent: number, total: string, compared: boolean): string {
  const known = compared ? ` and ${lost === 1 ? "was" : "were"} not wrong in the baseline` : "";
  const parts = [
    lost > 0 ? `${lost} of ${total} that must never be missed ${are(lost)} wrong${known}` : "",
    absent > 0 ? `${plural(absent, "listed id")} ${are(absent)} no case of this metric` : "",
  ];
  return parts.filter((part) => part !== "").join("; ");
}

/** Rows of the baseline for some cases that are the same to the byte. */
function rowsBefore(comparison: Comparison, ids: ReadonlySet<string>): ReadonlyMap<string, CaseRow> {
  const pairs = comparison.state === "paired" ? comparison.pairing.pairs.filter((pair) => ids.has(pair.now.id)) : [];
  return new Map(pairs.map((pair) => [pair.now.id, pair.before]));
}
