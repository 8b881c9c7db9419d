/** One suite from cases and answers to outcomes. */

import type { Outcome } from "../../core/documents.ts";
import type { EvalDetailSuite } from "../../core/eval-detail.ts";
import { FLAGS } from "../../core/metrics.ts";
import type { RuleSet } from "../../safety/index.ts";
import type { Answer, SuiteAnswers } from "./answers.ts";
import type { LoadedCase, SuiteCases } from "./cases.ts";
import { answerDigest } from "./generate.ts";
import { scoreGrounded } from "./grounded.ts";
import { scorePolicy } from "./policy.ts";
import type { Ratings } from "./ratings.ts";
import type { Scored } from "./scored.ts";
import { type AnswerCheck, scoreTriage } from "./triage.ts";

/** What scorers need beside case and answer. */
export interface Scoring {
  readonly rules: RuleSet | null;
  readonly fits: AnswerCheck;
  readonly ratings: Ratings;
}

/** Scores every case of a suite, every repeat; added cases carry the flag `added`. */
export function scoreSuite(cases: SuiteCases, answers: SuiteAnswers, scoring: Scoring): Outcome[] {
  const outcomes: Outcome[] = [];
  const each = (one: LoadedCase, added: boolean): void => {
    for (let repeat = 0; repeat < answers.repeats; repeat++)
      outcomes.push(scoreCase(cases, one, answers.answer(one, repeat), { repeat, added }, scoring));
  };
  for (const one of cases.judging) each(one, false);
  for (const one of cases.added) each(one, true);
  return outcomes;
}

/** By case id, whether the base model alone was right; `null` when it was not asked. */
export function scoreBase(cases: SuiteCases, answers: SuiteAnswers, scoring: Scoring): ReadonlyMap<string, boolean> | null {
  const correct = new Map<string, boolean>();
  for (const one of cases.judging) {
    const answer = answers.baseAnswer(one);
    if (answer !== null) correct.set(one.case.id, score(cases, one, answer, scoring).correct === true);
  }
  return correct.size === 0 ? null : correct;
}

function scoreCase(
  cases: SuiteCases,
  one: LoadedCase,
  answer: Answer | null,
  at: { repeat: number; added: boolean },
  scoring: Scoring,
): Outcome {
  const scored = score(cases, one, answer, scoring);
  const rated = answer === null ? [] : scoring.ratings.flags(one.case.id, answerDigest(answer), scored.predicted);
  const flags = [...scored.flags, ...rated, ...(at.added ? [FLAGS.added] : []), ...(answer === null ? [FLAGS.missing] : [])];
  return {
    suite: cases.suite.name,
    id: one.case.id,
    case_sha256: one.sha256,
    cluster: clusterOf(cases, one),
    repeat: at.repeat,
    groups: one.case.groups ?? {},
    gold: one.case.gold ?? null,
    predicted: scored.predicted,
    status: scored.status,
    confidence: scored.confidence,
    correct: scored.correct,
    flags: [...new Set(flags)].sort(),
  };
}

/** Cases without a cluster stand for themselves; named clusters are shared over suites (one patient, several suites). */
function clusterOf(cases: SuiteCases, one: LoadedCase): string {
  return one.case.cluster === undefined ? `case ${cases.suite.name} ${one.case.id}` : `cluster ${one.case.cluster}`;
}

function score(cases: SuiteCases, one: LoadedCase, answer: Answer | null, scoring: Scoring): Scored {
  switch (cases.suite.scorer) {
    case "triage":
      return scoreTriage(one, answer, cases.suite.levels ?? [], scoring.fits);
    case "grounded":
      return scoreGrounded(one, answer);
    case "policy":
      if (scoring.rules === null) return { status: "error", predicted: null, confidence: null, correct: false, flags: [] };
      return scorePolicy(one, answer, scoring.rules);
  }
}

/** A suite's part of `detail.json`. */
export function suiteDetail(cases: SuiteCases, answers: SuiteAnswers): EvalDetailSuite {
  return {
    name: cases.suite.name,
    scorer: cases.suite.scorer,
    levels: cases.suite.levels ?? [],
    suite_sha256: cases.sha256,
    decoding_sha256: answers.decodingSha256,
    answers: {
      source: answers.source,
      trust: answers.trust,
      adapter_digest: answers.adapterDigest,
      base_digest: answers.baseDigest,
      mismatch: [...answers.mismatch],
    },
    cases: { base: cases.judging.length, added: cases.added.length, edited: [...cases.edited], removed: [...cases.removed] },
  };
}
