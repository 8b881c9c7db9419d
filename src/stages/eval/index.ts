/** The eval stage: the cases of the judging side, answers of the head's model, outcomes and metrics. It decides nothing. */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Evidence, Finding, Outcome, ReceiptFile } from "../../core/documents.ts";
import type { EvalDetail } from "../../core/eval-detail.ts";
import { Fault } from "../../core/fault.ts";
import { FLAGS } from "../../core/metrics.ts";
import type { Stage, StageContext, StageResult } from "../../core/stage.ts";
import { loadRules, type RuleSet, testRules } from "../../safety/index.ts";
import type { SuiteAnswers } from "./answers.ts";
import { loadSuiteCases, type SuiteCases } from "./cases.ts";
import { EVAL_RULES, finding, sortFindings } from "./findings.ts";
import { answerDigest, type GenerationFailure, generateAnswers, type ModelPair, modelDigests } from "./generate.ts";
import { confusion, suiteMetrics } from "./metrics.ts";
import { inOrder, writeDocument, writeLines } from "./outcomes.ts";
import { type Ratings, ratingKey, readRatings } from "./ratings.ts";
import { type ModelDigests, recordedAnswers } from "./recorded.ts";
import { type Scoring, scoreBase, scoreSuite, suiteDetail } from "./suite.ts";
import type { AnswerCheck } from "./triage.ts";

export const evalStage: Stage = {
  id: "eval",
  needs: ["adapter"],
  applies: (plan) =>
    plan.policy.eval === undefined
      ? { run: false, reason: "the policy names no evaluation suite" }
      : {
          run: true,
          reason: `the policy names ${plan.policy.eval.suites.length} evaluation suite${plan.policy.eval.suites.length === 1 ? "" : "s"}`,
        },
  run,
};

/** One suite with everything that was made of it. */
interface Evaluated {
  readonly cases: SuiteCases;
  readonly answers: SuiteAnswers;
  readonly outcomes: readonly Outcome[];
  readonly baseCorrect: ReadonlyMap<string, boolean> | null;
}

async function run(ctx: StageContext): Promise<StageResult> {
  const suites = ctx.policy.eval?.suites ?? [];
  const cases: SuiteCases[] = [];
  for (const suite of suites) cases.push(await loadSuiteCases(ctx, suite));
  const ratings = await readRatings(ctx.head, ctx.policy.ratings?.path);
  const answered = await answerAll(ctx, cases);
  const scorings = new Map<string, Scoring & Extra>();
  for (const one of cases) scorings.set(one.suite.name, await scoringOf(ctx, one, ratings));
  const evaluated = cases.flatMap((one) => {
    const answers = answered.answers.get(one.suite.name);
    const scoring = scorings.get(one.suite.name) as Scoring;
    return answers
      ? [{ cases: one, answers, outcomes: scoreSuite(one, answers, scoring), baseCorrect: scoreBase(one, answers, scoring) }]
      : [];
  });
  const extras = [...scorings.values()];
  const findings = sortFindings([
    ...cases.flatMap((one) => one.findings),
    ...ratings.findings,
    ...answered.findings,
    ...evaluated.flatMap((one) => one.answers.findings),
    ...extras.flatMap((one) => one.findings),
    ...evaluated.flatMap(missingAnswers),
  ]);
  const files = [
    ...cases.flatMap((one) => one.files),
    ...ratings.files,
    ...evaluated.flatMap((one) => one.answers.files),
    ...extras.flatMap((one) => one.files),
  ];
  return writeResult(ctx, { cases, evaluated, findings, files, failure: answered.failure, model: answered.model, ratings });
}

interface Answered {
  readonly answers: ReadonlyMap<string, SuiteAnswers>;
  readonly findings: readonly Finding[];
  readonly failure: GenerationFailure | null;
  readonly model: ModelDigests;
}

/** Generated suites are asked together, one child for each pair of base and adapter. */
async function answerAll(ctx: StageContext, cases: readonly SuiteCases[]): Promise<Answered> {
  const answers = new Map<string, SuiteAnswers>();
  const findings: Finding[] = [];
  let failure: GenerationFailure | null = null;
  const pairs = new Map<string, { pair: ModelPair; suites: SuiteCases[] }>();
  for (const one of cases) {
    if (!("generate" in one.suite.answers)) continue;
    const { base, adapter } = one.suite.answers.generate;
    const known = pairs.get(`${base}\n${adapter}`) ?? { pair: { base, adapter }, suites: [] };
    known.suites.push(one);
    pairs.set(`${base}\n${adapter}`, known);
  }
  const model = await headModel(ctx, [...pairs.values()].map(({ pair }) => pair)[0]);
  for (const { pair, suites } of pairs.values()) {
    for (const [name, made] of await generateAnswers(ctx, pair, suites)) {
      if (made.ok) answers.set(name, made.answers);
      else {
        failure ??= made.failure;
        findings.push(...made.findings);
      }
    }
  }
  for (const one of cases)
    if ("file" in one.suite.answers) answers.set(one.suite.name, await recordedAnswers(ctx.head, one.suite.answers, one, model));
  return { answers, findings, failure, model };
}

