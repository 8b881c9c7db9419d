/** Content digests of adapters and base models (contracts §5 and §9, handbook training.md §4.4 and §4.6). */
import { writeFile } from "node:fs/promises";
import type { AdapterHashes, TensorDigest } from "../adapter-detail.ts";
import { canonicalJson } from "../canonical.ts";
import { digestJson } from "../digest.ts";
import { Fault } from "../fault.ts";
import { InvalidSafetensors } from "./header.ts";
import { type AdapterLayout, readLayout, semanticConfig } from "./layout.ts";
import { type ReadSafetensors, readSafetensors } from "./safetensors.ts";
import { entriesBelow, type FileSource, folderPrefix, folderSource } from "./source.ts";

/** An adapter that was read to its last byte. */
export interface ReadAdapter {
  readonly layout: AdapterLayout;
  readonly weights: ReadSafetensors;
  readonly hashes: AdapterHashes;
}

/**
 * The canonical digest: sha256 over the canonical JSON of `{config, tensors}`, tensors sorted by name with dtype, shape and the sha256
 * of their bytes. Metadata, padding and the order in the file do not enter, so it can be recomputed from `adapter-hashes.json` alone.
 */
export function canonicalDigest(config: string, tensors: readonly TensorDigest[]): string {
  const sorted = tensors
    .map(({ name, dtype, shape, sha256 }) => ({ name, dtype, shape, sha256 }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return digestJson({ config, tensors: sorted });
}

/**
 * Reads an adapter folder whole and gives its digests.
 * @param source a tree, or the absolute path of a project root · @param folder adapter folder relative to it
 * @throws Fault `change` when there is no adapter or its weights or configuration are not valid.
 */
export async function readAdapter(source: FileSource | string, folder: string): Promise<ReadAdapter> {
  const files = typeof source === "string" ? folderSource(source, folder) : source;
  const layout = await readLayout(files, folder);
  const weights = await readWeights(files, layout.weights);
  const prefix = folderPrefix(folder);
  const fileDigests: { path: string; sha256: string }[] = [];
  for (const entry of await entriesBelow(files, folder)) {
    if (entry.kind !== "file") continue;
    const { sha256 } = entry.path === layout.weights ? weights.file : await files.digest(entry.path);
    fileDigests.push({ path: entry.path.slice(prefix.length), sha256 });
  }
  const config = digestJson(semanticConfig(layout));
  const tensors = weights.tensors.map(({ name, dtype, shape, sha256 }) => ({ name, dtype, shape: [...shape], sha256 }));
  const canonical = canonicalDigest(config, tensors);
  return { layout, weights, hashes: { schema: "tunegate/adapter-hashes@1", canonical, config, files: fileDigests, tensors } };
}

/** The `adapter-hashes.json` document of an adapter folder; parameters and errors as `readAdapter`. */
export async function adapterHashes(source: FileSource | string, folder: string): Promise<AdapterHashes> {
  return (await readAdapter(source, folder)).hashes;
}

/** Writes a document as canonical JSON with a line end. @returns what a receipt lists of it. */
export async function writeCanonical(path: string, document: unknown): Promise<Uint8Array> {
  const bytes = Buffer.from(`${canonicalJson(document)}\n`, "utf8");
  await writeFile(path, bytes);
  return bytes;
}

async function readWeights(source: FileSource, path: string): Promise<ReadSafetensors> {
  try {
    return await readSafetensors(await source.open(path));
  } catch (error) {
    if (!(error instanceof InvalidSafetensors)) throw error;
    throw new Fault({
      code: `safetensors-${error.rule}`,
      kind: "change",
      message: `${path} is not a valid safetensors file: ${error.message}`,
      place: { path },
      expected: "a file as the safetensors library writes it",
      fix: "save the adapter again; when git LFS is used, fetch the real file first",
    });
  }
}

/** Read by nobody when a model is loaded. */
const DOCUMENTATION = /(^|\/)(\.[^/]*|[^/]*\.md|LICENSE[^/]*)$/i;

/**
 * Digest of a base model folder: sha256 over the canonical JSON of its files' paths (relative to the folder) and sha256, sorted by path.
 * Documentation (`*.md`, LICENSE, dot files) does not count. `null` when the folder holds no file.
 */
export async function baseModelDigest(source: FileSource | string, folder: string): Promise<string | null> {
  const files = typeof source === "string" ? folderSource(source, folder) : source;
  const prefix = folderPrefix(folder);
  const digests: { path: string; sha256: string }[] = [];
  for (const entry of await entriesBelow(files, folder)) {
    const path = entry.path.slice(prefix.length);
    if (entry.kind !== "file" || DOCUMENTATION.test(path)) continue;
    digests.push({ path, sha256: (await files.digest(entry.path)).sha256 });
  }
  return digests.length === 0 ? null : digestJson(digests);
}
