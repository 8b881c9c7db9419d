/** Every published schema by file name: `schemas/<name>.schema.json` is generated from this list by scripts/write-schemas.mjs. */
import type { TSchema } from "@sinclair/typebox";
import { AdapterDetail, AdapterHashes } from "../core/adapter-detail.ts";
import { AdapterDiff, AdapterProbe, History } from "../core/adapter-documents.ts";
import { Evidence, Outcome, Plan, Receipt, Seal, Verdict } from "../core/documents.ts";
import { EvalDetail } from "../core/eval-detail.ts";
import { AnswerRow, AnswersHeader, ChatRecord, EvalBaselineHeader, EvalCase, Lineage, Manifest, Rating } from "../core/files.ts";
import { PolicySchema } from "../core/policy.ts";
import { RuleFile } from "../core/safety-rules.ts";
import { SmokeBaseline, SmokeDetail } from "../core/smoke.ts";
import { Sweep } from "../core/sweep.ts";
import { Drift } from "../verdict/drift.ts";
import { Health } from "../verdict/health.ts";

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
  "smoke-detail": SmokeDetail,
  "smoke-baseline": SmokeBaseline,
  drift: Drift,
  health: Health,
  "adapter-hashes": AdapterHashes,
  "adapter-detail": AdapterDetail,
  "adapter-diff": AdapterDiff,
  "adapter-probe": AdapterProbe,
  history: History,
  sweep: Sweep,
  "eval-detail": EvalDetail,
  "eval-baseline": EvalBaselineHeader,
  answers: AnswersHeader,
  "answer-row": AnswerRow,
  rating: Rating,
  "eval-case": EvalCase,
  "chat-record": ChatRecord,
  "safety-rules": RuleFile,
};
