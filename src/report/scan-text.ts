import { unescapeText } from "./escape.ts";
import type { RenderedFile } from "./input.ts";

/**
 * The readable text of a rendered file: what a PHI check has to look at. Escapes are undone, so that an escaped value is seen; the
 * geometry of pictures is left out, because path coordinates read like telephone numbers. Everything else stays.
 */
export function scanText(file: RenderedFile): string {
  if (file.path.endsWith(".html")) return htmlText(file.text);
  if (/\.(?:sarif|jsonl?)$/.test(file.path)) return jsonText(file.text);
  return unescapeText(file.text);
}

/** Links inside the page repeat the id that they show. */
const INNER_LINK = /\shref="#[^"]*"/g;
const GEOMETRY = /\s(?:d|transform|viewBox|x|y|width|height|x1|x2|y1|y2|cx|cy|r|stroke-width|fill-opacity|opacity)="[-\d\s.,a-zA-Z()]*"/g;

function htmlText(html: string): string {
  const data = [...html.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)].map((match) => jsonText(match[1]!));
  const rest = html
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(GEOMETRY, "")
    .replace(INNER_LINK, "")
    .replace(/<([^>]*)>/g, (_, tag: string) => `\n${[...tag.matchAll(/"([^"]*)"/g)].map((value) => value[1]).join("\n")}\n`);
  return [unescapeText(rest), ...data].join("\n");
}

/** Digests and commit ids hold nothing of a person, and times of an envelope are the run's own. */
const DIGEST = /^(?:sha256:)?[0-9a-f]{40,64}$/;
/** Keys of our own documents, such as `recorded_at`, `sha256` and `suite.triage`. */
const PLAIN_KEY = /^[a-z$][a-zA-Z_]*\d{0,3}(?:\.[a-z][a-zA-Z_-]*\d{0,3})*$/;
const OWN_TIMES = new Set(["recorded_at"]);
/** The date of a plan is a commit's. */
const PLAN_TIMES = new Set([...OWN_TIMES, "date"]);

function isPlan(document: unknown): boolean {
  return typeof document === "object" && document !== null && "schema" in document && document.schema === "tunegate/plan@1";
}

/** Every string of a JSON text (or of JSON lines), one a line. Falls back to the raw text when it is no JSON. */
function jsonText(text: string): string {
  const strings: string[] = [];
  const walk = (value: unknown, own: ReadonlySet<string> = OWN_TIMES): void => {
    if (typeof value === "string" && !DIGEST.test(value)) strings.push(value);
    else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (!PLAIN_KEY.test(key) && !DIGEST.test(key)) strings.push(key);
        if (!own.has(key)) walk(key === "uri" ? unescapedUri(item) : item);
      }
    }
  };
  try {
    const document = parseJson(text);
    walk(document, isPlan(document) ? PLAN_TIMES : OWN_TIMES);
  } catch {
    return text;
  }
  // An empty line between: two strings of a document are no sentence.
  return strings.join("\n\n");
}

/** A path as it is read: `%20` in front of masked digits would read as two digits more, and a value may hide behind escapes. */
function unescapedUri(uri: unknown): unknown {
  if (typeof uri !== "string") return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line): unknown => JSON.parse(line));
  }
}
