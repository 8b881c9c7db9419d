/** The end of a child's output, made harmless for a terminal and for a CI log. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const TAIL_BYTES = 4096;

/** Printable text: control characters become spaces, and workflow commands (`::`, `##[`) are broken up so that no runner obeys them. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[^\n\t\u0020-\u007e\u00a0-\uffff]/g, " ")
    .replace(/::/g, ": :")
    .replace(/##\[/g, "## [");
}

/** Last whole lines of a file, at most 4 kB; empty when there is none. */
export function tailOf(path: string): { tail: string; bytes: number } {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    return { tail: "", bytes: 0 };
  }
  try {
    const bytes = fstatSync(fd).size;
    const start = Math.max(0, bytes - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.min(TAIL_BYTES, bytes));
    readSync(fd, buffer, 0, buffer.length, start);
    let text = buffer.toString("utf8");
    const newline = text.indexOf("\n");
    if (start > 0 && newline >= 0 && newline < text.length - 1) text = text.slice(newline + 1);
    return { tail: harmless(text).trim().slice(-TAIL_BYTES), bytes };
  } finally {
    closeSync(fd);
  }
}
