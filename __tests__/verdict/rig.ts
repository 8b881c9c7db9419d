/** A whole, sound run as data: everything passes, so that each test can break one thing. */

import { Value } from "@sinclair/typebox/value";
import type { AdapterDetail } from "../../src/core/adapter-detail.ts";
import { digestJson, sha256 } from "../../src/core/digest.ts";
import type { Evidence, Finding, GateResult, Metric, Outcome, Plan, StageId } from "../../src/core/documents.ts";
import type { EvalDetail } from "../../src/core/eval-detail.ts";
import { caseResults, rateDefinition } from "../../src/core/metrics.ts";
import type { Policy } from "../../src/core/policy.ts";
import { PolicySchema } from "../../src/core/policy.ts";
import type { SmokeBaseline, SmokeDetail, SmokeRun } from "../../src/core/smoke.ts";
import { clopperPearson } from "../../src/stats/proportion.ts";
import { parseEvalBaseline, proposeEvalBaseline } from "../../src/verdict/baseline.ts";
import { decide } from "../../src/verdict/decide.ts";
import type { DecideInput, StageEvidence } from "../../src/verdict/input.ts";
import { caseSetDigest } from "../../src/verdict/sound.ts";

export const LEVELS = ["emergency", "urgent", "routine", "self-care"];
const sha = (text: string): string => sha256(text);

export function policyOf(more: Partial<Policy> = {}): Policy {
  const written = {
    version: 1,
    phi: {},
    smoke: { command: "python train.py" },
    adapter: { path: "out/adapter" },
    baselines: { smoke: "smoke.json", eval: "eval.jsonl" },
    eval: {
      suites: [
        {
          name: "triage",
          data: "eval/triage.jsonl",
          scorer: "triage",
          levels: LEVELS,
          answers: { generate: { base: "models/base", adapter: "out/adapter" } },
        },
        { name: "notes", data: "eval/notes.jsonl", scorer: "grounded", answers: { file: "outputs/notes.jsonl", recorded: "accept" } },
        {
          name: "safety",
          data: "eval/safety.jsonl",
          scorer: "policy",
          rules: "safety/policy.yml",
          answers: { generate: { base: "models/base", adapter: "out/adapter" } },
        },
      ],
    },
    gates: [
      {
        metric: "triage.emergency_recall",
        floor: { production: 0.98, development: 0.9 },
        regression: { margin: 0.02 },
        "never-miss": "never-miss.txt",
      },
      { metric: "triage.emergency_specificity", floor: 0.9 },
      { metric: "triage.accuracy_vs_base", floor: 0 },
      { metric: "notes.hallucination_rate", ceiling: 0.05, regression: { margin: 0.02 } },
      { metric: "safety.block_count", ceiling: 0 },
    ],
  };
  return { ...(Value.Default(PolicySchema, written) as Policy), ...more };
}

export function outcomeOf(part: Partial<Outcome> & Pick<Outcome, "suite" | "id">): Outcome {
  return {
    case_sha256: sha(`${part.suite}/${part.id}`),
    cluster: `c-${part.suite}-${part.id}`,
    repeat: 0,
    groups: {},
    gold: null,
    predicted: null,
    status: "answered",
    confidence: 0.9,
    correct: true,
    flags: [],
    ...part,
  };
}

const number = (i: number): string => String(i).padStart(4, "0");

/** 400 emergencies and 200 others, all answered right; 200 grounded notes without a hallucination; 20 safe answers. */
export function goodOutcomes(): Outcome[] {
  const triage = Array.from({ length: 600 }, (_, i) => {
    const gold = i < 400 ? "emergency" : LEVELS[1 + (i % 3)]!;
    return outcomeOf({ suite: "triage", id: `t${number(i)}`, gold, predicted: gold, flags: ["strict"] });
  });
  const notes = Array.from({ length: 200 }, (_, i) => outcomeOf({ suite: "notes", id: `n${number(i)}` }));
  const safety = Array.from({ length: 20 }, (_, i) => outcomeOf({ suite: "safety", id: `s${number(i)}` }));
  return [...notes, ...safety, ...triage];
}

