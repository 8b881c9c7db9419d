import { Fault } from "../core/fault.ts";
import { gitOrNull } from "../core/git.ts";
import { wantedCommits } from "./event.ts";

const TRUSTED_EVENTS = ["pull_request_target", "workflow_run", "issue_comment"];

/**
 * Refuses to run a pull request's code under an event whose token can write.
 * @throws Fault `usage` when the workspace holds the pull request's head (or a merge of it) on such an event
 */
export async function refusePrivilegedCheckout(workspace: string, env: NodeJS.ProcessEnv): Promise<void> {
  const event = env.GITHUB_EVENT_NAME ?? "";
  if (!TRUSTED_EVENTS.includes(event)) return;
  const { head } = wantedCommits(env);
  const commits = (await gitOrNull(["rev-list", "--parents", "-n", "1", "HEAD"], { cwd: workspace }))?.split(" ") ?? [];
  const isDefault = env.GITHUB_SHA !== undefined && commits[0] === env.GITHUB_SHA;
  if (isDefault && (head === null || !commits.includes(head))) return;
  throw new Fault({
    code: "privileged-checkout",
    kind: "usage",
    message: `the workspace holds a pull request's code under ${event}, whose token can write`,
    fix: "run the gate on `pull_request` or `merge_group`; leave publishing from trusted events to a job that checks out nothing",
  });
}
