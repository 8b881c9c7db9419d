/** Whole processes, timed: the best of some runs. */
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

const linux = process.platform === "linux";

/** A command pinned to cores (such as "0" or "0,1") where the system can. */
function pinned(cores, command, args) {
  return linux && cores !== null ? ["taskset", ["-c", cores, command, ...args]] : [command, args];
}

export const cores = cpus().length;

/** A process that takes longer has lost. */
const LONGEST_MS = 300_000;

/**
 * Best wall time in seconds over `runs`, and what the last run wrote.
 * @returns null when the program is not there, fails, or takes longer than five minutes
 */
export function best(runs, command, args, { cores: wanted = "0", good = [0] } = {}) {
  let least = null;
  let last = null;
  for (let i = 0; i < runs; i++) {
    const [program, list] = pinned(wanted, command, args);
    const start = process.hrtime.bigint();
    last = spawnSync(program, list, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 1 << 30, timeout: LONGEST_MS });
    const took = Number(process.hrtime.bigint() - start) / 1e9;
    if (last.error || !good.includes(last.status)) return null;
    least = least === null ? took : Math.min(least, took);
  }
  return { seconds: least, stdout: last.stdout, stderr: last.stderr };
}

/** Peak resident set that a scan told, MB. */
export function rss({ stderr }) {
  return Number(/rss (\d+)/.exec(stderr)?.[1] ?? 0) / 1024;
}
