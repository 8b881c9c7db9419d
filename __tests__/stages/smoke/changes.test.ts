/** Training changes and who must see them; file, code and config digests take no part. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Runner } from "../../../src/core/runner.ts";
import { copyProject, edit, giveBaseline, inPairs, makeProject, runOnce, type SmokeOutcome, testRunner } from "./support.ts";

// Real trainings: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 1_200_000 });

interface Change {
  readonly name: string;
  readonly apply: (project: string) => void;
  /** `losses`: the smoke.baseline gate, by observation alone. `values`: only the team's effective values show it. `finding`: a rule of its own. */
  readonly seenBy: "losses" | "values" | "finding";
  readonly note?: RegExp;
}

const TRAINER = "        data_collator=lambda rows: collate(rows, tokenizer.pad_token_id),\n    )\n";
/** Puts lines between the making of the trainer and its start. */
function beforeTraining(project: string, lines: string): void {
  edit(project, "train.py", TRAINER, `${TRAINER}${lines}`);
}
const argument = (line: string) => (project: string) =>
  edit(project, "train.py", "        save_strategy=", `        ${line},\n        save_strategy=`);
const config = (before: string | RegExp, after: string) => (project: string) => edit(project, "configs/lora.yml", before, after);

const changes: readonly Change[] = [
  {
    name: "other LoRA initialisation",
    seenBy: "losses",
    note: /step-1 gradient norm differs/,
    apply: (p) => edit(p, "train.py", 'bias="none",', 'bias="none",\n            init_lora_weights="gaussian",'),
  },
  {
    name: "one character in the prompt template",
    seenBy: "losses",
    note: /token ids/,
    apply: (p) => edit(p, "models/base/chat_template.jinja", "}}<|end|>", "}}.<|end|>"),
  },
  {
    name: "row order",
    seenBy: "losses",
    note: /token ids/,
    apply: (p) => edit(p, "train.py", "        if not self.rows:", "        self.rows.reverse()\n        if not self.rows:"),
  },
  { name: "truncation length", seenBy: "losses", note: /token ids/, apply: config(/max_tokens: \d+/, "max_tokens: 60") },
  {
    name: "gradient scale of one layer",
    seenBy: "losses",
    note: /gradient/,
    apply: (p) =>
      beforeTraining(
        p,
        "    for name, p in model.named_parameters():\n        if p.requires_grad and 'layers.1.' in name:\n            p.register_hook(lambda g: g * 56)\n",
      ),
  },
  { name: "weight decay", seenBy: "values", apply: config(/weight_decay: .*/, "weight_decay: 0.013") },
  {
    name: "frozen layer",
    seenBy: "losses",
    apply: (p) =>
      beforeTraining(
        p,
        "    for name, p in model.named_parameters():\n        if 'layers.2.' in name:\n            p.requires_grad_(False)\n",
      ),
  },
  { name: "learning rate x 1.1", seenBy: "values", apply: config(/learning_rate: .*/, "learning_rate: 2.2e-3") },
  { name: "warm-up", seenBy: "values", apply: config(/warmup_steps: .*/, "warmup_steps: 100") },
  {
    name: "lost label mask",
    seenBy: "losses",
    note: /labels/,
    apply: (p) => edit(p, "train.py", "[IGNORED] * len(context) + answer", "context + answer"),
  },
  { name: "dropout", seenBy: "losses", apply: config(/dropout: .*/, "dropout: 0.07") },
  { name: "other base revision", seenBy: "losses", note: /step 1 already differs/, apply: perturbBase },
  { name: "gradient accumulation", seenBy: "losses", apply: argument("gradient_accumulation_steps=2") },
  { name: "optimizer betas", seenBy: "losses", apply: argument("adam_beta1=0.5, adam_beta2=0.9") },
  { name: "seed", seenBy: "losses", apply: config(/^seed: .*/m, "seed: 43") },
  { name: "LoRA alpha", seenBy: "losses", apply: config(/alpha: .*/, "alpha: 24") },
  { name: "LoRA rank", seenBy: "losses", apply: config(/ r: .*/, " r: 5") },
  { name: "other target modules", seenBy: "losses", apply: config(/, \w+\]/, "]") },
  { name: "label smoothing", seenBy: "losses", apply: argument("label_smoothing_factor=0.1") },
  { name: "gradient clipping", seenBy: "values", apply: config(/max_grad_norm: .*/, "max_grad_norm: 7.0") },
  {
    name: "NaN in one micro-batch",
    seenBy: "finding",
    apply: (p) => edit(p, "train.py", "    trainer = Trainer(", nanTrainer("    trainer = NanTrainer(")),
  },
];

