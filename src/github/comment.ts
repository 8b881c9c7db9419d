import { type CommentState, readState } from "../report/comment.ts";
import { type CallContext, type Called, call, type Octokit } from "./api.ts";
import type { RunContext } from "./event.ts";

/** An earlier comment of ours on this pull request. */
export interface StickyComment {
  readonly id: number;
  readonly state: CommentState | null;
}

const need = (context: RunContext, what: string): CallContext => ({ what, permission: "pull-requests: write", fork: context.fork });

/**
 * Finds our comment by its hidden mark. Only a bot's comment counts, so that nobody can put words in our mouth by writing the mark
 * themselves.
 */
export function findComment(client: Octokit, context: RunContext, marker: string): Promise<Called<StickyComment | null>> {
  return call(need(context, "The earlier comment could not be read"), async () => {
    const pages = client.paginate.iterator(client.rest.issues.listComments, {
      owner: context.owner,
      repo: context.repo,
      issue_number: context.pullRequest ?? 0,
      per_page: 100,
    });
    for await (const page of pages) {
      const found = page.data.find((comment) => comment.user?.type === "Bot" && comment.body?.startsWith(marker));
      if (found) return { id: found.id, state: readState(found.body ?? "") };
    }
    return null;
  });
}

/** Creates the comment once and updates it afterwards. */
export function writeComment(client: Octokit, context: RunContext, earlier: StickyComment | null, body: string): Promise<Called<void>> {
  const { owner, repo } = context;
  return call(need(context, "The comment could not be written"), async () => {
    if (earlier === null) await client.rest.issues.createComment({ owner, repo, issue_number: context.pullRequest ?? 0, body });
    else await client.rest.issues.updateComment({ owner, repo, comment_id: earlier.id, body });
  });
}
