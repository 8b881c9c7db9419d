// Runs bench/smoke-overhead.ts: `node bench/smoke-overhead.mjs [rounds]`. Python as in users' runs, or TUNEGATE_PYTHON.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dir = mkdtempSync(join(tmpdir(), "tunegate-bench-"));
try {
  const outfile = join(dir, "smoke-overhead.mjs");
  // The runtime folder is looked for above the bundle, so it is linked there by the bench itself.
  await build({
    entryPoints: [join(root, "bench/smoke-overhead.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  process.env.TUNEGATE_BENCH_ROOT = root;
  const { symlinkSync } = await import("node:fs");
  symlinkSync(join(root, "python"), join(dir, "python"));
  const { main } = await import(pathToFileURL(outfile).href);
  await main();
} finally {
  rmSync(dir, { recursive: true });
}
