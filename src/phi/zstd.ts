/**
 * Zstandard for Node.js without it (before 22.15): fzstd behind a reader of frame headers (RFC 8878), which refuses windows that would exhaust memory
 * before anything is decoded.
 */
import { Decompress } from "fzstd";

/** The largest window that is decoded, as the zstd command line has it. */
export const LONGEST_WINDOW = 2 ** 27;
/** Compressed bytes that are decoded at a time: bounds what one step can give. */
const STEP = 32_768;

export class ZstdWindowError extends Error {}

/**
 * Decompresses chunks. `each` sees every decoded block before the next one is decoded, and may throw to stop.
 * @throws ZstdWindowError for a window above LONGEST_WINDOW; any other error means damaged data
 */
export async function* zstdChunks(chunks: AsyncIterable<Uint8Array>, each: (block: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const decoder = new Decompress((block) => {
    each(block);
    if (block.length > 0) ready.push(block);
  });
  const frames = new FrameReader();
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP) {
      const piece = chunk.slice(at, at + STEP);
      frames.push(piece);
      decoder.push(piece);
      yield* ready.splice(0);
    }
  }
  decoder.push(new Uint8Array(0), true);
  yield* ready;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

type Expected = "magic" | "skip-size" | "descriptor" | "header" | "block";

/** Follows frames and blocks through the compressed bytes without decoding them. */
class FrameReader {
  #expected: Expected = "magic";
  /** Bytes of the field that is expected, and how many it has. */
  readonly #field = new Uint8Array(14);
  #have = 0;
  #need = 4;
  /** Bytes to pass over before the next field. */
  #skip = 0;
  #descriptor = 0;

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const passed = Math.min(this.#skip, bytes.length - at);
      this.#skip -= passed;
      at += passed;
      const taken = Math.min(this.#need - this.#have, bytes.length - at);
      this.#field.set(bytes.subarray(at, at + taken), this.#have);
      this.#have += taken;
      at += taken;
      if (this.#have === this.#need && this.#skip === 0) this.#read();
    }
  }

  #await(expected: Expected, need: number, skip = 0): void {
    this.#expected = expected;
    this.#have = 0;
    this.#need = need;
    this.#skip = skip;
  }

  #read(): void {
    const view = new DataView(this.#field.buffer);
    if (this.#expected === "magic") this.#magic(view.getUint32(0, true));
    else if (this.#expected === "skip-size") this.#await("magic", 4, view.getUint32(0, true));
    else if (this.#expected === "descriptor") this.#header(this.#field[0] ?? 0);
    else if (this.#expected === "header") this.#window(view);
    else this.#block((this.#field[0] ?? 0) | ((this.#field[1] ?? 0) << 8) | ((this.#field[2] ?? 0) << 16));
  }

  #magic(magic: number): void {
    if (magic === MAGIC) this.#await("descriptor", 1);
    else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) this.#await("skip-size", 4);
    else throw new RangeError("no zstd frame");
  }

  #header(descriptor: number): void {
    this.#descriptor = descriptor;
    const { single, dictionary, size } = parts(descriptor);
    const need = (single ? 0 : 1) + dictionary + size;
    if (need > 0) this.#await("header", need);
    else this.#await("block", 3);
  }

  #window(view: DataView): void {
    const { single, dictionary, size } = parts(this.#descriptor);
    if (windowBytes(view, single, dictionary, size) > LONGEST_WINDOW) throw new ZstdWindowError("the window is too large");
    this.#await("block", 3);
  }

  #block(header: number): void {
    const isLast = (header & 1) === 1;
    const size = ((header >> 1) & 3) === 1 ? 1 : header >>> 3;
    const checksum = (this.#descriptor & 4) === 0 ? 0 : 4;
    if (isLast) this.#await("magic", 4, size + checksum);
    else this.#await("block", 3, size);
  }
}

/** What a frame header's descriptor says of the fields behind it. */
function parts(descriptor: number): { single: boolean; dictionary: number; size: number } {
  const single = (descriptor & 0x20) !== 0;
  const flag = descriptor >> 6;
  return { single, dictionary: [0, 1, 2, 4][descriptor & 3] ?? 0, size: flag === 0 ? (single ? 1 : 0) : 2 ** flag };
}

function windowBytes(view: DataView, single: boolean, dictionary: number, size: number): number {
  if (!single) {
    const descriptor = view.getUint8(0);
    const base = 2 ** (10 + (descriptor >> 3));
    return base + (base / 8) * (descriptor & 7);
  }
  if (size === 1) return view.getUint8(dictionary);
  if (size === 2) return view.getUint16(dictionary, true) + 256;
  return size === 4 ? view.getUint32(dictionary, true) : Number(view.getBigUint64(dictionary, true));
}
