import { describe, expect, it } from "vitest";
import { InvalidSafetensors, MAX_HEADER_BYTES, readSafetensors } from "../../../src/core/weights/safetensors.ts";
import { floats, loraTensors, pieces, rawFile, safetensorsFile } from "./fixtures.ts";

const read = (bytes: Uint8Array, size?: number) => readSafetensors(pieces(bytes, size));
const one = (info: string, bytes = 1) => rawFile(`{"a":${info}}`, new Uint8Array(bytes));

async function ruleOf(bytes: Uint8Array): Promise<string> {
  try {
    await read(bytes);
    return "accepted";
  } catch (error) {
    if (error instanceof InvalidSafetensors) return error.rule;
    throw error;
  }
}

describe("readSafetensors", () => {
  it("reads the same whatever the pieces of the stream", async () => {
    const file = safetensorsFile(loraTensors(), { format: "pt" }, 5);
    const whole = await read(file, file.byteLength);
    for (const size of [1, 3, 8, 9, 64]) expect(await read(file, size)).toEqual(whole);
    expect(whole.metadata).toEqual({ format: "pt" });
    expect(whole.tensors.map(({ name }) => name)).toEqual([...whole.tensors.map(({ name }) => name)].sort());
  });

  it("takes scalars, empty tensors and an empty file", async () => {
    const empty = { dtype: "F32", shape: [0, 3], data: new Uint8Array() };
    const file = safetensorsFile([
      { name: "z", ...empty },
      { name: "s", dtype: "I64", shape: [], data: new Uint8Array(8) },
      { name: "a", ...empty },
    ]);
    expect((await read(file)).tensors.map(({ name, bytes }) => [name, bytes])).toEqual([
      ["a", 0],
      ["s", 8],
      ["z", 0],
    ]);
    expect((await read(rawFile("{}"))).tensors).toEqual([]);
  });

  const bad: [string, string, Uint8Array][] = [
    ["nothing", "truncated", new Uint8Array()],
    ["half a length", "truncated", new Uint8Array(5)],
    ["a header cut short", "truncated", rawFile('{"a":1}', new Uint8Array(), 100n)],
    ["data cut short", "truncated", one('{"dtype":"U8","shape":[2],"data_offsets":[0,2]}')],
    ["data too long", "trailing", one('{"dtype":"U8","shape":[1],"data_offsets":[0,1]}', 2)],
    ["data behind an empty header", "trailing", rawFile("{}", new Uint8Array(1))],
    ["a huge header length", "header-length", rawFile("{}", new Uint8Array(), BigInt(MAX_HEADER_BYTES) + 1n)],
    ["the largest header length", "header-length", rawFile("{}", new Uint8Array(), 2n ** 64n - 1n)],
    ["no header", "header-length", rawFile("")],
    ["white space before the brace", "header-start", rawFile(" {}")],
    ["a byte order mark", "header-start", rawFile("\ufeff{}")],
    ["bytes that are not UTF-8", "header-utf8", rawFile(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
    ["zero bytes behind the brace", "header-json", rawFile("{}\0\0")],
    ["a line break behind the brace", "header-json", rawFile("{}\n")],
    ["a second object", "header-json", rawFile("{}{}")],
    ["a trailing comma", "header-json", rawFile('{"__metadata__":{},}')],
    ["a list", "header-start", rawFile("[]")],
    ["half a surrogate pair", "header-json", rawFile('{"\\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}')],
    ["a control character in a name", "header-json", rawFile('{"a\u0001":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}')],
    ["an open string", "header-json", rawFile('{"a')],
    ["metadata that is a number", "header-json", rawFile('{"__metadata__":{"a":1}}')],
    ["metadata that is null", "header-json", rawFile('{"__metadata__":null}')],
    [
      "a tensor twice",
      "duplicate",
      rawFile('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    ],
    [
      "a tensor twice, once escaped",
      "duplicate",
      rawFile('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    ],
    ["a metadata key twice", "duplicate", rawFile('{"__metadata__":{"a":"b","a":"c"}}')],
    ["a tensor key twice", "duplicate", one('{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}')],
    ["an unknown tensor key", "tensor-keys", one('{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}')],
    ["no dtype", "tensor-keys", one('{"shape":[1],"data_offsets":[0,1]}')],
    ["three offsets", "tensor-keys", one('{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}')],
    ["an unknown dtype", "dtype", one('{"dtype":"F12","shape":[1],"data_offsets":[0,1]}')],
    ["a dtype of the prototype chain", "dtype", one('{"dtype":"constructor","shape":[1],"data_offsets":[0,1]}')],
    ["a fraction in the shape", "header-json", one('{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}')],
    ["a negative dimension", "header-json", one('{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}')],
    ["an exponent", "header-json", one('{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}')],
    ["a leading zero", "header-json", one('{"dtype":"U8","shape":[01],"data_offsets":[0,1]}')],
    ["a shape that overflows", "shape-overflow", one('{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}', 0)],
    ["a dimension above 2^53", "shape-overflow", one('{"dtype":"U8","shape":[0,9007199254740993],"data_offsets":[0,0]}', 0)],
    ["a size that is not the shape's", "size", one('{"dtype":"U8","shape":[2],"data_offsets":[0,1]}')],
    ["offsets in reverse", "size", one('{"dtype":"U8","shape":[1],"data_offsets":[1,0]}')],
    ["half a byte", "alignment", one('{"dtype":"F4","shape":[1],"data_offsets":[0,1]}')],
    ["a hole at the start", "offsets", one('{"dtype":"U8","shape":[1],"data_offsets":[1,2]}', 2)],
    [
      "an overlap",
      "offsets",
      rawFile(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
        new Uint8Array(3),
      ),
    ],
    [
      "a hole",
      "offsets",
      rawFile(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}',
        new Uint8Array(3),
      ),
    ],
  ];
  it.each(bad)("refuses %s (%s)", async (_name, rule, bytes) => {
    expect(await ruleOf(bytes)).toBe(rule);
  });

  it("does not put a name of any length or kind into its message", async () => {
    const name = `\\u001b[31m${"x".repeat(10_000)}`;
    const file = rawFile(`{"${name}":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, new Uint8Array(2));
    const error: unknown = await read(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidSafetensors);
    expect((error as Error).message.length).toBeLessThan(300);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is about control characters
    expect((error as Error).message).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe("number summaries", () => {
  const half = (bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);
  const of = async (dtype: string, data: Uint8Array, count: number) =>
    (await read(safetensorsFile([{ name: "a", dtype, shape: [count], data }]))).tensors[0]?.numbers;

  it("decodes F32, F16, BF16 and F64", async () => {
    expect(await of("F32", floats([0, -0, 1.5, -2.5]), 4)).toEqual({ nonFinite: 0, allZero: false, maxAbs: 2.5 });
    expect(await of("F16", half([0x3c00, 0xc000]), 2)).toEqual({ nonFinite: 0, allZero: false, maxAbs: 2 });
    expect(await of("BF16", half([0x3f80, 0xc000]), 2)).toEqual({ nonFinite: 0, allZero: false, maxAbs: 2 });
    expect(await of("F64", new Uint8Array(Float64Array.from([-3, 1]).buffer), 2)).toEqual({ nonFinite: 0, allZero: false, maxAbs: 3 });
  });

  it("counts NaN and infinities, of either sign", async () => {
    const nan = Number.NaN;
    expect((await of("F32", floats([nan, 1, -Infinity, Infinity]), 4))?.nonFinite).toBe(3);
    expect((await of("F16", half([0x7c00, 0xfc00, 0x7e01, 0x7bff]), 4))?.nonFinite).toBe(3);
    expect((await of("BF16", half([0x7f80, 0xff80, 0x7fc0, 0x7f7f]), 4))?.nonFinite).toBe(3);
    expect((await of("F64", new Uint8Array(Float64Array.from([nan, 1]).buffer), 2))?.nonFinite).toBe(1);
    expect((await of("F8_E4M3", Uint8Array.of(0x7f, 0xff, 0x7e), 3))?.nonFinite).toBe(2);
    expect((await of("F8_E5M2", Uint8Array.of(0x7c, 0xff, 0x7b), 3))?.nonFinite).toBe(2);
  });

  it("knows zeros of either sign, and that NaN is not zero", async () => {
    expect((await of("F32", floats([0, -0]), 2))?.allZero).toBe(true);
    expect((await of("F16", half([0, 0x8000]), 2))?.allZero).toBe(true);
    expect((await of("F32", floats([Number.NaN]), 1))?.allZero).toBe(false);
    expect((await of("I32", new Uint8Array(8), 2))?.allZero).toBe(true);
    expect((await of("I32", Uint8Array.of(0, 0, 0, 1), 1))?.allZero).toBe(false);
    expect((await of("F16", half([0x0001]), 1))?.maxAbs).toBe(2 ** -24);
  });

  it("gives the same summary when the pieces split elements", async () => {
    const values = Array.from({ length: 40_000 }, (_, at) => Math.sin(at));
    const file = safetensorsFile([{ name: "a", dtype: "F32", shape: [40_000], data: floats(values) }]);
    const expected = Math.fround(Math.max(...Float32Array.from(values).map(Math.abs)));
    for (const size of [7, 65_537, 200_001]) expect((await read(file, size)).tensors[0]?.numbers.maxAbs).toBe(expected);
  });
});
