/** Decompression and text encodings in front of the scanner. */
import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { type Compression, isCharacter, type Sniffed } from "./formats.ts";
import { type ByteSource, chunkSource, chunksOf } from "./source.ts";
import { ZstdWindowError, zstdChunks } from "./zstd.ts";

/** Output may be this many times larger than the input before it counts as an archive bomb (zlib's own limit is near 1032). */
const BOMB_RATIO = 400;
const BOMB_FLOOR = 64 * 1024 * 1024;

/** A file that cannot be scanned, with a reason that holds nothing of its content. */
export class UnreadableError extends Error {}

/** The content of a compressed source. Reading fails with UnreadableError for damaged content and for archive bombs. */
export function decompressed(source: ByteSource, compression: Compression): ByteSource {
  if (compression === null) return source;
  return chunkSource(inflate(source, compression));
}

async function* inflate(source: ByteSource, compression: "gzip" | "zstd"): AsyncGenerator<Uint8Array> {
  let read = 0;
  let written = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunksOf(source)) {
      read += chunk.length;
      yield chunk;
    }
  };
  const check = (chunk: Uint8Array): void => {
    written += chunk.length;
    if (written > BOMB_FLOOR && written > read * BOMB_RATIO)
      throw new UnreadableError("it is an archive bomb (it grows more than 400 times)");
  };
  try {
    yield* compression === "gzip" ? native(counted(), zlib.createGunzip({ chunkSize: 262_144 }), check) : unzstd(counted(), check);
  } catch (error) {
    if (error instanceof ZstdWindowError) throw new UnreadableError("its zstd window is larger than 128 MiB");
    throw error instanceof UnreadableError ? error : new UnreadableError(`its ${compression} data are damaged`);
  }
}

async function* native(
  chunks: AsyncIterable<Uint8Array>,
  decompressor: NodeJS.ReadWriteStream,
  check: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of Readable.from(chunks, { objectMode: true }).pipe(decompressor) as AsyncIterable<Buffer>) {
    check(chunk);
    yield chunk;
  }
}

/** Zstandard by Node.js where it can (22.15 or newer), else in JavaScript. */
function unzstd(chunks: AsyncIterable<Uint8Array>, check: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const create = (zlib as { createZstdDecompress?: (options: object) => NodeJS.ReadWriteStream }).createZstdDecompress;
  return create === undefined ? zstdChunks(chunks, check) : native(chunks, create({ chunkSize: 262_144 }), check);
}

/** The source as UTF-8 without byte order mark. UTF-16, UTF-32 and Latin-1 are transcoded. */
export function transcoded(source: ByteSource, { encoding, skip }: Sniffed): ByteSource {
  if (encoding === "utf-8" && skip === 0) return source;
  return chunkSource(transcode(source, encoding, skip));
}

const NO_UTF_32 = "it begins as UTF-32 and does not go on so";

function decoderOf(encoding: Exclude<Sniffed["encoding"], "utf-8">): Pick<TextDecoder, "decode"> {
  if (encoding === "utf-32le" || encoding === "utf-32be") return new Utf32Decoder(encoding === "utf-32le");
  return new TextDecoder(encoding === "latin1" ? "windows-1252" : encoding);
}

/** UTF-32 in pieces, which TextDecoder does not know. Other text behind it would be passed over, so it must be valid to its end. */
class Utf32Decoder {
  readonly #little: boolean;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(little: boolean) {
    this.#little = little;
  }

  /** The text of a piece; without one, the end. @throws UnreadableError for what is no character */
  decode(piece: Uint8Array = new Uint8Array(0), { stream = false } = {}): string {
    const bytes = Buffer.concat([this.#rest, piece]);
    const whole = bytes.length - (bytes.length % 4);
    this.#rest = stream ? bytes.subarray(whole) : new Uint8Array(0);
    let text = "";
    for (let at = 0; at < whole; at += 4) {
      const point = this.#little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      if (!isCharacter(point)) throw new UnreadableError(NO_UTF_32);
      text += String.fromCodePoint(point);
    }
    if (!stream && whole !== bytes.length) throw new UnreadableError(NO_UTF_32);
    return text;
  }
}

async function* transcode(source: ByteSource, encoding: Sniffed["encoding"], skip: number): AsyncGenerator<Uint8Array> {
  const decoder = encoding === "utf-8" ? null : decoderOf(encoding);
  const encoder = new TextEncoder();
  let left = skip;
  for await (const chunk of chunksOf(source)) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    const rest = chunk.subarray(cut);
    yield decoder === null ? rest : encoder.encode(decoder.decode(rest, { stream: true }));
  }
  const last = decoder?.decode() ?? "";
  if (last !== "") yield encoder.encode(last);
}
