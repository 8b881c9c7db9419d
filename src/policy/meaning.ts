import { RE2JS } from "re2js";
import { RATES, SCORES } from "../core/metrics.ts";
import { safePath } from "../core/paths.ts";
import { type Gate, limitFor, type Policy } from "../core/policy.ts";
import { nearest } from "./suggest.ts";

/** Something that the schema allows and that makes no sense. */
export interface PolicyProblem {
  readonly pointer: string;
  readonly message: string;
  readonly expected?: string;
  readonly suggestion?: string;
}

/**
 * Checks what a JSON Schema cannot say: patterns, references between parts, limits on the wrong side, paths.
 * @throws Fault `usage` for a path that leaves the project root
 */
export function checkMeaning(policy: Policy, path: string): readonly PolicyProblem[] {
  for (const [what, value] of policyPaths(policy)) safePath(value, { path, what: `\`${what}\`` });
  return [
    ...checkRecognizers(policy),
    ...checkSuites(policy),
    ...policy.gates.flatMap((gate, index) => [...checkGate(policy, gate, index)]),
    ...checkDuplicates(policy),
  ];
}

/** Every path of the policy with the key that names it. */
export function policyPaths(policy: Policy): readonly (readonly [string, string])[] {
  const paths: [string, string][] = [];
  const add = (what: string, value: string | undefined) => value !== undefined && paths.push([what, value]);
  policy.data.forEach((source, index) => {
    add(`data[${index}].path`, source.path);
    add(`data[${index}].manifest`, source.manifest);
  });
  add("phi.allow", policy.phi.allow);
  add("adapter.path", policy.adapter?.path);
  add("adapter.answer-schema", policy.adapter?.["answer-schema"]);
  add("baselines.smoke", policy.baselines.smoke);
  add("baselines.eval", policy.baselines.eval);
  add("baselines.history", policy.baselines.history);
  add("ratings.path", policy.ratings?.path);
  for (const suite of policy.eval?.suites ?? []) {
    add(`eval.suites.${suite.name}.data`, suite.data);
    add(`eval.suites.${suite.name}.rules`, suite.rules);
    if ("file" in suite.answers) add(`eval.suites.${suite.name}.answers.file`, suite.answers.file);
    else {
      add(`eval.suites.${suite.name}.answers.generate.base`, suite.answers.generate.base);
      add(`eval.suites.${suite.name}.answers.generate.adapter`, suite.answers.generate.adapter);
    }
  }
  for (const gate of policy.gates) add(`gates.${gate.metric}.never-miss`, gate["never-miss"]);
  return paths;
}

/** A pattern that does not compile is a defect of the policy, not of the stage that would use it. */
function* checkRecognizers(policy: Policy): Iterable<PolicyProblem> {
  for (const [index, { id, pattern }] of policy.phi.recognizers.entries()) {
    try {
      RE2JS.compile(pattern);
    } catch {
      yield {
        pointer: `/phi/recognizers/${index}/pattern`,
        message: `the pattern of the recognizer \`${id}\` is no valid linear-time expression`,
        expected: "RE2 syntax: no look-around, no back-references, at most 1000 repeats",
      };
    }
  }
}

function* checkSuites(policy: Policy): Iterable<PolicyProblem> {
  for (const [index, suite] of (policy.eval?.suites ?? []).entries()) {
    const pointer = `/eval/suites/${index}`;
    if (suite.scorer === "triage" && !suite.levels)
      yield { pointer, message: `suite \`${suite.name}\` scores triage but has no \`levels\``, expected: "levels, most urgent first" };
    if (suite.scorer === "policy" && !suite.rules)
      yield {
        pointer,
        message: `suite \`${suite.name}\` scores by policy but has no \`rules\``,
        expected: "rules: the path of a safety rule file",
      };
  }
}

function* checkDuplicates(policy: Policy): Iterable<PolicyProblem> {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["/eval/suites", (policy.eval?.suites ?? []).map((suite) => suite.name)],
    ["/gates", policy.gates.map((gate) => gate.metric)],
    ["/data", policy.data.map((source) => source.path)],
  ];
  for (const [pointer, names] of lists) {
    for (const [index, name] of names.entries())
      if (names.indexOf(name) !== index)
        yield { pointer: `${pointer}/${index}`, message: `\`${name}\` is listed twice`, expected: "each entry once" };
  }
}

function* checkGate(policy: Policy, gate: Gate, index: number): Iterable<PolicyProblem> {
  const pointer = `/gates/${index}`;
  const [suiteName, ...rest] = gate.metric.split(".") as [string, ...string[]];
  const suites = policy.eval?.suites ?? [];
  const suite = suites.find((candidate) => candidate.name === suiteName);
  if (!suite) {
    const suggestion =
      nearest(
        suiteName,
        suites.map((candidate) => candidate.name),
      ) ?? undefined;
    yield {
      pointer: `${pointer}/metric`,
      message: `gate \`${gate.metric}\` names no suite of \`eval.suites\`${suggestion ? `; did you mean \`${suggestion}\`?` : ""}`,
      suggestion,
    };
    return;
  }
  const name = rest.join(".");
  const known = [...RATES, ...SCORES].filter((metric) => metric.scorer === suite.scorer);
  const metric = known.find((candidate) => candidate.name === name);
  if (!metric) {
    const names = known.map((candidate) => candidate.name);
    const suggestion = nearest(name, names) ?? undefined;
    yield {
      pointer: `${pointer}/metric`,
      message: `\`${name}\` is no metric of the ${suite.scorer} scorer${suggestion ? `; did you mean \`${suggestion}\`?` : ""}`,
      expected: `one of ${names.join(", ")}`,
      suggestion,
    };
    return;
  }
  yield* checkLimits(policy, gate, metric.better, pointer);
}

function* checkLimits(policy: Policy, gate: Gate, better: "higher" | "lower", pointer: string): Iterable<PolicyProblem> {
  if (gate.floor === undefined && gate.ceiling === undefined && !gate.regression && !gate["never-miss"])
    yield { pointer, message: `gate \`${gate.metric}\` judges nothing`, expected: "floor, ceiling, regression or never-miss" };
  if (gate.floor !== undefined && better === "lower")
    yield { pointer, message: `\`${gate.metric}\` is better when lower, so it takes a ceiling, not a floor`, suggestion: "ceiling" };
  if (gate.ceiling !== undefined && better === "higher")
    yield { pointer, message: `\`${gate.metric}\` is better when higher, so it takes a floor, not a ceiling`, suggestion: "floor" };
  for (const key of ["floor", "ceiling"] as const) {
    if (gate[key] !== undefined && limitFor(gate[key], policy.mode) === null)
      yield {
        pointer: `${pointer}/${key}`,
        message: `gate \`${gate.metric}\` has no ${key} for mode \`${policy.mode}\``,
        expected: `a number for ${policy.mode}`,
      };
  }
}
