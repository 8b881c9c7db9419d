/** A judged run with something of everything, for report tests: invented numbers, no reader should take them for results. */
import type { Evidence, Finding, GateResult, Metric, Outcome, Plan, StageId, Verdict } from "../../src/core/documents.ts";
import { makeFinding } from "../../src/core/finding.ts";
import type { ReportInput } from "../../src/report/input.ts";

const SHA = "a".repeat(64);
const LEVELS = ["emergency", "urgent", "routine", "self-care"];

export function gate(id: string, patch: Partial<GateResult> = {}): GateResult {
  return {
    id,
    stage: id.split(".")[0] as StageId,
    rule: id.split(".").at(-1)!,
    class: "safety",
    verdict: "PASS",
    reason: "ok",
    value: null,
    bound: null,
    limit: null,
    fails: false,
    note: "nothing found",
    cases: [],
    ...patch,
  };
}

export function finding(rule: string, path: string, patch: Partial<Finding> = {}): Finding {
  const made = makeFinding({
    rule,
    severity: "block",
    place: { path, line: 12, record: 11, pointer: "/messages/0/content", start: 4, end: 15 },
    message: "looks like a Social Security number",
    fix: "remove the record or replace the number",
  });
  return { ...made, shape: "999-99-9999", ...patch };
}

export function metric(id: string, k: number, n: number): Metric {
  return { id, kind: "rate", better: "higher", value: k / n, k, n, lower: 0.9, upper: 1, level: 0.95, method: "clopper-pearson" };
}

export function outcome(index: number, patch: Partial<Outcome> = {}): Outcome {
  const gold = LEVELS[index % 4]!;
  const wrong = index % 17 === 3;
  const predicted = wrong ? LEVELS[(index + 1) % 4]! : gold;
  return {
    suite: "triage",
    id: `em-${String(index).padStart(5, "0")}`,
    case_sha256: SHA,
    cluster: `c${index + 1}`,
    repeat: 0,
    groups: { age: ["0-17", "18-64", "65+"][index % 3]!, sex: index % 2 ? "f" : "m", style: ["plain", "slang", "telegram"][index % 3]! },
    gold,
    predicted,
    status: "answered",
    confidence: 0.5 + (index % 50) / 100,
    correct: predicted === gold,
    flags: ["strict"],
    ...patch,
  };
}

export function evidence(stage: StageId, patch: Partial<Evidence> = {}): Evidence {
  return { schema: "tunegate/evidence@1", stage, status: "ok", findings: [], metrics: [], digests: {}, counts: {}, ...patch };
}

export function plan(patch: Partial<Plan> = {}): Plan {
  const stage = (id: StageId, run: boolean, reason: string) => ({ id, run, reason, sides: ["binding" as const] });
  return {
    schema: "tunegate/plan@1",
    digest: SHA,
    event: { name: "pull_request", pull_request: 7, release: false },
    root: ".",
    base: { commit: "b".repeat(40), tree: "c".repeat(40) },
    head: { commit: "d".repeat(40), tree: "e".repeat(40), dirty: false },
    bootstrap: false,
    policy: { path: ".github/tunegate.yml", from: "base", sha256: SHA },
    mode: "production",
    enforce: "enforce",
    changed: [{ path: "data/train.jsonl", status: "modified" }],
    judging: [],
    inputs: [],
    stages: [
      stage("phi", true, "files changed"),
      stage("data", true, "data changed"),
      stage("audit", false, "no audit in the policy"),
      stage("smoke", true, "training code changed"),
      stage("adapter", true, "an adapter is named"),
      stage("eval", true, "suites are named"),
    ],
    deferred: [],
    notes: [],
    ...patch,
  };
}

export function verdict(gates: readonly GateResult[], patch: Partial<Verdict> = {}): Verdict {
  return {
    schema: "tunegate/verdict@1",
    overall: "BLOCK",
    fails: gates.some((one) => one.fails),
    gates: [...gates],
    plan: SHA,
    enforce: "enforce",
    bootstrap: false,
    exit_code: 1,
    deferred: [],
    ...patch,
  };
}

const steps = (losses: readonly number[]) => losses.map((loss, index) => ({ step: index + 1, loss }));

