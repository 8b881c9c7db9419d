/**
 * The gate's own test on a user's policy and baseline (promise 5): the baseline against itself never blocks, and each planted fault does.
 * Pure, on the evidence of a run; nothing is measured again.
 */
import type { Metric, Outcome, VerdictWord } from "../core/documents.ts";
import type { EvalDetail } from "../core/eval-detail.ts";
import { caseResults, FLAGS, rateDefinition } from "../core/metrics.ts";
import type { Policy } from "../core/policy.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { decide } from "./decide.ts";
import { splitMetric } from "./eval-gates.ts";
import { gravest } from "./gates.ts";
import type { DecideInput, StageEvidence } from "./input.ts";
import { caseSetDigest } from "./sound.ts";

export interface SelfTestResult {
  /** What was done to the evidence, in words. */
  readonly name: string;
  readonly expected: string;
  readonly got: string;
  readonly ok: boolean;
}

/** Runs all trials that the policy allows; empty without an evaluation baseline or eval evidence. */
export function selfTest(input: DecideInput): readonly SelfTestResult[] {
  const baseline = input.baselines.eval;
  const given = input.evidence.get("eval");
  if (!baseline || !given?.detail) return [];
  const before = baseline.outcomes;
  const same = withEval(input, restated(input, given, before));
  return [
    aaTrial(same),
    droppedTrial(same),
    removedTrial(same),
    notANumberTrial(same),
    ...swappedTrials(input, given, before),
    ...lostTrials(input, given, before),
  ];
}

const evalOf = (input: DecideInput): StageEvidence => input.evidence.get("eval")!;
const detailOf = (input: DecideInput): EvalDetail => evalOf(input).detail as EvalDetail;

function withEval(input: DecideInput, given: StageEvidence): DecideInput {
  return { ...input, evidence: new Map([...input.evidence, ["eval", given]]) };
}

/** Eval evidence as if the run had given these outcomes under the baseline's own settings. */
function restated(input: DecideInput, given: StageEvidence, outcomes: readonly Outcome[]): StageEvidence {
  const { key } = input.baselines.eval!.header;
  const detail = given.detail as EvalDetail;
  const suites = detail.suites.map((suite) => ({
    ...suite,
    suite_sha256: caseSetDigest(outcomes, suite.name),
    decoding_sha256: key.decoding[suite.name] ?? suite.decoding_sha256,
    cases: {
      base: new Set(outcomes.filter((one) => one.suite === suite.name).map((one) => one.id)).size,
      added: 0,
      edited: [],
      removed: [],
    },
  }));
  const metrics = given.evidence.metrics.map((metric) => restatedMetric(metric, input.policy, outcomes));
  const evidence = { ...given.evidence, metrics, outcomes: { path: "outcomes.jsonl", sha256: "0".repeat(64), n: outcomes.length } };
  return { evidence, outcomes, detail: { ...detail, base_digest: key.base_model, suites } };
}

function restatedMetric(metric: Metric, policy: Policy, outcomes: readonly Outcome[]): Metric {
  const [prefix, name] = splitMetric(metric.id);
  const suite = policy.eval?.suites.find((candidate) => candidate.name === prefix);
  const rate = suite ? rateDefinition(suite.scorer, name) : null;
  if (!suite || !rate) return metric;
  const results = caseResults(
    rate,
    outcomes.filter((one) => one.suite === prefix && !one.flags.includes(FLAGS.added)),
    suite.levels ?? [],
  );
  const n = results.length;
  const k = results.filter((result) => result.hit).length;
  const interval = n === 0 ? { lower: null, upper: null } : clopperPearson(k, n, metric.level);
  return { ...metric, value: n === 0 ? null : k / n, k, n, ...interval };
}

function result(name: string, expected: string, got: string, ok: boolean): SelfTestResult {
  return { name, expected, got, ok };
}

/** The gravest word among gates of some rules, or among all gates of the eval stage. */
function wordOf(input: DecideInput, rules?: readonly string[]): VerdictWord {
  const gates = decide(input).judgement.gates.filter((gate) => gate.stage === "eval" && (!rules || rules.includes(gate.rule)));
  return gravest(gates.map((gate) => gate.verdict));
}

