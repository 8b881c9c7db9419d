/** What a child process may see of this machine: an allow-list, never a deny-list. */
import { dirname, join } from "node:path";

/** Variables that are handed on as they are; everything else (tokens, proxies, CI variables) stays behind. */
const ALLOWED = new Set([
  "PATH",
  "LANG",
  "LANGUAGE",
  "TZ",
  "LD_LIBRARY_PATH",
  "CUDA_VISIBLE_DEVICES",
  "CUDA_HOME",
  "NVIDIA_VISIBLE_DEVICES",
  "NVIDIA_DRIVER_CAPABILITIES",
  "SYSTEMROOT",
]);

export type Environment = Readonly<Record<string, string | undefined>>;

/** The child's environment: allow-listed variables of ours, a home and temp folder of its own, then the request's variables. */
export function childEnvironment(
  ours: Environment,
  home: string,
  extra: Environment,
  pathPrefix: readonly string[],
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(ours)) {
    if (value !== undefined && (ALLOWED.has(name) || name.startsWith("LC_"))) env[name] = value;
  }
  env.HOME = home;
  env.TMPDIR = join(home, "tmp");
  env.XDG_CACHE_HOME = join(home, ".cache");
  for (const [name, value] of Object.entries(extra)) if (value !== undefined) env[name] = value;
  env.PATH = [...pathPrefix, env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(":");
  return env;
}

/** Files and folders of the person (or runner) that hold credentials: hidden from the child where the system lets us mount. */
export function credentialPaths(ours: Environment): string[] {
  const home = ours.HOME;
  const inHome = [
    ".netrc",
    ".git-credentials",
    ".gitconfig",
    ".config/git",
    ".config/gh",
    ".ssh",
    ".aws",
    ".azure",
    ".config/gcloud",
    ".docker",
    ".kube",
    ".pypirc",
    ".npmrc",
    ".huggingface/token",
    ".cache/huggingface/token",
    ".cache/huggingface/stored_tokens",
  ];
  const paths = home ? inHome.map((name) => join(home, name)) : [];
  if (ours.HF_HOME) paths.push(join(ours.HF_HOME, "token"), join(ours.HF_HOME, "stored_tokens"));
  if (ours.HF_TOKEN_PATH) paths.push(ours.HF_TOKEN_PATH);
  if (ours.GITHUB_ENV) paths.push(dirname(ours.GITHUB_ENV));
  return paths;
}

/** The runner's command files: what is written there becomes variables, outputs and PATH of later steps. */
export const COMMAND_FILE_VARIABLES = ["GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"] as const;
