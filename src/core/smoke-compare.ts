/** Compares smoke runs with each other and with a baseline. Pure: `decide` calls it on evidence that lies in the run folder. */
import type { Reason, VerdictWord } from "./documents.ts";
import type { Effective, EnvironmentKey, SmokeBaseline, SmokeBaselineEntry, SmokeDetail, SmokeRun, SmokeStep } from "./smoke.ts";

/** A relative difference of gradient norms above this is a change; hardware of one class gave at most 1e-6. */
export const GRAD_NORM_TOLERANCE = 1e-2;
/** The control must move the last loss by this many tolerances, else the check could not have seen anything. */
export const POWER_FACTOR = 10;

/** One smoke gate before policy says whether it fails. `rule` completes the id: `smoke.<rule>`. */
export interface SmokeGate {
  readonly rule: "repeat" | "baseline" | "power" | "effective";
  readonly verdict: VerdictWord;
  readonly reason: Reason;
  readonly value: number | null;
  readonly bound: number | null;
  readonly limit: number | null;
  readonly note: string;
  readonly cases: readonly string[];
}

const PROPOSE = 'make one with `tunegate baseline propose --only smoke --reason "…"`';

/** The four smoke gates, in this order: repeat, baseline, power, effective. */
export function smokeGates(detail: SmokeDetail, baseline: SmokeBaseline | null): readonly SmokeGate[] {
  const match = matchBaseline(detail, baseline);
  return [compareRepeat(detail), compareBaseline(detail, match), comparePower(detail, match), compareEffective(detail, match)];
}

/** What of a baseline may be compared with this run, or why nothing may. */
export type BaselineMatch =
  | { readonly kind: "entry"; readonly entry: SmokeBaselineEntry }
  | { readonly kind: "none"; readonly reason: "no-baseline" | "incomparable" | "not-checked"; readonly note: string };

/** Finds the entry whose environment key, slice and learning rate are those of the run. */
export function matchBaseline(detail: SmokeDetail, baseline: SmokeBaseline | null): BaselineMatch {
  if (detail.device.absent) return none("not-checked", `decided in CI: smoke needs ${detail.device.asked}, which this machine has not`);
  if (!baseline || baseline.entries.length === 0) return none("no-baseline", `there is no smoke baseline; ${PROPOSE}`);
  const run = runNamed(detail, "a");
  if (!run?.key) return none("not-checked", "the training gave no steps to compare");
  const key = run.key;
  const sameKey = baseline.entries.filter((entry) => differingFields(entry.key, key).length === 0);
  if (sameKey.length === 0) {
    const nearest = [...baseline.entries].sort((a, b) => differingFields(a.key, key).length - differingFields(b.key, key).length)[0];
    const fields = nearest
      ? differingFields(nearest.key, key).map((field) => `${field} ${text(nearest.key[field])} → ${text(key[field])}`)
      : [];
    return none("incomparable", `the baseline was made in another environment (${fields.join(", ")}); ${PROPOSE}`);
  }
  if ((detail.slice?.gone ?? 0) > 0) {
    return none("incomparable", `${detail.slice?.gone} of the baseline's slice records are no longer in the base's data; ${PROPOSE}`);
  }
  const entry = sameKey.find((candidate) => candidate.slice_sha256 === detail.slice?.sha256 && candidate.lr === detail.lr);
  if (!entry) return none("incomparable", `the baseline was made with another slice or smoke learning rate; ${PROPOSE}`);
  return { kind: "entry", entry: nearestExact(sameKey, entry, run) };
}

/** Among entries of one key and slice the one of the run's own exact class, where there is one. */
function nearestExact(entries: readonly SmokeBaselineEntry[], found: SmokeBaselineEntry, run: SmokeRun): SmokeBaselineEntry {
  return entries.find((entry) => entry.slice_sha256 === found.slice_sha256 && entry.lr === found.lr && isExact(entry, run)) ?? found;
}

function none(reason: "no-baseline" | "incomparable" | "not-checked", note: string): BaselineMatch {
  return { kind: "none", reason, note };
}

/** Fields in which two environment keys differ, sorted. */
export function differingFields(a: EnvironmentKey, b: EnvironmentKey): (keyof EnvironmentKey)[] {
  return (Object.keys(a) as (keyof EnvironmentKey)[]).filter((field) => a[field] !== b[field]).sort();
}

function isExact(entry: SmokeBaselineEntry, run: SmokeRun): boolean {
  return run.exact !== null && entry.exact.cpu === run.exact.cpu && entry.exact.driver === run.exact.driver;
}

function runNamed(detail: SmokeDetail, name: SmokeRun["name"]): SmokeRun | undefined {
  return detail.runs.find((run) => run.name === name);
}

/** The first run that did not end as asked. */
function brokenRun(detail: SmokeDetail): SmokeRun | undefined {
  return detail.runs.find((run) => run.problem !== null);
}

