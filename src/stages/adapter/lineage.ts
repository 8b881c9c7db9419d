/** The adapter's claim of what it was trained from, and whether the head tree still is that (contracts §7). */

import { Value } from "@sinclair/typebox/value";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { digestJson } from "../../core/digest.ts";
import { Fault } from "../../core/fault.ts";
import { type Lineage, Lineage as LineageSchema } from "../../core/files.ts";
import { splitLines } from "../../core/jsonl.ts";
import { globMatcher, isBelow } from "../../core/paths.ts";
import type { Policy } from "../../core/policy.ts";
import type { Tree } from "../../core/tree.ts";
import { type ReadAdapter, readAdapter } from "../../core/weights/digest.ts";
import { LINEAGE_FILE } from "../../core/weights/layout.ts";
import { folderPrefix, readSmall } from "../../core/weights/source.ts";
import { type BaseModel, pathInRoot, resolveBaseModel } from "./base-model.ts";

const MAX_LINEAGE_BYTES = 8 * 1024 * 1024;

export interface LineageInput {
  /** The tree after training, with the adapter in it. */
  readonly tree: Tree;
  readonly policy: Policy;
  /** Absolute path of the project root. */
  readonly root?: string;
  readonly environmentKey: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Optimizer steps, when the trainer says so. */
  readonly steps: number | null;
  /** Canonical digests of adapters that this one was trained on top of. */
  readonly parents?: readonly string[];
}

export type LineageComparison = { readonly stale: false } | { readonly stale: true; readonly why: readonly string[] };

interface FileSha {
  readonly path: string;
  readonly sha256: string;
}

/**
 * What the adapter of this tree was made from: training data (`train` and `replay` files of the policy), configuration and code (files
 * that `paths.training` matches), base model, adapter.
 * @throws Fault `change` when a data file or the adapter is missing or not valid.
 */
export async function buildLineage(input: LineageInput): Promise<Lineage> {
  const { tree, policy } = input;
  const adapter = await readAdapter(tree, adapterPath(policy));
  const base = await resolveBaseModel(tree, adapter.layout.config, policy, input.root);
  const { code, config } = await trainingFiles(tree, policy);
  const data: Lineage["data"] = [];
  for (const path of trainingData(policy)) data.push({ path, sha256: (await tree.digest(path)).sha256, rows: await countRows(tree, path) });
  return {
    schema: "tunegate/lineage@1",
    data,
    config_sha256: digestJson(config),
    code,
    base_model: withoutNulls(base),
    environment_key: { ...input.environmentKey },
    adapter_digest: adapter.hashes.canonical,
    command: [...input.command],
    steps: input.steps,
    parents: [...(input.parents ?? [])].sort(),
  };
}

/**
 * Compares a lineage with the head tree. Every difference makes the adapter stale, with one sentence for each, sorted.
 * @param adapter the head's adapter when it was read before; it is read here otherwise
 */
export async function compareLineage(lineage: Lineage, head: Tree, policy: Policy, adapter?: ReadAdapter): Promise<LineageComparison> {
  const read = adapter ?? (await readAdapter(head, adapterPath(policy)));
  const { code, config } = await trainingFiles(head, policy);
  const why = [
    ...(await compareFiles(lineage.data, trainingData(policy), head)),
    ...(await compareFiles(
      lineage.code,
      code.map(({ path }) => path),
      head,
    )),
  ];
  if (lineage.config_sha256 !== digestJson(config)) {
    const files = config.map(({ path }) => path).join(", ");
    why.push(`the training configuration is not the one that was trained with (${files === "" ? "no file now" : files})`);
  }
  why.push(...compareBase(lineage.base_model, await resolveBaseModel(head, read.layout.config, policy)));
  if (lineage.adapter_digest !== read.hashes.canonical) why.push("the adapter is not the one that this training wrote");
  return why.length === 0 ? { stale: false } : { stale: true, why: [...new Set(why)].sort() };
}

function adapterPath(policy: Policy): string {
  if (policy.adapter === undefined) throw new TypeError("the policy names no adapter");
  return policy.adapter.path;
}

/** Paths of the training data, sorted. */
function trainingData(policy: Policy): string[] {
  return policy.data
    .filter(({ role }) => role === "train" || role === "replay")
    .map(({ path }) => pathInRoot(path) ?? path)
    .sort();
}

