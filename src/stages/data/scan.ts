import { createHash } from "node:crypto";
import { digestJson, type FileDigest } from "../../core/digest.ts";
import type { Finding } from "../../core/documents.ts";
import { makeFinding } from "../../core/finding.ts";
import { readJsonLines } from "../../core/jsonl.ts";
import type { DataSource } from "../../core/policy.ts";
import type { Tree } from "../../core/tree.ts";
import { RecordChecker } from "./records.ts";

export interface ScannedFile extends FileDigest {
  /** Records in the file, or null when the format has none that we read. */
  readonly rows: number | null;
  readonly broken: number;
  readonly findings: readonly Finding[];
  /** Digest of each good record by canonical JSON, with how often it occurs. */
  readonly records: ReadonlyMap<string, number>;
}

/** Reads one data file of a tree once: digest, records, defects. */
export async function scanFile(source: DataSource, tree: Tree): Promise<ScannedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const counted = tap(await tree.open(source.path), (chunk) => {
    hash.update(chunk);
    bytes += chunk.byteLength;
  });
  const read = /\.(jsonl|ndjson)$/i.test(source.path) ? await scanJsonLines(source, counted) : await skipFormat(source, counted);
  return { sha256: hash.digest("hex"), bytes, ...read };
}

type Read = Omit<ScannedFile, "sha256" | "bytes">;

async function scanJsonLines(source: DataSource, chunks: AsyncIterable<Uint8Array>): Promise<Read> {
  const checker = new RecordChecker(source);
  const findings: Finding[] = [];
  const records = new Map<string, number>();
  let rows = 0;
  let broken = 0;
  for await (const line of readJsonLines(chunks)) {
    const found = checker.check(line);
    findings.push(...found);
    if (line.kind === "blank") continue;
    rows++;
    const digest = line.kind === "record" ? recordDigest(line.value) : null;
    if (digest === null || found.some((finding) => finding.severity === "block")) broken++;
    if (digest !== null) records.set(digest, (records.get(digest) ?? 0) + 1);
  }
  if (rows === 0)
    findings.push(
      makeFinding({
        rule: "data.empty",
        severity: "block",
        place: { path: source.path },
        message: "the data file holds no record",
        fix: "add records, or remove the file from the policy's data list",
      }),
    );
  return { rows, broken, findings, records };
}

async function skipFormat(source: DataSource, chunks: AsyncIterable<Uint8Array>): Promise<Read> {
  for await (const _ of chunks);
  const free = source.schema === "text" || source.schema === "none";
  const finding = makeFinding({
    rule: "data.format",
    severity: "warn",
    place: { path: source.path },
    message: `records of this format are not checked against the ${source.schema} schema`,
    fix: "keep the data as JSONL, or say schema: none in the policy",
  });
  return { rows: null, broken: 0, findings: free ? [] : [finding], records: new Map() };
}

/** Digest of a record by canonical JSON; null for a record that has none (a lone surrogate). */
export function recordDigest(value: unknown): string | null {
  try {
    return digestJson(value);
  } catch {
    return null;
  }
}

async function* tap(chunks: AsyncIterable<Uint8Array>, see: (chunk: Uint8Array) => void): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    see(chunk);
    yield chunk;
  }
}