function gate(rule: SmokeGate["rule"], verdict: VerdictWord, reason: Reason, note: string, more: Partial<SmokeGate> = {}): SmokeGate {
  return { rule, verdict, reason, value: null, bound: null, limit: null, cases: [], ...more, note };
}

function compareRepeat(detail: SmokeDetail): SmokeGate {
  if (detail.device.absent) return gate("repeat", "INCONCLUSIVE", "not-checked", `decided in CI: smoke needs ${detail.device.asked}`);
  const broken = brokenRun(detail);
  if (broken?.problem === "shim-not-applied") {
    return gate("repeat", "BLOCK", "shim-not-applied", "the training ran without tunegate's shim, so nothing was shown");
  }
  if (broken) return gate("repeat", "BLOCK", "stage-failed", `run ${broken.name} did not end as asked (${broken.problem})`);
  const [a, b] = [runNamed(detail, "a"), runNamed(detail, "b")];
  if (!a || !b) return gate("repeat", "INCONCLUSIVE", "not-checked", "there were not two runs to compare");
  const largest = largestDifference(a.steps, b.steps);
  if (sameBits(a, b)) return gate("repeat", "PASS", "ok", "two runs in fresh processes agree bit for bit", { value: 0, limit: 0 });
  const note = `two runs of the same tree differ: ${diagnose(a, b)}`;
  return gate("repeat", "BLOCK", "nondeterministic", note, { value: largest, limit: 0, cases: stepLines(a.steps, b.steps) });
}

function sameBits(a: SmokeRun, b: SmokeRun): boolean {
  if (a.steps.length !== b.steps.length || a.adapter.trained !== b.adapter.trained) return false;
  return a.steps.every((step, index) => {
    const other = b.steps[index]!;
    return (
      step.loss !== null &&
      step.loss === other.loss &&
      step.grad_norm === other.grad_norm &&
      step.tokens_sha256 === other.tokens_sha256 &&
      step.labels_sha256 === other.labels_sha256
    );
  });
}

function compareBaseline(detail: SmokeDetail, match: BaselineMatch): SmokeGate {
  const run = runNamed(detail, "a");
  if (brokenRun(detail))
    return gate("baseline", "INCONCLUSIVE", "not-checked", "the training did not end as asked, so there is nothing to compare");
  if (match.kind === "none") return gate("baseline", "INCONCLUSIVE", match.reason, match.note);
  if (!run) return gate("baseline", "INCONCLUSIVE", "not-checked", "there is no run to compare");
  const { entry } = match;
  const before = baselineRun(entry);
  const value = largestDifference(run.steps, entry.steps);
  const facts = { value, limit: detail.tolerance, cases: stepLines(entry.steps, run.steps) };
  if (run.steps.length !== entry.steps.length) {
    return gate("baseline", "BLOCK", "regression", `${run.steps.length} steps against ${entry.steps.length} in the baseline`, facts);
  }
  const lossesHold = run.steps.every((step, index) => within(step.loss, entry.steps[index]!.loss, detail.tolerance));
  const normsHold = run.steps.every((step, index) => normHolds(step.grad_norm, entry.steps[index]!.grad_norm));
  if (!lossesHold || !normsHold) return gate("baseline", "BLOCK", "regression", `training has changed: ${diagnose(before, run)}`, facts);
  if (run.steps.some((step, index) => step.tokens_sha256 !== entry.steps[index]!.tokens_sha256)) {
    return gate("baseline", "WARN", "regression", "the way data become batches has changed, though the losses hold", facts);
  }
  return gate("baseline", "PASS", "ok", heldNote(entry, run), { ...facts, cases: [] });
}

function heldNote(entry: SmokeBaselineEntry, run: SmokeRun): string {
  if (!isExact(entry, run)) return "all steps lie within the tolerance of the baseline (made on another CPU or driver)";
  if (sameBits(baselineRun(entry), run)) return "all steps equal the baseline bit for bit";
  return `all steps lie within the tolerance, but equal bits were expected on this machine: ${diagnose(baselineRun(entry), run)}`;
}

function baselineRun(entry: SmokeBaselineEntry): SmokeRun {
  return {
    name: "a",
    problem: null,
    steps: entry.steps,
    key: entry.key,
    exact: entry.exact,
    effective: entry.effective,
    method: null,
    trainer: null,
    adapter: { fresh: null, trained: entry.adapter_digest, saved: null },
    seeds_before_adapter: null,
    rows: {},
    overrides: [],
  };
}