function aaTrial(same: DecideInput): SelfTestResult {
  const got = wordOf(same, ["regression", "never-miss"]);
  return result("the baseline against itself", "never BLOCK or ERROR", got, got !== "BLOCK" && got !== "ERROR");
}

function droppedTrial(same: DecideInput): SelfTestResult {
  const given = evalOf(same);
  const first = given.outcomes[0];
  const outcomes = given.outcomes.filter((one) => one.suite !== first?.suite || one.id !== first.id);
  const got = wordOf(
    withEval(same, { ...given, outcomes, evidence: { ...given.evidence, outcomes: { ...given.evidence.outcomes!, n: outcomes.length } } }),
  );
  return result("one case dropped from the outcomes", "BLOCK or ERROR", got, got === "BLOCK" || got === "ERROR");
}

function removedTrial(same: DecideInput): SelfTestResult {
  const given = evalOf(same);
  const [first, ...rest] = detailOf(same).suites;
  const id = given.outcomes.find((one) => one.suite === first?.name)?.id ?? "";
  const suites = first ? [{ ...first, cases: { ...first.cases, removed: [id] } }, ...rest] : rest;
  const got = wordOf(withEval(same, { ...given, detail: { ...detailOf(same), suites } }), ["findings"]);
  return result("one case removed from the evaluation set", "BLOCK", got, got === "BLOCK");
}

function notANumberTrial(same: DecideInput): SelfTestResult {
  const given = evalOf(same);
  const [first, ...rest] = given.evidence.metrics;
  const metrics = first ? [{ ...first, value: Number.NaN }, ...rest] : rest;
  const got = wordOf(withEval(same, { ...given, evidence: { ...given.evidence, metrics } }));
  return result("one metric replaced by NaN", "ERROR", got, got === "ERROR");
}

/** Each gated triage suite with the most and the least urgent answers exchanged. */
function swappedTrials(input: DecideInput, given: StageEvidence, before: readonly Outcome[]): readonly SelfTestResult[] {
  const gated = new Set(input.policy.gates.map((gate) => splitMetric(gate.metric)[0]));
  const suites = (input.policy.eval?.suites ?? []).filter((suite) => suite.scorer === "triage" && gated.has(suite.name));
  return suites.map((suite) => {
    const levels = suite.levels ?? [];
    const swap = new Map([
      [levels[0], levels.at(-1)],
      [levels.at(-1), levels[0]],
    ]);
    const outcomes = before.map((one) =>
      one.suite === suite.name ? { ...one, predicted: swap.get(one.predicted ?? "") ?? one.predicted } : one,
    );
    const got = wordOf(withEval(input, restated(input, given, outcomes)));
    return result(`answers of suite ${suite.name} exchanged between ${levels[0]} and ${levels.at(-1)}`, "BLOCK", got, got === "BLOCK");
  });
}

/** Each never-miss list with its first case that the baseline has right, lost. */
function lostTrials(input: DecideInput, given: StageEvidence, before: readonly Outcome[]): readonly SelfTestResult[] {
  return input.policy.gates.flatMap((gate) => {
    const [prefix, name] = splitMetric(gate.metric);
    const list = gate["never-miss"] === undefined ? undefined : input.neverMiss.get(gate["never-miss"]);
    const suite = input.policy.eval?.suites.find((candidate) => candidate.name === prefix);
    const rate = suite ? rateDefinition(suite.scorer, name) : null;
    if (!list || !suite || rate?.better !== "higher") return [];
    const right = caseResults(
      rate,
      before.filter((one) => one.suite === prefix),
      suite.levels ?? [],
    ).filter((row) => row.hit);
    const lost = right.find((row) => list.includes(row.id));
    if (!lost) return [];
    const outcomes = before.map(
      (one): Outcome => (one.suite === prefix && one.id === lost.id ? { ...one, status: "empty", predicted: null, flags: [] } : one),
    );
    const got = wordOf(withEval(input, restated(input, given, outcomes)), ["never-miss"]);
    return [result(`one case of ${gate["never-miss"]} lost`, "BLOCK", got, got === "BLOCK")];
  });
}
