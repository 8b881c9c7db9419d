/** Which verdicts fail the check: the words stay, policy decides (contracts §4). */
import type { GateResult } from "../core/documents.ts";
import type { Policy } from "../core/policy.ts";
import type { Draft } from "./input.ts";

/** What `fails` depends on beside the gate itself. */
export interface FailContext {
  readonly policy: Policy;
  /** Gates that only CI can decide in this run. */
  readonly deferred: ReadonlySet<string>;
  /** Gates that the base itself does not clear either (`new-only`). */
  readonly old: ReadonlySet<string>;
}

/**
 * `observe`: only ERROR fails. `enforce`: BLOCK and ERROR fail, INCONCLUSIVE as `on-inconclusive` says, WARN only for a stale adapter under
 * `adapter.stale: fail`. `new-only`: as enforce, but a gate that the base does not clear either does not fail.
 */
export function failsCheck(gate: Draft, context: FailContext): boolean {
  const { policy } = context;
  if (gate.verdict === "PASS" || context.deferred.has(gate.id)) return false;
  if (gate.verdict === "ERROR") return true;
  if (policy.enforce === "observe") return false;
  if (policy.enforce === "new-only" && (gate.reason === "no-baseline" || context.old.has(gate.id))) return false;
  if (gate.verdict === "WARN") return gate.reason === "stale-adapter" && policy.adapter?.stale === "fail";
  return gate.verdict === "BLOCK" || policy["on-inconclusive"][gate.class] === "fail";
}

/** Exit code of contracts §4 from the gates that fail: 1 BLOCK, 4 ERROR, 3 what cannot be shown, 0 nothing. */
export function exitCodeOf(gates: readonly GateResult[]): 0 | 1 | 3 | 4 {
  const failing = gates.filter((gate) => gate.fails);
  if (failing.some((gate) => gate.verdict === "BLOCK")) return 1;
  if (failing.some((gate) => gate.verdict === "ERROR")) return 4;
  return failing.length > 0 ? 3 : 0;
}
