/**
 * Statements about an adapter in published vocabularies, unsigned: a trusted job signs them.
 * OpenSSF model signing v1.0 (as model-signing 1.1.1 writes it) and SLSA provenance v1, both in-toto Statement v1.
 */
import { createHash } from "node:crypto";
import type { AdapterHashes } from "../../core/adapter-detail.ts";
import type { Lineage } from "../../core/files.ts";

/** What stands in for a URI of ours: it names a shape, no place. */
const TRAIN_TYPE = "urn:tunegate:train:1";

interface ResourceDescriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string | number>>;
}

/** An in-toto Statement v1. */
export interface Statement<P> {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicateType: string;
  readonly predicate: P;
}

export interface ModelSigningPredicate {
  readonly serialization: {
    readonly method: "files";
    readonly hash_type: "sha256";
    readonly allow_symlinks: false;
    readonly ignore_paths: readonly string[];
  };
  readonly resources: readonly { readonly name: string; readonly algorithm: "sha256"; readonly digest: string }[];
}

/** Paths that model-signing leaves out by default. */
const IGNORED = [".git", ".gitattributes", ".github", ".gitignore"] as const;

/**
 * The manifest of the adapter folder as OpenSSF model signing states it. The subject's digest is sha256 over the files' raw digests in
 * name order; names are not part of it, so a verifier compares `resources` too.
 * @param name of the model: the folder's name
 */
export function modelSigningStatement(name: string, hashes: AdapterHashes): Statement<ModelSigningPredicate> {
  const files = hashes.files
    .filter(({ path }) => !IGNORED.some((ignored) => path === ignored || path.startsWith(`${ignored}/`)))
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  const root = createHash("sha256");
  for (const { sha256 } of files) root.update(Buffer.from(sha256, "hex"));
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name, digest: { sha256: root.digest("hex") } }],
    predicateType: "https://model_signing/signature/v1.0",
    predicate: {
      serialization: { method: "files", hash_type: "sha256", allow_symlinks: false, ignore_paths: [...IGNORED] },
      resources: files.map(({ path, sha256 }) => ({ name: path, algorithm: "sha256", digest: sha256 })),
    },
  };
}

export interface ProvenancePredicate {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: { readonly command: readonly string[] };
    readonly internalParameters: Readonly<Record<string, unknown>>;
    readonly resolvedDependencies: readonly ResourceDescriptor[];
  };
  readonly runDetails: { readonly builder: { readonly id: string } };
}

/**
 * SLSA provenance v1 of a training: the adapter's files as subjects; data, code, configuration and base model as resolved dependencies.
 * It says what the lineage says, no more.
 * @param builder URI of who ran the training; `urn:tunegate:local` for a laptop
 */
export function provenanceStatement(hashes: AdapterHashes, lineage: Lineage, builder: string): Statement<ProvenancePredicate> {
  const { base_model: base } = lineage;
  const baseModel: ResourceDescriptor = {
    name: base.path ?? base.id ?? "base model",
    ...(base.id === undefined ? {} : { uri: `pkg:huggingface/${base.id}${base.revision === undefined ? "" : `@${base.revision}`}` }),
    ...(base.sha256 === null ? {} : { digest: { sha256: base.sha256 } }),
    annotations: { role: "base model" },
  };
  const resolvedDependencies: ResourceDescriptor[] = [
    baseModel,
    ...lineage.data.map(({ path, sha256, rows }) => ({ name: path, digest: { sha256 }, annotations: { role: "training data", rows } })),
    ...lineage.code.map(({ path, sha256 }) => ({ name: path, digest: { sha256 }, annotations: { role: "training code" } })),
    { name: "training configuration", digest: { sha256: lineage.config_sha256 }, annotations: { role: "training configuration" } },
    ...lineage.parents.map((digest) => ({
      name: "parent adapter",
      digest: { tunegateCanonical1: digest },
      annotations: { role: "parent adapter" },
    })),
  ];
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: hashes.files.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: TRAIN_TYPE,
        externalParameters: { command: [...lineage.command] },
        internalParameters: {
          adapter_digest: lineage.adapter_digest,
          environment_key: { ...lineage.environment_key },
          steps: lineage.steps,
        },
        resolvedDependencies,
      },
      runDetails: { builder: { id: builder } },
    },
  };
}
