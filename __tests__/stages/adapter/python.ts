import { join } from "node:path";
import type { Runner } from "../../../src/core/runner.ts";
import { createRunner } from "../../../src/runner/index.ts";

export const repositoryRoot = join(import.meta.dirname, "../../..");
export const example = join(repositoryRoot, "examples/clinical-triage");

/** A runner as users' runs have one; Python is TUNEGATE_PYTHON, else looked for as they look. */
export function testRunner(root: string): Runner {
  return createRunner({ env: process.env, root, python: process.env.TUNEGATE_PYTHON, say: () => {} });
}

/** Path of the Python with torch and safetensors. */
export async function python(): Promise<string> {
  return (await testRunner(repositoryRoot).python()).python;
}
