/** Sidecars on disk, for scans without git: `<file>.phi-allow.jsonl` beside the files that are scanned. */
import { existsSync, readFileSync } from "node:fs";
import { parseAllow, SIDECAR_ENDING, type Sidecar, sidecarOf } from "./allow.ts";
import type { DiskFile } from "./units.ts";

/**
 * The sidecars of the listed files, and listed sidecars whose data file is gone.
 * @throws Fault `usage` for a sidecar that is no list of exceptions
 */
export function readSidecars(files: readonly DiskFile[]): Sidecar[] {
  const found = new Map<string, string>();
  for (const { path, file } of files) {
    const of = sidecarOf(path);
    if (of !== null) found.set(of, file);
    else if (existsSync(file + SIDECAR_ENDING)) found.set(path, file + SIDECAR_ENDING);
  }
  return [...found].map(([of, file]) => ({ of, list: parseAllow(readFileSync(file, "utf8"), of + SIDECAR_ENDING) }));
}
