import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const CLI = fileURLToPath(new URL("../../dist/cli.mjs", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a process, as a user does: no CI variables unless given. */
export function cli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): CliResult {
  const { GITHUB_ACTIONS: _, GITHUB_RUN_ID: __, GITHUB_EVENT_NAME: ___, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...env, ...options.env },
    encoding: "utf8",
    ...(options.input === undefined ? {} : { input: options.input }),
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}
