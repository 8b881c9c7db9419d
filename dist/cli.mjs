#!/usr/bin/env node
import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  createTerminal,
  plain
} from "./chunks/chunk-4XSHPH47.mjs";
import {
  nearest
} from "./chunks/chunk-PB5L4US5.mjs";
import {
  VERSION
} from "./chunks/chunk-UZTPQZPX.mjs";
import {
  Fault,
  formatPlace
} from "./chunks/chunk-WRVOJFRZ.mjs";
import "./chunks/chunk-A565XNO5.mjs";

// src/cli/args.ts
import { parseArgs } from "node:util";
var COMMON = {
  json: { type: "boolean", help: "print exactly one JSON document on stdout" },
  help: { type: "boolean", short: "h", help: "show this help" }
};
function parseCommand(spec, argv) {
  const cut = argv.indexOf("--");
  const own = cut === -1 ? argv : argv.slice(0, cut);
  const rest = cut === -1 ? [] : argv.slice(cut + 1);
  const options = { ...spec.options, ...COMMON };
  const parsed = parse(spec, own, options);
  const help2 = parsed.values.help === true;
  const count = parsed.positionals.length;
  if (!help2 && (count < spec.positionals.min || count > spec.positionals.max)) {
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: `${spec.name} takes ${spec.usage || "no arguments"}, not ${count} argument${count === 1 ? "" : "s"}`,
      fix: `see: tunegate ${spec.name} --help`
    });
  }
  if (rest.length > 0 && !spec.passthrough)
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: `${spec.name} takes nothing after --`,
      fix: `see: tunegate ${spec.name} --help`
    });
  const values = parsed.values;
  return {
    positionals: parsed.positionals,
    rest,
    text: (name) => typeof values[name] === "string" ? values[name] : null,
    texts: (name) => Array.isArray(values[name]) ? values[name] : typeof values[name] === "string" ? [values[name]] : [],
    flag: (name) => values[name] === true
  };
}
function parse(spec, argv, options) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...short ? { short } : {}, ...multiple ? { multiple } : {} }
    ])
  );
  try {
    return parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(-*)([^']+)'/.exec(message);
    const suggestion = unknown ? nearest(unknown[2], Object.keys(options)) : null;
    throw new Fault({
      code: "flag",
      kind: "usage",
      message: unknown ? `${spec.name} has no flag ${unknown[1]}${unknown[2]}${suggestion ? `; did you mean --${suggestion}?` : ""}` : message.split(". ")[0],
      fix: `see: tunegate ${spec.name} --help`
    });
  }
}
function commandHelp(command, verb = "") {
  const own = command.verbs && Object.hasOwn(command.verbs, verb) ? command.verbs[verb] : void 0;
  const spec = own === void 0 ? command : { ...command, ...own, name: `${command.name} ${verb}` };
  const rows = Object.entries({ ...spec.options, ...COMMON }).map(([name, option]) => {
    const short = option.short ? `-${option.short}, ` : "";
    return [`${short}--${name}${option.type === "string" ? ` ${option.value ?? "VALUE"}` : ""}`, option.help];
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `tunegate ${spec.name}${spec.usage ? ` ${spec.usage}` : ""}${spec.passthrough ? " -- <command>" : ""}`,
    "",
    `  ${spec.summary}`,
    "",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    `Example: ${spec.example}`,
    ""
  ].join("\n");
}

// src/cli/specs.ts
var project = {
  dir: { type: "string", short: "C", value: "DIR", help: "project folder (default: the current one); it may lie below the git root" },
  base: {
    type: "string",
    value: "REF",
    help: "branch or commit that the change goes into (default: origin/HEAD, main, master; in CI the event's)"
  },
  release: { type: "boolean", help: "judge for a release: a stale adapter is INCONCLUSIVE" }
};
var python = {
  python: { type: "string", value: "PATH", help: "Python with torch (default: $VIRTUAL_ENV, .venv, conda, else a cached environment)" },
  "torch-index": {
    type: "string",
    value: "URL",
    help: "package index for torch when the environment is made (default: pip's own configuration, then PyTorch's CPU index)"
  }
};
var folder = {
  folder: { type: "string", value: "DIR", help: "run folder to write to (default: .tunegate/<run-id>)" }
};
var svg = { type: "string", value: "FILE", help: "with diff: write a picture by layer and module" };
var none = { min: 0, max: 0 };
function stageCommand(name, summary) {
  return {
    name,
    usage: "",
    summary,
    example: `tunegate ${name} --base main --json`,
    options: { ...project, ...python, ...folder },
    positionals: none
  };
}
var COMMANDS = [
  {
    name: "demo",
    usage: "[folder]",
    summary: "Run the gate on the example repository: one clean run, four bad pull requests, two good ones.",
    example: "tunegate demo --quick",
    options: { quick: { type: "boolean", help: "stop after the first verdict" }, ...python },
    positionals: { min: 0, max: 1 }
  },
  {
    name: "init",
    usage: "",
    summary: "Look at this repository and write a policy and a workflow for it.",
    example: "tunegate init",
    options: { dir: project.dir, force: { type: "boolean", help: "overwrite files that exist" } },
    positionals: none
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
        help: "only these stages, such as phi,data; the verdict leaves the others to another job"
      }
    },
    positionals: none
  },
  {
    name: "explain",
    usage: "",
    summary: "Print the plan: what a run would do and why, and what it would not.",
    example: "tunegate explain --base main",
    options: project,
    positionals: none
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
        help: "sha256 of seal.json that was kept elsewhere; without it the folder is consistent, not authenticated"
      }
    },
    positionals: { min: 1, max: 1 }
  },
  {
    name: "self-test",
    usage: "<run folder>",
    summary: "Try the gates of a finished run: its baseline against itself must never block, each planted fault must.",
    example: "tunegate self-test .tunegate/20261121-101500-3fa2",
    options: {},
    positionals: { min: 1, max: 1 }
  },
  {
    name: "gate",
    usage: "",
    summary: "Join the run folders of several jobs and decide.",
    example: "tunegate gate --from inspect --from smoke --from eval",
    options: {
      dir: project.dir,
      from: { type: "string", multiple: true, value: "DIR", help: "a run folder; give one for each job" },
      ...folder
    },
    positionals: none
  },
  {
    name: "train",
    usage: "",
    summary: "Run the full training and write its lineage into the adapter folder.",
    example: "tunegate train -- python train.py --config configs/lora.yml",
    options: { dir: project.dir, ...python },
    positionals: none,
    passthrough: true
  },
  {
    name: "sweep",
    usage: "<training output folder>",
    summary: "Verify and evaluate every checkpoint and the base model alone, rank them, and say which adapter to release, if any.",
    example: "tunegate sweep out/run --cases eval/select.jsonl",
    options: {
      dir: project.dir,
      ...python,
      suite: { type: "string", value: "NAME", help: "suite that asks (default: the only one of the policy that generates its answers)" },
      cases: {
        type: "string",
        value: "FILE",
        help: "cases to select by, in the suite's form (default: the suite's own, which the gate then judges on a second time)"
      },
      metrics: {
        type: "string",
        value: "LIST",
        help: "rates of the suite that rank, most important first (default for triage: emergency recall, emergency specificity, accuracy)"
      },
      "min-n": { type: "string", value: "N", help: "cases that each ranking metric must count, else nothing is selected (default: 50)" },
      prune: {
        type: "string",
        value: "K",
        help: "delete all evaluated checkpoints but the best K and the selected one (default: delete none)"
      }
    },
    positionals: { min: 1, max: 1 }
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
      reason: { type: "string", value: "TEXT", help: "why, for the reviewers of the file" }
    },
    positionals: { min: 1, max: 1 }
  },
  {
    name: "scan",
    usage: "[path\u2026]",
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
      reveal: { type: "boolean", help: "show the values, on a terminal only and never in CI" }
    },
    positionals: { min: 0, max: 1e4 }
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
        help: "what stands in for a value (default: tag); a scan finds surrogates again, tags it does not"
      },
      packs: { type: "string", value: "LIST", help: "national packs, such as es,uk" }
    },
    positionals: { min: 2, max: 2 }
  },
  stageCommand("data", "Check data sets and their manifests; prints evidence."),
  stageCommand("smoke", "Run the trainer twice for three optimizer steps; prints evidence."),
  {
    ...stageCommand(
      "adapter",
      "Check the adapter of this tree; prints evidence. `adapter diff A B` compares two adapters, `adapter digest A` prints one's digests."
    ),
    options: {
      ...project,
      ...python,
      ...folder,
      svg
    },
    usage: "[diff A B | digest A]",
    positionals: { min: 0, max: 3 },
    verbs: {
      digest: {
        usage: "<adapter folder>",
        summary: "Print the canonical digest of an adapter folder and the digest of its configuration; needs no policy and no git.",
        example: "tunegate adapter digest out/adapter",
        options: {}
      },
      diff: {
        usage: "<older folder> <newer folder>",
        summary: "Say which tensors and modules of two adapters differ, and by how much; needs no policy and no git.",
        example: "tunegate adapter diff old/adapter out/adapter --svg diff.svg",
        options: { svg }
      }
    }
  },
  stageCommand("eval", "Score recorded or generated answers; prints evidence."),
  {
    name: "history",
    usage: "<adapter digest> <folder>",
    summary: "Find the runs that judged an adapter, in a folder of run folders.",
    example: "tunegate history 3fa2\u2026 archive/",
    options: {},
    positionals: { min: 2, max: 2 }
  },
  {
    name: "repro",
    usage: "check",
    summary: "Check Dockerfile, lock file and training script against the determinism list.",
    example: "tunegate repro check",
    options: { dir: project.dir },
    positionals: { min: 1, max: 1 }
  }
];

