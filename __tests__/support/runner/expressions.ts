/** `${{ }}` by GitHub's own evaluator. Status functions are the runner's, so they are given here. */
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Contexts = Readonly<Record<string, Value>>;

/** How the job or the composite stands so far. */
export interface State {
  readonly ok: boolean;
  readonly cancelled: boolean;
}

const CONTEXTS = ["github", "inputs", "steps", "runner", "env", "job", "needs", "matrix", "strategy", "secrets", "vars"];

function toData(value: Value | undefined): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "string") return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map((item) => toData(item as Value)));
  return new data.Dictionary(...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })));
}

/** Value of one expression as the text that the runner would put in its place. */
export function evaluate(source: string, contexts: Contexts, state: State): string {
  const status = {
    success: state.ok && !state.cancelled,
    failure: !state.ok && !state.cancelled,
    always: true,
    cancelled: state.cancelled,
  };
  const functions = Object.entries(status).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }));
  const tree = new Parser(new Lexer(source).lex().tokens, CONTEXTS, functions).parse();
  const scope = new data.Dictionary(...CONTEXTS.map((key) => ({ key, value: toData(contexts[key] ?? {}) })));
  return new Evaluator(tree, scope, new Map(functions.map((fn) => [fn.name, fn]))).evaluate().coerceString();
}

/** A text with every `${{ }}` replaced. */
export function expand(text: unknown, contexts: Contexts, state: State): string {
  return String(text ?? "").replace(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) => evaluate(expression.trim(), contexts, state));
}

export function expandAll(map: Readonly<Record<string, unknown>> | undefined, contexts: Contexts, state: State): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, expand(value, contexts, state)]));
}

/** Whether a step or job with this `if:` runs. Without a status function the condition means `success() && (condition)`. */
export function holds(raw: unknown, contexts: Contexts, state: State): boolean {
  const text = String(raw ?? "")
    .trim()
    .replace(/^\$\{\{([\s\S]*)\}\}$/, "$1")
    .trim();
  const full = /\b(always|cancelled|failure|success)\s*\(/.test(text) ? text : text ? `success() && (${text})` : "success()";
  return evaluate(full, contexts, state) === "true";
}
