/** Whether the probe's streamed answers satisfy the JSON Schema that the policy names in `adapter.answer-schema`. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Place } from "../../core/documents.ts";
import type { FindingInput } from "../../core/finding.ts";
import type { StageContext } from "../../core/stage.ts";
import { isObject } from "../../core/weights/layout.ts";

/** `schema` is the path of the schema, `null` when the policy names none or it cannot be used. */
export interface AnswerCheck {
  readonly schema: string | null;
  readonly n: number;
  readonly valid: number;
  readonly findings: readonly FindingInput[];
}

/** Validates each answer as one JSON document; `places` says for each where its question stands. The schema is read from the judging tree, so that a change cannot loosen it for itself. */
export async function checkAnswers(
  ctx: Pick<StageContext, "policy" | "judging">,
  answers: readonly { text: string; finish: string }[],
  places: readonly Place[],
): Promise<AnswerCheck> {
  const path = ctx.policy.adapter?.["answer-schema"];
  if (path === undefined) return { schema: null, n: answers.length, valid: 0, findings: [] };
  const validate = await compile(ctx, path);
  if (validate === null) {
    const message = "the answers were not checked: this is no JSON Schema (2020-12) that can be read";
    const fix = "correct the schema, or adapter.answer-schema in the policy";
    return {
      schema: null,
      n: answers.length,
      valid: 0,
      findings: [{ rule: "adapter.answer-schema-unusable", severity: "block", place: { path }, message, fix }],
    };
  }
  const problems = answers.map(({ text, finish }) => problemOf(text, finish, validate));
  const findings = problems.flatMap((problem, index) =>
    problem === null ? [] : [answerFinding(places[index] ?? { path }, path, problem)],
  );
  return { schema: path, n: answers.length, valid: answers.length - findings.length, findings };
}

type Validate = (value: unknown) => string | null;

async function compile({ judging }: Pick<StageContext, "judging">, path: string): Promise<Validate | null> {
  if (!(await judging.has(path))) return null;
  try {
    const schema: unknown = JSON.parse(Buffer.from(await judging.read(path, 1 << 20)).toString("utf8"));
    if (!isObject(schema)) return null;
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    return (value) => {
      if (validate(value)) return null;
      const error = validate.errors?.[0];
      return `it breaks ${error?.schemaPath ?? "the schema"}`;
    };
  } catch {
    return null;
  }
}

/** Says which rule is broken, never what the answer was. */
function problemOf(text: string, finish: string, validate: Validate): string | null {
  if (finish === "length") return "it does not end within the probe's limit of tokens";
  try {
    return validate(JSON.parse(text));
  } catch {
    return "it is not JSON";
  }
}

function answerFinding(place: Place, schema: string, problem: string): FindingInput {
  return {
    rule: "adapter.answer-schema",
    severity: "block",
    place,
    message: `the answer to this question does not satisfy ${schema}: ${problem}`,
    fix: "train on answers of this form, or change the schema in a pull request of its own",
  };
}
