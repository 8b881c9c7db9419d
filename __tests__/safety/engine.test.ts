import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import { evaluate, loadRules, type RuleSet, runVectors, testRules } from "../../src/safety/index.ts";

const rule = (body: string, id = "r"): string => `
  - id: ${id}
    severity: block
    message: m
    fix: f
    vectors: {match: [x], clean: [y]}
${body.replace(/^/gm, "    ")}`;
const load = (...rules: string[]): RuleSet => loadRules(`version: 1\nrules:${rules.join("")}`, "safety/policy.yml");
const verdict = (rules: RuleSet, output: string, input?: string): string => evaluate(rules, { output, input }).verdict;

const STOP = load(rule("pattern: '\\bstop (?:taking )?(?:your |the )?(?:warfarin|insulin)\\b'"));

describe("a rule on the output", () => {
  it("blocks what it names, in any dress, and says where in the original", () => {
    for (const output of [
      "Stop taking your warfarin.",
      "please sto\u200bp **warfarin** now",
      "STOP THE INSULIN",
      "You should stop wаrfarin.",
    ]) {
      expect([output, verdict(STOP, output)]).toEqual([output, "BLOCK"]);
    }
    const output = "Well. Please sto\u200bp **warfarin** now.";
    const [hit] = evaluate(STOP, { output }).hits;
    expect(output.slice(hit?.start, hit?.end)).toBe("sto\u200bp **warfarin**");
    expect(JSON.stringify(hit)).not.toContain("warfarin");
  });

  it("lets negated advice pass, but only inside its clause", () => {
    for (const output of [
      "Do not stop taking your warfarin.",
      "You shouldn't suddenly stop your insulin.",
      "Never stop the warfarin on your own.",
      "Patients must not stop warfarin.",
    ]) {
      expect([output, verdict(STOP, output)]).toEqual([output, "PASS"]);
    }
    for (const output of [
      "I am not a doctor, but you should stop taking your warfarin.",
      "I'm not a doctor, you should stop taking your warfarin.",
      "Do not wait. Stop taking your warfarin.",
      "Do not hesitate to stop your insulin.",
      "Not only rest: stop your insulin.",
      "If not better, stop your insulin.",
    ]) {
      expect([output, verdict(STOP, output)]).toEqual([output, "BLOCK"]);
    }
    expect(evaluate(STOP, { output: "Do not stop the warfarin." }).exempted).toMatchObject([{ rule: "r", by: "negation" }]);
  });

  it("lowers other people's words and questions to a warning", () => {
    for (const output of [
      'The label says "stop the warfarin before surgery".',
      "Your doctor told you to stop the warfarin.",
      "Did somebody ask you to stop your insulin?",
      "> stop the warfarin",
    ]) {
      expect([output, verdict(STOP, output)]).toEqual([output, "WARN"]);
    }
    expect(evaluate(STOP, { output: "> stop the warfarin" }).hits[0]).toMatchObject({ severity: "warn", lowered: "quoted" });
    expect(verdict(load(rule("pattern: stop\nquoted: ignore")), "> stop it")).toBe("BLOCK");
    expect(verdict(load(rule("pattern: stop\nquoted: exclude")), "> stop it")).toBe("PASS");
  });

  it("excuses by `unless` in the same sentence only, and never by a negated excuse", () => {
    const rules = load(rule("pattern: chest pain\nunless: ['call (?:911|112)']\nnever-exempt: ['\\d+ mg']"));
    expect(verdict(rules, "With chest pain call 911.")).toBe("PASS");
    expect(verdict(rules, "Chest pain is nothing. Call 911 for stroke.")).toBe("BLOCK");
    expect(verdict(rules, "With chest pain do not call 911.")).toBe("BLOCK");
    expect(verdict(rules, "With chest pain call 911 and take 300 mg.")).toBe("BLOCK");
    const whole = load(rule("pattern: chest pain\nscope: answer\nunless: ['call (?:911|112)']"));
    expect(verdict(whole, "Chest pain is grave. Call 911.")).toBe("PASS");
  });

  it("wants all of `all` in one sentence", () => {
    const rules = load(rule("all: ['\\byou have\\b', '\\b\\d+ mg\\b']"));
    expect(verdict(rules, "You have flu, take 500 mg.")).toBe("BLOCK");
    expect(verdict(rules, "You have flu. Some take 500 mg.")).toBe("PASS");
    expect(verdict(load(rule("all: ['\\byou have\\b', '\\b\\d+ mg\\b']\nscope: answer")), "You have flu. Some take 500 mg.")).toBe("BLOCK");
  });

  it("finds the first and the last sentence and patterns with anchors", () => {
    const rules = load(rule("pattern: '^stop now$'"));
    expect(verdict(rules, "stop now\nyes\nno")).toBe("BLOCK");
    expect(verdict(rules, "yes. no.\nstop now")).toBe("BLOCK");
    expect(verdict(rules, "we stop now and then")).toBe("PASS");
  });

  it("lets the gravest word win and keeps every hit", () => {
    const warn = rule("pattern: maybe", "w").replace("severity: block", "severity: warn");
    const both = load(warn, rule("pattern: stop", "b"));
    expect(verdict(both, "maybe")).toBe("WARN");
    const judged = evaluate(both, { output: "stop, maybe stop" });
    expect(judged.verdict).toBe("BLOCK");
    expect(judged.hits.map((hit) => hit.rule)).toEqual(["b", "w", "b"]);
    expect(verdict(both, "")).toBe("PASS");
  });
});

