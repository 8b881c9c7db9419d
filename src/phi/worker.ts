/** Entry of a scan worker: takes units, gives results. */
import { parentPort, workerData } from "node:worker_threads";
import { type CachePlace, UnitCache, unitResult } from "./cache.ts";
import type { PhiOptions } from "./options.ts";
import type { Unit } from "./units.ts";

const { options, cache: place } = workerData as { options: PhiOptions; cache: CachePlace | null };
const cache = place === null ? null : new UnitCache(place);

parentPort?.on("message", async ({ unit, work, room }: { unit: number; work: Unit; room: number }) => {
  try {
    parentPort?.postMessage({ unit, result: await unitResult(work, options, cache, room) });
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    parentPort?.postMessage({ unit, failed: `a unit could not be scanned${typeof code === "string" ? ` (${code})` : ""}` });
  }
});