/** What recorded answers are held against: the model that the policy generates with, else its adapter, on the base of no suite. */
async function headModel(ctx: StageContext, pair: ModelPair | undefined): Promise<ModelDigests> {
  if (pair) return modelDigests(ctx.head, pair);
  const adapter = ctx.policy.adapter?.path;
  if (adapter === undefined) return { adapter: null, base: null };
  return { adapter: (await modelDigests(ctx.head, { base: adapter, adapter })).adapter, base: null };
}

interface Extra {
  readonly findings: readonly Finding[];
  readonly files: readonly ReceiptFile[];
}

/** What a suite's scorer needs; also for a sweep, which evaluates one suite alone. */
export async function scoringOf(
  ctx: Pick<StageContext, "judging" | "policy">,
  cases: SuiteCases,
  ratings: Ratings,
): Promise<Scoring & Extra> {
  const { suite } = cases;
  if (suite.scorer === "policy") {
    const { rules, ...extra } = await suiteRules(ctx, suite.rules);
    return { rules, fits: () => true, ratings, ...extra };
  }
  const fits = suite.scorer === "triage" ? await answerCheck(ctx) : () => true;
  return { rules: null, fits, ratings, findings: [], files: [] };
}

/** Rules of the judging side, tested by their own vectors. A bad file in head is a finding; in base it is the user's fault (exit 2). */
async function suiteRules(ctx: Pick<StageContext, "judging">, path: string | undefined): Promise<Extra & { rules: RuleSet | null }> {
  const kind = ctx.judging.side === "head" ? "change" : "usage";
  if (path === undefined)
    throw new Fault({
      code: "safety-rules-missing",
      kind,
      message: "a policy suite needs rules: eval.suites[].rules",
      fix: "name a rule file",
    });
  try {
    const bytes = await ctx.judging.read(path);
    const rules = loadRules(Buffer.from(bytes).toString("utf8"), path, kind);
    testRules(rules, path, kind);
    return { rules, findings: [], files: [{ path, ...(await ctx.judging.digest(path)), rows: null }] };
  } catch (error) {
    if (!(error instanceof Fault) || kind === "usage") throw error;
    const text = { message: error.message, fix: error.details.fix ?? "correct the rule file" };
    return { rules: null, findings: [finding(EVAL_RULES.badRules, "block", { path }, text, error.details.code)], files: [] };
  }
}

/** The team's own answer schema, from the judging side; without one every object with a level fits. */
async function answerCheck(ctx: Pick<StageContext, "judging" | "policy">): Promise<AnswerCheck> {
  const path = ctx.policy.adapter?.["answer-schema"];
  if (path === undefined) return () => true;
  const kind = ctx.judging.side === "head" ? "change" : "usage";
  const text = Buffer.from(await ctx.judging.read(path)).toString("utf8");
  try {
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(text) as object);
    return (value) => check(value) === true;
  } catch {
    throw new Fault({
      code: "answer-schema-invalid",
      kind,
      message: `${path} is no JSON Schema`,
      place: { path },
      fix: "correct adapter.answer-schema or the file",
    });
  }
}

/** One finding for all recorded answers that are not there; each of them is a miss already. */
function missingAnswers(of: Evaluated): Finding[] {
  const { suite } = of.cases;
  const absent = of.outcomes.filter((outcome) => outcome.flags.includes(FLAGS.missing)).length;
  if (absent === 0 || !("file" in suite.answers) || of.answers.files.length === 0) return [];
  const text = {
    message: `${absent} answers of suite ${suite.name} are missing and count as misses`,
    fix: "record an answer for every case and repeat",
  };
  return [finding(EVAL_RULES.missingAnswer, "warn", { path: suite.answers.file }, text, suite.name)];
}

interface Gathered {
  readonly cases: readonly SuiteCases[];
  readonly evaluated: readonly Evaluated[];
  readonly findings: readonly Finding[];
  readonly files: readonly ReceiptFile[];
  readonly failure: GenerationFailure | null;
  readonly model: ModelDigests;
  readonly ratings: Ratings;
}

