import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { Fault } from "../../src/core/fault.ts";
import { readsChanged } from "../../src/policy/judging.ts";
import { loadPolicy } from "../../src/policy/load.ts";

const PATH = ".github/tunegate.yml";
const faultOf = (text: string, side: "base" | "head" = "base"): Fault => {
  try {
    loadPolicy(text, { path: PATH, side });
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
};

describe("loadPolicy", () => {
  it.each(["[", "(?=x)y", "(a)\\1", "(a{1000}){1000}"])("refuses the recognizer pattern %s where it stands", (pattern) => {
    const text = `version: 1\nphi:\n  recognizers:\n    - {id: good, pattern: 'ST-[0-9]'}\n    - {id: study-id, pattern: '${pattern}'}\n`;
    for (const [side, exitCode] of [
      ["base", 2],
      ["head", 1],
    ] as const) {
      const fault = faultOf(text, side);
      expect(fault.exitCode).toBe(exitCode);
      expect(fault.message).toMatch(/the pattern of the recognizer `study-id` is no valid linear-time expression/);
      expect(fault.details).toMatchObject({ place: { path: PATH, line: 5, column: 31 }, expected: expect.stringContaining("RE2") });
    }
  });

  it("fills in every default", () => {
    const policy = loadPolicy("version: 1\nsmoke: {command: python train.py}\n", { path: PATH, side: "base" });
    expect(policy.phi).toMatchObject({ "fail-on": "warn", hospitals: true, packs: [], inline: "allow" });
    expect(policy.smoke).toMatchObject({ steps: 3, rows: 32, tolerance: 1e-4, limits: { minutes: 10, "memory-gb": 16, "disk-gb": 5 } });
    expect(policy["on-inconclusive"]).toEqual({ safety: "fail", quality: "warn" });
    expect(policy.enforce).toBe("enforce");
  });

  it.each([
    ["version: 1\nsmoke: {command: x, tolerence: 1}\n", /unknown key `tolerence`; did you mean `tolerance`/, 2, 21],
    ["version: 1\nenforce: observ\n", /did you mean `observe`/, 2, 10],
    ["version: 1\nsmoke: {command: x, tolerance: .nan}\n", /must be a number, not NaN/, 2, 32],
    ["version: 1\nsmoke: {command: x, steps: three}\n", /`smoke.steps` must be an integer/, 2, 28],
    ["version: 1\naudit: {}\n", /`audit` \(the audit stage\) is not built/, 2, 1],
    ["version: 1\ngates:\n  - {metric: triage.emergency_recal, floor: 1}\n", /names no suite/, 3, 14],
    ["a: [", /not valid YAML/, 1, 5],
    ["version: 1\nversion: 1\n", /not valid YAML.*unique/, 2, 1],
  ])("%j is told with place and suggestion", (text, message, line, column) => {
    const fault = faultOf(text);
    expect(fault.message).toMatch(message);
    expect(fault.details.place).toMatchObject({ path: PATH, line, column });
    expect(fault.details.fix).toBeTruthy();
  });

  it("tells the place of broken YAML once", () => {
    const { message, details } = faultOf("version: 1\ngates:\n  - {metric: a\nx: [\n");
    expect(details.place).toMatchObject({ line: 4, column: 1 });
    expect(message).toMatch(/^the policy is not valid YAML: .*sufficiently indented/);
    expect(message).not.toMatch(/line \d|column \d/);
  });

  it("is a usage error in the base and a defect of the change in the head", () => {
    expect(faultOf("version: 3\n", "base").exitCode).toBe(2);
    expect(faultOf("version: 3\n", "head").exitCode).toBe(1);
  });

  it.each(["../secrets", "/etc/passwd", "a/../../b", "C:\\x"])("refuses the path %s", (path) => {
    expect(faultOf(stringify({ version: 1, data: [{ path, role: "train", schema: "chat" }] })).details.code).toBe("path-escapes-root");
  });

  it("knows which side of a metric is good", () => {
    const policy = (gate: object) =>
      stringify({ version: 1, eval: { suites: [{ name: "n", data: "x", scorer: "grounded", answers: { file: "a" } }] }, gates: [gate] });
    expect(faultOf(policy({ metric: "n.hallucination_rate", floor: 0.1 })).message).toMatch(/takes a ceiling, not a floor/);
    expect(faultOf(policy({ metric: "n.halucination_rate", ceiling: 0.1 })).message).toMatch(/did you mean `hallucination_rate`/);
    expect(faultOf(policy({ metric: "n.hallucination_rate", ceiling: { development: 0.1 } })).message).toMatch(
      /no ceiling for mode `production`/,
    );
    expect(faultOf(policy({ metric: "n.hallucination_rate" })).message).toMatch(/judges nothing/);
  });

  it("never throws anything but a Fault, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => stringify({ version: 1, ...(typeof value === "object" ? value : {}) })),
        ),
        (text) => {
          try {
            loadPolicy(text, { path: PATH, side: "base" });
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
          }
        },
      ),
    );
  });

  it("does not expand aliases without end", () => {
    const bomb = [
      "version: 1",
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...["b", "c", "d", "e", "f"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcde"[index]}`).join(",")}]`),
    ].join("\n");
    expect(() => loadPolicy(bomb, { path: PATH, side: "base" })).toThrow();
  });
});

describe("the published policy schema", () => {
  it("asks for nothing that has a default", () => {
    const schema = JSON.parse(readFileSync(new URL("../../schemas/policy.schema.json", import.meta.url), "utf8"));
    expect(schema.required).toEqual(["version"]);
    expect(parse("version: 1")).toEqual({ version: 1 });
  });
});

describe("readsChanged", () => {
  const policy = (text: string) => loadPolicy(`version: 1\n${text}`, { path: PATH, side: "base" });
  const changed = [{ path: PATH, role: "policy" as const, base_sha256: "0".repeat(64), head_sha256: "1".repeat(64) }];
  it("runs a stage once more only when a section that it reads changed", () => {
    const policies = { base: policy("mode: production\n"), head: policy("mode: development\nphi: {packs: [uk]}\n") };
    expect(readsChanged("phi", changed, policies)).toBe(true);
    expect(readsChanged("smoke", changed, policies)).toBe(false);
    expect(readsChanged("eval", [{ ...changed[0]!, role: "eval-set" }], policies)).toBe(true);
    expect(readsChanged("eval", [{ ...changed[0]!, role: "never-miss" }], policies)).toBe(false);
  });
});
