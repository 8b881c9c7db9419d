/** `tunegate history <digest>`: every run in a folder of run folders that judged an adapter, checked against its seal. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { AdapterDetail } from "../../core/adapter-detail.ts";
import type { History, HistoryEntry } from "../../core/adapter-documents.ts";
import { Plan, Receipt, Seal, Verdict } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import { compareSeal, readDocument } from "../../core/receipt.ts";

const MIN_PREFIX = 8;

/**
 * Runs below `folder` that judged the adapter whose canonical digest starts with `digest`.
 * @throws Fault `usage` when the digest is no hex of at least 8 characters, `environment` when the folder cannot be read.
 */
export async function adapterHistory(digest: string, folder: string): Promise<History> {
  const wanted = digest.toLowerCase();
  if (!/^[0-9a-f]{8,64}$/.test(wanted)) {
    const expected = `the canonical digest of an adapter, or at least its first ${MIN_PREFIX} characters`;
    throw new Fault({
      code: "history-digest",
      kind: "usage",
      message: "this is no adapter digest",
      expected,
      fix: "see adapter_digest in a verdict's folder",
    });
  }
  const runs: HistoryEntry[] = [];
  const unreadable: { run: string; reason: string }[] = [];
  for (const run of await runFolders(folder)) {
    try {
      const entry = await readRun(folder, run, wanted);
      if (entry !== null) runs.push(entry);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unreadable.push({ run, reason: error.message });
    }
  }
  const time = ({ recorded_at, run }: HistoryEntry) => `${recorded_at ?? ""} ${run}`;
  return { schema: "tunegate/history@1", digest: wanted, runs: runs.sort((a, b) => (time(a) < time(b) ? -1 : 1)), unreadable };
}

async function runFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    throw new Fault({
      code: "history-folder",
      kind: "environment",
      message: "the folder of runs cannot be read",
      fix: "name a folder that holds run folders, such as .tunegate",
    });
  }
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && (await readdir(join(folder, entry.name))).includes("seal.json")) found.push(entry.name);
  }
  return found.sort();
}

async function readRun(folder: string, run: string, wanted: string): Promise<HistoryEntry | null> {
  const dir = join(folder, run);
  const detail = await optionalDocument(dir, "evidence/adapter/detail.json");
  if (detail === null) return null;
  if (!Value.Check(AdapterDetail, detail)) throw unreadable("evidence/adapter/detail.json");
  if (detail.adapter_digest === null || !detail.adapter_digest.startsWith(wanted)) return null;
  const seal = await readDocument(dir, "seal.json");
  const plan = await readDocument(dir, "plan.json");
  const verdict = await readDocument(dir, "verdict.json");
  const receipt = await optionalDocument(dir, "receipts/adapter.json");
  if (!Value.Check(Seal, seal)) throw unreadable("seal.json");
  if (!Value.Check(Plan, plan)) throw unreadable("plan.json");
  if (!Value.Check(Verdict, verdict)) throw unreadable("verdict.json");
  return {
    run,
    recorded_at: Value.Check(Receipt, receipt) ? receipt.envelope.recorded_at : null,
    commit: plan.head.commit,
    tree: plan.head.tree,
    event: plan.event.name,
    pull_request: plan.event.pull_request ?? null,
    release: plan.event.release,
    adapter_digest: detail.adapter_digest,
    lineage: detail.lineage,
    stale: detail.stale,
    verdict: verdict.overall,
    fails: verdict.fails,
    problems: [...(await compareSeal(dir, seal as Seal))],
  };
}

async function optionalDocument(dir: string, path: string): Promise<unknown> {
  const found = await stat(join(dir, path)).catch(() => null);
  return found === null ? null : readDocument(dir, path);
}

function unreadable(path: string): Fault {
  return new Fault({ code: "run-folder", kind: "environment", message: `${path} is not as its schema asks`, place: { path } });
}
