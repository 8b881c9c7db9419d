import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdapterDetail } from "../../../src/core/adapter-detail.ts";
import { canonicalJson } from "../../../src/core/canonical.ts";
import { sha256 } from "../../../src/core/digest.ts";
import type { Verdict } from "../../../src/core/documents.ts";
import type { Fault } from "../../../src/core/fault.ts";
import { sealReceipt, writeSeal } from "../../../src/core/receipt.ts";
import { adapterHistory } from "../../../src/stages/adapter/history.ts";
import { makeContext } from "./context.ts";
import { memoryTree } from "./fixtures.ts";

const ADAPTER = sha256("adapter");
const zero = "0".repeat(64);
let root: string;

/** A run folder as the flow leaves it, as far as history reads it. */
async function writeRun(name: string, adapter: string, recordedAt: string, overall: Verdict["overall"]): Promise<void> {
  const dir = join(root, name);
  await mkdir(join(dir, "evidence/adapter"), { recursive: true });
  await mkdir(join(dir, "receipts"));
  const detail: AdapterDetail = {
    schema: "tunegate/adapter-detail@1",
    path: "out/adapter",
    present: true,
    layout: "peft",
    adapter_digest: adapter,
    config_digest: null,
    base_model: { path: null, id: null, sha256: null },
    lineage: "present",
    stale: false,
    why: [],
    changed_in_pull_request: true,
    release: false,
    stale_policy: "warn",
    probe: { state: "ran", reason: "the adapter changed" },
  };
  const verdict: Verdict = {
    schema: "tunegate/verdict@1",
    overall,
    fails: overall === "BLOCK",
    gates: [],
    plan: zero,
    enforce: "enforce",
    bootstrap: false,
    exit_code: 0,
    deferred: [],
  };
  const { plan } = makeContext({ head: memoryTree({}) });
  const counts = { unit: "files", in: 0, out: 0, quarantined: 0, dropped: 0 };
  const receipt = sealReceipt(
    { stage: "adapter", plan: zero, head_tree: "0", tool: "0", inputs: [], outputs: [], counts, evidence: zero },
    { run_id: name, recorded_at: recordedAt, duration_ms: 1, host: "h" },
  );
  const files = { "evidence/adapter/detail.json": detail, "verdict.json": verdict, "plan.json": plan, "receipts/adapter.json": receipt };
  for (const [path, document] of Object.entries(files)) await writeFile(join(dir, path), canonicalJson(document));
  await writeSeal(dir);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tunegate-history-"));
  await writeRun("b-later", ADAPTER, "2026-03-01T00:00:00.000Z", "PASS");
  await writeRun("a-first", ADAPTER, "2026-01-01T00:00:00.000Z", "BLOCK");
  await writeRun("other", sha256("another"), "2026-02-01T00:00:00.000Z", "PASS");
  await cp(join(root, "b-later"), join(root, "changed"), { recursive: true });
  await appendFile(join(root, "changed/verdict.json"), " ");
  await mkdir(join(root, "no-run"));
  await cp(join(root, "other"), join(root, "torn"), { recursive: true });
  await writeFile(join(root, "torn/evidence/adapter/detail.json"), "{");
});
afterAll(() => rm(root, { recursive: true }));

describe("adapterHistory", () => {
  it("lists every run of the adapter by time, with its verdict, and says which no longer match their seal", async () => {
    const history = await adapterHistory(ADAPTER, root);
    expect(history.runs.map(({ run, verdict, fails, problems }) => [run, verdict, fails, problems])).toEqual([
      ["a-first", "BLOCK", true, []],
      ["b-later", "PASS", false, []],
      ["changed", "PASS", false, ["verdict.json was changed after the run was sealed"]],
    ]);
    expect(history.unreadable).toEqual([{ run: "torn", reason: "evidence/adapter/detail.json is not JSON" }]);
  });

  it("finds an adapter by the beginning of its digest, in either case", async () => {
    expect((await adapterHistory(ADAPTER.slice(0, 8).toUpperCase(), root)).runs).toHaveLength(3);
    expect((await adapterHistory(sha256("never judged"), root)).runs).toEqual([]);
  });

  it("refuses what is no digest and a folder that is not there", async () => {
    const codeOf = async (promise: Promise<unknown>) => ((await promise.catch((error: unknown) => error)) as Fault).details.code;
    for (const digest of ["", "abc", "xyz12345", `${ADAPTER}0`, "../../etc"])
      expect(await codeOf(adapterHistory(digest, root))).toBe("history-digest");
    expect(await codeOf(adapterHistory(ADAPTER, join(root, "nowhere")))).toBe("history-folder");
  });
});
