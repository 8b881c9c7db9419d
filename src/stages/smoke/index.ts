/** The smoke stage: the team's own trainer, twice, for three optimizer steps on the frozen slice. Evidence only; src/core/smoke-compare.ts judges. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../../core/canonical.ts";
import { digestFile, digestJson } from "../../core/digest.ts";
import type { Finding, ReceiptFile } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import { compareFindings, makeFinding } from "../../core/finding.ts";
import { globMatcher } from "../../core/paths.ts";
import type { SmokePolicy } from "../../core/policy.ts";
import { parseSmokeBaseline, SMOKE_DETAIL, type SmokeBaseline, type SmokeDetail, type SmokeRun } from "../../core/smoke.ts";
import { matchBaseline } from "../../core/smoke-compare.ts";
import type { PlanView, Stage, StageContext, StageResult } from "../../core/stage.ts";
import type { Tree } from "../../core/tree.ts";
import { assertClean } from "../../phi/index.ts";
import { trialFindings } from "./findings.ts";
import { detectFramework, type Framework, filesInCommand } from "./framework.ts";
import { brokenInvariant } from "./invariants.ts";
import { chooseSlice, frozenSlice, type SliceContent, trainingFiles } from "./slice.ts";
import { runTrial, type Trial } from "./trial.ts";

/** Runs when training code, configuration or training data changed, for a release, and when base is judged itself. */
export const smokeStage: Stage = {
  id: "smoke",
  needs: [],
  applies,
  run: runSmoke,
};

function applies({ policy, changed, headEqualsBase, release }: PlanView): { run: boolean; reason: string } {
  if (!policy.smoke) return { run: false, reason: "the policy names no smoke.command" };
  if (release) return { run: true, reason: "this run is for a release" };
  if (headEqualsBase) return { run: true, reason: "base is judged itself" };
  const training = globMatcher(policy.paths.training);
  const data = new Set(trainingFiles(policy.data).map(({ path }) => path));
  const woken = changed.find(({ path }) => training(path) || data.has(path) || path === policy.baselines.smoke);
  if (woken) return { run: true, reason: `${woken.path} changed` };
  return { run: false, reason: "no file that training reads has changed" };
}

async function runSmoke(ctx: StageContext): Promise<StageResult> {
  const smoke = policyOf(ctx);
  const framework = await frameworkOf(ctx.head, smoke);
  const baseline = await readBaseline(ctx);
  const content = await sliceOf(ctx, smoke, baseline);
  const absent = smoke.device === "cuda" && !hasGpu();
  const detail = emptyDetail(smoke, framework, absent, content);
  if (!framework.runnable) return finish(ctx, detail, content, [notRunnable(ctx, framework)]);
  if (absent) return finish(ctx, detail, content, []);
  const trials = await runTrials(ctx, smoke, content, detail, baseline);
  const findings = await findingsOf(ctx, smoke, trials);
  return finish(ctx, { ...detail, runs: trials.map(({ run }) => run) }, content, findings);
}

function policyOf(ctx: StageContext): SmokePolicy {
  if (ctx.policy.smoke) return ctx.policy.smoke;
  const fix = "add smoke: {command: …} to the policy";
  throw new Fault({
    code: "no-smoke-command",
    kind: "usage",
    message: "the policy names no smoke.command",
    place: { path: ctx.plan.policy.path },
    fix,
  });
}

/** The framework of a policy's command, from the files that the command names, as far as they are text of ordinary size. For the plan, too. */
export async function frameworkOf(head: Tree, smoke: SmokePolicy): Promise<Framework> {
  const present = new Set((await head.list()).filter(({ kind, bytes }) => kind === "file" && bytes <= 1 << 20).map(({ path }) => path));
  const texts = new Map<string, string>();
  for (const path of filesInCommand(smoke.command, (file) => present.has(file)))
    texts.set(path, Buffer.from(await head.read(path)).toString("utf8"));
  return detectFramework(smoke.framework, smoke.command, texts);
}

async function readBaseline(ctx: StageContext): Promise<SmokeBaseline | null> {
  const path = ctx.policy.baselines.smoke;
  if (!path || !(await ctx.judging.has(path))) return null;
  return parseSmokeBaseline(Buffer.from(await ctx.judging.read(path)).toString("utf8"), path);
}

