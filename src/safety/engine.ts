/** Runs a rule set over an answer. Pure; linear in the text. */

import type { Rule } from "../core/safety-rules.ts";
import { isNegated, isQuoted } from "./context.ts";
import { type Normalised, normalise } from "./normalise.ts";
import type { CompiledRule, RuleSet } from "./rules.ts";
import { type Sentences, type Span, sentences } from "./sentences.ts";

/** Where a rule fired. `start` and `end` are UTF-16 offsets in the original text of `target`; never the text itself. */
export interface Hit {
  readonly rule: string;
  readonly severity: Rule["severity"];
  readonly target: "output" | "input";
  readonly start: number;
  readonly end: number;
  /** Set when a block counts as a warning only because these are somebody else's words or a question. */
  readonly lowered?: "quoted";
  readonly message: string;
  readonly fix: string;
}

/** A match that does not count, and what excused it. */
export interface Exemption {
  readonly rule: string;
  readonly target: "output" | "input";
  readonly start: number;
  readonly end: number;
  readonly by: "negation" | "quoted" | "unless";
}

export interface Judgement {
  readonly verdict: "PASS" | "WARN" | "BLOCK";
  /** Sorted by target, start, rule. */
  readonly hits: readonly Hit[];
  readonly exempted: readonly Exemption[];
}

export interface Exchange {
  /** What the model was asked; needed by rules with `when: input`. */
  readonly input?: string;
  readonly output: string;
}

/** A text made ready once for all rules. */
interface Prepared {
  readonly target: "output" | "input";
  readonly normal: Normalised;
  readonly sentences: Sentences;
  /** Patterns that occur somewhere in the text. */
  readonly present: ReadonlySet<number>;
  /** Patterns that occur in a stretch of it: one automaton run spares a search for each pattern. */
  presentIn(span: Span): ReadonlySet<number>;
}

type Found = { readonly hit: Hit } | { readonly exemption: Exemption };

/** Judges one answer. The highest severity wins; order of rules does not matter; every hit is kept. */
export function evaluate(rules: RuleSet, exchange: Exchange): Judgement {
  const output = prepare(rules, "output", exchange.output);
  const input = exchange.input === undefined ? null : prepare(rules, "input", exchange.input);
  const hits: Hit[] = [];
  const exempted: Exemption[] = [];
  for (const rule of rules.rules) {
    const looked = rule.rule.when === "output" ? output : input;
    if (looked === null || !couldMatch(rule, looked)) continue;
    for (const found of apply(rules, rule, looked, output)) {
      if ("hit" in found) hits.push(found.hit);
      else exempted.push(found.exemption);
    }
  }
  const verdict = hits.some((hit) => hit.severity === "block") ? "BLOCK" : hits.length > 0 ? "WARN" : "PASS";
  return { verdict, hits: hits.sort(byPlace), exempted: exempted.sort(byPlace) };
}

interface Located {
  readonly target: string;
  readonly start: number;
  readonly rule: string;
}

function byPlace(a: Located, b: Located): number {
  if (a.target !== b.target) return a.target < b.target ? -1 : 1;
  return a.start - b.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function prepare(rules: RuleSet, target: "output" | "input", original: string): Prepared {
  const normal = normalise(original);
  const split = sentences(normal.text);
  const present = new Set(rules.set.match(split.text));
  const known = new Map<number, ReadonlySet<number>>();
  const presentIn = (span: Span): ReadonlySet<number> => {
    if (span.end - span.start === split.text.length) return present;
    const found = known.get(span.start) ?? new Set(rules.set.match(split.text.slice(span.start, span.end)));
    known.set(span.start, found);
    return found;
  };
  return { target, normal, sentences: split, present, presentIn };
}

function couldMatch(rule: CompiledRule, text: Prepared): boolean {
  const there = (index: number) => text.present.has(index);
  return rule.need === "all" ? rule.patterns.every(there) : rule.patterns.some(there);
}

function apply(rules: RuleSet, rule: CompiledRule, text: Prepared, output: Prepared): Found[] {
  const scopes: readonly Span[] = rule.rule.scope === "answer" ? [{ start: 0, end: text.sentences.text.length }] : text.sentences.spans;
  return scopes.flatMap((scope) => inScope(rules, rule, text, scope, output));
}

function inScope(rules: RuleSet, rule: CompiledRule, text: Prepared, scope: Span, output: Prepared): Found[] {
  const part = text.sentences.text.slice(scope.start, scope.end);
  const there = text.presentIn(scope);
  const matches: Span[] = [];
  for (const index of rule.patterns) {
    const found = there.has(index) ? findAll(rules, index, part) : [];
    if (found.length === 0 && rule.need === "all") return [];
    matches.push(...found);
  }
  if (matches.length === 0) return [];
  const excused = unlessHolds(rules, rule, text, scope, output);
  return matches.map((match) => judge(rule.rule, text, scope, match, excused));
}

/** `unless` patterns: in the scope of the match, or anywhere in the answer for a rule on the input. */
function unlessHolds(rules: RuleSet, rule: CompiledRule, text: Prepared, scope: Span, output: Prepared): boolean {
  const onInput = rule.rule.when === "input";
  const where = onInput ? output : text;
  const spans = onInput ? where.sentences.spans : [scope];
  const holds = (index: number) =>
    where.present.has(index) &&
    spans.some((span) => {
      if (!where.presentIn(span).has(index)) return false;
      const part = where.sentences.text.slice(span.start, span.end);
      return findAll(rules, index, part).some((match) => !isNegated(part, match.start));
    });
  if (!rule.unless.some(holds)) return false;
  return !rule.neverExempt.some(
    (index) => text.present.has(index) && findAll(rules, index, text.sentences.text.slice(scope.start, scope.end)).length > 0,
  );
}

function judge(rule: Rule, text: Prepared, scope: Span, match: Span, excused: boolean): Found {
  const place = {
    rule: rule.id,
    target: text.target,
    start: text.normal.offsets[scope.start + match.start] as number,
    end: text.normal.offsets[scope.start + match.end] as number,
  };
  const sentence = rule.scope === "sentence" ? scope : sentenceAround(text, scope.start + match.start);
  const local = scope.start + match.start - sentence.start;
  const part = text.sentences.text.slice(sentence.start, sentence.end);
  if (rule.negation === "exclude" && isNegated(part, local)) return { exemption: { ...place, by: "negation" } };
  if (excused) return { exemption: { ...place, by: "unless" } };
  const quoted = rule.quoted !== "ignore" && rule.when === "output" && isQuoted(part, local, local + match.end - match.start);
  if (quoted && rule.quoted === "exclude") return { exemption: { ...place, by: "quoted" } };
  const shared = { ...place, message: rule.message, fix: rule.fix };
  return {
    hit: quoted && rule.severity === "block" ? { ...shared, severity: "warn", lowered: "quoted" } : { ...shared, severity: rule.severity },
  };
}

function sentenceAround(text: Prepared, at: number): Span {
  return text.sentences.spans.find((span) => at >= span.start && at < span.end) ?? { start: 0, end: text.sentences.text.length };
}

function findAll(rules: RuleSet, index: number, part: string): Span[] {
  const matcher = (rules.patterns[index] as RuleSet["patterns"][number]).matcher(part);
  const found: Span[] = [];
  while (matcher.find()) {
    if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
  }
  return found;
}
