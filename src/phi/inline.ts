/** Exceptions that text carries itself: `tunegate: allow phi.date reason="published" expires=2030-01-01` on the line of the finding. */

const PATTERN = /tunegate:\s*allow\s+(phi\.[a-z0-9.-]+|\*)\s+reason="([^"]+)"(?:\s+expires=(\d{4}-\d{2}-\d{2}))?/g;
const NEEDLE = Buffer.from("tunegate: allow");

/** Rules that the line excepts. An exception without a reason, or past its date, does not count. */
export function inlineExceptions(line: Uint8Array, today: string | undefined): string[] {
  const buffer = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  if (!buffer.includes(NEEDLE)) return [];
  const rules: string[] = [];
  for (const [, rule, , expires] of buffer.toString("utf8").matchAll(PATTERN)) {
    if (rule === undefined || (expires !== undefined && today !== undefined && expires < today)) continue;
    rules.push(rule);
  }
  return rules;
}

const RESERVED = "_tunegate_allow";
const RESERVED_NEEDLE = Buffer.from(RESERVED);

/** Rules that a JSON record excepts in its reserved key: `"_tunegate_allow": [{"rule": "phi.date", "reason": "…", "expires"?: "…"}]`. */
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
    if (typeof entry?.rule !== "string" || typeof entry.reason !== "string" || entry.reason.trim() === "") return [];
    const late = typeof entry.expires === "string" && today !== undefined && entry.expires < today;
    return late ? [] : [entry.rule];
  });
}
