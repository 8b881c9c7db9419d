import { describe, expect, it } from "vitest";
import { labelRows, wordRows } from "../../src/phi/labels.ts";

/** Keys that stand more than once. */
const repeated = (keys: readonly string[]): string[] => keys.filter((key, i) => keys.indexOf(key) !== i);

describe("the label table", () => {
  it("gives each phrase one class", () => {
    expect(repeated(labelRows().map(({ words }) => words.join(" ")))).toEqual([]);
  });

  it("gives each word one class in its namespace", () => {
    expect(repeated(wordRows().map(({ word, state }) => `${word} ${state}`))).toEqual([]);
  });
});
