import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdapterDiff } from "../../../src/core/adapter-documents.ts";
import { compareModules, compareTensors, type DecodedTensor, decodeTensor } from "../../../src/stages/adapter/diff.ts";
import { diffAdapters } from "../../../src/stages/adapter/diff-files.ts";
import { diffSvg } from "../../../src/stages/adapter/diff-svg.ts";
import { floats, loraTensors, peftConfig, safetensorsFile, type TensorSpec, writeFiles } from "./fixtures.ts";

const tensor = (name: string, shape: number[], values: number[]): DecodedTensor => ({
  name,
  dtype: "F32",
  shape,
  values: Float64Array.from(values),
});

describe("compareTensors", () => {
  it("gives the largest and the relative difference", () => {
    const found = compareTensors("t", tensor("t", [2], [3, 4]), tensor("t", [2], [3, 4.5]));
    expect(found).toEqual({ name: "t", state: "changed", max_abs: 0.5, relative: 0.1, norm_a: 5, norm_b: Math.hypot(3, 4.5) });
  });

  it("tells equal, added, removed and reshaped apart", () => {
    const one = tensor("t", [2], [1, 2]);
    expect(compareTensors("t", one, one)).toMatchObject({ state: "equal", max_abs: 0, relative: 0 });
    expect(compareTensors("t", null, one)).toMatchObject({ state: "added", max_abs: null, norm_a: null });
    expect(compareTensors("t", one, null)).toMatchObject({ state: "removed", norm_b: null });
    expect(compareTensors("t", one, tensor("t", [1, 2], [1, 2])).state).toBe("reshaped");
  });

  it("says null where a number would be NaN or infinite", () => {
    expect(compareTensors("t", tensor("t", [1], [0]), tensor("t", [1], [1])).relative).toBeNull();
    const nan = compareTensors("t", tensor("t", [2], [1, 1]), tensor("t", [2], [1, Number.NaN]));
    expect(nan).toMatchObject({ state: "changed", max_abs: null, relative: null, norm_b: null });
  });

  it("decodes the float types and no other", () => {
    expect([...(decodeTensor("BF16", Uint8Array.of(0x80, 0x3f, 0, 0xc0)) ?? [])]).toEqual([1, -2]);
    expect([...(decodeTensor("F16", Uint8Array.of(0, 0x3c)) ?? [])]).toEqual([1]);
    expect([...(decodeTensor("F32", floats([1.5, -2]).subarray(0)) ?? [])]).toEqual([1.5, -2]);
    expect([...(decodeTensor("F64", new Uint8Array(Float64Array.of(0.1).buffer)) ?? [])]).toEqual([0.1]);
    expect(decodeTensor("I32", new Uint8Array(4))).toBeNull();
  });
});

/** The update as a matrix, the slow and plain way. */
function update(A: readonly number[][], B: readonly number[][], scale: number): number[][] {
  return B.map((row) => (A[0] ?? []).map((_, column) => scale * row.reduce((sum, value, k) => sum + value * (A[k]?.[column] ?? 0), 0)));
}
const frobenius = (matrix: number[][]) => Math.hypot(...matrix.flat());

