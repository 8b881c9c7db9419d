import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../../core/canonical.ts";
import { sha256 } from "../../core/digest.ts";
import type { ReceiptFile } from "../../core/documents.ts";

/** Writes canonical JSON into the stage's folder and gives its line of the receipt. */
export async function writeJson(dir: string, name: string, value: unknown, rows: number): Promise<ReceiptFile> {
  const bytes = Buffer.from(`${canonicalJson(value)}\n`);
  await writeFile(join(dir, name), bytes);
  return { path: name, sha256: sha256(bytes), bytes: bytes.length, rows };
}
