/** Results by content: what was scanned with the same rules is not scanned again. Nothing of a value is in a result, so nothing is in the cache. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestFile, digestJson, sha256 } from "../core/digest.ts";
import type { PhiOptions } from "./options.ts";
import { scanUnit, type Unit, type UnitResult } from "./units.ts";

/** What a worker is given to open the same cache. */
export interface CachePlace {
  readonly folder: string;
  /** Digest of rules and options. */
  readonly ruleset: string;
}

interface Stored {
  readonly sha256: string;
  readonly result: UnitResult;
}

export class UnitCache {
  readonly #place: CachePlace;
  /** Content by file and state of the file: a large file has many units. */
  readonly #contents = new Map<string, { readonly state: string; readonly content: string }>();

  constructor(place: CachePlace) {
    this.#place = place;
  }

  /** The stored result of a unit, or the new one, stored. A damaged entry is made again, and a cache that cannot be written keeps nothing. */
  async result(unit: Unit, scan: () => Promise<UnitResult>): Promise<UnitResult> {
    const state = unit.obstacle === undefined ? await stateOf(unit.file) : null;
    const content = state === null ? null : await this.#content(unit.file, state);
    if (content === null) return scan();
    const { folder, ruleset } = this.#place;
    const key = digestJson({ ruleset, content, path: unit.path, from: unit.range?.from ?? 0, to: unit.range?.to ?? null });
    const path = join(folder, `${key}.json`);
    const stored = await readFile(path, "utf8").then(parse, () => null);
    if (stored !== null) return stored;
    const result = await scan();
    // A file that was written meanwhile is not the one whose digest is the key.
    if (result.notScanned === null && result.proposals.length === 0 && (await stateOf(unit.file)) === state)
      await store(path, folder, result);
    return result;
  }

  async #content(file: string, state: string): Promise<string | null> {
    const known = this.#contents.get(file);
    if (known?.state === state) return known.content;
    const content = await digestFile(file).then(
      (digest) => digest.sha256,
      () => null,
    );
    if (content !== null) this.#contents.set(file, { state, content });
    return content;
  }
}

/** A unit's result, from the cache where there is one. A result that is kept lists all it may, whatever was found before it. */
export async function unitResult(unit: Unit, options: PhiOptions, cache: UnitCache | null, room: number): Promise<UnitResult> {
  return cache === null ? scanUnit(unit, { ...options, limit: room }) : cache.result(unit, () => scanUnit(unit, options));
}

/** What changes when a file is written; null for a file that may not be looked at. */
async function stateOf(file: string): Promise<string | null> {
  return stat(file, { bigint: true }).then(
    ({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(" "),
    () => null,
  );
}

/** Written beside its place and moved there, so that no reader meets half an entry. */
async function store(path: string, folder: string, result: UnitResult): Promise<void> {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  const stored: Stored = { sha256: sha256(JSON.stringify(result)), result };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, JSON.stringify(stored));
    await rename(part, path);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

function parse(text: string): UnitResult | null {
  try {
    const { sha256: digest, result } = JSON.parse(text) as Partial<Stored>;
    return result !== undefined && digest === sha256(JSON.stringify(result)) ? result : null;
  } catch {
    return null;
  }
}
