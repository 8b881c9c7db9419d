/** Outcomes: the document order, renumbered clusters, canonical lines. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../../core/canonical.ts";
import { sha256 } from "../../core/digest.ts";
import type { Outcome, ReceiptFile } from "../../core/documents.ts";

/** Sorted by suite, id, repeat; clusters renamed c1, c2, … in that order, because they may be patient ids (contracts §3). */
export function inOrder(outcomes: readonly Outcome[]): Outcome[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = [...outcomes].sort((a, b) => compare(a.suite, b.suite) || compare(a.id, b.id) || a.repeat - b.repeat);
  const names = new Map<string, string>();
  return sorted.map((outcome) => {
    if (!names.has(outcome.cluster)) names.set(outcome.cluster, `c${names.size + 1}`);
    return { ...outcome, cluster: names.get(outcome.cluster) as string };
  });
}

/** Writes canonical JSON lines below the stage's folder. @returns what evidence and receipt list of the file. */
export async function writeLines(dir: string, path: string, rows: readonly unknown[]): Promise<ReceiptFile> {
  const text = rows.map((row) => `${canonicalJson(row)}\n`).join("");
  await writeFile(join(dir, path), text);
  return { path, sha256: sha256(text), bytes: Buffer.byteLength(text), rows: rows.length };
}

/** Writes one canonical document below the stage's folder. */
export async function writeDocument(dir: string, path: string, document: unknown): Promise<ReceiptFile> {
  return { ...(await writeLines(dir, path, [document])), rows: null };
}
