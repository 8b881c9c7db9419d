/**
 * Keeps the Python environment between runs. A cache is never a trust anchor: the key carries the digest of every file's digest, the
 * files are hashed again after a restore, and only a push to the default branch saves (a pull request could poison its own scope).
 */
import { lstat, mkdir, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { restoreCache, saveCache } from "@actions/cache";
import { digestFile, digestJson, sha256 } from "../core/digest.ts";
import { filesUnder } from "../core/receipt.ts";

export interface PythonCache {
  /** Folder that the command line keeps environments in (`TUNEGATE_CACHE`). */
  readonly folder: string;
  /** Key up to the digest: system, processor and the lock's digest. */
  readonly prefix: string;
}

/** Where the environment lies and which lock it belongs to; the path is the same in every run, because an environment does not move. */
export function pythonCache(env: NodeJS.ProcessEnv, lockText: string): PythonCache {
  const home = env.RUNNER_TOOL_CACHE ?? env.RUNNER_TEMP ?? ".";
  const prefix = `tunegate-python-${process.platform}-${process.arch}-${sha256(lockText).slice(0, 16)}-`;
  return { folder: join(home, "tunegate"), prefix };
}

export type Restored = "restored" | "absent" | "refused";

/** Restores and hashes again. What does not match its key is removed, and the environment is made anew. */
export async function restorePython({ folder, prefix }: PythonCache): Promise<Restored> {
  await mkdir(folder, { recursive: true });
  const key = await restoreCache([folder], `${prefix}none`, [prefix]).catch(() => undefined);
  if (key === undefined) return "absent";
  if (key === prefix + (await treeDigest(folder))) return "restored";
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return "refused";
}

/** Saves the environment; gives whether there was one to save. */
export async function savePython({ folder, prefix }: PythonCache): Promise<boolean> {
  const files = await filesUnder(folder).catch(() => []);
  if (!files.some((path) => path.endsWith("tunegate-complete"))) return false;
  await saveCache([folder], prefix + (await treeDigest(folder)));
  return true;
}

/** Digest over every path with its content, links by their target; logs and locks of the maker are left out. */
async function treeDigest(folder: string): Promise<string> {
  const entries: (readonly [string, string])[] = [];
  for (const path of await filesUnder(folder)) {
    if (path.endsWith("pip.log") || path.endsWith(".pyc") || path.endsWith(".lock")) continue;
    const full = join(folder, path);
    const link = (await lstat(full)).isSymbolicLink();
    entries.push([path, link ? `-> ${await readlink(full)}` : (await digestFile(full)).sha256]);
  }
  return digestJson(entries);
}
