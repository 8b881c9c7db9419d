import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Evidence } from "../../src/core/documents.ts";
import { runScan } from "../../src/phi/index.ts";
import { listFiles } from "../../src/phi/list-files.ts";
import { say } from "../support/in-process.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-outside-"));
  mkdirSync(join(dir, "here"));
  put("two/a/n.txt");
  put("two/b/n.txt");
  put("two/John Smith/n.txt");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(name: string): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), "SSN 449-87-4100\n");
}

const findings = async (cwd: string, ...paths: string[]) => {
  const { stdout } = await say(join(dir, cwd), ["scan", ...paths, "--json"]);
  return (JSON.parse(stdout) as Evidence).findings.map(({ rule, place }) => `${place.path} ${rule}`);
};

it("names files of another folder from the path that was named", async () => {
  const told = ["Aaaa Aaaaa/n.txt phi.file-name", "Aaaa Aaaaa/n.txt phi.ssn", "a/n.txt phi.ssn", "b/n.txt phi.ssn"];
  const below = told.map((line) => `two/${line}`);
  expect(await findings("here", "../two")).toEqual(below);
  expect(await findings("here", `${dir}//two/`)).toEqual(below);
  expect(await findings(".", "two")).toEqual(below);
  expect(await findings("two", ".")).toEqual(told);
  expect(await findings("here", "../two/a", "../two/b/n.txt")).toEqual(["a/n.txt phi.ssn", "n.txt phi.ssn"]);
});

it("proposes a sidecar for a file of another folder", async () => {
  const sidecar = join(dir, "two/a/n.txt.phi-allow.jsonl");
  await say(join(dir, "here"), ["scan", "../two", "--propose-allow", sidecar]);
  expect(readFileSync(sidecar, "utf8").trim().split("\n")).toHaveLength(2);
});

it("keeps files of equal names apart", async () => {
  put("x/d/n.txt");
  put("y/d/n.txt");
  const files = listFiles(join(dir, "here"), [join(dir, "y/d"), join(dir, "x/d")]);
  expect(files.map(({ path, file }) => [path, file])).toEqual([
    ["d/n.txt", join(dir, "x/d/n.txt")],
    ["d/n.txt", join(dir, "y/d/n.txt")],
  ]);
  expect((await runScan({ files, options: {} })).files.map(({ rules }) => rules["phi.ssn"]?.block)).toEqual([1, 1]);
});

it("lists what was not scanned beside a document too", async () => {
  writeFileSync(join(dir, "w.safetensors"), Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 1, 2]));
  const { stdout, stderr } = await say(dir, ["scan", "w.safetensors", "--json"]);
  expect(JSON.parse(stdout).counts).toMatchObject({ not_scanned: 1 });
  expect(stderr).toBe("not scanned: w.safetensors: binary\n");
});
