/** The runner that the flow makes once a run. */
import { join } from "node:path";
import type { PythonRuntime, Runner } from "../core/runner.ts";
import { cacheFolder } from "./cached-python.ts";
import type { Environment } from "./environment.ts";
import { detectIsolation } from "./isolation.ts";
import { findPython, runtimeFolder } from "./python.ts";
import { type RunnerSetup, runChild } from "./run.ts";

export interface RunnerOptions {
  /** This process's environment; nothing below reads it otherwise. */
  readonly env: Environment;
  /** Absolute project root. */
  readonly root: string;
  /** `--python`. */
  readonly python?: string;
  /** `--torch-index`. */
  readonly torchIndex?: string;
  /** One line a phase while an environment is made. */
  readonly say: (line: string) => void;
}

/** A runner for one run of the gate. What is dear (isolation probe, search for Python) happens at most once, when it is first needed. */
export function createRunner(options: RunnerOptions): Runner {
  let setup: RunnerSetup | undefined;
  let python: Promise<PythonRuntime> | undefined;
  return {
    run(request) {
      setup ??= { env: options.env, isolation: detectIsolation(process.platform, process.getuid?.() ?? null) };
      return runChild(setup, request);
    },
    python() {
      const maker = {
        lock: join(runtimeFolder(), "requirements.lock"),
        cache: cacheFolder(options.env),
        torchIndex: options.torchIndex,
        say: options.say,
      };
      python ??= findPython({ explicit: options.python, root: options.root, env: options.env, maker });
      return python;
    },
  };
}
