/** Points 3 and 4 of the checklist: pairs, ranks, targets and numbers of the tensors (handbook training.md §4.5). */
import type { FindingInput } from "../../../core/finding.ts";
import type { ReadAdapter } from "../../../core/weights/digest.ts";
import { shownName } from "../../../core/weights/header.ts";
import { isObject } from "../../../core/weights/layout.ts";
import type { ReadTensor } from "../../../core/weights/safetensors.ts";
import { isTarget, layerOf, type NamedTensor, partNames } from "./names.ts";

/** Larger magnitudes are no trained LoRA weights. */
const MAX_MAGNITUDE = 1e3;
const FLOATS = new Set(["F64", "F32", "F16", "BF16"]);
const RESAVE = "train the adapter again, or save it again with save_pretrained";

type Named = NamedTensor<ReadTensor>;

/** Findings about the tensors of an adapter that was read whole. */
export function checkWeights(adapter: ReadAdapter): FindingInput[] {
  const { layout, weights } = adapter;
  if (weights.tensors.length === 0) {
    return [finding(adapter, null, "adapter.empty", "block", "the weights file holds no tensor", RESAVE)];
  }
  const numbers = weights.tensors.flatMap((tensor) => checkNumbers(adapter, tensor));
  const lora = layout.kind === "mlx" || layout.config.peft_type === "LORA";
  if (!lora) return numbers;
  const named = partNames(weights.tensors, layout.kind);
  return [...numbers, ...checkTrained(adapter, named), ...checkPairs(adapter, named), ...checkTargets(adapter, named)];
}

function finding(
  { layout }: ReadAdapter,
  tensor: { readonly name: string } | null,
  rule: string,
  severity: FindingInput["severity"],
  message: string,
  fix: string,
): FindingInput {
  // A pointer only for ordinary names: others are quoted in the message, escaped.
  const pointer = tensor !== null && /^[\w.-]{1,200}$/.test(tensor.name) ? { pointer: `/${tensor.name}` } : {};
  return { rule, severity, place: { path: layout.weights, ...pointer }, message, fix };
}

function checkNumbers(adapter: ReadAdapter, tensor: ReadTensor): FindingInput[] {
  const { nonFinite, maxAbs } = tensor.numbers;
  const name = shownName(tensor.name);
  const found: FindingInput[] = [];
  if (nonFinite > 0) {
    const message = `tensor ${name} holds ${nonFinite} values that are NaN or infinite`;
    found.push(
      finding(adapter, tensor, "adapter.not-finite", "block", message, "find the step at which the loss became NaN and train again"),
    );
  }
  if (maxAbs !== null && maxAbs >= MAX_MAGNITUDE) {
    const message = `tensor ${name} holds a value of magnitude ${maxAbs.toPrecision(3)}, above ${MAX_MAGNITUDE}: the training has diverged`;
    found.push(finding(adapter, tensor, "adapter.magnitude", "warn", message, "lower the learning rate and train again"));
  }
  if (!FLOATS.has(tensor.dtype)) {
    const message = `tensor ${name} has the type ${tensor.dtype}; adapters are stored in F32, F16 or BF16`;
    found.push(finding(adapter, tensor, "adapter.dtype", "warn", message, RESAVE));
  }
  return found;
}

/** A fresh LoRA has B = 0 and computes nothing; A = 0 gives B no gradient. */
function checkTrained(adapter: ReadAdapter, named: readonly Named[]): FindingInput[] {
  const zero = named.filter(({ role, tensor }) => (role === "A" || role === "B") && tensor.numbers.allZero);
  const all = named.filter(({ role }) => role === "B");
  if (all.length > 0 && all.every(({ tensor }) => tensor.numbers.allZero)) {
    const message = "every lora_B is zero: this adapter was never trained and changes nothing";
    return [finding(adapter, null, "adapter.untrained", "block", message, "save the adapter after the training, not before")];
  }
  return zero.map(({ tensor }) => {
    const message = `tensor ${shownName(tensor.name)} is all zero: this module was not trained`;
    return finding(adapter, tensor, "adapter.zero", "warn", message, "check that the module is not frozen and gets a gradient");
  });
}