function comparePower(detail: SmokeDetail, match: BaselineMatch): SmokeGate {
  if (brokenRun(detail)) return gate("power", "INCONCLUSIVE", "not-checked", "the training did not end as asked");
  const value = controlDelta(detail) ?? (match.kind === "entry" ? match.entry.control_delta : null);
  if (value === null) {
    const reason = match.kind === "none" ? match.reason : "not-checked";
    return gate("power", "INCONCLUSIVE", reason, "no control with learning rate 0 was run, because there is no baseline to compare with");
  }
  const limit = POWER_FACTOR * detail.tolerance;
  const facts = { value: Math.abs(value), limit };
  if (Math.abs(value) >= limit) return gate("power", "PASS", "ok", "training moves the loss far more than the tolerance", facts);
  const advice = "raise smoke.lr (2e-3 is usual), train on the assistant's words only, or lower smoke.tolerance";
  return gate("power", "INCONCLUSIVE", "no-power", `three steps hardly move the loss, so a change could not be seen; ${advice}`, facts);
}

/** Loss of the last step minus that of the control; null without both. */
export function controlDelta(detail: SmokeDetail): number | null {
  const trained = runNamed(detail, "a")?.steps.at(-1)?.loss;
  const control = runNamed(detail, "control")?.steps.at(-1)?.loss;
  return typeof trained === "number" && typeof control === "number" ? trained - control : null;
}

function compareEffective(detail: SmokeDetail, match: BaselineMatch): SmokeGate {
  const run = runNamed(detail, "a");
  if (match.kind === "none" || !run || brokenRun(detail)) {
    const note = match.kind === "none" ? match.note : "the training did not end as asked";
    return gate("effective", "INCONCLUSIVE", match.kind === "none" ? match.reason : "not-checked", note);
  }
  const changes = effectiveChanges(match.entry.effective, run.effective);
  if (changes.length === 0)
    return gate("effective", "PASS", "ok", "the team's own training values are those of the baseline", { value: 0, limit: 0 });
  const note = `the team's own training values have changed, which the smoke run replaces and so cannot see: ${changes.join(", ")}`;
  return gate("effective", "BLOCK", "regression", note, { value: changes.length, limit: 0, cases: changes });
}

/** `name before → after` for each value that differs, sorted. */
export function effectiveChanges(before: Effective, after: Effective): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} ${before[name] ?? "absent"} → ${after[name] ?? "absent"}`);
}

/** Fails on NaN and null: `!(|a - b| <= tolerance)` is a difference. */
function within(a: number | null, b: number | null, tolerance: number): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= tolerance;
}

function normHolds(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= GRAD_NORM_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function largestDifference(a: readonly SmokeStep[], b: readonly SmokeStep[]): number | null {
  let largest = 0;
  for (const [index, step] of a.entries()) {
    const other = b[index]?.loss ?? null;
    if (step.loss === null || other === null) return null;
    largest = Math.max(largest, Math.abs(step.loss - other));
  }
  return largest;
}

function stepLines(before: readonly SmokeStep[], after: readonly SmokeStep[]): string[] {
  return before.map((step, index) => `step ${step.step}: loss ${text(step.loss)} → ${text(after[index]?.loss ?? null)}`);
}

/** Where two runs part first, and what that points to. */
export function diagnose(before: SmokeRun, after: SmokeRun): string {
  const first = before.steps[0];
  const other = after.steps[0];
  if (first && other) {
    const feeding = feedingDifference(before.steps, after.steps);
    if (feeding) return feeding;
    if (first.loss !== other.loss) return stepOneDifference(first, other);
    if (!normHolds(first.grad_norm, other.grad_norm) || first.grad_norm !== other.grad_norm) {
      const fresh = before.adapter.fresh !== null && after.adapter.fresh !== null && before.adapter.fresh === after.adapter.fresh;
      if (fresh) return "step-1 loss equal, step-1 gradient norm differs: gradients are computed or scaled in another way";
      return "step-1 loss equal, step-1 gradient norm differs: the adapter starts from other weights (created before seeding, other seed or other initialisation) or gradients are scaled in another way";
    }
  }
  const at = before.steps.findIndex((step, index) => step.loss !== after.steps[index]?.loss);
  if (at > 0)
    return `step ${at} still agrees, step ${at + 1} differs: the optimizer's update is another (optimizer, rates, clipping, frozen layers)`;
  return "the losses agree and the trained weights differ: an update that three losses do not show (weight decay, scale of one layer)";
}

function feedingDifference(before: readonly SmokeStep[], after: readonly SmokeStep[]): string | null {
  for (const [index, step] of before.entries()) {
    const other = after[index];
    if (!other) continue;
    if (step.tokens_sha256 !== other.tokens_sha256) {
      return `from step ${step.step} the model is fed other token ids: the way data become batches has changed (template, order, truncation, padding, batch size)`;
    }
    if (step.labels_sha256 !== other.labels_sha256) {
      return `from step ${step.step} the same token ids have other labels: which words the loss counts has changed`;
    }
  }
  return null;
}

function stepOneDifference(first: SmokeStep, other: SmokeStep): string {
  return `step 1 already differs (loss ${text(first.loss)} → ${text(other.loss)}) on the same token ids: the base model, the loss or the adapter's start is another`;
}

function text(value: string | number | null): string {
  return value === null ? "none" : String(value);
}
