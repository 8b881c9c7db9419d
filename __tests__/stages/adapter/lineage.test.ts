import { Value } from "@sinclair/typebox/value";
import { describe, expect, it } from "vitest";
import { type Lineage, Lineage as LineageSchema } from "../../../src/core/files.ts";
import type { Policy } from "../../../src/core/policy.ts";
import { buildLineage, compareLineage } from "../../../src/stages/adapter/lineage.ts";
import { adapterPolicy } from "./context.ts";
import { type Files, loraTensors, memoryTree, peftConfig, repository, safetensorsFile } from "./fixtures.ts";

const policy = adapterPolicy();
const build = (files: Files, rules: Policy = policy, root?: string): Promise<Lineage> =>
  buildLineage({
    tree: memoryTree(files),
    policy: rules,
    root,
    environmentKey: { torch: "2.13.0" },
    command: ["python", "train.py"],
    steps: 3,
    parents: ["b", "a"],
  });

async function why(files: Files, rules: Policy = policy): Promise<readonly string[]> {
  const compared = await compareLineage(await build(repository()), memoryTree(files), rules);
  return compared.stale ? compared.why : [];
}

describe("buildLineage", () => {
  it("states data, configuration, code, base model and adapter", async () => {
    const lineage = await build(repository());
    expect(Value.Check(LineageSchema, lineage)).toBe(true);
    expect(lineage.data).toMatchObject([{ path: "data/train.jsonl", rows: 2 }]);
    expect(lineage.code.map(({ path }) => path)).toEqual(["requirements.txt", "train.py"]);
    expect(lineage.base_model.path).toBe("models/base");
    expect(lineage).toMatchObject({ steps: 3, command: ["python", "train.py"], parents: ["a", "b"], environment_key: { torch: "2.13.0" } });
  });

  it("counts records of JSON lists and lines, and broken lists as none", async () => {
    const data = ["a.json", "b.json", "c.csv"].map((path) => ({ path, role: "train", schema: "none" }));
    const files = repository({ "a.json": "[1,2,3]", "b.json": "[1,", "c.csv": "x\n1\n\n2" });
    expect((await build(files, adapterPolicy({ data }))).data.map(({ rows }) => rows)).toEqual([3, 0, 3]);
  });

  it("finds a base model below the root that was named by an absolute path", async () => {
    const files = repository({
      "out/adapter/adapter_config.json": JSON.stringify(peftConfig({ base_model_name_or_path: "/project/models/base" })),
    });
    expect((await build(files, policy, "/project")).base_model.path).toBe("models/base");
    const lineage = await build(files);
    expect(lineage.base_model).toEqual({ sha256: null });
    const suites = [
      {
        name: "s",
        data: "e.jsonl",
        scorer: "triage",
        levels: ["a", "b"],
        answers: { generate: { base: "models/base", adapter: "out/adapter" } },
      },
    ];
    expect((await build(files, adapterPolicy({ eval: { suites } }))).base_model.path).toBe("models/base");
  });

  it("does not count data, adapter or base model among the code", async () => {
    const all = adapterPolicy({
      paths: { training: ["**"] },
      eval: {
        suites: [
          {
            name: "s",
            data: "e.jsonl",
            scorer: "triage",
            levels: ["a", "b"],
            answers: { generate: { base: "models/base", adapter: "out/adapter" } },
          },
        ],
      },
    });
    expect((await build(repository(), all)).code.map(({ path }) => path)).toEqual(["requirements.txt", "train.py"]);
  });

  it("needs the data and the adapter", async () => {
    const without = (path: string) => Object.fromEntries(Object.entries(repository()).filter(([name]) => name !== path));
    await expect(build(without("data/train.jsonl"))).rejects.toThrow("data/train.jsonl");
    await expect(build(without("out/adapter/adapter_model.safetensors"))).rejects.toThrow("holds no adapter");
  });
});

describe("compareLineage", () => {
  const changes: [string, Files, string][] = [
    ["data", { "data/train.jsonl": "x\n" }, "data/train.jsonl has changed since the training"],
    ["code", { "train.py": "x" }, "train.py has changed since the training"],
    ["requirements", { "requirements.txt": "torch==2.14\n" }, "requirements.txt has changed since the training"],
    ["more code", { "configs/hook.py": "x" }, "configs/hook.py was not part of the training"],
    [
      "configuration",
      { "configs/lora.yml": "r: 4\n" },
      "the training configuration is not the one that was trained with (configs/lora.yml)",
    ],
    [
      "more configuration",
      { "configs/x.json": "{}" },
      "the training configuration is not the one that was trained with (configs/lora.yml, configs/x.json)",
    ],
    ["the base model", { "models/base/config.json": "{ }" }, "the base model is not the one that was trained on"],
    [
      "the adapter",
      { "out/adapter/adapter_model.safetensors": safetensorsFile(loraTensors(2)) },
      "the adapter is not the one that this training wrote",
    ],
    [
      "the adapter's meaning",
      { "out/adapter/adapter_config.json": JSON.stringify(peftConfig({ lora_alpha: 5 })) },
      "the adapter is not the one that this training wrote",
    ],
  ];
  it.each(changes)("sees a change of %s", async (_name, change, sentence) => {
    expect(await why(repository(change))).toEqual([sentence]);
  });

  it("is not stale on the same tree, nor after a change of what is not training", async () => {
    expect(await why(repository())).toEqual([]);
    expect(await why(repository({ "README.md": "x", "models/base/README.md": "x", "eval/cases.jsonl": "x" }))).toEqual([]);
    expect(await why(repository({ "out/adapter/adapter_model.safetensors": safetensorsFile([...loraTensors()].reverse()) }))).toEqual([]);
  });

  it("sees files that are gone and training data that the policy names now", async () => {
    const { "data/train.jsonl": _data, ...rest } = repository();
    expect(await why(rest)).toEqual(["data/train.jsonl was trained with and is gone"]);
    const more = adapterPolicy({
      data: ["data/train.jsonl", "data/replay.jsonl"].map((path) => ({ path, role: "train", schema: "chat" })),
    });
    expect(await why(repository({ "data/replay.jsonl": "{}\n" }), more)).toEqual(["data/replay.jsonl was not part of the training"]);
  });

  it("lists every difference once, sorted", async () => {
    const sentences = await why(repository({ "train.py": "x", "data/train.jsonl": "x", "configs/lora.yml": "x" }));
    expect(sentences).toHaveLength(3);
    expect(sentences).toEqual([...sentences].sort());
  });

  it("compares a base model that is only named by id and revision", async () => {
    const named = (revision: string | null, id = "acme/m") =>
      repository({ "out/adapter/adapter_config.json": JSON.stringify(peftConfig({ base_model_name_or_path: id, revision })) });
    const lineage = await build(named("1".repeat(40)));
    const staleOn = async (files: Files) => (await compareLineage(lineage, memoryTree(files), policy)).stale;
    expect(await staleOn(named("1".repeat(40)))).toBe(false);
    expect(await staleOn(named("2".repeat(40)))).toBe(true);
    expect(await staleOn(named("1".repeat(40), "acme/other"))).toBe(true);
    const nowhere = repository({ "out/adapter/adapter_config.json": JSON.stringify(peftConfig({ base_model_name_or_path: "/x/y" })) });
    const compared = await compareLineage(await build(nowhere), memoryTree(nowhere), policy);
    expect(compared).toEqual({ stale: true, why: ["the base model of the training is not known"] });
  });
});
