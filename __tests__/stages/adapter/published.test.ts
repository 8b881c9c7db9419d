/** Statements and BOM against shapes that others published: a statement of model-signing 1.1.1, in-toto's fields, the CycloneDX 1.7 schema. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { AdapterHashes } from "../../../src/core/adapter-detail.ts";
import { sha256 } from "../../../src/core/digest.ts";
import type { Metric } from "../../../src/core/documents.ts";
import type { Lineage, Manifest } from "../../../src/core/files.ts";
import { modelSigningStatement, provenanceStatement } from "../../../src/stages/adapter/attest.ts";
import { mlBom } from "../../../src/stages/adapter/bom.ts";

const published = (name: string): Record<string, unknown> => JSON.parse(readFileSync(join(import.meta.dirname, "golden", name), "utf8"));

/** The files of the folder that model-signing was run on. Its list of ignored paths is a set, in random order: sorted in our copy. */
const FILES = {
  "adapter_config.json": "{}\n",
  "adapter_model.safetensors": "x",
  "sub/b.txt": "y",
  ".gitattributes": "z",
  "é.txt": "w",
  "Z.md": "v",
};
const hashes: AdapterHashes = {
  schema: "tunegate/adapter-hashes@1",
  canonical: sha256("canonical"),
  config: sha256("config"),
  files: Object.entries(FILES).map(([path, text]) => ({ path, sha256: sha256(text) })),
  tensors: [],
};
const lineage: Lineage = {
  schema: "tunegate/lineage@1",
  data: [
    { path: "data/replay.jsonl", sha256: sha256("r"), rows: 3 },
    { path: "data/train.jsonl", sha256: sha256("t"), rows: 5 },
  ],
  config_sha256: sha256("c"),
  code: [{ path: "train.py", sha256: sha256("p") }],
  base_model: { path: "models/base", sha256: sha256("b") },
  environment_key: { torch: "2.13.0" },
  adapter_digest: hashes.canonical,
  command: ["python", "train.py"],
  steps: 250,
  parents: [sha256("parent")],
};
const manifest: Manifest = {
  schema: "tunegate/manifest@1",
  source: "Example hospital",
  license: "CC0-1.0",
  deid_method: { tool: "none needed", version: "1", date: "2026-01-01" },
  checksum: sha256("t"),
  rows: 5,
  bytes: 1,
  curator: "c",
  date: "2026-01-01",
  provenance_uuid: "00000000-0000-4000-8000-000000000000",
  language: "en",
  splits: ["train"],
  data_schema: "chat",
  parents: [],
  synthetic: { teacher: null, revision: null, generator: "scripts/make.py", seed: 1 },
};
const metric: Metric = {
  id: "triage.emergency_recall",
  kind: "rate",
  better: "higher",
  value: 0.99,
  k: 99,
  n: 100,
  lower: 0.95,
  upper: 1,
  level: 0.95,
  method: "clopper-pearson",
};

describe("OpenSSF model signing", () => {
  it("is the statement that model-signing 1.1.1 makes of the same folder", () => {
    expect(modelSigningStatement("golden-adapter", hashes)).toEqual(published("model-signing-1.1.1.json"));
  });

  it("does not depend on the order in which files are listed", () => {
    const reversed = { ...hashes, files: [...hashes.files].reverse() };
    expect(modelSigningStatement("golden-adapter", reversed)).toEqual(published("model-signing-1.1.1.json"));
  });
});

describe("SLSA provenance", () => {
  it("names subjects, command, environment and every dependency with its digest", () => {
    const statement = provenanceStatement(hashes, lineage, "urn:tunegate:local");
    expect(statement).toMatchObject({ _type: "https://in-toto.io/Statement/v1", predicateType: "https://slsa.dev/provenance/v1" });
    expect(statement.subject).toHaveLength(6);
    const { buildDefinition, runDetails } = statement.predicate;
    expect(buildDefinition.externalParameters).toEqual({ command: ["python", "train.py"] });
    expect(buildDefinition.resolvedDependencies.map(({ name }) => name)).toEqual([
      "models/base",
      "data/replay.jsonl",
      "data/train.jsonl",
      "train.py",
      "training configuration",
      "parent adapter",
    ]);
    for (const dependency of buildDefinition.resolvedDependencies) expect(Object.values(dependency.digest ?? {})).toHaveLength(1);
    for (const uri of [buildDefinition.buildType, runDetails.builder.id]) expect(() => new URL(uri)).not.toThrow();
  });

  it("names a base model of a hub by package URL and revision", () => {
    const remote = { ...lineage, base_model: { id: "acme/m", revision: "0".repeat(40), sha256: null } };
    const [base] = provenanceStatement(hashes, remote, "urn:x:y").predicate.buildDefinition.resolvedDependencies;
    expect(base).toEqual({ name: "acme/m", uri: `pkg:huggingface/acme/m@${"0".repeat(40)}`, annotations: { role: "base model" } });
  });
});

describe("CycloneDX ML-BOM", () => {
  // Licences, signatures and cryptographic assets have schemas of their own; our BOM holds none of them.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ["cryptography-defs", "jsf-0.82", "spdx"]) {
    const definitions = { algorithmFamiliesEnum: {}, ellipticCurvesEnum: {}, signature: {} };
    ajv.addSchema({ $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`, definitions });
  }
  const validate = ajv.compile(published("cyclonedx-1.7.schema.json"));
  const problems = (bom: unknown) => (validate(bom) ? [] : (validate.errors ?? []));

  it("is valid with everything, and with nothing but the adapter", () => {
    const whole = mlBom({ name: "triage", hashes, lineage, manifests: new Map([["data/train.jsonl", manifest]]), metrics: [metric] });
    expect(problems(whole)).toEqual([]);
    expect(problems(mlBom({ name: "triage", hashes, lineage: null, manifests: new Map(), metrics: [] }))).toEqual([]);
    // The schema must be able to refuse, or this shows nothing.
    expect(problems({ ...whole, components: [{ type: "no-such-type", name: "x" }] })).not.toEqual([]);
    expect(problems({ ...whole, colour: 1 })).not.toEqual([]);
  });

  it("ties the adapter to its base model and data, each reference once", () => {
    const bom = mlBom({ name: "triage", hashes, lineage, manifests: new Map([["data/train.jsonl", manifest]]), metrics: [metric] });
    const refs = bom.components.map((component) => component["bom-ref"]);
    expect(new Set(refs).size).toBe(4);
    expect(bom.dependencies[0]).toEqual({ ref: refs[0], dependsOn: refs.slice(1) });
    const text = JSON.stringify(bom);
    expect(text).toContain('"confidenceInterval":{"lowerBound":"0.95","upperBound":"1"}');
    expect(text).toContain("CC0-1.0");
    expect(text).not.toMatch(/timestamp|serialNumber/);
  });
});
