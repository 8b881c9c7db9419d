import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { allowTag, parseAllow } from "../../src/phi/allow.ts";
import { UnitCache } from "../../src/phi/cache.ts";
import { listFiles, mergeShards, runRedact, runScan, runShard, type ShardDocument } from "../../src/phi/index.ts";
import { Pool } from "../../src/phi/pool.ts";
import { planUnits } from "../../src/phi/run.ts";
import { scanUnit } from "../../src/phi/units.ts";

const dir = mkdtempSync(join(tmpdir(), "phi-run-"));

function put(name: string, content: string): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), content);
}

beforeAll(() => {
  const lines = Array.from({ length: 130_000 }, (_, i) =>
    i % 997 === 0
      ? `{"id":${i},"text":"SSN 449-87-${1000 + (i % 9000)}, seen on 04/12/2023"}`
      : `{"id":${i},"text":"metformin five hundred twice a day with meals, no complaints, drains dry, mobilise ${i}"}`,
  );
  put("corpus/big.jsonl", `${lines.join("\n")}\n`);
  put(
    "corpus/log.txt",
    `${Array.from({ length: 90_000 }, (_, i) => (i % 4001 === 3 ? `call 212-555-0187 about ${i}` : `line ${i} of a text without anything that would matter, long enough to be one`)).join("\n")}\n`,
  );
  put("corpus/small.csv", "mrn,x\nA-1000001,1\n");
  put("corpus/note.json", '{"dob":"1980-02-03"}\n');
});

const files = () => listFiles(dir, [join(dir, "corpus")]);

