import { describe, expect, it } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import {
  parseSmokeBaseline,
  type SmokeBaseline,
  type SmokeBaselineEntry,
  type SmokeDetail,
  type SmokeRun,
  type SmokeStep,
} from "../../src/core/smoke.ts";
import { diagnose, effectiveChanges, type SmokeGate, smokeGates } from "../../src/core/smoke-compare.ts";

const sha = (letter: string): string => letter.repeat(64);
const key = {
  torch: "2.13.0",
  transformers: "5.23.0",
  peft: "0.21.2",
  accelerate: "1.15.0",
  trl: null,
  device: "cpu",
  gpu: null,
  dtype: "float32",
  attention: "eager",
};
const exact = { cpu: "AuthenticAMD/26/2/AVX2", driver: null };
const slice = [{ path: "data/train.jsonl", records: [sha("a"), sha("b")] }];

function steps(losses: readonly (number | null)[], change: Partial<SmokeStep> = {}): SmokeStep[] {
  return losses.map((loss, index) => ({
    step: index + 1,
    loss,
    grad_norm: 1 + index,
    lr: 2e-3,
    tokens_sha256: sha("c"),
    labels_sha256: sha("d"),
    ...change,
  }));
}

function run(change: Partial<SmokeRun> = {}): SmokeRun {
  return {
    name: "a",
    problem: null,
    steps: steps([2, 1.9, 1.8]),
    key,
    exact,
    effective: { "args.learning_rate": "0.0002" },
    method: "causal-lm",
    trainer: "Trainer",
    adapter: { fresh: sha("e"), trained: sha("f"), saved: true },
    seeds_before_adapter: 1,
    rows: {},
    overrides: [],
    ...change,
  };
}

function detail(a: Partial<SmokeRun> = {}, b: Partial<SmokeRun> = a, more: Partial<SmokeDetail> = {}): SmokeDetail {
  return {
    schema: "tunegate/smoke-detail@1",
    framework: { id: "transformers", why: "test", runnable: true },
    device: { asked: "cpu", absent: false },
    steps: 3,
    epochs: null,
    lr: 2e-3,
    tolerance: 1e-4,
    slice: { sha256: sha("0"), files: slice, frozen: true, gone: 0 },
    runs: [run(a), run({ ...b, name: "b" })],
    ...more,
  };
}

function entry(change: Partial<SmokeBaselineEntry> = {}): SmokeBaselineEntry {
  return {
    key,
    exact,
    slice_sha256: sha("0"),
    slice,
    effective: { "args.learning_rate": "0.0002" },
    steps: steps([2, 1.9, 1.8]),
    adapter_digest: sha("f"),
    control_delta: -0.2,
    lr: 2e-3,
    tolerance: 1e-4,
    reason: "first",
    commit: null,
    ...change,
  };
}

const baseline = (...entries: SmokeBaselineEntry[]): SmokeBaseline => ({ schema: "tunegate/smoke-baseline@1", entries });
function gate(rule: SmokeGate["rule"], of: SmokeDetail, against: SmokeBaseline | null = baseline(entry())): SmokeGate {
  return smokeGates(of, against).find((one) => one.rule === rule)!;
}

