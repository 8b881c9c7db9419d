/** Schemas of the documents of contracts §3 and §5. The TypeScript types derive from the schemas; `schemas/` is generated from them. */
import { type Static, type TObject, type TProperties, Type } from "@sinclair/typebox";

export const Sha256 = Type.String({ pattern: "^[0-9a-f]{64}$" });
const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** A closed object that carries its own schema name. */
export function documentSchema<T extends TProperties>(
  name: string,
  properties: T,
): TObject<T & { schema: ReturnType<typeof Type.Literal<string>> }> {
  return Type.Object({ schema: Type.Literal(`tunegate/${name}@1`), ...properties }, { ...closed, $id: `tunegate/${name}@1` }) as never;
}

export const STAGE_IDS = ["phi", "data", "audit", "smoke", "adapter", "eval"] as const;
export const StageId = Type.Union(STAGE_IDS.map((id) => Type.Literal(id)));
export type StageId = (typeof STAGE_IDS)[number];

export const VERDICT_WORDS = ["PASS", "WARN", "INCONCLUSIVE", "ERROR", "BLOCK"] as const;
/** From mild to grave: the graver word wins (contracts §4). */
export type VerdictWord = (typeof VERDICT_WORDS)[number];
export const VerdictWordSchema = Type.Union(VERDICT_WORDS.map((word) => Type.Literal(word)));

export const Severity = Type.Union([Type.Literal("block"), Type.Literal("warn"), Type.Literal("info")]);
export type Severity = Static<typeof Severity>;

