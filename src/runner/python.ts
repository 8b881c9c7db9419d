/** Finds the Python that has torch: the team's own, else an environment of ours made once from a pinned lock. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "../core/fault.ts";
import type { PythonRuntime } from "../core/runner.ts";
import { cachedEnvironment, type EnvironmentMaker } from "./cached-python.ts";
import type { Environment } from "./environment.ts";

export interface PythonWish {
  /** `--python`: a program or an environment's folder; nothing else is tried. */
  readonly explicit?: string;
  /** Project root, where `.venv` may lie. */
  readonly root: string;
  readonly env: Environment;
  readonly maker: EnvironmentMaker;
}

/** What a Python says about itself. */
export interface PythonFacts {
  readonly executable: string;
  readonly version: readonly [number, number];
  readonly torch: string | null;
  readonly venv: boolean;
}

interface Candidate {
  readonly program: string;
  readonly origin: string;
}

/** torch is looked up without being imported (that takes seconds); a broken one fails in the trainer with its own words. */
const FACTS = `import json, sys
from importlib import metadata, util
def version(name):
    try: return metadata.version(name) if util.find_spec(name) else None
    except metadata.PackageNotFoundError: return None
print(json.dumps({"executable": sys.executable, "version": list(sys.version_info[:2]), "torch": version("torch"), "venv": bool(util.find_spec("venv") and util.find_spec("ensurepip"))}))`;

/** Asks a Python for its facts; `null` when it cannot be started or gives no answer. */
export function pythonFacts(program: string, env: Environment): Promise<PythonFacts | null> {
  return new Promise((resolve) => {
    execFile(program, ["-I", "-c", FACTS], { env: env as NodeJS.ProcessEnv, timeout: 30_000 }, (error, stdout) => {
      if (error) return resolve(null);
      try {
        resolve(JSON.parse(stdout) as PythonFacts);
      } catch {
        resolve(null);
      }
    });
  });
}

/**
 * The Python for trainers and the runtime, with where it was found.
 * @throws Fault `environment` (exit 4): `--python` is no Python, has no torch or is too old; or no Python is there to make an environment with.
 */
export async function findPython(wish: PythonWish): Promise<PythonRuntime> {
  const runtimePath = runtimeFolder();
  if (wish.explicit) return { ...(await explicitPython(wish.explicit, wish.env)), runtimePath };
  for (const candidate of candidates(wish)) {
    const facts = await pythonFacts(candidate.program, wish.env);
    if (facts?.torch && isRecent(facts)) return { python: facts.executable, origin: candidate.origin, runtimePath };
  }
  return { ...(await cachedEnvironment(wish.env, wish.maker, await basePython(wish.env))), runtimePath };
}

async function explicitPython(explicit: string, env: Environment): Promise<Omit<PythonRuntime, "runtimePath">> {
  const inside = pythonIn(explicit);
  const program = existsSync(inside) ? inside : explicit;
  const facts = await pythonFacts(program, env);
  if (!facts)
    throw fault(
      "python-not-found",
      `--python ${explicit} is no Python that starts.`,
      "Name a python program or the folder of a virtual environment.",
    );
  if (!isRecent(facts)) {
    const version = facts.version.join(".");
    throw fault("python-too-old", `--python ${explicit} is Python ${version}; tunegate needs 3.11 or newer.`, "Name a newer Python.");
  }
  if (!facts.torch) {
    const fix = "Install torch, transformers and peft into it, or leave --python out: tunegate then makes an environment of its own.";
    throw fault("python-without-torch", `--python ${explicit} has no torch.`, fix);
  }
  return { python: facts.executable, origin: "--python" };
}

function candidates({ env, root }: PythonWish): Candidate[] {
  const list: Candidate[] = [];
  if (env.VIRTUAL_ENV) list.push({ program: pythonIn(env.VIRTUAL_ENV), origin: "VIRTUAL_ENV" });
  for (const name of [".venv", "venv"]) list.push({ program: pythonIn(join(root, name)), origin: name });
  if (env.CONDA_PREFIX) list.push({ program: pythonIn(env.CONDA_PREFIX), origin: "conda" });
  list.push({ program: "python3", origin: "PATH" }, { program: "python", origin: "PATH" });
  return list.filter(({ program }) => !program.includes("/") || existsSync(program));
}

function pythonIn(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

function isRecent(facts: PythonFacts): boolean {
  const [major, minor] = facts.version;
  return major === 3 && minor >= 11;
}

/** A Python that can make virtual environments. */
async function basePython(env: Environment): Promise<PythonFacts> {
  let tooOld: string | null = null;
  let withoutVenv = false;
  for (const program of ["python3.13", "python3.12", "python3.11", "python3", "python"]) {
    const facts = await pythonFacts(program, env);
    if (!facts) continue;
    if (!isRecent(facts)) tooOld = facts.version.join(".");
    else if (!facts.venv) withoutVenv = true;
    else return facts;
  }
  if (withoutVenv)
    throw fault(
      "python-without-venv",
      "Python is here but cannot make virtual environments.",
      "Install python3-venv (Debian, Ubuntu), or give --python an environment that has torch.",
    );
  if (tooOld)
    throw fault(
      "python-too-old",
      `The newest Python here is ${tooOld}; tunegate needs 3.11 or newer.`,
      "Install Python 3.11 or newer, or give --python.",
    );
  throw fault(
    "no-python",
    "No Python was found, and the smoke, adapter and eval stages need one.",
    "Install Python 3.11 or newer, or give --python PATH.",
  );
}

function fault(code: string, message: string, fix: string): Fault {
  return new Fault({ code, kind: "environment", message, fix });
}

/** The folder with `tunegate_runtime` and the lock: `python/` beside `dist/` or above `src/`. */
export function runtimeFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const here = join(folder, "python");
    if (existsSync(join(here, "tunegate_runtime", "__init__.py"))) return here;
    if (dirname(folder) === folder) break;
  }
  throw fault(
    "runtime-missing",
    "tunegate's python folder is not beside its program.",
    "Install tunegate again; the package needs its python/ folder.",
  );
}
