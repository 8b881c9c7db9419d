/** Whether the adapter's modules exist in the base model and fit its weights. Reads the headers of the base's files only. */
import type { FindingInput } from "../../../core/finding.ts";
import type { ReadAdapter } from "../../../core/weights/digest.ts";
import { InvalidSafetensors, shownName, type TensorInfo } from "../../../core/weights/header.ts";
import { readSafetensorsHeader } from "../../../core/weights/safetensors.ts";
import { entriesBelow, type FileSource } from "../../../core/weights/source.ts";
import { partNames } from "./names.ts";

const FLOATS = new Set(["F64", "F32", "F16", "BF16"]);

/** Findings about pairs that no weight of the base model takes. Nothing for bases without safetensors and for quantised weights. */
export async function checkBaseShapes(adapter: ReadAdapter, source: FileSource, basePath: string): Promise<FindingInput[]> {
  if (adapter.layout.kind !== "peft" || adapter.layout.config.peft_type !== "LORA") return [];
  const files = (await entriesBelow(source, basePath)).filter(({ path, kind }) => kind === "file" && path.endsWith(".safetensors"));
  const shapes = new Map<string, TensorInfo>();
  for (const { path } of files) {
    try {
      for (const tensor of (await readSafetensorsHeader(await source.open(path))).tensors) shapes.set(tensor.name, tensor);
    } catch (error) {
      if (!(error instanceof InvalidSafetensors)) throw error;
      return [
        {
          rule: "adapter.base-invalid",
          severity: "block",
          place: { path },
          message: `the base model is not a valid safetensors file: ${error.message}`,
          fix: "commit the file as the safetensors library writes it; when git LFS is used, fetch the real file first",
        },
      ];
    }
  }
  return shapes.size === 0 ? [] : comparePairs(adapter, shapes);
}

function comparePairs(adapter: ReadAdapter, shapes: ReadonlyMap<string, TensorInfo>): FindingInput[] {
  const transposed = adapter.layout.config.fan_in_fan_out === true;
  const place = { path: adapter.layout.weights };
  const pairs = partNames(adapter.weights.tensors, "peft").filter(({ role }) => role === "A" || role === "B");
  if (pairs.length === 0) return [];
  // Some model classes rename modules when they load: then no name is found, and only the probe can tell.
  if (!pairs.some(({ module }) => shapes.has(`${module}.weight`))) {
    const message = "no module of the adapter is named so in the files of the base model: shapes were not compared";
    return [{ rule: "adapter.base-names", severity: "info", place, message, fix: "check that the adapter belongs to this base model" }];
  }
  const found: FindingInput[] = [];
  for (const { module, role, tensor } of pairs) {
    const weight = shapes.get(`${module}.weight`);
    const problem = weight === undefined ? missing(module) : misfit(module, role as "A" | "B", tensor, weight, transposed);
    if (problem === null) continue;
    const fix = "train the adapter on the base model that lies in this tree";
    found.push({ rule: "adapter.base-shape", severity: "block", place: { ...place, pointer: `/${tensor.name}` }, message: problem, fix });
  }
  return found;
}

/** An output layer that shares the weights of the embedding is not stored. */
function missing(module: string): string | null {
  return module === "lm_head" ? null : `the base model has no module ${shownName(module)}`;
}

/** A takes the module's input (second dimension of its weight), B gives its output (first dimension). */
function misfit(
  module: string,
  role: "A" | "B",
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  weight: TensorInfo,
  transposed: boolean,
): string | null {
  if (!FLOATS.has(weight.dtype) || weight.shape.length !== 2 || shape.length !== 2) return null;
  const embedding = name.includes("lora_embedding_");
  const [rows, columns] = transposed !== embedding ? [weight.shape[1], weight.shape[0]] : weight.shape;
  const fits = role === "A" ? shape[1] === columns : shape[0] === rows;
  return fits ? null : `${role} of ${shownName(module)} is [${shape.join(", ")}], the base model's weight is [${weight.shape.join(", ")}]`;
}
