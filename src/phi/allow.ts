/**
 * Reviewed exceptions (contracts §3): the allow file of the policy, and `<file>.phi-allow.jsonl` beside a data file. JSON Lines; the first line is the
 * header with the file's salt, then one entry a line: `{"rule", …address, "reason", "by", "expires"?}`. The address is what the entry covers:
 * - `tag`: the first 16 bits of sha256(salt, rule, value); it matches without a key, and 65,536 values share each tag, so it gives no value away;
 * - `fingerprint` beside `tag`: one finding, as the scan printed it. It holds no bit of the value, so alone it would cover whatever value takes its
 *   place; alone it is for findings about a file;
 * - `pointer` (RFC 6901, `*` for one step) or `column`: a field whatever its value, of one file only;
 * - `path`, `record` narrow these. In a sidecar the path is that of its data file.
 */
import { sha256 } from "../core/digest.ts";
import { Fault } from "../core/fault.ts";

export interface AllowEntry {
  readonly rule: string;
  readonly tag?: string;
  readonly fingerprint?: string;
  readonly pointer?: string;
  readonly column?: string;
  readonly record?: number;
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

/** Exceptions that stand beside a data file and hold for it alone. */
export interface Sidecar {
  /** Path of the data file. */
  readonly of: string;
  readonly list: AllowList;
}

export const ALLOW_SCHEMA = "tunegate/phi-allow@1";
/** Findings about a file that an exception may cover: they have no value, and so no tag. */
export const FILE_RULES: ReadonlySet<string> = new Set(["phi.file-name", "phi.not-scanned"]);
export const SIDECAR_ENDING = ".phi-allow.jsonl";

/** The data file that a sidecar stands beside; null for a path that names no sidecar. */
export function sidecarOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.endsWith(SIDECAR_ENDING) && name.length > SIDECAR_ENDING.length ? path.slice(0, -SIDECAR_ENDING.length) : null;
}

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // A day that its month does not have moves into the next one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Four hex digits for a value under a rule; values are compared without letter case and spaces around. */
export function allowTag(salt: string, rule: string, value: string): string {
  return sha256(`${salt}\n${rule}\n${value.trim().toLowerCase()}`).slice(0, 4);
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

function field(row: Record<string, unknown>, name: string, pattern: Pick<RegExp, "test">): string | null {
  const value = row[name];
  return typeof value === "string" && pattern.test(value) ? value : null;
}

/**
 * Parses an allow file or, when the path ends in `.phi-allow.jsonl`, a sidecar.
 * @throws Fault `usage` with the line that is wrong
 */
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

/** Optional keys of an entry: what they look like, and what to say when they do not. */
const OPTIONAL = [
  ["tag", /^[0-9a-f]{4}$/, "the entry's tag is none", '"tag": four hex digits'],
  ["fingerprint", /^[0-9a-f]{64}$/, "the entry's fingerprint is none", '"fingerprint": the 64 hex digits that the scan printed'],
  ["pointer", /^(?:\/|$)/, "the entry's pointer is none", '"pointer": a JSON pointer such as "/published", `*` for one step'],
  ["column", /\S/, "the entry's column is empty", '"column": a column name'],
  ["path", /\S/, "the entry's path is empty", '"path": a path relative to the project root'],
  ["expires", { test: isDay }, "the entry's expiry is no date", '"expires": "YYYY-MM-DD", a day of the calendar'],
] as const;
const KEYS: ReadonlySet<string> = new Set(["rule", "reason", "by", "record", ...OPTIONAL.map(([name]) => name)]);

function parseEntry(row: Record<string, unknown>, path: string, line: number): AllowEntry {
  const rule = field(row, "rule", /^phi\.[a-z0-9.-]+$/);
  const reason = field(row, "reason", /\S/);
  const by = field(row, "by", /\S/);
  if (rule === null) throw bad(path, line, "the entry names no rule", '"rule": "phi.<kind>"');
  if (reason === null || by === null) throw bad(path, line, "the entry does not say why and who looked", 'non-empty "reason" and "by"');
  const unknown = Object.keys(row).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw bad(path, line, "the entry has a key that means nothing here", [...KEYS].join(", "));
  const entry: { -readonly [K in keyof AllowEntry]: AllowEntry[K] } = { rule, reason, by };
  for (const [name, pattern, message, expected] of OPTIONAL) {
    if (row[name] === undefined) continue;
    const value = field(row, name, pattern);
    if (value === null) throw bad(path, line, message, expected);
    entry[name] = value;
  }
  if (row.record !== undefined) {
    if (!Number.isSafeInteger(row.record) || (row.record as number) < 0)
      throw bad(path, line, "the entry's record is no number", '"record": a record number, from 0');
    entry.record = row.record as number;
  }
  checkAddress(entry, path, line);
  return entry;
}

/** An entry must say what it covers; a field without a value belongs to one file. */
function checkAddress(entry: AllowEntry, path: string, line: number): void {
  const byValue = entry.tag !== undefined || entry.fingerprint !== undefined;
  const byField = entry.pointer !== undefined || entry.column !== undefined;
  if (!byValue && !byField)
    throw bad(path, line, "the entry does not say what it covers", '"tag", "fingerprint", "pointer" or "column" beside "rule"');
  if (entry.fingerprint !== undefined && entry.tag === undefined && !byField && !FILE_RULES.has(entry.rule))
    throw bad(
      path,
      line,
      "the entry's fingerprint holds no bit of the value, so it would cover any value that takes its place",
      '"tag" beside "fingerprint"',
    );
  if (sidecarOf(path) !== null) {
    if (entry.path !== undefined)
      throw bad(path, line, "the entry names a path, and a sidecar holds for its data file alone", 'an entry without "path"');
  } else if (!byValue && entry.path === undefined)
    throw bad(
      path,
      line,
      "the entry covers a field of every file",
      '"path" beside "pointer" or "column", or an entry in the sidecar of the file',
    );
}
