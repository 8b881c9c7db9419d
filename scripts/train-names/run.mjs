// Bundles the training script and runs it: node scripts/train-names/run.mjs DATA SOURCES [OUT]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const dir = mkdtempSync(join(tmpdir(), "train-names-"));
const outfile = join(dir, "main.mjs");
await build({ entryPoints: [new URL("./main.ts", import.meta.url).pathname], bundle: true, platform: "node", format: "esm", outfile });
const done = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: "inherit" });
rmSync(dir, { recursive: true });
process.exit(done.status ?? 1);
