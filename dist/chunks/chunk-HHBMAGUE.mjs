import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  Type
} from "./chunk-53WHWWPF.mjs";

// src/core/policy.ts
var closed = { additionalProperties: false };
var Fraction = Type.Number({ minimum: 0, maximum: 1 });
var MODES = ["stretch", "production", "development", "minimum-viable"];
var Enforce = Type.Union([Type.Literal("observe"), Type.Literal("new-only"), Type.Literal("enforce")]);
var OnInconclusive = Type.Union([Type.Literal("fail"), Type.Literal("warn")]);
var OptionalNumber = Type.Optional(Type.Number());
var Limit = Type.Union([
  Type.Number(),
  Type.Object(
    { stretch: OptionalNumber, production: OptionalNumber, development: OptionalNumber, "minimum-viable": OptionalNumber },
    { ...closed, minProperties: 1 }
  )
]);
var DATA_ROLES = ["train", "replay", "eval", "other"];
var DATA_SCHEMAS = ["chat", "triage", "grounded", "policy", "text", "none"];
var DataSource = Type.Object(
  {
    path: Type.String({ minLength: 1, description: "file relative to the project root" }),
    role: Type.Union(DATA_ROLES.map((role) => Type.Literal(role))),
    schema: Type.Union(DATA_SCHEMAS.map((schema) => Type.Literal(schema))),
    manifest: Type.Optional(Type.String({ minLength: 1 }))
  },
  closed
);
var UserRecognizer = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]*$" }),
    pattern: Type.String({ minLength: 1 }),
    context: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    checksum: Type.Optional(Type.Union([Type.Literal("luhn"), Type.Literal("mod11"), Type.Literal("mod97")]))
  },
  closed
);
var PHI_PACKS = ["uk", "ca", "au", "es", "fr", "de", "nl", "br", "in"];
var PhiPolicy = Type.Object(
  {
    scan: Type.Array(Type.String(), { default: ["**"] }),
    profile: Type.Literal("safe-harbor", { default: "safe-harbor" }),
    packs: Type.Array(Type.Union(PHI_PACKS.map((pack) => Type.Literal(pack))), { default: [], uniqueItems: true }),
    "fail-on": Type.Union([Type.Literal("block"), Type.Literal("warn")], { default: "warn" }),
    hospitals: Type.Boolean({ default: true }),
    inline: Type.Union([Type.Literal("allow"), Type.Literal("forbid")], { default: "allow" }),
    allow: Type.Optional(Type.String({ minLength: 1, description: "allow file, read from the base" })),
    recognizers: Type.Array(UserRecognizer, { default: [] })
  },
  { ...closed, default: {} }
);
var SmokePolicy = Type.Object(
  {
    command: Type.String({ minLength: 1 }),
    framework: Type.String({ default: "auto" }),
    device: Type.Union([Type.Literal("auto"), Type.Literal("cpu"), Type.Literal("cuda")], { default: "auto" }),
    steps: Type.Integer({ minimum: 1, maximum: 10, default: 3 }),
    epochs: Type.Optional(Type.Literal(1)),
    rows: Type.Integer({ minimum: 10, maximum: 50, default: 32 }),
    lr: Type.Number({ exclusiveMinimum: 0, default: 2e-3 }),
    tolerance: Type.Number({ exclusiveMinimum: 0, default: 1e-4 }),
    limits: Type.Object(
      {
        minutes: Type.Number({ exclusiveMinimum: 0, default: 10 }),
        "memory-gb": Type.Number({ exclusiveMinimum: 0, default: 16 }),
        "disk-gb": Type.Number({ exclusiveMinimum: 0, default: 5 })
      },
      { ...closed, default: {} }
    )
  },
  closed
);
var AdapterPolicy = Type.Object(
  {
    path: Type.String({ minLength: 1 }),
    stale: Type.Union([Type.Literal("warn"), Type.Literal("fail")], { default: "warn" }),
    "answer-schema": Type.Optional(Type.String({ minLength: 1 }))
  },
  closed
);
var Recorded = Type.Union([Type.Literal("untrusted"), Type.Literal("accept")], { default: "untrusted" });
var Answers = Type.Union([
  Type.Object({ generate: Type.Object({ base: Type.String({ minLength: 1 }), adapter: Type.String({ minLength: 1 }) }, closed) }, closed),
  Type.Object({ file: Type.String({ minLength: 1 }), recorded: Type.Optional(Recorded) }, closed)
]);
var SCORERS = ["triage", "grounded", "policy"];
var Suite = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z][a-z0-9_-]*$" }),
    data: Type.String({ minLength: 1 }),
    scorer: Type.Union(SCORERS.map((scorer) => Type.Literal(scorer))),
    levels: Type.Optional(Type.Array(Type.String(), { minItems: 2, uniqueItems: true })),
    rules: Type.Optional(Type.String({ minLength: 1 })),
    answers: Answers
  },
  closed
);
var Gate = Type.Object(
  {
    metric: Type.String({ pattern: "^[a-z][a-z0-9_-]*\\.[a-z0-9_.-]+$" }),
    class: Type.Optional(Type.Union([Type.Literal("safety"), Type.Literal("quality")])),
    floor: Type.Optional(Limit),
    ceiling: Type.Optional(Limit),
    regression: Type.Optional(Type.Object({ margin: Fraction }, closed)),
    "never-miss": Type.Optional(Type.String({ minLength: 1, description: "file with one case id a line, read from the base" }))
  },
  closed
);
var PolicySchema = Type.Object(
  {
    version: Type.Literal(1),
    enforce: { ...Enforce, default: "enforce" },
    mode: Type.Union(
      MODES.map((mode) => Type.Literal(mode)),
      { default: "production" }
    ),
    "on-inconclusive": Type.Object(
      {
        safety: { ...OnInconclusive, default: "fail" },
        quality: { ...OnInconclusive, default: "warn" }
      },
      { ...closed, default: {} }
    ),
    owners: Type.Object(
      { policy: Type.Array(Type.String(), { default: [] }), clinical: Type.Array(Type.String(), { default: [] }) },
      { ...closed, default: {} }
    ),
    paths: Type.Object(
      {
        training: Type.Array(Type.String(), { default: ["train*.py", "**/train*.py", "configs/**", "requirements*.txt", "Dockerfile"] }),
        model: Type.Array(Type.String(), { default: ["out/adapter/**", "prompts/**", "models/**"] })
      },
      { ...closed, default: {} }
    ),
    data: Type.Array(DataSource, { default: [] }),
    phi: PhiPolicy,
    smoke: Type.Optional(SmokePolicy),
    adapter: Type.Optional(AdapterPolicy),
    baselines: Type.Object(
      {
        smoke: Type.Optional(Type.String({ minLength: 1 })),
        eval: Type.Optional(Type.String({ minLength: 1 })),
        history: Type.Optional(Type.String({ minLength: 1 }))
      },
      { ...closed, default: {} }
    ),
    eval: Type.Optional(Type.Object({ suites: Type.Array(Suite, { minItems: 1 }) }, closed)),
    ratings: Type.Optional(Type.Object({ path: Type.String({ minLength: 1 }) }, closed)),
    gates: Type.Array(Gate, { default: [] }),
    publish: Type.Object(
      { answers: Type.Union([Type.Literal("never"), Type.Literal("after-scan")], { default: "never" }) },
      { ...closed, default: {} }
    )
  },
  { ...closed, $id: "tunegate/policy@1", title: "tunegate policy" }
);
var NOT_BUILT_YET = {
  extends: "organisation defaults",
  audit: "the audit stage",
  waivers: "waivers",
  network: "network access for stages",
  review: "the clinical review status",
  "eval.suites[].answers.endpoint": "answers from an endpoint",
  "eval.suites[].answers.verify-sample": "regenerating a sample of recorded answers"
};
function limitFor(limit, mode) {
  if (limit === void 0) return null;
  if (typeof limit === "number") return limit;
  return limit[mode] ?? null;
}

export {
  PHI_PACKS,
  SCORERS,
  PolicySchema,
  NOT_BUILT_YET,
  limitFor
};
