import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import { GitTree } from "../../src/core/git-tree.ts";
import { shadowTree, trackedPaths, WorkTree } from "../../src/core/work-tree.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";

let repo: TestRepo;
let scratch: string;

beforeEach(() => {
  repo = testRepo({ "a.txt": "one\n", "sub/b.txt": "two\n", ".gitignore": "ignored/\n" });
  scratch = join(repo.dir, "..", `${repo.dir.split("/").pop()}-scratch`);
  mkdirSync(scratch);
});
afterEach(() => {
  repo.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const objects = () => readdirSync(join(repo.dir, ".git/objects"), { recursive: true }).sort();
const text = async (chunks: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
};

describe("shadowTree", () => {
  it("sees edited, untracked and deleted files and leaves no trace in .git", async () => {
    repo.write("new.txt", "untracked content");
    repo.write("a.txt", "edited\n");
    rmSync(join(repo.dir, "sub/b.txt"));
    const before = { objects: objects(), index: execFileSync("sha256sum", [join(repo.dir, ".git/index")], { encoding: "utf8" }) };
    const { tree, env } = await shadowTree(repo.dir, scratch);
    expect(objects()).toEqual(before.objects);
    expect(execFileSync("sha256sum", [join(repo.dir, ".git/index")], { encoding: "utf8" })).toBe(before.index);
    expect(await trackedPaths(repo.dir, ".", env)).toEqual([".gitignore", "a.txt", "new.txt"]);
    repo.commit("the same, committed");
    expect(tree).toBe(repo.git("rev-parse", "HEAD^{tree}"));
  });

  it("gives the tree of HEAD for a clean working tree", async () => {
    expect((await shadowTree(repo.dir, scratch)).tree).toBe(repo.git("rev-parse", "HEAD^{tree}"));
  });

  it("sees an edit of the same size within the same tick of the clock", async () => {
    for (let round = 0; round < 20; round++) {
      repo.write("a.txt", `${String(round).padStart(3, "0")}\n`);
      repo.git("add", "-A");
      repo.write("a.txt", `${String(round + 500)}\n`);
      const { tree } = await shadowTree(repo.dir, join(scratch, `round-${round}`));
      repo.git("add", "-A");
      expect(tree).toBe(repo.git("write-tree"));
    }
  });

  it("leaves run folders out even when they are not ignored", async () => {
    repo.write(".tunegate/run/plan.json", "{}");
    repo.write("sub/.tunegate/run/plan.json", "{}");
    expect((await shadowTree(repo.dir, scratch)).tree).toBe(repo.git("rev-parse", "HEAD^{tree}"));
  });
});

describe("GitTree", () => {
  it("reads files of the commit, not of the working tree", async () => {
    const tree = new GitTree(repo.dir, repo.git("rev-parse", "HEAD"), ".", scratch);
    repo.write("a.txt", "edited\n");
    expect(await text(await tree.open("a.txt"))).toBe("one\n");
    expect((await tree.list()).map((entry) => entry.path)).toEqual([".gitignore", "a.txt", "sub/b.txt"]);
    expect((await tree.digest("a.txt")).bytes).toBe(4);
    expect(existsSync(await tree.materialise("sub/b.txt"))).toBe(true);
  });

  it("takes paths from a project root below the git root", async () => {
    const tree = new GitTree(repo.dir, repo.git("rev-parse", "HEAD"), "sub", scratch);
    expect((await tree.list()).map((entry) => entry.path)).toEqual(["b.txt"]);
    expect(await tree.has("a.txt")).toBe(false);
  });

  it("says in a sentence that a file is absent", async () => {
    const tree = new GitTree(repo.dir, repo.git("rev-parse", "HEAD"), ".", scratch);
    await expect(tree.open("nope.txt")).rejects.toThrow(/nope.txt is not in the base/);
  });
});

describe("WorkTree", () => {
  const create = async (named: readonly string[] = []) => {
    const { env } = await shadowTree(repo.dir, join(scratch, String(Math.random()).slice(2)));
    return WorkTree.create(repo.dir, await trackedPaths(repo.dir, ".", env), named);
  };

  it("takes ignored files only where they are named", async () => {
    repo.write("ignored/model.bin", "weights");
    expect(await (await create()).tree.has("ignored/model.bin")).toBe(false);
    const { tree, ignored } = await create(["ignored"]);
    expect(ignored).toEqual(["ignored/model.bin"]);
    expect(await text(await tree.open("ignored/model.bin"))).toBe("weights");
  });

  it("lists a file whose name is no UTF-8 and does not read it", async () => {
    if (process.platform !== "linux") return;
    mkdirSync(join(repo.dir, "ignored"));
    execFileSync("bash", ["-c", "echo x > $'bad\\xff.txt'; echo x > $'ignored/bad\\xfe.txt'"], { cwd: repo.dir });
    const { tree } = await create(["ignored"]);
    const found = (await tree.list()).filter(({ kind }) => kind !== "file");
    expect(found).toEqual(["bad\ufffd.txt", "ignored/bad\ufffd.txt"].map((path) => ({ path, bytes: 0, kind: "unnamed" })));
    await expect(tree.read("bad\ufffd.txt")).rejects.toThrow(/no UTF-8/);
  });

  it("follows no symbolic link, neither a file's nor a folder's on the way", async () => {
    writeFileSync(join(scratch, "secret"), "outside");
    symlinkSync(join(scratch, "secret"), join(repo.dir, "link.txt"));
    symlinkSync(scratch, join(repo.dir, "sub/out"));
    const { tree } = await create(["sub/out/secret"]);
    await expect(tree.open("link.txt")).rejects.toThrow(Fault);
    await expect(tree.read("link.txt")).rejects.toThrow(/symbolic links are not followed/);
    if (await tree.has("sub/out/secret")) await expect(tree.open("sub/out/secret")).rejects.toThrow(Fault);
  });

  it("refuses a file above the limit of a whole read", async () => {
    await expect((await create()).tree.read("a.txt", 2)).rejects.toThrow(/at most 2/);
  });
});
