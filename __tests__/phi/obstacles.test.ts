import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listFiles, readSidecars, runScan } from "../../src/phi/index.ts";
import { say } from "../support/in-process.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "phi-obstacles-"));
  chmodSync(dir, 0o755);
  put("ok.txt", "SSN 449-87-4100\n");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(name: string, content: string): string {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

/** Runs as somebody whom permissions hold. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

const told = async (root = dir) => {
  const files = listFiles(root, [root]);
  const result = await runScan({ files, options: { sidecars: readSidecars(files) } });
  return result.findings.map(({ place, rule, severity }) => `${place.path} ${rule} ${severity}`);
};

describe.skipIf(process.platform === "win32")("what may not be read", () => {
  it("is a finding of its own, and the rest is scanned", async () => {
    chmodSync(put("no.txt", "SSN 449-87-4101\n"), 0);
    chmodSync(put("no.txt.phi-allow.jsonl", "{}\n"), 0);
    put("shut/a.txt", "SSN 449-87-4102\n");
    put("look/a.txt", "SSN 449-87-4103\n");
    chmodSync(join(dir, "shut"), 0);
    chmodSync(join(dir, "look"), 0o444);
    expect(await asNobody(told)).toEqual([
      "look/a.txt phi.unscanned block",
      "no.txt phi.unscanned block",
      "no.txt.phi-allow.jsonl phi.unscanned block",
      "ok.txt phi.ssn block",
      "shut phi.unscanned block",
    ]);
    const { code, stdout } = await asNobody(() => say(dir, ["scan", ".", "--json"]));
    expect(code).toBe(1);
    expect(JSON.parse(stdout).counts).toMatchObject({ files: 5, not_scanned: 4, block: 5 });
    const named = await asNobody(() => say(dir, ["scan", "shut/a.txt"]));
    expect(named).toMatchObject({ code: 2, stderr: expect.stringContaining("shut/a.txt: a path to scan cannot be looked at (EACCES)") });
    chmodSync(join(dir, "shut"), 0o755);
    chmodSync(join(dir, "look"), 0o755);
  });

  it("is told when it went away after it was listed", async () => {
    const files = [{ path: "gone.txt", file: join(dir, "gone.txt") }];
    const cache = join(dir, "cache");
    for (const more of [{}, { cache }, { addedLines: new Map([["gone.txt", [[1, 1]] as [number, number][]]]) }])
      expect((await runScan({ files, options: {}, ...more })).findings).toMatchObject([{ rule: "phi.unscanned", severity: "block" }]);
  });
});

describe.skipIf(process.platform !== "linux")("names", () => {
  it("one that is no UTF-8 is told, the others are scanned", async () => {
    execFileSync("bash", ["-c", "printf 'SSN 449-87-4101' > $'bad\\xff.txt'"], { cwd: dir });
    put("new\nline.txt", "SSN 449-87-4102\n");
    expect(await told()).toEqual(["bad\ufffd.txt phi.unscanned block", "new\nline.txt phi.ssn block", "ok.txt phi.ssn block"]);
  });

  it("one with a sign for replaced bytes of its own is scanned", async () => {
    put("own\ufffd.txt", "SSN 449-87-4101\n");
    expect(existsSync(join(dir, "own\ufffd.txt"))).toBe(true);
    expect(await told()).toEqual(["ok.txt phi.ssn block", "own\ufffd.txt phi.ssn block"]);
  });
});

describe.skipIf(process.platform === "win32")("links", () => {
  it("are followed where they are named, and told in a folder", async () => {
    put("in/a.txt", "SSN 449-87-4101\n");
    symlinkSync("ok.txt", join(dir, "l.txt"));
    symlinkSync("in", join(dir, "lin"));
    symlinkSync("nowhere", join(dir, "in/gone.txt"));
    const lines = async (...paths: string[]) => {
      const { code, stdout } = await say(dir, ["scan", ...paths, "--json"]);
      const { findings } = JSON.parse(stdout) as { findings: { place: { path: string }; rule: string; severity: string }[] };
      return [code, ...findings.map(({ place, rule, severity }) => `${place.path} ${rule} ${severity}`)];
    };
    expect(await lines("l.txt")).toEqual([1, "l.txt phi.ssn block"]);
    expect(await lines("l.txt", ".")).toEqual(await lines(".", "l.txt"));
    expect(await lines("lin")).toEqual([1, "lin/a.txt phi.ssn block", "lin/gone.txt phi.not-scanned warn"]);
    expect(await lines(".")).toEqual([
      1,
      "in/a.txt phi.ssn block",
      "in/gone.txt phi.not-scanned warn",
      "l.txt phi.not-scanned warn",
      "lin phi.not-scanned warn",
      "ok.txt phi.ssn block",
    ]);
    expect((await say(dir, ["scan", "in/gone.txt"])).stderr).toContain("in/gone.txt: a path to scan does not exist");
  });
});

describe.skipIf(process.platform === "win32")("pipes", () => {
  it("are refused where they are named, and told in a folder", { timeout: 10_000 }, async () => {
    execFileSync("mkfifo", [join(dir, "pipe.txt")]);
    symlinkSync("pipe.txt", join(dir, "link.txt"));
    for (const name of ["pipe.txt", "link.txt", "/dev/null"])
      expect(await say(dir, ["scan", name])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/a pipe, a socket or a device.*--stdin/s),
      });
    expect(await told()).toEqual(["link.txt phi.not-scanned warn", "ok.txt phi.ssn block", "pipe.txt phi.not-scanned warn"]);
  });
});
