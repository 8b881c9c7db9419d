import { statSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../core/fault.ts";

/** Ranges of lines (1-based, inclusive) by path. */
export type AddedLines = ReadonlyMap<string, readonly (readonly [number, number])[]>;

/** Colours of `git diff --color`, wherever they stand: no content is kept, so nothing of it is lost. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const COLOUR = /\u001b\[[0-9;]*[mK]/g;

/**
 * The lines that a unified diff adds, by path of the new file (`git diff` with its `b/` prefix or without one), coloured or not, with whatever
 * line ends. Deleted files and binary patches add no line.
 */
export function parseAddedLines(diff: string): AddedLines {
  const added = new Map<string, [number, number][]>();
  let path: string | null = null;
  let line = 0;
  let left = 0;
  for (const text of diff.replace(COLOUR, "").split("\n")) {
    if (left > 0) {
      left -= text.startsWith("-") || text.startsWith("\\") ? 0 : 1;
      if (text.startsWith("+") && path !== null) addLine(added, path, line);
      if (!text.startsWith("-") && !text.startsWith("\\")) line++;
      continue;
    }
    const file = /^\+\+\+ (?:"((?:[^"\\]|\\.)*)"|([^\t\r]*))/.exec(text);
    if (file) path = newPath(file[1] === undefined ? (file[2] as string) : unquoted(file[1]));
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk) {
      line = Number(hunk[1]);
      left = Number(hunk[2] ?? "1");
    }
  }
  return added;
}

/** The path behind `+++`, null where the file is gone. */
function newPath(name: string): string | null {
  return name === "/dev/null" ? null : name.replace(/^b\//, "");
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name as git wrote it between quotes: escapes of C, bytes as three octal digits. */
function unquoted(text: string): string {
  const parts = text.replace(/[^\\]+|\\([0-7]{3}|.)/gs, (part: string, sign?: string) => {
    if (sign === undefined) return Buffer.from(part, "utf8").toString("latin1");
    const byte = sign.length === 3 ? Number.parseInt(sign, 8) & 255 : ESCAPES[sign];
    return byte === undefined ? sign : String.fromCharCode(byte);
  });
  return Buffer.from(parts, "latin1").toString("utf8");
}

function addLine(added: Map<string, [number, number][]>, path: string, line: number): void {
  const ranges = added.get(path) ?? [];
  const last = ranges.at(-1);
  if (last && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
  added.set(path, ranges);
}

/**
 * `parseAddedLines` of a diff that was made for the folder `root`: nothing that it adds may be passed over in silence.
 * @throws Fault `usage` for input that is no diff, a merge's combined diff, and files that are not there
 */
export function addedLinesBelow(root: string, diff: string): AddedLines {
  const text = diff.replace(COLOUR, "");
  if (text.trim() !== "" && !/^(?:diff |Index: |\+\+\+ )/m.test(text))
    throw fault("standard input is no unified diff", "pipe a diff into it: git diff --relative base... | tunegate scan --added-lines");
  if (/^@@@+ -/m.test(text))
    throw fault(
      "standard input is the combined diff of a merge, which does not say what one side adds",
      "make a diff of two trees: git diff --relative base...",
    );
  const added = parseAddedLines(text);
  const missing = [...added.keys()].filter((path) => !isThere(join(root, path)));
  if (missing.length > 0)
    throw fault(
      `${missing.length} of ${added.size} files of the diff are not in this folder, so their added lines cannot be scanned`,
      "make the diff in this folder, of the tree that lies here: git -c diff.mnemonicPrefix=false diff --relative base...",
      missing[0],
    );
  return added;
}

function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    // What cannot be looked at is there, and the scan tells why it cannot be read.
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ENOENT" && code !== "ENOTDIR";
  }
}

function fault(message: string, fix: string, path?: string): Fault {
  return new Fault({ code: "added-lines", kind: "usage", message, fix, ...(path === undefined ? {} : { place: { path } }) });
}