describe("the verdict table", () => {
  it("passes on equal bits and says so", () => {
    const gates = smokeGates(detail(), baseline(entry()));
    expect(gates.map(({ rule, verdict, reason }) => [rule, verdict, reason])).toEqual([
      ["repeat", "PASS", "ok"],
      ["baseline", "PASS", "ok"],
      ["power", "PASS", "ok"],
      ["effective", "PASS", "ok"],
    ]);
  });

  it.each([
    ["within the tolerance", 5e-5, "PASS", "ok"],
    ["above the tolerance", 1.5e-4, "BLOCK", "regression"],
  ] as const)("judges a loss %s", (_name, delta, verdict, reason) => {
    const changed = { steps: steps([2, 1.9, 1.8 + delta]) };
    expect(gate("baseline", detail(changed))).toMatchObject({ verdict, reason });
    expect(gate("baseline", detail({ steps: steps([2 + delta, 1.9, 1.8]) }))).toMatchObject({ verdict, reason });
  });

  it("notes a deviation on the same CPU class and none on another", () => {
    const changed = { steps: steps([2, 1.9, 1.8 + 1e-6]) };
    expect(gate("baseline", detail(changed)).note).toContain("equal bits were expected");
    expect(gate("baseline", detail({ ...changed, exact: { cpu: "GenuineIntel/6/1/AVX2", driver: null } })).note).toContain("another CPU");
  });

  it("prefers the entry of its own CPU class", () => {
    const other = entry({ exact: { cpu: "other", driver: null }, steps: steps([2, 1.9, 1.80005]) });
    expect(gate("baseline", detail(), baseline(other, entry())).note).toContain("bit for bit");
  });

  it("sees gradients that the losses hide", () => {
    const scaled = steps([2, 1.9, 1.8]).map((step) => ({ ...step, grad_norm: (step.grad_norm ?? 0) * 1.02 }));
    const found = gate("baseline", detail({ steps: scaled }));
    expect(found).toMatchObject({ verdict: "BLOCK", reason: "regression" });
    expect(found.note).toContain("step-1 loss equal, step-1 gradient norm differs");
  });

  it("warns when batches change though the losses hold", () => {
    expect(gate("baseline", detail({ steps: steps([2, 1.9, 1.8], { tokens_sha256: sha("9") }) }))).toMatchObject({ verdict: "WARN" });
  });

  it.each([
    ["no baseline", null, "no-baseline"],
    ["an empty baseline", baseline(), "no-baseline"],
    ["another environment", baseline(entry({ key: { ...key, torch: "2.12.0" } })), "incomparable"],
    ["another slice", baseline(entry({ slice_sha256: sha("8") })), "incomparable"],
    ["another smoke learning rate", baseline(entry({ lr: 1e-3 })), "incomparable"],
  ] as const)("is inconclusive with %s, and says how to go on", (_name, against, reason) => {
    const found = gate("baseline", detail(), against);
    expect(found).toMatchObject({ verdict: "INCONCLUSIVE", reason });
    expect(found.note).toContain("tunegate baseline propose");
    expect(gate("effective", detail(), against)).toMatchObject({ verdict: "INCONCLUSIVE", reason });
  });

  it("names what differs in the environment", () => {
    expect(gate("baseline", detail(), baseline(entry({ key: { ...key, torch: "2.12.0" } }))).note).toContain("torch 2.12.0 → 2.13.0");
  });

  it("is incomparable when slice records are gone", () => {
    const gone = { slice: { sha256: sha("0"), files: slice, frozen: true, gone: 2 } };
    expect(gate("baseline", detail({}, {}, gone))).toMatchObject({ verdict: "INCONCLUSIVE", reason: "incomparable" });
  });

  it("blocks when two runs differ, naming where", () => {
    const found = gate("repeat", detail({}, { steps: steps([2, 1.91, 1.8]) }));
    expect(found).toMatchObject({ verdict: "BLOCK", reason: "nondeterministic" });
    expect(found.note).toContain("step 1 still agrees, step 2 differs");
    expect(gate("repeat", detail({}, { adapter: { fresh: sha("e"), trained: sha("7"), saved: true } })).verdict).toBe("BLOCK");
  });

  it.each(["shim-not-applied", "exit", "wall", "missing-steps", "not-finite", "no-adapter", "two-trainers"] as const)(
    "never passes after %s",
    (problem) => {
      const gates = smokeGates(detail({ problem, steps: [] }), baseline(entry()));
      expect(gates.some(({ verdict }) => verdict === "PASS")).toBe(false);
      expect(gates[0]).toMatchObject({ verdict: "BLOCK", reason: problem === "shim-not-applied" ? "shim-not-applied" : "stage-failed" });
    },
  );

  it("never passes when a number is missing", () => {
    const gates = smokeGates(detail({ steps: steps([2, null, 1.8]) }), baseline(entry()));
    expect(gates[0]!.verdict).toBe("BLOCK");
    expect(gates[1]!.verdict).toBe("BLOCK");
  });

  it("never passes with fewer steps than the baseline, or without runs", () => {
    expect(gate("baseline", detail({ steps: steps([2, 1.9]) })).verdict).toBe("BLOCK");
    const gates = smokeGates({ ...detail(), runs: [] }, baseline(entry()));
    expect(gates.some(({ verdict }) => verdict === "PASS")).toBe(false);
  });

  it("has no power when the control hardly moves the loss", () => {
    expect(gate("power", detail(), baseline(entry({ control_delta: 9e-4 })))).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "no-power",
    });
    const measured = detail();
    measured.runs.push(run({ name: "control", steps: steps([2, 1.9, 1.8005]) }));
    expect(gate("power", measured)).toMatchObject({ verdict: "INCONCLUSIVE", reason: "no-power" });
  });

  it("names changed effective values", () => {
    const found = gate("effective", detail({ effective: { "args.learning_rate": "0.00022" } }));
    expect(found).toMatchObject({ verdict: "BLOCK", value: 1 });
    expect(found.note).toContain("args.learning_rate 0.0002 → 0.00022");
    expect(effectiveChanges({ a: "1" }, { b: "2" })).toEqual(["a 1 → absent", "b absent → 2"]);
  });

  it("defers to CI what an absent GPU leaves open", () => {
    const gates = smokeGates({ ...detail(), device: { asked: "cuda", absent: true }, runs: [] }, baseline(entry()));
    expect(gates.every(({ verdict, reason }) => verdict === "INCONCLUSIVE" && reason === "not-checked")).toBe(true);
  });
});

