import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASE_ROW, checkpointStep, choose, type RankedRow, rankRows, type SweepRows } from "../../src/core/sweep.ts";

const ORDER = ["t.recall", "t.specificity", "t.errors"];
const hex = (digit: string) => digit.repeat(64);

interface Values {
  readonly recall?: number | null;
  readonly specificity?: number | null;
  readonly errors?: number;
  readonly n?: number;
  readonly digest?: string;
  readonly step?: number | null;
}

function row(name: string, values: Values = {}): RankedRow {
  const { recall = 0.5, specificity = 0.5, errors = 0.1, n = 100, digest = hex("a") } = values;
  const metric = (id: string, value: number | null, better: "higher" | "lower") => ({
    id,
    better,
    value,
    k: null,
    n,
    lower: null,
    upper: null,
  });
  return {
    ok: true,
    name,
    step: name === BASE_ROW ? 0 : values.step === undefined ? checkpointStep(name) : values.step,
    adapter_digest: name === BASE_ROW ? null : digest,
    n: 100,
    metrics: [metric("t.recall", recall, "higher"), metric("t.specificity", specificity, "higher"), metric("t.errors", errors, "lower")],
    against_base: null,
  };
}

const names = (rows: readonly RankedRow[]) => rankRows(rows, ORDER).map(({ name }) => name);
const select = (ranked: RankedRow[], more: Partial<SweepRows> = {}) => choose({ order: ORDER, min_n: 50, limits: [], ranked, ...more });

describe("a checkpoint's step", () => {
  it.each([
    ["checkpoint-2", 2],
    ["checkpoint-10", 10],
    ["checkpoint-0", 0],
    ["checkpoint-007", 7],
    ["checkpoint-999999999999999", 999999999999999],
  ])("%s is %i", (name, step) => expect(checkpointStep(name)).toBe(step));

  it.each([
    "checkpoint-",
    "checkpoint--1",
    "checkpoint-1e3",
    "checkpoint-1.5",
    "checkpoint-10\n",
    "checkpoint-10/../..",
    "checkpoint-../x",
    "Checkpoint-1",
    " checkpoint-1",
    "checkpoint-١",
    "checkpoint-9999999999999999",
    "checkpoint-1-merged",
    "base",
    ".",
    "..",
  ])("%j is no checkpoint", (name) => expect(checkpointStep(name)).toBeNull());
});

