/** Documents about adapters outside a run's verdict: `adapter diff --json`, `history --json`, `evidence/adapter/probe.json`. */
import { type Static, Type } from "@sinclair/typebox";
import { documentSchema, Sha256, VerdictWordSchema } from "./documents.ts";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);

/** How one tensor differs. `relative` is the Frobenius norm of the difference over that of A's tensor; `null` where A's is zero. */
export const TensorDifference = Type.Object(
  {
    name: Type.String(),
    state: Type.Union([
      Type.Literal("equal"),
      Type.Literal("changed"),
      Type.Literal("added"),
      Type.Literal("removed"),
      Type.Literal("reshaped"),
    ]),
    max_abs: NullableNumber,
    relative: NullableNumber,
    norm_a: NullableNumber,
    norm_b: NullableNumber,
  },
  closed,
);
export type TensorDifference = Static<typeof TensorDifference>;

/**
 * How the update of one module (scale · B · A) differs: unlike the factors, the update does not depend on how a training
 * split it. Resolution about 1e-8.
 */
export const ModuleDifference = Type.Object(
  {
    module: Type.String(),
    layer: Type.Union([Count, Type.Null()]),
    target: Type.String(),
    relative: NullableNumber,
    norm_a: NullableNumber,
    norm_b: NullableNumber,
  },
  closed,
);
export type ModuleDifference = Static<typeof ModuleDifference>;

const Canonical = Type.Object({ canonical: Sha256 }, closed);
/** `tunegate adapter diff --json`. `config` lists keys whose meaning differs; `tensors` and `modules` are sorted. */
export const AdapterDiff = documentSchema("adapter-diff", {
  equal: Type.Boolean(),
  a: Canonical,
  b: Canonical,
  config: Type.Array(Type.Object({ key: Type.String(), a: NullableText, b: NullableText }, closed)),
  tensors: Type.Array(TensorDifference),
  modules: Type.Array(ModuleDifference),
});
export type AdapterDiff = Omit<Static<typeof AdapterDiff>, "schema"> & { schema: "tunegate/adapter-diff@1" };

/** One run that judged the adapter. */
export const HistoryEntry = Type.Object(
  {
    run: Type.String({ description: "name of the run folder" }),
    recorded_at: { ...NullableText, description: "when the adapter's receipt was recorded, as its envelope claims" },
    commit: NullableText,
    tree: Type.String(),
    event: Type.String(),
    pull_request: Type.Union([Type.Integer(), Type.Null()]),
    release: Type.Boolean(),
    adapter_digest: Sha256,
    lineage: Type.String(),
    stale: Type.Boolean(),
    verdict: VerdictWordSchema,
    fails: Type.Boolean(),
    problems: Type.Array(Type.String(), { description: "what differs from the seal, one sentence each; empty is consistent" }),
  },
  closed,
);
export type HistoryEntry = Static<typeof HistoryEntry>;

/** `tunegate history --json`. `runs` are sorted by time, then name. */
export const History = documentSchema("history", {
  digest: Type.String({ pattern: "^[0-9a-f]{8,64}$", description: "canonical digest that was asked for, or its first characters" }),
  runs: Type.Array(HistoryEntry),
  unreadable: Type.Array(Type.Object({ run: Type.String(), reason: Type.String() }, closed), {
    description: "folders that look like runs and cannot be read",
  }),
});
export type History = Omit<Static<typeof History>, "schema"> & { schema: "tunegate/history@1" };

/** One check of the probe, as the Python runtime states it. */
export const ProbeCheck = Type.Object(
  {
    id: Type.String(),
    state: Type.Union([Type.Literal("ok"), Type.Literal("failed"), Type.Literal("skipped")]),
    note: Type.String(),
    value: NullableNumber,
    limit: NullableNumber,
  },
  closed,
);
export type ProbeCheck = Static<typeof ProbeCheck>;

/** `evidence/adapter/probe.json`: checks and counts, never the text of an answer. */
export const AdapterProbe = documentSchema("adapter-probe", {
  checks: Type.Array(ProbeCheck),
  answers: Type.Object(
    { n: Count, valid: Count, schema: { ...NullableText, description: "path of the answer schema; null when none was asked" } },
    closed,
  ),
  tokenizer_sha256: { ...Sha256, description: "how the tokenizer behaves on fixed probe texts" },
  answers_sha256: { ...Sha256, description: "sha256 of the canonical list of answer texts" },
});
export type AdapterProbe = Omit<Static<typeof AdapterProbe>, "schema"> & { schema: "tunegate/adapter-probe@1" };
