// Runs bench/grounded.ts: `node bench/grounded.mjs DIR`, DIR holding medec/ and mts-dialog/ (public data, not part of this repository).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dir = mkdtempSync(join(tmpdir(), "tunegate-bench-"));
try {
  const outfile = join(dir, "grounded.cjs");
  await build({
    entryPoints: [join(root, "bench/grounded.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(dir, { recursive: true });
}
