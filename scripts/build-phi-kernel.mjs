// Builds the WASM kernel of the PHI scanner from src/phi/kernel and the tagger of src/phi/names, and writes it as src/phi/kernel-wasm.ts.
// `node scripts/build-phi-kernel.mjs [--check]`: with --check nothing is written and the exit status says whether the committed bytes are these.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const OUTPUT = join(root, "src/phi/kernel-wasm.ts");
/** Files of the dual subset outside of the kernel's folder. */
const NAMES = [
  "tagger.ts",
  "grow.ts",
  "judge.ts",
  "window.ts",
  "decode.ts",
  "features.ts",
  "rules.ts",
  "layout.ts",
  "classes.ts",
  "words.ts",
];
/** 64 KiB pages: MEMORY_BYTES of kernel/layout.ts. */
const PAGES = 0x5090000 / 65536;

/** Copies the dual sources into a scratch folder, WASM doors in place of the JavaScript ones. */
export function stageSources(scratch) {
  const files = [];
  const copy = (from, to) => {
    mkdirSync(dirname(to), { recursive: true });
    // AssemblyScript resolves imports without their extension
    writeFileSync(to, readFileSync(from, "utf8").replace(/(from "\.[^"]+)\.ts"/g, '$1"'));
    files.push(to);
  };
  for (const name of readdirSync(join(root, "src/phi/kernel")).sort()) {
    if (!name.endsWith(".ts") || name.endsWith(".d.ts")) continue;
    const wasm = join(root, "src/phi/kernel", name.replace(/\.ts$/, ".as"));
    const source = readdirSync(join(root, "src/phi/kernel")).includes(name.replace(/\.ts$/, ".as"))
      ? wasm
      : join(root, "src/phi/kernel", name);
    copy(source, join(scratch, "kernel", name));
  }
  for (const name of readdirSync(join(root, "src/phi/names")).sort())
    if (NAMES.includes(name)) copy(join(root, "src/phi/names", name), join(scratch, "names", name));
  return files;
}

/**
 * Puts the small functions of the kernel into their callers: V8 of Node 20 inlines no calls between WASM functions, and the loop makes a dozen a word. Sizes
 * found by bench/phi-speed: larger ones cost more in compiling than they gain.
 */
async function inlined(bytes) {
  const binaryen = (await import("assemblyscript/binaryen")).default;
  const module = binaryen.readBinary(bytes);
  const { SIMD128, BulkMemory, NontrappingFPToInt, SignExt, MutableGlobals } = binaryen.Features;
  module.setFeatures(SIMD128 | BulkMemory | NontrappingFPToInt | SignExt | MutableGlobals);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(30);
  binaryen.setFlexibleInlineMaxSize(120);
  binaryen.setOneCallerInlineMaxSize(60);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  module.optimize();
  const out = Buffer.from(module.emitBinary());
  module.dispose();
  return out;
}

/** Compiles the kernel; the bytes. `asc` is the package assemblyscript/asc. */
export async function compileKernel(asc) {
  const scratch = mkdtempSync(join(tmpdir(), "phi-kernel-"));
  try {
    stageSources(scratch);
    const out = join(scratch, "kernel.wasm");
    const args = [
      "kernel/entry.ts",
      "--baseDir",
      scratch,
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--disable",
      "mutable-globals",
    ];
    const { error, stderr } = await asc.main([
      ...args,
      "--initialMemory",
      String(PAGES),
      "--maximumMemory",
      String(PAGES),
      "--outFile",
      out,
    ]);
    if (error) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
    return await inlined(readFileSync(out));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The TypeScript file that carries the bytes. */
export function moduleText(bytes) {
  const sha = createHash("sha256").update(bytes).digest("hex");
  const lines = bytes.toString("base64").match(/.{1,130}/g) ?? [];
  return `/** The WASM kernel, made by scripts/build-phi-kernel.mjs from src/phi/kernel and src/phi/names; do not edit. sha256 ${sha} */\nexport const KERNEL_BASE64 =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
}

async function main() {
  const asc = await import("assemblyscript/asc").then((module) => module.default ?? module);
  const bytes = await compileKernel(asc);
  const text = moduleText(bytes);
  if (process.argv.includes("--check")) {
    process.exitCode = readFileSync(OUTPUT, "utf8") === text ? 0 : 1;
    return;
  }
  writeFileSync(OUTPUT, text);
  process.stdout.write(`kernel: ${bytes.length} bytes\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
