import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { digestStream, type FileDigest } from "./digest.ts";
import { Fault } from "./fault.ts";
import { gitBytes, gitStream } from "./git.ts";
import type { Tree, TreeEntry } from "./tree.ts";

interface Blob extends TreeEntry {
  readonly oid: string;
}

/** The base: files of a commit, read by git object, never from the working tree. */
export class GitTree implements Tree {
  readonly side = "base";
  readonly #repo: string;
  readonly #commit: string;
  readonly #prefix: string;
  readonly #scratch: string;
  #blobs: Promise<ReadonlyMap<string, Blob>> | undefined;
  readonly #digests = new Map<string, Promise<FileDigest>>();

  /**
   * @param repo absolute path of the git root
   * @param commit object id of a commit
   * @param root project root below the git root, `.` for the same
   * @param scratch folder where materialise() may extract files
   */
  constructor(repo: string, commit: string, root: string, scratch: string) {
    this.#repo = repo;
    this.#commit = commit;
    this.#prefix = root === "." ? "" : `${root}/`;
    this.#scratch = scratch;
  }

  async list(): Promise<readonly TreeEntry[]> {
    return [...(await this.#all()).values()].map(({ path, bytes, kind }) => ({ path, bytes, kind }));
  }

  async has(path: string): Promise<boolean> {
    return (await this.#all()).has(path);
  }

  async open(path: string): Promise<AsyncIterable<Uint8Array>> {
    const blob = await this.#blob(path);
    return gitStream(["cat-file", "blob", blob.oid], { cwd: this.#repo });
  }

  async read(path: string, maxBytes = 64 << 20): Promise<Uint8Array> {
    const blob = await this.#blob(path);
    if (blob.bytes > maxBytes) throw tooLarge(path, blob.bytes, maxBytes);
    return gitBytes(["cat-file", "blob", blob.oid], { cwd: this.#repo });
  }

  digest(path: string): Promise<FileDigest> {
    let digest = this.#digests.get(path);
    if (!digest) {
      digest = this.open(path).then(digestStream);
      this.#digests.set(path, digest);
    }
    return digest;
  }

  async materialise(path: string): Promise<string> {
    const target = join(this.#scratch, "base", path);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Readable.from(await this.open(path)), createWriteStream(target));
    return target;
  }

  async #blob(path: string): Promise<Blob> {
    const blob = (await this.#all()).get(path);
    if (!blob) throw absent(path, "the base");
    if (blob.kind === "symlink") throw notPlain(path, "the base");
    return blob;
  }

  #all(): Promise<ReadonlyMap<string, Blob>> {
    this.#blobs ??= this.#readTree();
    return this.#blobs;
  }

  async #readTree(): Promise<ReadonlyMap<string, Blob>> {
    const spec = this.#prefix === "" ? [] : ["--", this.#prefix];
    const listing = await gitBytes(["ls-tree", "-r", "-z", "-l", "--full-tree", this.#commit, ...spec], { cwd: this.#repo });
    const blobs = new Map<string, Blob>();
    for (const line of listing.toString("utf8").split("\0")) {
      // "<mode> blob <oid> <size>\t<path>"; a submodule has type commit and is not a file.
      const match = /^(\d+) blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line);
      if (!match) continue;
      const [, mode, oid, size, full] = match as unknown as [string, string, string, string, string];
      const path = full.slice(this.#prefix.length);
      blobs.set(path, { path, bytes: Number(size), kind: mode === "120000" ? "symlink" : "file", oid });
    }
    return new Map([...blobs].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

export function absent(path: string, where: string): Fault {
  return new Fault({
    code: "file-absent",
    kind: "change",
    message: `${path} is not in ${where}`,
    place: { path },
    fix: "add the file, or correct the path that names it",
  });
}

export function notPlain(path: string, where: string): Fault {
  return new Fault({
    code: "not-a-plain-file",
    kind: "change",
    message: `${path} is not a plain file in ${where}; symbolic links are not followed`,
    place: { path },
    fix: "commit the file itself instead of a link",
  });
}

export function unnamed(path: string): Fault {
  return new Fault({
    code: "name-no-utf8",
    kind: "change",
    message: `the name of ${path} is no UTF-8, so the file cannot be opened`,
    place: { path },
    fix: "rename the file; the bytes that are no UTF-8 are shown as U+FFFD here",
  });
}

export function tooLarge(path: string, bytes: number, maxBytes: number): Fault {
  return new Fault({
    code: "file-too-large",
    kind: "change",
    message: `${path} has ${bytes} bytes; at most ${maxBytes} can be read here`,
    place: { path },
    fix: "split the file or make it smaller",
  });
}
