/** One line of a JSONL file. `bytes` excludes the line break. */
export interface Line {
  /** 1-based. */
  readonly line: number;
  readonly bytes: Uint8Array;
}

/** A longer line is not held in memory: it is cut and marked. */
export const MAX_LINE_BYTES = 64 << 20;

/** Splits a byte stream at LF, keeping at most one line in memory. A CR before the LF is dropped; a last line without LF counts. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Line> {
  let line = 1;
  let parts: Uint8Array[] = [];
  let held = 0;
  const take = (tail: Uint8Array): Line => {
    const bytes = parts.length === 0 ? tail : Buffer.concat([...parts, tail]);
    parts = [];
    held = 0;
    const end = bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length;
    return { line: line++, bytes: bytes.subarray(0, end) };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      yield take(chunk.subarray(from, at));
      from = at + 1;
    }
    if (from < chunk.length && held < MAX_LINE_BYTES) {
      // Copied, because a stream may reuse its buffer for the next chunk.
      parts.push(Uint8Array.from(chunk.subarray(from)));
      held += chunk.length - from;
    }
  }
  if (held > 0) yield take(new Uint8Array(0));
}

/** What a line of a JSONL file turned out to be. */
export type JsonLine =
  | { readonly kind: "record"; readonly line: number; readonly record: number; readonly value: unknown }
  | { readonly kind: "broken"; readonly line: number; readonly record: number; readonly problem: "not-utf8" | "not-json" | "too-long" }
  | { readonly kind: "blank"; readonly line: number };

/** Reads JSONL records one by one. Blank lines are told apart and take no record number. */
export async function* readJsonLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<JsonLine> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let record = 0;
  for await (const { line, bytes } of splitLines(chunks)) {
    if (isBlank(bytes)) {
      yield { kind: "blank", line };
      continue;
    }
    yield parseLine(bytes, line, record++, decoder);
  }
}

function parseLine(bytes: Uint8Array, line: number, record: number, decoder: TextDecoder): JsonLine {
  if (bytes.length >= MAX_LINE_BYTES) return { kind: "broken", line, record, problem: "too-long" };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { kind: "broken", line, record, problem: "not-utf8" };
  }
  try {
    return { kind: "record", line, record, value: JSON.parse(text) };
  } catch {
    return { kind: "broken", line, record, problem: "not-json" };
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13);
}
