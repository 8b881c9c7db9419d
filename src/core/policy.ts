/** The policy file of contracts §10: its schema and its type. Defaults stand in the schema; `src/policy` loads and fills them. */
import { type Static, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };
const Fraction = Type.Number({ minimum: 0, maximum: 1 });

export const MODES = ["stretch", "production", "development", "minimum-viable"] as const;
export type Mode = (typeof MODES)[number];
export const Enforce = Type.Union([Type.Literal("observe"), Type.Literal("new-only"), Type.Literal("enforce")]);
export type Enforce = Static<typeof Enforce>;
const OnInconclusive = Type.Union([Type.Literal("fail"), Type.Literal("warn")]);

const OptionalNumber = Type.Optional(Type.Number());
/** A limit: one number, or one number a mode. */
export const Limit = Type.Union([
  Type.Number(),
  Type.Object(
    { stretch: OptionalNumber, production: OptionalNumber, development: OptionalNumber, "minimum-viable": OptionalNumber },
    { ...closed, minProperties: 1 },
  ),
]);
export type Limit = number | Partial<Record<Mode, number>>;

export const DATA_ROLES = ["train", "replay", "eval", "other"] as const;
export const DATA_SCHEMAS = ["chat", "triage", "grounded", "policy", "text", "none"] as const;
export const DataSource = Type.Object(
  {
    path: Type.String({ minLength: 1, description: "file relative to the project root" }),
    role: Type.Union(DATA_ROLES.map((role) => Type.Literal(role))),
    schema: Type.Union(DATA_SCHEMAS.map((schema) => Type.Literal(schema))),
    manifest: Type.Optional(Type.String({ minLength: 1 })),
  },
  closed,
);
export type DataSource = Static<typeof DataSource>;

export const UserRecognizer = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]*$" }),
    pattern: Type.String({ minLength: 1 }),
    context: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    checksum: Type.Optional(Type.Union([Type.Literal("luhn"), Type.Literal("mod11"), Type.Literal("mod97")])),
  },
  closed,
);
export type UserRecognizer = Static<typeof UserRecognizer>;

export const PHI_PACKS = ["uk", "ca", "au", "es", "fr", "de", "nl", "br", "in"] as const;
export const PhiPolicy = Type.Object(
  {
    scan: Type.Array(Type.String(), { default: ["**"] }),
    profile: Type.Literal("safe-harbor", { default: "safe-harbor" }),
    packs: Type.Array(Type.Union(PHI_PACKS.map((pack) => Type.Literal(pack))), { default: [], uniqueItems: true }),
    "fail-on": Type.Union([Type.Literal("block"), Type.Literal("warn")], { default: "warn" }),
    hospitals: Type.Boolean({ default: true }),
    inline: Type.Union([Type.Literal("allow"), Type.Literal("forbid")], { default: "allow" }),
    allow: Type.Optional(Type.String({ minLength: 1, description: "allow file, read from the base" })),
    recognizers: Type.Array(UserRecognizer, { default: [] }),
  },
  { ...closed, default: {} },
);
export type PhiPolicy = Static<typeof PhiPolicy>;

export const SmokePolicy = Type.Object(
  {
    command: Type.String({ minLength: 1 }),
    framework: Type.String({ default: "auto" }),
    device: Type.Union([Type.Literal("auto"), Type.Literal("cpu"), Type.Literal("cuda")], { default: "auto" }),
    steps: Type.Integer({ minimum: 1, maximum: 10, default: 3 }),
    epochs: Type.Optional(Type.Literal(1)),
    rows: Type.Integer({ minimum: 10, maximum: 50, default: 32 }),
    lr: Type.Number({ exclusiveMinimum: 0, default: 2.0e-3 }),
    tolerance: Type.Number({ exclusiveMinimum: 0, default: 1.0e-4 }),
    limits: Type.Object(
      {
        minutes: Type.Number({ exclusiveMinimum: 0, default: 10 }),
        "memory-gb": Type.Number({ exclusiveMinimum: 0, default: 16 }),
        "disk-gb": Type.Number({ exclusiveMinimum: 0, default: 5 }),
      },
      { ...closed, default: {} },
    ),
  },
  closed,
);
export type SmokePolicy = Static<typeof SmokePolicy>;

export const AdapterPolicy = Type.Object(
  {
    path: Type.String({ minLength: 1 }),
    stale: Type.Union([Type.Literal("warn"), Type.Literal("fail")], { default: "warn" }),
    "answer-schema": Type.Optional(Type.String({ minLength: 1 })),
  },
  closed,
);
export type AdapterPolicy = Static<typeof AdapterPolicy>;

