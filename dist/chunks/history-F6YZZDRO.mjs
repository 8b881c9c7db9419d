import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  AdapterDetail
} from "./chunk-7DZATYOY.mjs";
import {
  compareSeal,
  readDocument
} from "./chunk-FPHHHQMM.mjs";
import {
  absolute,
  value_exports
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import {
  Plan,
  Receipt,
  Seal,
  Verdict
} from "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/stages/adapter/history.ts
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
var MIN_PREFIX = 8;
async function adapterHistory(digest, folder) {
  const wanted = digest.toLowerCase();
  if (!/^[0-9a-f]{8,64}$/.test(wanted)) {
    const expected = `the canonical digest of an adapter, or at least its first ${MIN_PREFIX} characters`;
    throw new Fault({
      code: "history-digest",
      kind: "usage",
      message: "this is no adapter digest",
      expected,
      fix: "see adapter_digest in a verdict's folder"
    });
  }
  const runs = [];
  const unreadable2 = [];
  for (const run of await runFolders(folder)) {
    try {
      const entry = await readRun(folder, run, wanted);
      if (entry !== null) runs.push(entry);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unreadable2.push({ run, reason: error.message });
    }
  }
  const time = ({ recorded_at, run }) => `${recorded_at ?? ""} ${run}`;
  return { schema: "tunegate/history@1", digest: wanted, runs: runs.sort((a, b) => time(a) < time(b) ? -1 : 1), unreadable: unreadable2 };
}
async function runFolders(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    throw new Fault({
      code: "history-folder",
      kind: "environment",
      message: "the folder of runs cannot be read",
      fix: "name a folder that holds run folders, such as .tunegate"
    });
  }
  const found = [];
  for (const entry of entries) {
    if (entry.isDirectory() && (await readdir(join(folder, entry.name))).includes("seal.json")) found.push(entry.name);
  }
  return found.sort();
}
async function readRun(folder, run, wanted) {
  const dir = join(folder, run);
  const detail = await optionalDocument(dir, "evidence/adapter/detail.json");
  if (detail === null) return null;
  if (!value_exports.Check(AdapterDetail, detail)) throw unreadable("evidence/adapter/detail.json");
  if (detail.adapter_digest === null || !detail.adapter_digest.startsWith(wanted)) return null;
  const seal = await readDocument(dir, "seal.json");
  const plan = await readDocument(dir, "plan.json");
  const verdict = await readDocument(dir, "verdict.json");
  const receipt = await optionalDocument(dir, "receipts/adapter.json");
  if (!value_exports.Check(Seal, seal)) throw unreadable("seal.json");
  if (!value_exports.Check(Plan, plan)) throw unreadable("plan.json");
  if (!value_exports.Check(Verdict, verdict)) throw unreadable("verdict.json");
  return {
    run,
    recorded_at: value_exports.Check(Receipt, receipt) ? receipt.envelope.recorded_at : null,
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
    problems: [...await compareSeal(dir, seal)]
  };
}
async function optionalDocument(dir, path) {
  const found = await stat(join(dir, path)).catch(() => null);
  return found === null ? null : readDocument(dir, path);
}
function unreadable(path) {
  return new Fault({ code: "run-folder", kind: "environment", message: `${path} is not as its schema asks`, place: { path } });
}

// src/cli/commands/history.ts
var command = async (args, world) => {
  const [digest = "", folder = ""] = args.positionals;
  const history = await adapterHistory(digest, absolute(folder, world));
  const broken = history.runs.some(({ problems }) => problems.length > 0);
  if (args.flag("json")) world.terminal.print(JSON.stringify(history));
  else {
    for (const run of history.runs) {
      const what = [run.event, run.pull_request === null ? null : `#${run.pull_request}`, run.release ? "release" : null].filter(Boolean).join(" ");
      const state = run.problems.length === 0 ? "seal consistent" : run.problems.join("; ");
      const lineage = run.stale ? "stale" : "fresh";
      world.terminal.print(
        plain(`${run.recorded_at ?? "no time"}  ${run.verdict}  ${run.run}  ${what} ${run.commit ?? run.tree}  ${lineage}  ${state}`)
      );
    }
    for (const { run, reason } of history.unreadable) world.terminal.say(plain(`tunegate: ${run} was left out: ${reason}`));
    if (history.runs.length === 0) world.terminal.say("tunegate: no run in this folder judged that adapter");
  }
  return broken || history.runs.length === 0 ? 1 : 0;
};
export {
  command
};
