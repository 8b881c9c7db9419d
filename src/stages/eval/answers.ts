/** Answers of a model, wherever they come from, in one shape. */

import type { Finding, ReceiptFile } from "../../core/documents.ts";
import type { AnswerTrust } from "../../core/eval-detail.ts";
import type { LoadedCase } from "./cases.ts";

/** How generation ended. */
export type Finish = "stop" | "length" | "timeout" | "error";

/** One answer of a model to one case. */
export interface Answer {
  readonly output: string;
  readonly finish: Finish;
  readonly confidence: number | null;
  readonly citations: readonly string[];
}

/** All answers of one suite. */
export interface SuiteAnswers {
  readonly source: "generated" | "recorded";
  readonly trust: AnswerTrust;
  /** What does not match this tree, sorted: adapter, base, suite. */
  readonly mismatch: readonly string[];
  readonly adapterDigest: string | null;
  readonly baseDigest: string | null;
  readonly decodingSha256: string;
  /** Answers to each case are numbered 0 … repeats - 1. */
  readonly repeats: number;
  /** `null` is a miss: there is no such answer. */
  answer(one: LoadedCase, repeat: number): Answer | null;
  /** The base model's own answer, `null` where the base model was not asked. */
  baseAnswer(one: LoadedCase): Answer | null;
  readonly findings: readonly Finding[];
  readonly files: readonly ReceiptFile[];
}
