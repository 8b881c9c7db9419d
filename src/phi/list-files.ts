/** Files below the paths that a person names. */
import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Fault } from "../core/fault.ts";
import type { Obstacle } from "./obstacles.ts";
import type { DiskFile } from "./units.ts";

/** Folders that hold no data of the project. */
const SKIPPED = new Set([".git", ".tunegate", "node_modules"]);
/** Stands in a name for bytes that are no UTF-8. */
const REPLACED = "\ufffd";

/**
 * Plain files at and below `paths` (absolute), named relative to `root` (absolute); what lies outside of it is named from the folder of the path that was
 * named: `data/a.txt` of `/elsewhere/data`. A path that is named itself is scanned whatever its name is, behind a symbolic link too; below it links are
 * not followed. They, and what cannot be looked at, are listed with their obstacle.
 * @throws the error of the system for a named path that is not there, Fault `usage` for one that is a pipe, a socket or a device
 */
export function listFiles(root: string, paths: readonly string[]): DiskFile[] {
  const list = new Listing();
  for (const path of paths.map((name) => resolve(name))) {
    const info = statSync(path);
    if (!info.isFile() && !info.isDirectory()) throw notPlain();
    list.visit(path, info, isBelow(root, path) ? root : dirname(path));
  }
  return list.sorted();
}

/** Opening a pipe waits for somebody to write, and its end cannot be told from an empty file's. */
function notPlain(): Fault {
  return new Fault({
    code: "scan-path",
    kind: "usage",
    message: "a path to scan is a pipe, a socket or a device, not a file or folder",
    fix: "pipe it in instead: command | tunegate scan --stdin",
  });
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

class Listing {
  readonly #files = new Map<string, DiskFile>();

  sorted(): DiskFile[] {
    const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    return [...this.#files.values()].sort((a, b) => order(a.path, b.path) || order(a.file, b.file));
  }

  /** @param root folder from which the file is named */
  visit(file: string, info: Stats, root: string): void {
    if (info.isDirectory()) this.#folder(file, root);
    else if (info.isSymbolicLink()) this.#add(file, root, "link");
    else this.#add(file, root, info.isFile() ? undefined : "special");
  }

  #folder(folder: string, root: string): void {
    let entries: string[] = [];
    try {
      entries = readdirSync(folder).sort();
    } catch {
      this.#add(folder, root, "unreadable");
    }
    for (const entry of entries) if (!SKIPPED.has(entry)) this.#entry(join(folder, entry), root);
  }

  #entry(file: string, root: string): void {
    try {
      this.visit(file, lstatSync(file), root);
    } catch (error) {
      // A name without a file is one that could not be read as it stands, or a file that is gone by now.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#add(file, root, "unreadable");
      else if (file.includes(REPLACED)) this.#add(file, root, "name");
    }
  }

  #add(file: string, root: string, obstacle?: Obstacle): void {
    // A path that was named is read, whichever way it is met again.
    if (obstacle !== undefined && this.#files.has(file)) return;
    const path = relative(root, file).split(sep).join("/") || ".";
    this.#files.set(file, { path, file, ...(obstacle === undefined ? {} : { obstacle }) });
  }
}