function checkPairs(adapter: ReadAdapter, named: readonly Named[]): FindingInput[] {
  const modules = new Map<string, { A?: ReadTensor; B?: ReadTensor }>();
  for (const { module, role, tensor } of named) {
    if (role !== "A" && role !== "B") continue;
    modules.set(module, { ...modules.get(module), [role]: tensor });
  }
  const found: FindingInput[] = [];
  for (const [module, { A, B }] of modules) {
    if (A === undefined || B === undefined) {
      const message = `${shownName(module)} has only one half of its A and B pair`;
      found.push(finding(adapter, A ?? B ?? null, "adapter.pair", "block", message, RESAVE));
      continue;
    }
    const message = rankProblem(adapter, module, A, B);
    if (message !== null) found.push(finding(adapter, A, "adapter.rank", "block", message, RESAVE));
  }
  if (modules.size === 0) {
    found.push(finding(adapter, null, "adapter.pair", "block", "the configuration says LoRA, but no tensor is a LoRA pair", RESAVE));
  }
  return found;
}

/** PEFT: A is [r, in], B is [out, r]; MLX: a is [in, r], b is [r, out]. */
function rankProblem({ layout }: ReadAdapter, module: string, A: ReadTensor, B: ReadTensor): string | null {
  const [a, b] = layout.kind === "mlx" ? [A.shape[1], B.shape[0]] : [A.shape[0], B.shape[1]];
  const shapes = `A [${A.shape.join(", ")}] and B [${B.shape.join(", ")}]`;
  if (a === undefined || a !== b) return `the ranks of ${shownName(module)} do not fit: ${shapes}`;
  const expected = expectedRank(layout, module);
  return expected === null || a === expected ? null : `${shownName(module)} has rank ${a}, the configuration says ${expected}`;
}

/** The rank that the configuration states for a module; `null` when it cannot be told without running its patterns. */
function expectedRank({ kind, config }: ReadAdapter["layout"], module: string): number | null {
  if (kind === "mlx") {
    const parameters = config.lora_parameters;
    return isObject(parameters) && typeof parameters.rank === "number" ? parameters.rank : null;
  }
  const patterns = isObject(config.rank_pattern) ? Object.entries(config.rank_pattern) : [];
  // Keys are regular expressions of untrusted origin: only plain names are applied here.
  if (patterns.some(([key]) => !/^[\w.]+$/.test(key))) return null;
  const named = patterns.find(([key]) => isTarget(module, key))?.[1];
  const rank = named ?? config.r;
  return typeof rank === "number" ? rank : null;
}

function checkTargets(adapter: ReadAdapter, named: readonly Named[]): FindingInput[] {
  const { config, kind } = adapter.layout;
  // A string is a regular expression or "all-linear": what it selects only PEFT knows; the probe loads it.
  if (kind === "mlx" || !isStringList(config.target_modules)) return [];
  const targets = config.target_modules;
  const saved = isStringList(config.modules_to_save) ? config.modules_to_save : [];
  const found: FindingInput[] = [];
  for (const { module, role, tensor } of named) {
    if (isAllowed(module, role, targets, saved, config)) continue;
    const message = `tensor ${shownName(tensor.name)} belongs to no target_modules and no modules_to_save`;
    found.push(finding(adapter, tensor, "adapter.target", "block", message, RESAVE));
  }
  const pairs = named.filter(({ role }) => role === "A" || role === "B");
  const layers = new Map(targets.map((target) => [target, layersOf(pairs, target)]));
  const most = Math.max(0, ...[...layers.values()].map((set) => set.size));
  for (const [target, set] of layers) {
    if (!pairs.some(({ module }) => isTarget(module, target))) {
      const message = `no tensor belongs to the target ${shownName(target)}`;
      found.push(
        finding(adapter, null, "adapter.target-missing", "warn", message, "check target_modules against the names of the base model"),
      );
    } else if (set.size > 0 && set.size < most) {
      const message = `the target ${shownName(target)} is in ${set.size} layers, other targets are in ${most}`;
      found.push(finding(adapter, null, "adapter.layers", "info", message, "check that this is the architecture of the base model"));
    }
  }
  return found;
}

function isAllowed(
  module: string,
  role: Named["role"],
  targets: readonly string[],
  saved: readonly string[],
  config: ReadAdapter["layout"]["config"],
): boolean {
  if (role !== "other") return targets.some((target) => isTarget(module, target));
  const biases = typeof config.bias === "string" && config.bias !== "none";
  const tokens = config.trainable_token_indices !== null && config.trainable_token_indices !== undefined;
  const parameters = isStringList(config.target_parameters) && config.target_parameters.length > 0;
  // save_embedding_layers="auto" stores whole embeddings when the vocabulary was resized.
  const embeddings = /(^|\.)(embed_tokens|lm_head|wte|word_embeddings)$/.test(module);
  return biases || tokens || parameters || embeddings || saved.some((name) => isTarget(module, name));
}

function layersOf(pairs: readonly Named[], target: string): Set<number> {
  return new Set(pairs.filter(({ module }) => isTarget(module, target)).flatMap(({ module }) => layerOf(module) ?? []));
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
