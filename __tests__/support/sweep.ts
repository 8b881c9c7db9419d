/** A repository with checkpoints, and a model that answers as it is told, without Python. */
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Runner } from "../../src/core/runner.ts";
import { SWEEP_FILE, Sweep } from "../../src/core/sweep.ts";
import { type SweepOptions, type SweepOutcome, sweepFlow } from "../../src/flow/sweep.ts";
import { compileValidator } from "../../src/policy/validate.ts";
import { floats, loraTensors, peftConfig, safetensorsFile } from "../stages/adapter/fixtures.ts";
import { type TestRepo, testRepo } from "./repo.ts";

/** Names of the candidate folder (`run` for the adapter root), arm and question; the level that it answers, or null for a dead child. */
export type Answering = (candidate: string, arm: "base" | "adapter", question: string) => string | null;

const CASES = 120;
/** Half emergencies, half routine; the question names the gold level. */
export function triageCases(prefix = "c", n = CASES): string {
  return Array.from({ length: n }, (_, at) => {
    const gold = at % 2 === 0 ? "emergency" : "routine";
    return `${JSON.stringify({ id: `${prefix}-${at}`, input: `${prefix} ${at} ${gold}`, gold })}\n`;
  }).join("");
}

export const POLICY = `version: 1
mode: development
adapter: {path: out/adapter}
eval:
  suites:
    - {name: triage, data: eval/triage.jsonl, scorer: triage, levels: [emergency, urgent, routine, self-care],
       answers: {generate: {base: models/base, adapter: out/adapter}}}
`;

export function sweepRepo(policy = POLICY): TestRepo {
  const modules = [0, 1].flatMap((layer) => ["q_proj", "v_proj"].map((name) => `model.layers.${layer}.self_attn.${name}.weight`));
  const weights = modules.map((name) => ({ name, dtype: "F32", shape: [4, 4], data: floats(Array(16).fill(1)) }));
  const repo = testRepo({ ".github/tunegate.yml": policy, ".gitignore": "out/run/\n", "eval/triage.jsonl": triageCases() });
  repo.write("models/base/config.json", "{}");
  repo.write("models/base/model.safetensors", safetensorsFile(weights));
  repo.commit("base model");
  return repo;
}

/** An adapter folder as the Trainer leaves it, with what it keeps to resume. `seed` makes the digest. */
export function writeCheckpoint(repo: TestRepo, name: string, seed: number): void {
  const folder = name === "." ? "out/run" : `out/run/${name}`;
  repo.write(`${folder}/adapter_config.json`, JSON.stringify(peftConfig()));
  repo.write(`${folder}/adapter_model.safetensors`, safetensorsFile(loraTensors(seed)));
  if (name === ".") return;
  for (const state of ["optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin"])
    repo.write(`${folder}/${state}`, "\u0080\u0002.");
  repo.write(`${folder}/trainer_state.json`, "{}");
}

/** A runner whose child tells from its links which candidate it was given. `seen` collects the files of each. */
export function answeringRunner(
  answering: Answering,
  seen: Map<string, readonly string[]> = new Map(),
  decoding: (candidate: string) => object = () => ({ strategy: "greedy" }),
): Runner {
  return {
    python: async () => ({ python: "python3", origin: "test", runtimePath: "/nowhere" }),
    run: async (request) => {
      const args = request.command as readonly string[];
      const value = (flag: string) => args[args.indexOf(flag) + 1] as string;
      const asked = JSON.parse(await readFile(value("--request"), "utf8")) as { prompts: string; adapter: string };
      const weights = realpathSync(join(asked.adapter, "adapter_model.safetensors"));
      const candidate = basename(dirname(weights));
      seen.set(candidate, (readdirSync(asked.adapter, { recursive: true }) as string[]).sort());
      const rows: object[] = [];
      for (const line of readFileSync(asked.prompts, "utf8").split("\n").filter(Boolean)) {
        const prompt = JSON.parse(line) as { key: string; base: boolean; messages: { content: string }[] };
        for (const arm of prompt.base ? (["base", "adapter"] as const) : (["adapter"] as const)) {
          const level = answering(candidate, arm, prompt.messages[0]?.content ?? "");
          if (level !== null) rows.push({ key: prompt.key, arm, output: JSON.stringify({ triage: level }), finish: "stop" });
        }
      }
      const last = { schema: "tunegate/generate-summary@1", answers: rows.length, decoding: decoding(candidate) };
      await writeFile(value("--out"), [...rows, last].map((row) => `${JSON.stringify(row)}\n`).join(""));
      return {
        end: { kind: "exited", code: 0 },
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

/** Right answers for the first `share` of the questions (by number), "urgent" for the rest. */
export function rightFor(share: number, n = CASES): (question: string) => string {
  return (question) => {
    const [, number = "0", gold = ""] = question.split(" ");
    return Number(number) < share * n ? gold : "urgent";
  };
}

const validate = compileValidator(Sweep);

/** Runs a sweep of out/run and checks the report on disk: its schema, and that it is what was handed back. */
export async function runSweep(repo: TestRepo, runner: Runner, more: Partial<SweepOptions> = {}): Promise<SweepOutcome> {
  const outcome = await sweepFlow({
    dir: repo.dir,
    folder: join(repo.dir, "out/run"),
    suite: null,
    metrics: [],
    cases: null,
    minN: 50,
    keep: null,
    runner,
    log: { info: () => undefined, progress: () => undefined },
    signal: new AbortController().signal,
    ...more,
  });
  const written: unknown = JSON.parse(readFileSync(join(repo.dir, "out/run", SWEEP_FILE), "utf8"));
  const problem = validate(structuredClone(written))[0];
  if (problem) throw new Error(`the report is not as its schema asks: ${problem.pointer} ${problem.message}`);
  if (JSON.stringify(written).includes(repo.dir)) throw new Error("the report holds an absolute path");
  return outcome;
}

/** A folder outside the repository with a file that must survive. */
export function bystander(repo: TestRepo): string {
  const outside = `${repo.dir}-outside`;
  mkdirSync(join(outside, "checkpoint-1"), { recursive: true });
  writeFileSync(join(outside, "checkpoint-1", "precious.txt"), "precious");
  return outside;
}

export function link(repo: TestRepo, target: string, path: string): void {
  mkdirSync(dirname(join(repo.dir, path)), { recursive: true });
  symlinkSync(target, join(repo.dir, path));
}