const CONFIG_FILES = /\.(ya?ml|json|toml|ini|cfg|conf)$/i;

/** Files that `paths.training` matches, without data, adapter and base model, parted into configuration and code, sorted by path. */
async function trainingFiles(tree: Tree, policy: Policy): Promise<{ code: FileSha[]; config: FileSha[] }> {
  const matches = globMatcher(policy.paths.training);
  const products = [adapterPath(policy), ...generatedBases(policy)].flatMap((path) => pathInRoot(path) ?? []);
  const data = new Set(
    policy.data.flatMap(({ path, manifest }) => [path, manifest].flatMap((name) => (name ? (pathInRoot(name) ?? []) : []))),
  );
  const code: FileSha[] = [];
  const config: FileSha[] = [];
  for (const { path, kind } of await tree.list()) {
    if (kind !== "file" || !matches(path) || data.has(path) || products.some((folder) => isBelow(path, folder))) continue;
    (CONFIG_FILES.test(path) ? config : code).push({ path, sha256: (await tree.digest(path)).sha256 });
  }
  return { code, config };
}

function generatedBases(policy: Policy): string[] {
  return (policy.eval?.suites ?? []).flatMap(({ answers }) => ("generate" in answers ? [answers.generate.base] : []));
}

async function compareFiles(trained: readonly FileSha[], now: readonly string[], head: Tree): Promise<string[]> {
  const why: string[] = [];
  const known = new Set(trained.map(({ path }) => path));
  for (const { path, sha256 } of trained) {
    if (!(await head.has(path))) why.push(`${path} was trained with and is gone`);
    else if ((await head.digest(path)).sha256 !== sha256) why.push(`${path} has changed since the training`);
  }
  for (const path of now) if (!known.has(path)) why.push(`${path} was not part of the training`);
  return why;
}

function compareBase(trained: Lineage["base_model"], now: BaseModel): string[] {
  if (trained.sha256 !== null || now.sha256 !== null)
    return trained.sha256 === now.sha256 ? [] : ["the base model is not the one that was trained on"];
  if (trained.id === undefined) return ["the base model of the training is not known"];
  const same = trained.id === now.id && (trained.revision ?? null) === now.revision;
  return same ? [] : ["the adapter names another base model than the one that was trained on"];
}

function withoutNulls({ path, id, revision, sha256 }: BaseModel): Lineage["base_model"] {
  return { ...(path === null ? {} : { path }), ...(id === null ? {} : { id }), ...(revision === null ? {} : { revision }), sha256 };
}

/** Records of a data file: rows of Parquet, items of a JSON list (0 when it cannot be read), else lines that are not blank. */
async function countRows(tree: Tree, path: string): Promise<number> {
  if (/\.parquet$/i.test(path)) {
    return Number((await parquetMetadataAsync(await asyncBufferFromFile(await tree.materialise(path)))).num_rows);
  }
  if (/\.json$/i.test(path)) return jsonItems(Buffer.from(await tree.read(path, 256 << 20)).toString("utf8"));
  let rows = 0;
  for await (const { bytes } of splitLines(await tree.open(path))) if (bytes.some((byte) => byte > 32)) rows++;
  return rows;
}

function jsonItems(text: string): number {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.length : 1;
  } catch {
    // The data stage reports it; the parser's message would quote the record.
    return 0;
  }
}

/** What lies at the lineage's place in the adapter folder. */
export type LineageFile =
  | { readonly state: "present"; readonly lineage: Lineage }
  | { readonly state: "absent" }
  | { readonly state: "invalid"; readonly reason: string };

/** Reads and checks `tunegate-lineage.json` of an adapter folder. */
export async function readLineage(tree: Tree, folder: string): Promise<LineageFile> {
  const path = `${folderPrefix(folder)}${LINEAGE_FILE}`;
  if (!(await tree.has(path))) return { state: "absent" };
  let value: unknown;
  try {
    value = JSON.parse((await readSmall(tree, path, MAX_LINEAGE_BYTES)).toString("utf8"));
  } catch (error) {
    return { state: "invalid", reason: error instanceof Fault ? error.message : "it is not JSON" };
  }
  if (Value.Check(LineageSchema, value)) return { state: "present", lineage: value as Lineage };
  const problem = Value.Errors(LineageSchema, value).First();
  return { state: "invalid", reason: `${problem?.path || "the document"} is not as its schema asks` };
}
