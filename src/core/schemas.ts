/** Every published schema by file name: `schemas/<name>.schema.json` is generated from this list by scripts/write-schemas.mjs. */
import type { TSchema } from "@sinclair/typebox";
import { AdapterDetail, AdapterHashes } from "./adapter-detail.ts";
import { Evidence, Outcome, Plan, Receipt, Seal, Verdict } from "./documents.ts";
import { EvalDetail } from "./eval-detail.ts";
import { AnswerRow, AnswersHeader, ChatRecord, EvalBaselineHeader, EvalCase, Lineage, Manifest, Rating } from "./files.ts";
import { PolicySchema } from "./policy.ts";
import { RuleFile } from "./safety-rules.ts";

export const SCHEMAS: Readonly<Record<string, TSchema>> = {
  policy: PolicySchema,
  plan: Plan,
  evidence: Evidence,
  outcome: Outcome,
  receipt: Receipt,
  seal: Seal,
  verdict: Verdict,
  manifest: Manifest,
  lineage: Lineage,
  "adapter-hashes": AdapterHashes,
  "adapter-detail": AdapterDetail,
  "eval-detail": EvalDetail,
  "eval-baseline": EvalBaselineHeader,
  answers: AnswersHeader,
  "answer-row": AnswerRow,
  rating: Rating,
  "eval-case": EvalCase,
  "chat-record": ChatRecord,
  "safety-rules": RuleFile,
};