describe("compareModules", () => {
  const A = [
    [1, 2, 3],
    [0, 1, -1],
  ];
  const B = [
    [1, 0],
    [2, 1],
  ];
  const C = [[0.5, 0, 1]];
  const D = [[2], [1]];
  const pair = (a: number[][], b: number[][]) => [
    tensor("base_model.model.layers.7.q_proj.lora_A.weight", [a.length, 3], a.flat()),
    tensor("base_model.model.layers.7.q_proj.lora_B.weight", [2, a.length], b.flat()),
  ];

  it("equals the difference of the multiplied matrices, also for different ranks and scales", () => {
    const configs = { a: { lora_alpha: 4, r: 2 }, b: { lora_alpha: 3, r: 1, use_rslora: true } };
    const [found] = compareModules(pair(A, B), pair(C, D), configs);
    const [one, other] = [update(A, B, 2), update(C, D, 3)];
    const difference = frobenius(one.map((row, i) => row.map((value, j) => (other[i]?.[j] ?? 0) - value)));
    expect(found).toMatchObject({ module: "layers.7.q_proj", layer: 7, target: "q_proj" });
    expect(found?.norm_a).toBeCloseTo(frobenius(one), 10);
    expect(found?.norm_b).toBeCloseTo(frobenius(other), 10);
    expect(found?.relative).toBeCloseTo(difference / frobenius(one), 10);
  });

  it("is nothing for the same update split otherwise, where the tensors differ", () => {
    const [left, right] = [
      pair(A, B),
      pair(
        A.map((row) => row.map((x) => x * 4)),
        B.map((row) => row.map((x) => x / 4)),
      ),
    ];
    const configs = { a: { lora_alpha: 2 }, b: { lora_alpha: 2 } };
    expect(compareModules(left, right, configs)[0]?.relative).toBeLessThan(1e-7);
    expect(compareModules(left, left, configs)[0]?.relative).toBe(0);
  });

  it("uses a module's own alpha and leaves out modules that only one has", () => {
    const configs = { a: { lora_alpha: 2 }, b: { lora_alpha: 2, alpha_pattern: { q_proj: 4 } } };
    expect(compareModules(pair(A, B), pair(A, B), configs)[0]?.relative).toBeCloseTo(1, 10);
    expect(compareModules(pair(A, B), [], configs)).toEqual([]);
  });
});

describe("diffAdapters", () => {
  let root: string;
  let diff: AdapterDiff;
  const write = (name: string, tensors: TensorSpec[], config = {}) =>
    writeFiles(join(root, name), {
      "adapter_config.json": JSON.stringify(peftConfig(config)),
      "adapter_model.safetensors": safetensorsFile(tensors, undefined, 3),
    });
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "tunegate-diff-"));
    await write("a", loraTensors());
    await write("same", [...loraTensors()].reverse());
    const changed = loraTensors().map((spec, at) => (at === 1 ? { ...spec, data: floats([9, 1, 1, 1, 1, 1, 1, 1]) } : spec));
    await write("b", [...changed.slice(0, 6), { name: "new", dtype: "F32", shape: [1], data: floats([1]) }], { lora_dropout: 0.1 });
    diff = await diffAdapters(join(root, "a"), join(root, "b"));
  });
  afterAll(() => rm(root, { recursive: true }));

  it("finds nothing between equal adapters that are stored otherwise", async () => {
    const same = await diffAdapters(join(root, "a"), join(root, "same"));
    expect([same.equal, same.config, same.tensors.every(({ state }) => state === "equal")]).toEqual([true, [], true]);
    expect(same.modules.map(({ relative }) => relative)).toEqual([0, 0, 0, 0]);
    expect(diffSvg(same)).toContain("All 4 modules are equal.");
  });

  it("finds what changed, came and went", () => {
    expect(diff.equal).toBe(false);
    expect(diff.config).toEqual([{ key: "lora_dropout", a: "0", b: "0.1" }]);
    const states = diff.tensors.map(({ state }) => state);
    expect([...states].sort()).toEqual(["added", "changed", "equal", "equal", "equal", "equal", "equal", "removed", "removed"]);
    expect(diff.modules.map(({ layer, target, relative }) => [layer, target, relative === 0])).toEqual([
      [0, "q_proj", false],
      [0, "v_proj", true],
      [1, "q_proj", true],
    ]);
  });

  it("draws a picture by layer that says in words what it shows", () => {
    const svg = diffSvg(diff);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*>/);
    expect(svg).toContain("1 of 3 modules differ, most of all model.layers.0.self_attn.q_proj");
    expect(svg.match(/<rect x=/g)).toHaveLength(3);
  });

  it("lets no name break out of the picture", () => {
    const evil = { module: '"><script>alert(1)</script>', layer: 0, target: "</text><script>\u0000", relative: 1, norm_a: 1, norm_b: 1 };
    const svg = diffSvg({ modules: [evil] });
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0000");
  });

  it("refuses a folder without an adapter", async () => {
    await expect(diffAdapters(join(root, "a"), join(root, "none"))).rejects.toThrow("holds no adapter");
  });
});
