/** Small parts that every gate is made of. */
import { type GateResult, VERDICT_WORDS, type VerdictWord } from "../core/documents.ts";
import { rateDefinition, SCORES } from "../core/metrics.ts";
import type { Gate, Suite } from "../core/policy.ts";
import type { Draft } from "./input.ts";

/** Case ids or places listed with one gate; the evidence holds them all. */
export const CASES_SHOWN = 1000;

/** The graver of two words (contracts §4: BLOCK > ERROR > INCONCLUSIVE > WARN > PASS). */
export function graver(a: VerdictWord, b: VerdictWord): VerdictWord {
  return VERDICT_WORDS.indexOf(a) >= VERDICT_WORDS.indexOf(b) ? a : b;
}

/** The gravest word of a list; `PASS` for none. */
export function gravest(words: readonly VerdictWord[]): VerdictWord {
  return words.reduce(graver, "PASS");
}

/** A number as it stands in a verdict: 12 significant digits, so that the last bit of a logarithm cannot change a document. */
export function tidy(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(12));
}

/** Sorted, without repeats, at most CASES_SHOWN. */
export function listed(cases: Iterable<string>): string[] {
  return [...new Set(cases)].sort().slice(0, CASES_SHOWN);
}

interface DraftParts extends Pick<Draft, "id" | "stage" | "rule" | "class" | "verdict" | "reason" | "note"> {
  readonly value?: number | null;
  readonly bound?: number | null;
  readonly limit?: number | null;
  readonly needed?: number | null;
  readonly cases?: Iterable<string>;
}

/** A gate's result with every number made tidy and every list sorted. */
export function draft(parts: DraftParts): Draft {
  const { id, stage, rule, verdict, reason, note } = parts;
  return {
    id,
    stage,
    rule,
    class: parts.class,
    verdict,
    reason,
    value: tidy(parts.value ?? null),
    bound: tidy(parts.bound ?? null),
    limit: tidy(parts.limit ?? null),
    ...(parts.needed == null ? {} : { needed_n: parts.needed }),
    note,
    cases: listed(parts.cases ?? []),
  };
}

export type MetricRule = "floor" | "ceiling" | "regression" | "never-miss";

/** The rules that one policy gate asks for, in the order in which they are reported. */
export function rulesOf(gate: Gate): readonly MetricRule[] {
  const rules: readonly MetricRule[] = ["floor", "ceiling", "regression", "never-miss"];
  return rules.filter((rule) => gate[rule] !== undefined);
}

/** Safety or quality: as the policy says, else by contracts §4. */
export function classOf(gate: Gate, rule: MetricRule, suite: Suite | null): GateResult["class"] {
  if (gate.class) return gate.class;
  const prefix = gate.metric.slice(0, gate.metric.indexOf("."));
  if (rule === "never-miss" || ["safety", "smoke", "adapter"].includes(prefix)) return "safety";
  const name = gate.metric.slice(prefix.length + 1);
  const known =
    suite && (rateDefinition(suite.scorer, name) ?? SCORES.find((score) => score.scorer === suite.scorer && score.name === name));
  return known?.class ?? "quality";
}

/** A share as a person reads it: 98 %, 97.25 %. */
export function percent(share: number): string {
  const scaled = share * 100;
  const digits = Number(scaled.toFixed(2));
  return `${digits === 100 && share < 1 ? "99.99" : digits === 0 && share > 0 ? "0.01" : digits} %`;
}

/** As percent, with more digits where two decimals would make a number look like a limit that it misses. */
export function percentBeside(share: number, limit: number): string {
  const text = percent(share);
  return text === percent(limit) && share !== limit ? `${Number((share * 100).toPrecision(7))} %` : text;
}

/** "1 case", "2 cases". */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
