import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { describe, expect, it } from "vitest";
import { AdapterHashes } from "../../../src/core/adapter-detail.ts";
import { sha256 } from "../../../src/core/digest.ts";
import { adapterStage } from "../../../src/stages/adapter/index.ts";
import { buildLineage } from "../../../src/stages/adapter/lineage.ts";
import { adapterPolicy, runStage } from "./context.ts";
import { type Files, floats, loraTensors, memoryTree, peftConfig, repository, safetensorsFile, type TensorSpec } from "./fixtures.ts";

const WEIGHTS = "out/adapter/adapter_model.safetensors";
const CONFIG = "out/adapter/adapter_config.json";
const head = (files: Files = {}, links: string[] = []) =>
  memoryTree(repository({ "models/base/model.safetensors": baseWeights(), ...files }), links);
const rulesOf = async (files: Files, links?: string[]) => (await runStage({ head: head(files, links) })).rules;
const withWeights = (change: (tensors: TensorSpec[]) => TensorSpec[]) => ({ [WEIGHTS]: safetensorsFile(change(loraTensors())) });
const withConfig = (extra: Record<string, unknown>) => ({ [CONFIG]: JSON.stringify(peftConfig(extra)) });
const set = (at: number, patch: Partial<TensorSpec>) => (tensors: TensorSpec[]) =>
  tensors.map((tensor, index) => (index === at ? { ...tensor, ...patch } : tensor));

/** A base whose attention weights are [4, 4], as the adapter of the fixtures asks. */
function baseWeights(width = 4): Buffer {
  const modules = [0, 1].flatMap((layer) => ["q_proj", "v_proj"].map((name) => `model.layers.${layer}.self_attn.${name}.weight`));
  return safetensorsFile(
    modules.map((name) => ({ name, dtype: "F32", shape: [width, width], data: floats(Array(width * width).fill(1)) })),
  );
}

describe("a sound adapter", () => {
  it("has no finding, and its digests and documents agree", async () => {
    const { result, detail, rules, dir } = await runStage({ head: head() });
    expect(rules).toEqual([]);
    expect(result.evidence.status).toBe("ok");
    expect(detail).toMatchObject({
      present: true,
      layout: "peft",
      lineage: "absent",
      stale: true,
      changed_in_pull_request: false,
      stale_policy: "warn",
    });
    expect(detail.probe.state).toBe("not-needed");
    const hashes: unknown = JSON.parse(await readFile(join(dir, "adapter-hashes.json"), "utf8"));
    expect(Value.Check(AdapterHashes, hashes)).toBe(true);
    expect(result.evidence.digests).toMatchObject({
      canonical: detail.adapter_digest,
      config: detail.config_digest,
      base_model: detail.base_model.sha256,
    });
    expect(result.evidence.counts).toMatchObject({ files: 2, tensors: 8, parameters: 64 });
    expect(result.counts).toEqual({ unit: "files", in: 2, out: 2, quarantined: 0, dropped: 0 });
    for (const { path, sha256: digest, bytes } of result.outputs) {
      const content = await readFile(join(dir, path));
      expect([sha256(content), content.byteLength]).toEqual([digest, bytes]);
    }
  });

  it("gives the same evidence twice", async () => {
    const [first, second] = [await runStage({ head: head() }), await runStage({ head: head() })];
    expect(second.result).toEqual(first.result);
  });

  it("applies only where the policy names an adapter", () => {
    const view = { changed: [], headEqualsBase: false, release: false };
    expect(adapterStage.applies({ ...view, policy: adapterPolicy() }).run).toBe(true);
    expect(adapterStage.applies({ ...view, policy: { ...adapterPolicy(), adapter: undefined } }).run).toBe(false);
  });
});

