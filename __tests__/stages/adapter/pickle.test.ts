/** Pickles under other names: real ones from Python, and bytes that only look like one. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pickleInside } from "../../../src/stages/adapter/checks/pickle.ts";
import { runStage } from "./context.ts";
import { loraTensors, memoryTree, repository, safetensorsFile } from "./fixtures.ts";
import { python } from "./python.ts";

const WRITE = `
import os, pickle, sys, torch
class Evil:
    def __reduce__(self):
        return (os.getcwd, ())
out = sys.argv[1]
for protocol in range(6):
    with open(f"{out}/pickle-{protocol}", "wb") as f:
        pickle.dump(Evil(), f, protocol=protocol)
    if protocol > 1:
        with open(f"{out}/tensor-{protocol}", "wb") as f:
            pickle.dump({"w": [1.0]}, f, protocol=protocol)
torch.save({"w": torch.zeros(2)}, f"{out}/torch-zip")
torch.save({"w": torch.zeros(2)}, f"{out}/torch-legacy", _use_new_zipfile_serialization=False)
`;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-pickle-"));
  execFileSync(await python(), ["-c", WRITE, dir]);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const look = (path: string, bytes: Uint8Array) =>
  pickleInside(memoryTree({ [path]: bytes }), { path, bytes: bytes.byteLength, kind: "file" });

describe("a pickle", () => {
  it("is known by its bytes, as Python and torch write them", async () => {
    const names = readdirSync(dir).sort();
    expect(names).toHaveLength(12);
    for (const name of names)
      expect(await look("notes.txt", readFileSync(join(dir, name))), name).toMatch(/^a pickle|^an archive that torch/);
  });

  it.each(["tokenizer.model", "README.md", "config.json", "extra.safetensors", "weights.dat"])(
    "is a finding under the name %s",
    async (name) => {
      for (const made of ["torch-zip", "torch-legacy", "pickle-4"]) {
        const head = memoryTree(repository({ [`out/adapter/${name}`]: readFileSync(join(dir, made)) }));
        const { rules } = await runStage({ head });
        expect(rules, made).toContain("adapter.pickle block");
        expect(rules.filter((rule) => rule.startsWith("adapter.file"))).toEqual([]);
      }
    },
  );

  it("is a finding in the place of the weights themselves", async () => {
    const head = memoryTree(repository({ "out/adapter/adapter_model.safetensors": readFileSync(join(dir, "torch-zip")) }));
    expect((await runStage({ head })).rules).toContain("adapter.pickle block");
  });

  it("is told when an HDF5 file hides", async () => {
    expect(await look("a.txt", Buffer.from("\u0089HDF\r\n\u001a\nrest", "latin1"))).toBe("an HDF5 file");
  });
});

describe("what is no pickle", () => {
  it("is a safetensors file whose header length begins with the same two bytes", async () => {
    const plain = safetensorsFile(loraTensors());
    for (const want of [0x280, 0x380, 0x480, 0x580]) {
      const header = Number(plain.readBigUInt64LE(0));
      const pad = (((want - header) % 0x10000) + 0x10000) % 0x10000;
      const file = safetensorsFile(loraTensors(), undefined, pad);
      expect(file[0]).toBe(0x80);
      expect(await look("w.safetensors", file)).toBeNull();
      expect(await look("w.model", file)).toMatch(/^a pickle/);
    }
  });

  it.each<[string, string | Uint8Array]>([
    ["empty", ""],
    ["JSON", '{"a": 1}'],
    ["text", "call me\nsoon\nplease"],
    ["a list of words", "config\nvalue\npart\n"],
    ["UTF-8", "ÀÁ"],
    ["an archive of other things", "PK\u0003\u0004 readme.txt"],
    ["one byte", new Uint8Array([0x80])],
    ["protocol 6", new Uint8Array([0x80, 6, 0])],
  ])("is %s", async (_name, bytes) => {
    expect(await look("notes.md", Buffer.from(bytes as string))).toBeNull();
  });
});
