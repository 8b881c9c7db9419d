/** A project that the gate judges without a trainer: one training file, its manifest, a policy over both. */
import { chat, manifest } from "../flow.ts";
import type { TestRepo } from "../repo.ts";

export const POLICY = `version: 1
phi: {scan: ["data/*.jsonl"]}
data:
  - {path: data/train.jsonl, role: train, schema: chat, manifest: data/train.manifest.yml}
`;

export function lightProject(): Record<string, string> {
  return { ".github/tunegate.yml": POLICY, ...training(["a", "b", "c"].map(chat)) };
}

/** Training file and manifest for these records. */
export function training(records: readonly string[]): Record<string, string> {
  const data = records.map((record) => `${record}\n`).join("");
  return { "data/train.jsonl": data, "data/train.manifest.yml": manifest(data, records.length) };
}

/** Replaces the training data. */
export function writeTraining(repo: TestRepo, records: readonly string[]): void {
  for (const [path, content] of Object.entries(training(records))) repo.write(path, content);
}

/** A chat record with this text in the question. */
export function asks(id: string, text: string): string {
  return JSON.stringify({
    id,
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: "please call the clinic" },
    ],
  });
}
