/**
 * How much work a piece of code does, without a clock: the blocks of the engine that run, counted by V8 (precise coverage), and the bytes that
 * the copying and searching methods of byte arrays pass over, which V8 does not count. The same input gives the same number on any machine.
 */
import { Session } from "node:inspector/promises";

/** What one call of a method passes over; the answer is the method's own. */
const METHODS: Readonly<Record<string, (self: Uint8Array, args: readonly unknown[], answer: unknown) => number>> = {
  set: (_, [source]) => (source as ArrayLike<number>).length,
  slice: (_, __, answer) => (answer as Uint8Array).length,
  copyWithin: (self, [, start = 0, end = self.length]) => Number(end) - Number(start),
  fill: (self, [, start = 0, end = self.length]) => Number(end) - Number(start),
  indexOf: (self, [, start = 0], answer) => (answer === -1 ? self.length : (answer as number)) - Number(start),
};

/** Counts bytes in the methods above while `run` runs. */
function bytesPassed(run: () => void): number {
  const prototype = Uint8Array.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const before = Object.keys(METHODS).map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name), prototype[name]] as const);
  let bytes = 0;
  const from = (source: ArrayLike<number>): Uint8Array => {
    bytes += source.length;
    return new Uint8Array(source);
  };
  Object.defineProperty(Uint8Array, "from", { value: from, configurable: true });
  for (const [name, , method] of before) {
    prototype[name] = function (this: Uint8Array, ...args: unknown[]): unknown {
      const answer = Reflect.apply(method as (...args: unknown[]) => unknown, this, args);
      bytes += METHODS[name]?.(this, args, answer) ?? 0;
      return answer;
    };
  }
  try {
    run();
  } finally {
    Reflect.deleteProperty(Uint8Array, "from");
    for (const [name, own] of before) {
      if (own === undefined) delete prototype[name];
      else Object.defineProperty(prototype, name, own);
    }
  }
  return bytes;
}

export interface StepCounter {
  /** Steps of `run` in the files that are counted: blocks run, and one for every 64 bytes that are copied or searched. One at a time. */
  stepsOf(run: () => void): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts to count. What is to be counted is imported after this: V8 puts counters only into what it compiles from then on.
 * @param part what the URL of a counted file holds
 */
export async function countSteps(part: string): Promise<StepCounter> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const blocks = async (): Promise<number> => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const files = result.filter(({ url }) => url.includes(part));
    return files.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges)).reduce((sum, { count }) => sum + count, 0);
  };
  return {
    stepsOf: async (run) => {
      await blocks();
      const bytes = bytesPassed(run);
      return (await blocks()) + Math.ceil(bytes / 64);
    },
    stop: async () => {
      await session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}
