/**
 * The allow file of contracts §3: reviewed exceptions. JSON Lines; the first line is the header with the file's salt, then one entry a line:
 * `{"rule", "tag", "path"?, "reason", "by", "expires"?}`. `tag` is the first 16 bits of sha256(salt, rule, value): it matches without a key, and
 * 65,536 values share each tag, so it gives no value away.
 */
import { createHash } from "node:crypto";
import { Fault } from "../core/fault.ts";

export interface AllowEntry {
  readonly rule: string;
  readonly tag: string;
  readonly path?: string;
  readonly reason: string;
  readonly by: string;
  readonly expires?: string;
}

export interface AllowList {
  readonly path: string;
  readonly salt: string;
  readonly entries: readonly AllowEntry[];
}

export const ALLOW_SCHEMA = "tunegate/phi-allow@1";

/** Four hex digits for a value under a rule; values are compared without letter case and spaces around. */
export function allowTag(salt: string, rule: string, value: string): string {
  return createHash("sha256").update(`${salt}\n${rule}\n${value.trim().toLowerCase()}`).digest("hex").slice(0, 4);
}

function bad(path: string, line: number, message: string, expected: string): Fault {
  return new Fault({
    code: "phi-allow-invalid",
    kind: "usage",
    message,
    place: { path, line },
    expected,
    fix: "correct the line; `tunegate scan --propose-allow` writes entries in this form",
  });
}

function parseLine(text: string, path: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // the sentence below says it without the parser's excerpt of the line
  }
  throw bad(path, line, "the allow file holds a line that is no JSON object", "one JSON object a line");
}

function field(row: Record<string, unknown>, name: string, pattern: RegExp): string | null {
  const value = row[name];
  return typeof value === "string" && pattern.test(value) ? value : null;
}

/** Parses an allow file. @throws Fault `usage` with the line that is wrong. */
export function parseAllow(text: string, path: string): AllowList {
  const rows = text.split("\n").map((row, i) => [row.trim(), i + 1] as const);
  const filled = rows.filter(([row]) => row !== "");
  const [first, ...rest] = filled;
  if (first === undefined)
    throw bad(path, 1, "the allow file is empty", `a header {"schema": "${ALLOW_SCHEMA}", "salt": "<32 hex digits>"}`);
  const header = parseLine(first[0], path, first[1]);
  const salt = field(header, "salt", /^[0-9a-f]{16,64}$/);
  if (header.schema !== ALLOW_SCHEMA || salt === null) {
    throw bad(path, first[1], "the allow file has no valid header", `{"schema": "${ALLOW_SCHEMA}", "salt": "<32 hex digits>"}`);
  }
  return { path, salt, entries: rest.map(([row, line]) => parseEntry(parseLine(row, path, line), path, line)) };
}

function parseEntry(row: Record<string, unknown>, path: string, line: number): AllowEntry {
  const rule = field(row, "rule", /^phi\.[a-z0-9.-]+$/);
  const tag = field(row, "tag", /^[0-9a-f]{4}$/);
  const reason = field(row, "reason", /\S/);
  const by = field(row, "by", /\S/);
  if (rule === null || tag === null)
    throw bad(path, line, "the entry names no rule and tag", '"rule": "phi.<kind>" and "tag": four hex digits');
  if (reason === null || by === null) throw bad(path, line, "the entry does not say why and who looked", 'non-empty "reason" and "by"');
  const expires = row.expires === undefined ? undefined : field(row, "expires", /^\d{4}-\d{2}-\d{2}$/);
  if (expires === null) throw bad(path, line, "the entry's expiry is no date", '"expires": "YYYY-MM-DD"');
  const where = row.path === undefined ? undefined : field(row, "path", /\S/);
  if (where === null) throw bad(path, line, "the entry's path is empty", '"path": a path relative to the project root');
  return { rule, tag, reason, by, ...(where === undefined ? {} : { path: where }), ...(expires === undefined ? {} : { expires }) };
}

/** Looks entries up by rule and tag, and remembers which were used. */
export class AllowIndex {
  readonly list: AllowList;
  readonly #byTag = new Map<string, number[]>();
  readonly used = new Set<number>();
  readonly #today: string | undefined;

  constructor(list: AllowList, today: string | undefined) {
    this.list = list;
    this.#today = today;
    list.entries.forEach((entry, i) => {
      const key = `${entry.rule} ${entry.tag}`;
      this.#byTag.set(key, [...(this.#byTag.get(key) ?? []), i]);
    });
  }

  isExpired(entry: AllowEntry): boolean {
    return this.#today !== undefined && entry.expires !== undefined && entry.expires < this.#today;
  }

  /** Whether an entry in force covers this value; marks it used. */
  covers(rule: string, path: string, value: string): boolean {
    const found = this.#byTag.get(`${rule} ${allowTag(this.list.salt, rule, value)}`) ?? [];
    let hit = false;
    for (const i of found) {
      const entry = this.list.entries[i] as AllowEntry;
      if (entry.path !== undefined && entry.path !== path) continue;
      this.used.add(i);
      if (!this.isExpired(entry)) hit = true;
    }
    return hit;
  }
}
