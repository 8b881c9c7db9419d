/** `tunegate baseline propose --only smoke`: measures this tree and writes what a reviewer is asked to agree to. */
import { Fault } from "../../core/fault.ts";
import { parseSmokeBaseline, type SmokeBaseline, type SmokeBaselineEntry, type SmokeDetail } from "../../core/smoke.ts";
import { controlDelta, differingFields, smokeGates } from "../../core/smoke-compare.ts";
import type { StageContext } from "../../core/stage.ts";
import { runPair, trial } from "./index.ts";
import { chooseSlice } from "./slice.ts";

export interface SmokeProposal {
  /** The policy's `baselines.smoke`, to write `text` to. */
  readonly path: string;
  readonly baseline: SmokeBaseline;
  /** Pretty JSON with a line break at the end, stable from run to run. */
  readonly text: string;
  /** Sentences for the person: old and new losses, and a warning when the check would be blind. */
  readonly notes: readonly string[];
}

/**
 * Runs the trainer twice and once with learning rate 0, and puts the result into the baseline file: an entry of the same environment
 * key and exact class is replaced, others with the same slice are kept, those with another slice are dropped (they could not be compared).
 * @param reason why, for the reviewers; kept in the entry
 * @throws Fault `usage` without `baselines.smoke`; `change` when the training fails or two runs differ
 */
export async function proposeSmokeBaseline(ctx: StageContext, reason: string): Promise<SmokeProposal> {
  const { smoke, baselines } = ctx.policy;
  if (!smoke || !baselines.smoke) {
    const fix = "name smoke.command and baselines.smoke in the policy";
    throw new Fault({
      code: "no-smoke-baseline",
      kind: "usage",
      message: "the policy names no smoke baseline to write",
      place: { path: ctx.plan.policy.path },
      fix,
    });
  }
  const path = baselines.smoke;
  const content = await chooseSlice(ctx, ctx.policy.data, smoke.rows);
  const detail: SmokeDetail = {
    schema: "tunegate/smoke-detail@1",
    framework: { id: "any", why: "baseline", runnable: true },
    device: { asked: smoke.device, absent: false },
    steps: smoke.steps,
    epochs: smoke.epochs ?? null,
    lr: smoke.lr,
    tolerance: smoke.tolerance,
    slice: content.slice,
    runs: [],
  };
  const trials = [...(await runPair(ctx, smoke, content)), await trial(ctx, smoke, content, "control")];
  const measured = { ...detail, runs: trials.map(({ run }) => run) };
  const entry = entryOf(measured, reason, ctx.plan.head.commit);
  const old = (await ctx.head.has(path)) ? parseSmokeBaseline(Buffer.from(await ctx.head.read(path)).toString("utf8"), path) : null;
  const baseline = merge(old, entry);
  return { path, baseline, text: `${JSON.stringify(baseline, null, 2)}\n`, notes: notesOf(old, entry, measured) };
}

function entryOf(detail: SmokeDetail, reason: string, commit: string | null): SmokeBaselineEntry {
  const repeat = smokeGates(detail, null)[0]!;
  const run = detail.runs[0];
  const delta = controlDelta(detail);
  if (repeat.verdict !== "PASS" || !run?.key || !run.exact || !detail.slice || delta === null) {
    const fix = "make the training run and repeat first: `tunegate smoke` names the cause";
    throw new Fault({ code: "smoke-not-repeatable", kind: "change", message: `no baseline can be made: ${repeat.note}`, fix });
  }
  return {
    key: run.key,
    exact: run.exact,
    slice_sha256: detail.slice.sha256,
    slice: detail.slice.files,
    effective: run.effective,
    steps: run.steps,
    adapter_digest: run.adapter.trained,
    control_delta: delta,
    lr: detail.lr,
    tolerance: detail.tolerance,
    reason,
    commit,
  };
}

function merge(old: SmokeBaseline | null, entry: SmokeBaselineEntry): SmokeBaseline {
  const kept = (old?.entries ?? []).filter((other) => {
    const same =
      differingFields(other.key, entry.key).length === 0 &&
      other.exact.cpu === entry.exact.cpu &&
      other.exact.driver === entry.exact.driver;
    return !same && other.slice_sha256 === entry.slice_sha256 && other.lr === entry.lr;
  });
  return { schema: "tunegate/smoke-baseline@1", entries: [...kept, entry] };
}

function notesOf(old: SmokeBaseline | null, entry: SmokeBaselineEntry, detail: SmokeDetail): string[] {
  const notes = entry.steps.map((step, index) => {
    const before = old?.entries.at(-1)?.steps[index]?.loss;
    return `step ${step.step}: loss ${step.loss}${typeof before === "number" ? ` (was ${before})` : ""}`;
  });
  const power = smokeGates(detail, { schema: "tunegate/smoke-baseline@1", entries: [entry] }).find(({ rule }) => rule === "power");
  if (power) notes.push(`power: ${power.note}`);
  return notes;
}
