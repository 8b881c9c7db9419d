import { constants } from "node:fs";
import { copyFile, type FileHandle, lstat, mkdir, open, readdir, realpath, stat, utimes } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { digestStream, type FileDigest } from "./digest.ts";
import { git, gitBytes, gitOrNull } from "./git.ts";
import { absent, notPlain, tooLarge, unnamed } from "./git-tree.ts";
import { isBelow } from "./paths.ts";
import type { Tree, TreeEntry } from "./tree.ts";

/** Environment that lets git see the working tree without a trace in `.git`: own index, own object folder. */
export interface ShadowIndex {
  readonly env: Readonly<Record<string, string>>;
  /** Tree id of the working tree, untracked files included. */
  readonly tree: string;
}

/**
 * Writes the working tree (untracked files included, ignored ones not) as a git tree into a scratch folder.
 * An index of our own alone would leave the content of untracked files in `.git/objects`, so objects go to scratch too.
 * @param repo absolute path of the git root
 * @param scratch absolute path of a folder of ours
 */
export async function shadowTree(repo: string, scratch: string): Promise<ShadowIndex> {
  const objects = join(scratch, "objects");
  await mkdir(objects, { recursive: true });
  const index = join(scratch, "index");
  const gitDir = await git(["rev-parse", "--git-path", "objects"], { cwd: repo });
  const env = {
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: isAbsolute(gitDir) ? gitDir : join(repo, gitDir),
  };
  await seedIndex(repo, index);
  await gitBytes(["add", "-A", "--", ".", ":(exclude,glob)**/.tunegate/**"], { cwd: repo, env });
  return { env, tree: await git(["write-tree"], { cwd: repo, env }) };
}

/**
 * Starts from a copy of the user's index, whose file times spare git from hashing every unchanged file again. The copy keeps the time
 * of the original: git hashes a file again when it was touched no earlier than the index, and a younger copy would hide such an edit.
 */
async function seedIndex(repo: string, index: string): Promise<void> {
  const named = await git(["rev-parse", "--git-path", "index"], { cwd: repo });
  const real = isAbsolute(named) ? named : join(repo, named);
  const found = await stat(real).catch(() => null);
  if (found) {
    await copyFile(real, index);
    await utimes(index, found.atime, Math.floor(found.mtimeMs / 1000));
    return;
  }
  const head = await gitOrNull(["rev-parse", "--verify", "HEAD^{tree}"], { cwd: repo });
  if (head !== null) await git(["read-tree", head], { cwd: repo, env: { GIT_INDEX_FILE: index } });
}

/** What a byte of a name becomes that is no UTF-8: a file whose name holds it and is not there was named with such bytes. */
const REPLACED = "\ufffd";

/** The head: the working tree (in CI the checked-out merge tree), untracked files included. */
export class WorkTree implements Tree {
  readonly side = "head";
  readonly #dir: string;
  readonly #paths: readonly string[];
  #entries: Promise<ReadonlyMap<string, TreeEntry>> | undefined;
  readonly #digests = new Map<string, Promise<FileDigest>>();

  private constructor(dir: string, paths: readonly string[]) {
    this.#dir = dir;
    this.#paths = paths;
  }

  /**
   * @param dir absolute path of the project root
   * @param tracked paths below it that git would commit
   * @param named paths or folders that the policy names; ignored files below them count as inputs
   */
  static async create(
    dir: string,
    tracked: readonly string[],
    named: readonly string[],
  ): Promise<{ tree: WorkTree; ignored: readonly string[] }> {
    const known = new Set(tracked);
    const ignored: string[] = [];
    for (const path of named) for await (const file of filesBelow(dir, path)) if (!known.has(file)) ignored.push(file);
    const paths = [...new Set([...tracked, ...ignored])].sort();
    return { tree: new WorkTree(dir, paths), ignored: [...new Set(ignored)].sort() };
  }

  async list(): Promise<readonly TreeEntry[]> {
    return [...(await this.#all()).values()];
  }

  async has(path: string): Promise<boolean> {
    return (await this.#all()).has(path);
  }

  async open(path: string): Promise<AsyncIterable<Uint8Array>> {
    return (await openPlain(await this.#plain(path))).createReadStream();
  }

  async read(path: string, maxBytes = 64 << 20): Promise<Uint8Array> {
    const handle = await openPlain(await this.#plain(path));
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) throw tooLarge(path, size, maxBytes);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  }

  digest(path: string): Promise<FileDigest> {
    let digest = this.#digests.get(path);
    if (!digest) {
      digest = this.open(path).then(digestStream);
      this.#digests.set(path, digest);
    }
    return digest;
  }

  materialise(path: string): Promise<string> {
    return this.#plain(path);
  }

  async #plain(path: string): Promise<string> {
    const entry = (await this.#all()).get(path);
    if (!entry) throw absent(path, "the head");
    if (entry.kind === "symlink") throw notPlain(path, "the head");
    if (entry.kind === "unnamed") throw unnamed(path);
    const full = join(this.#dir, path);
    const real = await realpath(full);
    // A folder on the way may be a link that leads out of the project.
    const inside = relative(await realpath(this.#dir), real);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw notPlain(path, "the head");
    return full;
  }

  #all(): Promise<ReadonlyMap<string, TreeEntry>> {
    this.#entries ??= this.#stat();
    return this.#entries;
  }

  async #stat(): Promise<ReadonlyMap<string, TreeEntry>> {
    const entries = new Map<string, TreeEntry>();
    for (const path of this.#paths) {
      const stat = await lstat(join(this.#dir, path)).catch(() => null);
      if (stat?.isFile()) entries.set(path, { path, bytes: stat.size, kind: "file" });
      else if (stat?.isSymbolicLink()) entries.set(path, { path, bytes: stat.size, kind: "symlink" });
      else if (stat === null && path.includes(REPLACED)) entries.set(path, { path, bytes: 0, kind: "unnamed" });
    }
    return entries;
  }
}

/** O_NOFOLLOW closes the gap between the look and the open; Windows has no such flag. */
function openPlain(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
}

/** Paths of a shadow index below the project root, relative to it. */
export async function trackedPaths(repo: string, root: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const listing = (await gitBytes(["ls-files", "-z"], { cwd: repo, env })).toString("utf8");
  const below = listing.split("\0").filter((path) => path !== "" && isBelow(path, root));
  return root === "." ? below : below.map((path) => path.slice(root.length + 1));
}

async function* filesBelow(dir: string, path: string): AsyncIterable<string> {
  const stat = await lstat(join(dir, path)).catch(() => null);
  if (stat?.isFile() || stat?.isSymbolicLink() || (stat === null && path.includes(REPLACED))) yield path;
  if (!stat?.isDirectory()) return;
  for (const name of (await readdir(join(dir, path))).sort())
    if (name !== ".tunegate" && name !== ".git") yield* filesBelow(dir, `${path}/${name}`);
}