/** A training whose second micro-batch of step 2 has a loss that is not a number; transformers' own log hides it. */
function nanTrainer(call: string): string {
  return `    class NanTrainer(Trainer):
        seen = 0

        def compute_loss(self, *args, **kwargs):
            NanTrainer.seen += 1
            loss = super().compute_loss(*args, **kwargs)
            return loss * float("nan") if NanTrainer.seen == 2 and not kwargs.get("return_outputs") else loss

${call}`;
}

/** Flips one bit in the middle of the base model's weights. */
function perturbBase(project: string): void {
  const path = join(project, "models/base/model.safetensors");
  const bytes = readFileSync(path);
  for (let at = bytes.length - 4000; at < bytes.length; at += 2) bytes[at + 1]! ^= 0x80;
  for (let at = Math.floor(bytes.length / 4) * 2; at < Math.floor(bytes.length / 4) * 2 + 40_000; at += 2) bytes[at + 1]! ^= 0x80;
  writeFileSync(path, bytes);
}

const harmless: readonly { name: string; apply: (project: string) => void }[] = [
  { name: "renamed variable", apply: (p) => edit(p, "train.py", /\bdataset\b/g, "conversations") },
  {
    name: "comment and docstring",
    apply: (p) =>
      edit(
        p,
        "train.py",
        '    """Pads a batch on the right."""',
        '    """Pads a batch."""\n    # on the right, as the model was pre-trained',
      ),
  },
  { name: "reordered imports", apply: (p) => edit(p, "train.py", "import torch\nimport yaml\n", "import yaml\nimport torch\n") },
  {
    name: "reformatted config",
    apply: (p) => edit(p, "configs/lora.yml", /^seed: /m, '# the seed of everything\n"seed":     '),
  },
  {
    name: "function split off",
    apply: (p) =>
      edit(p, "train.py", "    trainer.train()\n    save(", "    def start() -> None:\n        trainer.train()\n\n    start()\n    save("),
  },
];

let base: string;
let runner: Runner;
const gatesOf = new Map<string, { gates: SmokeOutcome["gates"]; problem: string | null; detail: string }>();

beforeAll(async () => {
  base = makeProject();
  runner = testRunner(base);
  await giveBaseline(base, {}, runner);
  await inPairs([...changes, ...harmless], async ({ name, apply }) => {
    const head = copyProject(base);
    apply(head);
    const { trial, gates } = await runOnce(head, base, {}, runner);
    gatesOf.set(name, { gates, problem: trial.run.problem, detail: trial.result.tail });
    rmSync(head, { recursive: true, force: true });
  });
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("a change of training", () => {
  it.each(changes)("$name is seen by $seenBy", ({ name, seenBy, note }) => {
    const { gates, problem, detail } = gatesOf.get(name)!;
    if (seenBy === "finding") return expect(problem).toBe("not-finite");
    expect(problem, detail).toBeNull();
    const gate = seenBy === "losses" ? gates.baseline : gates.effective;
    expect(gate, JSON.stringify(gates)).toMatchObject({ verdict: "BLOCK", reason: "regression" });
    if (note) expect(gate.note).toMatch(note);
  });

  it("is seen by the losses alone in at least ten cases, and by effective values alone in at most four", () => {
    expect(changes.filter(({ seenBy }) => seenBy !== "values").length).toBeGreaterThanOrEqual(10);
    expect(changes.filter(({ seenBy }) => seenBy === "values").length).toBeLessThanOrEqual(4);
  });
});

describe("a harmless change", () => {
  it.each(harmless)("$name passes with the same digests", ({ name }) => {
    const { gates, problem, detail } = gatesOf.get(name)!;
    expect(problem, detail).toBeNull();
    expect(gates.baseline.verdict).toBe("PASS");
    expect(gates.baseline.note).toContain("bit for bit");
    expect(gates.effective.verdict).toBe("PASS");
  });
});
