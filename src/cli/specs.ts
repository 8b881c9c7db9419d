import type { CommandSpec, Option } from "./args.ts";

const project: Readonly<Record<string, Option>> = {
  dir: { type: "string", short: "C", value: "DIR", help: "project folder (default: the current one); it may lie below the git root" },
  base: {
    type: "string",
    value: "REF",
    help: "branch or commit that the change goes into (default: origin/HEAD, main, master; in CI the event's)",
  },
  release: { type: "boolean", help: "judge for a release: a stale adapter is INCONCLUSIVE" },
};
const python: Readonly<Record<string, Option>> = {
  python: { type: "string", value: "PATH", help: "Python with torch (default: $VIRTUAL_ENV, .venv, conda, else a cached environment)" },
  "torch-index": {
    type: "string",
    value: "URL",
    help: "package index for torch when the environment is made (default: pip's own configuration, then PyTorch's CPU index)",
  },
};
const folder: Readonly<Record<string, Option>> = {
  folder: { type: "string", value: "DIR", help: "run folder to write to (default: .tunegate/<run-id>)" },
};
const svg: Option = { type: "string", value: "FILE", help: "with diff: write a picture by layer and module" };
const none = { min: 0, max: 0 };

/** A command that runs one stage and prints its evidence. */
function stageCommand(name: string, summary: string): CommandSpec {
  return {
    name,
    usage: "",
    summary,
    example: `tunegate ${name} --base main --json`,
    options: { ...project, ...python, ...folder },
    positionals: none,
  };
}

