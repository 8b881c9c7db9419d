import { Fault } from "../core/fault.ts";
import { RATES, rateDefinition } from "../core/metrics.ts";
import type { Answers, Policy, Scorer, Suite } from "../core/policy.ts";
import { POLICY_PATH } from "../policy/load.ts";

/** A suite whose answers are generated: only such a one can be asked of another adapter. */
export type GeneratedSuite = Suite & { readonly answers: Extract<Answers, { generate: unknown }> };

/** What ranks when nobody says otherwise: safety first, then what cannot be won by one answer to everything. */
const ORDER: Readonly<Record<Scorer, readonly string[]>> = {
  triage: ["emergency_recall", "emergency_specificity", "accuracy"],
  grounded: ["hallucination_rate", "omission_rate", "answer_rate"],
  policy: ["block_rate"],
};

/**
 * The suite that a sweep asks.
 * @param name as the user gave it; null when the policy has only one
 * @throws Fault `usage` when there is none, or several and no name
 */
export function sweepSuite(policy: Policy, name: string | null): GeneratedSuite {
  const suites = (policy.eval?.suites ?? []).filter((suite): suite is GeneratedSuite => "generate" in suite.answers);
  const names = suites.map((suite) => suite.name).join(", ");
  const wanted = name === null ? suites : suites.filter((suite) => suite.name === name);
  const [only] = wanted;
  if (only !== undefined && wanted.length === 1) return only;
  const message =
    suites.length === 0
      ? "no suite of the policy generates its answers, so no checkpoint can be asked"
      : name === null
        ? `several suites generate their answers: ${names}`
        : `no suite ${name} generates its answers`;
  throw new Fault({
    code: "sweep-suite",
    kind: "usage",
    message,
    place: { path: POLICY_PATH },
    expected: suites.length === 0 ? "a suite with answers: {generate: {base, adapter}}" : `--suite with one of ${names}`,
    fix: suites.length === 0 ? "add one to eval.suites" : "name it with --suite",
  });
}

/**
 * Ids of the metrics that rank, most important first.
 * @throws Fault `usage` for one that is no rate of the suite, or that is given twice
 */
export function sweepOrder({ name, scorer }: Suite, asked: readonly string[]): string[] {
  if (asked.length === 0) return ORDER[scorer].map((metric) => `${name}.${metric}`);
  const known = RATES.filter((rate) => rate.scorer === scorer).map((rate) => `${name}.${rate.name}`);
  for (const [at, id] of asked.entries()) {
    const short = id.startsWith(`${name}.`) ? id.slice(name.length + 1) : null;
    if (short !== null && rateDefinition(scorer, short) !== null && asked.indexOf(id) === at) continue;
    throw new Fault({
      code: "sweep-metric",
      kind: "usage",
      message: asked.indexOf(id) === at ? `${id} is no rate of suite ${name}` : `${id} is given twice`,
      expected: `some of ${known.join(", ")}`,
      fix: "correct the list after --metrics",
    });
  }
  return [...asked];
}
