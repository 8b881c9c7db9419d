/** One sentence, one place and one fix for every way in which a smoke run can go wrong. */
import type { Finding, Place, Severity } from "../../core/documents.ts";
import { makeFinding } from "../../core/finding.ts";
import type { SmokePolicy } from "../../core/policy.ts";
import type { SmokeProblem } from "../../core/smoke.ts";
import type { ShimRecord } from "./shim.ts";
import type { Trial } from "./trial.ts";

interface Where {
  /** The script that the command names, else the policy. */
  readonly script: string;
  readonly policy: string;
  readonly smoke: SmokePolicy;
}

interface Sentence {
  readonly message: string;
  readonly fix: string;
}

/** Findings of one run. A whole run can still give warnings. */
export function trialFindings(trial: Trial, where: Where): Finding[] {
  const findings: Finding[] = [];
  const { run, record, result } = trial;
  if (run.problem && run.problem !== "cancelled") findings.push(problemFinding(trial, run.problem, where));
  if (result.changedCommandFiles.length > 0) {
    findings.push(
      make(
        "command-files",
        "block",
        { path: where.script },
        {
          message: `the training wrote to command files of the CI runner (${result.changedCommandFiles.join(", ")}), which would change later steps`,
          fix: "take the writing out of the training code; a trainer has no business there",
        },
      ),
    );
  }
  if (result.escaped > 0) {
    findings.push(
      make(
        "escaped-processes",
        "warn",
        { path: where.script },
        {
          message: `${result.escaped} process${result.escaped === 1 ? "" : "es"} outlived the training and had to be ended`,
          fix: "let the trainer wait for what it starts",
        },
      ),
    );
  }
  // The control moves nothing by design, so what it shows is no defect.
  if (record && run.problem === null && run.name !== "control") findings.push(...observations(record, where));
  return findings;
}

function make(rule: string, severity: Severity, place: Place, { message, fix }: Sentence): Finding {
  return makeFinding({ rule: `smoke.${rule}`, severity, place, message, fix });
}

function problemFinding(trial: Trial, problem: SmokeProblem, where: Where): Finding {
  const frame = problem === "exit" || problem === "out-of-memory" ? lastFrame(trial) : null;
  const path = problem === "shim-not-applied" && SHUTS_OUT.test(where.smoke.command) ? where.policy : where.script;
  return make(problem, "block", frame ?? { path }, sentence(trial, problem, where.smoke));
}

/** The policy's own command keeps the shim out: Python's -I, -E and -S, or an emptied environment. */
const SHUTS_OUT =
  /(?:^|[\s;&|/])(?:python[\d.]*\s+(?:-\S+\s+)*-[A-Za-z]*[IES][A-Za-z]*|env\s+(?:-\S+\s+)*(?:-i|-|--ignore-environment))(?=\s|$)/;

function sentence({ result, record, run }: Trial, problem: SmokeProblem, smoke: SmokePolicy): Sentence {
  const limit = result.end.kind === "limit" ? result.end.message : "";
  switch (problem) {
    case "shim-not-applied":
      return {
        message:
          "the training ran without tunegate's shim, so nothing is known about it (the command never loaded torch, or it used python -I, -E or -S, env -i, or a child with an environment of its own)",
        fix: "start Python without -I, -E and -S and hand the environment on, or wrap the training in `python -m tunegate_runtime.launch`",
      };
    case "two-trainers":
      return {
        message: "more than one process took optimizer steps",
        fix: "train with one process in smoke.command (--nproc-per-node 1, --num_processes 1)",
      };
    case "not-started":
      return { message: "the training command could not be started", fix: "check smoke.command in the policy" };
    case "exit":
      return exitSentence(result.end.kind === "exited" ? result.end.code : 1, record, smoke);
    case "signal": {
      const signal = result.end.kind === "signalled" ? result.end.signal : "a signal";
      const killed = signal === "SIGKILL" ? " (the system may have been out of memory)" : "";
      return { message: `the training was ended by ${signal}${killed}`, fix: "run smoke.command by hand and look at its last lines" };
    }
    case "wall":
      return { message: `the training was ended: ${limit}`, fix: "look for what hangs, or raise smoke.limits.minutes in the policy" };
    case "memory":
      return { message: `the training was ended: ${limit}`, fix: "use a smaller batch, or raise smoke.limits.memory-gb in the policy" };
    case "disk":
      return {
        message: `the training was ended: ${limit || "it wrote a file above the limit"}`,
        fix: "write less, or raise smoke.limits.disk-gb in the policy",
      };
    case "disk-full":
      return { message: "the disk of this machine is full", fix: "free some space and run again" };
    case "out-of-memory":
      return { message: "the training ran out of memory", fix: "use a smaller batch or a shorter length, or a larger device" };
    case "missing-steps":
      return {
        message: `the training took ${run.steps.length} optimizer step${run.steps.length === 1 ? "" : "s"} instead of ${smoke.steps}`,
        fix: "raise smoke.rows, or lower the batch size or the accumulation, so that the slice gives enough batches",
      };
    case "not-finite":
      return notFinite(record);
    case "no-adapter":
      return {
        message: "the training ended well but wrote no adapter into adapter.path",
        fix: "save the adapter there, or correct adapter.path in the policy",
      };
    case "imported-before":
      return {
        message: "torch or transformers was imported before the shim, so the run was not under its control",
        fix: "take the import out of the environment's .pth or sitecustomize files",
      };
    case "cancelled":
      return { message: "the run was cancelled", fix: "run again" };
  }
}

