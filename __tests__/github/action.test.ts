import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/core/digest.ts";
import { type ActionRoot, buildAction } from "../support/action-root.ts";
import { chat } from "../support/flow.ts";
import type { CompositeResult } from "../support/runner/composite.ts";
import type { Failure } from "../support/runner/github-api.ts";
import { asks, lightProject, writeTraining } from "../support/runner/light-project.ts";
import { around, published } from "../support/runner/published.ts";
import { makeScene, type Scene, type SceneOptions } from "../support/runner/scene.ts";
import { readZip } from "../support/runner/zip.ts";

const SSN = "219-09-9187";
let action: ActionRoot;
let open: Scene[] = [];

beforeAll(() => {
  action = buildAction();
});
afterAll(() => action?.remove());
afterEach(() => {
  for (const scene of open) scene.close();
  open = [];
});

async function scene(more: Partial<SceneOptions> = {}, root = action.dir): Promise<Scene> {
  const made = await makeScene(root, { base: lightProject(), change: (repo) => repo.write("notes.txt", "a harmless note\n"), ...more });
  open.push(made);
  return made;
}

const withPhi = (repo: Parameters<SceneOptions["change"]>[0]): void =>
  writeTraining(repo, [...["a", "b"].map(chat), asks("c", `My social security number is ${SSN}, what now?`)]);

const outcomes = (result: CompositeResult): Record<string, string> =>
  Object.fromEntries(Object.entries(result.steps).map(([id, step]) => [id, step.outcome]));

describe("a clean pull request", () => {
  it("passes, and everything that is published says so", async () => {
    const pull = await scene();
    const result = await pull.run();
    expect(outcomes(result)).toEqual({
      prepare: "success",
      inspect: "success",
      smoke: "success",
      eval: "success",
      gate: "success",
      publish: "success",
      enforce: "success",
    });
    expect(result.ok).toBe(true);
    expect(result.outputs).toMatchObject({ verdict: "PASS", "exit-code": "0", "run-id": "1001-1", "findings-block": "0" });
    expect(result.annotations).toEqual([]);
    expect(result.summary).toContain("tunegate: PASS");
    expect(pull.api.statuses).toEqual([expect.objectContaining({ sha: pull.head, state: "success", context: "tunegate" })]);
    expect(pull.api.comments).toHaveLength(1);
    expect(pull.api.comments[0]?.body).toContain("tunegate: PASS");
    expect(pull.api.comments[0]?.body).toContain("actions/runs/1001/artifacts/2");
  });

  it("publishes the run folder whole, and the report as a file that opens with one click", async () => {
    const pull = await scene();
    const result = await pull.run();
    const zip = pull.service.artifact("tunegate")!;
    expect(result.outputs["artifact-digest"]).toBe(`sha256:${sha256(zip)}`);
    expect(result.outputs["artifact-url"]).toBe("https://github.com/acme/triage/actions/runs/1001/artifacts/1");
    const files = readZip(zip);
    const seal = files.get("seal.json")!;
    expect(sha256(seal)).toBe(result.outputs["seal-digest"]);
    const sealed = (JSON.parse(seal.toString()) as { files: { path: string; sha256: string }[] }).files;
    expect(sealed.length).toBeGreaterThan(8);
    for (const file of sealed) expect(sha256(files.get(file.path)!), file.path).toBe(file.sha256);
    const report = pull.service.artifact("tunegate-report.html")!;
    expect(report.equals(files.get("report.html")!)).toBe(true);
  });

  it("gives no step that runs commands a token of any kind", async () => {
    const pull = await scene();
    const result = await pull.run();
    for (const id of ["inspect", "smoke", "eval", "gate", "enforce"]) {
      const env = result.steps[id]!.env;
      expect(Object.keys(env).filter((name) => /TOKEN|ACTIONS_RUNTIME|ACTIONS_RESULTS|ACTIONS_CACHE|^INPUT_/.test(name))).toEqual([]);
      expect(JSON.stringify(env)).not.toContain("ghs_fake");
    }
    expect(result.steps.publish?.env.ACTIONS_RUNTIME_TOKEN).toBeDefined();
    expect(result.log).not.toContain("ghs_fake");
  });
});

