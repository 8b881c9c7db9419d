/** Results by content: what was scanned with the same rules is not scanned again. Nothing of a value is in a result, so nothing is in the cache. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestJson } from "../core/digest.ts";
import type { Unit, UnitResult } from "./units.ts";

export interface UnitCache {
  readonly folder: string;
  /** Digest of rules and options. */
  readonly ruleset: string;
  digestOf(file: string): Promise<string>;
}

/** The stored result of a unit, or the new one, stored. A damaged entry is made again. */
export async function cached(cache: UnitCache, unit: Unit, scan: () => Promise<UnitResult>): Promise<UnitResult> {
  const content = unit.obstacle === undefined ? await cache.digestOf(unit.file).catch(() => null) : null;
  if (content === null) return scan();
  const key = digestJson({ ruleset: cache.ruleset, content, path: unit.path, from: unit.range?.from ?? 0, to: unit.range?.to ?? null });
  const path = join(cache.folder, `${key}.json`);
  const stored = await readFile(path, "utf8").then(parse, () => null);
  if (stored !== null) return stored;
  const result = await scan();
  if (result.notScanned === null && result.proposals.length === 0) {
    await mkdir(cache.folder, { recursive: true });
    await writeFile(`${path}.part`, JSON.stringify(result));
    await rename(`${path}.part`, path);
  }
  return result;
}

function parse(text: string): UnitResult | null {
  try {
    return JSON.parse(text) as UnitResult;
  } catch {
    return null;
  }
}