export const Place = Type.Object(
  {
    path: Type.String({ description: "relative to the project root, / between parts" }),
    line: Type.Optional(Type.Integer({ minimum: 1, description: "1-based line in the file" })),
    record: Type.Optional(Type.Integer({ minimum: 0, description: "0-based record" })),
    pointer: Type.Optional(Type.String({ description: "RFC 6901 pointer to the string inside the record" })),
    column: Type.Optional(Type.String({ description: "CSV or Parquet column name" })),
    start: Type.Optional(Type.Integer({ minimum: 0, description: "UTF-16 offset in the decoded string" })),
    end: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);
export type Place = Static<typeof Place>;

export const Finding = Type.Object(
  {
    rule: Type.String(),
    kind: Type.String(),
    severity: Severity,
    confidence: Type.Number({ minimum: 0, maximum: 1 }),
    place: Place,
    shape: Type.Optional(Type.String({ description: "masked form of the value, such as 999-99-9999; never the value" })),
    message: Type.String(),
    fix: Type.String(),
    fingerprint: Sha256,
  },
  closed,
);
export type Finding = Static<typeof Finding>;

export const MetricKind = Type.Union([Type.Literal("rate"), Type.Literal("mean"), Type.Literal("count"), Type.Literal("score")]);
export const Metric = Type.Object(
  {
    id: Type.String({ description: "such as triage.emergency_recall" }),
    kind: MetricKind,
    better: Type.Union([Type.Literal("higher"), Type.Literal("lower")]),
    value: NullableNumber,
    k: Type.Union([Count, Type.Null()]),
    n: Count,
    lower: NullableNumber,
    upper: NullableNumber,
    level: Type.Number({ description: "confidence level of [lower, upper], such as 0.95" }),
    method: Type.String({ description: "how the interval was made, such as clopper-pearson" }),
  },
  closed,
);
export type Metric = Static<typeof Metric>;

export const OUTCOME_STATUSES = ["answered", "refused", "unparseable", "empty", "timeout", "error"] as const;
export const Outcome = Type.Object(
  {
    suite: Type.String(),
    id: Type.String(),
    case_sha256: Sha256,
    cluster: Type.String(),
    repeat: Count,
    groups: Type.Record(Type.String(), Type.String()),
    gold: Type.Union([Type.String(), Type.Null()]),
    predicted: Type.Union([Type.String(), Type.Null()]),
    status: Type.Union(OUTCOME_STATUSES.map((status) => Type.Literal(status))),
    confidence: NullableNumber,
    correct: Type.Union([Type.Boolean(), Type.Null()]),
    flags: Type.Array(Type.String()),
  },
  closed,
);
export type Outcome = Static<typeof Outcome>;

export const EvidenceFile = Type.Object({ path: Type.String(), sha256: Sha256, n: Count }, closed);
export const Evidence = documentSchema("evidence", {
  stage: StageId,
  status: Type.Union([Type.Literal("ok"), Type.Literal("skipped"), Type.Literal("error")]),
  reason: Type.Optional(Type.String()),
  findings: Type.Array(Finding),
  truncated: Type.Optional(Type.Literal(true)),
  metrics: Type.Array(Metric),
  outcomes: Type.Optional(EvidenceFile),
  digests: Type.Record(Type.String(), Sha256),
  counts: Type.Record(Type.String(), Type.Integer()),
});
export type Evidence = Omit<Static<typeof Evidence>, "schema"> & { schema: "tunegate/evidence@1" };

export const REASONS = [
  "ok",
  "floor",
  "ceiling",
  "regression",
  "veto",
  "finding",
  "no-baseline",
  "incomparable",
  "too-few",
  "no-power",
  "not-checked",
  "stale-adapter",
  "untrusted-answers",
  "edited-cases",
  "nondeterministic",
  "shim-not-applied",
  "stage-failed",
  "waived",
] as const;
export type Reason = (typeof REASONS)[number];

export const GateResult = Type.Object(
  {
    id: Type.String(),
    stage: StageId,
    rule: Type.String({ description: "floor, ceiling, regression, never-miss, findings, repeat, baseline, power, effective" }),
    class: Type.Union([Type.Literal("safety"), Type.Literal("quality")]),
    verdict: VerdictWordSchema,
    reason: Type.Union(REASONS.map((reason) => Type.Literal(reason))),
    value: NullableNumber,
    bound: NullableNumber,
    limit: NullableNumber,
    needed_n: Type.Optional(Count),
    fails: Type.Boolean({ description: "whether policy lets this gate fail the check" }),
    note: Type.String({ description: "one plain sentence" }),
    cases: Type.Array(Type.String(), { description: "case ids or places behind the verdict, sorted" }),
  },
  closed,
);
export type GateResult = Static<typeof GateResult>;

export const Ratifiable = Type.Object(
  { files: Type.Array(Type.Object({ path: Type.String(), sha256: Type.Union([Sha256, Type.Null()]) }, closed)), digest: Sha256 },
  closed,
);

const judgement = {
  overall: VerdictWordSchema,
  fails: Type.Boolean(),
  gates: Type.Array(GateResult),
};
/** One application of decide(): to the base's judging files (binding) or to the head's (proposed). */
export const Judgement = Type.Object(judgement, closed);
export type Judgement = Static<typeof Judgement>;

export const Verdict = documentSchema("verdict", {
  ...judgement,
  plan: Sha256,
  enforce: Type.Union([Type.Literal("observe"), Type.Literal("new-only"), Type.Literal("enforce")]),
  bootstrap: Type.Boolean(),
  exit_code: Type.Integer({ minimum: 0, maximum: 4 }),
  ratifiable: Type.Optional(Ratifiable),
  proposed: Type.Optional(Judgement),
  deferred: Type.Array(Type.Object({ gate: Type.String(), reason: Type.String() }, closed)),
});
export type Verdict = Omit<Static<typeof Verdict>, "schema"> & { schema: "tunegate/verdict@1" };

export const Side = Type.Union([Type.Literal("binding"), Type.Literal("proposed")]);
export type Side = Static<typeof Side>;

export const PlannedStage = Type.Object({ id: StageId, run: Type.Boolean(), reason: Type.String(), sides: Type.Array(Side) }, closed);
export const ChangedFile = Type.Object(
  { path: Type.String(), status: Type.Union([Type.Literal("added"), Type.Literal("modified"), Type.Literal("deleted")]) },
  closed,
);
export type ChangedFile = Static<typeof ChangedFile>;
export const JudgingFile = Type.Object(
  {
    path: Type.String(),
    role: Type.Union([
      Type.Literal("policy"),
      Type.Literal("smoke-baseline"),
      Type.Literal("eval-baseline"),
      Type.Literal("history"),
      Type.Literal("waivers"),
      Type.Literal("phi-allow"),
      Type.Literal("never-miss"),
      Type.Literal("eval-set"),
      Type.Literal("safety-rules"),
    ]),
    base_sha256: Type.Union([Sha256, Type.Null()]),
    head_sha256: Type.Union([Sha256, Type.Null()]),
  },
  closed,
);
export type JudgingFile = Static<typeof JudgingFile>;

/** The plan's digest covers `policy`, `base.tree`, `head.tree`, `changed`, `inputs`, `stages`; not commit, event or machine (contracts §1). */
export const Plan = documentSchema("plan", {
  digest: Sha256,
  event: Type.Object({ name: Type.String(), pull_request: Type.Optional(Type.Integer()), release: Type.Boolean() }, closed),
  root: Type.String({ description: "project root below the git root, '.' for the same" }),
  base: Type.Union([Type.Object({ commit: Type.String(), tree: Type.String() }, closed), Type.Null()]),
  head: Type.Object({ commit: Type.Union([Type.String(), Type.Null()]), tree: Type.String(), dirty: Type.Boolean() }, closed),
  date: Type.Optional(
    Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2}$",
      description:
        "today, for the expiry of exceptions: the later of the committer dates of base and head, in UTC; absent without a commit",
    }),
  ),
  bootstrap: Type.Boolean(),
  policy: Type.Object({ path: Type.String(), from: Type.Union([Type.Literal("base"), Type.Literal("head")]), sha256: Sha256 }, closed),
  mode: Type.String(),
  enforce: Type.String(),
  changed: Type.Array(ChangedFile),
  judging: Type.Array(JudgingFile),
  inputs: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256, bytes: Count }, closed)),
  stages: Type.Array(PlannedStage),
  deferred: Type.Array(Type.Object({ gate: Type.String(), reason: Type.String() }, closed)),
  notes: Type.Array(Type.String()),
});
export type Plan = Omit<Static<typeof Plan>, "schema"> & { schema: "tunegate/plan@1" };

