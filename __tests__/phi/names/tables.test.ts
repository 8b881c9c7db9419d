import { describe, expect, it } from "vitest";
import { C, CITY, PERSON } from "../../../src/phi/names/classes.ts";
import { hashWord, LEX_FIRST, LEX_LAST, LEX_SLOTS, LEX_WEAK } from "../../../src/phi/names/interface.ts";
import * as layout from "../../../src/phi/names/layout.ts";
import { AL, CUE_AT, CUE_BY, CUE_FROM, CUE_OUR, CUE_TO, ET } from "../../../src/phi/names/rules.ts";
import { digestOfNames, engineClass, idOfWord, isCandidate, loadNameTables } from "../../../src/phi/names/tables.ts";

const tables = loadNameTables();

/** Class byte of a word in the shipped lexicon, 0 when it is not listed. */
function lookup(word: string): number {
  const id = idOfWord(tables, word);
  return id === null ? 0 : (tables.extra[layout.X_CLASSES + id] ?? 0);
}

describe("shipped tables", () => {
  it("have the sizes that the kernel reserves", () => {
    expect(tables.lexicon.byteLength).toBe(LEX_SLOTS * 4);
    expect(tables.weights.byteLength).toBe(layout.ROWS * layout.TAGS);
    expect(tables.weights.byteLength).toBeLessThan(1_000_000);
    expect(tables.extra.byteLength).toBe(layout.X_TABLES);
    expect(layout.X_END).toBeLessThanOrEqual(131_072);
    expect(layout.LEX_SLOTS).toBe(LEX_SLOTS);
  });

  it("leave the lexicon enough empty slots for short probes", () => {
    const used = tables.lexicon.subarray(0, LEX_SLOTS).reduce((n, slot) => n + (slot === 0 ? 0 : 1), 0);
    expect(used).toBeGreaterThan(80_000);
    expect(used / LEX_SLOTS).toBeLessThan(0.65);
  });

  it.each([
    ["mary", LEX_FIRST],
    ["Mary", LEX_FIRST],
    ["garcía", LEX_LAST],
    ["García", LEX_LAST],
    ["nguyen", LEX_LAST],
  ])("know %s", (word, bit) => {
    expect(lookup(word) & bit).toBe(bit);
  });

  it.each(["may", "young"])("hold %s for weak", (word) => {
    expect(lookup(word) & LEX_WEAK).toBe(LEX_WEAK);
  });

  it("do not take function words for names", () => {
    for (const word of ["the", "in", "it", "is", "surgery"]) expect(lookup(word) & (LEX_FIRST | LEX_LAST)).toBe(0);
  });

  it("have a digest that is the same every time", () => {
    expect(digestOfNames()).toBe(tables.digest);
    expect(tables.digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("constants that dual files repeat", () => {
  it.each([
    ["et", ET],
    ["al", AL],
    ["at", CUE_AT],
    ["from", CUE_FROM],
    ["by", CUE_BY],
    ["to", CUE_TO],
    ["our", CUE_OUR],
  ])("hash of %s", (word, hash) => {
    expect(hashWord(word)).toBe(hash);
  });

  it("classes", () => {
    expect(PERSON).toBe(31);
    expect(CITY).toBe(96);
    expect([C.REGION, C.NATION, C.COMMON_A, C.MED, C.EPONYM, C.EPONYM_HEAD]).toEqual([256, 512, 1024, 4096, 8192, 16384]);
    expect([C.TITLE, C.KIN, C.FACILITY, C.STREET, C.CALENDAR]).toEqual([32768, 65536, 131072, 262144, 524288]);
    expect([C.PUBLIC, C.PARTICLE, C.STATE_CODE, C.MED_CONTEXT, C.TITLE_STRONG]).toEqual([2097152, 4194304, 8388608, 16777216, 268435456]);
  });

  it("a mask decides the engine's class and whether a word is a candidate", () => {
    expect(engineClass(C.FIRST_A)).toBe(LEX_FIRST);
    expect(engineClass(C.SUR_A | C.COMMON_A) & LEX_WEAK).toBe(LEX_WEAK);
    expect(isCandidate(C.COMMON_A)).toBe(false);
    expect(isCandidate(C.TITLE_STRONG)).toBe(true);
  });
});
