/** Points 5 and 7 of the checklist: the adapter's configuration (handbook training.md §4.5). */
import type { FindingInput } from "../../../core/finding.ts";
import type { Tree } from "../../../core/tree.ts";
import { shownName } from "../../../core/weights/header.ts";
import { type AdapterLayout, isObject } from "../../../core/weights/layout.ts";
import { readSmall } from "../../../core/weights/source.ts";
import type { BaseModel } from "../base-model.ts";

/** Findings about `adapter_config.json`. `base` is the model that the configuration was resolved to. */
export async function checkConfig(layout: AdapterLayout, base: BaseModel, head: Tree): Promise<FindingInput[]> {
  const rules = layout.kind === "mlx" ? checkMlx(layout) : [...checkPeft(layout), ...(await checkVersion(layout, head))];
  return [...rules, ...checkBase(layout, base)];
}

function at(
  layout: AdapterLayout,
  key: string,
  rule: string,
  severity: FindingInput["severity"],
  message: string,
  fix: string,
): FindingInput {
  return { rule: `adapter.${rule}`, severity, place: { path: layout.configPath, pointer: `/${key}` }, message, fix };
}

function checkPeft(layout: AdapterLayout): FindingInput[] {
  const { config } = layout;
  const found: FindingInput[] = [];
  const resave = "save the adapter again with save_pretrained";
  if (typeof config.peft_type !== "string") {
    found.push(at(layout, "peft_type", "config", "block", "peft_type is missing: PEFT cannot load this adapter", resave));
  }
  if (typeof config.task_type !== "string") {
    found.push(
      at(
        layout,
        "task_type",
        "config-task",
        "warn",
        "task_type is not set, so loaders have to guess the model class",
        'set task_type="CAUSAL_LM"',
      ),
    );
  }
  if (config.peft_type === "LORA") {
    for (const key of ["r", "lora_alpha"]) {
      const value = config[key];
      if (typeof value === "number" && value > 0) continue;
      found.push(at(layout, key, "config", "block", `${key} is not a number above 0`, resave));
    }
    if (!hasTargets(config))
      found.push(at(layout, "target_modules", "config", "block", "target_modules is empty: the adapter reaches no module", resave));
  }
  if (config.inference_mode === false) {
    const message = "inference_mode is false: PEFT writes true, so this is not a saved adapter's configuration";
    found.push(at(layout, "inference_mode", "config-mode", "info", message, resave));
  }
  if (Array.isArray(config.modules_to_save) && config.modules_to_save.length > 0) {
    const names = config.modules_to_save.map((name) => shownName(String(name))).join(", ");
    found.push(
      at(
        layout,
        "modules_to_save",
        "whole-modules",
        "info",
        `whole modules are trained and saved: ${names}`,
        "say in the pull request why",
      ),
    );
  }
  return found;
}

function hasTargets(config: AdapterLayout["config"]): boolean {
  const named = [config.target_modules, config.target_parameters];
  return named.some((value) => (typeof value === "string" || Array.isArray(value)) && value.length > 0);
}

/** The adapter should come from the PEFT that the repository pins. */
async function checkVersion(layout: AdapterLayout, head: Tree): Promise<FindingInput[]> {
  const written = layout.config.peft_version;
  if (typeof written !== "string") return [];
  for (const { path, kind } of await head.list()) {
    if (kind !== "file" || !/^requirements[^/]*\.txt$/.test(path)) continue;
    const text = (await readSmall(head, path, 4 << 20)).toString("utf8");
    const pinned = /^peft *== *([\w.+-]+)/m.exec(text)?.[1];
    if (pinned === undefined || pinned === written) continue;
    const message = `the adapter was written by PEFT ${shownName(written)}, ${path} pins ${pinned}`;
    return [
      at(layout, "peft_version", "peft-version", "warn", message, "train in the pinned environment, or change the pin with the adapter"),
    ];
  }
  return [];
}

function checkBase(layout: AdapterLayout, base: BaseModel): FindingInput[] {
  const key = layout.kind === "mlx" ? "model" : "base_model_name_or_path";
  const name = layout.config[key];
  const found: FindingInput[] = [];
  if (typeof name !== "string" || name === "") {
    found.push(at(layout, key, "base-unknown", "warn", "the configuration does not name the base model", "train from a named base model"));
  } else if (/^([/~\\]|[A-Za-z]:)|(^|\/)\.\.(\/|$)/.test(name)) {
    const message = "the base model is named by a path of one machine, which nobody else can resolve";
    found.push(at(layout, key, "base-path", "warn", message, "load the base model by a path relative to the project root, or by its id"));
  }
  if (base.path === null && base.id !== null && !/^[0-9a-f]{40}$/.test(base.revision ?? "")) {
    const message = "the base model is named without a commit: its weights may change under the adapter";
    found.push(at(layout, "revision", "base-unpinned", "warn", message, "set revision to the 40-character commit of the base model"));
  }
  return found;
}

function checkMlx(layout: AdapterLayout): FindingInput[] {
  const { config } = layout;
  const found: FindingInput[] = [];
  const type = config.fine_tune_type ?? "lora";
  if (type !== "lora" && type !== "dora" && type !== "full") {
    found.push(
      at(
        layout,
        "fine_tune_type",
        "config",
        "block",
        "fine_tune_type is none of lora, dora, full",
        "save the adapter again with mlx_lm.lora",
      ),
    );
  }
  const parameters = isObject(config.lora_parameters) ? config.lora_parameters : {};
  for (const key of type === "full" ? [] : ["rank", "scale"]) {
    const value = parameters[key];
    if (typeof value === "number" && value > 0) continue;
    found.push(
      at(
        layout,
        `lora_parameters/${key}`,
        "config",
        "block",
        `lora_parameters.${key} is not a number above 0`,
        "save the adapter again with mlx_lm.lora",
      ),
    );
  }
  return found;
}
