import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
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

it("a link is counted wherever its finding stands", async () => {
  if (process.platform === "win32") return;
  repo.write("data/zip.zip", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1, 2, 3]));
  symlinkSync("ok.txt", join(repo.dir, "data/link.txt"));
  symlinkSync("ok.txt", join(repo.dir, "data/John Smith.txt"));
  repo.commit("links");
  const { evidence, folder } = await run();
  const warn = evidence.findings.filter(({ severity }) => severity === "warn");
  expect(warn.map(({ place, rule }) => `${place.path} ${rule}`)).toEqual([
    "data/Aaaa Aaaaa.txt phi.file-name",
    "data/Aaaa Aaaaa.txt phi.not-scanned",
    "data/link.txt phi.not-scanned",
    "data/zip.zip phi.not-scanned",
  ]);
  expect(evidence.counts).toMatchObject({ files: 4, not_scanned: 3, warn: 4, "kind.not-scanned.warn": 3, "kind.file-name.warn": 1 });
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { files, not_scanned: notScanned } = read("evidence/phi/files.json");
  expect(notScanned.map(({ path }: { path: string }) => path)).toEqual(["data/Aaaa Aaaaa.txt", "data/link.txt", "data/zip.zip"]);
  expect(files.map(({ path }: { path: string }) => path)).toEqual(["data/Aaaa Aaaaa.txt", "data/link.txt", "data/ok.txt", "data/zip.zip"]);
  const { counts, inputs } = read("receipts/phi.json").body;
  expect(counts).toMatchObject({ in: 4, out: 1, quarantined: 3 });
  expect(inputs.map(({ path }: { path: string }) => path)).toEqual(["data/ok.txt", "data/zip.zip"]);
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("<p>1 file scanned:");
});

it("what exceptions deserve is counted too", async () => {
  const salt = "0123456789abcdef0123456789abcdef";
  const entry = { rule: "phi.ssn", tag: "0000", reason: "sample", by: "octo-lead", expires: "2020-01-01" };
  const text = `${JSON.stringify({ schema: "tunegate/phi-allow@1", salt })}\n${JSON.stringify(entry)}\n`;
  repo.write(".github/tunegate.yml", 'version: 1\nphi:\n  scan: ["data/**"]\n  allow: .github/allow.jsonl\n');
  repo.write(".github/allow.jsonl", text);
  repo.write("data/ok.txt.phi-allow.jsonl", text);
  repo.commit("late exceptions");
  const { evidence } = await run();
  expect(evidence.findings.map(({ rule, place }) => `${place.path} ${rule}`)).toEqual([
    ".github/allow.jsonl phi.allow-expired",
    "data/ok.txt.phi-allow.jsonl phi.allow-expired",
  ]);
  expect(evidence.counts).toMatchObject({ files: 2, warn: 2, "kind.allow-expired.warn": 2 });
});
