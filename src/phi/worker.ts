/** Entry of a scan worker: takes units, gives results. */
import { parentPort, workerData } from "node:worker_threads";
import type { PhiOptions } from "./options.ts";
import { scanUnit, type Unit } from "./units.ts";

const { options } = workerData as { options: PhiOptions };

parentPort?.on("message", async ({ unit, work, room }: { unit: number; work: Unit; room: number }) => {
  try {
    parentPort?.postMessage({ unit, result: await scanUnit(work, { ...options, limit: room }) });
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    parentPort?.postMessage({ unit, failed: `a unit could not be scanned${typeof code === "string" ? ` (${code})` : ""}` });
  }
});