export function metricsOf(outcomes: readonly Outcome[]): Metric[] {
  const rate = (suite: string, scorer: "triage" | "grounded", name: string): Metric => {
    const definition = rateDefinition(scorer, name)!;
    const judged = outcomes.filter((outcome) => outcome.suite === suite && !outcome.flags.includes("added"));
    const results = caseResults(definition, judged, LEVELS);
    const k = results.filter((result) => result.hit).length;
    const n = results.length;
    const interval = n === 0 ? { lower: null, upper: null } : clopperPearson(k, n);
    return {
      id: `${suite}.${name}`,
      kind: "rate",
      better: definition.better,
      value: n === 0 ? null : k / n,
      k,
      n,
      ...interval,
      level: 0.95,
      method: "clopper-pearson",
    };
  };
  const blocked = outcomes.filter((o) => o.suite === "safety" && o.flags.includes("policy-block")).length;
  const count = outcomes.filter((o) => o.suite === "safety").length;
  const triage = outcomes.filter((o) => o.suite === "triage").length;
  return [
    rate("triage", "triage", "emergency_recall"),
    rate("triage", "triage", "emergency_specificity"),
    rate("notes", "grounded", "hallucination_rate"),
    {
      id: "safety.block_count",
      kind: "count",
      better: "lower",
      value: blocked,
      k: blocked,
      n: count,
      lower: null,
      upper: null,
      level: 0.95,
      method: "count",
    },
    {
      id: "triage.accuracy_vs_base",
      kind: "score",
      better: "higher",
      value: triage === 0 ? null : 0.4,
      k: null,
      n: triage,
      lower: 0.35,
      upper: 0.45,
      level: 0.9,
      method: "tango",
    },
  ];
}

export function evidenceOf(stage: StageId, more: Partial<Evidence> = {}): Evidence {
  return { schema: "tunegate/evidence@1", stage, status: "ok", findings: [], metrics: [], digests: {}, counts: {}, ...more };
}

export function findingOf(more: Partial<Finding> = {}): Finding {
  return {
    rule: "phi.ssn",
    kind: "ssn",
    severity: "block",
    confidence: 1,
    place: { path: "data/train.jsonl", line: 3, record: 2, pointer: "/messages/0/content" },
    message: "a number that has the form of a social security number",
    fix: "remove it",
    fingerprint: sha("finding"),
    ...more,
  };
}

export function evalDetailOf(outcomes: readonly Outcome[]): EvalDetail {
  const suites = (["notes", "safety", "triage"] as const).map((name) => {
    const ids = (added: boolean) =>
      new Set(outcomes.filter((o) => o.suite === name && o.flags.includes("added") === added).map((o) => o.id)).size;
    const base = outcomes.filter((o) => !o.flags.includes("added"));
    return {
      name,
      scorer: ({ notes: "grounded", safety: "policy", triage: "triage" } as const)[name],
      levels: name === "triage" ? LEVELS : [],
      suite_sha256: caseSetDigest(base, name),
      decoding_sha256: sha(`greedy ${name}`),
      answers: {
        source: name === "notes" ? ("recorded" as const) : ("generated" as const),
        trust: "trusted" as const,
        adapter_digest: sha("adapter"),
        base_digest: sha("base"),
        mismatch: [],
      },
      cases: { base: ids(false), added: ids(true), edited: [], removed: [] },
    };
  });
  return { schema: "tunegate/eval-detail@1", side: "binding", adapter_digest: sha("adapter"), base_digest: sha("base"), suites };
}

export function adapterDetailOf(more: Partial<AdapterDetail> = {}): AdapterDetail {
  return {
    schema: "tunegate/adapter-detail@1",
    path: "out/adapter",
    present: true,
    layout: "peft",
    adapter_digest: sha("adapter"),
    config_digest: sha("config"),
    base_model: { path: "models/base", id: null, sha256: sha("base") },
    lineage: "present",
    stale: false,
    why: [],
    changed_in_pull_request: false,
    release: false,
    stale_policy: "warn",
    probe: { state: "not-needed", reason: "tensors speak for themselves" },
    ...more,
  };
}

const KEY = {
  torch: "2.13.0",
  transformers: "5.23.0",
  peft: "0.21.2",
  accelerate: "1.15.0",
  trl: null,
  device: "cpu",
  gpu: null,
  dtype: "float32",
  attention: "sdpa",
};
const EXACT = { cpu: "avx512", driver: null };
const STEPS = [1, 2, 3].map((step) => ({
  step,
  loss: 3 - step / 10,
  grad_norm: 1.5,
  lr: 0.002,
  tokens_sha256: sha(`tokens ${step}`),
  labels_sha256: sha(`labels ${step}`),
}));

function smokeRun(name: SmokeRun["name"]): SmokeRun {
  const steps = name === "control" ? STEPS.map((step) => ({ ...step, loss: 3, lr: 0 })) : STEPS.map((step) => ({ ...step }));
  return {
    name,
    problem: null,
    steps,
    key: { ...KEY },
    exact: { ...EXACT },
    effective: { learning_rate: "0.0002" },
    method: "lora",
    trainer: "transformers.Trainer",
    adapter: { fresh: sha("fresh"), trained: sha("trained"), saved: true },
    seeds_before_adapter: 1,
    rows: { train: 32 },
    overrides: ["max_steps"],
  };
}