/** The slice that the baseline froze (its last entry speaks for all: entries are proposed together), else one chosen now. */
async function sliceOf(ctx: StageContext, smoke: SmokePolicy, baseline: SmokeBaseline | null): Promise<SliceContent> {
  const frozen = baseline?.entries.at(-1)?.slice;
  if (!frozen) return chooseSlice(ctx, ctx.policy.data, smoke.rows);
  const content = await frozenSlice(ctx, ctx.policy.data, frozen);
  return content.slice.gone > 0 ? { ...(await chooseSlice(ctx, ctx.policy.data, smoke.rows)), slice: content.slice } : content;
}

function emptyDetail(smoke: SmokePolicy, framework: Framework, absent: boolean, content: SliceContent): SmokeDetail {
  return {
    schema: "tunegate/smoke-detail@1",
    framework: { id: framework.id, why: framework.why, runnable: framework.runnable },
    device: { asked: smoke.device, absent },
    steps: smoke.steps,
    epochs: smoke.epochs ?? null,
    lr: smoke.lr,
    tolerance: smoke.tolerance,
    slice: content.slice,
    runs: [],
  };
}

/** The control runs where no baseline entry vouches for the power of this slice and environment. */
async function runTrials(
  ctx: StageContext,
  smoke: SmokePolicy,
  content: SliceContent,
  detail: SmokeDetail,
  baseline: SmokeBaseline | null,
): Promise<Trial[]> {
  const trials = [...(await sharedPair(ctx, smoke, content))];
  const runs = trials.map(({ run }) => run);
  if (runs.some(({ problem }) => problem !== null)) return trials;
  const match = matchBaseline({ ...detail, runs }, baseline);
  if (match.kind === "none" || ctx.side === "proposed") trials.push(await trial(ctx, smoke, content, "control"));
  return trials;
}

const pairs = new WeakMap<Tree, Map<string, Promise<readonly Trial[]>>>();

/** Runs a and b, once for both sides of a run: a changed baseline with the same slice needs no second training. */
function sharedPair(ctx: StageContext, smoke: SmokePolicy, content: SliceContent): Promise<readonly Trial[]> {
  const key = digestJson({ smoke, slice: content.slice.files });
  const known = pairs.get(ctx.head) ?? new Map<string, Promise<readonly Trial[]>>();
  pairs.set(ctx.head, known);
  const pair = known.get(key) ?? runPair(ctx, smoke, content);
  known.set(key, pair);
  return pair;
}

/** The two runs side by side where two cores and no GPU are used (each has one thread), else b after a, and only when a is whole. */
export async function runPair(ctx: StageContext, smoke: SmokePolicy, content: SliceContent): Promise<Trial[]> {
  const cpuOnly = smoke.device === "cpu" || !hasGpu();
  if (cpuOnly && availableParallelism() > 1) {
    return Promise.all([trial(ctx, smoke, content, "a"), trial(ctx, smoke, content, "b")]);
  }
  const first = await trial(ctx, smoke, content, "a");
  return first.run.problem ? [first] : [first, await trial(ctx, smoke, content, "b")];
}

function hasGpu(): boolean {
  return existsSync("/proc/driver/nvidia/version");
}

const LABELS: Readonly<Record<SmokeRun["name"], string>> = {
  a: "first run",
  b: "second run, in a fresh process",
  control: "control with learning rate 0",
};

/** One run, said to the person. @throws Fault `environment` on a full disk; AbortError when the run was cancelled. */
export async function trial(ctx: StageContext, smoke: SmokePolicy, content: SliceContent, name: SmokeRun["name"]): Promise<Trial> {
  ctx.log.info(`smoke: ${LABELS[name]}: ${smoke.command}`);
  const rows = [...content.slice.files].reduce((sum, { records }) => sum + records.length, 0);
  const done = await runTrial({
    name,
    smoke,
    adapter: ctx.policy.adapter?.path ?? null,
    head: ctx.head,
    slice: content.files,
    rows,
    scratch: ctx.out.scratch,
    runner: ctx.runner,
    python: await ctx.runner.python(),
    signal: ctx.signal,
  });
  ctx.signal.throwIfAborted();
  if (done.run.problem) ctx.log.info(lastWords(done.result.tail));
  if (done.run.problem === "disk-full") {
    throw new Fault({
      code: "disk-full",
      kind: "environment",
      message: "the disk of this machine is full",
      fix: "free some space and run again",
    });
  }
  return done;
}

