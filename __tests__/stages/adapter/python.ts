import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The Python with torch and safetensors that the tests use: `TUNEGATE_PYTHON`, else `VIRTUAL_ENV`, else `.venv` beside package.json.
 * @throws Error when there is none: these tests do not skip themselves.
 */
export function python(): string {
  const root = join(import.meta.dirname, "../../..");
  const folders = [process.env.VIRTUAL_ENV, join(root, ".venv")].filter((folder) => folder !== undefined);
  const found = [process.env.TUNEGATE_PYTHON, ...folders.map((folder) => join(folder, "bin/python"))].find(
    (path) => path && existsSync(path),
  );
  if (!found) throw new Error("no Python with torch: set TUNEGATE_PYTHON or VIRTUAL_ENV, or make .venv");
  return found;
}
