/** The reviewed adapter against the sweep report and the checkpoints that lie beside it. */
import { beforeAll, describe, expect, it } from "vitest";
import { choose, type RankedRow, SWEEP_FILE, type Sweep } from "../../../src/core/sweep.ts";
import { adapterHashes, baseModelDigest } from "../../../src/core/weights/digest.ts";
import { runStage } from "./context.ts";
import { type Files, floats, loraTensors, memoryTree, repository, safetensorsFile } from "./fixtures.ts";

const REPORT = `out/adapter/${SWEEP_FILE}`;
const OTHER = "d".repeat(64);
let digest: string;
let base: string;

function baseWeights(): Buffer {
  const modules = [0, 1].flatMap((layer) => ["q_proj", "v_proj"].map((name) => `model.layers.${layer}.self_attn.${name}.weight`));
  return safetensorsFile(modules.map((name) => ({ name, dtype: "F32", shape: [4, 4], data: floats(Array(16).fill(1)) })));
}
const files = (extra: Files = {}) => repository({ "models/base/model.safetensors": baseWeights(), ...extra });

beforeAll(async () => {
  const tree = memoryTree(files());
  digest = (await adapterHashes(tree, "out/adapter")).canonical;
  base = (await baseModelDigest(tree, "models/base")) as string;
});

function row(name: string, recall: number, adapter: string | null): RankedRow {
  const metric = { id: "triage.emergency_recall", better: "higher" as const, value: recall, k: null, n: 100, lower: null, upper: null };
  const step = name === "base" ? 0 : Number(name.split("-")[1]);
  return { ok: true, name, step, adapter_digest: adapter, n: 100, metrics: [metric], against_base: null };
}

function report(change: Partial<Sweep> = {}): Sweep {
  const rows = {
    order: ["triage.emergency_recall"],
    min_n: 50,
    limits: [],
    ranked: [row("checkpoint-20", 0.9, digest), row("checkpoint-10", 0.8, OTHER), row("base", 0.5, null)],
    ...change,
  };
  return {
    schema: "tunegate/sweep@1",
    adapter_root: "out/run",
    base: { path: "models/base", sha256: base },
    suite: { name: "triage", path: "eval/select.jsonl", sha256: OTHER, n: 100, also_gated: 0 },
    decoding_sha256: OTHER,
    excluded: [],
    pruned: [],
    ...rows,
    ...choose(rows),
    ...change,
  };
}

const stage = async (extra: Files) => {
  const { result, rules } = await runStage({ head: memoryTree(files(extra)) });
  const message = result.evidence.findings[0]?.message ?? null;
  return { rules, message, counts: result.evidence.counts, digests: result.evidence.digests, inputs: result.inputs };
};

