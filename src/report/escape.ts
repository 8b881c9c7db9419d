import { oneLine } from "./markdown.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for HTML content or a quoted attribute; control and direction characters are replaced. */
export function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** Text for XML content or a quoted attribute; line breaks stay. */
export function escapeXml(text: string): string {
  return text.split("\n").map(escapeHtml).join("\n");
}

/** A JSON value for a `<script type="application/json">`: no `<`, so that no text can end the element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The readable text behind escaped HTML, XML or Markdown: what a PHI check has to see. */
export function unescapeText(text: string): string {
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\u2060/g, "")
    .replace(/\\([\\`*_{}[\]()#+!|~])/g, "$1");
}
