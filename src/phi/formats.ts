/** Which format a file is: by name, then by its first bytes. */

export type Format = "jsonl" | "json" | "notebook" | "csv" | "tsv" | "parquet" | "text" | "log" | "binary" | "lfs-pointer" | "arrow";
export type Compression = "gzip" | "zstd" | null;
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be" | "latin1";

export interface Sniffed {
  readonly format: Format;
  readonly encoding: Encoding;
  /** Bytes of a byte order mark to skip. */
  readonly skip: number;
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "json",
  geojson: "json",
  webmanifest: "json",
  ipynb: "notebook",
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  parquet: "parquet",
  log: "log",
};

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** The compression that a name promises, and the name without its ending. */
export function compressionOf(path: string): { compression: Compression; inner: string } {
  const end = extension(path);
  if (end === "gz" || end === "gzip") return { compression: "gzip", inner: path.slice(0, -end.length - 1) };
  if (end === "zst" || end === "zstd") return { compression: "zstd", inner: path.slice(0, -end.length - 1) };
  return { compression: null, inner: path };
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte);
}

/** Whether the bytes are UTF-8, a character cut at the end allowed. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isUtf32(head: Uint8Array, little: boolean): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; at + 4 <= head.length; at += 4) if (!isCharacter(view.getUint32(at, little))) return false;
  return true;
}

/** Whether a number is a character of Unicode that stands for itself. */
export function isCharacter(point: number): boolean {
  return point < 0xd800 || (point > 0xdfff && point <= 0x10ffff);
}

function encodingOf(head: Uint8Array): { encoding: Encoding; skip: number } | null {
  // The mark of UTF-32 begins with that of UTF-16, so what follows must hold characters of UTF-32.
  if (startsWith(head, [0xff, 0xfe, 0, 0]) && isUtf32(head, true)) return { encoding: "utf-32le", skip: 4 };
  if (startsWith(head, [0, 0, 0xfe, 0xff]) && isUtf32(head, false)) return { encoding: "utf-32be", skip: 4 };
  if (startsWith(head, [0xff, 0xfe])) return { encoding: "utf-16le", skip: 2 };
  if (startsWith(head, [0xfe, 0xff])) return { encoding: "utf-16be", skip: 2 };
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { encoding: "utf-8", skip: 3 };
  const zero = head.indexOf(0);
  if (zero < 0) return { encoding: isUtf8(head) ? "utf-8" : "latin1", skip: 0 };
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) if (head[i] === 0) i % 2 === 0 ? even++ : odd++;
  if (odd > head.length / 4 && even < head.length / 50) return { encoding: "utf-16le", skip: 0 };
  if (even > head.length / 4 && odd < head.length / 50) return { encoding: "utf-16be", skip: 0 };
  return null;
}

/** Share of control bytes above which a file without NUL is binary. */
const CONTROL_SHARE = 0.05;

function hasManyControls(head: Uint8Array): boolean {
  let n = 0;
  for (const c of head) if (c < 0x20 && c !== 0x09 && c !== 0x0a && c !== 0x0d && c !== 0x0c && c !== 0x1b) n += 1;
  return n > head.length * CONTROL_SHARE;
}

/** Whether a byte of text below 0x80 is a character of its own. */
function isByteWise(encoding: Encoding): boolean {
  return encoding === "utf-8" || encoding === "latin1";
}

/** Decides format and encoding from the name (without compression ending) and the first bytes. */
export function sniff(path: string, head: Uint8Array): Sniffed {
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return { format: "parquet", encoding: "utf-8", skip: 0 };
  if (Buffer.from(head.subarray(0, 6)).toString("latin1") === "ARROW1") return { format: "arrow", encoding: "utf-8", skip: 0 };
  if (Buffer.from(head.subarray(0, 42)).toString("latin1") === "version https://git-lfs.github.com/spec/v1") {
    return { format: "lfs-pointer", encoding: "utf-8", skip: 0 };
  }
  const encoding = encodingOf(head);
  if (encoding === null || (isByteWise(encoding.encoding) && hasManyControls(head))) {
    return { format: "binary", encoding: "utf-8", skip: 0 };
  }
  const named = BY_EXTENSION[extension(path)];
  if (named === "parquet") return { format: "binary", encoding: "utf-8", skip: 0 };
  return { format: named ?? "text", ...encoding };
}
