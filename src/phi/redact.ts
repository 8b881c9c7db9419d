/** Redaction: findings replaced by typed tags or consistent surrogates, the format kept valid, the output scanned again. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, createWriteStream, openSync, readSync, renameSync, rmSync } from "node:fs";
import type { Writable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Finding } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { Collector } from "./collect.ts";
import { delimiterOf } from "./csv.ts";
import { decompressed, transcoded, UnreadableError } from "./decode.ts";
import { type Compression, compressionOf, type Sniffed, sniff } from "./formats.ts";
import type { PhiOptions } from "./options.ts";
import { afterReplacing } from "./redact/capture.ts";
import { redactCsv } from "./redact/csv.ts";
import { type RedactStyle, Replacer } from "./redact/replacer.ts";
import { type Redaction, redactText } from "./redact/text.ts";
import { Scanner } from "./scanner.ts";
import { type ByteSource, readHead, withHead } from "./source.ts";

export interface RedactRequest {
  /** Absolute path of the file to read. */
  readonly input: string;
  /** Absolute path of the file to write. */
  readonly output: string;
  /** Path that messages name, and by which exceptions are looked up; its ending tells format and compression of both files. */
  readonly path: string;
  /** As for a scan of the file: what an exception covers stays. */
  readonly options: PhiOptions;
  /** `tag`: `[NAME]`; `surrogate`: another value of the same form, the same one for equal values within the file. */
  readonly style: RedactStyle;
  /** Makes surrogates repeatable (any text); without it each run has its own. */
  readonly seed?: string;
}

export interface RedactResult {
  readonly replaced: Readonly<Record<string, number>>;
  /** Findings of severity block or warn in the output, by rule: empty when the second scan is clean. */
  readonly left: Readonly<Record<string, number>>;
}

/** What stands beside a value can make another one of it once it is replaced; each pass looks again, and three have always been enough. */
const PASSES = 4;

/**
 * Redacts one file: plain text, JSON Lines, JSON, notebooks, CSV, TSV (UTF-8, UTF-16 or Latin-1 in, UTF-8 out; `.gz` stays `.gz`) and Parquet.
 * The output is scanned again, and redacted again while something is found. It is written beside and takes its name at the end: a file
 * that was there stays when redaction fails.
 * @throws Fault `usage` for formats that cannot be written (Arrow, zstd, binary), with how to convert them
 */
export async function runRedact(request: RedactRequest): Promise<RedactResult> {
  const replacer = new Replacer(request.style, request.seed ?? randomBytes(32).toString("hex"));
  const draft = `${request.output}.${randomBytes(6).toString("hex")}`;
  try {
    const result = await redactAll({ ...request, output: draft }, replacer);
    renameSync(draft, request.output);
    return result;
  } catch (error) {
    rmSync(draft, { force: true });
    const told = error instanceof Fault || typeof (error as NodeJS.ErrnoException | null)?.code === "string";
    throw told ? error : unreadable(request.path, error);
  }
}

/** A reader's own message may quote the file, so it is left out. */
function unreadable(path: string, error: unknown): Fault {
  const why = error instanceof UnreadableError ? error.message : "its content is damaged";
  return new Fault({
    code: "redact-read",
    kind: "usage",
    message: `the file could not be read to its end: ${why}`,
    place: { path },
    fix: "repair the file or make it again",
  });
}

async function redactAll(request: RedactRequest, replacer: Replacer): Promise<RedactResult> {
  await redactFile(request, request.input, replacer);
  const later = { ...request, options: afterReplacing(request.options) };
  let left = await leftOver(later, replacer);
  for (let pass = 1; pass < PASSES && Object.keys(left).length > 0; pass++) {
    const before = `${request.output}.before`;
    renameSync(request.output, before);
    try {
      await redactFile(later, before, replacer);
    } finally {
      rmSync(before);
    }
    left = await leftOver(later, replacer);
  }
  return { replaced: replacer.replaced, left };
}

function fileSource(fd: number): ByteSource {
  return { read: (target) => readSync(fd, target, 0, target.length, null) };
}

async function redactFile(request: RedactRequest, input: string, replacer: Replacer): Promise<void> {
  const { path, options, output } = request;
  const { compression, inner } = compressionOf(path);
  const fd = openSync(input, "r");
  try {
    const raw = decompressed(fileSource(fd), compression);
    const head = await readHead(raw, 65_536);
    const sniffed = sniff(inner, head);
    checkFormat(path, sniffed, compression);
    if (sniffed.format === "parquet") {
      const { redactParquet } = await import("./redact/parquet.ts");
      await redactParquet(input, output, { path, options, replacer });
    } else {
      const source = transcoded(withHead(head, raw), sniffed);
      await written(output, compression, async (write) => {
        const redaction: Redaction = { path, format: sniffed.format, options, replacer, write };
        if (sniffed.format === "csv") await redactCsv(source, delimiterOf(head), redaction);
        else if (sniffed.format === "tsv") await redactCsv(source, 0x09, redaction);
        else await redactText(source, redaction);
      });
    }
  } finally {
    closeSync(fd);
  }
  replacer.endPass();
}

function checkFormat(path: string, { format }: Sniffed, compression: Compression): void {
  const is = compression === "zstd" || (compression !== null && format === "parquet") ? compression : format;
  if (is !== "zstd" && is !== "gzip" && is !== "binary" && is !== "arrow" && is !== "lfs-pointer") return;
  throw new Fault({
    code: "redact-format",
    kind: "usage",
    message: `${is} files cannot be redacted`,
    place: { path },
    expected: "text, JSON Lines, JSON, a notebook, CSV, TSV (each of them also as .gz) or Parquet",
    fix: "unpack or convert the file first",
  });
}

/** Runs `work` with a writer to a file, compressed when the name says so. */
async function written(
  output: string,
  compression: Compression,
  work: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const file = createWriteStream(output);
  const gzip = compression === "gzip" ? createGzip() : null;
  gzip?.pipe(file);
  const out: Writable = gzip ?? file;
  const closed = once(file, "close");
  // A disk that fails while `work` runs is told by the next write, or by the end.
  closed.catch(() => undefined);
  try {
    await work(async (bytes) => {
      if (file.errored) throw file.errored;
      if (bytes.length > 0 && !out.write(bytes)) await Promise.race([once(out, "drain"), closed]);
    });
    out.end();
    await closed;
  } finally {
    file.destroy();
  }
}

/** Scans what was written. Surrogates look like what they stand for, so those that were written do not count. */
async function leftOver(request: RedactRequest, replacer: Replacer): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  const note = ({ rule }: Finding): void => {
    left[rule] = (left[rule] ?? 0) + 1;
  };
  const options: PhiOptions = {
    ...request.options,
    reveal: (finding, value) => {
      if (finding.severity !== "info" && !replacer.isOwn(value)) note(finding);
    },
  };
  const tell = (finding: Finding): void => {
    if (finding.rule === "phi.unscanned" || finding.rule === "phi.not-scanned") note(finding);
  };
  const collector = new Collector(options, tell, request.path);
  const fd = openSync(request.output, "r");
  try {
    await new Scanner(options, collector).scanFile({ path: request.path, file: request.output, open: () => fileSource(fd) });
  } finally {
    closeSync(fd);
  }
  return left;
}
