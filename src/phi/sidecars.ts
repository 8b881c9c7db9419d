/** Sidecars on disk, for scans without git: `<file>.phi-allow.jsonl` beside the files that are scanned. */
import { readFileSync, statSync } from "node:fs";
import { Fault } from "../core/fault.ts";
import { type AllowList, parseAllow, SIDECAR_ENDING, type Sidecar, sidecarOf } from "./allow.ts";
import { Scanner } from "./scanner.ts";
import type { DiskFile } from "./units.ts";

/**
 * The sidecars of the listed files, and listed sidecars whose data file is gone.
 * @throws Fault `usage` for a sidecar that is no list of exceptions
 */
export function readSidecars(files: readonly DiskFile[]): Sidecar[] {
  const found = new Map<string, string>();
  for (const { path, file, obstacle } of files) {
    if (obstacle !== undefined) continue;
    const of = sidecarOf(path);
    if (of !== null) found.set(of, file);
    else found.set(path, file + SIDECAR_ENDING);
  }
  return [...found].flatMap(([of, file]) => {
    const text = textOf(file);
    return text === null ? [] : [{ of, list: parseSidecar(text, of + SIDECAR_ENDING) }];
  });
}

/** The text of a sidecar; null for none, and for one that may not be read: it excuses nothing, and the scan of it tells why. */
function textOf(file: string): string | null {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : null;
  } catch {
    return null;
  }
}

/**
 * `parseAllow` for a file that nobody named: its path comes from a tree and may hold a patient's name, so the fault shows it masked.
 * @throws Fault `usage` with the line that is wrong
 */
export function parseSidecar(text: string, path: string): AllowList {
  try {
    return parseAllow(text, path);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault({ ...error.details, place: { ...error.details.place, path: new Scanner({}).showPath(path) } });
  }
}
