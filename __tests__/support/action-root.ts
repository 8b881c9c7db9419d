/** The action as a caller gets it: action.yml, sub-actions, scripts and a fresh build of the sources, in a folder of its own. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY_ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PARTS = ["action.yml", "prepare", "publish", "scripts", "python", "schemas", "package.json"];

export interface ActionRoot {
  readonly dir: string;
  remove(): void;
}

/** Builds once; `TUNEGATE_TEST_ACTION` names a folder that is ready already. */
export function buildAction(): ActionRoot {
  const ready = process.env.TUNEGATE_TEST_ACTION;
  if (ready) return { dir: ready, remove: () => undefined };
  const dir = mkdtempSync(join(tmpdir(), "tunegate-action-"));
  for (const part of PARTS) cpSync(join(REPOSITORY_ROOT, part), join(dir, part), { recursive: true });
  execFileSync(process.execPath, [join(REPOSITORY_ROOT, "scripts/build.mjs"), join(dir, "dist")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
