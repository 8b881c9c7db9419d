import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { floats, loraTensors, peftConfig, safetensorsFile } from "../stages/adapter/fixtures.ts";
import { cli } from "../support/cli.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-cli-adapter-"));
  mkdirSync(join(dir, "a"));
  writeFileSync(join(dir, "a/adapter_config.json"), JSON.stringify(peftConfig()));
  writeFileSync(join(dir, "a/adapter_model.safetensors"), safetensorsFile(loraTensors()));
  cpSync(join(dir, "a"), join(dir, "b"), { recursive: true });
  const changed = loraTensors().map((tensor, at) => (at === 1 ? { ...tensor, data: floats([9, 1, 1, 1, 1, 1, 1, 1]) } : tensor));
  writeFileSync(join(dir, "b/adapter_model.safetensors"), safetensorsFile(changed));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("tunegate adapter", () => {
  it("prints an adapter's digests", () => {
    const { code, stdout } = cli(["adapter", "digest", "a", "--json"], { cwd: dir });
    expect(code).toBe(0);
    const hashes = JSON.parse(stdout);
    expect(hashes).toMatchObject({ schema: "tunegate/adapter-hashes@1", canonical: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(cli(["adapter", "digest", "a"], { cwd: dir }).stdout).toContain(hashes.canonical);
  });

  it("says how two adapters differ, and draws it", () => {
    const { code, stdout } = cli(["adapter", "diff", "a", "b", "--svg", "d.svg"], { cwd: dir });
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 of 8 tensors and 1 of 4 modules differ\n {2}model\.layers\.0\.self_attn\.q_proj: /);
    expect(readFileSync(join(dir, "d.svg"), "utf8")).toMatch(/^<svg /);
    expect(cli(["adapter", "diff", "a", "a"], { cwd: dir }).stdout).toMatch(/^equal: /);
    expect(JSON.parse(cli(["adapter", "diff", "a", "b", "--json"], { cwd: dir }).stdout).schema).toBe("tunegate/adapter-diff@1");
  });

  it.each([
    ["digest", /^tunegate adapter digest <adapter folder>\n/, "Example: tunegate adapter digest out/adapter"],
    ["diff", /^tunegate adapter diff <older folder> <newer folder>\n/, "--svg FILE"],
    ["digets", /^tunegate adapter \[diff A B \| digest A\]\n/, "--base REF"],
    ["constructor", /^tunegate adapter \[diff A B \| digest A\]\n/, "--base REF"],
  ])("has help of its own for %s", (verb, head, line) => {
    const { code, stdout } = cli(["adapter", verb, "--help"], { cwd: dir });
    expect(stdout).toMatch(head);
    expect(stdout).toContain(line);
    expect(code).toBe(0);
  });

  it.each([
    [["adapter", "diff", "a"], 2, /adapter takes nothing, `diff A B` or `digest A`/],
    [["adapter", "digest", "."], 1, /the folder holds no adapter/],
    [["adapter", "digest", "nowhere"], 4, /nowhere: there is no such folder/],
    [["adapter", "digest", "d.svg"], 4, /d\.svg: there is no such folder/],
    [["adapter", "diff", "a", "nowhere"], 4, /nowhere: there is no such folder/],
    [["gate", "--from", "nowhere"], 4, /there is no such run folder/],
    [["gate", "--from", "a"], 4, /plan\.json cannot be read/],
    [["verify", "nowhere"], 4, /there is no such run folder/],
    [["history", "xyz", "."], 2, /this is no adapter digest/],
    [["history", "0123456789", "nowhere"], 4, /the folder of runs cannot be read/],
    [["history", "0123456789", "."], 1, /no run in this folder judged that adapter/],
  ])("%j exits %i with a sentence", (args, expected, message) => {
    const { code, stderr } = cli(args, { cwd: dir });
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});
