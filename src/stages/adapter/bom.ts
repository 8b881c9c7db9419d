/** A CycloneDX 1.7 ML-BOM of an adapter: model card, training data, base model. Without serial number and time, so equal inputs give equal bytes. */
import type { AdapterHashes } from "../../core/adapter-detail.ts";
import type { Metric } from "../../core/documents.ts";
import type { Lineage, Manifest } from "../../core/files.ts";

export interface BomInput {
  readonly name: string;
  readonly hashes: AdapterHashes;
  /** `null` when the adapter has none: the BOM then names neither data nor base model. */
  readonly lineage: Lineage | null;
  /** Manifests of the training data, by path of the data. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly metrics: readonly Metric[];
}

type Hash = { readonly alg: "SHA-256"; readonly content: string };
interface Component {
  readonly type: "machine-learning-model" | "data";
  readonly "bom-ref": string;
  readonly name: string;
  readonly [key: string]: unknown;
}

export interface MlBom {
  readonly $schema: "http://cyclonedx.org/schema/bom-1.7.schema.json";
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.7";
  readonly version: 1;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** The BOM as one document; components are sorted: the adapter, its base model, its data by path. */
export function mlBom(input: BomInput): MlBom {
  const { hashes, lineage } = input;
  const adapterRef = `adapter:${hashes.canonical}`;
  const base = lineage === null ? [] : [baseComponent(lineage)];
  const data = lineage === null ? [] : lineage.data.map((file) => dataComponent(file, input.manifests.get(file.path)));
  const dependsOn = [...base, ...data].map((component) => component["bom-ref"]);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.7.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.7",
    version: 1,
    components: [adapterComponent(input, adapterRef, base, data), ...base, ...data],
    dependencies: [{ ref: adapterRef, dependsOn }, ...dependsOn.map((ref) => ({ ref, dependsOn: [] }))],
  };
}

function adapterComponent(input: BomInput, ref: string, base: readonly Component[], data: readonly Component[]): Component {
  const { name, hashes, metrics } = input;
  const weights = hashes.files.find(({ path }) => path.endsWith(".safetensors"));
  return {
    type: "machine-learning-model",
    "bom-ref": ref,
    name,
    version: hashes.canonical.slice(0, 12),
    ...(weights === undefined ? {} : { hashes: [sha(weights.sha256)] }),
    ...(base.length === 0
      ? {}
      : { pedigree: { ancestors: base.map((component) => ({ ...component, "bom-ref": `${component["bom-ref"]}:ancestor` })) } }),
    modelCard: {
      modelParameters: {
        approach: { type: "supervised" },
        architectureFamily: "transformer",
        datasets: data.map((component) => ({ ref: component["bom-ref"] })),
      },
      quantitativeAnalysis: { performanceMetrics: metrics.flatMap(performance) },
    },
    properties: [
      { name: "tunegate:canonical", value: hashes.canonical },
      { name: "tunegate:config", value: hashes.config },
    ],
  };
}

function performance(metric: Metric): object[] {
  if (metric.value === null) return [];
  const { lower, upper } = metric;
  const interval = lower === null || upper === null ? {} : { confidenceInterval: { lowerBound: String(lower), upperBound: String(upper) } };
  const slice = metric.k === null ? `n = ${metric.n}` : `${metric.k} of ${metric.n}`;
  return [{ type: metric.id, value: String(metric.value), slice, ...interval }];
}

function baseComponent({ base_model: base }: Lineage): Component {
  const name = base.id ?? base.path ?? "unknown base model";
  return {
    type: "machine-learning-model",
    "bom-ref": `base:${base.sha256 ?? name}`,
    name,
    ...(base.revision === undefined ? {} : { version: base.revision }),
    ...(base.sha256 === null ? {} : { properties: [{ name: "tunegate:base", value: base.sha256 }] }),
  };
}

function dataComponent({ path, sha256, rows }: Lineage["data"][number], manifest: Manifest | undefined): Component {
  const properties = [{ name: "tunegate:rows", value: String(rows) }];
  if (manifest?.synthetic !== undefined) properties.push({ name: "tunegate:synthetic", value: manifest.synthetic.generator });
  const deid = manifest?.deid_method;
  return {
    type: "data",
    "bom-ref": `data:${sha256}:${path}`,
    name: path,
    hashes: [sha(sha256)],
    ...(manifest === undefined ? {} : { licenses: [{ license: { name: manifest.license } }] }),
    data: [
      {
        type: "dataset",
        name: path,
        ...(deid === undefined ? {} : { sensitiveData: [`de-identified with ${deid.tool} ${deid.version}, ${deid.date}`] }),
        ...(manifest === undefined ? {} : { governance: { custodians: [{ organization: { name: manifest.source } }] } }),
      },
    ],
    properties,
  };
}

function sha(content: string): Hash {
  return { alg: "SHA-256", content };
}
