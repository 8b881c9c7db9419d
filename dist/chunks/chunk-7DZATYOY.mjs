import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  Sha256,
  Type,
  documentSchema
} from "./chunk-53WHWWPF.mjs";

// src/core/adapter-detail.ts
var closed = { additionalProperties: false };
var NullableSha = Type.Union([Sha256, Type.Null()]);
var ADAPTER_LAYOUTS = ["peft", "mlx", "unknown"];
var TensorDigest = Type.Object(
  { name: Type.String(), dtype: Type.String(), shape: Type.Array(Type.Integer({ minimum: 0 })), sha256: Sha256 },
  closed
);
var AdapterHashes = documentSchema("adapter-hashes", {
  canonical: Sha256,
  config: Sha256,
  files: Type.Array(Type.Object({ path: Type.String(), sha256: Sha256 }, closed)),
  tensors: Type.Array(TensorDigest)
});
var AdapterDetail = documentSchema("adapter-detail", {
  path: Type.String({ description: "adapter folder, from the policy" }),
  present: Type.Boolean({ description: "whether readable weights and configuration are in the head tree" }),
  layout: Type.Union(ADAPTER_LAYOUTS.map((layout) => Type.Literal(layout))),
  adapter_digest: NullableSha,
  config_digest: NullableSha,
  base_model: Type.Object(
    { path: Type.Union([Type.String(), Type.Null()]), id: Type.Union([Type.String(), Type.Null()]), sha256: NullableSha },
    closed
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
      reason: Type.String()
    },
    closed
  )
});

export {
  AdapterDetail
};
