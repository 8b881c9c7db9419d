import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SCHEMAS } from "../../src/flow/schemas.ts";
import { compileValidator } from "../../src/policy/validate.ts";

const root = new URL("../..", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");
/** Documents that tunegate wrote on the example, shortened; those that the example itself holds are read from it. */
const golden = (name: string): unknown => {
  if (name === "safety-rules") return parse(text("examples/clinical-triage/safety/policy.yml"));
  if (name === "policy") return parse(text("examples/clinical-triage/.github/tunegate.yml"));
  if (name === "lineage") return JSON.parse(text("examples/clinical-triage/out/adapter/tunegate-lineage.json"));
  if (name === "smoke-baseline") return JSON.parse(text("examples/clinical-triage/.github/tunegate/smoke-baseline.json"));
  if (name === "eval-baseline") return JSON.parse(text("examples/clinical-triage/.github/tunegate/eval-baseline.jsonl").split("\n")[0]!);
  return JSON.parse(text(`__tests__/golden/${name}.json`));
};
/** Users may add keys of their own to these. */
const OPEN = new Set(["eval-case", "chat-record"]);

type Doc = Record<string, unknown>;

/** Every way to make one number of a document NaN. */
function* withNaN(value: unknown, put: (replaced: unknown) => unknown = (replaced) => replaced): Generator<unknown> {
  if (typeof value === "number") yield put(Number.NaN);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* withNaN(item, (replaced) => put(value.with(index, replaced)));
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* withNaN(item, (replaced) => put({ ...value, [key]: replaced }));
  }
}

describe.each(Object.entries(SCHEMAS))("schema %s", (name, schema) => {
  const validate = compileValidator(schema);
  const doc = () => structuredClone(golden(name)) as Doc;

  it("accepts its golden document", () => {
    expect(validate(doc())).toEqual([]);
  });

  it("refuses a document without a required key", () => {
    const { required: listed = [], properties } = schema as unknown as {
      required?: string[];
      properties: Record<string, { default?: unknown }>;
    };
    const required = listed.filter((key) => properties[key]?.default === undefined);
    expect(required.length).toBeGreaterThan(0);
    for (const key of required) {
      const { [key]: _, ...rest } = doc();
      expect(validate(rest), key).not.toEqual([]);
    }
  });

  it("refuses an unknown key", () => {
    if (!OPEN.has(name)) expect(validate({ ...doc(), unexpected: 1 })).not.toEqual([]);
  });

  it("refuses NaN in the place of any number", () => {
    if (name === "answers") return; // decoding settings are the producer's own
    for (const spoilt of withNaN(doc())) expect(validate(spoilt)).not.toEqual([]);
  });
});
