/**
 * Reading an adapter: validation, digests of the file and of every tensor, finiteness and zeros, in one pass. Printed as a ratio against
 * one sha256 over the same file, the least that any digest must do. The second line is the worst header that is accepted: 25 MB of
 * empty tensors.
 */
import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_HEADER_BYTES, readSafetensors } from "../src/core/weights/safetensors.ts";

const MIB = 2 ** 20;
const TENSOR_BYTES = 4 * MIB;
const size = Number(process.argv[2] ?? 256);
const dir = mkdtempSync(join(tmpdir(), "tunegate-bench-"));

function front(header: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header)]);
}

function writeBig(path: string): void {
  const count = Math.ceil((size * MIB) / TENSOR_BYTES);
  const entries = Array.from({ length: count }, (_, i) => {
    return [`layer.${i}`, { dtype: "F32", shape: [TENSOR_BYTES / 4], data_offsets: [i * TENSOR_BYTES, (i + 1) * TENSOR_BYTES] }];
  });
  writeFileSync(path, front(JSON.stringify(Object.fromEntries(entries))));
  const data = Buffer.from(Float32Array.from({ length: TENSOR_BYTES / 4 }, (_, i) => Math.sin(i)).buffer);
  for (let i = 0; i < count; i++) writeFileSync(path, data, { flag: "a" });
}

function writeHostile(path: string): void {
  const entries: string[] = [];
  for (let bytes = 2; ; ) {
    const entry = `"${entries.length}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`;
    bytes += entry.length + 1;
    if (bytes > MAX_HEADER_BYTES) break;
    entries.push(entry);
  }
  writeFileSync(path, front(`{${entries.join(",")}}`));
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function hashAlone(path: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  hash.digest();
}

const best = async (work: () => Promise<unknown>) => Math.min(await seconds(work), await seconds(work), await seconds(work));
try {
  const path = join(dir, "big.safetensors");
  writeBig(path);
  const read = await best(() => readSafetensors(createReadStream(path)));
  const memory = process.memoryUsage().rss / MIB;
  const hash = await best(() => hashAlone(path));
  console.log(
    `adapter of ${size} MiB: ${read.toFixed(2)} s, ${(size / read).toFixed(0)} MiB/s, ${(read / hash).toFixed(2)} x one sha256, ${memory.toFixed(0)} MiB resident`,
  );
  const hostile = join(dir, "hostile.safetensors");
  writeHostile(hostile);
  const worst = await seconds(() => readSafetensors(createReadStream(hostile)));
  console.log(`header of 25 MB: ${worst.toFixed(2)} s, ${(process.memoryUsage().rss / MIB).toFixed(0)} MiB resident`);
} finally {
  rmSync(dir, { recursive: true });
}
