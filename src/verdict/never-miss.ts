/** Cases that must not be lost whatever the averages say. */
import type { Ruling } from "./bound.ts";
import { plural } from "./gates.ts";
import type { Comparison } from "./regression.ts";
import type { CaseRow } from "./rows.ts";

/**
 * Rules on a never-miss list. A listed case that was right in the baseline and is wrong now: BLOCK `veto`. A listed id that is no case of
 * the metric: BLOCK. Wrong now without a usable baseline row: BLOCK. Wrong before and now: WARN, a known miss. An empty list shows nothing.
 */
export function neverMissRuling(list: readonly string[], rows: ReadonlyMap<string, CaseRow>, comparison: Comparison, what: string): Ruling {
  const absent = list.filter((id) => !rows.has(id));
  const missed = list.filter((id) => rows.get(id)?.good === false);
  const before =
    comparison.state === "paired"
      ? new Map(comparison.pairing.pairs.map((pair) => [pair.now.id, pair.before]))
      : new Map<string, CaseRow>();
  const known = missed.filter((id) => before.get(id)?.good === false);
  const lost = missed.filter((id) => before.get(id)?.good !== false);
  const numbers = { value: missed.length, bound: null, limit: 0, needed: null };
  const total = plural(list.length, "case");
  if (list.length === 0) {
    return {
      ...numbers,
      value: null,
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      note: `${what}: the never-miss list is empty, so nothing is shown`,
      cases: [],
    };
  }
  if (absent.length > 0 || lost.length > 0) {
    const parts = [
      lost.length > 0
        ? `${lost.length} of ${total} that must never be missed ${lost.length === 1 ? "is" : "are"} wrong${before.size > 0 ? " and not known as such in the baseline" : ""}`
        : "",
      absent.length > 0 ? `${plural(absent.length, "listed id")} ${absent.length === 1 ? "is" : "are"} no case of this metric` : "",
    ];
    const note = `${what}: ${parts.filter((part) => part !== "").join("; ")}`;
    return { ...numbers, verdict: "BLOCK", reason: "veto", note, cases: [...lost, ...absent] };
  }
  if (known.length > 0) {
    const note = `${what}: ${known.length} of ${total} that must never be missed ${known.length === 1 ? "is" : "are"} wrong, as in the baseline; none was lost`;
    return { ...numbers, verdict: "WARN", reason: "veto", note, cases: known };
  }
  return { ...numbers, verdict: "PASS", reason: "ok", note: `${what}: all ${total} that must never be missed are right`, cases: [] };
}