const Recorded = Type.Union([Type.Literal("untrusted"), Type.Literal("accept")], { default: "untrusted" });
export const Answers = Type.Union([
  Type.Object({ generate: Type.Object({ base: Type.String({ minLength: 1 }), adapter: Type.String({ minLength: 1 }) }, closed) }, closed),
  Type.Object({ file: Type.String({ minLength: 1 }), recorded: Type.Optional(Recorded) }, closed),
]);
export type Answers = Static<typeof Answers>;
export const SCORERS = ["triage", "grounded", "policy"] as const;
export type Scorer = (typeof SCORERS)[number];
export const Suite = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z][a-z0-9_-]*$" }),
    data: Type.String({ minLength: 1 }),
    scorer: Type.Union(SCORERS.map((scorer) => Type.Literal(scorer))),
    levels: Type.Optional(Type.Array(Type.String(), { minItems: 2, uniqueItems: true })),
    rules: Type.Optional(Type.String({ minLength: 1 })),
    answers: Answers,
  },
  closed,
);
export type Suite = Static<typeof Suite>;

export const Gate = Type.Object(
  {
    metric: Type.String({ pattern: "^[a-z][a-z0-9_-]*\\.[a-z0-9_.-]+$" }),
    class: Type.Optional(Type.Union([Type.Literal("safety"), Type.Literal("quality")])),
    floor: Type.Optional(Limit),
    ceiling: Type.Optional(Limit),
    regression: Type.Optional(Type.Object({ margin: Fraction }, closed)),
    "never-miss": Type.Optional(Type.String({ minLength: 1, description: "file with one case id a line, read from the base" })),
  },
  closed,
);
export type Gate = Static<typeof Gate>;

export const PolicySchema = Type.Object(
  {
    version: Type.Literal(1),
    enforce: { ...Enforce, default: "enforce" } as typeof Enforce,
    mode: Type.Union(
      MODES.map((mode) => Type.Literal(mode)),
      { default: "production" },
    ),
    "on-inconclusive": Type.Object(
      {
        safety: { ...OnInconclusive, default: "fail" } as typeof OnInconclusive,
        quality: { ...OnInconclusive, default: "warn" } as typeof OnInconclusive,
      },
      { ...closed, default: {} },
    ),
    owners: Type.Object(
      { policy: Type.Array(Type.String(), { default: [] }), clinical: Type.Array(Type.String(), { default: [] }) },
      { ...closed, default: {} },
    ),
    paths: Type.Object(
      {
        training: Type.Array(Type.String(), { default: ["train*.py", "**/train*.py", "configs/**", "requirements*.txt", "Dockerfile"] }),
        model: Type.Array(Type.String(), { default: ["out/adapter/**", "prompts/**", "models/**"] }),
      },
      { ...closed, default: {} },
    ),
    data: Type.Array(DataSource, { default: [] }),
    phi: PhiPolicy,
    smoke: Type.Optional(SmokePolicy),
    adapter: Type.Optional(AdapterPolicy),
    baselines: Type.Object(
      {
        smoke: Type.Optional(Type.String({ minLength: 1 })),
        eval: Type.Optional(Type.String({ minLength: 1 })),
        history: Type.Optional(Type.String({ minLength: 1 })),
      },
      { ...closed, default: {} },
    ),
    eval: Type.Optional(Type.Object({ suites: Type.Array(Suite, { minItems: 1 }) }, closed)),
    ratings: Type.Optional(Type.Object({ path: Type.String({ minLength: 1 }) }, closed)),
    gates: Type.Array(Gate, { default: [] }),
    publish: Type.Object(
      { answers: Type.Union([Type.Literal("never"), Type.Literal("after-scan")], { default: "never" }) },
      { ...closed, default: {} },
    ),
  },
  { ...closed, $id: "tunegate/policy@1", title: "tunegate policy" },
);
/** A policy with every default filled in. */
export type Policy = Static<typeof PolicySchema>;

/**
 * Keys of contracts §10 that this version does not act on: refused with a sentence, never ignored.
 * The path is a dotted path, `[]` for a list item.
 */
export const NOT_BUILT_YET: Readonly<Record<string, string>> = {
  extends: "organisation defaults",
  audit: "the audit stage",
  waivers: "waivers",
  network: "network access for stages",
  review: "the clinical review status",
  "eval.suites[].answers.endpoint": "answers from an endpoint",
  "eval.suites[].answers.verify-sample": "regenerating a sample of recorded answers",
};

/** The number that a limit means in a mode; `null` when the mode has no column of its own. */
export function limitFor(limit: Limit | undefined, mode: Mode): number | null {
  if (limit === undefined) return null;
  if (typeof limit === "number") return limit;
  return limit[mode] ?? null;
}
