import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import { digestFile, digestJson } from "../core/digest.ts";
import type { Evidence, Receipt, Side, StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { compareFindings, makeFinding } from "../core/finding.ts";
import { sealReceipt } from "../core/receipt.ts";
import type { Runner } from "../core/runner.ts";
import type { Log, Stage, StageContext, StageResult } from "../core/stage.ts";
import { type Project, scratchFolder } from "./prepare.ts";

/** Findings above this number go to findings.jsonl in the stage's folder; counts stay exact (contracts §9). */
export const MAX_FINDINGS = 10_000;

export interface StageRun {
  readonly project: Project;
  readonly folder: string;
  readonly runId: string;
  readonly version: string;
  readonly host: string;
  readonly runner: Runner;
  readonly log: (stage: string) => Log;
  /** Called after each stage with its duration. */
  readonly done: (stage: string, durationMs: number, evidence: Evidence) => void;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** Stages in an order in which each comes after those it needs. @throws Error on a cycle, which is a defect of ours */
export function inOrder(stages: readonly Stage[]): readonly Stage[] {
  const ordered: Stage[] = [];
  const waiting = [...stages];
  while (waiting.length > 0) {
    const index = waiting.findIndex((stage) => stage.needs.every((need) => !waiting.some((other) => other.id === need)));
    if (index === -1) throw new Error(`stages need each other: ${waiting.map((stage) => stage.id).join(", ")}`);
    ordered.push(...waiting.splice(index, 1));
  }
  return ordered;
}

/** Folder name of a stage's evidence and receipt. */
export function stageName(id: StageId, side: Side): string {
  return side === "binding" ? id : `${id}.proposed`;
}

/** Runs the planned stages and seals each one's evidence in the run folder. */
export async function runStages(stages: readonly Stage[], only: readonly StageId[] | null, run: StageRun): Promise<void> {
  const results = { binding: new Map<StageId, StageResult>(), proposed: new Map<StageId, StageResult>() };
  for (const stage of inOrder(stages)) {
    const planned = run.project.plan.stages.find((candidate) => candidate.id === stage.id);
    if (!planned?.run || (only && !only.includes(stage.id))) continue;
    for (const side of planned.sides) {
      const prior = new Map([...results.binding, ...(side === "proposed" ? results.proposed : [])]);
      results[side].set(stage.id, await runOne(stage, side, prior, run));
    }
  }
}

async function runOne(stage: Stage, side: Side, prior: ReadonlyMap<StageId, StageResult>, run: StageRun): Promise<StageResult> {
  const name = stageName(stage.id, side);
  const dir = join(run.folder, "evidence", name);
  await mkdir(dir, { recursive: true });
  const started = performance.now();
  const judge = side === "binding" ? run.project.binding : run.project.proposed!;
  const { plan, base, head } = run.project;
  const ctx: StageContext = {
    plan,
    policy: judge.policy,
    side,
    base,
    head,
    judging: judge.tree,
    prior,
    out: { dir, scratch: await scratchFolder(run.project, `stage-${stage.id}`) },
    runner: run.runner,
    log: run.log(name),
    signal: run.signal,
  };
  const result = await runGuarded(stage, ctx);
  const written = await seal(name, dir, result, run, performance.now() - started);
  run.done(name, performance.now() - started, written.evidence);
  return written;
}

/** A stage that throws leaves evidence too: a defect of the change as a finding, one of ours as an error (promise 8). */
async function runGuarded(stage: Stage, ctx: StageContext): Promise<StageResult> {
  try {
    return await stage.run(ctx);
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    return failed(stage.id, error);
  }
}

function failed(stage: StageId, error: unknown): StageResult {
  const fault = error instanceof Fault ? error.details : null;
  const reason = fault
    ? [fault.message, fault.fix].filter(Boolean).join("; ")
    : `the stage stopped with an error of its own (${errorName(error)})`;
  const findings =
    fault?.kind === "change"
      ? [
          makeFinding({
            rule: `${stage}.${fault.code}`,
            severity: "block",
            place: faultPlace(fault),
            message: fault.message,
            fix: fault.fix ?? "correct the file",
          }),
        ]
      : [];
  const evidence: Evidence = {
    schema: "tunegate/evidence@1",
    stage,
    status: "error",
    reason,
    findings,
    metrics: [],
    digests: {},
    counts: {},
  };
  return { evidence, inputs: [], outputs: [], counts: { unit: "records", in: 0, out: 0, quarantined: 0, dropped: 0 } };
}

function faultPlace(fault: Fault["details"]): Evidence["findings"][number]["place"] {
  const { path = "", line, record, pointer } = fault.place ?? {};
  return {
    path,
    ...(line === undefined ? {} : { line }),
    ...(record === undefined ? {} : { record }),
    ...(pointer === undefined ? {} : { pointer }),
  };
}

/** Only the class and system code of an unexpected error: its message may quote a record. */
function errorName(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const name = error instanceof Error ? error.name : typeof error;
  return typeof code === "string" ? `${name} ${code}` : name;
}

async function seal(name: string, dir: string, result: StageResult, run: StageRun, durationMs: number): Promise<StageResult> {
  const { evidence, outputs } = await capFindings(result, dir);
  await writeFile(join(dir, "evidence.json"), `${canonicalJson(evidence)}\n`);
  const receipt: Receipt = sealReceipt(
    {
      stage: name,
      plan: run.project.plan.digest,
      head_tree: run.project.plan.head.tree,
      tool: run.version,
      inputs: [...result.inputs],
      outputs: outputs.sort((a, b) => (a.path < b.path ? -1 : 1)),
      counts: { ...result.counts },
      evidence: digestJson(evidence),
    },
    { run_id: run.runId, recorded_at: run.now().toISOString(), duration_ms: Math.round(durationMs), host: run.host },
  );
  await mkdir(join(run.folder, "receipts"), { recursive: true });
  await writeFile(join(run.folder, "receipts", `${name}.json`), `${canonicalJson(receipt)}\n`);
  return { ...result, evidence };
}

async function capFindings(result: StageResult, dir: string): Promise<{ evidence: Evidence; outputs: StageResult["outputs"][number][] }> {
  const outputs = [...result.outputs];
  const { findings } = result.evidence;
  if (findings.length <= MAX_FINDINGS) return { evidence: result.evidence, outputs };
  const path = "findings.jsonl";
  await writeFile(
    join(dir, path),
    [...findings]
      .sort(compareFindings)
      .map((finding) => `${canonicalJson(finding)}\n`)
      .join(""),
  );
  outputs.push({ path, ...(await digestFile(join(dir, path))), rows: findings.length });
  // The gravest are kept, so that cutting the list never softens the verdict.
  const rank = { block: 0, warn: 1, info: 2 } as const;
  const kept = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity] || compareFindings(a, b)).slice(0, MAX_FINDINGS);
  const counts = { ...result.evidence.counts, findings: findings.length };
  return { evidence: { ...result.evidence, findings: kept.sort(compareFindings), truncated: true, counts }, outputs };
}