describe("a pull request with a patient's identifier", () => {
  it("is blocked on the line of the diff, and nothing that leaves the job holds the identifier", async () => {
    const pull = await scene({ change: withPhi });
    const result = await pull.run();
    expect(result.ok).toBe(false);
    expect(result.outputs).toMatchObject({ verdict: "BLOCK", "exit-code": "1" });
    const place = result.annotations.find((one) => one.file === "data/train.jsonl");
    expect(place).toMatchObject({ level: "error", line: 3, title: "tunegate: phi.ssn" });
    expect(pull.api.statuses.at(-1)).toMatchObject({ state: "failure", description: expect.stringMatching(/^BLOCK: phi\.findings/) });
    expect(pull.api.comments[0]?.body).toContain("`data/train.jsonl:3`");
    for (const [name, bytes] of published(pull, result)) expect(bytes.includes(SSN), name).toBe(false);
  });

  it("keeps identifiers in title, branch, file name and broken files out of every published byte", async () => {
    const canary = "Wilhelmina-Featherstonehaugh";
    const pull = await scene({
      title: `Fix for ${canary} ${SSN}`,
      branch: `fix-${canary}-${SSN}`,
      change: (repo) => {
        withPhi(repo);
        repo.write(`data/${SSN}.jsonl`, `${asks("x", `Mrs ${canary}, SSN ${SSN}`)}\n{"broken ${SSN} ${canary}\n`);
      },
    });
    const result = await pull.run();
    expect(result.ok).toBe(false);
    for (const [name, bytes] of published(pull, result)) {
      for (const planted of [SSN, canary]) expect(bytes.includes(planted), `${planted} in ${name}: ${around(bytes, planted)}`).toBe(false);
    }
  });
});

