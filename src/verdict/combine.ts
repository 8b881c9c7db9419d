/** From one or two applications of decide() to the verdict document. */
import { digestJson } from "../core/digest.ts";
import type { JudgingFile, Plan, Verdict } from "../core/documents.ts";
import type { Enforce } from "../core/policy.ts";
import { exitCodeOf } from "./fails.ts";
import type { Decision } from "./input.ts";

export interface CombineInput {
  readonly plan: Plan;
  /** Of the policy that binds. */
  readonly enforce: Enforce;
  readonly binding: Decision;
  /** `null` when no judging file changed, or in a bootstrap run. */
  readonly proposed: Decision | null;
}

/** The verdict: binding rules, proposed is shown, and `ratifiable` is there when judging files alone separate them. */
export function combine(input: CombineInput): Verdict {
  const { plan, binding, proposed } = input;
  const ratifiable = ratifiableOf(plan, binding, proposed);
  return {
    schema: "tunegate/verdict@1",
    ...binding.judgement,
    plan: plan.digest,
    enforce: input.enforce,
    bootstrap: plan.bootstrap,
    exit_code: binding.judgement.gates.length === 0 ? 3 : exitCodeOf(binding.judgement.gates),
    ...(ratifiable ? { ratifiable } : {}),
    ...(proposed ? { proposed: proposed.judgement } : {}),
    deferred: [...binding.deferred].sort((a, b) => (a.gate < b.gate ? -1 : 1)),
  };
}

/**
 * What an owner of the base policy may approve (contracts §1): both judgements look at one head, so when binding fails and proposed does
 * not, the changed judging files alone separate them. A proposed judgement that blocks or errs under a softer `enforce` of its own does
 * not count as passing. The digest covers the files' head digests (null: deleted), sorted by path.
 */
export function ratifiableOf(plan: Plan, binding: Decision, proposed: Decision | null): Verdict["ratifiable"] {
  if (plan.bootstrap || !proposed || !binding.judgement.fails || proposed.judgement.fails) return undefined;
  if (["BLOCK", "ERROR"].includes(proposed.judgement.overall)) return undefined;
  const files = changedFiles(plan.judging);
  return files.length === 0 ? undefined : { files, digest: digestJson(files) };
}

function changedFiles(judging: readonly JudgingFile[]): { path: string; sha256: string | null }[] {
  return judging
    .filter((file) => file.base_sha256 !== file.head_sha256)
    .map((file) => ({ path: file.path, sha256: file.head_sha256 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
