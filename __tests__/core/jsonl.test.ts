import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonLines, splitLines } from "../../src/core/jsonl.ts";

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncIterable<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
  yield bytes.subarray(from);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("splitLines", () => {
  it("does not depend on where chunks end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "\n", "\r\n", "é", "😀", ""), { maxLength: 30 }),
        fc.array(fc.nat(60), { maxLength: 5 }),
        async (parts, cuts) => {
          const bytes = Buffer.from(parts.join(""));
          const whole = await all(splitLines(inPieces(bytes, [])));
          const cut = await all(
            splitLines(
              inPieces(
                bytes,
                cuts.filter((at) => at <= bytes.length),
              ),
            ),
          );
          const plain = (lines: typeof whole) => lines.map(({ line, bytes: content }) => [line, Buffer.from(content).toString("hex")]);
          expect(plain(cut)).toEqual(plain(whole));
        },
      ),
    );
  });

  it("counts a last line without a line break and none after one", async () => {
    expect(await all(splitLines(inPieces(Buffer.from("a\nb"), [])))).toHaveLength(2);
    expect(await all(splitLines(inPieces(Buffer.from("a\nb\n"), [])))).toHaveLength(2);
  });
});

describe("readJsonLines", () => {
  it("tells records, broken lines and blank lines apart", async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n\n{"a":\n'), Buffer.from([0x22, 0xff, 0x22, 0x0a])]);
    const lines = await all(readJsonLines(inPieces(bytes, [])));
    expect(lines.map((line) => (line.kind === "broken" ? line.problem : line.kind))).toEqual(["record", "blank", "not-json", "not-utf8"]);
    expect(lines.map((line) => line.line)).toEqual([1, 2, 3, 4]);
    expect(lines[3]).toMatchObject({ record: 2 });
  });
});
