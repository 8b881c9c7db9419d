/** The last look before something is published (promise 3). */
import type { Finding } from "../core/documents.ts";
import type { PhiOptions } from "./options.ts";
import { Scanner } from "./scanner.ts";

/**
 * Scans rendered text (a report, a summary, a comment) and gives what must stop its publication: findings of severity block or warn.
 * Masked shapes ("999-99-9999"), which reports are full of, are not patient data. An empty list means that nothing was found.
 * `path` names the product in the findings.
 */
export function assertClean(text: string, options: PhiOptions & { readonly path?: string } = {}): Finding[] {
  const scanner = new Scanner({ ...options, inline: "forbid" });
  scanner.scanText(text, options.path ?? "rendered");
  return scanner.collector.findings.filter((finding) => finding.severity !== "info" && !isShape(text, finding));
}

/** Whether the place holds nothing but a shape: its text equals its own shape. */
function isShape(text: string, { place, shape }: Finding): boolean {
  if (place.line === undefined || place.start === undefined || place.end === undefined || shape === undefined) return false;
  let at = 0;
  for (let line = 1; line < place.line; line++) at = text.indexOf("\n", at) + 1;
  return text.slice(at + place.start, at + place.end) === shape;
}
