/** What the smoke stage states beside its findings (`evidence/smoke/detail.json`), and the smoke baseline file (contracts §6). */
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { documentSchema, Sha256 } from "./documents.ts";
import { Fault } from "./fault.ts";

const closed = { additionalProperties: false };
const NullableSha = Type.Union([Sha256, Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const Finite = Type.Union([Type.Number(), Type.Null()]);

/** What must match before two trainings may be compared: versions, device type, GPU model, dtype, attention. */
export const EnvironmentKey = Type.Object(
  {
    torch: NullableText,
    transformers: NullableText,
    peft: NullableText,
    accelerate: NullableText,
    trl: NullableText,
    device: NullableText,
    gpu: NullableText,
    dtype: NullableText,
    attention: NullableText,
  },
  closed,
);
export type EnvironmentKey = Static<typeof EnvironmentKey>;

/** CPU class or GPU driver: equal means that equal bits are expected, different means that the tolerance judges. */
export const ExactClass = Type.Object({ cpu: NullableText, driver: NullableText }, closed);
export type ExactClass = Static<typeof ExactClass>;

/** One optimizer step. A loss or norm that is not finite is null (and a finding). Token and label digests are of what the model was fed. */
export const SmokeStep = Type.Object(
  {
    step: Type.Integer({ minimum: 1 }),
    loss: Finite,
    grad_norm: Finite,
    lr: Finite,
    tokens_sha256: NullableSha,
    labels_sha256: NullableSha,
  },
  closed,
);
export type SmokeStep = Static<typeof SmokeStep>;

/** The team's own values before the shim replaced any, as canonical JSON texts. */
export const Effective = Type.Record(Type.String(), Type.String());
export type Effective = Static<typeof Effective>;

export const SMOKE_PROBLEMS = [
  "shim-not-applied",
  "two-trainers",
  "not-started",
  "exit",
  "signal",
  "wall",
  "memory",
  "disk",
  "disk-full",
  "out-of-memory",
  "missing-steps",
  "not-finite",
  "no-adapter",
  "imported-before",
  "cancelled",
] as const;
export const SmokeProblem = Type.Union(SMOKE_PROBLEMS.map((problem) => Type.Literal(problem)));
export type SmokeProblem = (typeof SMOKE_PROBLEMS)[number];

/** `a` and `b` are the same in fresh processes; `control` has a learning rate of 0. */
export const SmokeRun = Type.Object(
  {
    name: Type.Union([Type.Literal("a"), Type.Literal("b"), Type.Literal("control")]),
    problem: Type.Union([SmokeProblem, Type.Null()]),
    steps: Type.Array(SmokeStep),
    key: Type.Union([EnvironmentKey, Type.Null()]),
    exact: Type.Union([ExactClass, Type.Null()]),
    effective: Effective,
    method: NullableText,
    trainer: NullableText,
    adapter: Type.Object(
      {
        fresh: NullableSha,
        trained: NullableSha,
        saved: Type.Union([Type.Boolean(), Type.Null()], {
          description: "whether files lie in the policy's adapter folder; null where none is named",
        }),
      },
      closed,
    ),
    seeds_before_adapter: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    rows: Type.Record(Type.String(), Type.Integer()),
    overrides: Type.Array(Type.String(), { description: "fields that were replaced for the smoke run, sorted" }),
  },
  closed,
);
export type SmokeRun = Static<typeof SmokeRun>;

export const SliceFile = Type.Object({ path: Type.String(), records: Type.Array(Sha256) }, closed);
export type SliceFile = Static<typeof SliceFile>;

export const Slice = Type.Object(
  {
    sha256: Sha256,
    files: Type.Array(SliceFile),
    frozen: Type.Boolean({ description: "whether the baseline fixed these records" }),
    gone: Type.Integer({ minimum: 0, description: "frozen records that the data no longer hold" }),
  },
  closed,
);
export type Slice = Static<typeof Slice>;

export const SmokeDetail = documentSchema("smoke-detail", {
  framework: Type.Object({ id: Type.String(), why: Type.String(), runnable: Type.Boolean() }, closed),
  device: Type.Object({ asked: Type.String(), absent: Type.Boolean({ description: "the asked device is not on this machine" }) }, closed),
  steps: Type.Integer({ minimum: 1 }),
  epochs: Type.Union([Type.Literal(1), Type.Null()]),
  lr: Type.Number(),
  tolerance: Type.Number(),
  slice: Type.Union([Slice, Type.Null()]),
  runs: Type.Array(SmokeRun),
});
export type SmokeDetail = Omit<Static<typeof SmokeDetail>, "schema"> & { schema: "tunegate/smoke-detail@1" };

/** Name of the detail document in `evidence/smoke/`. */
export const SMOKE_DETAIL = "detail.json";

export const SmokeBaselineEntry = Type.Object(
  {
    key: EnvironmentKey,
    exact: ExactClass,
    slice_sha256: Sha256,
    slice: Type.Array(SliceFile),
    effective: Effective,
    steps: Type.Array(SmokeStep, { minItems: 1 }),
    adapter_digest: NullableSha,
    control_delta: Type.Number({ description: "loss of the last step minus that of the control with learning rate 0" }),
    lr: Type.Number(),
    tolerance: Type.Number({ exclusiveMinimum: 0 }),
    reason: Type.String({ minLength: 1 }),
    commit: NullableText,
  },
  closed,
);
export type SmokeBaselineEntry = Static<typeof SmokeBaselineEntry>;

export const SmokeBaseline = documentSchema("smoke-baseline", { entries: Type.Array(SmokeBaselineEntry) });
export type SmokeBaseline = Omit<Static<typeof SmokeBaseline>, "schema"> & { schema: "tunegate/smoke-baseline@1" };

/**
 * Reads a smoke baseline.
 * @param path where it lies, for the sentence
 * @throws Fault `usage` (exit 2) when it is no JSON, holds NaN, or has not the shape of contracts §6
 */
export function parseSmokeBaseline(text: string, path: string): SmokeBaseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const line = text.split("\n").findIndex((row) => /\b(NaN|-?Infinity)\b/.test(row));
    const message = line >= 0 ? "the smoke baseline holds a number that is not finite (NaN or Infinity)" : "the smoke baseline is not JSON";
    throw broken(message, { path, ...(line >= 0 ? { line: line + 1 } : {}) });
  }
  const first = Value.Errors(SmokeBaseline, value).First();
  if (first) throw broken(`the smoke baseline is not as expected: ${first.message.toLowerCase()}`, { path, pointer: first.path });
  return value as SmokeBaseline;
}

function broken(message: string, place: { path: string; line?: number; pointer?: string }): Fault {
  const fix = "make it again with `tunegate baseline propose --only smoke --reason TEXT` and have it reviewed";
  return new Fault({ code: "smoke-baseline", kind: "usage", message, place, fix });
}
