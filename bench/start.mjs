// Start of the bundled command line beside bare node: `node bench/start.mjs [runs]`. Alternating, whole processes, medians and their ratio.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = join(dirname(fileURLToPath(import.meta.url)), "..", "dist", "cli.mjs");
const runs = Number(process.argv[2] ?? 21);
const cases = { "node -e 0": ["-e", "0"], "cli --version": [cli, "--version"], "cli run --help": [cli, "run", "--help"] };
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));

for (let run = -1; run < runs; run++) {
  for (const [name, args] of Object.entries(cases)) {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    if (run >= 0) times[name].push(performance.now() - started);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const bare = median(times["node -e 0"]);
console.log(`node ${process.version}, ${runs} runs each, median (min)`);
for (const [name, values] of Object.entries(times)) {
  console.log(
    `${name.padEnd(16)} ${median(values).toFixed(0).padStart(5)} ms (${Math.min(...values).toFixed(0)})  ${(median(values) / bare).toFixed(2)} x bare node`,
  );
}
