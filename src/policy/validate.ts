import type { TSchema } from "@sinclair/typebox";
import type { ErrorObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { nearest } from "./suggest.ts";

/** One thing wrong with a document, as a sentence, with the place inside it. */
export interface SchemaProblem {
  /** RFC 6901 pointer to the value that is wrong. */
  readonly pointer: string;
  /** For an unknown key: its name, so that the key itself can be located. */
  readonly key?: string;
  readonly message: string;
  readonly expected?: string;
  readonly suggestion?: string;
}

/** Checks a value, filling defaults in place; an empty list means valid. */
export type Validator = (value: unknown) => readonly SchemaProblem[];

/** Compiles a JSON Schema (2020-12). Numbers must be finite; formats are checked; defaults are filled in. */
export function compileValidator(schema: TSchema): Validator {
  const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strictNumbers: true, verbose: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : explain(validate.errors ?? []));
}

/** Errors of a union's branches are noise once one branch got further than the others. */
function explain(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const unions = errors.filter((error) => error.keyword === "anyOf" || error.keyword === "oneOf");
  const kept = errors.filter((error) => !isBranchNoise(error, unions));
  const problems = kept.map(toProblem);
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const id = `${problem.pointer} ${problem.message}`;
    return seen.has(id) ? false : seen.add(id);
  });
}

function isBranchNoise(error: ErrorObject, unions: readonly ErrorObject[]): boolean {
  const union = unions.find((candidate) => candidate !== error && error.schemaPath.startsWith(`${candidate.schemaPath}/`));
  if (union) return isLiteralUnion(union) || error.instancePath === union.instancePath;
  if (error.keyword !== "anyOf" && error.keyword !== "oneOf") return false;
  // A deeper error says more than "fits no variant".
  return false;
}

function isLiteralUnion(error: ErrorObject): boolean {
  const branches = error.schema as readonly { const?: unknown }[];
  return Array.isArray(branches) && branches.every((branch) => branch.const !== undefined);
}

function toProblem(error: ErrorObject): SchemaProblem {
  const pointer = error.instancePath;
  const name = pointer === "" ? "the document" : `\`${pointer.slice(1).replaceAll("/", ".")}\``;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      const suggestion = nearest(key, known) ?? undefined;
      return {
        pointer,
        key,
        message: `unknown key \`${key}\`${suggestion ? `; did you mean \`${suggestion}\`?` : ""}`,
        expected: `one of ${known.join(", ")}`,
        suggestion,
      };
    }
    case "required":
      return {
        pointer,
        message: `${name} lacks the key \`${String(params.missingProperty)}\``,
        expected: `the key \`${String(params.missingProperty)}\``,
      };
    case "anyOf":
    case "oneOf":
      return unionProblem(error, name);
    case "const":
      return { pointer, message: `${name} must be ${JSON.stringify(params.allowedValue)}`, expected: JSON.stringify(params.allowedValue) };
    case "type":
      return {
        pointer,
        message: `${name} must be ${article(String(params.type))}, not ${describe(error.data)}`,
        expected: String(params.type),
      };
    default:
      return { pointer, message: `${name} ${error.message ?? "is not valid"}`, expected: error.message };
  }
}

function unionProblem(error: ErrorObject, name: string): SchemaProblem {
  if (!isLiteralUnion(error)) return { pointer: error.instancePath, message: `${name} fits none of the allowed forms` };
  const allowed = (error.schema as readonly { const: unknown }[]).map((branch) => String(branch.const));
  const given = typeof error.data === "string" ? error.data.slice(0, 60) : describe(error.data);
  const suggestion = typeof error.data === "string" ? (nearest(error.data, allowed) ?? undefined) : undefined;
  return {
    pointer: error.instancePath,
    message: `${name} is \`${given}\`${suggestion ? `; did you mean \`${suggestion}\`?` : ""}`,
    expected: `one of ${allowed.join(", ")}`,
    suggestion,
  };
}

function article(type: string): string {
  return type === "integer" || type === "object" || type === "array" ? `an ${type}` : `a ${type}`;
}

/** What a value is, never what it holds: documents may hold patient data. */
function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number" && !Number.isFinite(value)) return "NaN or infinity";
  return `a ${typeof value}`;
}
