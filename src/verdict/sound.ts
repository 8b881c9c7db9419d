/** Whether evidence is whole: no NaN, no missing number, no lost case. What is not sound is never PASS (promise 2). */
import { digestJson } from "../core/digest.ts";
import type { Metric, Outcome } from "../core/documents.ts";
import type { EvalDetail } from "../core/eval-detail.ts";
import { FLAGS } from "../core/metrics.ts";
import type { SmokeDetail } from "../core/smoke.ts";
import type { StageEvidence } from "./input.ts";

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isShare = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1;

/** Defects of one stage's evidence, one sentence each; empty when it is sound. */
export function defectsOf(given: StageEvidence): readonly string[] {
  const { evidence, outcomes } = given;
  const defects: string[] = [];
  for (const metric of evidence.metrics) if (!soundMetric(metric)) defects.push(`metric ${metric.id} holds a number that is none`);
  for (const [name, count] of Object.entries(evidence.counts))
    if (!Number.isInteger(count)) defects.push(`count ${name} is no whole number`);
  for (const finding of evidence.findings) {
    const numbers = Object.entries(finding.place).filter(([key]) => !["path", "pointer", "column"].includes(key));
    if (!isShare(finding.confidence) || numbers.some(([, value]) => value !== undefined && !isCount(value))) {
      defects.push(`a finding of rule ${finding.rule} holds a number that is none`);
    }
  }
  if (evidence.outcomes ? evidence.outcomes.n !== outcomes.length : outcomes.length > 0) {
    defects.push(`${evidence.outcomes?.n ?? 0} outcomes were sealed and ${outcomes.length} are there`);
  }
  return [...defects, ...outcomeDefects(outcomes), ...detailDefects(given)];
}

function soundMetric(metric: Metric): boolean {
  const { kind, value, k, n, lower, upper, level } = metric;
  if (!isCount(n) || !isShare(level)) return false;
  if (n === 0) return kind === "count" || value === null;
  const finite = (number: number | null): boolean => number !== null && Number.isFinite(number);
  if (!finite(value)) return false;
  if ((lower === null) !== (upper === null) || (lower !== null && !(finite(lower) && finite(upper)))) return false;
  if (kind === "count") return isCount(value) && k === value;
  if (kind === "rate") return isCount(k) && (k as number) <= n && isShare(value) && isShare(lower) && isShare(upper);
  return k === null || isCount(k);
}

/** Numbers that are none, and outcomes that are there twice. */
export function outcomeDefects(outcomes: readonly Outcome[]): readonly string[] {
  const seen = new Set<string>();
  for (const { suite, id, repeat, confidence } of outcomes) {
    if (!isCount(repeat) || !(confidence === null || isShare(confidence))) return [`an outcome of ${suite} holds a number that is none`];
    const key = `${suite}\n${id}\n${repeat}`;
    if (seen.has(key)) return [`an outcome of ${suite} is there twice`];
    seen.add(key);
  }
  return [];
}

/** Of a stage that says it is well; its detail document has its shape already (stage-state.ts). */
function detailDefects(given: StageEvidence): readonly string[] {
  const { stage, status } = given.evidence;
  if (status !== "ok") return [];
  if (stage === "eval") return evalDefects(given, given.detail as EvalDetail);
  return stage === "smoke" ? smokeDefects(given.detail as SmokeDetail) : [];
}

/** A run that ended as asked has a loss at every step: null stands for one that was not finite. */
function smokeDefects(detail: SmokeDetail): readonly string[] {
  const runs = detail.runs.filter((run) => run.problem === null && run.steps.some((step) => step.loss === null));
  return runs.map((run) => `run ${run.name} has a step without a finite loss`);
}

/** The suites' own count of cases against the outcomes that are there. */
function evalDefects(given: StageEvidence, detail: EvalDetail): readonly string[] {
  const defects: string[] = [];
  const counts = countCases(given.outcomes);
  const judged = given.outcomes.filter((outcome) => !outcome.flags.includes(FLAGS.added));
  for (const suite of detail.suites) {
    const found = counts.get(suite.name) ?? { base: 0, added: 0, uneven: false };
    if (found.base !== suite.cases.base || found.added !== suite.cases.added) {
      const [expected, there] = [suite.cases.base + suite.cases.added, found.base + found.added];
      defects.push(`suite ${suite.name} has ${expected} cases and outcomes of ${there}`);
    }
    if (caseSetDigest(judged, suite.name) !== suite.suite_sha256)
      defects.push(`the outcomes of suite ${suite.name} are not those of its case set`);
    if (found.uneven) defects.push(`suite ${suite.name} has cases with fewer runs than others`);
  }
  return defects;
}

/** Digest of a case set: sha256 of canonical [[id, case_sha256], …] by id, as the eval stage states it. */
export function caseSetDigest(outcomes: readonly Outcome[], suite: string): string {
  const cases = new Map<string, string>();
  for (const outcome of outcomes) if (outcome.suite === suite) cases.set(outcome.id, outcome.case_sha256);
  return digestJson([...cases].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface CaseCount {
  base: number;
  added: number;
  uneven: boolean;
}

function countCases(outcomes: readonly Outcome[]): ReadonlyMap<string, CaseCount> {
  const runs = new Map<string, Map<string, { runs: number; added: boolean }>>();
  for (const { suite, id, flags } of outcomes) {
    const cases = runs.get(suite) ?? new Map<string, { runs: number; added: boolean }>();
    runs.set(suite, cases);
    const found = cases.get(id);
    if (found) found.runs += 1;
    else cases.set(id, { runs: 1, added: flags.includes(FLAGS.added) });
  }
  const counts = new Map<string, CaseCount>();
  for (const [suite, cases] of runs) {
    const all = [...cases.values()];
    const added = all.filter((one) => one.added).length;
    counts.set(suite, { base: all.length - added, added, uneven: all.some((one) => one.runs !== all[0]!.runs) });
  }
  return counts;
}
