import { globMatcher, isBelow } from "../../core/paths.ts";
import type { Policy } from "../../core/policy.ts";

/** Whether a path is scanned: the policy's globs, recorded answers, and the adapter folder. */
export function scanFilter(policy: Policy): (path: string) => boolean {
  const matches = globMatcher(policy.phi.scan);
  const answers = (policy.eval?.suites ?? []).flatMap((suite) => ("file" in suite.answers ? [suite.answers.file] : []));
  const extra = policy.adapter ? [policy.adapter.path, ...answers] : answers;
  return (path) => matches(path) || extra.some((folder) => isBelow(path, folder));
}