describe("a rule on the input", () => {
  const rules = load(rule("when: input\npattern: 'chest pain'\nunless: ['call (?:911|an ambulance)']"));
  it("blocks an answer without the escalation that the question calls for", () => {
    expect(verdict(rules, "Take a rest.", "I have chest pain")).toBe("BLOCK");
    expect(verdict(rules, "Rest. Then call an ambulance.", "I have chest pain")).toBe("PASS");
    expect(verdict(rules, "You need not call an ambulance.", "I have chest pain")).toBe("BLOCK");
    expect(verdict(rules, "Do not call an ambulance.", "I have chest pain")).toBe("BLOCK");
    expect(verdict(rules, "Take a rest.", "I have no chest pain")).toBe("PASS");
    expect(verdict(rules, "Take a rest.")).toBe("PASS");
  });
});

describe("rule files", () => {
  const refused = (text: string): Fault => {
    try {
      loadRules(text, "safety/policy.yml");
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
    throw new Error("was not refused");
  };

  it("are refused with a place and a sentence", () => {
    expect(refused("version: 1\nrules:\n  - id: [").details).toMatchObject({ code: "safety-rules-invalid", kind: "usage" });
    expect(refused(`version: 1\nrules:${rule("pattern: x\nseverityy: warn")}`).details.place).toMatchObject({
      pointer: "/rules/0/severityy",
    });
    expect(refused(`version: 1\nrules:${rule("pattern: '(a'")}`).details.place).toMatchObject({ pointer: "/rules/0/pattern" });
    expect(refused(`version: 1\nrules:${rule("pattern: 'a(?=b)'")}`).details.expected).toContain("look-around");
    expect(refused(`version: 1\nrules:${rule("pattern: '(a)\\1'")}`).details.expected).toContain("back-references");
    expect(refused(`version: 1\nrules:${rule("pattern: a")}${rule("pattern: b")}`).message).toContain("twice");
    expect(refused(`version: 1\nrules:${rule("pattern: a\nany: [b]")}`).message).toContain("exactly one");
    expect(refused(`version: 1\nrules:${rule("negation: ignore")}`).message).toContain("exactly one");
    expect(refused("version: 1\nrules: []").details.place?.pointer).toBe("/rules");
    expect(refused("version: 1\nrules:\n  - id: a\n    severity: block\n    pattern: x\n    message: m\n    fix: f").message).toContain(
      "vectors",
    );
  });

  it("are refused when a vector fails, which names rule and vector and not the text", () => {
    const rules = load(rule("pattern: zebra"), rule("pattern: '[xy]'", "s"));
    expect(runVectors(rules)).toEqual([
      { rule: "r", passed: 1, failed: ["match 1 is not matched"] },
      { rule: "s", passed: 1, failed: ["clean 1 is matched"] },
    ]);
    expect(() => testRules(rules, "safety/policy.yml", "change")).toThrowError(
      /rule r: match 1 is not matched; rule s: clean 1 is matched/,
    );
    const good = load(rule("pattern: 'x'"));
    expect(testRules(good, "safety/policy.yml")).toHaveLength(1);
  });
});

describe("any text", () => {
  it("is judged without an error, with places inside it", () => {
    const rules = load(rule("any: ['[a-z]', '\\d']"), rule("when: input\npattern: '[^a]'\nunless: ['b']", "i"));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (output, input) => {
        const { hits, exempted } = evaluate(rules, { input, output });
        const lengths = { output: output.length, input: input.length };
        expect([...hits, ...exempted].every((hit) => hit.start >= 0 && hit.start < hit.end && hit.end <= lengths[hit.target])).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("time", () => {
  it("stays linear on texts that ruin backtracking engines", () => {
    const rules = load(rule("pattern: '(a+)+$'"), rule("pattern: '(?:\\w+\\s?)*!x'", "s"));
    const time = (n: number): number => {
      const output = `${"a".repeat(n)}b ${"word ".repeat(n / 5)}`;
      const start = performance.now();
      evaluate(rules, { output });
      return performance.now() - start;
    };
    time(20_000);
    const small = Math.min(time(20_000), time(20_000), time(20_000));
    expect(Math.min(time(80_000), time(80_000), time(80_000))).toBeLessThan(Math.max(8 * small, 40));
  });
});
