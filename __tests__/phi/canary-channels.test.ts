import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { main, type World } from "../../src/cli/main.ts";
import { Fault } from "../../src/core/fault.ts";
import { annotations } from "../../src/report/annotations.ts";
import { assembleReport } from "../../src/report/assemble.ts";
import { dataStage } from "../../src/stages/data/index.ts";
import { phiStage } from "../../src/stages/phi/index.ts";
import { CANARY_TEXT, everything, expectSilence } from "../support/echo.ts";
import { quietRun, throwingStage } from "../support/flow.ts";
import { say } from "../support/in-process.ts";
import { testRepo } from "../support/repo.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const HEADER = JSON.stringify({ schema: "tunegate/phi-allow@1", salt: SALT });

/** Files with canaries in content, keys, names, and where a reader stumbles. */
const PLANTED: Readonly<Record<string, string | Uint8Array>> = {
  "note.txt": CANARY_TEXT,
  "rows.jsonl": `${JSON.stringify({ note: CANARY_TEXT, "449-87-4173": "as a key", nested: { "q.zebrowski7@clinicmail.net": CANARY_TEXT } })}\n{"broken ${CANARY_TEXT.replaceAll("\n", " ")}\n`,
  "doc.json": JSON.stringify({ patient: { note: CANARY_TEXT, "449-87-4173": ["x", CANARY_TEXT] } }, null, 2),
  "rows.csv": `id,449-87-4173,note\n1,x,"${CANARY_TEXT}"\n`,
  "quentin_zebrowski.md": CANARY_TEXT,
  "visit SSN 449-87-4173.txt": CANARY_TEXT,
  "MRN00412377-dob-04171981.txt": CANARY_TEXT,
  "note.txt.gz": gzipSync(CANARY_TEXT),
  "SSN 449-87-4173.gz": Uint8Array.of(0x1f, 0x8b, 9, 9, 9),
  "SSN 449-87-4173.parquet": Buffer.from(`PAR1${CANARY_TEXT}PAR1`),
  "SSN 449-87-4173.pdf": Uint8Array.of(0x25, 0x50, 0, 1, 2, 3),
};

function folder(files: Readonly<Record<string, string | Uint8Array>> = PLANTED): string {
  const dir = mkdtempSync(join(tmpdir(), "phi-channels-"));
  mkdirSync(join(dir, "data"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, "data", name), content);
  return dir;
}

describe("tunegate scan says nothing of a value", () => {
  it.each([
    [["scan", "data"]],
    [["scan", "data", "--json"]],
    [["scan", "data", "--packs", "es,uk", "--jobs", "2"]],
    [["scan", "data", "--shard", "1/2"]],
    [["scan", "data", "--sarif", "out.sarif", "--propose-allow", "allow.jsonl"]],
    [["scan", "data/rows.jsonl", "--propose-allow", "data/rows.jsonl.phi-allow.jsonl"]],
    [["scan", "data", "--shard-out", "shard.json"]],
  ])("%j", async (args) => {
    const dir = folder();
    const before = new Set(readdirSync(dir));
    const { code, stdout, stderr } = await say(dir, args);
    expect(code).toBe(args.includes("--shard-out") ? 0 : 1);
    expectSilence(stdout + stderr);
    for (const name of readdirSync(dir)) if (!before.has(name)) expectSilence(readFileSync(join(dir, name), "utf8"));
    if (args.includes("data/rows.jsonl.phi-allow.jsonl")) expectSilence(readFileSync(join(dir, args.at(-1) as string), "utf8"));
  });

  it("in its faults", async () => {
    const dir = folder();
    const text = CANARY_TEXT.replaceAll("\n", " ");
    for (const [name, content] of [
      ["bad.jsonl", text],
      ["worse.jsonl", `${HEADER}\n${text}\n`],
      ["entry.jsonl", `${HEADER}\n${JSON.stringify({ rule: "phi.ssn", tag: "0000", reason: text, by: "", "449-87-4173": 1 })}\n`],
    ] as const) {
      writeFileSync(join(dir, name), content);
      const heard = await say(dir, ["scan", "data", "--allow", name, "--json"]);
      expect(heard.code).toBe(2);
      expectSilence(heard.stdout + heard.stderr);
    }
    writeFileSync(join(dir, "shard.json"), text);
    for (const args of [
      ["scan", "SSN 449-87-4173"],
      ["scan", "--merge", "shard.json"],
      ["scan", "data", "--jobs", "4498741730"],
      ["redact", "SSN 449-87-4173.parquet", "out.parquet"],
    ]) {
      const heard = await say(join(dir, "data"), args);
      expect(heard.code).toBe(2);
      if (args[0] !== "redact") expectSilence(heard.stdout + heard.stderr);
      else expect(heard.stderr).not.toContain("Zebrowski");
    }
  });
});

