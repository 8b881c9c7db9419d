/**
 * Runs a composite action.yml as the runner does, as far as our contract needs it: schema check by GitHub's own parser, `${{ }}` by
 * its own evaluator, `run:` steps in bash, `uses: $/folder` steps as node processes. Only those see the runtime token.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NoOperationTraceWriter } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/index";
import { parse as parseYaml } from "yaml";
import { type Annotation, makeCommandFiles, readFileCommands, readOutput } from "./commands.ts";
import { type Contexts, expand, expandAll, holds, type State, type Value } from "./expressions.ts";

type Env = Readonly<Record<string, string>>;
export type Outcome = "success" | "failure" | "skipped" | "cancelled";

export interface StepResult {
  readonly outcome: Outcome;
  readonly conclusion: Outcome;
  readonly outputs: Env;
  readonly log: string;
  /** Everything that the step printed, before masks and commands. */
  readonly raw: string;
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  /** Environment of the process: to prove what a step does not get. */
  readonly env: Env;
}

/** What a test does to one step instead of running it, or around it. */
export type Meddling =
  | { readonly kind: "cancel" }
  | { readonly kind: "crash"; readonly code: number }
  | { readonly kind: "before"; readonly run: () => void };

export interface CompositeOptions {
  /** Folder of the composite action.yml. */
  readonly root: string;
  /** GITHUB_WORKSPACE and working directory. */
  readonly workspace: string;
  /** Token and URLs of the results service; reaches `uses:` steps only. */
  readonly runtimeEnv: Env;
  readonly inputs?: Env;
  readonly github?: Readonly<Record<string, Value>>;
  /** Job-level environment. */
  readonly env?: Env;
  readonly meddle?: Readonly<Record<string, Meddling>>;
}

export interface CompositeResult {
  readonly ok: boolean;
  readonly outputs: Env;
  readonly steps: Readonly<Record<string, StepResult>>;
  /** Everything that leaves the job except API calls and artifacts. */
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  readonly log: string;
}

interface ActionFile {
  readonly inputs?: Readonly<
    Record<string, { readonly default?: unknown; readonly required?: boolean; readonly description?: string } | null>
  >;
  readonly outputs?: Readonly<Record<string, { readonly value?: unknown; readonly description?: string }>>;
  readonly runs: { readonly using: string; readonly main?: string; readonly post?: string; readonly steps?: readonly ActionStep[] };
}

export interface ActionStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: unknown;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly "continue-on-error"?: unknown;
  readonly "working-directory"?: string;
}

/** Reads an action.yml; the official parser validates, the structure comes from yaml (the parser's own template drops `with`). */
export function loadAction(file: string): ActionFile {
  const content = readFileSync(file, "utf8");
  const errors = parseAction({ name: file, content }, new NoOperationTraceWriter()).context.errors.getErrors();
  if (errors.length > 0) throw new Error(`${file}: ${errors.map((error) => error.message).join("; ")}`);
  return parseYaml(content) as ActionFile;
}

export async function runComposite(options: CompositeOptions): Promise<CompositeResult> {
  return new CompositeRun(options).all();
}

class CompositeRun {
  private readonly action: ActionFile;
  private readonly jobEnv: Record<string, string>;
  private readonly inputs: Record<string, string> = {};
  private readonly steps: Record<string, StepResult> = {};
  private masks: readonly string[] = [];
  private path = process.env.PATH ?? "";
  private ok = true;
  private cancelled = false;

  private readonly options: CompositeOptions;

  constructor(options: CompositeOptions) {
    this.options = options;
    this.action = loadAction(join(options.root, "action.yml"));
    this.jobEnv = { ...options.env };
    for (const [name, input] of Object.entries(this.action.inputs ?? {})) {
      this.inputs[name] = options.inputs?.[name] ?? expand(input?.default, this.contexts(), this.state());
    }
    for (const name of Object.keys(options.inputs ?? {})) if (!(name in this.inputs)) throw new Error(`Unexpected input '${name}'`);
  }

  async all(): Promise<CompositeResult> {
    for (const [index, step] of (this.action.runs.steps ?? []).entries()) {
      const id = step.id ?? `step-${index + 1}`;
      this.steps[id] = await this.step(id, step);
    }
    const outputs = Object.fromEntries(
      Object.entries(this.action.outputs ?? {}).map(([name, output]) => [name, expand(output.value, this.contexts(), this.state())]),
    );
    const results = Object.values(this.steps);
    return {
      ok: this.ok && !this.cancelled,
      outputs,
      steps: this.steps,
      annotations: results.flatMap((result) => result.annotations),
      summary: results.map((result) => result.summary).join(""),
      log: results.map((result) => result.log).join("\n"),
    };
  }

