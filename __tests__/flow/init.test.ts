import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { trackedPaths, WorkTree } from "../../src/core/work-tree.ts";
import { inspectTree } from "../../src/flow/init.ts";
import { proposeSetup, type Setup } from "../../src/flow/init-text.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";
import { loadWorkflow } from "../support/runner/workflow.ts";

let repo: TestRepo;
afterEach(() => repo?.remove());

const ACTION = `acme/tunegate@${"a".repeat(40)}`;

async function init(files: Record<string, string>, root = "."): Promise<Setup> {
  repo = testRepo(files);
  const { tree } = await WorkTree.create(repo.dir, await trackedPaths(repo.dir, ".", {}), []);
  return proposeSetup(await inspectTree(tree), { action: ACTION, root, defaultBranch: "main" });
}

const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const chat = {
  messages: [
    { role: "user", content: "q" },
    { role: "assistant", content: "a" },
  ],
};

const TEAM = {
  "data/train.jsonl": lines(chat),
  "data/train.manifest.yml": "x: 1\n",
  "data/replay.jsonl": lines(chat),
  "eval/triage.jsonl": lines({ id: "a", input: "x", gold: "routine" }, { id: "b", input: "y", gold: "emergency" }),
  "eval/notes.jsonl": lines({ id: "n", input: "x", gold: null, evidence: [{ id: "e", text: "t" }] }),
  "eval/safety.jsonl": lines({ id: "s", input: "x", gold: null }),
  "eval/never-miss.txt": "b\n",
  "outputs/notes.jsonl": lines({ schema: "tunegate/answers@1" }),
  "outputs/safety-answers.jsonl": lines({ schema: "tunegate/answers@1" }),
  "safety/policy.yml": "rules: []\n",
  "reviews/ratings.jsonl": lines({ case: "a", rater: "r", decision: "accept" }),
  "configs/lora.yml": "lr: 1\n",
  "train.py": "parser.add_argument('--config')\n",
  "models/base/config.json": "{}",
  "models/base/model.safetensors": "x",
  "out/adapter/adapter_config.json": "{}",
};

describe("tunegate init", () => {
  it("writes a policy that loads, from what a team has", async () => {
    const setup = await init(TEAM);
    const policy = loadPolicy(setup.policy, { path: ".github/tunegate.yml", side: "head" });
    expect(policy.enforce).toBe("observe");
    expect(policy.data).toContainEqual({ path: "data/train.jsonl", role: "train", schema: "chat", manifest: "data/train.manifest.yml" });
    expect(policy.data).toContainEqual({ path: "data/replay.jsonl", role: "replay", schema: "chat" });
    expect(policy.smoke?.command).toBe("python train.py --config configs/lora.yml");
    expect(policy.adapter?.path).toBe("out/adapter");
    expect(policy.ratings?.path).toBe("reviews/ratings.jsonl");
    expect(policy.eval?.suites.map((suite) => [suite.name, suite.scorer])).toEqual([
      ["notes", "grounded"],
      ["safety", "policy"],
      ["triage", "triage"],
    ]);
    expect(policy.eval?.suites[2]).toMatchObject({
      levels: ["emergency", "routine"],
      answers: { generate: { base: "models/base", adapter: "out/adapter" } },
    });
    expect(policy.gates.map((gate) => gate.metric)).toContain("triage.emergency_recall");
    expect(policy.gates.find((gate) => gate.metric === "triage.emergency_recall")?.["never-miss"]).toBe("eval/never-miss.txt");
    expect(setup.next.map((step) => step.command)).toContain('tunegate baseline propose --reason "first baseline"');
  });

  it.each<[string, Record<string, string>]>([
    ["an empty repository", { "README.md": "hello\n" }],
    ["broken data", { "data/train.jsonl": "not json\n{\n", "data/empty.jsonl": "" }],
    ["odd names", { "my data/train set #1.jsonl": lines(chat), "my data/'quote\".jsonl": lines(chat), "finetune.sh": "python x\n" }],
    [
      "labels that are no words",
      {
        "eval/x.jsonl": lines({ id: "1", input: "x", gold: "yes" }, { id: "2", input: "x", gold: "no: maybe" }),
        "outputs/x.jsonl": lines({ schema: "tunegate/answers@1" }),
      },
    ],
    [
      "two files of one name",
      {
        "eval/a/t.jsonl": lines({ id: "1", input: "x", gold: "a" }, { id: "2", input: "x", gold: "b" }),
        "eval/b/t.jsonl": lines({ id: "1", input: "x", gold: "a" }, { id: "2", input: "x", gold: "b" }),
        "outputs/t.jsonl": lines({ schema: "tunegate/answers@1" }),
      },
    ],
  ])("writes a policy that loads from %s", async (_, files) => {
    const setup = await init(files);
    expect(() => loadPolicy(setup.policy, { path: ".github/tunegate.yml", side: "head" })).not.toThrow();
    expect(setup.notes.length).toBeGreaterThan(0);
  });

  it("writes the workflow with the action's commit and the project's folder", async () => {
    const setup = await init({ "README.md": "x\n" }, "ml/triage");
    const workflow = parse(setup.workflow) as { jobs: { gate: { steps: { uses: string; with?: Record<string, unknown> }[] } } };
    const step = workflow.jobs.gate.steps.at(-1);
    expect(step).toEqual({ uses: ACTION, with: { "working-directory": "ml/triage" } });
    repo.write("workflow.yml", setup.workflow);
    expect(() => loadWorkflow(join(repo.dir, "workflow.yml"))).not.toThrow();
  });
});