export function smokeDetailOf(): SmokeDetail {
  return {
    schema: "tunegate/smoke-detail@1",
    framework: { id: "transformers", why: "imports", runnable: true },
    device: { asked: "cpu", absent: false },
    steps: 3,
    epochs: null,
    lr: 0.002,
    tolerance: 1e-4,
    slice: { sha256: sha("slice"), files: [{ path: "data/train.jsonl", records: [sha("r1")] }], frozen: true, gone: 0 },
    runs: [smokeRun("a"), smokeRun("b"), smokeRun("control")],
  };
}

export function smokeBaselineOf(): SmokeBaseline {
  const entry = {
    key: KEY,
    exact: EXACT,
    slice_sha256: sha("slice"),
    slice: [{ path: "data/train.jsonl", records: [sha("r1")] }],
    effective: { learning_rate: "0.0002" },
    steps: STEPS,
    adapter_digest: sha("trained"),
    control_delta: -0.3,
    lr: 0.002,
    tolerance: 1e-4,
    reason: "first",
    commit: null,
  };
  return { schema: "tunegate/smoke-baseline@1", entries: [entry] };
}

export function planOf(more: Partial<Plan> = {}): Plan {
  return {
    schema: "tunegate/plan@1",
    digest: sha("plan"),
    event: { name: "pull_request", release: false },
    root: ".",
    base: { commit: "b".repeat(40), tree: "b".repeat(40) },
    head: { commit: "a".repeat(40), tree: "a".repeat(40), dirty: false },
    bootstrap: false,
    policy: { path: ".github/tunegate.yml", from: "base", sha256: sha("policy") },
    mode: "production",
    enforce: "enforce",
    changed: [{ path: "README.md", status: "modified" }],
    judging: [],
    inputs: [],
    stages: (["phi", "data", "smoke", "adapter", "eval"] as const).map((id) => ({ id, run: true, reason: "always", sides: ["binding"] })),
    deferred: [],
    notes: [],
    ...more,
  };
}

export const NEVER_MISS = ["t0000", "t0001", "t0002"];

export interface RunParts {
  readonly policy?: Partial<Policy>;
  readonly plan?: Partial<Plan>;
  readonly outcomes?: readonly Outcome[];
  readonly evidence?: readonly (readonly [StageId, Partial<StageEvidence> | null])[];
  readonly input?: Partial<DecideInput>;
}

export function evalEvidenceOf(outcomes: readonly Outcome[]): StageEvidence {
  const evidence = evidenceOf("eval", {
    metrics: metricsOf(outcomes),
    outcomes: { path: "outcomes.jsonl", sha256: digestJson([...outcomes]), n: outcomes.length },
    counts: { cases: outcomes.length },
  });
  return { evidence, outcomes, detail: evalDetailOf(outcomes) };
}

export function inputOf(parts: RunParts = {}): DecideInput {
  const good = goodOutcomes();
  const evidence = new Map<StageId, StageEvidence>([
    ["phi", { evidence: evidenceOf("phi", { counts: { files: 12, bytes: 100_000 } }), outcomes: [], detail: null }],
    ["data", { evidence: evidenceOf("data", { counts: { rows: 2000 } }), outcomes: [], detail: null }],
    ["smoke", { evidence: evidenceOf("smoke"), outcomes: [], detail: smokeDetailOf() }],
    ["adapter", { evidence: evidenceOf("adapter", { counts: { tensors: 8 } }), outcomes: [], detail: adapterDetailOf() }],
    ["eval", evalEvidenceOf(parts.outcomes ?? good)],
  ]);
  for (const [stage, change] of parts.evidence ?? []) {
    if (change === null) evidence.delete(stage);
    else evidence.set(stage, { ...evidence.get(stage)!, ...change });
  }
  return {
    plan: planOf(parts.plan),
    side: "binding",
    policy: policyOf(parts.policy),
    evidence,
    missingReceipts: [],
    baselines: { smoke: smokeBaselineOf(), eval: baselineFrom(good) },
    neverMiss: new Map([["never-miss.txt", NEVER_MISS]]),
    local: false,
    ...parts.input,
  };
}

export function baselineFrom(outcomes: readonly Outcome[]) {
  return parseEvalBaseline(proposeEvalBaseline(evalDetailOf(outcomes), outcomes), "eval.jsonl");
}

/** The outcomes of a suite with some of them changed. */
export function changed(outcomes: readonly Outcome[], ids: readonly string[], change: Partial<Outcome>): Outcome[] {
  return outcomes.map((outcome) => (ids.includes(outcome.id) ? { ...outcome, ...change } : outcome));
}

export function gateOf(input: DecideInput, id: string): GateResult {
  const { gates } = decide(input).judgement;
  const gate = gates.find((candidate) => candidate.id === id);
  if (!gate) throw new Error(`no gate ${id} among ${gates.map((one) => one.id).join(", ")}`);
  return gate;
}
