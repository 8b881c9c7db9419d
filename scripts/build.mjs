// Builds dist/ from src/: `node scripts/build.mjs [outdir]`. Same sources, same bytes: a test compares dist/ with a fresh build.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const outdir = process.argv[2] ?? join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  outdir,
  outExtension: { ".js": ".mjs" },
  loader: { ".bin": "binary", ".txt": "text" },
  define: { TUNEGATE_VERSION: JSON.stringify(version) },
  // CommonJS packages call require(); an ES module has none of its own.
  banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

// The command line: one entry, chunks loaded when a command needs them. Workers are entries of their own.
const workers = ["src/phi/worker.ts"].filter((path) => existsSync(join(root, path)));
// The JS actions and servers: one file each, heavy packages inside.
const single = ["src/github/prepare.ts", "src/github/publish.ts", "src/github/enforce.ts"].filter((path) => existsSync(join(root, path)));

rmSync(outdir, { recursive: true, force: true });
const results = [
  await build({ ...common, splitting: true, entryPoints: ["src/cli/cli.ts", ...workers].map(entry), chunkNames: "chunks/[name]-[hash]" }),
];
for (const path of single) results.push(await build({ ...common, entryPoints: [entry(path)] }));
writeFileSync(join(outdir, "THIRD-PARTY.txt"), licences(results.flatMap((result) => Object.keys(result.metafile.inputs))));

function entry(path) {
  return { in: path, out: path.split("/").pop().replace(/\.ts$/, "") };
}

/** Names, versions and licence texts of the bundled packages. */
function licences(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[1]);
  }
  return [...packages].sort().map(licence).join("\n");
}

function licence(path) {
  const { name, version: packageVersion, license } = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
  const file = readdirSync(join(root, path)).find((candidate) => /^licen[cs]e/i.test(candidate));
  const text = file ? readFileSync(join(root, path, file), "utf8").trim() : "";
  return `${name} ${packageVersion} (${license ?? "see its repository"})\n\n${text}\n`;
}
