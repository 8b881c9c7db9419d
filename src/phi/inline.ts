/**
 * Exceptions that text carries itself: `tunegate: allow phi.date reason="published" expires=2030-01-01` on the line of the finding. One rule each, a
 * reason, and an expiry that is a date when there is one: an exception that says less or something else covers nothing, so what it stands beside is told.
 */
import { isDay } from "./allow.ts";

const RULE = /^phi\.[a-z0-9.-]+$/;
const PATTERN = /tunegate:\s*allow\s+(phi\.[a-z0-9.-]+)\s+reason="([^"]+)"/g;
const NEEDLE = Buffer.from("tunegate: allow");
/** Anywhere behind the reason: an expiry that is misplaced must not read as none. */
const EXPIRY = /\bexpir(?:es?|y)\b\s*["']?\s*[:=]/i;
const EXPIRES = /^\s+expires=(\d{4}-\d{2}-\d{2})(?!\w)/;

/** Rules that the line excepts. An exception without a reason, with an expiry that is no date, or past its date, does not count. */
export function inlineExceptions(line: Uint8Array, today: string | undefined): string[] {
  const buffer = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  if (!buffer.includes(NEEDLE)) return [];
  const text = buffer.toString("utf8");
  const found = [...text.matchAll(PATTERN)];
  return found.flatMap((match, i) => {
    const [all, rule = "", reason = ""] = match;
    const rest = text.slice(match.index + all.length, found[i + 1]?.index);
    const expires = EXPIRY.test(rest) ? (EXPIRES.exec(rest)?.[1] ?? "") : undefined;
    return reason.trim() !== "" && isInForce(expires, today) ? [rule] : [];
  });
}

/** Whether an expiry is none, or a date that has not passed. */
function isInForce(expires: unknown, today: string | undefined): boolean {
  if (expires === undefined) return true;
  return typeof expires === "string" && isDay(expires) && !(today !== undefined && expires < today);
}

const RESERVED = "_tunegate_allow";
const RESERVED_NEEDLE = Buffer.from(RESERVED);
const RESERVED_KEYS: ReadonlySet<string> = new Set(["rule", "reason", "by", "expires"]);

/**
 * Rules that a JSON record excepts in its reserved key: `"_tunegate_allow": [{"rule": "phi.date", "reason": "…", "by"?: "…", "expires"?: "…"}]`. An entry
 * with another key does not count: it may be a misspelt expiry.
 */
export function reservedExceptions(record: Uint8Array, today: string | undefined): string[] {
  const buffer = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  if (!buffer.includes(RESERVED_NEEDLE)) return [];
  let value: unknown;
  try {
    value = JSON.parse(buffer.toString("utf8"));
  } catch {
    return [];
  }
  const entries = (value as Record<string, unknown> | null)?.[RESERVED];
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: { rule?: unknown; reason?: unknown; expires?: unknown } | null) => {
    if (typeof entry?.rule !== "string" || !RULE.test(entry.rule)) return [];
    if (typeof entry.reason !== "string" || entry.reason.trim() === "") return [];
    if (Object.keys(entry).some((key) => !RESERVED_KEYS.has(key))) return [];
    return isInForce(entry.expires, today) ? [entry.rule] : [];
  });
}
