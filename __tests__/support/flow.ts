import { createHash } from "node:crypto";
import type { Runner } from "../../src/core/runner.ts";
import type { Stage } from "../../src/core/stage.ts";
import { type RunOptions, type RunOutcome, runFlow } from "../../src/flow/run.ts";
import { dataStage } from "../../src/stages/data/index.ts";

/** A run without a person: nothing is said, nothing is started. */
export function quietRun(dir: string, more: Partial<RunOptions> = {}): Promise<RunOutcome> {
  return runFlow({ ...quietOptions(dir), ...more });
}

export function quietOptions(dir: string): RunOptions {
  return {
    dir,
    base: "main",
    event: { name: "local", release: false },
    only: null,
    folder: null,
    runId: `test-${runs++}`,
    host: "test-host",
    version: "0.0.0-test",
    stages: [dataStage],
    runner: () => noRunner,
    voice: { log: () => ({ info: () => undefined, progress: () => undefined }), phase: () => undefined, say: () => undefined },
    signal: new AbortController().signal,
    now: () => new Date(),
  };
}

let runs = 0;

const noRunner: Runner = {
  run: () => Promise.reject(new Error("this run starts no child")),
  python: () => Promise.reject(new Error("this run needs no Python")),
};

/** A stage that throws what it is given. */
export function throwingStage(id: Stage["id"], error: unknown): Stage {
  return { id, needs: [], applies: () => ({ run: true, reason: "test" }), run: () => Promise.reject(error) };
}

/** A repository with one training file, its manifest and a policy over both. */
export function dataRepo(records: readonly string[] = [chat("a"), chat("b"), chat("c")]): Record<string, string> {
  const data = records.map((record) => `${record}\n`).join("");
  return {
    ".github/tunegate.yml":
      "version: 1\ndata:\n  - {path: data/train.jsonl, role: train, schema: chat, manifest: data/train.manifest.yml}\n",
    "data/train.jsonl": data,
    "data/train.manifest.yml": manifest(data, records.length),
  };
}

export function chat(id: string): string {
  return JSON.stringify({
    id,
    messages: [
      { role: "user", content: `question ${id}` },
      { role: "assistant", content: `answer ${id}` },
    ],
  });
}

export function manifest(data: string, rows: number): string {
  const checksum = createHash("sha256").update(data).digest("hex");
  return `schema: tunegate/manifest@1
source: generated for a test
license: Apache-2.0
deid_method: {tool: none-needed, version: "1", date: "2026-01-01"}
checksum: ${checksum}
rows: ${rows}
bytes: ${Buffer.byteLength(data)}
curator: test
date: "2026-01-01"
provenance_uuid: 3f0c6f52-6f6e-4b7e-9a53-0c1f5d2a7b11
language: en
splits: [train]
data_schema: chat
parents: []
`;
}
