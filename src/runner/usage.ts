/** Size of folders and room on disks. */
import { lstat, readdir, statfs } from "node:fs/promises";
import { join } from "node:path";

/** Bytes allocated below a path; entries that vanish meanwhile count nothing, links are not followed. */
export async function folderBytes(path: string): Promise<number> {
  let total = 0;
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      const info = await lstat(next);
      total += info.blocks === undefined ? info.size : info.blocks * 512;
      if (!info.isDirectory()) continue;
      for (const name of await readdir(next)) pending.push(join(next, name));
    } catch {
      // It was removed between listing and looking.
    }
  }
  return total;
}

/** Bytes that this user may still write on the disk of a path; Infinity where it cannot be told. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const info = await statfs(path);
    return info.bavail * info.bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
