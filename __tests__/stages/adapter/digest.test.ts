import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdapterHashes } from "../../../src/core/adapter-detail.ts";
import { Fault } from "../../../src/core/fault.ts";
import { adapterHashes, baseModelDigest, canonicalDigest } from "../../../src/core/weights/digest.ts";
import { type Files, loraTensors, memoryTree, peftConfig, repository, safetensorsFile, type TensorSpec, writeFiles } from "./fixtures.ts";

const hash = (files: Files) => adapterHashes(memoryTree(files), "out/adapter");
const withWeights = (tensors: TensorSpec[], metadata?: Record<string, string>, pad?: number) =>
  hash(repository({ "out/adapter/adapter_model.safetensors": safetensorsFile(tensors, metadata, pad) }));
const withConfig = (extra: Record<string, unknown>) =>
  hash(repository({ "out/adapter/adapter_config.json": JSON.stringify(peftConfig(extra)) }));

async function faultOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((caught: unknown) => caught);
  return error instanceof Fault ? error.details.code : String(error);
}

describe("canonical digest", () => {
  let reference: AdapterHashes;
  beforeEach(async () => {
    reference = await hash(repository());
  });

  it("can be recomputed from the document alone", () => {
    expect(canonicalDigest(reference.config, reference.tensors)).toBe(reference.canonical);
  });

  it("does not depend on tensor order, padding or metadata", async () => {
    const tensors = loraTensors();
    const files = [
      await withWeights([...tensors].reverse()),
      await withWeights(tensors, { z: "1", a: "2" }),
      await withWeights(tensors, undefined, 64),
    ];
    for (const file of files) {
      expect(file.canonical).toBe(reference.canonical);
      expect(file.files).not.toEqual(reference.files);
    }
  });

  it("depends on every name, dtype, shape and byte", async () => {
    const change = (at: number, patch: Partial<TensorSpec>) =>
      withWeights(loraTensors().map((tensor, index) => (index === at ? { ...tensor, ...patch } : tensor)));
    const data = Uint8Array.from(loraTensors()[0]?.data ?? []);
    data[5] = (data[5] ?? 0) ^ 1;
    const changed = [
      await change(0, { name: "other" }),
      await change(0, { dtype: "I32" }),
      await change(0, { shape: [4, 2] }),
      await change(0, { data }),
      await withWeights(loraTensors().slice(1)),
    ];
    const digests = new Set([reference.canonical, ...changed.map(({ canonical }) => canonical)]);
    expect(digests.size).toBe(changed.length + 1);
  });

  it("does not depend on where and with what the configuration was written", async () => {
    const same = [
      { base_model_name_or_path: "/elsewhere/base" },
      { target_modules: ["q_proj", "v_proj"] },
      { peft_version: "9.9", inference_mode: false, revision: "abc", exclude_modules: null },
    ];
    for (const extra of same) expect((await withConfig(extra)).canonical).toBe(reference.canonical);
  });

  it("depends on what the configuration means", async () => {
    for (const extra of [
      { r: 4 },
      { lora_alpha: 8 },
      { use_rslora: true },
      { target_modules: ["q_proj"] },
      { rank_pattern: { q_proj: 1 } },
    ]) {
      expect((await withConfig(extra)).canonical).not.toBe(reference.canonical);
    }
  });

  it("lists every file of the folder and nothing else", async () => {
    const { files } = await hash(repository({ "out/adapter/README.md": "x", "out/adapter2/other": "y" }));
    expect(files.map(({ path }) => path)).toEqual(["README.md", "adapter_config.json", "adapter_model.safetensors"]);
  });

  it("reads the MLX layout", async () => {
    const files = {
      "a/adapters.safetensors": safetensorsFile(loraTensors()),
      "a/adapter_config.json": '{"fine_tune_type":"lora","num_layers":2,"data":"/x"}',
    };
    const moved = { ...files, "a/adapter_config.json": '{"fine_tune_type":"lora","num_layers":2,"data":"/y"}' };
    expect((await adapterHashes(memoryTree(files), "a")).canonical).toBe((await adapterHashes(memoryTree(moved), "./a/")).canonical);
  });

  it("says what is missing or wrong", async () => {
    expect(await faultOf(adapterHashes(memoryTree({}), "out/adapter"))).toBe("adapter-missing");
    expect(await faultOf(hash({ "out/adapter/adapter_model.safetensors": safetensorsFile([]) }))).toBe("adapter-missing");
    expect(await faultOf(hash(repository({ "out/adapter/adapter_config.json": "[]" })))).toBe("adapter-config");
    expect(await faultOf(hash(repository({ "out/adapter/adapter_config.json": '{"r": NaN}' })))).toBe("adapter-config");
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n";
    expect(await faultOf(hash(repository({ "out/adapter/adapter_model.safetensors": pointer })))).toBe("safetensors-header-length");
  });
});

describe("folders on disk", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "tunegate-adapter-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("give the same documents as a tree", async () => {
    await writeFiles(root, repository());
    expect(await adapterHashes(root, "out/adapter")).toEqual(await hash(repository()));
    expect(await baseModelDigest(root, "models/base")).toBe(await baseModelDigest(memoryTree(repository()), "models/base"));
  });

  it("never follow a link", async () => {
    await writeFiles(root, repository());
    await rm(join(root, "out/adapter/adapter_model.safetensors"));
    await symlink(join(root, "models/base/model.safetensors"), join(root, "out/adapter/adapter_model.safetensors"));
    expect(await faultOf(adapterHashes(root, "out/adapter"))).toBe("adapter-missing");
  });
});

describe("base model digest", () => {
  it("changes with a file, its name and a new file, not with documentation", async () => {
    const digest = (files: Files) => baseModelDigest(memoryTree(files), "m");
    const reference = await digest({ "m/config.json": "{}", "m/w": "1" });
    expect(await digest({ "m/config.json": "{}", "m/w": "1", "m/README.md": "x", "m/LICENSE": "y", "m/.gitattributes": "" })).toBe(
      reference,
    );
    const others: Files[] = [
      { "m/config.json": "{} ", "m/w": "1" },
      { "m/config.json": "{}", "m/v": "1" },
      { "m/config.json": "{}", "m/w": "1", "m/x": "" },
    ];
    for (const files of others) {
      expect(await digest(files)).not.toBe(reference);
    }
    expect(await digest({})).toBeNull();
  });
});