  private state(): State {
    return { ok: this.ok, cancelled: this.cancelled };
  }

  private contexts(): Contexts {
    const steps = Object.fromEntries(
      Object.entries(this.steps).map(([id, { outcome, conclusion, outputs }]) => [id, { outcome, conclusion, outputs }]),
    );
    const github = { token: "ghs_fake", action_path: this.options.root, workspace: this.options.workspace, ...this.options.github };
    return { github, runner: { os: "Linux" }, env: this.jobEnv, inputs: this.inputs, steps };
  }

  private async step(id: string, step: ActionStep): Promise<StepResult> {
    const meddling = this.options.meddle?.[id];
    const none = { outputs: {}, log: "", raw: "", annotations: [], summary: "", env: {} };
    if (!holds(step.if, this.contexts(), this.state())) return { outcome: "skipped", conclusion: "skipped", ...none };
    if (meddling?.kind === "cancel") {
      this.cancelled = true;
      return { outcome: "cancelled", conclusion: "cancelled", ...none };
    }
    if (meddling?.kind === "before") meddling.run();
    const dir = mkdtempSync(join(tmpdir(), "composite-"));
    try {
      return await this.execute(step, dir, meddling);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  private async execute(step: ActionStep, dir: string, meddling: Meddling | undefined): Promise<StepResult> {
    const files = makeCommandFiles(dir);
    const env: Record<string, string> = {
      PATH: this.path,
      HOME: dir,
      RUNNER_TEMP: this.jobEnv.RUNNER_TEMP ?? dir,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: this.options.workspace,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_ACTION_PATH: this.options.root,
      ...files,
      ...this.jobEnv,
      ...expandAll(step.env, this.contexts(), this.state()),
    };
    const child = step.run === undefined ? this.nested(step, env) : this.shell(step, env, dir);
    const { code, raw } = meddling?.kind === "crash" ? { code: meddling.code, raw: "" } : await spawnAll(child);
    const output = readOutput(raw, this.masks);
    this.masks = output.masks;
    // The runner refuses this one name.
    const { NODE_OPTIONS: _refused, ...exported } = readFileCommands(files.GITHUB_ENV);
    Object.assign(this.jobEnv, exported);
    this.path = [...readFileSync(files.GITHUB_PATH, "utf8").split("\n").filter(Boolean).reverse(), this.path].join(":");
    const outcome: Outcome = code === 0 ? "success" : "failure";
    const tolerated = String(step["continue-on-error"]) === "true";
    if (outcome === "failure" && !tolerated) this.ok = false;
    return {
      outcome,
      conclusion: tolerated ? "success" : outcome,
      outputs: readFileCommands(files.GITHUB_OUTPUT),
      log: output.log,
      raw,
      annotations: output.annotations,
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
      env: child.env,
    };
  }

  private shell(step: ActionStep, env: Env, dir: string): Child {
    if (step.shell !== "bash") throw new Error(`a run step needs shell: bash, not ${step.shell}`);
    const script = join(dir, "step.sh");
    writeFileSync(script, expand(step.run, this.contexts(), this.state()));
    const cwd = join(this.options.workspace, expand(step["working-directory"], this.contexts(), this.state()));
    return { command: "bash", args: ["--noprofile", "--norc", "-e", "-o", "pipefail", script], env, cwd };
  }

  private nested(step: ActionStep, env: Env): Child {
    const folder = /^\$\/(.+)$/.exec(String(step.uses))?.[1];
    if (!folder) throw new Error(`unsupported uses: ${step.uses}`);
    const nested = loadAction(join(this.options.root, folder, "action.yml"));
    if (!/^node\d+$/.test(nested.runs.using)) throw new Error(`unsupported using: ${nested.runs.using}`);
    const given = expandAll(step.with, this.contexts(), this.state());
    for (const name of Object.keys(given)) if (!(name in (nested.inputs ?? {}))) throw new Error(`Unexpected input '${name}' of ${folder}`);
    const inputs = Object.entries(nested.inputs ?? {}).map(([name, input]) => [
      `INPUT_${name.replace(/ /g, "_").toUpperCase()}`,
      given[name] ?? expand(input?.default, this.contexts(), this.state()),
    ]);
    const main = join(this.options.root, folder, nested.runs.main ?? "");
    return {
      command: process.execPath,
      args: [main],
      env: { ...env, ...this.options.runtimeEnv, ...(Object.fromEntries(inputs) as Env) },
      cwd: this.options.workspace,
    };
  }
}

interface Child {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly cwd: string;
}

function spawnAll({ command, args, env, cwd }: Child): Promise<{ code: number | null; raw: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let raw = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        raw += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, raw }));
  });
}
