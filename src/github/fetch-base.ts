import { spawn } from "node:child_process";
import { gitOrNull } from "../core/git.ts";
import { wantedCommits } from "./event.ts";

/**
 * Makes sure that the base commit is in a shallow clone. The token goes to this one git child through its environment: it is in no
 * argument list and in no file. Best effort: the command line tells in a sentence when the base is still absent.
 */
export async function fetchBase(repo: string, token: string, env: NodeJS.ProcessEnv): Promise<"present" | "fetched" | "absent"> {
  const wanted = await baseCommit(repo, env);
  if (wanted === null || (await has(repo, wanted))) return "present";
  await runGit(["fetch", "--quiet", "--no-tags", "--depth=1", "origin", wanted], repo, authentication(token, env.GITHUB_SERVER_URL));
  return (await has(repo, wanted)) ? "fetched" : "absent";
}

/** The first parent of a checked-out merge commit, else the base that the event names (contracts §1). */
async function baseCommit(repo: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const { base } = wantedCommits(env);
  if (env.GITHUB_EVENT_NAME !== "pull_request") return base;
  const raw = (await gitOrNull(["cat-file", "commit", "HEAD"], { cwd: repo })) ?? "";
  const parents = raw.split("\n\n")[0]!.match(/^parent [0-9a-f]+$/gm) ?? [];
  return parents.length === 2 ? parents[0]!.slice("parent ".length) : base;
}

async function has(repo: string, commit: string): Promise<boolean> {
  return (await gitOrNull(["cat-file", "-e", `${commit}^{commit}`], { cwd: repo })) !== null;
}

function authentication(token: string, server = "https://github.com"): Record<string, string> {
  if (token === "") return {};
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
  };
}

function runGit(args: readonly string[], cwd: string, extra: Readonly<Record<string, string>>): Promise<number | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...extra, GIT_TERMINAL_PROMPT: "0" };
    const child = spawn("git", args, { cwd, env, stdio: "ignore", timeout: 120_000 });
    child.once("error", () => resolve(null));
    child.once("close", (code) => resolve(code));
  });
}
