/** Files below the paths that a person names. */
import { lstatSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { DiskFile } from "./units.ts";

/** Folders that hold no data of the project. */
const SKIPPED = new Set([".git", ".tunegate", "node_modules"]);

/**
 * Plain files at and below `paths` (absolute), named relative to `root` (absolute). Symbolic links are not followed: what they point to is scanned
 * where it lies. A path that is named itself is scanned whatever its name is.
 */
export function listFiles(root: string, paths: readonly string[]): DiskFile[] {
  const files = new Map<string, DiskFile>();
  for (const path of paths) visit(root, path, files, true);
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function visit(root: string, file: string, files: Map<string, DiskFile>, named: boolean): void {
  const info = lstatSync(file);
  if (info.isDirectory()) {
    for (const entry of readdirSync(file).sort()) if (!SKIPPED.has(entry)) visit(root, join(file, entry), files, false);
  } else if (info.isFile() || (named && !info.isSymbolicLink())) {
    const path = relative(root, file).split(sep).join("/");
    files.set(file, { path: path.startsWith("../") ? (file.split(sep).pop() ?? path) : path, file });
  }
}
