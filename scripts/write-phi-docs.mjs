// Writes the table of recognizers into docs/phi.md: `node scripts/write-phi-docs.mjs`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dir = mkdtempSync(join(tmpdir(), "phi-docs-"));
try {
  const outfile = join(dir, "recognizers.mjs");
  await build({
    entryPoints: [join(root, "src/phi/recognizers.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const { recognizerTable } = await import(pathToFileURL(outfile).href);
  const path = join(root, "docs/phi.md");
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    text.replace(/<!-- recognizers -->[\s\S]*<!-- \/recognizers -->/, `<!-- recognizers -->\n${recognizerTable()}\n<!-- /recognizers -->`),
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}