// src/cli/main.ts
var LOADERS = {
  demo: () => import("./chunks/demo-CNEJPTGW.mjs"),
  init: () => import("./chunks/init-K7ZYH277.mjs"),
  run: () => import("./chunks/run-GZICQVAS.mjs"),
  explain: () => import("./chunks/explain-AHAO3NXG.mjs"),
  verify: () => import("./chunks/verify-UWPZ3R4O.mjs"),
  "self-test": () => import("./chunks/self-test-7G56W75B.mjs"),
  gate: () => import("./chunks/gate-4K5CZEFL.mjs"),
  train: () => import("./chunks/train-JF34SGBE.mjs"),
  sweep: () => import("./chunks/sweep-IVYVFRO6.mjs"),
  baseline: () => import("./chunks/baseline-R6EIEJTD.mjs"),
  scan: () => import("./chunks/scan-VO6JANZG.mjs"),
  redact: () => import("./chunks/redact-4FWZ5GR7.mjs"),
  data: () => import("./chunks/data-3ENHHIKJ.mjs"),
  smoke: () => import("./chunks/smoke-OVGGGBRT.mjs"),
  adapter: () => import("./chunks/adapter-2NGONRVS.mjs"),
  eval: () => import("./chunks/eval-XOOXJZCX.mjs"),
  history: () => import("./chunks/history-F6YZZDRO.mjs"),
  repro: () => import("./chunks/repro-R5PMP67Q.mjs")
};
function help() {
  const width = Math.max(...COMMANDS.map((spec) => spec.name.length));
  return [
    "tunegate gates pull requests in clinical fine-tuning repositories.",
    "",
    "Usage: tunegate <command> [options]",
    "",
    ...COMMANDS.map((spec) => `  ${spec.name.padEnd(width)}  ${spec.summary}`),
    "",
    "Exit: 0 nothing fails \xB7 1 BLOCK \xB7 2 bad flag or policy \xB7 3 INCONCLUSIVE fails \xB7 4 ERROR",
    "Help of a command: tunegate <command> --help. Example: tunegate run --base origin/main",
    ""
  ].join("\n");
}
async function main(argv, world) {
  const [name, ...rest] = argv;
  const json = rest.includes("--json");
  try {
    if (name === "--version" || name === "-V" || name === "version") {
      world.terminal.print(VERSION);
      return 0;
    }
    if (name === void 0 || name === "--help" || name === "-h" || name === "help") {
      world.terminal.print(help());
      return name === void 0 ? 2 : 0;
    }
    const spec = COMMANDS.find((candidate) => candidate.name === name);
    if (!spec) throw await unknownCommand(name);
    return await runCommand(spec, rest, world);
  } catch (error) {
    return await tell(error, json, world);
  }
}
async function runCommand(spec, argv, world) {
  const args = parseCommand(spec, argv);
  if (args.flag("help")) {
    world.terminal.print(commandHelp(spec, args.positionals[0]));
    return 0;
  }
  const { command } = await LOADERS[spec.name]();
  return command(args, world);
}
async function unknownCommand(name) {
  const { nearest: nearest2 } = await import("./chunks/suggest-ACK6X6DH.mjs");
  const suggestion = nearest2(
    name,
    COMMANDS.map((spec) => spec.name)
  );
  return new Fault({
    code: "command",
    kind: "usage",
    message: `there is no command ${plain(name)}${suggestion ? `; did you mean ${suggestion}?` : ""}`,
    fix: "see: tunegate --help"
  });
}
async function tell(error, json, world) {
  const fault = await masked(toFault(error, world.signal.aborted));
  if (json) world.terminal.print(JSON.stringify(fault.toDocument()));
  const { details } = fault;
  const place = formatPlace(details.place);
  world.terminal.say(plain(`tunegate: ${place ? `${place}: ` : ""}${details.message}`));
  if (details.expected) world.terminal.say(plain(`  expected: ${details.expected}`));
  if (details.fix) world.terminal.say(plain(`  fix: ${details.fix}`));
  if (world.env.TUNEGATE_DEBUG === "1" && error instanceof Error) world.terminal.say(error.stack ?? "");
  return fault.exitCode;
}
async function masked(fault) {
  const { place, ...details } = fault.details;
  const path = place?.path;
  if (path === void 0 || path === "") return fault;
  const { Scanner } = await import("./chunks/phi-YHDWGWX5.mjs");
  const shown = new Scanner({}).showPath(path);
  if (shown === path) return fault;
  const texts = Object.entries(details).map(([key, text]) => [key, text.replaceAll(path, shown)]);
  return new Fault({ ...details, ...Object.fromEntries(texts), place: { ...place, path: shown } });
}
function toFault(error, aborted) {
  if (error instanceof Fault) return error;
  if (aborted) return new Fault({ code: "cancelled", kind: "environment", message: "the run was cancelled", fix: "run again" });
  const code = error?.code;
  if (code === "ENOSPC")
    return new Fault({ code: "disk-full", kind: "environment", message: "the disk is full", fix: "free some space and run again" });
  if (code === "EACCES" || code === "EROFS" || code === "EPERM")
    return new Fault({
      code: "no-permission",
      kind: "environment",
      message: "a file or folder cannot be written or read",
      fix: "check the permissions of the project folder and of the temporary folder"
    });
  const name = error instanceof Error ? error.name : typeof error;
  return new Fault({
    code: "internal",
    kind: "environment",
    message: `tunegate stopped with an error of its own (${name}${typeof code === "string" ? ` ${code}` : ""})`,
    fix: "run again with TUNEGATE_DEBUG=1 and report what it prints, after checking that it holds no patient data"
  });
}
async function startProcess() {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => abort.abort());
  process.stdout.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
  const world = {
    terminal: createTerminal(process.stderr, process.stdout),
    env: process.env,
    cwd: process.cwd(),
    now: () => /* @__PURE__ */ new Date(),
    signal: abort.signal
  };
  process.exitCode = await main(process.argv.slice(2), world);
}

// src/cli/cli.ts
await startProcess();
