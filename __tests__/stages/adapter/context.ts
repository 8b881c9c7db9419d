/** A context to run the adapter stage in. */
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { AdapterDetail } from "../../../src/core/adapter-detail.ts";
import { Evidence, type Plan } from "../../../src/core/documents.ts";
import { type Policy, PolicySchema } from "../../../src/core/policy.ts";
import type { Runner } from "../../../src/core/runner.ts";
import type { StageContext, StageResult } from "../../../src/core/stage.ts";
import type { Tree } from "../../../src/core/tree.ts";
import { adapterStage } from "../../../src/stages/adapter/index.ts";

export function adapterPolicy(extra: Record<string, unknown> = {}): Policy {
  const value = {
    version: 1,
    paths: { training: ["train.py", "configs/**", "requirements*.txt"] },
    data: [{ path: "data/train.jsonl", role: "train", schema: "chat" }],
    adapter: { path: "out/adapter" },
    ...extra,
  };
  Value.Default(PolicySchema, value);
  return Value.Decode(PolicySchema, value);
}

export interface ContextOptions {
  readonly head: Tree;
  readonly policy?: Policy;
  readonly base?: Tree | null;
  readonly changed?: readonly string[];
  readonly release?: boolean;
  readonly runner?: Runner;
}

/** A runner for tests in which nothing may be started. */
export const noRunner: Runner = {
  run: () => Promise.reject(new Error("nothing may be started here")),
  python: () => Promise.reject(new Error("nothing may be started here")),
};

export function makeContext(options: ContextOptions): StageContext {
  const folder = mkdtempSync(join(tmpdir(), "tunegate-adapter-stage-"));
  const plan: Plan = {
    schema: "tunegate/plan@1",
    digest: "0".repeat(64),
    event: { name: "local", release: options.release ?? false },
    root: ".",
    base: null,
    head: { commit: null, tree: "0", dirty: false },
    bootstrap: false,
    policy: { path: ".github/tunegate.yml", from: "base", sha256: "0".repeat(64) },
    mode: "production",
    enforce: "enforce",
    changed: (options.changed ?? []).map((path) => ({ path, status: "modified" as const })),
    judging: [],
    inputs: [],
    stages: [],
    deferred: [],
    notes: [],
  };
  return {
    plan,
    policy: options.policy ?? adapterPolicy(),
    side: "binding",
    base: options.base ?? null,
    head: options.head,
    judging: options.head,
    prior: new Map(),
    out: { dir: folder, scratch: mkdtempSync(join(tmpdir(), "tunegate-adapter-scratch-")) },
    runner: options.runner ?? noRunner,
    log: { info: () => {}, progress: () => {} },
    signal: new AbortController().signal,
  };
}

export interface StageRun {
  readonly result: StageResult;
  readonly detail: AdapterDetail;
  /** `rule severity` of each finding, sorted. */
  readonly rules: readonly string[];
  readonly dir: string;
}

/** Runs the stage and checks every document that it hands back against its schema. */
export async function runStage(options: ContextOptions): Promise<StageRun> {
  const ctx = makeContext(options);
  const result = await adapterStage.run(ctx);
  if (!Value.Check(Evidence, result.evidence)) throw new Error("the evidence is not as its schema asks");
  const detail: unknown = JSON.parse(await readFile(join(ctx.out.dir, "detail.json"), "utf8"));
  if (!Value.Check(AdapterDetail, detail)) throw new Error("the detail is not as its schema asks");
  const rules = result.evidence.findings.map(({ rule, severity }) => `${rule} ${severity}`).sort();
  return { result, detail: detail as AdapterDetail, rules, dir: ctx.out.dir };
}
