/** The scanner: one file (or text) at a time, whole file always, in one thread's kernel. */
import { makeFinding } from "../core/finding.ts";
import { CellScanner, type Column, columnKey } from "./cells.ts";
import { Collector } from "./collect.ts";
import { Concealer } from "./conceal.ts";
import { delimiterOf, scanCsv } from "./csv.ts";
import { decompressed, transcoded, UnreadableError } from "./decode.ts";
import { compressionOf, type Format, type Sniffed, sniff } from "./formats.ts";
import { type Kernel, kernel } from "./kernel.ts";
import { PACKS } from "./kinds.ts";
import { OBSTACLES, type Obstacle } from "./obstacles.ts";
import type { PhiOptions } from "./options.ts";
import { type ByteSource, bytesSource, readHead, withHead } from "./source.ts";
import { StreamScanner, scanBytes, scanStream } from "./stream.ts";
import type { FileCounts } from "./tally.ts";
import { JsonDocumentSink, JsonLinesSink, type SinkOptions, TextSink } from "./textfile.ts";
import { UserRecognizers } from "./user.ts";
import { runningText, type WindowMode } from "./window.ts";

/** A file to scan: its path for findings, and its bytes. */
export interface FileInput {
  readonly path: string;
  open(): ByteSource;
  /** Absolute path on disk for formats that are read from their end (Parquet); null for streams. */
  readonly file: string | null;
  /** Format of a range of a file that was looked at before; absent for whole files. */
  readonly format?: Format;
  /** Why it is told instead of read. */
  readonly obstacle?: Obstacle;
}

const HEAD_BYTES = 65_536;

/** Bits of the named packs. @throws RangeError for an unknown pack */
export function packBits(packs: readonly string[] = []): number {
  let bits = 0;
  for (const pack of packs) {
    const bit = PACKS[pack];
    if (bit === undefined) throw new RangeError(`"${pack}" is no pack; known: ${Object.keys(PACKS).join(", ")}`);
    bits |= bit;
  }
  return bits;
}

/** Files that are expected to be text. */
const TEXT_TYPE = /\.(?:txt|log|md|csv|tsv|jsonl?|ndjson|ipynb|ya?ml|xml|html?|text)$/i;
/** Files that hold other files, tables or pages of text, which this version does not open. A second compression inside of the first is one. */
const CONTAINER_TYPE =
  /\.(?:zip|tar|tgz|gz|gzip|zst|zstd|7z|rar|bz2|xz|lz4|docx?|xlsx?|pptx?|pdf|rtf|sqlite3?|db|eml|msg|dcm|h5|hdf5|arrow|feather|orc|avro)$/i;
const PARQUET_TYPE = /\.parquet$/i;

/** Types of files whose name is a given name too; every other ending is checked with the path. */
const FILE_TYPE = /\.jinja2?$/;

export class Scanner {
  readonly options: PhiOptions;
  readonly collector: Collector;
  readonly #k: Kernel;
  readonly #packs: number;
  readonly #concealer: Concealer;
  readonly #user: UserRecognizers;

  constructor(options: PhiOptions, collector: Collector = new Collector(options), k: Kernel = kernel()) {
    this.options = options;
    this.collector = collector;
    this.#k = k;
    this.#packs = packBits(options.packs);
    this.#user = new UserRecognizers(options.recognizers ?? []);
    this.#concealer = new Concealer(k, this.#packs);
  }

  /** The path as findings show it: what looks like patient data in it is masked. */
  showPath(path: string): string {
    const type = FILE_TYPE.exec(path)?.[0] ?? "";
    return this.#concealer.conceal(path.slice(0, path.length - type.length)) + type;
  }

