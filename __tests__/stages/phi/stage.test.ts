import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { digestFile } from "../../../src/core/digest.ts";
import type { Policy } from "../../../src/core/policy.ts";
import type { StageContext } from "../../../src/core/stage.ts";
import type { Tree } from "../../../src/core/tree.ts";
import { phiStage } from "../../../src/stages/phi/index.ts";

const dir = mkdtempSync(join(tmpdir(), "phi-stage-"));

function treeOf(files: Record<string, string>): Tree {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return {
    side: "head",
    list: async () => Object.entries(files).map(([path, text]) => ({ path, bytes: text.length, kind: "file" as const })),
    has: async (path) => path in files,
    open: () => Promise.reject(new Error("not used")),
    read: async (path) => Buffer.from(files[path] ?? ""),
    digest: (path) => digestFile(join(dir, path)),
    materialise: async (path) => join(dir, path),
  };
}

function context(files: Record<string, string>, phi: object): StageContext {
  const out = mkdtempSync(join(dir, "out-"));
  const head = treeOf(files);
  return {
    policy: { phi: { scan: ["data/**"], packs: [], hospitals: true, inline: "allow", recognizers: [], ...phi } } as unknown as Policy,
    plan: { policy: { path: ".github/tunegate.yml" } },
    head,
    judging: head,
    out: { dir: out, scratch: out },
    log: { info: () => undefined, progress: () => undefined },
    signal: new AbortController().signal,
  } as unknown as StageContext;
}

it("scans what the policy names and tells what it did", async () => {
  const files = { "data/a.jsonl": '{"text":"SSN 449-87-4100"}\n', "data/b.txt": "nothing\n", "src/c.txt": "SSN 449-87-4100\n" };
  const ctx = context(files, {});
  const { evidence, inputs, outputs, counts } = await phiStage.run(ctx);
  expect(evidence.findings.map(({ rule, place }) => `${rule} ${place.path}`)).toEqual(["phi.ssn data/a.jsonl"]);
  expect(evidence.counts).toMatchObject({ files: 2, block: 1, warn: 0, "kind.ssn.block": 1 });
  expect(inputs.map(({ path, rows }) => [path, rows])).toEqual([
    ["data/a.jsonl", 1],
    ["data/b.txt", 1],
  ]);
  expect(counts).toEqual({ unit: "files", in: 2, out: 2, quarantined: 0, dropped: 0 });
  expect(outputs.map(({ path }) => path)).toEqual(["files.json"]);
  expect(JSON.parse(readFileSync(join(ctx.out.dir, "files.json"), "utf8"))).toMatchObject({
    schema: "tunegate/phi-files@1",
    not_scanned: [],
  });
});

it("is never green on nothing, and lists all findings beyond ten thousand in a file", async () => {
  const none = await phiStage.run(context({ "src/c.txt": "x\n" }, {}));
  expect(none.evidence.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(["phi.nothing block"]);
  const many = context({ "data/m.txt": "SSN 449-87-4100\n".repeat(10_005) }, {});
  const { evidence, outputs } = await phiStage.run(many);
  expect(evidence.truncated).toBe(true);
  expect(evidence.findings.length).toBe(10_000);
  expect(evidence.counts.block).toBe(10_005);
  expect(outputs.find(({ path }) => path === "findings.jsonl")?.rows).toBe(10_005);
  expect(Number(execFileSync("grep", ["-c", "", join(many.out.dir, "findings.jsonl")]).toString())).toBe(10_005);
});
