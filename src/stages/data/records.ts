import type { Finding } from "../../core/documents.ts";
import { ChatRecord, EvalCase } from "../../core/files.ts";
import { makeFinding } from "../../core/finding.ts";
import type { JsonLine } from "../../core/jsonl.ts";
import type { DataSource } from "../../core/policy.ts";
import { compileValidator, type Validator } from "../../policy/validate.ts";

const BROKEN = {
  "not-utf8": { message: "the line is not valid UTF-8", fix: "save the file as UTF-8 without a byte order mark" },
  "not-json": { message: "the line is not JSON", fix: "write one complete JSON object a line; a quote or a bracket is often missing" },
  "too-long": { message: "the line is longer than 64 MiB", fix: "split the record" },
} as const;

const validators = new Map<DataSource["schema"], Validator>();

function validatorFor(schema: DataSource["schema"]): Validator | null {
  const known = validators.get(schema);
  if (known) return known;
  const source = schema === "chat" ? ChatRecord : schema === "triage" || schema === "grounded" || schema === "policy" ? EvalCase : null;
  if (!source) return null;
  const validator = compileValidator(source);
  validators.set(schema, validator);
  return validator;
}

/** Checks records of one file, remembering the ids it has seen. */
export class RecordChecker {
  readonly #source: DataSource;
  readonly #ids = new Map<string, number>();

  constructor(source: DataSource) {
    this.#source = source;
  }

  /** Findings for one line; empty for a good record. Record content never enters a message. */
  check(line: JsonLine): readonly Finding[] {
    if (line.kind === "blank") return [];
    const place = { path: this.#source.path, line: line.line, record: line.record };
    if (line.kind === "broken") return [makeFinding({ rule: `data.${line.problem}`, severity: "block", place, ...BROKEN[line.problem] })];
    const findings: Finding[] = [];
    for (const problem of validatorFor(this.#source.schema)?.(line.value) ?? []) {
      findings.push(
        makeFinding({
          rule: "data.schema",
          severity: "block",
          place: { ...place, pointer: problem.pointer },
          message: `the record is no ${this.#source.schema} record: ${withoutContent(problem.message, problem.key)}`,
          fix: problem.key === undefined && problem.expected ? `expected: ${problem.expected}` : "correct the record",
        }),
      );
    }
    if (findings.length > 0) return findings;
    return [...this.#checkChat(line.value, place), ...this.#checkId(line.value, place)];
  }

  *#checkChat(value: unknown, place: Finding["place"]): Iterable<Finding> {
    if (this.#source.schema !== "chat") return;
    const { messages } = value as { messages: readonly { role: string; content: string }[] };
    const last = messages.at(-1);
    if (!messages.some((message) => message.role === "assistant" && message.content.trim() !== "")) {
      yield makeFinding({
        rule: "data.no-answer",
        severity: "block",
        place: { ...place, pointer: "/messages" },
        message: "the record has no answer of the assistant, so nothing is learned from it",
        fix: "add the assistant's message or remove the record",
      });
    } else if (last?.role !== "assistant") {
      yield makeFinding({
        rule: "data.open-turn",
        severity: "warn",
        place: { ...place, pointer: `/messages/${messages.length - 1}` },
        message: "the record does not end with the assistant's message",
        fix: "end the record with the answer to learn",
      });
    }
    if (!messages.some((message) => message.role === "user")) {
      yield makeFinding({
        rule: "data.no-question",
        severity: "warn",
        place: { ...place, pointer: "/messages" },
        message: "the record has no message of the user",
        fix: "add the question that is answered",
      });
    }
  }

  *#checkId(value: unknown, place: Finding["place"]): Iterable<Finding> {
    const id = (value as { id?: unknown }).id;
    if (typeof id !== "string") return;
    const first = this.#ids.get(id);
    if (first === undefined) this.#ids.set(id, place.record ?? 0);
    else
      yield makeFinding({
        rule: "data.duplicate-id",
        severity: "block",
        place: { ...place, pointer: "/id" },
        message: `the id of this record was used before, in record ${first}`,
        fix: "give each record an id of its own",
      });
  }
}

/** An unknown key or a wrong word may be patient data: say that it is wrong, not what it is. */
function withoutContent(message: string, key: string | undefined): string {
  if (key !== undefined) return "it has an unknown key";
  return message.replace(/ is `.*`(; did you mean .*)?$/s, " is not an allowed word");
}
