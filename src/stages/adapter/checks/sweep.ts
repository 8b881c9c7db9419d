/** Point 13 of the checklist, as far as a tree tells: is the reviewed adapter the one that the checkpoint sweep selected? */
import { isDeepStrictEqual } from "node:util";
import { Value } from "@sinclair/typebox/value";
import type { ReceiptFile } from "../../../core/documents.ts";
import { Fault } from "../../../core/fault.ts";
import type { FindingInput } from "../../../core/finding.ts";
import { cases, checkpointStep, choose, rankRows, SWEEP_FILE, Sweep } from "../../../core/sweep.ts";
import type { Tree } from "../../../core/tree.ts";
import type { ReadAdapter } from "../../../core/weights/digest.ts";
import { shownName } from "../../../core/weights/header.ts";
import { folderPrefix, readSmall } from "../../../core/weights/source.ts";
import type { BaseModel } from "../base-model.ts";

const MAX_REPORT_BYTES = 8 << 20;
const AGAIN = "run `tunegate sweep <training output folder>` and commit its report beside the adapter that it selects";

/** `selected`: whether a report that can be believed selects this adapter; null without a report. */
export interface SweepCheck {
  readonly findings: readonly FindingInput[];
  readonly report: ReceiptFile | null;
  readonly selected: boolean | null;
}

/**
 * Looks for a sweep report in the adapter folder, else in the folder above it, and for checkpoints in the same places. The report is the
 * author's claim: it is replayed from its own rows, and its digests are held against the adapter and the base model of this tree.
 */
export async function checkSweep(head: Tree, adapter: ReadAdapter, base: BaseModel): Promise<SweepCheck> {
  const own = folderPrefix(adapter.layout.folder);
  const above = own.replace(/[^/]+\/$/, "");
  const places = [...new Set([own, above])];
  for (const place of places) {
    const path = `${place}${SWEEP_FILE}`;
    if (await head.has(path)) return judgeReport(head, path, adapter, base);
  }
  const checkpoint = (await head.list()).map(({ path }) => checkpointIn(path, places)).find((name) => name !== null);
  if (checkpoint === undefined) return { findings: [], report: null, selected: null };
  const message = `checkpoints lie beside the adapter (${checkpoint}) and no sweep report says why this one was chosen`;
  return { findings: [finding("not-swept", "info", adapter.layout.weights, message, AGAIN)], report: null, selected: null };
}

/** The checkpoint folder directly in one of the places that a path belongs to. */
function checkpointIn(path: string, places: readonly string[]): string | null {
  for (const place of places) {
    if (!path.startsWith(place)) continue;
    const [name = "", ...rest] = path.slice(place.length).split("/");
    if (rest.length > 0 && checkpointStep(name) !== null) return `${place}${name}`;
  }
  return null;
}

async function judgeReport(head: Tree, path: string, adapter: ReadAdapter, base: BaseModel): Promise<SweepCheck> {
  const report = { path, ...(await head.digest(path)), rows: null };
  const read = await readReport(head, path);
  if (typeof read === "string") return { findings: [finding("sweep", "warn", path, read, AGAIN)], report, selected: false };
  const why = whyNotSelected(read, adapter, base);
  const findings = why === null ? [] : [finding("not-selected", "warn", path, why, AGAIN)];
  if (read.suite.also_gated > 0) findings.push(gatedTwice(read, path));
  return { findings, report, selected: why === null };
}

/** The report, or why it cannot be believed. */
async function readReport(head: Tree, path: string): Promise<Sweep | string> {
  let value: unknown;
  try {
    value = JSON.parse((await readSmall(head, path, MAX_REPORT_BYTES)).toString("utf8"));
  } catch (error) {
    return `the sweep report cannot be read: ${error instanceof Fault ? error.message : "it is not JSON"}`;
  }
  if (!Value.Check(Sweep, value)) {
    const problem = Value.Errors(Sweep, value).First();
    return `the sweep report cannot be read: ${problem?.path ? shownName(problem.path) : "the document"} is not as its schema asks`;
  }
  const sweep = value as Sweep;
  const { selected, reason, note } = sweep;
  const ranked = rankRows(sweep.ranked, sweep.order);
  const same = isDeepStrictEqual({ ranked, ...choose(sweep) }, { ranked: sweep.ranked, selected, reason, note });
  return same ? sweep : "the sweep report does not follow from its own rows: it was edited, or another version wrote it";
}

function whyNotSelected(sweep: Sweep, { hashes }: ReadAdapter, base: BaseModel): string | null {
  const { selected, note } = sweep;
  if (selected === null) return `the checkpoint sweep selected no adapter: ${note}`;
  if (sweep.base.sha256 !== null && base.sha256 !== null && sweep.base.sha256 !== base.sha256)
    return "the checkpoint sweep asked another base model than the one in this tree";
  if (selected.adapter_digest === hashes.canonical) return null;
  const row = [...sweep.ranked, ...sweep.excluded].find(({ adapter_digest }) => adapter_digest === hashes.canonical);
  const what = row === undefined ? "none of its candidates" : row.ok ? `its ${row.name}` : `its ${row.name}, which it excluded`;
  return `the checkpoint sweep selected ${selected.name}, and this adapter is ${what}`;
}

function gatedTwice({ suite }: Sweep, path: string): FindingInput {
  return finding(
    "selected-on-gate",
    "warn",
    path,
    `the adapter was selected on ${cases(suite.also_gated)} that the suite ${suite.name} judges, so it looks better there than it is`,
    "keep cases for the selection apart from the gate's, and name them with `tunegate sweep --cases`",
  );
}

function finding(name: string, severity: FindingInput["severity"], path: string, message: string, fix: string): FindingInput {
  return { rule: `adapter.${name}`, severity, place: { path }, message, fix };
}
