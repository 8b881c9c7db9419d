/** Ranges of lines (1-based, inclusive) by path. */
export type AddedLines = ReadonlyMap<string, readonly (readonly [number, number])[]>;

/**
 * The lines that a unified diff adds, by path of the new file (`git diff` with its `b/` prefix or without one).
 * Deleted files and binary patches add no line.
 */
export function parseAddedLines(diff: string): AddedLines {
  const added = new Map<string, [number, number][]>();
  let path: string | null = null;
  let line = 0;
  let left = 0;
  for (const text of diff.split("\n")) {
    if (left > 0) {
      left -= text.startsWith("-") || text.startsWith("\\") ? 0 : 1;
      if (text.startsWith("+") && path !== null) addLine(added, path, line);
      if (!text.startsWith("-") && !text.startsWith("\\")) line++;
      continue;
    }
    const file = /^\+\+\+ (?:"?b\/)?(.*?)"?(?:\t.*)?$/.exec(text);
    if (file) path = file[1] === "/dev/null" ? null : file[1]!;
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk) {
      line = Number(hunk[1]);
      left = Number(hunk[2] ?? "1");
    }
  }
  return added;
}

function addLine(added: Map<string, [number, number][]>, path: string, line: number): void {
  const ranges = added.get(path) ?? [];
  const last = ranges.at(-1);
  if (last && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
  added.set(path, ranges);
}
