/** A scratch copy of head for one run: the trainer may write into it as it likes. */
import { constants } from "node:fs";
import { access, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isBelow } from "../../core/paths.ts";
import type { Tree } from "../../core/tree.ts";

/**
 * Copies head into `folder` (sharing blocks where the file system can), with the slice in place of the training files and without the
 * adapter folder, so that what lies there afterwards was written by this run. Symbolic links are left out: they could lead out of the tree. So is what cannot be named.
 */
export async function scratchCopy(
  head: Tree,
  folder: string,
  slice: ReadonlyMap<string, Uint8Array>,
  adapter: string | null,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const made = new Set<string>();
  for (const { path, kind } of await head.list()) {
    if (kind !== "file" || slice.has(path) || (adapter && isBelow(path, adapter))) continue;
    await copyFile(await head.materialise(path), await place(folder, path, made), constants.COPYFILE_FICLONE);
  }
  for (const [path, bytes] of slice) await writeFile(await place(folder, path, made), bytes);
}

async function place(folder: string, path: string, made: Set<string>): Promise<string> {
  const target = join(folder, path);
  const parent = dirname(target);
  if (!made.has(parent)) {
    await mkdir(parent, { recursive: true });
    made.add(parent);
  }
  return target;
}

/** Whether a run wrote an adapter: weights and configuration anywhere below the policy's folder (trainers nest checkpoints). */
export async function wroteAdapter(folder: string, adapter: string): Promise<boolean> {
  const root = join(folder, adapter);
  try {
    await access(root);
  } catch {
    return false;
  }
  const names = await readdir(root, { recursive: true });
  return names.some((name) => /\.(safetensors|bin|pt)$/.test(name));
}
