import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/core/canonical.ts";
import { digestJson } from "../../src/core/digest.ts";
import { Fault } from "../../src/core/fault.ts";
import { writeSeal } from "../../src/core/receipt.ts";
import { joinFolders } from "../../src/flow/join.ts";
import { finishFolder } from "../../src/flow/run.ts";
import { verifyFolder } from "../../src/flow/verify.ts";
import { dataRepo, quietOptions, quietRun } from "../support/flow.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";

let repo: TestRepo;
let folder: string;
let seal: string;
let work: string;

beforeAll(async () => {
  repo = testRepo(dataRepo());
  ({ folder, seal } = await quietRun(repo.dir));
  work = mkdtempSync(join(tmpdir(), "tunegate-verify-"));
});
afterAll(() => {
  repo.remove();
  rmSync(work, { recursive: true, force: true });
});

let copies = 0;
const copy = () => {
  const target = join(work, `copy-${copies++}`);
  cpSync(folder, target, { recursive: true });
  return target;
};
const files = () => (readdirSync(folder, { recursive: true }) as string[]).filter((path) => statSync(join(folder, path)).isFile());
/** A mismatch or a folder that cannot be read: anything but fine. */
const isCaught = async (dir: string, expected: string | null = null) => {
  try {
    return (await verifyFolder(dir, expected)).state === "mismatch";
  } catch (error) {
    return error instanceof Fault;
  }
};

describe("verify", () => {
  it("replays an untouched folder, authenticated only with the seal's digest", async () => {
    expect(await verifyFolder(folder, null)).toMatchObject({ state: "consistent", overall: "PASS", problems: [] });
    expect(await verifyFolder(folder, seal)).toMatchObject({ state: "authenticated" });
    expect(await verifyFolder(folder, "0".repeat(64))).toMatchObject({ state: "mismatch" });
  });

  it("catches a change of the first, a middle or the last byte of any file", async () => {
    for (const path of files()) {
      const bytes = readFileSync(join(folder, path));
      for (const at of new Set([0, Math.floor(bytes.length / 2), bytes.length - 1])) {
        const dir = copy();
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ 1;
        writeFileSync(join(dir, path), changed);
        expect(await isCaught(dir), `${path} byte ${at}`).toBe(true);
        rmSync(dir, { recursive: true });
      }
    }
  });

  it("catches appending to, deleting and renaming any file, and adding one", async () => {
    for (const path of files()) {
      for (const spoil of [
        (dir: string) => appendFileSync(join(dir, path), "\n"),
        (dir: string) => rmSync(join(dir, path)),
        (dir: string) => renameSync(join(dir, path), join(dir, `${path}.old`)),
      ]) {
        const dir = copy();
        spoil(dir);
        expect(await isCaught(dir), path).toBe(true);
        rmSync(dir, { recursive: true });
      }
    }
    const dir = copy();
    writeFileSync(join(dir, "extra.txt"), "x");
    expect(await isCaught(dir)).toBe(true);
  });

  it("catches a forged verdict even when the folder was sealed again", async () => {
    const dir = copy();
    const verdict = JSON.parse(readFileSync(join(dir, "verdict.json"), "utf8"));
    writeFileSync(join(dir, "verdict.json"), `${canonicalJson({ ...verdict, overall: "WARN" })}\n`);
    await writeSeal(dir);
    expect((await verifyFolder(dir, null)).problems.join()).toMatch(/verdict.json is not what decide gives/);
  });

  it("catches forged evidence that was sealed again without its receipt", async () => {
    const dir = copy();
    const path = join(dir, "evidence/data/evidence.json");
    const evidence = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, `${canonicalJson({ ...evidence, counts: {} })}\n`);
    await writeSeal(dir);
    expect((await verifyFolder(dir, null)).problems.join()).toMatch(/not the evidence that the receipt sealed/);
  });

  it("cannot tell a folder forged throughout, which is why it says consistent, and --seal does", async () => {
    const dir = copy();
    const evidencePath = join(dir, "evidence/data/evidence.json");
    const evidence = { ...JSON.parse(readFileSync(evidencePath, "utf8")), counts: { files: 1 } };
    writeFileSync(evidencePath, `${canonicalJson(evidence)}\n`);
    const receiptPath = join(dir, "receipts/data.json");
    const receipt = JSON.parse(readFileSync(receiptPath, "utf8"));
    const body = { ...receipt.body, evidence: digestJson(evidence) };
    writeFileSync(receiptPath, `${canonicalJson({ ...receipt, body, digest: digestJson(body) })}\n`);
    await writeSeal(dir);
    expect(await verifyFolder(dir, null)).toMatchObject({ state: "consistent" });
    expect(await verifyFolder(dir, seal)).toMatchObject({ state: "mismatch" });
  });
});

describe("gate --from", () => {
  const voice = quietOptions("").voice;

  it("joins a folder to the same verdict", async () => {
    const target = join(work, "joined");
    await joinFolders([folder], target);
    const joined = await finishFolder(target, voice);
    expect(readFileSync(join(target, "verdict.json"))).toEqual(readFileSync(join(folder, "verdict.json")));
    expect(joined.verdict.overall).toBe("PASS");
  });

  it("is an ERROR when a planned stage's folder is not there", async () => {
    const empty = copy();
    rmSync(join(empty, "receipts"), { recursive: true });
    rmSync(join(empty, "evidence"), { recursive: true });
    await writeSeal(empty);
    const target = join(work, "joined-empty");
    await joinFolders([empty], target);
    expect((await finishFolder(target, voice)).verdict).toMatchObject({ overall: "ERROR", exit_code: 4 });
  });

  it("refuses folders of different plans, a stage judged twice, and a folder that was changed or never sealed", async () => {
    const other = testRepo({ ...dataRepo(), "more.txt": "x" });
    const { folder: otherFolder } = await quietRun(other.dir);
    await expect(joinFolders([folder, otherFolder], join(work, "j1"))).rejects.toThrow(/another plan/);
    other.remove();
    await expect(joinFolders([folder, copy()], join(work, "j2"))).rejects.toThrow(/was judged in/);
    const changed = copy();
    appendFileSync(join(changed, "evidence/data/evidence.json"), " ");
    await expect(joinFolders([changed], join(work, "j3"))).rejects.toThrow(/was changed after/);
    const unsealed = copy();
    rmSync(join(unsealed, "seal.json"));
    await expect(joinFolders([unsealed], join(work, "j4"))).rejects.toThrow(/never sealed/);
  });
});
