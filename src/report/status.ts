import type { Verdict } from "../core/documents.ts";
import { oneLine } from "./markdown.ts";
import { reasons } from "./view.ts";
import { headline, reasonWords } from "./words.ts";

const LIMIT = 140;

/** One line for a commit status: the verdict and its first reason, within GitHub's 140 characters. */
export function statusLine(verdict: Verdict): string {
  const first = reasons(verdict.gates)[0];
  const more = reasons(verdict.gates).length - 1;
  const tail = more > 0 ? ` (+${more})` : "";
  const text = first ? `${verdict.overall}: ${first.id}, ${reasonWords(first.reason)}` : `${verdict.overall}: ${headline(verdict.overall)}`;
  return clip(text, LIMIT - tail.length) + tail;
}

/** Text of at most `limit` UTF-16 units, on one line. */
export function clip(text: string, limit: number): string {
  const line = oneLine(text);
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`;
}
