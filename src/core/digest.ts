import crypto, { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { canonicalJson } from "./canonical.ts";

/** What identifies a file's content. `sha256` is lower-case hex. */
export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** The digest of a whole in one call: half the price for short ones. Node has it from 20.12 on. */
const whole: typeof crypto.hash | undefined = crypto.hash;

/** sha256 of text (as UTF-8) or bytes, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return whole === undefined ? createHash("sha256").update(data).digest("hex") : whole("sha256", data, "hex");
}

/** sha256 of the canonical JSON of a value. */
export function digestJson(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** Digest of a stream of chunks, constant memory. */
export async function digestStream(chunks: AsyncIterable<Uint8Array>): Promise<FileDigest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Digest of a file on disk by absolute path. */
export function digestFile(path: string): Promise<FileDigest> {
  return digestStream(createReadStream(path));
}