describe("a sweep report beside the adapter", () => {
  it.each([REPORT, `out/${SWEEP_FILE}`])("in %s that selects this adapter is no finding, and its digest is evidence", async (path) => {
    const { rules, counts, digests, inputs } = await stage({ [path]: JSON.stringify(report()) });
    expect(rules).toEqual([]);
    expect(counts.selected).toBe(1);
    expect(inputs.filter((file) => file.path === path).map(({ sha256 }) => sha256)).toEqual([digests.sweep]);
  });

  it("that selects another is a warning that names both", async () => {
    const ranked = [row("checkpoint-10", 0.95, OTHER), row("checkpoint-20", 0.9, digest), row("base", 0.5, null)];
    const { rules, message, counts } = await stage({ [REPORT]: JSON.stringify(report({ ranked })) });
    expect(rules).toEqual(["adapter.not-selected warn"]);
    expect(message).toBe("the checkpoint sweep selected checkpoint-10, and this adapter is its checkpoint-20");
    expect(counts.selected).toBe(0);
  });

  it("that never saw this adapter, or excluded it, says so", async () => {
    const ranked = [row("checkpoint-10", 0.95, OTHER), row("base", 0.5, null)];
    expect((await stage({ [REPORT]: JSON.stringify(report({ ranked })) })).message).toMatch(/this adapter is none of its candidates/);
    const excluded = [{ ok: false as const, name: "checkpoint-20", step: 20, adapter_digest: digest, error: "adapter.not-finite: NaN" }];
    expect((await stage({ [REPORT]: JSON.stringify(report({ ranked, excluded })) })).message).toMatch(
      /its checkpoint-20, which it excluded/,
    );
  });

  it("that selected nothing says why", async () => {
    const ranked = [row("base", 0.95, null), row("checkpoint-20", 0.9, digest)];
    const { rules, message } = await stage({ [REPORT]: JSON.stringify(report({ ranked })) });
    expect(rules).toEqual(["adapter.not-selected warn"]);
    expect(message).toMatch(/selected no adapter: the base model was not beaten/);
  });

  it("that asked another base model is a warning", async () => {
    const { message } = await stage({ [REPORT]: JSON.stringify(report({ base: { path: "models/base", sha256: OTHER } })) });
    expect(message).toMatch(/asked another base model/);
  });

  it("that selected on the gate's own cases is a warning", async () => {
    const suite = { name: "triage", path: "eval/triage.jsonl", sha256: OTHER, n: 100, also_gated: 60 };
    expect((await stage({ [REPORT]: JSON.stringify(report({ suite })) })).rules).toEqual(["adapter.selected-on-gate warn"]);
  });

  it.each<[string, (whole: Sweep) => unknown]>([
    ["selected by hand", (whole) => ({ ...whole, selected: { name: "checkpoint-10", step: 10, adapter_digest: OTHER } })],
    ["reordered", (whole) => ({ ...whole, ranked: [...whole.ranked].reverse() })],
    ["without the base model", (whole) => ({ ...whole, ranked: whole.ranked.slice(0, 2) })],
    ["with another sentence", (whole) => ({ ...whole, note: "all is well" })],
    ["with fewer cases asked for", (whole) => ({ ...whole, min_n: 1000 })],
    ["with a limit added", (whole) => ({ ...whole, limits: [{ metric: "triage.emergency_recall", rule: "floor", limit: 0.95 }] })],
  ])("that is edited (%s) does not follow from its rows", async (_name, edit) => {
    const { rules, message } = await stage({ [REPORT]: JSON.stringify(edit(report())) });
    expect(rules).toEqual(["adapter.sweep warn"]);
    expect(message).toMatch(/does not follow from its own rows/);
  });

  it.each<[string, unknown, RegExp]>([
    ["no JSON", null, /it is not JSON/],
    ["another document", { schema: "tunegate/lineage@1" }, /not as its schema asks/],
    ["hostile names", "name", /not as its schema asks/],
    ["hostile ids", "order", /not as its schema asks/],
  ])("that is %s is a warning that quotes nothing of it", async (_name, value, expected) => {
    const evil = "::error::\u001b[2J MRN 12345678";
    const hostile =
      value === "name"
        ? { ...report(), ranked: [{ ...row("base", 1, null), name: evil }] }
        : value === "order"
          ? { ...report(), order: [evil] }
          : value;
    const { rules, message } = await stage({ [REPORT]: value === null ? "{" : JSON.stringify(hostile) });
    expect(rules).toEqual(["adapter.sweep warn"]);
    expect(message).toMatch(expected);
    for (const part of ["::error", "MRN", "\u001b"]) expect(message).not.toContain(part);
  });
});

describe("a report of lengths that no sweep comes near", () => {
  const many = (n: number): Sweep["order"] => Array.from({ length: n }, (_, i) => `t.${i}`);
  const metric = { better: "higher" as const, value: 1, k: 1, n: 1, lower: null, upper: null };
  const wide = { ...row("base", 1, null), metrics: many(20_000).map((id) => ({ id, ...metric })) };
  it.each<[string, Partial<Sweep>]>([
    ["order", { order: many(20_000) }],
    ["metrics", { ranked: [wide, wide] }],
    ["limits", { limits: many(20_000).map((id) => ({ metric: id, rule: "floor" as const, limit: 1 })) }],
    ["rows", { ranked: Array.from({ length: 5000 }, () => row("base", 1, null)) }],
  ])("is not ranked: %s", async (_name, part) => {
    const { rules, message } = await stage({ [REPORT]: JSON.stringify(report(part)) });
    expect(rules).toEqual(["adapter.sweep warn"]);
    expect(message).toMatch(/not as its schema asks/);
  });
});

describe("checkpoints beside the adapter without a report", () => {
  const weights = safetensorsFile(loraTensors(2));
  it.each(["out/checkpoint-20/adapter_model.safetensors", "out/adapter/checkpoint-20/adapter_model.safetensors"])(
    "are told for %s",
    async (path) => {
      const { rules, message, counts } = await stage({ [path]: weights });
      expect(rules).toEqual(["adapter.not-swept info"]);
      expect(message).toContain(path.slice(0, path.lastIndexOf("/")));
      expect(counts.selected).toBeUndefined();
    },
  );

  it("are nothing when they belong to another folder, or are no checkpoints", async () => {
    const extra = { "other/checkpoint-20/adapter_model.safetensors": weights, "out/checkpoint-20": "a file", "out/checkpoint-x/a": "b" };
    expect((await stage(extra)).rules).toEqual([]);
  });
});