async function writeResult(ctx: StageContext, of: Gathered): Promise<StageResult> {
  const outcomes = inOrder(of.evaluated.flatMap((one) => one.outcomes));
  const outcomesFile = await writeLines(ctx.out.dir, "outcomes.jsonl", outcomes);
  const triage = of.evaluated.filter((one) => one.cases.suite.scorer === "triage").sort(byName);
  const matrices = triage.map((one) => confusion(one.cases.suite, judged(one)));
  const outputs = [
    outcomesFile,
    await writeDocument(ctx.out.dir, "detail.json", detailOf(ctx, of)),
    await writeDocument(ctx.out.dir, "confusion.json", { schema: "tunegate/confusion@1", suites: matrices }),
    ...(ctx.policy.publish.answers === "after-scan" ? [await writeAnswers(ctx, of)] : []),
  ];
  const evidence: Evidence = {
    schema: "tunegate/evidence@1",
    stage: "eval",
    status: of.failure === null ? "ok" : "error",
    ...(of.failure === null ? {} : { reason: of.failure.message }),
    findings: [...of.findings],
    metrics: [...of.evaluated].sort(byName).flatMap(metricsOf),
    outcomes: { path: "outcomes.jsonl", sha256: outcomesFile.sha256, n: outcomes.length },
    digests: digestsOf(of),
    counts: countsOf(of),
  };
  const rejected = of.cases.reduce((sum, one) => sum + one.rejected, 0);
  const good = of.cases.reduce((sum, one) => sum + one.judging.length + one.added.length, 0);
  return {
    evidence,
    inputs: sortFiles(of.files),
    outputs,
    counts: { unit: "cases", in: good + rejected, out: good, quarantined: rejected, dropped: 0 },
  };
}

function judged(one: Evaluated): readonly Outcome[] {
  return one.outcomes.filter((outcome) => !outcome.flags.includes(FLAGS.added));
}

function metricsOf(one: Evaluated) {
  const added = one.outcomes.filter((outcome) => outcome.flags.includes(FLAGS.added));
  return suiteMetrics({ suite: one.cases.suite, outcomes: judged(one), added, baseCorrect: one.baseCorrect });
}

function byName(a: Evaluated, b: Evaluated): number {
  return a.cases.suite.name < b.cases.suite.name ? -1 : 1;
}

function detailOf(ctx: StageContext, of: Gathered): EvalDetail {
  const suites = [...of.evaluated].sort(byName).map((one) => suiteDetail(one.cases, one.answers));
  return { schema: "tunegate/eval-detail@1", side: ctx.side, adapter_digest: of.model.adapter, base_digest: of.model.base, suites };
}

function digestsOf(of: Gathered): Record<string, string> {
  const digests: Record<string, string> = Object.fromEntries(of.cases.map((one) => [`suite.${one.suite.name}`, one.sha256]));
  if (of.model.adapter !== null) digests.adapter = of.model.adapter;
  if (of.model.base !== null) digests.base_model = of.model.base;
  return digests;
}

/** Cases and statuses of every suite; `ratings.stale` counts rated answers that this model did not give. */
function countsOf(of: Gathered): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of of.cases) {
    const name = one.suite.name;
    counts[`${name}.cases`] = one.judging.length;
    counts[`${name}.added`] = one.added.length;
    counts[`${name}.edited`] = one.edited.length;
    counts[`${name}.removed`] = one.removed.length;
  }
  const given = new Set<string>();
  for (const one of of.evaluated) {
    for (const outcome of one.outcomes) {
      const key = `${outcome.suite}.${outcome.status}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    if (of.ratings.answers.size > 0) for (const row of answerRows(one)) given.add(ratingKey(row.id, row.sha256));
  }
  if (of.ratings.answers.size > 0) counts["ratings.stale"] = [...of.ratings.answers].filter((key) => !given.has(key)).length;
  return counts;
}

interface AnswerRow {
  readonly suite: string;
  readonly id: string;
  readonly repeat: number;
  readonly output: string;
  readonly sha256: string;
}

function answerRows(one: Evaluated): AnswerRow[] {
  const rows: AnswerRow[] = [];
  for (const single of [...one.cases.judging, ...one.cases.added]) {
    for (let repeat = 0; repeat < one.answers.repeats; repeat++) {
      const answer = one.answers.answer(single, repeat);
      if (answer)
        rows.push({ suite: one.cases.suite.name, id: single.case.id, repeat, output: answer.output, sha256: answerDigest(answer) });
    }
  }
  return rows;
}

/** Only when policy says so; what publishes the folder scans it first. */
function writeAnswers(ctx: StageContext, of: Gathered): Promise<ReceiptFile> {
  return writeLines(ctx.out.dir, "answers.jsonl", [...of.evaluated].sort(byName).flatMap(answerRows));
}

function sortFiles(files: readonly ReceiptFile[]): ReceiptFile[] {
  const unique = new Map(files.map((file) => [`${file.path} ${file.sha256}`, file]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}