describe("tunegate redact says nothing of a value", () => {
  it.each(["note.txt", "rows.jsonl", "doc.json", "rows.csv", "note.txt.gz"])("%s", async (name) => {
    const dir = folder();
    const heard = await say(dir, ["redact", `data/${name}`, `out-${name}`, "--json", "--seed", "s"]);
    expect(heard.code).toBe(0);
    expectSilence(heard.stdout + heard.stderr);
    if (!name.endsWith(".gz")) expectSilence(readFileSync(join(dir, `out-${name}`), "utf8"));
  });
});

describe("a run says nothing of a value", () => {
  const policy = `version: 1
data:
  - {path: data/rows.jsonl, role: train, schema: chat, manifest: data/rows.manifest.yml}
phi:
  scan: ["data/**"]
`;

  it("on the console, in the run folder, in annotations", { timeout: 60_000 }, async () => {
    const repo = testRepo({ ".github/tunegate.yml": policy, "data/rows.jsonl": "{}\n" });
    repo.git("checkout", "-q", "-b", "pr");
    for (const [name, content] of Object.entries(PLANTED)) repo.write(`data/${name}`, content);
    repo.write("data/note.txt.phi-allow.jsonl", `${HEADER}\n${CANARY_TEXT.replaceAll("\n", " ")}\n`);
    repo.write("data/rows.manifest.yml", `schema: ${CANARY_TEXT.replaceAll("\n", " ")}\n`);
    repo.commit("planted");
    const said: string[] = [];
    const voice = {
      log: (stage: string) => ({
        info: (message: string) => void said.push(stage, message),
        progress: (_: number | null, message: string) => void said.push(message),
      }),
      phase: (stage: string, result: string) => void said.push(stage, result),
      say: (line: string) => void said.push(line),
    };
    const outcome = await quietRun(repo.dir, { stages: [phiStage, dataStage], voice });
    expect(outcome.verdict.overall).toBe("BLOCK");
    expect(outcome.withheld).toEqual([]);
    const told = everything(outcome.folder);
    for (const name of ["report.html", "findings.sarif", "summary.md", "junit.xml", "seal.json", "receipts/phi.json", "phi/files.json"])
      expect(told).toContain(name);
    expectSilence(told);
    expectSilence(said.join("\n"));
    expectSilence(JSON.stringify(annotations(assembleReport(outcome))));
    repo.remove();
  });

  it("when a stage breaks, and when tunegate itself does", async () => {
    const text = CANARY_TEXT.replaceAll("\n", " ");
    for (const error of [new Error(text), new TypeError(text), text, Object.assign(new Error(text), { code: "EIO" })]) {
      const repo = testRepo({ ".github/tunegate.yml": policy, "data/rows.jsonl": "{}\n" });
      const outcome = await quietRun(repo.dir, { stages: [throwingStage("phi", error)] });
      expect(outcome.verdict.overall).toBe("ERROR");
      expectSilence(everything(outcome.folder));
      repo.remove();
    }
    const heard: string[] = [];
    const world = (error: unknown): World => ({
      terminal: {
        say: (line) => void heard.push(line),
        print: (line) => void heard.push(line),
        log: () => {
          throw error;
        },
        phase: () => undefined,
      },
      env: {},
      cwd: folder(),
      now: () => new Date(),
      signal: new AbortController().signal,
    });
    for (const args of [
      ["scan", "data"],
      ["scan", "data", "--json"],
    ])
      expect(await main(args, world(new RangeError(text)))).toBe(4);
    expect(heard.join("\n")).toContain("RangeError");
    expectSilence(heard.join("\n"));
    expect(new Fault({ code: "x", kind: "usage", message: "m", fix: "f" }).exitCode).toBe(2);
  });
});