describe("the diagnosis of a divergence", () => {
  const before = run();
  it.each([
    ["other token ids", { steps: steps([1, 2, 3], { tokens_sha256: sha("9") }) }, /other token ids/],
    ["other labels", { steps: steps([1, 2, 3], { labels_sha256: sha("9") }) }, /other labels/],
    ["another first loss", { steps: steps([2.5, 1.9, 1.8]) }, /step 1 already differs/],
    ["only the weights", { adapter: { fresh: sha("e"), trained: sha("1"), saved: true } }, /weight decay/],
  ] as const)("tells %s", (_name, change, words) => {
    expect(diagnose(before, run(change))).toMatch(words);
  });

  it("points to the adapter's creation when only the first gradient norm differs", () => {
    const norms = steps([2, 1.95, 1.85]).map((step) => ({ ...step, grad_norm: (step.grad_norm ?? 0) * 0.9 }));
    expect(diagnose(before, run({ steps: norms, adapter: { fresh: sha("2"), trained: sha("3"), saved: true } }))).toContain(
      "created before seeding",
    );
  });
});

describe("a baseline file", () => {
  const text = JSON.stringify(baseline(entry()));
  it("is read as it was written", () => expect(parseSmokeBaseline(text, "b.json")).toEqual(baseline(entry())));

  it.each([
    ["NaN", text.replace('"control_delta":-0.2', '"control_delta":NaN'), "not finite"],
    ["text that is no JSON", "{", "not JSON"],
    ["a string for a number", text.replace('"control_delta":-0.2', '"control_delta":"-0.2"'), "not as expected"],
    ["a null tolerance", text.replace('"tolerance":0.0001', '"tolerance":null'), "not as expected"],
  ])("is refused with %s", (_name, broken, words) => {
    const read = () => parseSmokeBaseline(broken, "b.json");
    expect(read).toThrow(Fault);
    expect(read).toThrow(words);
    try {
      read();
    } catch (error) {
      expect((error as Fault).exitCode).toBe(2);
    }
  });
});