describe("publishing that is refused", () => {
  const writes = (method: string): boolean => method !== "GET";
  const cases: readonly [string, (method: string, path: string) => Failure | null, Partial<SceneOptions>, RegExp][] = [
    ["a fork's token", (method) => (writes(method) ? { status: 403 } : null), { fork: true }, /fork has a token that can only read/],
    ["403", (method) => (writes(method) ? { status: 403 } : null), {}, /give the job `?pull-requests: write/],
    ["404", () => ({ status: 404 }), {}, /GitHub does not find it/],
    ["409", (method) => (writes(method) ? { status: 409 } : null), {}, /conflict/],
    ["422", (method) => (writes(method) ? { status: 422 } : null), {}, /refuses the request as it is/],
    ["500", () => ({ status: 500 }), {}, /an error of its own \(500\), twice/],
    ["a rate limit", () => ({ status: 403, headers: { "x-ratelimit-remaining": "0" } }), {}, /rate limit is used up/],
  ];

  it.each(cases)("%s is told in one sentence, and the verdict stays", async (name, failure, options, sentence) => {
    // Half of them with a verdict that blocks, half with one that passes: neither is softened, neither is lost.
    const blocked = ["a fork's token", "404", "500"].includes(name);
    const pull = await scene({ ...options, ...(blocked ? { change: withPhi } : {}) });
    pull.api.failure = failure;
    const result = await pull.run();
    expect(result.outputs).toMatchObject(blocked ? { verdict: "BLOCK", "exit-code": "1" } : { verdict: "PASS", "exit-code": "0" });
    expect(result.steps.publish?.outcome).toBe("success");
    expect(result.annotations.find((one) => one.level === "notice" && one.title?.includes("not everything"))?.message).toMatch(sentence);
    expect(result.summary.replaceAll("\\", "")).toMatch(sentence);
    expect(result.outputs["artifact-id"]).toBe("1");
  });

  it("a GitHub that never answers is given up, and the verdict stays", async () => {
    const root = mkdtempSync(join(tmpdir(), "tunegate-action-"));
    cpSync(action.dir, root, { recursive: true });
    const file = join(root, "publish/action.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/(api-timeout:.*default: )"\d+"/, '$1"1"'));
    const pull = await scene({}, root);
    pull.api.failure = () => "silence";
    const result = await pull.run();
    expect(result.outputs).toMatchObject({ verdict: "PASS", "exit-code": "0" });
    expect(result.summary).toContain("did not answer in time, twice");
    rmSync(root, { recursive: true, force: true });
  });

  it("a runner without an artifact service is told, and the verdict stays", async () => {
    const pull = await scene({ change: withPhi });
    const result = await pull.run({ services: false });
    expect(result.outputs).toMatchObject({ verdict: "BLOCK", "exit-code": "1", "artifact-id": "" });
    expect(result.summary).toContain("this runner offers no artifact service");
    expect(pull.api.comments[0]?.body).toContain("no artifact service");
    expect(pull.api.statuses.at(-1)?.state).toBe("failure");
  });

  it("an artifact name that is taken is told, and the verdict stays", async () => {
    const pull = await scene();
    await pull.run();
    const again = await pull.run();
    expect(again.outputs).toMatchObject({ verdict: "PASS", "exit-code": "0", "artifact-id": "" });
    expect(again.summary).toContain("artifact-name");
  });
});

describe("a second push", () => {
  it("updates the one comment and tells what changed", async () => {
    const pull = await scene({ change: withPhi });
    await pull.run();
    pull.api.comments.unshift({
      id: 99,
      body: "<!-- tunegate:comment . -->\nforged",
      user: { login: "someone", type: "User" },
      html_url: "",
    });
    pull.push((repo) => writeTraining(repo, ["a", "b", "c", "d"].map(chat)));
    const second = await pull.run({ inputs: { "artifact-name": "tunegate-2" } });
    expect(second.outputs.verdict).toBe("PASS");
    expect(pull.api.comments).toHaveLength(2);
    expect(pull.api.comments[0]?.body).toContain("forged");
    const body = pull.api.comments[1]?.body ?? "";
    expect(body).toContain("Since the last push");
    expect(body).toContain("BLOCK → **PASS**");
    expect(pull.api.statuses.map((status) => status.state)).toEqual(["failure", "success"]);
    expect(new Set(pull.api.statuses.map((status) => status.sha)).size).toBe(2);
  });
});

describe("steps that do not end well", () => {
  const red = (result: CompositeResult, pull: Scene, code: string, sentence: RegExp): void => {
    expect(result.ok).toBe(false);
    expect(result.steps.enforce?.outcome).toBe("failure");
    expect(result.outputs["exit-code"]).toBe(code);
    expect(result.outputs.verdict).not.toMatch(/PASS|WARN/);
    expect(
      result.annotations
        .filter((one) => one.level === "error")
        .map((one) => one.message)
        .join("\n"),
    ).toMatch(sentence);
    expect(pull.api.statuses.at(-1)?.state).toMatch(/error|failure/);
    expect(pull.api.comments.at(-1)?.body).toMatch(/no verdict|tunegate: (BLOCK|ERROR)/);
  };

  it("cancelled smoke: told, red, and nobody sees a PASS", async () => {
    const pull = await scene();
    const result = await pull.run({ meddle: { smoke: { kind: "cancel" } } });
    expect(outcomes(result)).toMatchObject({ smoke: "cancelled", eval: "skipped", gate: "skipped", publish: "success" });
    red(result, pull, "4", /Step smoke was cancelled/);
  });

  it("crashed eval: the gate still decides, and the run is red", async () => {
    const pull = await scene();
    const result = await pull.run({ meddle: { eval: { kind: "crash", code: 137 } } });
    expect(outcomes(result)).toMatchObject({ eval: "failure", gate: "success" });
    red(result, pull, "4", /Step eval stopped before it was done/);
  });

  it("crashed inspect: a planned stage without a receipt is an ERROR", async () => {
    const pull = await scene();
    const result = await pull.run({ meddle: { inspect: { kind: "crash", code: 1 } } });
    expect(outcomes(result)).toMatchObject({ inspect: "failure", smoke: "skipped", eval: "skipped" });
    red(result, pull, "4", /Step inspect stopped|inspect/);
  });

  it("crashed publish: red, even with a verdict that passes", async () => {
    const pull = await scene();
    const result = await pull.run({ meddle: { publish: { kind: "crash", code: 1 } } });
    expect(result.ok).toBe(false);
    expect(result.outputs).toMatchObject({ "exit-code": "4", verdict: "ERROR" });
    expect(result.steps.enforce?.raw).toContain("publish did not finish");
  });

  it("a verdict that was exchanged after it was shown is refused", async () => {
    const pull = await scene({ change: withPhi });
    let folder = "";
    const result = await pull.run({
      meddle: {
        enforce: {
          kind: "before",
          run: () => {
            folder = findRunFolder(pull);
            const file = join(folder, "verdict.json");
            const verdict = JSON.parse(readFileSync(file, "utf8")) as object;
            writeFileSync(file, JSON.stringify({ ...verdict, overall: "PASS", fails: false, exit_code: 0, gates: [] }));
          },
        },
      },
    });
    expect(folder).not.toBe("");
    expect(result.ok).toBe(false);
    expect(result.outputs).toMatchObject({ "exit-code": "4", verdict: "ERROR" });
  });

  it("evidence that a later step edited is refused", async () => {
    const pull = await scene({ change: withPhi });
    const result = await pull.run({
      meddle: {
        gate: {
          kind: "before",
          run: () => {
            const file = join(findRunFolder(pull), "../parts/inspect/evidence/phi/evidence.json");
            writeFileSync(file, readFileSync(file, "utf8").replaceAll("block", "info"));
          },
        },
      },
    });
    red(result, pull, "4", /gate/);
  });

  it("an invalid policy in the base is one sentence, exit 2", async () => {
    const base = { ...lightProject(), ".github/tunegate.yml": "version: 1\ntoleranze: 1\n" };
    const pull = await scene({ base });
    const result = await pull.run();
    red(result, pull, "2", /toleranze/);
    expect(pull.api.comments[0]?.body).toContain("toleranze");
  });

  it("a wrong input is one sentence, exit 2", async () => {
    const pull = await scene();
    const result = await pull.run({ inputs: { stages: "phi,smokee" } });
    expect(outcomes(result)).toMatchObject({ prepare: "failure", inspect: "skipped", gate: "skipped" });
    red(result, pull, "2", /smokee/);
  });

  it("pull request code under an event that can write is refused", async () => {
    const pull = await scene({ event: "pull_request_target" });
    const result = await pull.run();
    expect(outcomes(result)).toMatchObject({ prepare: "failure", inspect: "skipped", smoke: "skipped" });
    red(result, pull, "2", /whose token can write/);
  });
});

/** The run folder of the latest run: prepare's `folder` is below the runner's temporary folder. */
function findRunFolder(pull: Scene): string {
  return pull.lastFolder();
}
