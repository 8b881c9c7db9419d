/** A rule file carries its own tests: texts that each rule must match, and texts that it must leave alone. */
import { Fault } from "../core/fault.ts";
import type { Rule, Vector } from "../core/safety-rules.ts";
import { type Exchange, evaluate } from "./engine.ts";
import type { RuleSet } from "./rules.ts";

/** How one rule did on its vectors. `failed` names vectors by list and number, never by their text. */
export interface VectorResult {
  readonly rule: string;
  readonly passed: number;
  readonly failed: readonly string[];
}

/** Runs every rule's vectors against that rule within the whole set. Results in the order of the file. */
export function runVectors(rules: RuleSet): VectorResult[] {
  return rules.file.rules.map((rule) => {
    const failed = [
      ...rule.vectors.match.flatMap((vector, index) => (fires(rules, rule, vector) ? [] : [`match ${index + 1} is not matched`])),
      ...rule.vectors.clean.flatMap((vector, index) => (fires(rules, rule, vector) ? [`clean ${index + 1} is matched`] : [])),
    ];
    return { rule: rule.id, passed: rule.vectors.match.length + rule.vectors.clean.length - failed.length, failed };
  });
}

/**
 * Refuses a rule file whose vectors fail.
 * @param path for the message · @param kind whose mistake it is: `usage` from the base (default), `change` from the head
 * @throws Fault that names every failing rule and vector.
 */
export function testRules(rules: RuleSet, path: string, kind: "usage" | "change" = "usage"): readonly VectorResult[] {
  const results = runVectors(rules);
  const broken = results.filter((result) => result.failed.length > 0);
  if (broken.length === 0) return results;
  const index = rules.file.rules.findIndex((rule) => rule.id === broken[0]?.rule);
  throw new Fault({
    code: "safety-vectors-fail",
    kind,
    message: `${path}: ${broken.map((result) => `rule ${result.rule}: ${result.failed.join(", ")}`).join("; ")}`,
    place: { path, pointer: `/rules/${index}/vectors` },
    expected: "every rule matches its match vectors and none of its clean vectors",
    fix: "correct the pattern or the vector",
  });
}

function fires(rules: RuleSet, rule: Rule, vector: Vector): boolean {
  return evaluate(rules, exchangeOf(rule, vector)).hits.some((hit) => hit.rule === rule.id);
}

/** A bare text stands for the side that the rule looks at. */
function exchangeOf(rule: Rule, vector: Vector): Exchange {
  if (typeof vector !== "string") return vector;
  return rule.when === "input" ? { input: vector, output: "" } : { output: vector };
}
