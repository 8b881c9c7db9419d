import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { listFiles, runScan, runShard } from "../../src/phi/index.ts";
import { findingsSarif } from "../../src/report/sarif.ts";

/** Values of every kind that may appear in no output channel. */
const CANARIES = [
  "449-87-4173",
  "00412377",
  "(212) 674-0187",
  "q.zebrowski7@clinicmail.net",
  "1EG4-TE5-MK73",
  "1M8GDM9AXKP042788",
  "AB1234563",
  "1234567893",
  "04/17/1981",
  "GB82WEST12345698765432",
  "4111 1111 1111 1111",
  "8.8.4.4",
  "490154203237518",
  "FP-88213",
  "S-104277",
  "Zebrowski",
];

const TEXT = `Patient name: Quentin Zebrowski, DOB 04/17/1981, SSN 449-87-4173, MRN: 00412377, call (212) 674-0187, mail q.zebrowski7@clinicmail.net,
MBI 1EG4-TE5-MK73, VIN 1M8GDM9AXKP042788, DEA AB1234563, NPI 1234567893, IBAN GB82WEST12345698765432, card 4111 1111 1111 1111, from 8.8.4.4,
IMEI 490154203237518, fingerprint ID FP-88213, subject ID S-104277.`;

/** Every spelling of a canary that counts as an echo. */
function echoes(canary: string): string[] {
  const bare = canary.replace(/[^\p{L}\p{N}]/gu, "");
  return [
    canary,
    bare,
    [...canary].reverse().join(""),
    Buffer.from(canary).toString("base64").replace(/=+$/, ""),
    Buffer.from(canary).toString("hex"),
    encodeURIComponent(canary),
  ].filter((form) => form.length > 5);
}

function expectSilence(output: string): void {
  for (const canary of CANARIES)
    for (const form of echoes(canary))
      expect(output.includes(form), `echo of a canary of shape ${canary.replace(/\d/g, "9").replace(/[a-z]/gi, "a")}`).toBe(false);
}

function everything(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .map((name) => join(folder, name))
    .map((path) => `${path}\n${statSync(path).isFile() ? readFileSync(path, "latin1") : ""}`)
    .join("\n");
}

describe("zero echo", () => {
  const dir = mkdtempSync(join(tmpdir(), "phi-canary-"));
  mkdirSync(join(dir, "data"));
  const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(dir, "data", name), content);
  put("note.txt", TEXT);
  put("rows.jsonl", `${JSON.stringify({ note: TEXT, "449-87-4173": "as a key", nested: { "q.zebrowski7@clinicmail.net": TEXT } })}\n`);
  put("doc.json", JSON.stringify({ patient: { note: TEXT, "449-87-4173": ["x", TEXT] } }, null, 2));
  put("rows.csv", `id,449-87-4173,note\n1,x,"${TEXT}"\n`);
  put("visit SSN 449-87-4173.txt", TEXT);
  put("note.txt.gz", gzipSync(TEXT));
  put("SSN 449-87-4173.gz", Uint8Array.of(0x1f, 0x8b, 9, 9, 9));
  const files = listFiles(dir, [join(dir, "data")]);

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
