/** The action on the example with its real trainer and model: one clean pull request and each bad one, as patches/expected.json states. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ActionRoot, buildAction, REPOSITORY_ROOT } from "../support/action-root.ts";
import { around, published } from "../support/runner/published.ts";
import { makeScene, type Scene } from "../support/runner/scene.ts";
import { readZip } from "../support/runner/zip.ts";

const EXAMPLE = join(REPOSITORY_ROOT, "examples/clinical-triage");
interface Expected {
  readonly patch: string;
  readonly overall: string;
  readonly blocks: readonly string[];
}
const EXPECTED = JSON.parse(readFileSync(join(EXAMPLE, "patches/expected.json"), "utf8")) as readonly Expected[];
const CHOSEN = EXPECTED.filter(({ patch, overall }) => patch.startsWith("bad-") || overall === "PASS");

let action: ActionRoot;
let pull: Scene | undefined;
beforeAll(() => {
  action = buildAction();
});
afterAll(() => action?.remove());
afterEach(() => {
  pull?.close();
  pull = undefined;
});

describe("the example behind `uses:`", () => {
  it.each(CHOSEN)("$patch", { timeout: 600_000 }, async (expected) => {
    pull = await makeScene(action.dir, { base: EXAMPLE, change: (repo) => repo.git("apply", join(EXAMPLE, "patches", expected.patch)) });
    const result = await pull.run({ inputs: { python: findPython() } });
    const files = readZip(pull.service.artifact("tunegate")!);
    const verdict = JSON.parse(files.get("verdict.json")!.toString()) as { overall: string; gates: { id: string; verdict: string }[] };
    expect(verdict.overall, result.summary).toBe(expected.overall);
    expect(
      verdict.gates
        .filter((gate) => gate.verdict === "BLOCK")
        .map((gate) => gate.id)
        .sort(),
    ).toEqual([...expected.blocks].sort());
    expect(result.outputs.verdict).toBe(expected.overall);
    expect(result.ok).toBe(expected.overall === "PASS" || expected.overall === "WARN");
    expect(result.outputs["adapter-digest"]).toMatch(/^[0-9a-f]{64}$/);
    // A change of evaluation cases alone wakes no training, so there is no adapter of a smoke run.
    const trained = verdict.gates.some((gate) => gate.id.startsWith("smoke."));
    expect(result.outputs["smoke-adapter-digest"] ?? "").toMatch(trained ? /^[0-9a-f]{64}$/ : /^$/);
    expect(JSON.parse(files.get("adapter-hashes.json")!.toString())).toMatchObject({ canonical: result.outputs["adapter-digest"] });
    expect(pull.service.artifact("tunegate-report.html")!.includes("<h1>")).toBe(true);
    expect(result.annotations.filter((one) => one.title?.includes("not everything"))).toEqual([]);
    expect(pull.api.comments[0]?.body).toContain(`tunegate: ${expected.overall}`);
  });
});

describe("identifiers that code of the pull request produces", () => {
  it("are in no published byte: printed, raised, answered", { timeout: 600_000 }, async () => {
    const planted = ["219-09-9187", "wilhelmina.featherstonehaugh@hospital.example"];
    const text = `patient SSN ${planted[0]}, mail ${planted[1]}`;
    pull = await makeScene(action.dir, {
      base: EXAMPLE,
      change: (repo) => {
        const trainer = readFileSync(join(EXAMPLE, "train.py"), "utf8");
        repo.write("train.py", `print("${text}")\nprint("::error::${text}")\nraise ValueError("${text}")\n${trainer}`);
        const [header, first, ...rest] = readFileSync(join(EXAMPLE, "outputs/notes.jsonl"), "utf8").split("\n");
        const answer = { ...(JSON.parse(first!) as { output: string }), output: `The ${text}.` };
        repo.write("outputs/notes.jsonl", [header, JSON.stringify(answer), ...rest].join("\n"));
      },
    });
    const result = await pull.run({ inputs: { python: findPython() } });
    expect(result.ok).toBe(false);
    expect(pull.api.comments).toHaveLength(1);
    for (const [name, bytes] of published(pull, result)) {
      for (const value of planted) expect(bytes.includes(value), `${value} in ${name}: ${around(bytes, value)}`).toBe(false);
    }
  });
});

/** A Python with torch that is there already; empty lets the action make its own environment, which takes minutes. */
function findPython(): string {
  if (process.env.TUNEGATE_PYTHON) return process.env.TUNEGATE_PYTHON;
  const cache = process.env.TUNEGATE_CACHE ?? join(homedir(), ".cache/tunegate");
  const made = existsSync(cache) ? readdirSync(cache).filter((name) => existsSync(join(cache, name, "tunegate-complete"))) : [];
  return made.length === 0 ? "" : join(cache, made.sort().at(-1)!, "bin/python");
}