export const ReceiptFile = Type.Object(
  { path: Type.String(), sha256: Sha256, bytes: Count, rows: Type.Union([Count, Type.Null()]) },
  closed,
);
export type ReceiptFile = Static<typeof ReceiptFile>;
export const ReceiptBody = Type.Object(
  {
    stage: Type.String({ description: "stage id, with .proposed for the proposed side" }),
    plan: Sha256,
    head_tree: Type.String(),
    tool: Type.String({ description: "tunegate version" }),
    inputs: Type.Array(ReceiptFile),
    outputs: Type.Array(ReceiptFile),
    counts: Type.Object({ unit: Type.String(), in: Count, out: Count, quarantined: Count, dropped: Count }, closed),
    evidence: Sha256,
  },
  closed,
);
export type ReceiptBody = Static<typeof ReceiptBody>;
export const Receipt = documentSchema("receipt", {
  body: ReceiptBody,
  digest: Sha256,
  envelope: Type.Object({ run_id: Type.String(), recorded_at: Type.String(), duration_ms: Type.Number(), host: Type.String() }, closed),
});
export type Receipt = Omit<Static<typeof Receipt>, "schema"> & { schema: "tunegate/receipt@1" };

export const Seal = documentSchema("seal", {
  files: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256, bytes: Count }, closed)),
});
export type Seal = Omit<Static<typeof Seal>, "schema"> & { schema: "tunegate/seal@1" };
