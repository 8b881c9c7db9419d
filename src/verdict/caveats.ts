/** What a good result may not claim: a stale adapter, answers that nobody vouches for (contracts §4, §7, §8). */
import { Value } from "@sinclair/typebox/value";
import { AdapterDetail } from "../core/adapter-detail.ts";
import type { EvalDetailSuite } from "../core/eval-detail.ts";
import type { DecideInput, Draft } from "./input.ts";

/** Whether the adapter that the gates judge is the adapter of this tree. */
export type Freshness =
  | { readonly state: "fresh" }
  | { readonly state: "stale"; readonly word: "WARN" | "INCONCLUSIVE"; readonly why: string };

/**
 * Reads staleness from the adapter stage. Without an adapter in the policy, or with an adapter stage that is not planned or left to another
 * job (whose own gate is open then), nothing is said; a planned stage that left no statement is as good as stale.
 */
export function freshnessOf(input: DecideInput): Freshness {
  if (!input.policy.adapter) return { state: "fresh" };
  const detail = input.evidence.get("adapter")?.detail;
  if (!Value.Check(AdapterDetail, detail)) {
    const left = input.plan.deferred.some((entry) => entry.gate === "adapter");
    const planned = !left && input.plan.stages.some((stage) => stage.id === "adapter" && stage.run);
    return planned
      ? { state: "stale", word: "INCONCLUSIVE", why: "the adapter stage left no statement about lineage" }
      : { state: "fresh" };
  }
  if (detail.stale === false) return { state: "fresh" };
  const folder = `${input.policy.adapter.path}/`;
  const changed = detail.changed_in_pull_request || input.plan.changed.some((file) => file.path.startsWith(folder));
  const release = detail.release || input.plan.event.release;
  const reasons =
    detail.why.length > 0 ? detail.why.slice(0, 3).join("; ") : "it cannot be shown that this adapter was made from this tree";
  return { state: "stale", word: changed || release ? "INCONCLUSIVE" : "WARN", why: reasons };
}

const isGood = (gate: Draft): boolean => gate.verdict === "PASS" || gate.verdict === "WARN";

/** A gate that judges the adapter, after staleness: it replaces PASS or WARN, never BLOCK. */
export function withFreshness(gate: Draft, freshness: Freshness): Draft {
  if (freshness.state === "fresh" || !isGood(gate)) return gate;
  const unknown = "nothing is known yet about the model that this tree would make";
  const note = `${gate.note}; but the adapter is stale (${freshness.why}): ${unknown}`;
  return { ...gate, verdict: freshness.word, reason: "stale-adapter", note };
}

/** A gate over a suite's answers, after the question who vouches for them. */
export function withTrust(gate: Draft, suite: EvalDetailSuite): Draft {
  if (!isGood(gate)) return gate;
  const { trust, mismatch } = suite.answers;
  if (trust === "mismatch") {
    const note = `${gate.note}; but the recorded answers belong to another ${mismatch.join(", ") || "setting"}: record them again`;
    return { ...gate, verdict: "INCONCLUSIVE", reason: "incomparable", note };
  }
  if (trust === "untrusted" && gate.class === "safety") {
    const note = `${gate.note}; but the author of the change recorded these answers: let the gate generate them, or accept recorded ones in the base policy`;
    return { ...gate, verdict: "INCONCLUSIVE", reason: "untrusted-answers", note };
  }
  return gate;
}