function exitSentence(code: number, record: ShimRecord | null, smoke: SmokePolicy): Sentence {
  if (code === 127)
    return {
      message: `the training command was not found (${firstWord(smoke.command)})`,
      fix: "check smoke.command in the policy, and that its program is installed",
    };
  const by = record?.error ? ` with ${record.error.type}` : "";
  const when = (record?.steps.length ?? 0) > 0 ? ` after ${record?.steps.length} steps` : " before its first step";
  return {
    message: `the training failed${by}${when} (exit code ${code})`,
    fix: "run smoke.command by hand in a copy of this tree; its own message names the cause",
  };
}

function firstWord(command: string): string {
  return command.trim().split(/\s+/)[0] ?? "";
}

function notFinite(record: ShimRecord | null): Sentence {
  const first = record?.nonfinite[0];
  const batch = first?.micro_batch ? `, micro-batch ${first.micro_batch}` : "";
  const at = first ? `at step ${first.step}${batch}` : "in a step";
  return {
    message: `the loss or gradient norm is not a finite number ${at} (NaN or infinity)`,
    fix: "look at the records of that batch, the learning rate and the precision; a Trainer hides this by default (logging_nan_inf_filter)",
  };
}

/** The last frame of the trainer's own code in a traceback: file and line only, never the message. */
function lastFrame({ result, folder }: Trial): Place | null {
  const frames = [...result.tail.matchAll(/File "([^"]+)", line (\d+)/g)];
  for (const [, path = "", line = "1"] of frames.reverse()) {
    const inside = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : /^[\w.][\w./-]*\.py$/.test(path) ? path : null;
    if (inside && !inside.startsWith("..")) return { path: inside, line: Number(line) };
  }
  return null;
}

/** What a whole run shows besides its numbers. */
function observations(record: ShimRecord, where: Where): Finding[] {
  const found: Finding[] = [];
  const add = (rule: string, severity: Severity, message: string, fix: string): void => {
    found.push(make(rule, severity, { path: where.script }, { message, fix }));
  };
  if (record.seeding.team_seeds_before_adapter === 0) {
    add(
      "unseeded-adapter",
      "warn",
      "the adapter's first weights are random and nothing was seeded before it was made: a full training cannot be repeated",
      "call transformers.set_seed(seed) before the adapter is created",
    );
  }
  const wanted = where.smoke.lr;
  if (record.steps.some(({ lr }) => lr !== 0 && lr !== wanted)) {
    add(
      "lr-not-applied",
      "block",
      "the smoke learning rate did not take effect",
      "do not set param_groups' lr between optimizer.step() and its hooks",
    );
  }
  if (record.flags.deterministic_algorithms === false) {
    add(
      "determinism-off",
      "warn",
      "the training code switched deterministic algorithms off again",
      "leave torch.use_deterministic_algorithms(True) on",
    );
  }
  if (record.flags.hash_seed !== "0") {
    add(
      "hash-seed",
      "warn",
      "PYTHONHASHSEED did not reach the training, so the order of sets may differ from run to run",
      "hand the environment on to every process that trains",
    );
  }
  found.push(...logFindings(record, where));
  const unmoved = count(record, "unmoved");
  if (unmoved > 0) {
    add(
      "unmoved",
      "warn",
      `${unmoved} of ${count(record, "trainable_tensors")} trainable tensors did not move in ${record.steps.length} steps`,
      "check that each of them takes part in the loss and is in the optimizer",
    );
  }
  if (count(record, "frozen_changed") > 0) {
    add(
      "frozen-changed",
      "block",
      `${count(record, "frozen_changed")} parameters outside the optimizer changed during training`,
      "find what writes into the frozen base model",
    );
  }
  const slice = Object.entries(record.rows).filter(([name, rows]) => name === "train_dataset" && typeof rows === "number" && rows > 50);
  for (const [name, rows] of slice) {
    add(
      "rows",
      "warn",
      `${name} held ${rows} rows, more than the slice: the training reads data that the policy does not name as train or replay`,
      "name every training file under data: in the policy",
    );
  }
  return found;
}

/** Compares what the trainer reports of its loss with the loss that it trains on. */
function logFindings(record: ShimRecord, where: Where): Finding[] {
  const pairs = record.steps.flatMap(({ loss, logged }) => {
    const told = logged?.loss;
    return typeof loss === "number" && typeof told === "number" ? [{ loss, told }] : [];
  });
  if (pairs.length === 0) return [];
  const rounded = pairs.every(({ told }) => Math.round(told * 1e4) / 1e4 === told) && pairs.some(({ loss, told }) => loss !== told);
  if (rounded) {
    return [
      make(
        "rounded-log",
        "info",
        { path: where.script },
        {
          message: "the trainer rounds the losses that it logs to 4 decimals; the unrounded ones that the shim saw are compared",
          fix: "nothing to do; transformers 5 logs all digits",
        },
      ),
    ];
  }
  const apart = pairs.find(({ loss, told }) => !(Math.abs(loss - told) <= 1e-3 * Math.max(1, Math.abs(loss))));
  if (!apart) return [];
  return [
    make(
      "log-differs",
      "warn",
      { path: where.script },
      {
        message: `the trainer reports a loss of ${apart.told} where it trains on ${apart.loss}`,
        fix: "look at how the logged loss is averaged; charts and early stopping see another number than the optimizer",
      },
    ),
  ];
}

function count(record: ShimRecord, name: string): number {
  const value = record.parameters[name];
  return typeof value === "number" ? value : 0;
}
