/** JSONL files of a tree, line by line: every line is read, bad ones are told with their place. */
import { createHash } from "node:crypto";
import type { ReceiptFile } from "../../core/documents.ts";
import type { Tree } from "../../core/tree.ts";

/** One line of a JSONL file. `text` is absent when the line is no UTF-8 or longer than the limit. */
export type Line =
  | { readonly line: number; readonly kind: "value"; readonly value: unknown }
  | { readonly line: number; readonly kind: "bad"; readonly why: string };

/** All lines that are not blank, and what a receipt says of the file. */
export interface JsonLines {
  readonly lines: readonly Line[];
  readonly file: ReceiptFile;
}

/** Longest line that is parsed; evaluation files are small by nature. */
const LONGEST_LINE = 4 << 20;

/** Reads a JSONL file of a tree. `rows` counts the lines that are not blank. @throws Fault when the file is absent or no plain file. */
export async function readJsonLines(tree: Tree, path: string): Promise<JsonLines> {
  const hash = createHash("sha256");
  const lines: Line[] = [];
  let bytes = 0;
  let line = 0;
  let rest: Uint8Array[] = [];
  const finish = (): void => {
    line += 1;
    const parsed = parseLine(Buffer.concat(rest), line);
    rest = [];
    if (parsed) lines.push(parsed);
  };
  for await (const chunk of await tree.open(path)) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, at));
      finish();
      from = at + 1;
    }
    if (from < chunk.byteLength) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) finish();
  return { lines, file: { path, sha256: hash.digest("hex"), bytes, rows: lines.length } };
}

function parseLine(bytes: Uint8Array, line: number): Line | null {
  if (bytes.byteLength > LONGEST_LINE) return { line, kind: "bad", why: `is longer than ${LONGEST_LINE} bytes` };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { line, kind: "bad", why: "is not UTF-8" };
  }
  if (text.trim() === "") return null;
  try {
    return { line, kind: "value", value: JSON.parse(text) };
  } catch {
    return { line, kind: "bad", why: "is not JSON" };
  }
}
