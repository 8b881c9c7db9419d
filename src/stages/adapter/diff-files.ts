/** Reads two adapter folders tensor by tensor and states how they differ. */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { AdapterDiff, ModuleDifference, TensorDifference } from "../../core/adapter-documents.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { type ReadAdapter, readAdapter } from "../../core/weights/digest.ts";
import type { TensorInfo } from "../../core/weights/header.ts";
import { semanticConfig } from "../../core/weights/layout.ts";
import { readSafetensorsHeader } from "../../core/weights/safetensors.ts";
import { folderSource } from "../../core/weights/source.ts";
import { compareModules, compareTensors, type DecodedTensor, decodeTensor } from "./diff.ts";

/**
 * Compares two adapter folders.
 * @param a absolute path of the older one, to which differences are relative · @param b absolute path of the newer one
 * @throws Fault `change` when one of them holds no valid adapter.
 */
export async function diffAdapters(a: string, b: string): Promise<AdapterDiff> {
  const [left, right] = [await OpenAdapter.open(a), await OpenAdapter.open(b)];
  try {
    const names = [...new Set([...left.tensors.keys(), ...right.tensors.keys()])].sort();
    const tensors: TensorDifference[] = [];
    for (const name of names) tensors.push(compareTensors(name, await left.read(name), await right.read(name)));
    return {
      schema: "tunegate/adapter-diff@1",
      equal: left.adapter.hashes.canonical === right.adapter.hashes.canonical,
      a: { canonical: left.adapter.hashes.canonical },
      b: { canonical: right.adapter.hashes.canonical },
      config: diffConfigs(left.adapter, right.adapter),
      tensors,
      modules: await diffModules(left, right, tensors),
    };
  } finally {
    await left.close();
    await right.close();
  }
}

async function diffModules(left: OpenAdapter, right: OpenAdapter, tensors: readonly TensorDifference[]): Promise<ModuleDifference[]> {
  const configs = { a: left.adapter.layout.config, b: right.adapter.layout.config };
  const modules: ModuleDifference[] = [];
  // One module at a time: only its two pairs are in memory.
  const byModule = new Map<string, string[]>();
  for (const { name } of tensors) {
    const module = name.replace(/\.lora_.*$/, "");
    byModule.set(module, [...(byModule.get(module) ?? []), name]);
  }
  for (const group of byModule.values()) {
    const read = async (from: OpenAdapter) => (await Promise.all(group.map((name) => from.read(name)))).filter((tensor) => tensor !== null);
    modules.push(...compareModules(await read(left), await read(right), configs));
  }
  return modules.sort((x, y) => (x.layer ?? -1) - (y.layer ?? -1) || (x.module < y.module ? -1 : 1));
}

function diffConfigs(a: ReadAdapter, b: ReadAdapter): AdapterDiff["config"] {
  const [left, right] = [semanticConfig(a.layout), semanticConfig(b.layout)];
  const text = (value: unknown) => (value === undefined ? null : canonicalJson(value));
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .sort()
    .map((key) => ({ key, a: text(left[key]), b: text(right[key]) }))
    .filter((entry) => entry.a !== entry.b);
}

/** An adapter whose file was validated whole and stays open for reading single tensors. */
class OpenAdapter {
  readonly adapter: ReadAdapter;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #file: FileHandle;
  readonly #dataStart: number;

  private constructor(adapter: ReadAdapter, file: FileHandle, tensors: readonly TensorInfo[], dataStart: number) {
    this.adapter = adapter;
    this.tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.#file = file;
    this.#dataStart = dataStart;
  }

  static async open(folder: string): Promise<OpenAdapter> {
    const adapter = await readAdapter(folder, "");
    const header = await readSafetensorsHeader(await folderSource(folder).open(adapter.layout.weights));
    const file = await open(join(folder, adapter.layout.weights));
    const { size } = await file.stat();
    return new OpenAdapter(adapter, file, header.tensors, size - header.dataBytes);
  }

  /** `null` when the adapter has no such tensor, or one of a type without numbers to compare. */
  async read(name: string): Promise<DecodedTensor | null> {
    const info = this.tensors.get(name);
    if (info === undefined) return null;
    const length = info.end - info.begin;
    const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, this.#dataStart + info.begin);
    const values = decodeTensor(info.dtype, buffer);
    return values === null ? null : { name, dtype: info.dtype, shape: info.shape, values };
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
