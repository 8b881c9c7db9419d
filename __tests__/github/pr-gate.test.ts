import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ActionRoot, buildAction, REPOSITORY_ROOT } from "../support/action-root.ts";
import { chat } from "../support/flow.ts";
import { asks, lightProject, writeTraining } from "../support/runner/light-project.ts";
import { makeScene, type Scene } from "../support/runner/scene.ts";
import { runWorkflow, type WorkflowOptions } from "../support/runner/workflow.ts";
import { readZip } from "../support/runner/zip.ts";

const FILE = join(REPOSITORY_ROOT, ".github/workflows/pr-gate.yml");
let action: ActionRoot;
let pull: Scene;

beforeAll(() => {
  action = buildAction();
});
afterAll(() => action?.remove());
afterEach(() => pull?.close());

async function start(blocked = false): Promise<void> {
  pull = await makeScene(action.dir, {
    base: lightProject(),
    change: (repo) =>
      blocked ? writeTraining(repo, [chat("a"), asks("b", "My social security number is 219-09-9187")]) : repo.write("notes.txt", "x\n"),
  });
}

const run = (more: Partial<WorkflowOptions> = {}) => runWorkflow({ file: FILE, composite: (job) => pull.job(job), ...more });

describe("pr-gate.yml", () => {
  it("passes a clean pull request over three jobs", async () => {
    await start();
    const jobs = await run();
    expect(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.result]))).toEqual({
      inspect: "success",
      smoke: "success",
      gate: "success",
    });
    expect(jobs.gate?.outputs).toMatchObject({ verdict: "PASS", "exit-code": "0" });
    expect(pull.service.artifacts.map((artifact) => artifact.name)).toEqual([
      "tunegate-inspect",
      "tunegate-smoke",
      "tunegate",
      "tunegate-report.html",
    ]);
    expect([...readZip(pull.service.artifact("tunegate")!).keys()]).toContain("receipts/phi.json");
    expect(pull.api.comments).toHaveLength(1);
    expect(pull.api.statuses).toEqual([expect.objectContaining({ state: "success" })]);
  });

  it("blocks in the gate job, although the jobs before it are green", async () => {
    await start(true);
    const jobs = await run();
    expect(jobs.inspect?.result).toBe("success");
    expect(jobs.gate?.result).toBe("failure");
    expect(jobs.gate?.outputs).toMatchObject({ verdict: "BLOCK", "exit-code": "1" });
  });

  it.each([
    ["a cancelled inspect", { cancel: ["inspect"] }],
    ["all jobs cancelled", { cancel: ["inspect", "smoke"] }],
    ["a crashed inspect step", { meddle: { inspect: { inspect: { kind: "crash", code: 9 } } } }],
  ] as const)("is red after %s: no part, no PASS", async (_, more) => {
    await start();
    const jobs = await run(more as Partial<WorkflowOptions>);
    expect(jobs.gate?.result).toBe("failure");
    expect(jobs.gate?.outputs.verdict).not.toMatch(/PASS|WARN/);
    expect(pull.api.statuses.at(-1)?.state).toMatch(/error|failure/);
    expect(jobs.gate?.action?.steps.smoke?.outcome).toBe("skipped");
  });

  it("refuses a part that is not the one its job uploaded", async () => {
    await start();
    const jobs = await run({
      composite: (job) => {
        if (job === "gate") {
          const path = "/store/artifact/tunegate-inspect";
          pull.service.blobs.set(path, pull.service.blobs.get("/store/artifact/tunegate-smoke")!);
        }
        return pull.job(job);
      },
    });
    expect(jobs.gate?.result).toBe("failure");
    expect(jobs.gate?.action?.annotations.map((one) => one.message).join()).toMatch(/digests differ/);
  });

  it("takes a label or a list of labels for the smoke runner", async () => {
    await start();
    const labels = (smoke: string) => run({ inputs: { "smoke-runner": smoke }, cancel: ["inspect", "smoke", "gate"] });
    expect((await labels("gpu-large")).smoke?.runsOn).toBe("gpu-large");
    expect((await labels('["self-hosted","gpu"]')).smoke?.runsOn).toBe("Array");
  });
});
