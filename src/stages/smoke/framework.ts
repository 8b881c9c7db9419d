/** Which training framework a command uses: shown in the plan, and the reason why some cannot run here. */

export interface Framework {
  readonly id: string;
  readonly name: string;
  /** Whether smoke can run it on this kind of machine at all. */
  readonly runnable: boolean;
  /** How it was recognised, or why it is not runnable; one sentence. */
  readonly why: string;
}

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly command?: RegExp;
  /** Found in a script or configuration file that the command names. */
  readonly text?: RegExp;
  readonly refusal?: string;
}

/** First match wins; the command says more than a file's text. */
const RULES: readonly Rule[] = [
  {
    id: "mlx",
    name: "MLX-LM",
    command: /\bmlx_lm[.\w]*\b/,
    text: /^\s*(import|from)\s+mlx/m,
    refusal: "MLX trains on Apple hardware only and writes rounded losses; its adapter is checked, its training is not run here",
  },
  {
    id: "api-job",
    name: "API fine-tuning job",
    command: /\b(openai\s+api\s+fine_tun|fireworks|together\s+fine-tuning)/,
    text: /fine_?tuning\.jobs\.create|FineTuningJob/,
    refusal: "the training runs at a provider and cannot be repeated here for three steps",
  },
  { id: "axolotl", name: "axolotl", command: /\baxolotl(\.cli\.\w+)?\b/ },
  { id: "llama-factory", name: "LLaMA-Factory", command: /\b(llamafactory-cli|lmf)\b/ },
  { id: "torchtune", name: "torchtune", command: /\btune\s+run\b/ },
  { id: "trl-cli", name: "TRL command line", command: /(^|[\s;&|/])trl\s+(sft|dpo|kto|grpo|rloo|reward)\b/ },
  { id: "notebook", name: "Jupyter notebook", command: /\.ipynb\b/ },
  { id: "unsloth", name: "unsloth", command: /\bunsloth\b/, text: /^\s*(import|from)\s+unsloth\b/m },
  { id: "trl", name: "TRL", text: /^\s*(import|from)\s+trl\b/m },
  { id: "transformers", name: "transformers Trainer", text: /\b(Seq2Seq)?Trainer(Arguments)?\b|TrainingArguments/ },
  { id: "torch", name: "plain PyTorch", text: /^\s*(import|from)\s+torch\b/m },
];

/** Ids that a policy may write in `smoke.framework`, besides `auto`. */
export const FRAMEWORK_IDS: readonly string[] = RULES.map(({ id }) => id);

/** Files of the project that a command names: scripts, modules and configurations. */
export function filesInCommand(command: string, has: (path: string) => boolean): string[] {
  const words = command.split(/[\s;&|"'=()]+/).filter(Boolean);
  const modules = [...command.matchAll(/(?:^|\s)-m\s+([\w.]+)/g)].map(([, name]) => `${name!.replaceAll(".", "/")}.py`);
  return [...new Set([...words.map((word) => word.replace(/^\.\//, "")), ...modules])].filter(has);
}

/**
 * Recognises the framework.
 * @param asked the policy's `smoke.framework`: `auto` or an id
 * @param files text of the files that the command names, by path
 */
export function detectFramework(asked: string, command: string, files: ReadonlyMap<string, string>): Framework {
  if (asked !== "auto") {
    const rule = RULES.find(({ id }) => id === asked);
    const why = rule?.refusal ?? "named in the policy";
    return { id: asked, name: rule?.name ?? asked, runnable: !rule?.refusal, why };
  }
  for (const rule of RULES) if (rule.command?.test(command)) return recognised(rule, "the command");
  for (const rule of RULES) {
    for (const [path, text] of files) if (rule.text?.test(text)) return recognised(rule, path);
  }
  return {
    id: "unknown",
    name: "unknown trainer",
    runnable: true,
    why: "nothing in the command names a framework; the shim hooks PyTorch itself",
  };
}

function recognised(rule: Rule, where: string): Framework {
  return { id: rule.id, name: rule.name, runnable: !rule.refusal, why: rule.refusal ?? `recognised by ${where}` };
}