/** Every command, in the order of the help page. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "demo",
    usage: "[folder]",
    summary: "Run the gate on the example repository: one clean run, four bad pull requests, two good ones.",
    example: "tunegate demo --quick",
    options: { quick: { type: "boolean", help: "stop after the first verdict" }, ...python },
    positionals: { min: 0, max: 1 },
  },
  {
    name: "init",
    usage: "",
    summary: "Look at this repository and write a policy and a workflow for it.",
    example: "tunegate init",
    options: { dir: project.dir!, force: { type: "boolean", help: "overwrite files that exist" } },
    positionals: none,
  },
  {
    name: "run",
    usage: "",
    summary: "Judge the working tree against its base: all stages, one verdict, one run folder.",
    example: "tunegate run --base origin/main",
    options: {
      ...project,
      ...python,
      ...folder,
      stage: {
        type: "string",
        multiple: true,
        value: "LIST",
        help: "only these stages, such as phi,data; the verdict leaves the others to another job",
      },
    },
    positionals: none,
  },
  {
    name: "explain",
    usage: "",
    summary: "Print the plan: what a run would do and why, and what it would not.",
    example: "tunegate explain --base main",
    options: project,
    positionals: none,
  },
  {
    name: "verify",
    usage: "<run folder>",
    summary: "Check seal and digests of a run folder and replay its verdict.",
    example: "tunegate verify .tunegate/20261121-101500-3fa2",
    options: {
      seal: {
        type: "string",
        value: "DIGEST",
        help: "sha256 of seal.json that was kept elsewhere; without it the folder is consistent, not authenticated",
      },
    },
    positionals: { min: 1, max: 1 },
  },
  {
    name: "self-test",
    usage: "<run folder>",
    summary: "Try the gates of a finished run: its baseline against itself must never block, each planted fault must.",
    example: "tunegate self-test .tunegate/20261121-101500-3fa2",
    options: {},
    positionals: { min: 1, max: 1 },
  },
  {
    name: "gate",
    usage: "",
    summary: "Join the run folders of several jobs and decide.",
    example: "tunegate gate --from inspect --from smoke --from eval",
    options: {
      dir: project.dir!,
      from: { type: "string", multiple: true, value: "DIR", help: "a run folder; give one for each job" },
      ...folder,
    },
    positionals: none,
  },
  {
    name: "train",
    usage: "",
    summary: "Run the full training and write its lineage into the adapter folder.",
    example: "tunegate train -- python train.py --config configs/lora.yml",
    options: { dir: project.dir!, ...python },
    positionals: none,
    passthrough: true,
  },
  {
    name: "sweep",
    usage: "<training output folder>",
    summary: "Verify and evaluate every checkpoint and the base model alone, rank them, and say which adapter to release, if any.",
    example: "tunegate sweep out/run --cases eval/select.jsonl",
    options: {
      dir: project.dir!,
      ...python,
      suite: { type: "string", value: "NAME", help: "suite that asks (default: the only one of the policy that generates its answers)" },
      cases: {
        type: "string",
        value: "FILE",
        help: "cases to select by, in the suite's form (default: the suite's own, which the gate then judges on a second time)",
      },
      metrics: {
        type: "string",
        value: "LIST",
        help: "rates of the suite that rank, most important first (default for triage: emergency recall, emergency specificity, accuracy)",
      },
      "min-n": { type: "string", value: "N", help: "cases that each ranking metric must count, else nothing is selected (default: 50)" },
      prune: {
        type: "string",
        value: "K",
        help: "delete all evaluated checkpoints but the best K and the selected one (default: delete none)",
      },
    },
    positionals: { min: 1, max: 1 },
  },
  {
    name: "baseline",
    usage: "propose",
    summary: "Measure and write new baselines for review: smoke losses with their power control, evaluation outcomes.",
    example: `tunegate baseline propose --reason "first baseline"`,
    options: {
      ...project,
      ...python,
      only: { type: "string", value: "smoke|eval", help: "only one of the two" },
      reason: { type: "string", value: "TEXT", help: "why, for the reviewers of the file" },
    },
    positionals: { min: 1, max: 1 },
  },
  {
    name: "scan",
    usage: "[path…]",
    summary: "Safe Harbor pattern check of files and folders, without policy and without git.",
    example: "tunegate scan data/ --packs es,uk",
    options: {
      packs: { type: "string", value: "LIST", help: "national packs, such as es,uk" },
      jobs: { type: "string", value: "N", help: "worker threads" },
      cache: { type: "string", value: "FOLDER", help: "keep results by content there; equal files are not scanned again on the same day" },
      shard: { type: "string", value: "I/N", help: "only the I-th of N parts, by bytes" },
      "shard-out": { type: "string", value: "FILE", help: "write that part as a document that --merge puts together" },
      merge: { type: "string", multiple: true, value: "FILE", help: "put the parts of --shard-out together; give each" },
      stdin: { type: "boolean", help: "scan standard input" },
      "added-lines": { type: "boolean", help: "read a unified diff from standard input and count only findings on the lines that it adds" },
      sarif: { type: "string", value: "FILE", help: "write SARIF too" },
      "propose-allow": { type: "string", value: "FILE", help: "write allow entries for review" },
      allow: { type: "string", value: "FILE", help: "allow file with reviewed exceptions" },
      inline: { type: "string", value: "allow|forbid", help: "exceptions in text, in records and in sidecars (default: allow)" },
      today: { type: "string", value: "YYYY-MM-DD", help: "date for the expiry of exceptions (default: today)" },
      hospitals: { type: "string", value: "on|off", help: "whether hospital names count (default: on)" },
      reveal: { type: "boolean", help: "show the values, on a terminal only and never in CI" },
    },
    positionals: { min: 0, max: 10_000 },
  },
  {
    name: "redact",
    usage: "<in> <out>",
    summary: "Replace PHI findings of a file by typed, consistent surrogates or tags, and scan the result again.",
    example: "tunegate redact notes.jsonl notes.clean.jsonl",
    options: {
      seed: { type: "string", value: "TEXT", help: "makes surrogates repeatable; keep it as secret as the data" },
      style: {
        type: "string",
        value: "tag|surrogate",
        help: "what stands in for a value (default: tag); a scan finds surrogates again, tags it does not",
      },
      packs: { type: "string", value: "LIST", help: "national packs, such as es,uk" },
    },
    positionals: { min: 2, max: 2 },
  },
  stageCommand("data", "Check data sets and their manifests; prints evidence."),
  stageCommand("smoke", "Run the trainer twice for three optimizer steps; prints evidence."),
  {
    ...stageCommand(
      "adapter",
      "Check the adapter of this tree; prints evidence. `adapter diff A B` compares two adapters, `adapter digest A` prints one's digests.",
    ),
    options: {
      ...project,
      ...python,
      ...folder,
      svg,
    },
    usage: "[diff A B | digest A]",
    positionals: { min: 0, max: 3 },
    verbs: {
      digest: {
        usage: "<adapter folder>",
        summary: "Print the canonical digest of an adapter folder and the digest of its configuration; needs no policy and no git.",
        example: "tunegate adapter digest out/adapter",
        options: {},
      },
      diff: {
        usage: "<older folder> <newer folder>",
        summary: "Say which tensors and modules of two adapters differ, and by how much; needs no policy and no git.",
        example: "tunegate adapter diff old/adapter out/adapter --svg diff.svg",
        options: { svg },
      },
    },
  },
  stageCommand("eval", "Score recorded or generated answers; prints evidence."),
  {
    name: "history",
    usage: "<adapter digest> <folder>",
    summary: "Find the runs that judged an adapter, in a folder of run folders.",
    example: "tunegate history 3fa2… archive/",
    options: {},
    positionals: { min: 2, max: 2 },
  },
  {
    name: "repro",
    usage: "check",
    summary: "Check Dockerfile, lock file and training script against the determinism list.",
    example: "tunegate repro check",
    options: { dir: project.dir! },
    positionals: { min: 1, max: 1 },
  },
];
