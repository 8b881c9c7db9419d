/** Names of adapter tensors, parted into module and role. */

/** What a tensor of a LoRA adapter is. `module` is its path in the base model. */
export interface NamedTensor<T> {
  readonly module: string;
  readonly role: "A" | "B" | "magnitude" | "bias" | "other";
  readonly tensor: T;
}

const PEFT_PREFIX = /^base_model\.model\./;
const PEFT_ROLES: readonly [RegExp, NamedTensor<unknown>["role"]][] = [
  [/\.lora_(?:embedding_)?A(?:\.weight)?$/, "A"],
  [/\.lora_(?:embedding_)?B(?:\.weight)?$/, "B"],
  [/\.lora_B\.bias$/, "bias"],
  [/\.lora_magnitude_vector(?:\.weight)?$/, "magnitude"],
];
const MLX_ROLES: readonly [RegExp, NamedTensor<unknown>["role"]][] = [
  [/\.lora_a$/, "A"],
  [/\.lora_b$/, "B"],
  [/\.m$/, "magnitude"],
];

/** Parts the names of PEFT or MLX tensors. */
export function partNames<T extends { readonly name: string }>(tensors: readonly T[], kind: "peft" | "mlx"): NamedTensor<T>[] {
  const roles = kind === "peft" ? PEFT_ROLES : MLX_ROLES;
  return tensors.map((tensor) => {
    const name = tensor.name.replace(PEFT_PREFIX, "");
    for (const [pattern, role] of roles) if (pattern.test(name)) return { module: name.replace(pattern, ""), role, tensor };
    return { module: name.replace(/\.(weight|bias)$/, ""), role: "other", tensor };
  });
}

/** Whether PEFT would apply a target to a module: equal, or the last parts of its path. */
export function isTarget(module: string, target: string): boolean {
  return module === target || module.endsWith(`.${target}`);
}

/** Number of the layer that a module belongs to: the first number in its path; `null` for none. */
export function layerOf(module: string): number | null {
  const digits = /(?:^|\.)(\d{1,6})(?:\.|$)/.exec(module)?.[1];
  return digits === undefined ? null : Number(digits);
}
