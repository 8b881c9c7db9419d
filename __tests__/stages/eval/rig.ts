/** A tree in memory, a policy, and a runner that answers as it is told. */
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { sha256 } from "../../../src/core/digest.ts";
import type { Plan, Side } from "../../../src/core/documents.ts";
import { Fault } from "../../../src/core/fault.ts";
import { type Policy, PolicySchema } from "../../../src/core/policy.ts";
import type { RunEnd, Runner } from "../../../src/core/runner.ts";
import type { StageContext } from "../../../src/core/stage.ts";
import type { Tree } from "../../../src/core/tree.ts";

export type Files = Readonly<Record<string, string>>;

export function memoryTree(files: Files, side: "base" | "head", dir: string): Tree {
  const bytes = (path: string): Buffer => {
    const text = files[path];
    if (text === undefined) throw new Fault({ code: "file-absent", kind: "change", message: `${path} is not in the ${side}` });
    return Buffer.from(text);
  };
  return {
    side,
    list: async () =>
      Object.keys(files)
        .sort()
        .map((path) => ({ path, bytes: bytes(path).length, kind: "file" as const })),
    has: async (path) => files[path] !== undefined,
    open: async (path) => {
      const content = bytes(path);
      // Two chunks, so that lines and characters are cut in the middle.
      const half = content.length >> 1;
      return (async function* () {
        yield content.subarray(0, half);
        yield content.subarray(half);
      })();
    },
    read: async (path) => bytes(path),
    digest: async (path) => ({ sha256: sha256(bytes(path)), bytes: bytes(path).length }),
    materialise: async (path) => {
      const target = join(dir, sha256(path));
      await writeFile(target, bytes(path));
      return target;
    },
  };
}

export interface PromptSeen {
  readonly key: string;
  readonly messages: readonly { role: string; content: string }[];
  readonly base: boolean;
}

/** What the model says to a prompt; `null` leaves the answer out. */
export type Model = (prompt: PromptSeen, arm: "base" | "adapter") => string | null;

export interface FakeRunner extends Runner {
  readonly calls: { count: number };
}

/** Stands for the Python child: reads the request as it does, writes answers and the summary. */
export function fakeRunner(model: Model, end: RunEnd = { kind: "exited", code: 0 }, summary = true): FakeRunner {
  const calls = { count: 0 };
  return {
    calls,
    python: async () => ({ python: "python3", origin: "test", runtimePath: "/nowhere" }),
    run: async (request) => {
      calls.count += 1;
      const args = request.command as readonly string[];
      const asked = JSON.parse(await readFile(args[args.indexOf("--request") + 1] as string, "utf8")) as { prompts: string };
      const prompts = (await readFile(asked.prompts, "utf8"))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as PromptSeen);
      const rows = prompts.flatMap((prompt) =>
        (prompt.base ? (["base", "adapter"] as const) : (["adapter"] as const)).flatMap((arm) => answerRow(model, prompt, arm)),
      );
      const last = summary ? [{ schema: "tunegate/generate-summary@1", answers: rows.length, decoding: { strategy: "greedy" } }] : [];
      await writeFile(args[args.indexOf("--out") + 1] as string, [...rows, ...last].map((row) => `${JSON.stringify(row)}\n`).join(""));
      return {
        end,
        durationMs: 1,
        outputBytes: 0,
        tail: "",
        escaped: 0,
        peakMemoryBytes: 0,
        isolation: "process-group",
        changedCommandFiles: [],
        diskFull: false,
      };
    },
  };
}

function answerRow(model: Model, prompt: PromptSeen, arm: "base" | "adapter"): object[] {
  const output = model(prompt, arm);
  return output === null ? [] : [{ key: prompt.key, arm, output, finish: "stop" }];
}

export const LEVELS = ["emergency", "urgent", "routine", "self-care"];
export const MODEL_FILES: Files = {
  "models/base/config.json": "{}",
  "models/base/model.safetensors": "w",
  "out/adapter/adapter_config.json": "{}",
};

export function policyOf(suites: readonly object[], more: object = {}): Policy {
  return Value.Default(PolicySchema, { version: 1, phi: {}, eval: { suites }, ...more }) as Policy;
}

export const TRIAGE_SUITE = {
  name: "triage",
  data: "eval/triage.jsonl",
  scorer: "triage",
  levels: LEVELS,
  answers: { generate: { base: "models/base", adapter: "out/adapter" } },
};

export interface Setting {
  readonly policy: Policy;
  readonly base: Files | null;
  readonly head: Files;
  readonly side?: Side;
  readonly runner?: Runner;
}

export async function contextOf(setting: Setting): Promise<StageContext> {
  const dir = await mkdtemp(join(tmpdir(), "tunegate-eval-"));
  const scratch = await mkdtemp(join(tmpdir(), "tunegate-scratch-"));
  const head = memoryTree(setting.head, "head", scratch);
  const base = setting.base === null ? null : memoryTree(setting.base, "base", scratch);
  const side = setting.side ?? "binding";
  return {
    plan: {} as Plan,
    policy: setting.policy,
    side,
    base,
    head,
    judging: side === "binding" && base !== null ? base : head,
    prior: new Map(),
    out: { dir, scratch },
    runner: setting.runner ?? fakeRunner(() => '{"triage":"emergency"}'),
    log: { info: () => undefined, progress: () => undefined },
    signal: new AbortController().signal,
  };
}

export function jsonl(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function triageCase(id: string, gold: string, more: object = {}): object {
  return { id, cluster: `patient-${id}`, groups: { sex: "female" }, input: `message ${id} is ${gold}`, gold, ...more };
}
