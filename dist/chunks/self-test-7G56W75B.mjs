import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  bindingInput,
  decide,
  gravest,
  splitMetric
} from "./chunk-UCOFUJ2V.mjs";
import "./chunk-BCNQGSC3.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import {
  caseSetDigest
} from "./chunk-3APC2AWC.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  absolute
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-VBHUHXGI.mjs";
import {
  FLAGS,
  caseResults,
  clopperPearson,
  rateDefinition
} from "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/verdict/self-test.ts
function selfTest(input) {
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
    ...lostTrials(input, given, before)
  ];
}
var evalOf = (input) => input.evidence.get("eval");
var detailOf = (input) => evalOf(input).detail;
function withEval(input, given) {
  return { ...input, evidence: new Map([...input.evidence, ["eval", given]]) };
}
function restated(input, given, outcomes) {
  const { key } = input.baselines.eval.header;
  const detail = given.detail;
  const suites = detail.suites.map((suite) => ({
    ...suite,
    suite_sha256: caseSetDigest(outcomes, suite.name),
    decoding_sha256: key.decoding[suite.name] ?? suite.decoding_sha256,
    cases: {
      base: new Set(outcomes.filter((one) => one.suite === suite.name).map((one) => one.id)).size,
      added: 0,
      edited: [],
      removed: []
    }
  }));
  const metrics = given.evidence.metrics.map((metric) => restatedMetric(metric, input.policy, outcomes));
  const evidence = { ...given.evidence, metrics, outcomes: { path: "outcomes.jsonl", sha256: "0".repeat(64), n: outcomes.length } };
  return { evidence, outcomes, detail: { ...detail, base_digest: key.base_model, suites } };
}
function restatedMetric(metric, policy, outcomes) {
  const [prefix, name] = splitMetric(metric.id);
  const suite = policy.eval?.suites.find((candidate) => candidate.name === prefix);
  const rate = suite ? rateDefinition(suite.scorer, name) : null;
  if (!suite || !rate) return metric;
  const results = caseResults(
    rate,
    outcomes.filter((one) => one.suite === prefix && !one.flags.includes(FLAGS.added)),
    suite.levels ?? []
  );
  const n = results.length;
  const k = results.filter((result2) => result2.hit).length;
  const interval = n === 0 ? { lower: null, upper: null } : clopperPearson(k, n, metric.level);
  return { ...metric, value: n === 0 ? null : k / n, k, n, ...interval };
}
function result(name, expected, got, ok) {
  return { name, expected, got, ok };
}
function wordOf(input, rules) {
  const gates = decide(input).judgement.gates.filter((gate) => gate.stage === "eval" && (!rules || rules.includes(gate.rule)));
  return gravest(gates.map((gate) => gate.verdict));
}
function aaTrial(same) {
  const got = wordOf(same, ["regression", "never-miss"]);
  return result("the baseline against itself", "never BLOCK or ERROR", got, got !== "BLOCK" && got !== "ERROR");
}
function droppedTrial(same) {
  const given = evalOf(same);
  const first = given.outcomes[0];
  const outcomes = given.outcomes.filter((one) => one.suite !== first?.suite || one.id !== first.id);
  const got = wordOf(
    withEval(same, { ...given, outcomes, evidence: { ...given.evidence, outcomes: { ...given.evidence.outcomes, n: outcomes.length } } })
  );
  return result("one case dropped from the outcomes", "BLOCK or ERROR", got, got === "BLOCK" || got === "ERROR");
}
function removedTrial(same) {
  const given = evalOf(same);
  const [first, ...rest] = detailOf(same).suites;
  const id = given.outcomes.find((one) => one.suite === first?.name)?.id ?? "";
  const suites = first ? [{ ...first, cases: { ...first.cases, removed: [id] } }, ...rest] : rest;
  const got = wordOf(withEval(same, { ...given, detail: { ...detailOf(same), suites } }), ["findings"]);
  return result("one case removed from the evaluation set", "BLOCK", got, got === "BLOCK");
}
function notANumberTrial(same) {
  const given = evalOf(same);
  const [first, ...rest] = given.evidence.metrics;
  const metrics = first ? [{ ...first, value: Number.NaN }, ...rest] : rest;
  const got = wordOf(withEval(same, { ...given, evidence: { ...given.evidence, metrics } }));
  return result("one metric replaced by NaN", "ERROR", got, got === "ERROR");
}
function swappedTrials(input, given, before) {
  const gated = new Set(input.policy.gates.map((gate) => splitMetric(gate.metric)[0]));
  const suites = (input.policy.eval?.suites ?? []).filter((suite) => suite.scorer === "triage" && gated.has(suite.name));
  return suites.map((suite) => {
    const levels = suite.levels ?? [];
    const swap = /* @__PURE__ */ new Map([
      [levels[0], levels.at(-1)],
      [levels.at(-1), levels[0]]
    ]);
    const outcomes = before.map(
      (one) => one.suite === suite.name ? { ...one, predicted: swap.get(one.predicted ?? "") ?? one.predicted } : one
    );
    const got = wordOf(withEval(input, restated(input, given, outcomes)));
    return result(`answers of suite ${suite.name} exchanged between ${levels[0]} and ${levels.at(-1)}`, "BLOCK", got, got === "BLOCK");
  });
}
function lostTrials(input, given, before) {
  return input.policy.gates.flatMap((gate) => {
    const [prefix, name] = splitMetric(gate.metric);
    const list = gate["never-miss"] === void 0 ? void 0 : input.neverMiss.get(gate["never-miss"]);
    const suite = input.policy.eval?.suites.find((candidate) => candidate.name === prefix);
    const rate = suite ? rateDefinition(suite.scorer, name) : null;
    if (!list || !suite || rate?.better !== "higher") return [];
    const right = caseResults(
      rate,
      before.filter((one) => one.suite === prefix),
      suite.levels ?? []
    ).filter((row) => row.hit);
    const lost = right.find((row) => list.includes(row.id));
    if (!lost) return [];
    const outcomes = before.map(
      (one) => one.suite === prefix && one.id === lost.id ? { ...one, status: "empty", predicted: null, flags: [] } : one
    );
    const got = wordOf(withEval(input, restated(input, given, outcomes)), ["never-miss"]);
    return [result(`one case of ${gate["never-miss"]} lost`, "BLOCK", got, got === "BLOCK")];
  });
}

// src/cli/commands/self-test.ts
var command = async (args, world) => {
  const trials = selfTest(await bindingInput(absolute(args.positionals[0], world)));
  if (trials.length === 0) {
    throw new Fault({
      code: "nothing-to-try",
      kind: "inconclusive",
      message: "there is nothing to try: the run has no evaluation baseline or no evaluation",
      fix: "make one with `tunegate baseline propose`, commit it to the base and run again"
    });
  }
  if (args.flag("json")) world.terminal.print(JSON.stringify({ schema: "tunegate/self-test@1", trials }));
  else
    for (const { name, expected, got, ok } of trials)
      world.terminal.print(plain(`${ok ? "ok  " : "FAIL"} ${name}: must be ${expected}, is ${got}`));
  return trials.every((trial) => trial.ok) ? 0 : 1;
};
export {
  command
};
