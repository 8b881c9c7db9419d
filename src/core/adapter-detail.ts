/** What the adapter stage states beside its findings: `evidence/adapter/detail.json` and `adapter-hashes.json` (contracts §5, §7, §9). */
import { type Static, Type } from "@sinclair/typebox";
import { documentSchema, Sha256 } from "./documents.ts";

const closed = { additionalProperties: false };
const NullableSha = Type.Union([Sha256, Type.Null()]);

export const ADAPTER_LAYOUTS = ["peft", "mlx", "unknown"] as const;
export const TensorDigest = Type.Object(
  { name: Type.String(), dtype: Type.String(), shape: Type.Array(Type.Integer({ minimum: 0 })), sha256: Sha256 },
  closed,
);
export type TensorDigest = Static<typeof TensorDigest>;

/**
 * `adapter-hashes.json`. `canonical` is sha256 over the canonical JSON of `{config, tensors}`, so it can be recomputed from this document
 * alone; it does not depend on metadata, padding or order in the file. `config` is the digest of the semantic adapter configuration.
 * `files` are sorted by path (relative to the adapter folder), `tensors` by name.
 */
export const AdapterHashes = documentSchema("adapter-hashes", {
  canonical: Sha256,
  config: Sha256,
  files: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256 }, closed)),
  tensors: Type.Array(TensorDigest),
});
export type AdapterHashes = Omit<Static<typeof AdapterHashes>, "schema"> & { schema: "tunegate/adapter-hashes@1" };

/**
 * `stale` is true whenever it cannot be shown that this adapter was made from this tree: no lineage, an unreadable one, or one that
 * differs; `why` then holds one sentence a difference, sorted, paths relative to the project root.
 */
export const AdapterDetail = documentSchema("adapter-detail", {
  path: Type.String({ description: "adapter folder, from the policy" }),
  present: Type.Boolean({ description: "whether readable weights and configuration are in the head tree" }),
  layout: Type.Union(ADAPTER_LAYOUTS.map((layout) => Type.Literal(layout))),
  adapter_digest: NullableSha,
  config_digest: NullableSha,
  base_model: Type.Object(
    { path: Type.Union([Type.String(), Type.Null()]), id: Type.Union([Type.String(), Type.Null()]), sha256: NullableSha },
    closed,
  ),
  lineage: Type.Union([Type.Literal("present"), Type.Literal("absent"), Type.Literal("invalid")]),
  stale: Type.Boolean(),
  why: Type.Array(Type.String()),
  changed_in_pull_request: Type.Boolean({ description: "whether a file of the adapter folder differs from the base" }),
  release: Type.Boolean({ description: "whether this run is for a release" }),
  stale_policy: Type.Union([Type.Literal("warn"), Type.Literal("fail")]),
  probe: Type.Object(
    {
      state: Type.Union([Type.Literal("ran"), Type.Literal("not-needed"), Type.Literal("not-possible"), Type.Literal("failed")]),
      reason: Type.String(),
    },
    closed,
  ),
});
export type AdapterDetail = Omit<Static<typeof AdapterDetail>, "schema"> & { schema: "tunegate/adapter-detail@1" };
