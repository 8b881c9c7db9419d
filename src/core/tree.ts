import type { FileDigest } from "./digest.ts";

export interface TreeEntry {
  /** Relative to the project root, / between parts. */
  readonly path: string;
  readonly bytes: number;
  /** `unnamed`: its name is no UTF-8 (each byte that is none stands as U+FFFD), so it is listed and cannot be read. */
  readonly kind: "file" | "symlink" | "unnamed";
}

/** A read-only tree of files: base by git object, head by working tree. Paths are relative to the project root. */
export interface Tree {
  readonly side: "base" | "head";
  /** Every file, sorted by path; ignored paths only where the policy names them. */
  list(): Promise<readonly TreeEntry[]>;
  has(path: string): Promise<boolean>;
  /** Streams a file. Symbolic links are not followed. @throws Fault `change` when it is absent or no plain file. */
  open(path: string): Promise<AsyncIterable<Uint8Array>>;
  /** Whole file; for small files only. @throws Fault when absent or above `maxBytes` (default 64 MiB). */
  read(path: string, maxBytes?: number): Promise<Uint8Array>;
  digest(path: string): Promise<FileDigest>;
  /** Absolute path under which the file can be read by a child process; base files are extracted to a scratch folder first. */
  materialise(path: string): Promise<string>;
}
