/** One adapter, and the base model beside it, on the cases of one suite: what the checkpoint sweep ranks by. */
import { digestJson } from "../../core/digest.ts";
import type { Metric, Outcome } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import type { Suite } from "../../core/policy.ts";
import type { StageContext } from "../../core/stage.ts";
import type { SuiteAnswers } from "./answers.ts";
import { loadSuiteCases, type SuiteCases } from "./cases.ts";
import { type GenerateContext, generateAnswers, type ModelPair } from "./generate.ts";
import { scoringOf } from "./index.ts";
import { suiteMetrics } from "./metrics.ts";
import { NO_RATINGS } from "./ratings.ts";
import { type Scoring, scoreSuite } from "./suite.ts";

export type CandidateContext = GenerateContext & Pick<StageContext, "judging" | "policy">;

/** A suite's cases with what its scorer needs; loaded once for all candidates. */
export interface LoadedSuite {
  readonly cases: SuiteCases;
  readonly scoring: Scoring;
  /** Digests of the questions, to tell whether two case files ask the same. */
  readonly inputs: ReadonlySet<string>;
}

/** What one model scored. */
export interface Arm {
  readonly outcomes: readonly Outcome[];
  /** Every rate of the suite's scorer, without subgroups. */
  readonly metrics: readonly Metric[];
}

/** A failed evaluation has a reason and no numbers: it is never a score of 0. */
export type Evaluation =
  | { readonly ok: true; readonly adapter: Arm; readonly base: Arm | null; readonly decodingSha256: string }
  | { readonly ok: false; readonly kind: "change" | "environment"; readonly error: string };

/** Reads the cases of a suite from the head. @throws Fault `change` when the file is absent, empty or has a line that is no case */
export async function loadSuite(ctx: CandidateContext, suite: Suite): Promise<LoadedSuite> {
  const cases = await loadSuiteCases({ head: ctx.head, judging: ctx.judging, base: null, side: "proposed" }, suite);
  const { findings, ...scoring } = await scoringOf(ctx, cases, NO_RATINGS);
  const defect = [...cases.findings, ...findings].find(({ severity }) => severity === "block");
  if (defect) {
    const { place, message, fix } = defect;
    const { path, line } = place;
    throw new Fault({ code: "sweep-cases", kind: "change", message, place: { path, ...(line === undefined ? {} : { line }) }, fix });
  }
  return { cases, scoring, inputs: new Set(cases.judging.map((one) => digestJson(one.case.input))) };
}

/**
 * Asks the adapter every case of the suite, and the base model alone too when `withBase`.
 * @throws Fault `environment` when there is no Python to ask with
 */
export async function evaluateCandidate(
  ctx: CandidateContext,
  suite: LoadedSuite,
  pair: ModelPair,
  { withBase }: { readonly withBase: boolean },
): Promise<Evaluation> {
  const made = (await generateAnswers(ctx, pair, [suite.cases], () => withBase)).get(suite.cases.suite.name);
  ctx.signal.throwIfAborted();
  if (!made?.ok) return { ok: false, kind: made?.failure.kind ?? "environment", error: made?.failure.message ?? "no answer was generated" };
  const { answers } = made;
  const adapter = score(suite, answers);
  if (adapter === null) return { ok: false, kind: "change", error: "not one question was answered" };
  const base = withBase ? score(suite, { ...answers, answer: answers.baseAnswer }) : null;
  return { ok: true, adapter, base, decodingSha256: answers.decodingSha256 };
}

/** Null when every case failed: then nothing was measured. */
function score({ cases, scoring }: LoadedSuite, answers: SuiteAnswers): Arm | null {
  const outcomes = scoreSuite(cases, answers, scoring);
  if (outcomes.every(({ status }) => status === "error" || status === "timeout")) return null;
  const metrics = suiteMetrics({ suite: cases.suite, outcomes, added: [], baseCorrect: null });
  return { outcomes, metrics: metrics.filter(({ id, kind }) => kind === "rate" && !id.includes("@")) };
}
