/** Where adapter and base model files are read from: a tree of a run, or a plain folder (training, `adapter diff`). */
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { digestStream } from "../digest.ts";
import { Fault } from "../fault.ts";
import type { Tree, TreeEntry } from "../tree.ts";

/** The part of a Tree that digests need. Paths are relative, / between parts. */
export type FileSource = Pick<Tree, "list" | "open" | "digest">;

/**
 * A folder on disk as a source. Symbolic links are listed as such and never followed.
 * @param root absolute path · @param below list only this folder of it (relative), so that a project root is not walked whole.
 */
export function folderSource(root: string, below = ""): FileSource {
  const open = async (path: string): Promise<AsyncIterable<Uint8Array>> => {
    const info = await lstat(join(root, path)).catch(() => null);
    if (!info?.isFile()) throw missingFile(path);
    return createReadStream(join(root, path));
  };
  return { open, list: async () => sortByPath(await walk(root, below)), digest: async (path) => digestStream(await open(path)) };
}

/** Entries of a folder of a source, paths relative to the source, sorted by path (UTF-16 code units). */
export async function entriesBelow(source: Pick<FileSource, "list">, folder: string): Promise<readonly TreeEntry[]> {
  const prefix = folderPrefix(folder);
  return sortByPath((await source.list()).filter((entry) => entry.path.startsWith(prefix)));
}

/** `out/adapter/` of `./out/adapter`; empty for the source's own root. */
export function folderPrefix(folder: string): string {
  const clean = folder
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  return clean === "" ? "" : `${clean}/`;
}

/** Reads a small file whole. @throws Fault `change` when it is absent or larger than `maxBytes`. */
export async function readSmall(source: FileSource, path: string, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of await source.open(path)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new Fault({
        code: "file-too-large",
        kind: "change",
        message: `${path} is larger than ${maxBytes} bytes`,
        place: { path },
        fix: "check that the right file lies there",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function walk(root: string, folder: string): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  const children = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const child of children) {
    const path = folder === "" ? child.name : `${folderPrefix(folder)}${child.name}`;
    if (child.isDirectory()) found.push(...(await walk(root, path)));
    else if (child.isSymbolicLink()) found.push({ path, bytes: 0, kind: "symlink" });
    else if (child.isFile()) found.push({ path, bytes: (await lstat(join(root, path))).size, kind: "file" });
  }
  return found;
}

function sortByPath(entries: TreeEntry[]): TreeEntry[] {
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function missingFile(path: string): Fault {
  return new Fault({ code: "file-missing", kind: "change", message: `${path} is not there or no plain file`, place: { path } });
}
