import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { listFiles, runScan, runShard } from "../../src/phi/index.ts";
import { findingsSarif } from "../../src/report/sarif.ts";
import { CANARIES, CANARY_TEXT, echoes, everything, expectSilence } from "../support/echo.ts";

describe("zero echo", () => {
  const dir = mkdtempSync(join(tmpdir(), "phi-canary-"));
  mkdirSync(join(dir, "data"));
  const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(dir, "data", name), content);
  put("note.txt", CANARY_TEXT);
  put(
    "rows.jsonl",
    `${JSON.stringify({ note: CANARY_TEXT, "449-87-4173": "as a key", nested: { "q.zebrowski7@clinicmail.net": CANARY_TEXT } })}\n`,
  );
  put("doc.json", JSON.stringify({ patient: { note: CANARY_TEXT, "449-87-4173": ["x", CANARY_TEXT] } }, null, 2));
  put("rows.csv", `id,449-87-4173,note\n1,x,"${CANARY_TEXT}"\n`);
  put("visit SSN 449-87-4173.txt", CANARY_TEXT);
  put("note.txt.gz", gzipSync(CANARY_TEXT));
  put("SSN 449-87-4173.gz", Uint8Array.of(0x1f, 0x8b, 9, 9, 9));
  const files = listFiles(dir, [join(dir, "data")]);

  it("the search itself finds every form of a canary", () => {
    for (const canary of CANARIES) {
      const bare = canary.replace(/[^\p{L}\p{N}]/gu, "");
      const told = [
        canary,
        [...canary].reverse().join(""),
        ...[0, 1, 2].map((n) => Buffer.from(`${"ab".slice(0, n)}${canary}c`).toString("base64")),
        Buffer.from(canary).toString("hex"),
        canary.toUpperCase(),
      ];
      for (const form of told) expect(() => expectSilence(`x ${form} y`, [canary]), form).toThrow();
      if (bare.length >= 8) expect(() => expectSilence([...bare].join("\n"), [canary])).toThrow();
      expect(echoes(canary).length).toBeGreaterThan(8);
    }
    expectSilence("nothing here, 999-99-9999");
  });

  it("is in findings, counts, SARIF, shards and the cache", async () => {
    const cache = join(dir, "cache");
    const result = await runScan({ files, options: { packs: ["uk", "es"] }, cache });
    const kinds = new Set(result.findings.map(({ kind }) => kind));
    for (const kind of [
      "ssn",
      "mrn",
      "phone",
      "email",
      "health-plan",
      "vehicle",
      "license",
      "date",
      "account",
      "ip",
      "device",
      "biometric",
      "id",
      "name",
    ])
      expect(kinds, kind).toContain(kind);
    expectSilence(JSON.stringify(result));
    expectSilence(findingsSarif(result.findings, "0"));
    expectSilence(JSON.stringify(await runShard({ files, options: {}, shard: { index: 1, count: 1 } })));
    expectSilence(everything(cache));
  });

  it("is in proposals for the allow file", async () => {
    expectSilence(JSON.stringify(await runScan({ files, options: { proposeSalt: "00".repeat(16) } })));
  });

  it("fingerprints are the same for another value of the same shape, and differ by place", async () => {
    const print = async (text: string): Promise<string[]> => {
      put("one.txt", text);
      const { findings } = await runScan({ files: [{ path: "one.txt", file: join(dir, "data", "one.txt") }], options: {} });
      return findings.map(({ fingerprint }) => fingerprint);
    };
    const first = await print("visit one, SSN 449-87-4173 noted\nSSN 449-87-4173\n");
    expect(await print("visit one, SSN 551-22-9034 noted\nSSN 551-22-9034\n")).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });
});