describe("one plan, many ways", () => {
  it("shards merge to the unsharded result byte for byte", { timeout: 60_000 }, async () => {
    const whole = await runScan({ files: files(), options: {} });
    expect(planUnits(files()).length).toBeGreaterThan(4);
    for (const count of [2, 3, 5]) {
      const shards: ShardDocument[] = [];
      for (let index = 1; index <= count; index++)
        shards.push(JSON.parse(JSON.stringify(await runShard({ files: files(), options: {}, shard: { index, count } }))));
      expect(JSON.stringify(mergeShards(shards.reverse(), Number.POSITIVE_INFINITY))).toBe(JSON.stringify(whole));
      expect(() => mergeShards(shards.slice(1), 10)).toThrow(/each once/);
    }
  });

  it("merged shards tell of exceptions what the whole scan tells", async () => {
    const salt = "0123456789abcdef0123456789abcdef";
    const who = { reason: "r", by: "b" };
    const header = JSON.stringify({ schema: "tunegate/phi-allow@1", salt });
    const entries = (list: readonly object[]): string => [header, ...list.map((entry) => JSON.stringify({ ...entry, ...who }))].join("\n");
    put("shards/a.txt", "SSN 449-87-4100\n");
    put("shards/maria_garcia.txt", "SSN 449-87-4101\n");
    const list = listFiles(dir, [join(dir, "shards")]);
    const allow = parseAllow(
      entries([
        { rule: "phi.ssn", tag: allowTag(salt, "phi.ssn", "449-87-4101") },
        { rule: "phi.ssn", tag: "0000" },
        { rule: "phi.ssn", tag: allowTag(salt, "phi.ssn", "449-87-4100"), expires: "2020-01-01" },
      ]),
      "allow.jsonl",
    );
    const path = "shards/maria_garcia.txt.phi-allow.jsonl";
    const sidecars = [{ of: "shards/maria_garcia.txt", list: parseAllow(entries([{ rule: "phi.mrn", tag: "0000" }]), path) }];
    const options = { allow, sidecars, today: "2026-11-21" };
    const whole = await runScan({ files: list, options });
    expect(whole.aboutExceptions?.map(({ rule, place }) => `${rule} ${place.path} ${place.record}`)).toEqual([
      "phi.allow-unused allow.jsonl 1",
      "phi.allow-expired allow.jsonl 2",
      "phi.allow-unused shards/aaaaa_aaaaaa.txt.phi-allow.jsonl 0",
    ]);
    const shards: ShardDocument[] = [];
    for (const index of [1, 2])
      shards.push(JSON.parse(JSON.stringify(await runShard({ files: list, options, shard: { index, count: 2 } }))));
    expect(JSON.stringify(shards)).not.toMatch(/maria|449-87/);
    expect(JSON.stringify(mergeShards(shards, Number.POSITIVE_INFINITY))).toBe(JSON.stringify(whole));
    expect((await runScan({ files: list, options, shard: { index: 1, count: 2 } })).aboutExceptions).toBeUndefined();
  });

  it("worker threads give what one thread gives", { timeout: 60_000 }, async () => {
    const worker = join(dir, "worker.mjs");
    const banner = { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' };
    await build({
      entryPoints: ["src/phi/worker.ts"],
      outfile: worker,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      banner,
      logLevel: "error",
    });
    const units = planUnits(files());
    const one: unknown[] = [];
    const kept = { folder: join(dir, "worker-cache"), ruleset: "r" };
    for (const place of [null, kept, kept]) {
      one.length = 0;
      await new Pool(2, {}, place, pathToFileURL(worker)).run(
        units,
        units.map((_, i) => i),
        { done: (unit, result) => one.push([unit, result]), room: () => Number.POSITIVE_INFINITY, signal: undefined },
      );
    }
    const expected = [];
    for (const [i, unit] of units.entries()) expected.push([i, await scanUnit(unit, {})]);
    expect(one).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it("parts of a large text end at blank lines, and no byte is lost or scanned twice", { timeout: 30_000 }, async () => {
    const paragraph = "Seen by the nurse in the morning, tolerated well.\nSSN 449-87-4100 on the card.\n\n";
    put("text/paragraphs.txt", paragraph.repeat(Math.ceil((17 * 1024 * 1024) / paragraph.length)));
    const [file] = listFiles(dir, [join(dir, "text")]);
    expect(planUnits([file!]).length).toBe(3);
    const { files: counts, findings } = await runScan({ files: [file!], options: {} });
    const n = Math.ceil((17 * 1024 * 1024) / paragraph.length);
    expect(counts[0]).toMatchObject({ bytes: n * paragraph.length, records: 3 * n, rules: { "phi.ssn": { block: n } } });
    expect(findings.every(({ place }, i) => place.line === 3 * i + 2)).toBe(true);
  });

  it("keeps results by content and rules", async () => {
    const cache = join(dir, "cache");
    const asked: string[] = [];
    const units = new UnitCache({ folder: join(dir, "kept"), ruleset: "r" });
    const unit = { path: "note.json", file: join(dir, "corpus/note.json"), bytes: 0 };
    const ask = (text: string) => units.result(unit, () => scanUnit(unit, {}).finally(() => asked.push(text)));
    expect(await ask("first")).toEqual(await ask("second"));
    expect(asked).toEqual(["first"]);
    const first = await runScan({ files: files(), options: {}, cache });
    expect(await runScan({ files: files(), options: {}, cache })).toEqual(first);
    put("corpus/note.json", '{"dob":"1980-02-03","mrn":"A-7777777"}\n');
    const second = await runScan({ files: files(), options: {}, cache });
    expect(second.findings.length).toBe(first.findings.length + 1);
    put("corpus/note.json", '{"dob":"1980-02-03"}\n');
  });

  it("counts exactly beyond the limit", async () => {
    const whole = await runScan({ files: files(), options: {} });
    const some = await runScan({ files: files(), options: { limit: 5 } });
    expect(some.findings).toEqual(whole.findings.slice(0, 5));
    expect(some.truncated).toBe(true);
    expect(some.files).toEqual(whole.files);
  });

  it("looks at added lines only", async () => {
    const added = new Map([["corpus/log.txt", [[4, 4]] as [number, number][]]]);
    const result = await runScan({ files: files(), options: {}, addedLines: added });
    expect(result.findings.map(({ place }) => [place.path, place.line])).toEqual([["corpus/log.txt", 4]]);
  });
});

describe("exceptions", () => {
  const salt = "00112233445566778899aabbccddeeff";
  const allow = (entry: object): ReturnType<typeof parseAllow> =>
    parseAllow(`${JSON.stringify({ schema: "tunegate/phi-allow@1", salt })}\n${JSON.stringify(entry)}\n`, "allow.jsonl");
  const scanText = (name: string, text: string, options: object = {}) => {
    put(name, text);
    return runScan({ files: [{ path: name, file: join(dir, name) }], options });
  };

  it("an allow entry covers its value only, and says when it does nothing", async () => {
    const list = allow({ rule: "phi.ssn", tag: allowTag(salt, "phi.ssn", "449-87-4100"), reason: "example of the docs", by: "octo" });
    const result = await scanText("a.txt", "SSN 449-87-4100\nSSN 449-87-4101\n", { allow: list });
    expect(result.findings.map(({ place }) => place.line)).toEqual([2]);
    expect(result.files[0]?.rules["phi.ssn"]).toEqual({ block: 1, warn: 0, info: 0, allowed: 1 });
    expect(result.allowUsed).toEqual([0]);
    const late = allow({ rule: "phi.ssn", tag: allowTag(salt, "phi.ssn", "449-87-4100"), reason: "r", by: "o", expires: "2020-01-01" });
    expect((await scanText("a.txt", "SSN 449-87-4100\n", { allow: late, today: "2026-01-01" })).findings.length).toBe(1);
  });

  it("refuses entries without a reason or a name", () => {
    expect(() => allow({ rule: "phi.ssn", tag: "0000", reason: "", by: "x" })).toThrow(/why and who/);
    expect(() => parseAllow("{}\n", "allow.jsonl")).toThrow(/header/);
  });

  it("text and records carry their own, unless the policy forbids it", async () => {
    const line = 'SSN 449-87-4100 # tunegate: allow phi.ssn reason="docs"\n';
    expect((await scanText("b.txt", line)).findings).toEqual([]);
    expect((await scanText("b.txt", line, { inline: "forbid" })).findings.length).toBe(1);
    expect((await scanText("b.txt", 'SSN 449-87-4100 # tunegate: allow phi.ssn reason=""\n')).findings.length).toBe(1);
    const record = '{"text":"SSN 449-87-4100","_tunegate_allow":[{"rule":"phi.ssn","reason":"docs"}]}\n';
    expect((await scanText("b.jsonl", record)).findings).toEqual([]);
  });
});

describe("recognizers of the policy", () => {
  const STUDY = [{ id: "study-id", pattern: "ST-\\d{6}", context: ["study", "número"] }];
  const places = async (name: string, text: string): Promise<(number | undefined)[]> => {
    put(name, text);
    const { findings } = await runScan({ files: [{ path: name, file: join(dir, name) }], options: { recognizers: STUDY } });
    return findings.filter(({ rule }) => rule === "phi.user.study-id").map(({ place }) => place.line);
  };

  it.each([
    ["u.csv", "id,study\n1,ST-888888\n", [2]],
    ["u.csv", "id,study-no,x\nST-111111,ST-888888,the study\n", [2]],
    ["u.csv", "id,número\n1,ST-888888\n", [2]],
    ["u.csv", "id,text\n1,study ST-888888\n2,ST-999999\n3,ST-777777 is the study\n", [2, 4]],
    ["u.jsonl", '{"t":"the study"}\n{"t":"ST-222222"}\n{"t":"study"}\n', []],
    ["u.jsonl", '{"study":"ST-111111"}\n{"t":"ST-222222"}\n{"t":"ST-333333 is the study"}\n', [1, 3]],
    ["u.json", '{\n "study":\n  "ST-111111"\n}\n', [3]],
    ["u.txt", "the study\nST-222222\n", [2]],
  ] as const)("words of the column and of the record count, those of other records do not: %s %j", async (name, text, lines) => {
    expect(await places(name, text)).toEqual(lines);
  });

  it("redaction sees the same context", async () => {
    for (const [name, text, expected] of [
      ["u.csv", "id,study\nST-111111,ST-888888\n", "id,study\nST-111111,[USER.STUDY-ID]\n"],
      ["u.jsonl", '{"t":"the study"}\n{"t":"ST-222222"}\n', '{"t":"the study"}\n{"t":"ST-222222"}\n'],
    ] as const) {
      put(name, text);
      const output = join(dir, `out-${name}`);
      await runRedact({ input: join(dir, name), output, path: name, options: { recognizers: STUDY }, style: "tag" });
      expect(readFileSync(output, "utf8")).toBe(expected);
    }
  });

  it("match near their words, with their check digit", async () => {
    put("u.txt", "study ST-123456 and ST-999999 elsewhere\n\n\nserial ST-123456\n");
    const recognizers = [{ id: "study-id", pattern: "ST-\\d{6}", context: ["study", "subject"] }];
    const result = await runScan({ files: [{ path: "u.txt", file: join(dir, "u.txt") }], options: { recognizers } });
    expect(result.findings.filter(({ rule }) => rule === "phi.user.study-id").length).toBe(3);
    put("v.txt", "serial ST-123456\n");
    const none = await runScan({ files: [{ path: "v.txt", file: join(dir, "v.txt") }], options: { recognizers } });
    expect(none.findings.filter(({ rule }) => rule.startsWith("phi.user"))).toEqual([]);
    await expect(
      runScan({ files: [{ path: "v.txt", file: join(dir, "v.txt") }], options: { recognizers: [{ id: "x", pattern: "(?=a)" }] } }),
    ).rejects.toThrow(/linear/);
  });
});

describe("redaction", () => {
  it.each(["tag", "surrogate"] as const)("with %ss leaves nothing and keeps the format", async (style) => {
    put("r.jsonl", '{"text":"Patient name: John Smith, SSN 449-87-4100.\\nSSN 449-87-4100 again","mrn":12345678}\n{"text":"metformin"}\n');
    const result = await runRedact({
      input: join(dir, "r.jsonl"),
      output: join(dir, "r.out.jsonl"),
      path: "r.jsonl",
      options: {},
      style,
      seed: "s",
    });
    expect(result.left).toEqual({});
    expect(result.replaced["phi.ssn"]).toBe(2);
    const [first, second] = readFileSync(join(dir, "r.out.jsonl"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((row) => JSON.parse(row) as { text: string; mrn?: unknown });
    expect(second).toEqual({ text: "metformin" });
    expect(first?.text).not.toMatch(/449-87-4100|John|Smith/);
    expect(String(first?.mrn)).not.toBe("12345678");
    if (style === "surrogate") {
      const ssns = first?.text.match(/\d{3}-\d{2}-\d{4}/g) ?? [];
      expect(ssns.length).toBe(2);
      expect(new Set(ssns).size).toBe(1);
    } else expect(first?.text).toBe("Patient name: [NAME], SSN [SSN].\nSSN [SSN] again");
  });
});
