/** Files below the paths that a person names. */
import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { Fault } from "../core/fault.ts";
import type { Obstacle } from "./obstacles.ts";
import type { DiskFile } from "./units.ts";

/** Folders that hold no data of the project. */
const SKIPPED = new Set([".git", ".tunegate", "node_modules"]);
/** Stands in a name for bytes that are no UTF-8. */
const REPLACED = "\ufffd";

/**
 * Plain files at and below `paths` (absolute), named relative to `root` (absolute). A path that is named itself is scanned whatever its name is, behind a
 * symbolic link too; below it links are not followed. They, and what cannot be looked at, are listed with their obstacle.
 * @throws the error of the system for a named path that is not there, Fault `usage` for one that is a pipe, a socket or a device
 */
export function listFiles(root: string, paths: readonly string[]): DiskFile[] {
  const list = new Listing(root);
  for (const path of paths) {
    const info = statSync(path);
    if (!info.isFile() && !info.isDirectory()) throw notPlain();
    list.visit(path, info);
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

class Listing {
  readonly #root: string;
  readonly #files = new Map<string, DiskFile>();

  constructor(root: string) {
    this.#root = root;
  }

  sorted(): DiskFile[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  visit(file: string, info: Stats): void {
    if (info.isDirectory()) this.#folder(file);
    else if (info.isSymbolicLink()) this.#add(file, "link");
    else this.#add(file, info.isFile() ? undefined : "special");
  }

  #folder(folder: string): void {
    let entries: string[] = [];
    try {
      entries = readdirSync(folder).sort();
    } catch {
      this.#add(folder, "unreadable");
    }
    for (const entry of entries) if (!SKIPPED.has(entry)) this.#entry(join(folder, entry));
  }

  #entry(file: string): void {
    try {
      this.visit(file, lstatSync(file));
    } catch (error) {
      // A name without a file is one that could not be read as it stands, or a file that is gone by now.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#add(file, "unreadable");
      else if (file.includes(REPLACED)) this.#add(file, "name");
    }
  }

  #add(file: string, obstacle?: Obstacle): void {
    // A path that was named is read, whichever way it is met again.
    if (obstacle !== undefined && this.#files.has(file)) return;
    const path = relative(this.#root, file).split(sep).join("/");
    const shown = path.startsWith("../") ? (file.split(sep).pop() ?? path) : path || ".";
    this.#files.set(file, { path: shown, file, ...(obstacle === undefined ? {} : { obstacle }) });
  }
}
