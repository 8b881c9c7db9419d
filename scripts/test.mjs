// All tests: `npm test`. Makes a Python environment from the lock once (.venv, or the one in TUNEGATE_PYTHON), then runs vitest and pytest.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const locks = ["python/requirements.lock", "python/requirements-test.lock"].map((path) => join(root, path));

function run(command, args, env = {}) {
  console.log(`\n$ ${[command, ...args].join(" ")}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  if (error) console.error(error.message);
  return status ?? 1;
}

function must(command, args, env) {
  const status = run(command, args, env);
  if (status !== 0) process.exit(status);
}

/** The Python with torch, transformers, peft and pytest that the tests use. */
function testPython() {
  if (process.env.TUNEGATE_PYTHON) return process.env.TUNEGATE_PYTHON;
  const venv = join(root, ".venv");
  const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = join(venv, "tunegate-lock.sha256");
  const wanted = createHash("sha256")
    .update(locks.map((path) => readFileSync(path, "utf8")).join("\n"))
    .digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  must(process.env.PYTHON ?? "python3", ["-m", "venv", "--clear", venv]);
  installTorch(python);
  must(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...locks.flatMap((path) => ["-r", path])]);
  writeFileSync(stamp, wanted);
  return python;
}

/** The CPU build: where pip is configured to look, else from PyTorch's index (macOS has only one build). */
function installTorch(python) {
  const torch = process.platform === "darwin" ? "torch==2.13.0" : "torch==2.13.0+cpu";
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", torch];
  if (run(python, install) !== 0) must(python, [...install, "--extra-index-url", "https://download.pytorch.org/whl/cpu"]);
}

const python = testPython();
const env = { TUNEGATE_PYTHON: python };
const lint = [
  run("npx", ["--no-install", "tsc", "--noEmit", "-p", "."]),
  run("npx", ["--no-install", "biome", "check", "."]),
  run("node", ["scripts/check-imports.mjs"]),
];
const vitest = run("npx", ["--no-install", "vitest", "run"], env);
const pytest = run(python, ["-m", "pytest", "-q", "__tests__/python"], env);
const failed = [...lint, vitest, pytest].filter((status) => status !== 0);
console.log(failed.length === 0 ? "\nall checks passed" : `\n${failed.length} of ${lint.length + 2} checks failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
