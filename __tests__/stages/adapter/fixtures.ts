/** Adapters and safetensors files made in memory and on disk for these tests. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../../../src/core/digest.ts";
import { Fault } from "../../../src/core/fault.ts";
import type { Tree, TreeEntry } from "../../../src/core/tree.ts";

export interface TensorSpec {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Little-endian float32 bytes. */
export function floats(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** A file from a header text and data. */
export function rawFile(header: string | Uint8Array, data: Uint8Array = new Uint8Array(), length?: bigint): Buffer {
  const text = Buffer.from(header as string);
  const front = Buffer.alloc(8);
  front.writeBigUInt64LE(length ?? BigInt(text.byteLength));
  return Buffer.concat([front, text, data]);
}

/** A valid file, tensors in the order given. */
export function safetensorsFile(tensors: readonly TensorSpec[], metadata?: Record<string, string>, pad = 0): Buffer {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let at = 0;
  for (const { name, dtype, shape, data } of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  return rawFile(JSON.stringify(header) + " ".repeat(pad), Buffer.concat(tensors.map(({ data }) => data)));
}

/** The stream of a buffer in pieces of `size` bytes. */
export async function* pieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

const MODULES = ["layers.0.self_attn.q_proj", "layers.0.self_attn.v_proj", "layers.1.self_attn.q_proj", "layers.1.self_attn.v_proj"];

/** Tensors of a LoRA adapter of rank 2 on two layers of width 4. */
export function loraTensors(seed = 1): TensorSpec[] {
  return MODULES.flatMap((module, index) => {
    const value = (at: number) => Math.sin(seed * 31 + index * 7 + at);
    const name = (part: string) => `base_model.model.model.${module}.lora_${part}.weight`;
    const data = Array.from({ length: 8 }, (_, at) => value(at));
    return [
      { name: name("A"), dtype: "F32", shape: [2, 4], data: floats(data) },
      { name: name("B"), dtype: "F32", shape: [4, 2], data: floats(data.map((x) => x / 2)) },
    ];
  });
}

export function peftConfig(extra: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: "models/base",
    r: 2,
    lora_alpha: 4,
    lora_dropout: 0,
    bias: "none",
    inference_mode: true,
    target_modules: ["v_proj", "q_proj"],
    ...extra,
  };
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Files of a small repository with an adapter and a base model. */
export function repository(extra: Files = {}): Record<string, string | Uint8Array> {
  return {
    "train.py": "print('training')\n",
    "configs/lora.yml": "r: 2\n",
    "requirements.txt": "torch==2.13.0\n",
    "data/train.jsonl": '{"messages":[]}\n{"messages":[]}\n',
    "models/base/config.json": "{}",
    "models/base/model.safetensors": safetensorsFile([{ name: "w", dtype: "F32", shape: [2], data: floats([1, 2]) }]),
    "out/adapter/adapter_config.json": JSON.stringify(peftConfig()),
    "out/adapter/adapter_model.safetensors": safetensorsFile(loraTensors(), { format: "pt" }),
    ...extra,
  };
}

/** A tree held in memory. `links` are listed as symbolic links. */
export function memoryTree(files: Files, links: readonly string[] = []): Tree {
  const bytes = new Map(Object.entries(files).map(([path, data]) => [path, Buffer.from(data as string)]));
  const read = (path: string): Buffer => {
    const data = bytes.get(path);
    if (data === undefined) throw new Fault({ code: "file-missing", kind: "change", message: `${path} is not there`, place: { path } });
    return data;
  };
  return {
    side: "head",
    list: async () => {
      const plain: TreeEntry[] = [...bytes].map(([path, data]) => ({ path, bytes: data.byteLength, kind: "file" }));
      const linked: TreeEntry[] = links.map((path) => ({ path, bytes: 0, kind: "symlink" }));
      return [...plain, ...linked].sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    has: async (path) => bytes.has(path),
    open: async (path) => pieces(read(path), 1024),
    read: async (path) => read(path),
    digest: async (path) => ({ sha256: sha256(read(path)), bytes: read(path).byteLength }),
    materialise: async (path) => {
      throw new Error(`${path}: this tree is in memory only`);
    },
  };
}

/** Writes files below a folder. */
export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, data] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), data);
  }
}
