/** Which files of an adapter folder are what, and what in its configuration has a meaning. */
import { Fault } from "../fault.ts";
import { type FileSource, folderPrefix, readSmall } from "./source.ts";

export const CONFIG_FILE = "adapter_config.json";
export const LINEAGE_FILE = "tunegate-lineage.json";
const PEFT_WEIGHTS = "adapter_model.safetensors";
const MLX_WEIGHTS = "adapters.safetensors";
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

export type AdapterConfig = Readonly<Record<string, unknown>>;

/** What the folder holds; paths are relative to the source. */
export interface AdapterLayout {
  readonly kind: "peft" | "mlx";
  readonly folder: string;
  readonly weights: string;
  readonly configPath: string;
  readonly config: AdapterConfig;
}

/**
 * Finds weights and configuration of an adapter folder.
 * @throws Fault `change` `adapter-missing` when there is none, `adapter-config` when the configuration cannot be read.
 */
export async function readLayout(source: FileSource, folder: string): Promise<AdapterLayout> {
  const prefix = folderPrefix(folder);
  const names = new Set((await source.list()).filter(({ kind }) => kind === "file").map(({ path }) => path));
  const weights = [PEFT_WEIGHTS, MLX_WEIGHTS].map((name) => prefix + name).find((path) => names.has(path));
  if (weights === undefined) throw missing(folder, `no ${PEFT_WEIGHTS} (PEFT) or ${MLX_WEIGHTS} (MLX) in it`);
  const configPath = prefix + CONFIG_FILE;
  if (!names.has(configPath)) throw missing(folder, `no ${CONFIG_FILE} in it`);
  const config = await readConfig(source, configPath);
  const mlx = typeof config.peft_type !== "string" && ("fine_tune_type" in config || weights === prefix + MLX_WEIGHTS);
  return { kind: mlx ? "mlx" : "peft", folder, weights, configPath, config };
}

async function readConfig(source: FileSource, path: string): Promise<AdapterConfig> {
  const text = (await readSmall(source, path, MAX_CONFIG_BYTES)).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Falls through to the same sentence: the parser's own message may quote the file.
  }
  throw new Fault({
    code: "adapter-config",
    kind: "change",
    message: `${path} is not a JSON object`,
    place: { path },
    expected: "the configuration that PEFT or MLX writes beside the weights",
    fix: "save the adapter again with save_pretrained",
  });
}

function missing(folder: string, what: string): Fault {
  return new Fault({
    code: "adapter-missing",
    kind: "change",
    message: `${folder === "" ? "the folder" : folder} holds no adapter: ${what}`,
    place: { path: folder === "" ? "." : folder },
    expected: "safetensors weights and adapter_config.json",
    fix: "train with `tunegate train -- <command>`, or correct adapter.path in the policy",
  });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where it was made and with which version: says nothing about what the adapter computes. */
const NOT_SEMANTIC = new Set([
  "auto_mapping",
  "base_model_name_or_path",
  "inference_mode",
  "peft_version",
  "revision",
  "runtime_config",
  "tokenizer_name_or_path",
]);
/** Python sets, written in the order of the hash seed. */
const SETS = new Set(["target_modules", "exclude_modules", "modules_to_save", "target_parameters", "feedforward_modules"]);
const MLX_SEMANTIC = ["fine_tune_type", "lora_layers", "lora_parameters", "num_layers"];

/**
 * The configuration as far as it decides what the adapter computes: without paths, versions and unset keys (a newer PEFT writes more
 * of them), sets sorted. Of MLX, which writes its whole command line there, the four keys that shape the adapter.
 */
export function semanticConfig({ kind, config }: Pick<AdapterLayout, "kind" | "config">): Record<string, unknown> {
  const keys = kind === "mlx" ? MLX_SEMANTIC : Object.keys(config).filter((key) => !NOT_SEMANTIC.has(key));
  const entries: [string, unknown][] = [];
  for (const key of keys.sort()) {
    const value = config[key];
    if (value === undefined || value === null) continue;
    const set = SETS.has(key) && Array.isArray(value) && value.every((item) => typeof item === "string");
    entries.push([key, set ? [...new Set(value)].sort() : value]);
  }
  return Object.fromEntries(entries);
}
