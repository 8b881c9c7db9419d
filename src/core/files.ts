/** Schemas of the files that users keep in their repository (contracts §6 to §8). */
import { type Static, Type } from "@sinclair/typebox";
import { documentSchema, type Outcome, Sha256 } from "./documents.ts";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Nullable = <T extends ReturnType<typeof Type.Number> | ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);

export const Message = Type.Object({
  role: Type.Union([Type.Literal("system"), Type.Literal("user"), Type.Literal("assistant"), Type.Literal("tool")]),
  content: Type.String(),
});
export type Message = Static<typeof Message>;

/** A chat training record: `messages`, with at least one answer of the assistant. Further keys are the team's own. */
export const ChatRecord = Type.Object({ messages: Type.Array(Message, { minItems: 1 }) });

/** An evaluation case. Further keys are the team's own. */
export const EvalCase = Type.Object({
  id: Type.String({ minLength: 1 }),
  cluster: Type.Optional(Type.String()),
  groups: Type.Optional(Type.Record(Type.String(), Type.String())),
  input: Type.Union([Type.String({ minLength: 1 }), Type.Array(Message, { minItems: 1 })]),
  gold: Type.Optional(Nullable(Type.String())),
  evidence: Type.Optional(Type.Array(Type.Object({ id: Type.String(), text: Type.String() }))),
  required: Type.Optional(Type.Array(Type.String())),
});
export type EvalCase = Static<typeof EvalCase>;

/** First line of a recorded-answers file. */
export const AnswersHeader = documentSchema("answers", {
  suite_sha256: Sha256,
  adapter_digest: Nullable(Type.String()),
  base_digest: Nullable(Type.String()),
  decoding: Type.Record(Type.String(), Type.Unknown()),
  producer: Type.String(),
});
export type AnswersHeader = Static<typeof AnswersHeader>;
export const AnswerRow = Type.Object(
  {
    id: Type.String(),
    repeat: Count,
    output: Type.String(),
    confidence: Type.Optional(Nullable(Type.Number())),
    citations: Type.Optional(Type.Array(Type.String())),
    finish: Type.Union([Type.Literal("stop"), Type.Literal("length"), Type.Literal("timeout"), Type.Literal("error")]),
  },
  closed,
);
export type AnswerRow = Static<typeof AnswerRow>;

export const Rating = Type.Object(
  {
    case: Type.String(),
    answer_sha256: Sha256,
    rater: Type.String(),
    level: Type.String(),
    decision: Type.Union([Type.Literal("accept"), Type.Literal("edit"), Type.Literal("unsafe"), Type.Literal("cannot-judge")]),
    comment: Type.Optional(Type.String()),
  },
  closed,
);
export type Rating = Static<typeof Rating>;

export const Manifest = documentSchema("manifest", {
  source: Type.String({ minLength: 1 }),
  license: Type.String({ minLength: 1 }),
  deid_method: Type.Object(
    { tool: Type.String({ minLength: 1 }), version: Type.String({ minLength: 1 }), date: Type.String({ format: "date" }) },
    closed,
  ),
  checksum: Sha256,
  rows: Count,
  bytes: Count,
  curator: Type.String({ minLength: 1 }),
  date: Type.String({ format: "date" }),
  provenance_uuid: Type.String({ format: "uuid" }),
  language: Type.String({ minLength: 1 }),
  splits: Type.Array(Type.String()),
  data_schema: Type.String({ minLength: 1 }),
  parents: Type.Array(Type.String()),
  synthetic: Type.Optional(
    Type.Object(
      {
        teacher: Nullable(Type.String()),
        revision: Nullable(Type.String()),
        generator: Type.String(),
        seed: Type.Union([Type.Integer(), Type.Null()]),
      },
      closed,
    ),
  ),
});
export type Manifest = Static<typeof Manifest>;

/** `tunegate-lineage.json` in the adapter folder (contracts §7): a claim until a trusted job signs it. */
export const Lineage = documentSchema("lineage", {
  data: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256, rows: Count }, closed)),
  config_sha256: Sha256,
  code: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256 }, closed)),
  base_model: Type.Object(
    {
      path: Type.Optional(Type.String()),
      id: Type.Optional(Type.String()),
      revision: Type.Optional(Type.String()),
      sha256: Type.Union([Sha256, Type.Null()]),
    },
    closed,
  ),
  environment_key: Type.Record(Type.String(), Type.String()),
  adapter_digest: Sha256,
  command: Type.Array(Type.String()),
  steps: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  parents: Type.Array(Type.String()),
});
export type Lineage = Static<typeof Lineage>;

/** Eval baseline: this header, then sorted outcomes, one a line (contracts §6). */
export const EvalBaselineHeader = documentSchema("eval-baseline", {
  key: Type.Object(
    {
      suites: Type.Record(Type.String(), Sha256),
      decoding: Type.Record(Type.String(), Sha256),
      base_model: Type.Union([Sha256, Type.Null()]),
    },
    closed,
  ),
  adapter_digest: Type.Union([Sha256, Type.Null()]),
});
export type EvalBaselineHeader = Static<typeof EvalBaselineHeader>;
export interface EvalBaseline {
  readonly header: EvalBaselineHeader;
  readonly outcomes: readonly Static<typeof Outcome>[];
}