/** A blocked run: two PHI findings, a loss that left the band, a recall below its floor, `n` outcomes. */
export function blockedRun(n = 200): ReportInput {
  const gates = [
    gate("phi.findings", {
      verdict: "BLOCK",
      reason: "finding",
      fails: true,
      value: 2,
      limit: 0,
      note: "2 findings look like patient data",
    }),
    gate("data.findings"),
    gate("smoke.repeat", { note: "two runs gave equal bits" }),
    gate("smoke.baseline", {
      verdict: "BLOCK",
      reason: "regression",
      fails: true,
      value: 0.0123,
      limit: 1e-4,
      note: "step 3 lies 0.0123 from the baseline",
    }),
    gate("triage.emergency_recall.floor", {
      stage: "eval",
      verdict: "INCONCLUSIVE",
      reason: "floor",
      fails: true,
      value: 0.985,
      bound: 0.962,
      limit: 0.98,
      needed_n: 236,
      note: "the bound does not reach the floor",
      cases: ["em-00003", "em-00020"],
    }),
    gate("triage.accuracy.floor", { stage: "eval", class: "quality", value: 0.94, bound: 0.91, limit: 0.9, note: "bound above the floor" }),
    gate("adapter.findings", {
      verdict: "WARN",
      reason: "stale-adapter",
      note: "nothing is known yet about the model these data will make",
    }),
  ];
  const outcomes = Array.from({ length: n }, (_, index) => outcome(index));
  const before = outcomes.map((now, index) =>
    index % 40 === 5 ? { ...now, predicted: "routine", correct: now.gold === "routine" } : outcome(index),
  );
  const now = outcomes.map((one, index) =>
    index % 29 === 4 ? { ...one, predicted: "self-care", correct: one.gold === "self-care" } : one,
  );
  return {
    verdict: verdict(gates),
    plan: plan(),
    tool: "0.1.0",
    evidence: new Map([
      [
        "phi",
        evidence("phi", {
          findings: [
            finding("phi.ssn", "data/train.jsonl"),
            finding("phi.name", "logs/run.txt", { severity: "warn", shape: "Aaaa Aaaaa" }),
          ],
          counts: { files: 14 },
        }),
      ],
      ["data", evidence("data")],
      ["smoke", evidence("smoke")],
      ["adapter", evidence("adapter")],
      ["eval", evidence("eval", { metrics: [metric("triage.emergency_recall", 394, 400), metric("triage.accuracy", 752, 800)] })],
    ]),
    outcomes: now,
    before,
    suites: [{ name: "triage", scorer: "triage", levels: LEVELS }],
    smoke: {
      baseline: steps([2.3456, 2.2101, 2.0502]),
      runs: [
        { name: "first run", steps: steps([2.3456, 2.2149, 2.0625]) },
        { name: "second run", steps: steps([2.3456, 2.2149, 2.0625]) },
      ],
      tolerance: 1e-4,
    },
    timings: [
      { phase: "phi", ms: 120 },
      { phase: "smoke", ms: 31_400 },
    ],
  };
}

/** A corpus with many findings: more files and kinds than a picture shows, counts beyond what is listed. */
export function phiRun(): ReportInput {
  const kinds = ["ssn", "name", "date", "phone", "mrn", "email", "place", "account", "license", "url", "ip"];
  const files = Array.from({ length: 20 }, (_, i) => ({
    path: `data/site-${String(i + 1).padStart(2, "0")}/notes-of-the-whole-year.jsonl`,
    rules: Object.fromEntries(
      kinds
        .filter((_, k) => (i * 7 + k * 3) % 4 !== 0)
        .map((kind, k) => [`phi.${kind}`, { block: k % 2 === 0 ? 10 ** (i % 6) : 0, warn: (i * k) % 11, info: k, allowed: i % 3 }]),
    ),
  }));
  const clean = { path: "data/clean.jsonl", rules: {} };
  return { ...blockedRun(3), phi: { files: [...files, clean], notScanned: [{ path: "data/scan.pdf", reason: "binary" }] } };
}

/** The same run with nothing wrong. */
export function passedRun(n = 200): ReportInput {
  const blocked = blockedRun(n);
  const gates = blocked.verdict.gates.map((one) =>
    gate(one.id, { stage: one.stage, class: one.class, value: one.value, limit: one.limit }),
  );
  return {
    ...blocked,
    verdict: verdict(gates, { overall: "PASS", fails: false, exit_code: 0 }),
    evidence: new Map([...blocked.evidence].map(([id, item]) => [id, { ...item, findings: [] }])),
    before: blocked.outcomes,
  };
}
