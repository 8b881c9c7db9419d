/** What a failed check of the probe means, in plain words. Ids are those of `python/tunegate_runtime/adapter_checks.py`. */
export interface CheckRule {
  readonly message: string;
  readonly fix: string;
  /** A value above zero is only partly a failure: a warning. */
  readonly partial?: true;
  /** Shown as a metric, with the direction that is good. */
  readonly better?: "higher" | "lower";
}

/** What every probe states, be it as skipped; the others depend on these. */
export const REQUIRED_CHECKS = [
  "tokenizer",
  "tokenizer-rows",
  "load",
  "effect",
  "stream",
  "reload",
  "gradients",
  "unload",
  "merge",
] as const;

export const CHECK_RULES: ReadonlyMap<string, CheckRule> = new Map([
  ["load", { message: "the adapter does not load whole", fix: "save it again with save_pretrained and the PEFT version of the pins" }],
  [
    "effect",
    {
      message: "the adapter changes nothing: the model answers as its base",
      fix: "save the adapter after the training, not before",
      better: "higher",
    },
  ],
  ["stream", { message: "streamed answers differ from whole answers", fix: "check the tokenizer beside the adapter" }],
  [
    "reload",
    {
      message: "saved and loaded again, the adapter answers otherwise",
      fix: "save whole modules with modules_to_save, not by hand",
      better: "lower",
    },
  ],
  [
    "gradients",
    {
      message: "training does not reach every adapter tensor",
      fix: "check for frozen or unused modules among target_modules",
      partial: true,
    },
  ],
  [
    "moved",
    { message: "not every adapter tensor can be trained", fix: "check for frozen or unused modules among target_modules", partial: true },
  ],
  ["frozen", { message: "training the adapter changes the base model", fix: "check modules_to_save and tied weights" }],
  [
    "unload",
    {
      message: "the base model is not what it was after the adapter is taken off",
      fix: "report the base model's class; its layers are altered by loading",
      better: "lower",
    },
  ],
  [
    "merge",
    {
      message: "merged into the base model, the adapter answers otherwise",
      fix: "do not merge this adapter; serve it unmerged",
      better: "lower",
    },
  ],
  [
    "merge-names",
    { message: "merging leaves other parameters than the base model's", fix: "do not merge this adapter; serve it unmerged" },
  ],
  [
    "merge-greedy",
    { message: "the merged model writes other tokens than the adapter", fix: "do not merge this adapter; serve it unmerged" },
  ],
  [
    "tokenizer",
    { message: "saved and loaded again, the tokenizer cuts other tokens", fix: "save the tokenizer again with the pinned transformers" },
  ],
  [
    "tokenizer-rows",
    {
      message: "the tokenizer has more tokens than the embedding has rows",
      fix: "resize the embedding, or commit the tokenizer of this base model",
    },
  ],
]);
