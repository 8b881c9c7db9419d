/** The scan that bench/phi-speed.mjs times: a file or folder, ten thousand findings listed as on the command line. Prints its peak memory. */
import { dirname, resolve } from "node:path";
import { listFiles, runScan, sum } from "../../src/phi/index.ts";

const path = resolve(process.argv[2] ?? ".");
const jobs = Number(process.argv[3] ?? 1);
const { files } = await runScan({ files: listFiles(dirname(path), [path]), options: { limit: 10_000 }, jobs });
console.log(JSON.stringify(sum(files)));
console.error(`rss ${process.resourceUsage().maxRSS}`);
