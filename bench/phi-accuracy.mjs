// Prints the accuracy table of the PHI scanner: `node bench/phi-accuracy.mjs [DATA] [SOURCES] [--folds]`.
// DATA: the development corpora (default ../shared/data/phi); SOURCES: the folder of scripts/train-names/fetch.sh, for compromise and for --folds.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dir = mkdtempSync(join(tmpdir(), "tunegate-bench-"));
try {
  const outfile = join(dir, "phi-accuracy.mjs");
  await build({
    entryPoints: [join(root, "bench/phi-accuracy.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(dir, { recursive: true });
}
