import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { recognizerTable } from "../../src/phi/recognizers.ts";

it("docs/phi.md holds the generated table and claims no compliance", () => {
  const text = readFileSync(fileURLToPath(new URL("../../docs/phi.md", import.meta.url)), "utf8");
  expect(text.includes(recognizerTable())).toBe(true);
  expect(text).toContain("Safe Harbor pattern check");
  expect(text).not.toMatch(/HIPAA[- ]compliant|is de-identified|guarantees/i);
});
