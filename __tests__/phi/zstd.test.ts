import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { scanMemory } from "../../src/phi/scanner.ts";
import { ZstdWindowError, zstdChunks } from "../../src/phi/zstd.ts";

/** `printf 'SSN 449-87-4100\n' | zstd -3 --check` */
const PLAIN = Buffer.from("KLUv/QRYgQAAU1NOIDQ0OS04Ny00MTAwCleoHE0=", "base64");
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** A frame of blocks that repeat one byte: 128 KiB out of four bytes in. */
function bomb(blocks: number): Uint8Array {
  const bytes = [...MAGIC, 0x00, 0x38];
  const size = 131_072;
  for (let i = 0; i < blocks; i++) bytes.push(...header(size, 1, i === blocks - 1), 0x61);
  return Uint8Array.from(bytes);
}

function header(size: number, type: number, last: boolean): number[] {
  const value = (size << 3) | (type << 1) | (last ? 1 : 0);
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255];
}

/** A frame of one raw block. */
function frame(text: string): Uint8Array {
  const content = Buffer.from(text);
  return Uint8Array.from([...MAGIC, 0x00, 0x38, ...header(content.length, 0, true), ...content]);
}

async function decoded(bytes: Uint8Array, step: number): Promise<string> {
  const parts: Uint8Array[] = [];
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  };
  for await (const part of zstdChunks(chunks(), () => undefined)) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

describe("zstd without Node's own", () => {
  it("reads frames, skippable frames and empty ones, cut anywhere", async () => {
    const skippable = Uint8Array.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const bytes = Buffer.concat([frame("one "), skippable, frame(""), frame("two")]);
    for (const step of [1, 2, 3, 5, 7, 1000]) expect(await decoded(bytes, step)).toBe("one two");
  });

  it("refuses a window that would exhaust memory, before it is made", async () => {
    const wide = Uint8Array.from([...MAGIC, 0x00, 0xa0, ...header(1, 0, true), 0x61]);
    await expect(decoded(wide, 4)).rejects.toBeInstanceOf(ZstdWindowError);
    const single = Uint8Array.from([...MAGIC, 0xa0, 0xff, 0xff, 0xff, 0x7f, ...header(1, 0, true), 0x61]);
    await expect(decoded(single, 100)).rejects.toBeInstanceOf(ZstdWindowError);
  });
});

describe("scanning .zst", () => {
  it("finds what is inside", async () => {
    for (const bytes of [PLAIN, frame("SSN 449-87-4100\n")]) {
      const { collector } = await scanMemory(bytes, "a.txt.zst");
      expect(collector.findings.map(({ rule }) => rule)).toEqual(["phi.ssn"]);
    }
  });

  it("tells of damage, of a cut file and of a bomb", { timeout: 20_000 }, async () => {
    const broken = Uint8Array.from(PLAIN);
    broken[0] = 0;
    for (const bytes of [broken, PLAIN.subarray(0, 20), Uint8Array.from([...MAGIC, 0x00, 0xff, 1, 0, 0])]) {
      const { collector } = await scanMemory(bytes, "a.txt.zst");
      expect(collector.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(["phi.unscanned block"]);
    }
    const { collector } = await scanMemory(bomb(5000), "a.txt.zst");
    expect(collector.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining("archive bomb (it grows more than 400 times)"),
    ]);
  });
});
