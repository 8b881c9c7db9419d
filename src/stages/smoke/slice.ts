/** The slice: the few records that smoke trains on, chosen by digest order and frozen in the baseline (contracts §6). */
import { canonicalJson } from "../../core/canonical.ts";
import { digestJson, sha256 } from "../../core/digest.ts";
import { Fault } from "../../core/fault.ts";
import { splitLines } from "../../core/jsonl.ts";
import type { DataSource } from "../../core/policy.ts";
import type { Slice, SliceFile } from "../../core/smoke.ts";
import type { Tree } from "../../core/tree.ts";

/** Records of one file by digest, as the bytes of their line. */
type Lines = Map<string, Uint8Array>;

/** A slice with the text of each file that holds it. */
export interface SliceContent {
  readonly slice: Slice;
  /** File content by path: the slice's records alone, one a line, in digest order. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Records read while looking for the slice. */
  readonly recordsRead: number;
}

/** Where a training file is read from: the base where it has the file, so that a pull request that changes data stays comparable. */
export interface SliceSource {
  readonly base: Tree | null;
  readonly head: Tree;
}

/** The policy's data that training reads. */
export function trainingFiles(data: readonly DataSource[]): readonly DataSource[] {
  return data.filter(({ role }) => role === "train" || role === "replay");
}

/**
 * Chooses `rows` records over all training files: those with the smallest digests, each file in proportion to its records and at least one.
 * @throws Fault `change` when the policy names no training file, or one is absent, empty or of a format that cannot be cut
 */
export async function chooseSlice(source: SliceSource, data: readonly DataSource[], rows: number): Promise<SliceContent> {
  const found: { path: string; lines: Lines; records: number }[] = [];
  for (const { path } of requireFiles(data)) found.push({ path, ...(await smallest(await treeOf(source, path), path, rows)) });
  const total = found.reduce((sum, file) => sum + file.records, 0);
  let left = rows;
  const files = found.map(({ path, lines, records }, index) => {
    const others = found.length - index - 1;
    const share = index === found.length - 1 ? left : Math.max(1, Math.min(left - others, Math.round((rows * records) / total)));
    const chosen = [...lines.keys()].sort().slice(0, share);
    left -= chosen.length;
    return { path, lines, chosen };
  });
  return assemble(files, false, total);
}

/**
 * Finds the records that a baseline froze.
 * @throws Fault `change` when a training file is absent
 */
export async function frozenSlice(source: SliceSource, data: readonly DataSource[], frozen: readonly SliceFile[]): Promise<SliceContent> {
  const wanted = new Map(frozen.map(({ path, records }) => [path, records]));
  let read = 0;
  const files: { path: string; lines: Lines; chosen: readonly string[] }[] = [];
  for (const { path } of requireFiles(data)) {
    const digests = wanted.get(path) ?? [];
    const { lines, records } = await named(await treeOf(source, path), path, new Set(digests));
    read += records;
    files.push({ path, lines, chosen: digests });
  }
  return assemble(files, true, read);
}

function requireFiles(data: readonly DataSource[]): readonly DataSource[] {
  const files = trainingFiles(data);
  if (files.length > 0) return files;
  throw new Fault({
    code: "no-training-data",
    kind: "change",
    message: "the policy names no training data, so smoke has no records to train on",
    fix: "add a file with role: train under data: in the policy",
  });
}

async function treeOf({ base, head }: SliceSource, path: string): Promise<Tree> {
  if (!/\.(jsonl|ndjson)$/.test(path)) {
    throw new Fault({
      code: "slice-format",
      kind: "change",
      message: "smoke can cut its slice from JSON Lines only",
      place: { path },
      expected: "a .jsonl file, one record a line",
      fix: "keep the training data as JSON Lines",
    });
  }
  return base && (await base.has(path)) ? base : head;
}

function assemble(
  files: readonly { path: string; lines: Lines; chosen: readonly string[] }[],
  frozen: boolean,
  recordsRead: number,
): SliceContent {
  const listed: SliceFile[] = files.map(({ path, chosen }) => ({ path, records: [...chosen] }));
  const gone = files.reduce((sum, { lines, chosen }) => sum + chosen.filter((digest) => !lines.has(digest)).length, 0);
  const contents = new Map<string, Uint8Array>();
  for (const { path, lines, chosen } of files) {
    const parts = chosen.flatMap((digest) => (lines.has(digest) ? [lines.get(digest)!, Buffer.from("\n")] : []));
    contents.set(path, Buffer.concat(parts));
  }
  return { slice: { sha256: digestJson(listed), files: listed, frozen, gone }, files: contents, recordsRead };
}

/** The `keep` records with the smallest digests of a file, and how many records it holds. */
async function smallest(tree: Tree, path: string, keep: number): Promise<{ lines: Lines; records: number }> {
  const lines: Lines = new Map();
  let largest = "";
  let records = 0;
  for await (const { digest, bytes } of readRecords(tree, path)) {
    records += 1;
    if (lines.size >= keep && digest >= largest) continue;
    lines.set(digest, bytes);
    if (lines.size > keep) lines.delete(largest);
    largest = [...lines.keys()].reduce((a, b) => (a > b ? a : b), "");
  }
  if (records > 0) return { lines, records };
  throw new Fault({
    code: "empty-data",
    kind: "change",
    message: "the training file holds no records",
    place: { path },
    fix: "put records into it, or take it out of the policy",
  });
}

async function named(tree: Tree, path: string, digests: ReadonlySet<string>): Promise<{ lines: Lines; records: number }> {
  const lines: Lines = new Map();
  let records = 0;
  for await (const { digest, bytes } of readRecords(tree, path)) {
    records += 1;
    if (digests.has(digest)) lines.set(digest, bytes);
  }
  return { lines, records };
}

/** Records of a JSONL file with their digests: of the canonical JSON, so that white space and key order do not count. Broken lines are the data stage's. */
async function* readRecords(tree: Tree, path: string): AsyncIterable<{ digest: string; bytes: Uint8Array }> {
  for await (const { bytes } of splitLines(await tree.open(path))) {
    const text = Buffer.from(bytes).toString("utf8").trim();
    if (text === "") continue;
    try {
      yield { digest: sha256(canonicalJson(JSON.parse(text))), bytes };
    } catch {
      // Not JSON, or not representable: the data stage names the line.
    }
  }
}
