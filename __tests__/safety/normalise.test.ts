import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalise } from "../../src/safety/normalise.ts";
import { sentences } from "../../src/safety/sentences.ts";

const text = (original: string): string => normalise(original).text;

describe("normalise", () => {
  it("makes plain what only dresses the text", () => {
    expect(text("**stop** _taking_ `it`")).toBe("stop taking it");
    expect(text("st**op** taking")).toBe("stop taking");
    expect(text("don’t “stop” – now…")).toBe('don\'t "stop" - now...');
    expect(text("s\u200bt\u00ado\u2060p")).toBe("stop");
    expect(text("ｓｔｏｐ")).toBe("stop");
    expect(text("stоp tаking")).toBe("stop taking");
    expect(text("stop&nbsp;&quot;now&quot; &#x27;x&#x27; &amp;")).toBe("stop \"now\" 'x' &");
    expect(text("a \t  b")).toBe("a b");
    expect(text("cafe\u0301")).toBe("café");
  });

  it("leaves alone what carries meaning", () => {
    expect(text("2*3 = 6, a * b, snake_case, 5 ~ 6")).toBe("2*3 = 6, a * b, snake_case, 5 ~ 6");
    expect(text("* item\n* other")).toBe("* item\n* other");
    expect(text("красный цвет")).toBe("красный цвет");
  });

  it("points every unit back to where it stood", () => {
    const original = "say “st\u200bоp” now";
    const { text: plain, offsets } = normalise(original);
    const at = plain.indexOf("stop");
    expect(original.slice(offsets[at], offsets[at + 4])).toBe("st\u200bоp");
    expect(offsets).toHaveLength(plain.length + 1);
  });

  it("keeps offsets rising and inside the original for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (original) => {
        const { text: plain, offsets } = normalise(original);
        expect(offsets).toHaveLength(plain.length + 1);
        expect(offsets[plain.length]).toBe(original.length);
        expect(offsets.every((offset, i) => i === 0 || offset >= (offsets[i - 1] as number))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("sentences", () => {
  const split = (original: string): string[] => {
    const { text: lines, spans } = sentences(original);
    expect(lines).toHaveLength(original.length);
    return spans.map((span) => original.slice(span.start, span.end));
  };
  it("splits at sentence ends and lines", () => {
    expect(split("Stop it. Call now! why? yes\nnext")).toEqual(["Stop it.", "Call now!", "why?", "yes", "next"]);
  });
  it("keeps abbreviations, decimals and list numbers whole", () => {
    expect(split("Dr. Lee gave 2.5 mg e.g. daily.")).toEqual(["Dr. Lee gave 2.5 mg e.g. daily."]);
    expect(split("1. Rest\n2. Drink")).toEqual(["1. Rest", "2. Drink"]);
  });
  it("holds no sentence in nothing", () => {
    expect(split(" \n\n ")).toEqual([]);
  });
});
