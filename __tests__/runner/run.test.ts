import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunLimits, RunRequest } from "../../src/core/runner.ts";
import { detectIsolation, type Isolation } from "../../src/runner/isolation.ts";
import { carriesMark, listProcesses } from "../../src/runner/processes.ts";
import { runChild } from "../../src/runner/run.ts";

const limits: RunLimits = { wallMs: 20_000, memoryBytes: 2 ** 30, diskBytes: 2 ** 30 };
const found = detectIsolation(process.platform, process.getuid?.() ?? null);
const kinds: Isolation[] = found.kind === "namespaces" ? [{ kind: "process-group" }, found] : [{ kind: "process-group" }];
const linux = process.platform === "linux";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tunegate-runner-test-"));
  mkdirSync(join(folder, "work"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function request(command: RunRequest["command"], more: Partial<RunRequest> = {}): RunRequest {
  return { command, cwd: join(folder, "work"), env: {}, limits, outputFile: join(folder, "output.txt"), ...more };
}

function output(): string {
  return readFileSync(join(folder, "output.txt"), "utf8");
}

describe.each(kinds)("runChild in $kind", (isolation) => {
  const run = (wanted: RunRequest, env: Record<string, string | undefined> = { PATH: process.env.PATH }) =>
    runChild({ env, isolation }, wanted);

  it("gives exit codes and signals as they are", async () => {
    expect((await run(request("exit 0"))).end).toEqual({ kind: "exited", code: 0 });
    expect((await run(request("exit 7"))).end).toEqual({ kind: "exited", code: 7 });
    expect((await run(request("kill -SEGV $$"))).end).toEqual({ kind: "signalled", signal: "SIGSEGV" });
  });

  it("says when a program cannot be started", async () => {
    const result = await run(request(["no-such-program-here"]));
    expect(result.end).toEqual({ kind: "exited", code: 127 });
  });

  it("hands on only allow-listed variables and a home of its own", async () => {
    const env = { PATH: process.env.PATH, GITHUB_TOKEN: "t0ken", HF_TOKEN: "t0ken", HOME: "/home/someone", LC_ALL: "C" };
    await run(request("env", { env: { TUNEGATE_SMOKE: "1" }, pathPrefix: ["/opt/first"] }), env);
    expect(output()).not.toContain("t0ken");
    expect(output()).not.toContain("/home/someone");
    expect(output()).toContain("TUNEGATE_SMOKE=1");
    expect(output()).toContain("LC_ALL=C");
    expect(output()).toContain("PATH=/opt/first:");
  });

  it("ends a child at the wall limit, one that ignores SIGTERM too", async () => {
    const before = performance.now();
    const result = await run(request("trap '' TERM; while :; do sleep 1; done", { limits: { ...limits, wallMs: 300 } }));
    expect(result.end).toMatchObject({ kind: "limit", limit: "wall" });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it.runIf(linux)("ends a child that allocates without end", async () => {
    const script = "python3 -c 'x=[]\nwhile True: x.append(bytearray(8<<20))'";
    const result = await run(request(script, { limits: { ...limits, memoryBytes: 200 << 20 } }));
    expect(result.end).toMatchObject({ kind: "limit", limit: "memory" });
    expect(result.peakMemoryBytes).toBeGreaterThan(200 << 20);
  });

  it("ends a child that fills the disk, by one file and by many", async () => {
    const small = { ...limits, diskBytes: 4 << 20 };
    const one = await run(request("head -c 50000000 /dev/zero > big", { limits: small }));
    expect(one.end.kind === "exited" && one.end.code === 0).toBe(false);
    expect(statSync(join(folder, "work", "big")).size).toBeLessThanOrEqual(4 << 20);
    rmSync(join(folder, "work", "big"));
    const many = "i=0; while :; do head -c 1000000 /dev/zero > f$i; i=$((i+1)); sleep 0.05; done";
    expect((await run(request(many, { limits: small }))).end).toMatchObject({ kind: "limit", limit: "disk" });
  });

  it.runIf(linux)("finds and ends a daemon that left the group", async () => {
    const mark = `escape-${Math.round(performance.now() * 1000)}`;
    const result = await run(request(`MARK=${mark} setsid sh -c 'sleep 300 & exec sleep 300' & sleep 0.6`));
    expect(result.end).toEqual({ kind: "exited", code: 0 });
    expect(result.escaped).toBeGreaterThanOrEqual(1);
    expect(listProcesses().filter(({ pid }) => carriesMark(pid, mark))).toEqual([]);
  });

  it("keeps the output in the file and gives a harmless tail", async () => {
    const line = "x".repeat(2_000_000);
    writeFileSync(
      join(folder, "work", "say.sh"),
      `printf '%s\\n' "$(head -c 2000000 /dev/zero | tr '\\0' x)"; echo '::add-mask::secret'; printf '\\033[31mred\\n'`,
    );
    const result = await run(request("sh say.sh"));
    expect(result.outputBytes).toBeGreaterThan(line.length);
    expect(result.tail.length).toBeLessThanOrEqual(4096);
    expect(result.tail).not.toContain("::");
    expect(result.tail).toContain("red");
    expect(result.tail).not.toContain("\u001b");
  });

  it("reports a change of the CI runner's command files", async () => {
    const commands = join(folder, "commands");
    mkdirSync(commands);
    const path = join(commands, "set_env");
    writeFileSync(path, "");
    const env = { PATH: process.env.PATH, GITHUB_ENV: path };
    const result = await run(request(`echo EVIL=1 >> ${path}`), env);
    // In namespaces the folder is hidden: the child cannot even reach the file.
    expect(result.changedCommandFiles).toEqual(isolation.kind === "namespaces" ? [] : ["GITHUB_ENV"]);
    expect(readFileSync(path, "utf8") === "").toBe(isolation.kind === "namespaces");
  });

  it("stops when it is cancelled", async () => {
    const controller = new AbortController();
    const running = run(request("sleep 60", { signal: controller.signal }));
    setTimeout(() => controller.abort(), 200);
    expect((await running).end).toEqual({ kind: "cancelled" });
  });
});

describe.runIf(found.kind === "namespaces")("what a child in namespaces can reach", () => {
  it("sees neither our environment, nor our credentials, nor a network", async () => {
    const home = join(folder, "home");
    mkdirSync(join(home, ".ssh"), { recursive: true });
    writeFileSync(join(home, ".netrc"), "machine example.org password t0ken");
    writeFileSync(join(home, ".ssh", "id"), "t0ken");
    const env = { PATH: process.env.PATH, HOME: home };
    const script = `cat ${home}/.netrc ${home}/.ssh/id; cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -c '^VITEST'; umount ${home}/.netrc; cat ${home}/.netrc`;
    await runChild({ env, isolation: found }, request(script));
    expect(output()).not.toContain("t0ken");
    expect(output().split("\n")).toContain("0");
    expect(existsSync(join(home, ".netrc"))).toBe(true);
  });
});
