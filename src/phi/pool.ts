/** Worker threads that scan units. Results are handed on in the order of the plan. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { CachePlace } from "./cache.ts";
import type { PhiOptions } from "./options.ts";
import type { Unit, UnitResult } from "./units.ts";

/** The bundled worker beside this bundle (or beside its folder of chunks); null when running from the sources. */
function workerUrl(): URL | null {
  for (const relative of ["./worker.mjs", "../worker.mjs"]) {
    const url = new URL(relative, import.meta.url);
    if (existsSync(fileURLToPath(url))) return url;
  }
  return null;
}

export type WorkerReply = { readonly unit: number; readonly result: UnitResult } | { readonly unit: number; readonly failed: string };

export interface PoolTask {
  readonly done: (unit: number, result: UnitResult) => void;
  readonly room: () => number;
  readonly signal: AbortSignal | undefined;
}

export class Pool {
  readonly #jobs: number;
  readonly #options: PhiOptions;
  readonly #cache: CachePlace | null;
  readonly #url: URL | null;

  constructor(jobs: number, options: PhiOptions, cache: CachePlace | null = null, url: URL | null = workerUrl()) {
    this.#jobs = jobs;
    this.#options = options;
    this.#cache = cache;
    this.#url = url;
  }

  /** Whether workers can be started here. */
  get ready(): boolean {
    return this.#url !== null;
  }

  /**
   * Scans the units of `list`; `done` is called in the order of the list. `room` says how many findings can still be listed when a unit is given out.
   * A worker that dies fails the scan.
   */
  async run(units: readonly Unit[], list: readonly number[], { done, room, signal }: PoolTask): Promise<void> {
    const url = this.#url;
    if (url === null) throw new Error("there is no worker to start");
    const results = new Map<number, UnitResult>();
    let next = 0;
    let handed = 0;
    const workers = Array.from(
      { length: this.#jobs },
      () => new Worker(url, { workerData: { options: this.#options, cache: this.#cache } }),
    );
    try {
      await Promise.all(
        workers.map(
          (worker) =>
            new Promise<void>((resolve, reject) => {
              const give = (): void => {
                const unit = list[next++];
                if (unit === undefined) resolve();
                else worker.postMessage({ unit, work: units[unit], room: room() });
              };
              worker.on("message", (reply: WorkerReply) => {
                if ("failed" in reply) {
                  reject(new Error(reply.failed));
                  return;
                }
                results.set(reply.unit, reply.result);
                for (let i = list[handed]; i !== undefined && results.has(i); i = list[handed]) {
                  done(i, results.get(i) as UnitResult);
                  results.delete(i);
                  handed += 1;
                }
                give();
              });
              worker.on("error", () => reject(new Error("a scan worker failed")));
              worker.on("exit", () => reject(new Error("a scan worker ended early")));
              signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
              give();
            }),
        ),
      );
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  }
}
