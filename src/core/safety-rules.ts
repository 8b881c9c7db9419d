/** The safety rule file (docs/safety-rules.md). */
import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };
const Pattern = Type.String({ minLength: 1, maxLength: 2000 });
const Patterns = Type.Array(Pattern, { minItems: 1 });

/** A text, or input and output together, that a rule must match or must leave alone. */
export const Vector = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object({ input: Type.Optional(Type.String()), output: Type.String() }, closed),
]);
export type Vector = Static<typeof Vector>;

/**
 * One rule. `pattern`, `any` or `all` (exactly one of them) says what is looked for: RE2 syntax, case-insensitive, in normalised
 * text. `when: output` looks in the answer, and `unless` patterns in the same sentence excuse a match. `when: input` looks in the
 * case's input, and `unless` patterns anywhere in the *answer* excuse it: that is how "red flag in, no escalation out" is said.
 */
export const Rule = Type.Object(
  {
    id: Type.String({ pattern: "^[A-Za-z][A-Za-z0-9._-]*$" }),
    severity: Type.Union([Type.Literal("block"), Type.Literal("warn")]),
    when: Type.Union([Type.Literal("output"), Type.Literal("input")], { default: "output" }),
    pattern: Type.Optional(Pattern),
    any: Type.Optional(Patterns),
    all: Type.Optional(Patterns),
    scope: Type.Union([Type.Literal("sentence"), Type.Literal("answer")], { default: "sentence" }),
    unless: Type.Optional(Patterns),
    "never-exempt": Type.Optional(Patterns),
    negation: Type.Union([Type.Literal("exclude"), Type.Literal("ignore")], { default: "exclude" }),
    quoted: Type.Union([Type.Literal("lower"), Type.Literal("exclude"), Type.Literal("ignore")], { default: "lower" }),
    message: Type.String({ minLength: 1 }),
    fix: Type.String({ minLength: 1 }),
    references: Type.Optional(Type.Array(Type.String())),
    vectors: Type.Object({ match: Type.Array(Vector, { minItems: 1 }), clean: Type.Array(Vector, { minItems: 1 }) }, closed),
  },
  closed,
);
export type Rule = Static<typeof Rule>;

export const RuleFile = Type.Object(
  {
    version: Type.Literal(1),
    policy: Type.Optional(Type.Object({ id: Type.String(), revision: Type.Integer({ minimum: 1 }) }, closed)),
    rules: Type.Array(Rule, { minItems: 1 }),
  },
  { ...closed, $id: "tunegate/safety-rules@1", title: "tunegate safety rules" },
);
export type RuleFile = Static<typeof RuleFile>;
