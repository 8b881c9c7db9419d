/** The last PHI check before anything leaves the job (promise 3). */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { assertClean } from "../phi/index.ts";
import { scanText } from "../report/scan-text.ts";

/** Larger files are no text that a person reads; they are left out of an artifact rather than published unread. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Whether a text may be published. */
export function isClean(text: string): boolean {
  return assertClean(text).length === 0;
}

/** Files of a folder that must not be published: their text or their name looks like patient data, or they are too large to read. */
export async function withheldFiles(dir: string, paths: readonly string[]): Promise<readonly string[]> {
  const withheld: string[] = [];
  for (const path of paths) if (!(await mayLeave(dir, path))) withheld.push(path);
  return withheld;
}

async function mayLeave(dir: string, path: string): Promise<boolean> {
  if (!isClean(path)) return false;
  const { size } = await stat(join(dir, path));
  if (size > MAX_BYTES) return false;
  return isClean(scanText({ path, text: await readFile(join(dir, path), "utf8") }));
}