/** The end of a failed trainer's output, for the person at the terminal; withheld when it may quote a patient. */
function lastWords(tail: string): string {
  if (tail === "") return "smoke: the training printed nothing";
  if (assertClean(tail).length > 0)
    return "smoke: the training's last lines may hold patient data and are not shown; run the command by hand";
  const lines = tail.split("\n").slice(-15);
  return ["smoke: the training's last lines:", ...lines.map((line) => `  | ${line.slice(0, 200)}`)].join("\n");
}

async function findingsOf(ctx: StageContext, smoke: SmokePolicy, trials: readonly Trial[]): Promise<Finding[]> {
  const present = new Set((await ctx.head.list()).map(({ path }) => path));
  const script =
    filesInCommand(smoke.command, (file) => present.has(file)).find((path) => /\.(py|sh|ipynb)$/.test(path)) ?? ctx.plan.policy.path;
  const findings = new Map<string, Finding>();
  for (const one of trials) {
    for (const finding of trialFindings(one, { script, policy: ctx.plan.policy.path, smoke })) findings.set(finding.fingerprint, finding);
  }
  const first = trials[0]?.record;
  const broken = first && trials[0]?.run.problem === null ? brokenInvariant(first) : null;
  if (broken) {
    const finding = makeFinding({
      rule: "smoke.step-1-invariant",
      severity: "block",
      place: { path: script },
      message: `${broken.method.toUpperCase()} must start at a loss of ${broken.expected.toFixed(4)} (policy equals reference), but starts at ${broken.found.toFixed(4)}`,
      fix: "check the reference model: its revision, an adapter left active in it, dropout, or another chat template",
    });
    findings.set(finding.fingerprint, finding);
  }
  return [...findings.values()].sort(compareFindings);
}

function notRunnable(ctx: StageContext, framework: Framework): Finding {
  return makeFinding({
    rule: "smoke.not-runnable",
    severity: "warn",
    place: { path: ctx.plan.policy.path },
    message: `${framework.name} cannot be run here: ${framework.why}`,
    fix: "judge its adapter and answers with the other stages, and take smoke: out of the policy",
  });
}

/** `step_3.log`: the loss of the last step with all digits, for teams whose process asks for that file. */
async function writeStepLog(ctx: StageContext, detail: SmokeDetail): Promise<ReceiptFile[]> {
  const last = detail.runs[0]?.steps.at(-1);
  if (!last || last.loss === null) return [];
  const name = `step_${last.step}.log`;
  const path = join(ctx.out.dir, name);
  await writeFile(path, `${last.loss}\n`);
  return [{ path: name, ...(await digestFile(path)), rows: 1 }];
}

async function finish(ctx: StageContext, detail: SmokeDetail, content: SliceContent, findings: readonly Finding[]): Promise<StageResult> {
  const path = join(ctx.out.dir, SMOKE_DETAIL);
  await writeFile(path, `${canonicalJson(detail)}\n`);
  const outputs: ReceiptFile[] = [{ path: SMOKE_DETAIL, ...(await digestFile(path)), rows: null }, ...(await writeStepLog(ctx, detail))];
  const inputs: ReceiptFile[] = [];
  for (const file of [...content.slice.files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const bytes = content.files.get(file.path) ?? new Uint8Array();
    inputs.push({ path: file.path, sha256: digestJson(file.records), bytes: bytes.byteLength, rows: file.records.length });
  }
  const used = content.slice.files.reduce((sum, { records }) => sum + records.length, 0) - content.slice.gone;
  const first = detail.runs[0];
  return {
    evidence: {
      schema: "tunegate/evidence@1",
      stage: "smoke",
      status: "ok",
      findings: [...findings],
      metrics: [],
      digests: {
        slice: content.slice.sha256,
        detail: digestJson(detail),
        ...(first?.adapter.trained ? { "smoke-adapter": first.adapter.trained } : {}),
      },
      counts: { runs: detail.runs.length, steps: detail.runs.reduce((sum, run) => sum + run.steps.length, 0), rows: used },
    },
    inputs,
    outputs,
    counts: { unit: "records", in: content.recordsRead, out: used, quarantined: 0, dropped: content.recordsRead - used },
  };
}
