/** Markdown that says what it means: text from a pull request never becomes a link, a mention, a tag or a table border. */

// Control and bidirectional characters can hide or reorder text on screen.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is removed
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Text on one line without control or direction characters. */
export function oneLine(text: string): string {
  return text
    .replace(/[\n\t]+/g, " ")
    .replace(UNSEEN, "\ufffd")
    .toWellFormed();
}

/** Prose from outside as Markdown text. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~<>&]/g, (char) => (char === "<" ? "&lt;" : char === ">" ? "&gt;" : char === "&" ? "&amp;" : `\\${char}`))
    .replace(/@(?=[\w-])/g, "@\u2060")
    .replace(/:\/\//g, ":\u2060//");
}

/** Inline code for a path or an id: a fence longer than any run of backticks inside; safe in a table cell. */
export function code(text: string): string {
  const clean = oneLine(text).replaceAll("|", "\\|");
  if (clean === "") return "–";
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], align: readonly ("l" | "r")[] = []): string {
  const rule = head.map((_, index) => (align[index] === "r" ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A part of a page that is kept or dropped whole. */
export interface Section {
  /** Named in the note that says what was left out. */
  readonly title: string;
  readonly text: string;
}

/**
 * Joins sections up to `limitBytes` (UTF-8). A section that does not fit is dropped whole, and a last line names what was dropped
 * and where to find it; the first section is cut at a line when it alone is too long.
 */
export function joinSections(sections: readonly Section[], limitBytes: number, pointer: string): string {
  const kept: string[] = [];
  const dropped: string[] = [];
  let left = limitBytes - NOTE_BYTES - Buffer.byteLength(pointer);
  for (const [index, section] of sections.entries()) {
    const text = index === 0 ? cutAtLine(section.text, left - 2) : section.text;
    const bytes = Buffer.byteLength(text) + 2;
    if (bytes > left) {
      dropped.push(section.title);
      continue;
    }
    left -= bytes;
    kept.push(text);
  }
  if (dropped.length > 0) kept.push(`_Left out for length: ${dropped.slice(0, 12).join(", ")}. ${pointer}_`);
  return `${kept.join("\n\n")}\n`;
}

const NOTE_BYTES = 600;

function cutAtLine(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let used = 0;
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    used += Buffer.byteLength(line) + 1;
    if (used > bytes) break;
    lines.push(line);
  }
  return lines.join("\n");
}
