/** Limits on a child process. Breaking one ends the whole process group. */
export interface RunLimits {
  readonly wallMs: number;
  /** Resident set of the process tree, bytes. */
  readonly memoryBytes: number;
  /** Growth of the working folder and output file together, bytes. */
  readonly diskBytes: number;
}

export interface RunRequest {
  /** Program and arguments; a string is given to `sh -c` (or cmd.exe). */
  readonly command: string | readonly [string, ...string[]];
  readonly cwd: string;
  /** Exactly these variables plus the allow-listed ones (PATH, HOME replaced by a scratch folder, locale, temp). */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
  /** Folders put before PATH, such as the `bin` of the Python environment. */
  readonly pathPrefix?: readonly string[];
  /** Absolute path of the file that takes stdout and stderr; never interpreted. */
  readonly outputFile: string;
  readonly signal?: AbortSignal;
}

/** How a child ended. */
export type RunEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "not-started"; readonly message: string }
  | { readonly kind: "limit"; readonly limit: "wall" | "memory" | "disk"; readonly message: string }
  | { readonly kind: "cancelled" };

export interface RunResult {
  readonly end: RunEnd;
  readonly durationMs: number;
  readonly outputBytes: number;
  /** Last lines of the output, printable characters only, at most 4 kB: for a person, after a PHI check. */
  readonly tail: string;
  /** Processes that outlived the group and were ended. */
  readonly escaped: number;
  /** Peak resident set seen, bytes. */
  readonly peakMemoryBytes: number;
  /** How the child was held: in namespaces of its own, or only in a process group (it could read what our user can read). */
  readonly isolation: "namespaces" | "process-group";
  /** Command files of the CI runner that the child changed, by variable name. */
  readonly changedCommandFiles: readonly string[];
  /** Whether the disk had under 1 MiB left when the child ended. */
  readonly diskFull: boolean;
}

/** The Python that runs trainers and the runtime. */
export interface PythonRuntime {
  readonly python: string;
  /** Where it was found: `--python`, VIRTUAL_ENV, .venv, conda, or the cached environment. */
  readonly origin: string;
  /** Folder to put on PYTHONPATH so that `tunegate_runtime` imports. */
  readonly runtimePath: string;
}

/** Starts children for stages. Only the flow makes one. */
export interface Runner {
  run(request: RunRequest): Promise<RunResult>;
  /** Finds (or makes) the Python with torch. @throws Fault `environment` with the remedy when there is none. */
  python(): Promise<PythonRuntime>;
}
