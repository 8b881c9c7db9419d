/** Validates and reads safetensors files as a stream: one pass, memory bounded by the header cap, no torch, no trust in the bytes. */
import { createHash, type Hash } from "node:crypto";
import type { FileDigest } from "../digest.ts";
import { InvalidSafetensors, parseHeader, type SafetensorsHeader, shownName, type TensorInfo } from "./header.ts";
import { NumberScan, type NumberSummary } from "./numbers.ts";

export { InvalidSafetensors } from "./header.ts";

/** huggingface.js caps at 25 MB too; the Rust library at 100 MB. An adapter's header is some hundred kB. */
export const MAX_HEADER_BYTES = 25_000_000;
const LENGTH_BYTES = 8;

/** One tensor of a file that was read to its end. `sha256` is over its payload bytes. */
export interface ReadTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly sha256: string;
  readonly numbers: NumberSummary;
}

export interface ReadSafetensors {
  /** Digest of the file's bytes as they stand. */
  readonly file: FileDigest;
  readonly metadata: Readonly<Record<string, string>>;
  /** Sorted by name (UTF-16 code units). */
  readonly tensors: readonly ReadTensor[];
}

/**
 * Reads a whole file. `onPayload` sees every tensor's bytes in pieces, in file order; the pieces are only valid during the call.
 * @throws InvalidSafetensors when any rule of the format is broken, the last one being that the data ends where the tensors end.
 */
export async function readSafetensors(
  chunks: AsyncIterable<Uint8Array>,
  onPayload?: (tensor: TensorInfo, piece: Uint8Array) => void,
): Promise<ReadSafetensors> {
  const file = createHash("sha256");
  const reader = new SafetensorsReader(onPayload);
  let bytes = 0;
  for await (const chunk of chunks) {
    file.update(chunk);
    bytes += chunk.byteLength;
    reader.push(chunk);
  }
  const { metadata, tensors } = reader.finish();
  return { file: { sha256: file.digest("hex"), bytes }, metadata, tensors };
}

/** Reads the header only and closes the stream. @throws InvalidSafetensors when the header breaks a rule. */
export async function readSafetensorsHeader(chunks: AsyncIterable<Uint8Array>): Promise<SafetensorsHeader> {
  let front = Buffer.alloc(0);
  for await (const chunk of chunks) {
    front = Buffer.concat([front, chunk]);
    if (front.byteLength < LENGTH_BYTES) continue;
    const end = LENGTH_BYTES + headerLength(front);
    if (front.byteLength >= end) return parseHeader(front.subarray(LENGTH_BYTES, end));
  }
  throw new InvalidSafetensors("truncated", `the file ends after ${front.byteLength} bytes, within its header`);
}

interface OpenTensor {
  readonly info: TensorInfo;
  readonly hash: Hash;
  readonly numbers: NumberScan;
  left: number;
}

class SafetensorsReader {
  readonly #onPayload: ((tensor: TensorInfo, piece: Uint8Array) => void) | undefined;
  readonly #done: ReadTensor[] = [];
  #front: Uint8Array[] = [];
  #frontBytes = 0;
  #headerBytes: number | null = null;
  #header: SafetensorsHeader | null = null;
  #next = 0;
  #open: OpenTensor | null = null;

  constructor(onPayload: ((tensor: TensorInfo, piece: Uint8Array) => void) | undefined) {
    this.#onPayload = onPayload;
  }

  push(chunk: Uint8Array): void {
    const data = this.#header === null ? this.#pushFront(chunk) : chunk;
    if (data !== null) this.#pushData(data);
  }

  finish(): { metadata: Readonly<Record<string, string>>; tensors: ReadTensor[] } {
    const header = this.#header;
    if (header === null) {
      const expected = this.#headerBytes === null ? "the 8 bytes of the header length" : `the ${this.#headerBytes} bytes of the header`;
      throw new InvalidSafetensors("truncated", `the file ends after ${this.#frontBytes} bytes, before ${expected}`);
    }
    if (this.#open !== null) {
      const name = shownName(this.#open.info.name);
      throw new InvalidSafetensors("truncated", `the file ends ${this.#open.left} bytes before the end of tensor ${name}`);
    }
    this.#done.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { metadata: header.metadata, tensors: this.#done };
  }

  /** Collects length and header; gives the data behind them once they are complete. */
  #pushFront(chunk: Uint8Array): Uint8Array | null {
    this.#front.push(chunk);
    this.#frontBytes += chunk.byteLength;
    if (this.#headerBytes === null) {
      if (this.#frontBytes < LENGTH_BYTES) return null;
      this.#headerBytes = headerLength(Buffer.concat(this.#front));
    }
    if (this.#frontBytes < LENGTH_BYTES + this.#headerBytes) return null;
    const front = Buffer.concat(this.#front);
    this.#front = [];
    this.#header = parseHeader(front.subarray(LENGTH_BYTES, LENGTH_BYTES + this.#headerBytes));
    this.#openNext();
    return front.subarray(LENGTH_BYTES + this.#headerBytes);
  }

  #pushData(data: Uint8Array): void {
    let at = 0;
    while (at < data.byteLength) {
      const open = this.#open;
      if (open === null) throw new InvalidSafetensors("trailing", "there are bytes after the last tensor");
      const piece = data.subarray(at, at + open.left);
      open.hash.update(piece);
      open.numbers.push(piece);
      this.#onPayload?.(open.info, piece);
      open.left -= piece.byteLength;
      at += piece.byteLength;
      if (open.left === 0) {
        this.#close(open);
        this.#openNext();
      }
    }
  }

  /** Opens the next tensor that has bytes; tensors without any are done at once. */
  #openNext(): void {
    this.#open = null;
    const tensors = this.#header?.tensors ?? [];
    while (this.#next < tensors.length && this.#open === null) {
      const info = tensors[this.#next++] as TensorInfo;
      const open = { info, hash: createHash("sha256"), numbers: new NumberScan(info.dtype), left: info.end - info.begin };
      if (open.left === 0) this.#close(open);
      else this.#open = open;
    }
  }

  #close({ info, hash, numbers }: OpenTensor): void {
    const { name, dtype, shape } = info;
    this.#done.push({ name, dtype, shape, bytes: info.end - info.begin, sha256: hash.digest("hex"), numbers: numbers.summary() });
  }
}

function headerLength(front: Buffer): number {
  const length = front.readBigUInt64LE(0);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new InvalidSafetensors("header-length", `the header length ${length} is above the limit of ${MAX_HEADER_BYTES} bytes`);
  }
  if (length < 2n) throw new InvalidSafetensors("header-length", `the header length ${length} is too small for JSON`);
  return Number(length);
}
