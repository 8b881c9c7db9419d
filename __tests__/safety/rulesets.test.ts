import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadRules, runVectors } from "../../src/safety/index.ts";

describe.each(["examples/rulesets/clinical-safety.yml", "examples/clinical-triage/safety/policy.yml"])("%s", (path) => {
  const rules = loadRules(readFileSync(path, "utf8"), path);
  it("passes its own vectors", () => {
    expect(runVectors(rules).filter((result) => result.failed.length > 0)).toEqual([]);
  });
});

describe("the starter rules", () => {
  const rules = loadRules(readFileSync("examples/rulesets/clinical-safety.yml", "utf8"), "clinical-safety.yml");
  it("carry at least five vectors a side", () => {
    const few = rules.file.rules.filter((rule) => rule.vectors.match.length < 5 || rule.vectors.clean.length < 5);
    expect(few.map((rule) => rule.id)).toEqual([]);
  });
});