describe("the order", () => {
  it("is by the metric tuple, first metric first, and lower where lower is better", () => {
    expect(names([row("checkpoint-1", { recall: 0.8 }), row("checkpoint-2", { recall: 0.9, specificity: 0 })])).toEqual([
      "checkpoint-2",
      "checkpoint-1",
    ]);
    expect(names([row("checkpoint-1", { specificity: 0.4 }), row("checkpoint-2", { specificity: 0.6 })])[0]).toBe("checkpoint-2");
    expect(names([row("checkpoint-1", { errors: 0.3 }), row("checkpoint-2", { errors: 0.2 })])[0]).toBe("checkpoint-2");
  });

  it("breaks ties by the lower step as a number, then by digest, then by name", () => {
    expect(names([row("checkpoint-10"), row("checkpoint-2"), row("checkpoint-1000"), row("checkpoint-200")])).toEqual([
      "checkpoint-2",
      "checkpoint-10",
      "checkpoint-200",
      "checkpoint-1000",
    ]);
    expect(names([row("checkpoint-07", { digest: hex("b") }), row("checkpoint-7", { digest: hex("a") })])[0]).toBe("checkpoint-7");
    expect(names([row("checkpoint-7"), row("checkpoint-07")])[0]).toBe("checkpoint-07");
  });

  it("puts a step that nobody knows last, and the base model first among equals", () => {
    expect(names([row("."), row("checkpoint-9"), row(BASE_ROW)])).toEqual([BASE_ROW, "checkpoint-9", "."]);
    expect(names([row("checkpoint-0"), row(BASE_ROW)])).toEqual([BASE_ROW, "checkpoint-0"]);
  });

  it("holds an absent value and NaN for worse than any number", () => {
    expect(names([row("checkpoint-1", { recall: null }), row("checkpoint-2", { recall: 0 })])).toEqual(["checkpoint-2", "checkpoint-1"]);
    expect(names([row("checkpoint-1", { recall: Number.NaN }), row("checkpoint-2", { recall: 0 })])[0]).toBe("checkpoint-2");
  });

  it("does not depend on the order in which folders were found", () => {
    const some = fc.array(
      fc.record({
        step: fc.integer({ min: 0, max: 30 }),
        recall: fc.constantFrom(0, 0.5, 1, null, Number.NaN),
        digest: fc.constantFrom("a", "b"),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (specs, random) => {
        const rows = [...new Map(specs.map((spec) => [spec.step, spec])).values()].map(({ step, recall, digest }) =>
          row(`checkpoint-${step}`, { recall, digest: hex(digest) }),
        );
        const shuffled = rows.map((one) => ({ one, key: random.next().value as number })).sort((a, b) => a.key - b.key);
        expect(names(shuffled.map(({ one }) => one))).toEqual(names(rows));
      }),
    );
  });
});

describe("the choice", () => {
  it("selects the first row and says what it beats", () => {
    const { selected, reason, note } = select([row("checkpoint-5", { recall: 0.9, digest: hex("c") }), row(BASE_ROW, { recall: 0.7 })]);
    expect({ selected, reason }).toEqual({
      selected: { name: "checkpoint-5", step: 5, adapter_digest: hex("c") },
      reason: "selected",
    });
    expect(note).toBe("checkpoint-5 beats the base model (t.recall: 0.9, base 0.7)");
  });

  it("selects nothing when the base model is better or equal, and says so", () => {
    expect(select([row("checkpoint-5", { recall: 7 / 12 }), row(BASE_ROW, { recall: 9 / 12 })])).toEqual({
      selected: null,
      reason: "base-not-beaten",
      note: "the base model was not beaten (t.recall: base 0.75, checkpoint-5 0.5833), so nothing is selected",
    });
    expect(select([row("checkpoint-5"), row(BASE_ROW)]).reason).toBe("base-not-beaten");
  });

  it("selects nothing without the base model's own numbers, and nothing without a checkpoint", () => {
    expect(select([row("checkpoint-5", { recall: 1 })]).reason).toBe("base-failed");
    expect(select([row(BASE_ROW)]).reason).toBe("no-candidate");
    expect(select([]).reason).toBe("no-candidate");
  });

  it("selects nothing on too few cases, and says how many there were", () => {
    const rows = [row("checkpoint-5", { recall: 1, n: 12 }), row(BASE_ROW, { recall: 0, n: 12 })];
    expect(select(rows)).toEqual({
      selected: null,
      reason: "too-few",
      note: "t.recall counts 12 cases, fewer than 50: too few to select by, so nothing is selected",
    });
    expect(select(rows, { min_n: 12 }).reason).toBe("selected");
    expect(select([row("checkpoint-5", { recall: 1, n: 1 }), row(BASE_ROW, { recall: 0 })]).note).toMatch(/^t\.recall counts 1 case, /);
    expect(select([row("checkpoint-5", { recall: 1 }), row(BASE_ROW, { recall: 0, n: 12 })]).reason).toBe("too-few");
  });

  it("passes over a checkpoint with too few cases of its own", () => {
    const rows = [row("checkpoint-1", { recall: 1, n: 3 }), row("checkpoint-2", { recall: 0.9 }), row(BASE_ROW)];
    expect(select(rows).selected?.name).toBe("checkpoint-2");
  });

  it("passes over what the policy would block: a model that calls everything an emergency", () => {
    const limits = [{ metric: "t.specificity", rule: "floor" as const, limit: 0.7 }];
    const all = row("checkpoint-1", { recall: 1, specificity: 0 });
    const good = row("checkpoint-2", { recall: 0.95, specificity: 0.8 });
    expect(select([all, good, row(BASE_ROW)], { limits })).toMatchObject({
      selected: { name: "checkpoint-2" },
      note: expect.stringMatching(/ranked above it, but outside the limits of the policy: checkpoint-1$/),
    });
    expect(select([all, row(BASE_ROW)], { limits })).toEqual({
      selected: null,
      reason: "limits",
      note: "no checkpoint beats the base model within the limits of the policy (checkpoint-1, the first: t.specificity 0, floor 0.7), so nothing is selected",
    });
    expect(select([all, row(BASE_ROW, { specificity: 0.9 })], { limits }).reason).toBe("limits");
    expect(select([good, row(BASE_ROW, { recall: 1, specificity: 0 })], { limits }).selected?.name).toBe("checkpoint-2");
    const ceiling = [{ metric: "t.errors", rule: "ceiling" as const, limit: 0.05 }];
    expect(select([good, row(BASE_ROW)], { limits: ceiling }).reason).toBe("limits");
  });

  it("never selects the base model, a row with too few cases, or one that ranks below the base model", () => {
    const value = fc.constantFrom(0, 0.25, 0.5, 0.75, 1, null);
    const spec = fc.record({ recall: value, specificity: value, n: fc.constantFrom(10, 50, 100) });
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 6 }), spec, (checkpoints, base) => {
        const ranked = [...checkpoints.map((values, step) => row(`checkpoint-${step}`, values)), row(BASE_ROW, base)];
        const { selected } = select(ranked);
        if (selected === null) return;
        const chosen = ranked.find(({ name }) => name === selected.name) as RankedRow;
        expect(chosen.name).not.toBe(BASE_ROW);
        expect(chosen.metrics.every(({ n }) => n >= 50)).toBe(true);
        const order = names(ranked);
        expect(order.indexOf(chosen.name)).toBeLessThan(order.indexOf(BASE_ROW));
      }),
    );
  });
});
