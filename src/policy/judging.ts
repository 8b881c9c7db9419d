import { canonicalJson } from "../core/canonical.ts";
import type { JudgingFile, StageId } from "../core/documents.ts";
import type { Policy } from "../core/policy.ts";
import type { Tree } from "../core/tree.ts";

export type JudgingRole = JudgingFile["role"];

/** The judging files that a policy names, the policy itself first (DESIGN, vocabulary). */
export function judgingFiles(policy: Policy, policyPath: string): readonly { path: string; role: JudgingRole }[] {
  const files: { path: string; role: JudgingRole }[] = [{ path: policyPath, role: "policy" }];
  const add = (path: string | undefined, role: JudgingRole) => path !== undefined && files.push({ path, role });
  add(policy.baselines.smoke, "smoke-baseline");
  add(policy.baselines.eval, "eval-baseline");
  add(policy.baselines.history, "history");
  add(policy.phi.allow, "phi-allow");
  for (const gate of policy.gates) add(gate["never-miss"], "never-miss");
  for (const suite of policy.eval?.suites ?? []) {
    add(suite.data, "eval-set");
    add(suite.rules, "safety-rules");
  }
  const seen = new Set<string>();
  return files.filter((file) => (seen.has(file.path) ? false : seen.add(file.path))).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Stages that read judging files of a role. The policy is read by section, see SECTIONS. */
const READERS: Readonly<Record<Exclude<JudgingRole, "policy">, readonly StageId[]>> = {
  "smoke-baseline": ["smoke"],
  "eval-baseline": [],
  history: [],
  waivers: [],
  "phi-allow": ["phi"],
  "never-miss": [],
  "eval-set": ["eval"],
  "safety-rules": ["eval"],
};

/** Sections of the policy that each stage reads; a change elsewhere changes only how evidence is judged. */
const SECTIONS: Readonly<Record<StageId, readonly (keyof Policy)[]>> = {
  phi: ["phi", "adapter", "eval"],
  data: ["data"],
  audit: [],
  smoke: ["smoke", "data", "baselines", "adapter", "paths"],
  adapter: ["adapter", "data", "paths", "eval", "smoke"],
  eval: ["eval", "ratings", "adapter", "publish"],
};

/**
 * Whether a stage reads a judging file that changed, so that it runs once more for the proposed side.
 * @param policies the policies of base and head; the same twice when the file did not change
 */
export function readsChanged(
  stage: StageId,
  changed: readonly JudgingFile[],
  policies: { readonly base: Policy; readonly head: Policy },
): boolean {
  return changed.some(({ role }) => {
    if (role !== "policy") return READERS[role].includes(stage);
    return SECTIONS[stage].some(
      (section) => canonicalJson(policies.base[section] ?? null) !== canonicalJson(policies.head[section] ?? null),
    );
  });
}

/** Digests of the judging files on both sides, over the union of what base's and head's policies name. */
export async function compareJudging(
  files: readonly { path: string; role: JudgingRole }[],
  base: Tree | null,
  head: Tree,
): Promise<readonly JudgingFile[]> {
  const digest = async (tree: Tree | null, path: string) => (tree && (await tree.has(path)) ? (await tree.digest(path)).sha256 : null);
  const compared: JudgingFile[] = [];
  for (const { path, role } of files)
    compared.push({ path, role, base_sha256: await digest(base, path), head_sha256: await digest(head, path) });
  return compared.filter((file) => file.base_sha256 !== null || file.head_sha256 !== null);
}

export function changedJudging(files: readonly JudgingFile[]): readonly JudgingFile[] {
  return files.filter((file) => file.base_sha256 !== file.head_sha256);
}

/** Whether the head brings judging files of its own that can be tried: none without a policy in it, and none in a bootstrap run. */
export function hasProposed(plan: { readonly bootstrap: boolean; readonly judging: readonly JudgingFile[] }): boolean {
  const policyGone = plan.judging.some((file) => file.role === "policy" && file.head_sha256 === null);
  return !plan.bootstrap && !policyGone && changedJudging(plan.judging).length > 0;
}
