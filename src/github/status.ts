import { type Called, call, type Octokit } from "./api.ts";
import type { Ending } from "./ending.ts";
import type { RunContext } from "./event.ts";

/** Name under which the commit status shows. */
export const STATUS_CONTEXT = "tunegate";

/** Posts the commit status on the pull request's head: per commit, so every push gets its own. */
export function writeStatus(client: Octokit, context: RunContext, state: Ending["state"], description: string): Promise<Called<unknown>> {
  const { owner, repo, statusSha } = context;
  const need = { what: "The commit status could not be set", permission: "statuses: write", fork: context.fork };
  return call(need, () =>
    client.rest.repos.createCommitStatus({
      owner,
      repo,
      sha: statusSha ?? "",
      state,
      description,
      context: STATUS_CONTEXT,
      target_url: context.runUrl,
    }),
  );
}
