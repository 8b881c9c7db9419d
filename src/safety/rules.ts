/** Loading a safety rule file, with a sentence for every mistake. */
import { Value } from "@sinclair/typebox/value";
import { RE2JS, RE2Set } from "re2js";
import { parseDocument } from "yaml";
import { Fault, type FaultPlace } from "../core/fault.ts";
import { type Rule, RuleFile } from "../core/safety-rules.ts";

/** A rule with its patterns as indexes into the set. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly need: "any" | "all";
  readonly patterns: readonly number[];
  readonly unless: readonly number[];
  readonly neverExempt: readonly number[];
}

/** A loaded rule file. Matching is linear in the text: RE2 automata, one pass for all patterns together. */
export interface RuleSet {
  readonly file: RuleFile;
  readonly rules: readonly CompiledRule[];
  readonly set: RE2Set;
  readonly patterns: readonly RE2JS[];
}

/** Case-insensitive, and `^` `$` at line ends: normalised text holds one sentence a line. */
const FLAGS = RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE;

/**
 * Reads a rule file.
 * @param text YAML or JSON · @param path for messages, relative to the project root
 * @param kind whose mistake a bad file is: `usage` from the base (default), `change` from the head
 * @throws Fault with place and remedy on bad YAML, unknown keys, bad patterns and duplicate ids. Vectors are tested by `testRules`.
 */
export function loadRules(text: string, path: string, kind: "usage" | "change" = "usage"): RuleSet {
  const report = (message: string, place: FaultPlace, expected?: string): Fault =>
    new Fault({
      code: "safety-rules-invalid",
      kind,
      message,
      place,
      expected,
      fix: "correct the rule file; docs/safety-rules.md shows its shape",
    });
  const file = parseRuleFile(text, path, report);
  return compile(file, path, report);
}

type Report = (message: string, place: FaultPlace, expected?: string) => Fault;

function parseRuleFile(text: string, path: string, report: Report): RuleFile {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  const problem = document.errors[0];
  if (problem) throw report(`${path} is not valid YAML: ${problem.message}`, { path, line: lineAt(text, problem.pos[0]) });
  const value: unknown = Value.Default(RuleFile, document.toJS({ maxAliasCount: 100 }));
  if (Value.Check(RuleFile, value)) return value;
  const error = Value.Errors(RuleFile, value).First();
  const pointer = error?.path ?? "";
  throw report(
    `${path}: ${pointer || "the file"} is not as expected`,
    { path, pointer, line: lineOf(document, text, pointer) },
    error?.message,
  );
}

/** Line of the deepest node on the way to a pointer, which is where a person must look. */
function lineOf(document: ReturnType<typeof parseDocument>, text: string, pointer: string): number | undefined {
  const keys = pointer.split("/").slice(1);
  for (let depth = keys.length; depth > 0; depth--) {
    const node = document.getIn(keys.slice(0, depth).map(asKey), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lineAt(text, node.range[0]);
  }
  return undefined;
}

function asKey(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function compile(file: RuleFile, path: string, report: Report): RuleSet {
  const set = new RE2Set(RE2Set.UNANCHORED, FLAGS);
  const patterns: RE2JS[] = [];
  const add = (source: string, pointer: string): number => {
    try {
      patterns.push(RE2JS.compile(source, FLAGS));
      return set.add(source);
    } catch (error) {
      throw report(`${path}: the pattern at ${pointer} is no RE2 pattern: ${(error as Error).message}`, { path, pointer }, RE2_NOTE);
    }
  };
  const seen = new Set<string>();
  const rules = file.rules.map((rule, index) => {
    const at = `/rules/${index}`;
    if (seen.has(rule.id)) throw report(`${path}: rule ${rule.id} is there twice`, { path, pointer: `${at}/id` }, "one rule an id");
    seen.add(rule.id);
    return compileRule(rule, at, add, () =>
      report(`${path}: rule ${rule.id} needs exactly one of pattern, any, all`, { path, pointer: at }, "one of pattern, any, all"),
    );
  });
  set.compile();
  return { file, rules, set, patterns };
}

const RE2_NOTE = "RE2 syntax: no look-around and no back-references, so that matching stays linear";

function compileRule(rule: Rule, at: string, add: (source: string, pointer: string) => number, ambiguous: () => Fault): CompiledRule {
  if ([rule.pattern, rule.any, rule.all].filter((form) => form !== undefined).length !== 1) throw ambiguous();
  const list = (sources: readonly string[] | undefined, key: string) =>
    (sources ?? []).map((source, index) => add(source, `${at}/${key}/${index}`));
  return {
    rule,
    need: rule.all ? "all" : "any",
    patterns: rule.pattern === undefined ? list(rule.any ?? rule.all, rule.any ? "any" : "all") : [add(rule.pattern, `${at}/pattern`)],
    unless: list(rule.unless, "unless"),
    neverExempt: list(rule["never-exempt"], "never-exempt"),
  };
}
