/** Redaction: findings replaced by typed tags or consistent surrogates, the format kept valid, the output scanned again. */
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, createWriteStream, openSync, readSync } from "node:fs";
import type { Finding } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { Collector } from "./collect.ts";
import { transcoded } from "./decode.ts";
import { ruleOf } from "./finding.ts";
import { compressionOf, sniff } from "./formats.ts";
import { type Hit, judge } from "./hits.ts";
import { kernel } from "./kernel.ts";
import type { PhiOptions } from "./options.ts";
import { packBits, Scanner } from "./scanner.ts";
import { type ByteSource, readHead, withHead } from "./source.ts";
import { StreamScanner, scanStream, type Window } from "./stream.ts";
import { surrogate } from "./surrogate.ts";
import { unescapeJson } from "./walk.ts";

export interface RedactRequest {
  /** Absolute path of the file to read. */
  readonly input: string;
  /** Absolute path of the file to write. */
  readonly output: string;
  /** Path that messages name. */
  readonly path: string;
  readonly options: PhiOptions;
  /** `tag`: `[NAME]`; `surrogate`: another value of the same form, the same one for equal values within the file. */
  readonly style: "tag" | "surrogate";
  /** Makes surrogates repeatable (any text); without it each run has its own. */
  readonly seed?: string;
}

export interface RedactResult {
  readonly replaced: Readonly<Record<string, number>>;
  /** Findings of severity block or warn in the output, by rule: empty when the second scan is clean. */
  readonly left: Readonly<Record<string, number>>;
}

interface Work {
  readonly style: RedactRequest["style"];
  readonly key: string;
  readonly replaced: Record<string, number>;
  /** Surrogates in the output. */
  readonly written: Set<string>;
}

const decoder = new TextDecoder("utf-8");

/**
 * Redacts one text file (plain text, JSON Lines, JSON, notebooks, CSV; UTF-8, UTF-16 or Latin-1 in, UTF-8 out).
 * @throws Fault `usage` for formats that cannot be written (Parquet, compressed, binary)
 */
export async function runRedact(request: RedactRequest): Promise<RedactResult> {
  const fd = openSync(request.input, "r");
  const work: Work = { style: request.style, key: request.seed ?? randomBytes(32).toString("hex"), replaced: {}, written: new Set() };
  try {
    await write(request, fd, work);
  } finally {
    closeSync(fd);
  }
  return { replaced: work.replaced, left: await leftOver(request, work.written) };
}

async function write(request: RedactRequest, fd: number, work: Work): Promise<void> {
  const raw: ByteSource = { read: (target) => readSync(fd, target, 0, target.length, null) };
  const head = await readHead(raw, 65_536);
  const sniffed = sniff(request.path, head);
  if (compressionOf(request.path).compression !== null || ["binary", "parquet", "arrow", "lfs-pointer"].includes(sniffed.format)) {
    throw new Fault({
      code: "redact-format",
      kind: "usage",
      message: `${sniffed.format} files cannot be redacted in place`,
      place: { path: request.path },
      expected: "text, JSON Lines, JSON, a notebook or CSV, not compressed",
      fix: "unpack or convert the file first",
    });
  }
  const json = sniffed.format === "json" || sniffed.format === "jsonl" || sniffed.format === "notebook";
  const out = createWriteStream(request.output);
  const parts: Buffer[] = [];
  const k = kernel();
  const { hospitals = true } = request.options;
  const sink = (window: Window): void => {
    const hits = judge(window.hits, {
      bytes: window.to - window.from,
      hospitals,
      isMedical: () => k.recordIsMedical(window.from, window.to) !== 0,
    });
    parts.push(...replacedWindow(window, hits, json, work));
  };
  const mode = {
    json,
    packs: packBits(request.options.packs),
    log: sniffed.format === "log",
    lower: request.options.lowerCase ?? ("auto" as const),
  };
  const stream = new StreamScanner(k, mode, sink);
  const source = transcoded(withHead(head, raw), sniffed);
  const drained: ByteSource = {
    read: async (target) => {
      for (const part of parts.splice(0)) if (!out.write(part)) await once(out, "drain");
      return source.read(target);
    },
  };
  await scanStream(stream, drained);
  for (const part of parts) out.write(part);
  out.end();
  await once(out, "close");
}

function replacedWindow(window: Window, hits: readonly Hit[], json: boolean, work: Work): Buffer[] {
  const { style, key, replaced, written } = work;
  const { bytes, from, to } = window;
  const parts: Buffer[] = [];
  let at = from;
  for (const hit of hits) {
    if (hit.level === 0 || hit.start < at) continue;
    const rule = ruleOf(hit);
    const end = Math.min(hit.end, to);
    const value = decoder.decode(bytes.subarray(hit.start, end));
    const plain = json ? unescapeJson(value) : value;
    const bare = json && isBareNumber(bytes, hit.start, end);
    const text = replacement(rule, plain, style, key);
    if (style === "surrogate") written.add(text);
    parts.push(Buffer.from(bytes.slice(at, hit.start)));
    parts.push(
      Buffer.from(bare ? JSON.stringify(style === "tag" ? text : digitsOnly(text)) : json ? JSON.stringify(text).slice(1, -1) : text),
    );
    at = end;
    replaced[rule] = (replaced[rule] ?? 0) + 1;
  }
  parts.push(Buffer.from(bytes.slice(at, to)));
  return parts;
}

function digitsOnly(text: string): string {
  return text.replace(/\D/g, "");
}

/** Whether the span is a JSON number (no quotes around): its replacement must be a string. */
function isBareNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let p = start - 1;
  while (bytes[p] === 0x20 || bytes[p] === 0x0a) p -= 1;
  const before = bytes[p];
  const after = bytes[end];
  return (
    (before === 0x3a || before === 0x5b || before === 0x2c) &&
    bytes[start - 1] !== 0x22 &&
    (after === 0x2c || after === 0x7d || after === 0x5d || after === 0x0a || after === 0x20) &&
    outsideString(bytes, start)
  );
}

/** Counts quotes back to the line's start: even means outside of a string. */
function outsideString(bytes: Uint8Array, p: number): boolean {
  let quotes = 0;
  for (let q = p - 1; q >= 0 && bytes[q] !== 0x0a && bytes[q] !== 0; q--) {
    if (bytes[q] !== 0x22) continue;
    let slashes = 0;
    while (bytes[q - 1 - slashes] === 0x5c) slashes += 1;
    if (slashes % 2 === 0) quotes += 1;
  }
  return quotes % 2 === 0;
}

function replacement(rule: string, value: string, style: RedactRequest["style"], key: string): string {
  if (style === "tag") return `[${rule.slice(4).toUpperCase()}]`;
  return surrogate(rule, value, createHmac("sha256", key).update(`${rule}\n${value.trim().toLowerCase()}`).digest());
}

/** Scans what was written. Surrogates look like what they stand for, so those that were written do not count. */
async function leftOver(request: RedactRequest, written: ReadonlySet<string>): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  const note = ({ rule, severity }: Finding, value: string): void => {
    if (severity !== "info" && !written.has(value.trim())) left[rule] = (left[rule] ?? 0) + 1;
  };
  const collector = new Collector({ ...request.options, reveal: note }, () => undefined);
  const fd = openSync(request.output, "r");
  try {
    const source: ByteSource = { read: (target) => readSync(fd, target, 0, target.length, null) };
    await new Scanner(request.options, collector).scanFile({ path: request.path, file: request.output, open: () => source });
  } finally {
    closeSync(fd);
  }
  return left;
}
