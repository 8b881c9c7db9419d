// Writes schemas/*.schema.json from src/flow/schemas.ts: `node scripts/write-schemas.mjs [outdir]`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const outdir = process.argv[2] ?? join(root, "schemas");

const bundle = await build({
  entryPoints: [join(root, "src/flow/schemas.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const source = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { SCHEMAS } = await import(`data:text/javascript;base64,${source}`);

mkdirSync(outdir, { recursive: true });
for (const file of readdirSync(outdir)) if (file.endsWith(".schema.json")) rmSync(join(outdir, file));
for (const [name, schema] of Object.entries(SCHEMAS)) {
  const document = { $schema: "https://json-schema.org/draft/2020-12/schema", $id: `tunegate/${name}@1`, ...optionalDefaults(schema) };
  writeFileSync(join(outdir, `${name}.schema.json`), `${JSON.stringify(document, null, 2)}\n`);
}

/** A key with a default need not be written; TypeBox lists it as required because it is always there after loading. */
function optionalDefaults(schema) {
  if (Array.isArray(schema)) return schema.map(optionalDefaults);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, optionalDefaults(value)]));
  if (!Array.isArray(copy.required) || typeof copy.properties !== "object") return copy;
  const required = copy.required.filter((key) => copy.properties[key]?.default === undefined);
  if (required.length > 0) return { ...copy, required };
  const { required: _, ...rest } = copy;
  return rest;
}