describe("files of the folder", () => {
  const cases: [string, string, Files][] = [
    ["an optimizer state", "adapter.pickle block", { "out/adapter/optimizer.pt": "x" }],
    ["training arguments", "adapter.pickle block", { "out/adapter/training_args.bin": "x" }],
    ["a pickle in a folder", "adapter.pickle block", { "out/adapter/last/scheduler.pkl": "x" }],
    ["a program", "adapter.code block", { "out/adapter/modeling.py": "x" }],
    ["something unknown", "adapter.file warn", { "out/adapter/events.tfevents": "x" }],
  ];
  it.each(cases)("finds %s", async (_name, rule, files) => {
    expect(await rulesOf(files)).toEqual([rule]);
  });

  it("finds a link", async () => {
    expect(await rulesOf({}, ["out/adapter/README.md"])).toEqual(["adapter.symlink block"]);
  });

  it("finds an LFS pointer in place of the weights", async () => {
    const rules = await rulesOf({ [WEIGHTS]: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n" });
    expect(rules).toEqual(["adapter.lfs-pointer block", "adapter.safetensors-header-length block"]);
  });

  it("finds that there is no adapter, or none that can be read", async () => {
    const without = repository();
    delete without[WEIGHTS];
    const run = await runStage({ head: memoryTree(without) });
    expect(run.rules).toEqual(["adapter.missing block"]);
    expect(run.detail).toMatchObject({ present: false, stale: true, adapter_digest: null });
    expect(await rulesOf({ [WEIGHTS]: safetensorsFile(loraTensors()).subarray(0, 900) })).toEqual(["adapter.safetensors-truncated block"]);
    expect(await rulesOf({ [CONFIG]: "{" })).toEqual(["adapter.config block"]);
  });
});

describe("tensors", () => {
  const zeros = (size: number) => floats(Array(size).fill(0));
  const cases: [string, string[], Files][] = [
    ["no tensor at all", ["adapter.empty block"], withWeights(() => [])],
    ["NaN", ["adapter.not-finite block"], withWeights(set(1, { data: floats([Number.NaN, 1, 1, 1, 1, 1, 1, 1]) }))],
    [
      "an infinity in F16",
      ["adapter.not-finite block"],
      withWeights(set(0, { dtype: "F16", data: new Uint8Array(Uint16Array.from([0x7c00, 1, 1, 1, 1, 1, 1, 1]).buffer) })),
    ],
    ["a huge value", ["adapter.magnitude warn"], withWeights(set(0, { data: floats([5000, 1, 1, 1, 1, 1, 1, 1]) }))],
    ["integers", ["adapter.dtype warn"], withWeights(set(0, { dtype: "I32" }))],
    [
      "an untrained adapter",
      ["adapter.untrained block"],
      withWeights((all) => all.map((t) => (t.name.includes("lora_B") ? { ...t, data: zeros(8) } : t))),
    ],
    ["one untrained module", ["adapter.zero warn"], withWeights(set(1, { data: zeros(8) }))],
    ["a half pair", ["adapter.pair block"], withWeights((all) => all.slice(1))],
    ["ranks that do not fit", ["adapter.rank block"], withWeights(set(0, { shape: [1, 4], data: zeros(4).fill(1) }))],
    ["a rank that the configuration does not say", Array(4).fill("adapter.rank block"), withConfig({ r: 4 })],
    ["a module outside the targets", Array(4).fill("adapter.target block"), withConfig({ target_modules: ["q_proj"] })],
    ["a target without tensors", ["adapter.target-missing warn"], withConfig({ target_modules: ["q_proj", "v_proj", "o_proj"] })],
    [
      "a stray tensor",
      ["adapter.target block"],
      withWeights((all) => [...all, { name: "stray", dtype: "F32", shape: [1], data: floats([1]) }]),
    ],
    [
      "no LoRA pair",
      ["adapter.pair block", "adapter.target block", "adapter.target-missing warn", "adapter.target-missing warn"],
      withWeights(() => [{ name: "w", dtype: "F32", shape: [1], data: floats([1]) }]),
    ],
    [
      "fewer layers for one target",
      ["adapter.layers info"],
      withWeights((all) => all.filter(({ name }) => !name.includes("layers.1.self_attn.v_proj"))),
    ],
    ["a base of another width", Array(8).fill("adapter.base-shape block"), { "models/base/model.safetensors": baseWeights(5) }],
    [
      "a base without these modules",
      ["adapter.base-names info"],
      {
        "models/base/model.safetensors": safetensorsFile([{ name: "x", dtype: "F32", shape: [1], data: floats([1]) }]),
      },
    ],
    ["a broken base", ["adapter.base-invalid block"], { "models/base/model.safetensors": "garbage of no format" }],
  ];
  it.each(cases)("finds %s", async (_name, rules, files) => {
    expect(await rulesOf(files)).toEqual(rules);
  });

  it("takes rank patterns, saved modules and biases that the configuration names", async () => {
    const rank = { [WEIGHTS]: safetensorsFile(loraTensors()), ...withConfig({ r: 8, rank_pattern: { q_proj: 2, v_proj: 2 } }) };
    expect(await rulesOf(rank)).toEqual([]);
    expect(await rulesOf(withConfig({ r: 8, rank_pattern: { "(a+)+$": 2 } }))).toEqual([]);
    const head = { name: "base_model.model.lm_head.weight", dtype: "F32", shape: [1], data: floats([1]) };
    expect(await rulesOf({ ...withWeights((all) => [...all, head]), ...withConfig({ modules_to_save: ["lm_head"] }) })).toEqual([
      "adapter.whole-modules info",
    ]);
  });
});

describe("configuration", () => {
  const cases: [string, string[], Files][] = [
    ["no task type", ["adapter.config-task warn"], withConfig({ task_type: null })],
    ["rank 0", [...Array(4).fill("adapter.rank block"), "adapter.config block"].sort(), withConfig({ r: 0 })],
    ["no alpha", ["adapter.config block"], withConfig({ lora_alpha: "16" })],
    ["no targets", [...Array(8).fill("adapter.target block"), "adapter.config block"].sort(), withConfig({ target_modules: [] })],
    ["a path of one machine", ["adapter.base-path warn"], withConfig({ base_model_name_or_path: "/home/someone/base" })],
    ["a base by name alone", ["adapter.base-unpinned warn"], withConfig({ base_model_name_or_path: "acme/model" })],
    ["no base", ["adapter.base-unknown warn"], withConfig({ base_model_name_or_path: null })],
    ["a training mode", ["adapter.config-mode info"], withConfig({ inference_mode: false })],
    [
      "another PEFT",
      ["adapter.peft-version warn"],
      { ...withConfig({ peft_version: "0.1.0" }), "requirements.txt": "torch==2\npeft==0.21.2\n" },
    ],
  ];
  it.each(cases)("finds %s", async (_name, rules, files) => {
    expect(await rulesOf(files)).toEqual(rules);
  });

  it("takes a base that is pinned to a commit", async () => {
    expect(await rulesOf(withConfig({ base_model_name_or_path: "acme/model", revision: "0".repeat(40) }))).toEqual([]);
  });

  it("knows MLX and its own rules", async () => {
    const tensors = loraTensors().map((tensor) => ({
      ...tensor,
      name: tensor.name.replace("base_model.model.", "").replace(".lora_A.weight", ".lora_a").replace(".lora_B.weight", ".lora_b"),
      shape: [...tensor.shape].reverse(),
    }));
    const mlx = (config: object) => ({
      "models/base/config.json": "{}",
      "out/adapter/adapters.safetensors": safetensorsFile(tensors),
      "out/adapter/adapter_config.json": JSON.stringify({ fine_tune_type: "lora", model: "models/base", num_layers: 2, ...config }),
    });
    const good = await runStage({ head: memoryTree(mlx({ lora_parameters: { rank: 2, scale: 20, dropout: 0 } })) });
    expect(good.rules).toEqual([]);
    expect(good.detail.layout).toBe("mlx");
    expect((await runStage({ head: memoryTree(mlx({ lora_parameters: { rank: 3, scale: 20 } })) })).rules).toEqual(
      Array(4).fill("adapter.rank block"),
    );
    expect((await runStage({ head: memoryTree(mlx({ lora_parameters: { rank: 2 } })) })).rules).toEqual(["adapter.config block"]);
    const probed = await runStage({
      head: memoryTree(mlx({ lora_parameters: { rank: 2, scale: 20 } })),
      changed: ["out/adapter/adapters.safetensors"],
    });
    expect([probed.detail.probe.state, ...probed.rules]).toEqual(["not-possible", "adapter.not-probed warn"]);
  });
});

describe("lineage and the need to probe", () => {
  const lineageOf = async (files: Files = {}) =>
    JSON.stringify(
      await buildLineage({
        tree: head(files),
        policy: adapterPolicy(),
        environmentKey: { torch: "2.13.0" },
        command: ["python", "train.py"],
        steps: 3,
      }),
    );
  const LINEAGE = "out/adapter/tunegate-lineage.json";

  it("is fresh on the tree it was written for", async () => {
    const { detail, rules } = await runStage({ head: head({ [LINEAGE]: await lineageOf() }) });
    expect([detail.lineage, detail.stale, detail.why, rules]).toEqual(["present", false, [], []]);
  });

  it("writes provenance and BOM from the claim", async () => {
    const { dir, result } = await runStage({ head: head({ [LINEAGE]: await lineageOf() }) });
    expect(result.outputs.map(({ path }) => path)).toEqual([
      "adapter-hashes.json",
      "bom.cdx.json",
      "detail.json",
      "model-signing.json",
      "provenance.json",
    ]);
    const provenance = JSON.parse(await readFile(join(dir, "provenance.json"), "utf8"));
    expect(provenance.predicate.buildDefinition.resolvedDependencies).toHaveLength(5);
    const bom = JSON.parse(await readFile(join(dir, "bom.cdx.json"), "utf8"));
    expect(bom.components.map(({ name }: { name: string }) => name)).toEqual(["adapter", "models/base", "data/train.jsonl"]);
  });

  it("is stale, with the reason, on another", async () => {
    const { detail } = await runStage({ head: head({ [LINEAGE]: await lineageOf(), "data/train.jsonl": '{"messages":[1]}\n' }) });
    expect([detail.stale, detail.why]).toEqual([true, ["data/train.jsonl has changed since the training"]]);
  });

  it("is invalid when it cannot be read, and that is a finding", async () => {
    for (const text of ["{", "[]", '{"schema":"tunegate/lineage@1"}']) {
      const { detail, rules } = await runStage({ head: head({ [LINEAGE]: text }) });
      expect([detail.lineage, detail.stale, rules]).toEqual(["invalid", true, ["adapter.lineage warn"]]);
    }
  });

  it("asks for a probe when the adapter or its base changed, or for a release", async () => {
    const fail = (options: object) =>
      runStage({ head: head(), ...options }).then(
        () => "not asked",
        (error: Error) => error.message,
      );
    expect(await fail({ changed: ["data/train.jsonl"] })).toBe("not asked");
    for (const options of [{ changed: [WEIGHTS] }, { changed: ["models/base/config.json"] }, { release: true }, { base: memoryTree({}) }]) {
      expect(await fail(options)).toBe("nothing may be started here");
    }
  });

  it("loads no adapter that has defects", async () => {
    const { detail } = await runStage({ head: head({ "out/adapter/optimizer.pt": "x" }), changed: [WEIGHTS] });
    expect(detail.probe.state).toBe("not-possible");
    expect(detail.changed_in_pull_request).toBe(true);
  });

  it("says so when the base model is not there to probe with", async () => {
    const { rules, detail } = await runStage({
      head: head(withConfig({ base_model_name_or_path: "acme/m", revision: "0".repeat(40) })),
      changed: [WEIGHTS],
    });
    expect([detail.probe.state, ...rules]).toEqual(["not-possible", "adapter.not-probed warn"]);
  });
});
