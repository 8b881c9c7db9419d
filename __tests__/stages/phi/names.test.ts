import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Evidence } from "../../../src/core/documents.ts";
import { phiStage } from "../../../src/stages/phi/index.ts";
import { quietRun } from "../../support/flow.ts";
import { type TestRepo, testRepo } from "../../support/repo.ts";

let repo: TestRepo;
beforeEach(() => {
  repo = testRepo({ ".github/tunegate.yml": 'version: 1\nphi:\n  scan: ["data/**"]\n', "data/ok.txt": "nothing\n" });
});
afterEach(() => repo.remove());

async function run() {
  const outcome = await quietRun(repo.dir, { stages: [phiStage] });
  const text = readFileSync(join(outcome.folder, "evidence/phi/evidence.json"), "utf8");
  return { ...outcome, evidence: JSON.parse(text) as Evidence };
}

it("no name keeps a committed file from being scanned or told", async () => {
  if (process.platform !== "linux") return;
  repo.write("data/x\ny.log", "SSN 449-87-4100\n");
  execFileSync("bash", ["-c", "echo 'SSN 449-87-4101' > $'data/bad\\xff.txt'"], { cwd: repo.dir });
  repo.commit("odd names");
  const { evidence, verdict } = await run();
  expect(evidence.findings.map(({ rule, severity, place }) => `${place.path} ${rule} ${severity}`)).toEqual([
    "data/bad\ufffd.txt phi.unscanned block",
    "data/x\ny.log phi.ssn block",
  ]);
  expect(evidence.counts).toMatchObject({ files: 3, not_scanned: 1, block: 2 });
  expect(verdict.overall).toBe("BLOCK");
});
