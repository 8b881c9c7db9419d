/** Values that may appear in no output, and the forms in which they would count as told. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** A canary of every kind. */
export const CANARIES = [
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

/** A text in which each canary is found. */
export const CANARY_TEXT = `Patient name: Quentin Zebrowski, DOB 04/17/1981, SSN 449-87-4173, MRN: 00412377, call (212) 674-0187, mail q.zebrowski7@clinicmail.net,
MBI 1EG4-TE5-MK73, VIN 1M8GDM9AXKP042788, DEA AB1234563, NPI 1234567893, IBAN GB82WEST12345698765432, card 4111 1111 1111 1111, from 8.8.4.4,
IMEI 490154203237518, fingerprint ID FP-88213, subject ID S-104277.`;

/** Base64 of a value inside longer text: what is the same for each of the three ways it may be aligned. */
function base64Cores(value: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${"\0".repeat(shift)}${value}`)
      .toString("base64")
      .replace(/=+$/, "");
    const drop = shift === 0 ? 0 : shift + 1;
    return encoded.slice(drop, encoded.length - 1);
  });
}

/** Every form of a value that counts as an echo: plain, bare, reversed, encoded, hashed. */
export function echoes(value: string): string[] {
  const bare = value.replace(/[^\p{L}\p{N}]/gu, "");
  const both = [value, bare];
  const reversed = both.map((text) => [...text].reverse().join(""));
  const hashes = both.flatMap((text) => ["md5", "sha1", "sha256"].map((name) => createHash(name).update(text).digest("hex")));
  return [
    ...both,
    ...reversed,
    ...[...both, ...reversed].flatMap(base64Cores),
    ...both.map((text) => Buffer.from(text).toString("hex")),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...hashes,
    ...hashes.map((hash) => Buffer.from(hash, "hex").toString("base64").slice(0, 20)),
  ].filter((form) => form.length > 5);
}

/** Fails when a canary stands in the output: plain or encoded, in any letter case, or split by other signs. */
export function expectSilence(output: string, canaries: readonly string[] = CANARIES): void {
  const lower = output.toLowerCase();
  const joined = lower.replace(/[^\p{L}\p{N}]/gu, "");
  for (const canary of canaries) {
    const shape = canary.replace(/\d/g, "9").replace(/[a-z]/gi, "a");
    for (const form of echoes(canary)) expect(lower.includes(form.toLowerCase()), `echo of a canary of shape ${shape}`).toBe(false);
    const bare = canary.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
    if (bare.length < 8) continue;
    expect(joined.includes(bare), `split echo of a canary of shape ${shape}`).toBe(false);
    expect(joined.includes([...bare].reverse().join("")), `split and reversed echo of a canary of shape ${shape}`).toBe(false);
  }
}

/** Names and bytes of every file below a folder, as one text; compressed content is not unpacked. */
export function everything(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .map((name) => `${name}\n${statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name), "utf8") : ""}`)
    .join("\n");
}
