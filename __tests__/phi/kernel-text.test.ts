/** Questions about text that JavaScript asks the kernel: both builds against plain oracles. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as L from "../../src/phi/kernel/layout.ts";
import { javascriptKernel, type Kernel, wasmKernel } from "../../src/phi/kernel.ts";

/** Puts text into the kernel's memory; from, to. */
function put(k: Kernel, text: string): [number, number] {
  const bytes = new TextEncoder().encode(text);
  k.u8.fill(0xff, L.RAW_AT - 64, L.RAW_AT);
  k.u8.set(bytes, L.RAW_AT);
  // What stands behind the text must not count.
  k.u8.fill(0x22, L.RAW_AT + bytes.length, L.RAW_AT + bytes.length + 128);
  return [L.RAW_AT, L.RAW_AT + bytes.length];
}

const TEXT = fc.oneof(
  fc.string({ maxLength: 90 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
);
/** Long enough for blocks of sixteen and sixty-four bytes and their ends. */
const LONG = fc
  .array(fc.oneof(TEXT, fc.constantFrom("\\", '\\"', "tunegate", "tune", "gate", '"')), { maxLength: 8 })
  .map((parts) => parts.join(""));
const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(
    fc.property(arbitrary, (value) => {
      holds(value);
    }),
    { numRuns: 400, seed: 11 },
  );

describe.each([wasmKernel(), javascriptKernel()])("the kernel's text ($build)", (k) => {
  it("has as many UTF-16 units as the string", () => {
    check(LONG, (text) => expect(k.utf16Units(...put(k, text))).toBe(text.toWellFormed().length));
  });

  it("has as many units in JSON as what the JSON says", () => {
    check(LONG, (text) =>
      expect(k.jsonUnits(...put(k, JSON.stringify(text.toWellFormed()).slice(1, -1)))).toBe(text.toWellFormed().length),
    );
  });

  it("ends a JSON string at its closing quote", () => {
    check(fc.tuple(LONG, LONG), ([text, rest]) => {
      const content = JSON.stringify(text).slice(1, -1);
      const [from, to] = put(k, `${content}"${rest}`);
      expect(k.stringEnd(from, to) - from).toBe(Buffer.byteLength(content));
      const [start, end] = put(k, content);
      expect(k.stringEnd(start, end)).toBe(end);
    });
  });

  it("finds the word that exceptions begin with", () => {
    check(LONG, (text) => {
      const [from, to] = put(k, text);
      const at = Buffer.from(text).indexOf("tunegate");
      expect(k.findOwnName(from, to)).toBe(at < 0 ? to : from + at);
    });
  });

  it("knows text without capitals", () => {
    check(LONG, (text) => {
      const letters = text.match(/[a-z]/g)?.length ?? 0;
      const capitals = text.match(/[A-Z]/g)?.length ?? 0;
      expect(k.isLowerCase(...put(k, text)) !== 0).toBe(letters > 40 && capitals * 200 < letters);
    });
    expect(k.isLowerCase(...put(k, "the quick brown fox ".repeat(20)))).toBe(1);
    expect(k.isLowerCase(...put(k, "The quick brown fox ".repeat(20)))).toBe(0);
  });

  it("tells a key from a value", () => {
    const line = '{"john smith" : "mary jones", "n": 5}';
    const [from, to] = put(k, line);
    const start = (word: string): number => k.keyStart(from, to, from + line.indexOf(word));
    expect(start("smith")).toBe(from + 2);
    expect(start("mary")).toBe(0);
    expect(start("5")).toBe(0);
    const [low, high] = put(k, `{"${"a".repeat(100)}": 1}`);
    expect(k.keyStart(low, high, low + 5)).toBe(0);
    expect(k.keyStart(low, high, low + 60)).toBe(low + 2);
  });
});