  #sinkOptions(path: string): SinkOptions {
    const { hospitals = true, inline = "allow", today } = this.options;
    return {
      kernel: this.#k,
      path,
      hospitals,
      inline: inline === "allow",
      today,
      showKey: this.#concealer.conceal,
    };
  }

  #mode(format: Format): WindowMode {
    const user = this.#user.within({ byLine: format === "jsonl" });
    return { text: runningText(format), packs: this.#packs, lower: this.options.lowerCase ?? "auto", user };
  }

  #sink(format: Format, file: FileCounts): TextSink | JsonLinesSink | JsonDocumentSink {
    const options = this.#sinkOptions(file.path);
    if (format === "jsonl") return new JsonLinesSink(this.collector, file, options);
    if (format === "json" || format === "notebook") return new JsonDocumentSink(this.collector, file, options);
    return new TextSink(this.collector, file, options);
  }

  /** Scans a file to its end. What cannot be read is a finding, what is no text is listed as not scanned. */
  async scanFile(input: FileInput): Promise<void> {
    const path = this.showPath(input.path);
    const file = this.collector.startFile(path);
    if (path !== input.path) this.#pathFinding(file);
    if (input.obstacle !== undefined) {
      this.#refused(file, input.obstacle);
      return;
    }
    try {
      await this.#scanInto(file, input);
    } catch (error) {
      this.#unscanned(file, error);
    }
  }

  async #scanInto(file: FileCounts, input: FileInput): Promise<void> {
    if (input.format !== undefined) {
      await this.#scanText(file, { format: input.format, encoding: "utf-8", skip: 0 }, input.open());
      return;
    }
    const { compression, inner } = compressionOf(input.path);
    const raw = decompressed(input.open(), compression);
    const head = await readHead(raw, HEAD_BYTES);
    const sniffed = sniff(inner, head);
    const reason = notScannedReason(sniffed.format);
    if (reason !== null) {
      this.#skipped(file, inner, reason);
      return;
    }
    const source = withHead(head, raw);
    if (sniffed.format === "parquet") await this.#scanParquet(file, input);
    else if (sniffed.format === "csv" || sniffed.format === "tsv") await this.#scanCsv(file, sniffed, head, source);
    else await this.#scanText(file, sniffed, source);
  }

  async #scanParquet(file: FileCounts, input: FileInput): Promise<void> {
    if (input.file === null || compressionOf(input.path).compression !== null) {
      throw new UnreadableError("a Parquet file must lie on disk, not compressed as a whole");
    }
    const { scanParquet } = await import("./parquet.ts");
    file.bytes = (await scanParquet(input.file, this.#cells(file), this.#column)).bytes;
  }

  async #scanCsv(file: FileCounts, sniffed: Sniffed, head: Uint8Array, source: ByteSource): Promise<void> {
    const delimiter = sniffed.format === "tsv" ? 0x09 : delimiterOf(head);
    file.bytes = await scanCsv(transcoded(source, sniffed), delimiter, this.#cells(file), this.#column);
  }

  #cells(file: FileCounts): CellScanner {
    return new CellScanner(this.#k, { ...this.#mode("text"), text: "cells" }, this.collector, file, this.options.hospitals ?? true);
  }

  readonly #column = (name: string): Column => ({ shown: this.#concealer.conceal(name), key: columnKey(this.#k, name) });

  async #scanText(file: FileCounts, sniffed: Sniffed, source: ByteSource): Promise<void> {
    const sink = this.#sink(sniffed.format, file);
    const stream = new StreamScanner(this.#k, this.#mode(sniffed.format), sink.window);
    await scanStream(stream, transcoded(source, sniffed));
    sink.end(stream.partial);
  }

  /** Scans text in memory under a path. */
  scanText(text: string, path: string, format: "text" | "jsonl" | "json" = "text"): void {
    const file = this.collector.startFile(this.showPath(path));
    const sink = this.#sink(format, file);
    const stream = new StreamScanner(this.#k, this.#mode(format), sink.window);
    scanBytes(stream, new TextEncoder().encode(text));
    sink.end(stream.partial);
  }

  #pathFinding(file: FileCounts): void {
    const finding = makeFinding({
      rule: "phi.file-name",
      severity: "warn",
      place: { path: file.path },
      message: "The file's name holds what looks like patient data.",
      fix: "Rename the file; its name is shown masked here.",
    });
    this.collector.addPlain(finding, file);
  }

  #refused(file: FileCounts, obstacle: Obstacle): void {
    const { reason, ...told } = OBSTACLES[obstacle];
    this.collector.notScanned.push({ path: file.path, reason });
    this.collector.addPlain(makeFinding({ ...told, place: { path: file.path } }), file);
  }

  /**
   * A file whose content was not looked at: told by how likely it holds text about people.
   * @param path its name without the ending of a compression
   * @throws UnreadableError for Parquet that lost its head
   */
  #skipped(file: FileCounts, path: string, reason: string): void {
    if (reason === "binary" && PARQUET_TYPE.test(path))
      throw new UnreadableError("it is named like Parquet and does not begin as Parquet does");
    this.collector.notScanned.push({ path: file.path, reason });
    const disguised = reason === "binary" && TEXT_TYPE.test(path);
    // Weights, pictures and the like are listed as not scanned and are no finding.
    if (!disguised && reason === "binary" && !CONTAINER_TYPE.test(path)) return;
    const finding = makeFinding({
      rule: "phi.not-scanned",
      severity: disguised ? "block" : "warn",
      place: { path: file.path },
      message: disguised
        ? "The file is named like text and holds binary bytes, so it was not scanned."
        : `The file was not scanned (${reason}), so nothing is known about what it holds.`,
      fix: "Commit it as plain text, JSON Lines, CSV or Parquet, or keep it out of the folders of phi.scan.",
    });
    this.collector.addPlain(finding, file);
  }

  #unscanned(file: FileCounts, error: unknown): void {
    const reason = unscannedReason(error);
    this.collector.notScanned.push({ path: file.path, reason });
    const finding = makeFinding({
      rule: "phi.unscanned",
      severity: "block",
      place: { path: file.path },
      message: `The file could not be scanned to its end: ${reason}.`,
      fix: "Repair or remove the file; a file that cannot be scanned cannot be shown to be clean.",
    });
    this.collector.addPlain(finding, file);
  }
}

function notScannedReason(format: Format): string | null {
  if (format === "binary") return "binary";
  if (format === "lfs-pointer") return "Git LFS pointer: fetch the content to scan it";
  if (format === "arrow") return "Arrow IPC file";
  return null;
}

/** Why a file failed, in words that hold nothing of its content. */
function unscannedReason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof UnreadableError) return error.message;
  return typeof code === "string" ? `reading failed (${code.replace(/[^A-Z0-9_]/gi, "")})` : "its content is damaged";
}

/** Scans bytes in memory under a path and gives the scanner, for tests and small inputs. */
export async function scanMemory(bytes: Uint8Array, path: string, options: PhiOptions = {}): Promise<Scanner> {
  const scanner = new Scanner(options);
  await scanner.scanFile({
    path,
    open: () => bytesSource(bytes),
    file: null,
  });
  return scanner;
}
