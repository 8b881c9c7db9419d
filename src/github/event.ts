/** What GitHub tells about this run, read from the environment and the event file; the pull request's own text is never taken over. */
import { readFileSync } from "node:fs";

export interface RunContext {
  readonly owner: string;
  readonly repo: string;
  readonly event: string;
  /** Pull request number, or null. */
  readonly pullRequest: number | null;
  /** Commit that a status belongs on: the pull request's head, else the commit of the run. */
  readonly statusSha: string | null;
  /** Whether the pull request comes from another repository: its token can only read. */
  readonly fork: boolean;
  /** Whether this is a push to the default branch, the only run that may save a cache. */
  readonly defaultBranchPush: boolean;
  readonly runUrl: string;
  readonly runId: string;
}

interface EventFile {
  readonly pull_request?: {
    readonly number?: unknown;
    readonly head?: { readonly sha?: unknown; readonly repo?: { readonly id?: unknown } | null };
    readonly base?: { readonly sha?: unknown; readonly repo?: { readonly id?: unknown } | null };
  };
  readonly merge_group?: { readonly base_sha?: unknown; readonly head_sha?: unknown };
  readonly repository?: { readonly default_branch?: unknown };
  readonly before?: unknown;
}

const SHA = /^[0-9a-f]{40,64}$/;
const sha = (value: unknown): string | null => (typeof value === "string" && SHA.test(value) ? value : null);

/** Reads the context; members that are missing or odd become null, so that publishing degrades instead of failing. */
export function readContext(env: NodeJS.ProcessEnv): RunContext {
  const file = readEventFile(env);
  const [owner = "", repo = ""] = (env.GITHUB_REPOSITORY ?? "").split("/");
  const pull = file.pull_request;
  const number = pull?.number;
  const run = /^\d+$/.test(env.GITHUB_RUN_ID ?? "") ? env.GITHUB_RUN_ID! : "0";
  const attempt = /^\d+$/.test(env.GITHUB_RUN_ATTEMPT ?? "") ? env.GITHUB_RUN_ATTEMPT! : "1";
  const defaultBranch = file.repository?.default_branch;
  return {
    owner,
    repo,
    event: env.GITHUB_EVENT_NAME ?? "",
    pullRequest: Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : null,
    statusSha: sha(pull?.head?.sha) ?? sha(file.merge_group?.head_sha) ?? sha(env.GITHUB_SHA),
    fork: pull !== undefined && pull.head?.repo?.id !== pull.base?.repo?.id,
    defaultBranchPush:
      env.GITHUB_EVENT_NAME === "push" && typeof defaultBranch === "string" && env.GITHUB_REF === `refs/heads/${defaultBranch}`,
    runUrl: `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${owner}/${repo}/actions/runs/${run}`,
    runId: `${run}-${attempt}`,
  };
}

/** Commit ids that the run may have to fetch, most wanted first. */
export function wantedCommits(env: NodeJS.ProcessEnv): { readonly base: string | null; readonly head: string | null } {
  const file = readEventFile(env);
  return {
    base: sha(file.pull_request?.base?.sha) ?? sha(file.merge_group?.base_sha) ?? sha(file.before),
    head: sha(file.pull_request?.head?.sha),
  };
}

function readEventFile(env: NodeJS.ProcessEnv): EventFile {
  try {
    const value: unknown = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? "", "utf8"));
    return typeof value === "object" && value !== null ? (value as EventFile) : {};
  } catch {
    return {};
  }
}
