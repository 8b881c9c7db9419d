/** Bytes of a file, pulled into memory that the caller owns. */

export interface ByteSource {
  /** Fills the front of `target`; gives how many bytes, 0 at the end. */
  read(target: Uint8Array): number | Promise<number>;
}

/** A source over chunks that arrive by themselves (git objects, streams, decompressors). */
export function chunkSource(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): ByteSource {
  const iterator = (
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  ) as AsyncIterator<Uint8Array>;
  let rest: Uint8Array = new Uint8Array(0);
  const take = (target: Uint8Array): number => {
    const n = Math.min(rest.length, target.length);
    target.set(rest.subarray(0, n));
    rest = rest.subarray(n);
    return n;
  };
  const pull = async (target: Uint8Array): Promise<number> => {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done) return 0;
      rest = next.value;
    }
    return take(target);
  };
  return { read: (target) => (rest.length > 0 ? take(target) : pull(target)) };
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return chunkSource([bytes]);
}

/** A source that gives `head` first, then the rest of `source`. */
export function withHead(head: Uint8Array, source: ByteSource): ByteSource {
  let at = 0;
  return {
    read(target) {
      if (at >= head.length) return source.read(target);
      const n = Math.min(target.length, head.length - at);
      target.set(head.subarray(at, at + n));
      at += n;
      return n;
    },
  };
}

/** Reads up to `limit` bytes from the front; fewer at the end of the file. */
export async function readHead(source: ByteSource, limit: number): Promise<Uint8Array> {
  const head = new Uint8Array(limit);
  let n = 0;
  while (n < limit) {
    const got = await source.read(head.subarray(n));
    if (got === 0) break;
    n += got;
  }
  return head.subarray(0, n);
}

/** The source as chunks of at most `size` bytes. */
export async function* chunksOf(source: ByteSource, size = 262_144): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(size);
    const n = await source.read(chunk);
    if (n === 0) return;
    yield chunk.subarray(0, n);
  }
}
