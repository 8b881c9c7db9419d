import { Fault, formatPlace } from "../core/fault.ts";
import { VERSION } from "../core/version.ts";
import { type Args, type CommandSpec, commandHelp, parseCommand } from "./args.ts";
import { COMMANDS } from "./specs.ts";
import { createTerminal, plain, type Terminal } from "./terminal.ts";

/** What a command needs of the world. Only this door reads environment, working directory and clock. */
export interface World {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** A command: parse, call, print. Gives the exit code. */
export type Command = (args: Args, world: World) => Promise<number>;

/** One import a command: a bare start loads none of them (promise 10). */
const LOADERS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  demo: () => import("./commands/demo.ts"),
  init: () => import("./commands/init.ts"),
  run: () => import("./commands/run.ts"),
  explain: () => import("./commands/explain.ts"),
  verify: () => import("./commands/verify.ts"),
  "self-test": () => import("./commands/self-test.ts"),
  gate: () => import("./commands/gate.ts"),
  train: () => import("./commands/train.ts"),
  sweep: () => import("./commands/sweep.ts"),
  baseline: () => import("./commands/baseline.ts"),
  scan: () => import("./commands/scan.ts"),
  redact: () => import("./commands/redact.ts"),
  data: () => import("./commands/data.ts"),
  smoke: () => import("./commands/smoke.ts"),
  adapter: () => import("./commands/adapter.ts"),
  eval: () => import("./commands/eval.ts"),
  history: () => import("./commands/history.ts"),
  repro: () => import("./commands/repro.ts"),
};

function help(): string {
  const width = Math.max(...COMMANDS.map((spec) => spec.name.length));
  return [
    "tunegate gates pull requests in clinical fine-tuning repositories.",
    "",
    "Usage: tunegate <command> [options]",
    "",
    ...COMMANDS.map((spec) => `  ${spec.name.padEnd(width)}  ${spec.summary}`),
    "",
    "Exit: 0 nothing fails · 1 BLOCK · 2 bad flag or policy · 3 INCONCLUSIVE fails · 4 ERROR",
    "Help of a command: tunegate <command> --help. Example: tunegate run --base origin/main",
    "",
  ].join("\n");
}

/** Runs the command line and gives the exit code; every failure becomes one sentence (promise 8). */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const [name, ...rest] = argv;
  const json = rest.includes("--json");
  try {
    if (name === "--version" || name === "-V" || name === "version") {
      world.terminal.print(VERSION);
      return 0;
    }
    if (name === undefined || name === "--help" || name === "-h" || name === "help") {
      world.terminal.print(help());
      return name === undefined ? 2 : 0;
    }
    const spec = COMMANDS.find((candidate) => candidate.name === name);
    if (!spec) throw await unknownCommand(name);
    return await runCommand(spec, rest, world);
  } catch (error) {
    return await tell(error, json, world);
  }
}

async function runCommand(spec: CommandSpec, argv: readonly string[], world: World): Promise<number> {
  const args = parseCommand(spec, argv);
  if (args.flag("help")) {
    world.terminal.print(commandHelp(spec, args.positionals[0]));
    return 0;
  }
  const { command } = await LOADERS[spec.name]!();
  return command(args, world);
}

async function unknownCommand(name: string): Promise<Fault> {
  const { nearest } = await import("../policy/suggest.ts");
  const suggestion = nearest(
    name,
    COMMANDS.map((spec) => spec.name),
  );
  return new Fault({
    code: "command",
    kind: "usage",
    message: `there is no command ${plain(name)}${suggestion ? `; did you mean ${suggestion}?` : ""}`,
    fix: "see: tunegate --help",
  });
}

async function tell(error: unknown, json: boolean, world: World): Promise<number> {
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

/** The fault with its path as findings show paths: a name on the command line or in a tree may be a patient's. */
async function masked(fault: Fault): Promise<Fault> {
  const { place, ...details } = fault.details;
  const path = place?.path;
  if (path === undefined || path === "") return fault;
  const { Scanner } = await import("../phi/index.ts");
  const shown = new Scanner({}).showPath(path);
  if (shown === path) return fault;
  const texts = Object.entries(details).map(([key, text]) => [key, text.replaceAll(path, shown)]);
  return new Fault({ ...details, ...Object.fromEntries(texts), place: { ...place, path: shown } });
}

function toFault(error: unknown, aborted: boolean): Fault {
  if (error instanceof Fault) return error;
  if (aborted) return new Fault({ code: "cancelled", kind: "environment", message: "the run was cancelled", fix: "run again" });
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "ENOSPC")
    return new Fault({ code: "disk-full", kind: "environment", message: "the disk is full", fix: "free some space and run again" });
  if (code === "EACCES" || code === "EROFS" || code === "EPERM")
    return new Fault({
      code: "no-permission",
      kind: "environment",
      message: "a file or folder cannot be written or read",
      fix: "check the permissions of the project folder and of the temporary folder",
    });
  // The message of an unexpected error may quote data, so only its kind is told; TUNEGATE_DEBUG=1 shows it on one's own machine.
  const name = error instanceof Error ? error.name : typeof error;
  return new Fault({
    code: "internal",
    kind: "environment",
    message: `tunegate stopped with an error of its own (${name}${typeof code === "string" ? ` ${code}` : ""})`,
    fix: "run again with TUNEGATE_DEBUG=1 and report what it prints, after checking that it holds no patient data",
  });
}

/** The process door: the only place that sets the exit code. */
export async function startProcess(): Promise<void> {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const world: World = {
    terminal: createTerminal(process.stderr, process.stdout),
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    signal: abort.signal,
  };
  process.exitCode = await main(process.argv.slice(2), world);
}
