/** Scorer `triage`: one ordered label out of an answer, strictly first, then by a fixed list of repairs. */
import { FLAGS } from "../../core/metrics.ts";
import type { Answer } from "./answers.ts";
import type { LoadedCase } from "./cases.ts";
import { emptyStatus, isRefusal, type Scored } from "./scored.ts";

/** Members of the answer object that may hold the level: the first of them that is there must, and no other may name another level. */
export const LEVEL_KEYS = ["triage", "level", "triage_level", "urgency", "acuity", "priority", "disposition"] as const;

/** Checks an answer object against the team's own schema (`adapter.answer-schema`); true when there is none. */
export type AnswerCheck = (value: unknown) => boolean;

/** A level read from an answer, and whether it took a repair. */
export type ReadLevel = { readonly level: string; readonly how: "strict" | "lenient"; readonly confidence: number | null } | null;

/**
 * Reads the level. Strict: the whole answer is one JSON object that fits the schema and names one of the levels.
 * Repairs, version 1, in order: blanks and zero-width characters at the ends; a code fence; prose around one JSON object; curly quotes as
 * JSON quotes and trailing commas; another spelling of a level (case, blanks, `_` for `-`); no JSON at all but one line that is a level
 * alone or after "triage:" and its like. Two objects, or two keys, that disagree are no answer.
 */
export function readLevel(output: string, levels: readonly string[], fits: AnswerCheck): ReadLevel {
  const strict = fromObject(parseObject(output), levels, (level) => levels.find((known) => known === level));
  if (strict && fits(parseObject(output)) && !repeatsKey(output)) return { ...strict, how: "strict" };
  const trimmed = unfence(trim(output));
  const objects = objectsIn(trimmed);
  const read = objects.map((text) =>
    repeatsKey(text) ? null : fromObject(parseRepaired(text), levels, (level) => spelled(level, levels)),
  );
  const found = read.filter((one) => one !== null);
  if (objects.length > 0) return agree(found, read.length) ? { ...(found[0] as Fields), how: "lenient" } : null;
  const level = fromProse(trimmed, levels);
  return level === null ? null : { level, how: "lenient", confidence: null };
}

interface Fields {
  readonly level: string;
  readonly confidence: number | null;
}

function agree(found: readonly Fields[], objects: number): boolean {
  return found.length > 0 && found.length === objects && new Set(found.map((one) => one.level)).size === 1;
}

/** Scores one answer to one case. */
export function scoreTriage(one: LoadedCase, answer: Answer | null, levels: readonly string[], fits: AnswerCheck): Scored {
  const gold = one.case.gold ?? null;
  const miss = (status: Scored["status"]): Scored => ({
    status,
    predicted: null,
    confidence: answer?.confidence ?? null,
    correct: false,
    flags: [],
  });
  const empty = emptyStatus(answer);
  if (empty !== null || answer === null) return miss(empty ?? "error");
  const read = readLevel(answer.output, levels, fits);
  if (read === null) return miss(isRefusal(answer.output) ? "refused" : "unparseable");
  const confidence = answer.confidence ?? read.confidence;
  const flags = [read.how === "strict" ? FLAGS.strict : FLAGS.lenient];
  return { status: "answered", predicted: read.level, confidence, correct: read.level === gold, flags };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function parseRepaired(text: string): Record<string, unknown> | null {
  return parseObject(text) ?? parseObject(text.replace(/[“”„]/g, '"').replace(/,\s*([}\]])/g, "$1"));
}

function fromObject(
  object: Record<string, unknown> | null,
  levels: readonly string[],
  match: (level: string) => string | undefined,
): Fields | null {
  if (object === null || levels.length === 0) return null;
  const [first, ...others] = LEVEL_KEYS.filter((key) => object[key] !== undefined).map((key) => matched(object[key], match));
  const contradicted = others.some((level) => level !== undefined && level !== first);
  return first === undefined || contradicted ? null : { level: first, confidence: confidenceOf(object.confidence) };
}

function matched(value: unknown, match: (level: string) => string | undefined): string | undefined {
  return typeof value === "string" ? match(value) : undefined;
}

function confidenceOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : null;
}

/** JSON.parse keeps the last of two equal keys in silence; a level given twice is no level. */
function repeatsKey(text: string): boolean {
  return LEVEL_KEYS.some((key) => (text.match(new RegExp(`"${key}"\\s*:`, "g")) ?? []).length > 1);
}

/** Without blanks and zero-width spaces at the ends; by hand, because `\s+$` takes quadratic time on a text full of blanks. */
function trim(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from] as string)) from += 1;
  while (to > from && isBlank(text[to - 1] as string)) to -= 1;
  return text.slice(from, to);
}

function isBlank(unit: string): boolean {
  return unit === "\u200b" || unit.trim() === "";
}

function unfence(text: string): string {
  if (!text.startsWith("```") || !text.endsWith("```") || text.length < 6) return text;
  const inside = text.slice(3, -3);
  return trim(inside.replace(/^[a-zA-Z]{0,20}/, ""));
}

/** Balanced `{…}` at the top level of a text, strings respected. One pass. */
function objectsIn(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (quoted) {
      if (unit === "\\") at += 1;
      else if (unit === '"') quoted = false;
    } else if (unit === '"' && depth > 0) quoted = true;
    else if (unit === "{" && depth++ === 0) start = at;
    else if (unit === "}" && depth > 0 && --depth === 0) found.push(text.slice(start, at + 1));
  }
  return found;
}

function spelled(level: string, levels: readonly string[]): string | undefined {
  const key = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, "-");
  return levels.find((known) => key(known) === key(level));
}

const LABELLED =
  /^\W*(?:(?:the )?(?:triage|urgency|acuity|priority|disposition)(?: level| category)?|level)\s*(?:is|=|:|-)\s*(.+?)[\s.!*"'`]*$/i;

/** A line that names a level is short; longer ones are prose. */
const LONGEST_LEVEL_LINE = 200;

/** One line that is a level, or names one after "triage:"; more than one such line that disagree are no answer. */
function fromProse(text: string, levels: readonly string[]): string | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const named = lines.map((line) => {
    if (line.length > LONGEST_LEVEL_LINE) return undefined;
    const bare = line.replace(/^[\s*"'`]+|[\s.!*"'`]+$/g, "");
    return (lines.length === 1 ? spelled(bare, levels) : undefined) ?? spelled(LABELLED.exec(line)?.[1] ?? "", levels);
  });
  const distinct = new Set(named.filter((level) => level !== undefined));
  return distinct.size === 1 ? ([...distinct][0] as string) : null;
}
