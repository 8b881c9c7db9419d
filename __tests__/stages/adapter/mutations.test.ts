/** 10,000 mutated safetensors files: no crash, nothing accepted that the Python library refuses, every payload change alters the digest. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { canonicalDigest } from "../../../src/core/weights/digest.ts";
import { InvalidSafetensors, readSafetensors } from "../../../src/core/weights/safetensors.ts";
import { loraTensors, pieces, rawFile, safetensorsFile } from "./fixtures.ts";
import { python } from "./python.ts";

const FILES = 10_000;
type Random = (below: number) => number;

/** mulberry32, so that a failure can be repeated. */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const small = loraTensors().slice(0, 3);
const ORIGINALS = [
  safetensorsFile(small, { format: "pt" }),
  safetensorsFile(small, { format: "pt", b: "ü" }, 6),
  safetensorsFile([{ name: "e", dtype: "F16", shape: [0, 2], data: new Uint8Array() }, ...small.slice(0, 1)]),
];
const headerEnd = (file: Buffer) => 8 + Number(file.readBigUInt64LE(0));
const TOKENS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "1",
  "-",
  ".",
  "e",
  " ",
  "\n",
  "\\",
  "null",
  "9999999999999999999",
  '"U8"',
  '"dtype"',
  "\u0000",
  "é",
];

/** A changed copy of the header text, with the right length in front. */
function mutateHeader(file: Buffer, random: Random): Buffer {
  const end = headerEnd(file);
  let text = file.subarray(8, end).toString("utf8");
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(text.length);
    const cut = random(3) === 0 ? 0 : 1 + random(4);
    text = text.slice(0, at) + (random(4) === 0 ? "" : (TOKENS[random(TOKENS.length)] ?? "")) + text.slice(at + cut);
  }
  return rawFile(text, file.subarray(end));
}

/** Another digit in a number of the header: shapes and offsets that nearly fit. */
function mutateDigit(file: Buffer, random: Random): Buffer {
  const copy = Buffer.from(file);
  const digits = [...copy.subarray(8, headerEnd(copy)).entries()].filter(([, byte]) => byte >= 0x30 && byte <= 0x39).map(([at]) => at + 8);
  copy[digits[random(digits.length)] ?? 8] = 0x30 + random(10);
  return copy;
}

function flipBytes(file: Buffer, random: Random, from: number, to: number): Buffer {
  const copy = Buffer.from(file);
  for (let times = 1 + random(3); times > 0; times--) copy[from + random(to - from)] = random(256);
  return copy;
}

const MUTATIONS: ((file: Buffer, random: Random) => Buffer)[] = [
  mutateHeader,
  mutateHeader,
  mutateDigit,
  (file, random) => flipBytes(file, random, 0, 8),
  (file, random) => flipBytes(file, random, 8, headerEnd(file)),
  (file, random) => flipBytes(file, random, headerEnd(file), file.byteLength),
  (file, random) => file.subarray(0, random(file.byteLength)),
  (file, random) => Buffer.concat([file, Buffer.alloc(1 + random(9))]),
  (file, random) => Buffer.concat([file.subarray(0, random(file.byteLength)), file.subarray(random(file.byteLength))]),
];

interface Reading {
  readonly accepted: boolean;
  readonly digest: string | null;
}

async function readOurs(file: Buffer): Promise<Reading> {
  try {
    const { tensors } = await readSafetensors(pieces(file, 61));
    return {
      accepted: true,
      digest: canonicalDigest(
        "",
        tensors.map(({ name, dtype, shape, sha256 }) => ({ name, dtype, shape: [...shape], sha256 })),
      ),
    };
  } catch (error) {
    if (error instanceof InvalidSafetensors) return { accepted: false, digest: null };
    throw error;
  }
}

async function readTheirs(paths: readonly string[]): Promise<boolean[]> {
  const program = await python();
  return new Promise((resolve, reject) => {
    const child = execFile(program, [join(import.meta.dirname, "oracle.py")], { maxBuffer: 1 << 24 }, (error, stdout) => {
      if (error) reject(error);
      else
        resolve(
          stdout
            .trimEnd()
            .split("\n")
            .map((line) => line === "1"),
        );
    });
    child.stdin?.end(`${paths.join("\n")}\n`);
  });
}

it("holds on seeded mutations against the Python library", async () => {
  const root = await mkdtemp(join(tmpdir(), "tunegate-mutations-"));
  try {
    const random = seeded(20261121);
    const paths: string[] = [];
    const ours: Reading[] = [];
    const originals = await Promise.all(ORIGINALS.map(readOurs));
    let payloadChanges = 0;
    for (let index = 0; index < FILES; index++) {
      const which = random(ORIGINALS.length);
      const original = ORIGINALS[which] as Buffer;
      const file = (MUTATIONS[random(MUTATIONS.length)] as (typeof MUTATIONS)[number])(original, random);
      const path = join(root, `${index}.safetensors`);
      await writeFile(path, file);
      paths.push(path);
      const reading = await readOurs(file);
      ours.push(reading);
      const end = headerEnd(original);
      if (file.byteLength === original.byteLength && file.subarray(0, end).equals(original.subarray(0, end)) && !file.equals(original)) {
        payloadChanges++;
        expect(reading).toMatchObject({ accepted: true });
        expect(reading.digest, `file ${index}`).not.toBe(originals[which]?.digest);
      }
    }
    const theirs = await readTheirs(paths);
    expect(theirs).toHaveLength(FILES);
    expect(ours.flatMap(({ accepted }, index) => (accepted && !theirs[index] ? [index] : []))).toEqual([]);
    // The mutations must reach both sides of the border, or the comparison shows nothing.
    expect(theirs.filter(Boolean).length).toBeGreaterThan(500);
    expect(ours.filter(({ accepted }) => accepted).length).toBeGreaterThan(500);
    expect(ours.filter(({ accepted }) => !accepted).length).toBeGreaterThan(5_000);
    expect(payloadChanges).toBeGreaterThan(500);
  } finally {
    await rm(root, { recursive: true });
  }
});
