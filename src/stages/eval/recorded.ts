/** Recorded answers (contracts §8): what the author of a change says that the model answered. */
import { Value } from "@sinclair/typebox/value";
import { digestJson } from "../../core/digest.ts";
import type { Finding } from "../../core/documents.ts";
import type { AnswerTrust } from "../../core/eval-detail.ts";
import { AnswerRow, AnswersHeader, type AnswerRow as Row } from "../../core/files.ts";
import type { Tree } from "../../core/tree.ts";
import type { SuiteAnswers } from "./answers.ts";
import type { SuiteCases } from "./cases.ts";
import { EVAL_RULES, finding } from "./findings.ts";
import { type Line, readJsonLines } from "./lines.ts";

/** What the head tree holds, to compare with what a recorded file claims. */
export interface ModelDigests {
  readonly adapter: string | null;
  readonly base: string | null;
}

/** More repeats than this are a mistake, not an experiment. */
const MOST_REPEATS = 1000;

/** Reads a recorded-answers file from head. Every defect is a finding; a missing answer is a miss. */
export async function recordedAnswers(
  head: Tree,
  source: { readonly file: string; readonly recorded?: "untrusted" | "accept" },
  cases: SuiteCases,
  model: ModelDigests,
): Promise<SuiteAnswers> {
  const path = source.file;
  if (!(await head.has(path))) return noAnswers(source.recorded, [missing(cases, path)]);
  const { lines, file } = await readJsonLines(head, path);
  const header = readHeader(lines[0]);
  const known = new Set([...cases.judging, ...cases.otherSide].map((one) => one.case.id));
  const rows = readRows(lines.slice(header ? 1 : 0), path, known);
  const findings = [...rows.findings, ...(header ? [] : [noHeader(path)])];
  const repeats = Math.max(1, ...[...rows.rows.values()].map((row) => row.repeat + 1));
  const mismatch = header ? mismatches(header, cases, model) : ["suite"];
  return {
    ...noAnswers(source.recorded, findings),
    trust: mismatch.length > 0 ? "mismatch" : trustOf(source.recorded),
    mismatch,
    adapterDigest: hexOrNull(header?.adapter_digest),
    baseDigest: hexOrNull(header?.base_digest),
    decodingSha256: digestJson(header?.decoding ?? null),
    repeats,
    answer: (one, repeat) => {
      const row = rows.rows.get(rowKey(one.case.id, repeat));
      return row ? { output: row.output, finish: row.finish, confidence: row.confidence ?? null, citations: row.citations ?? [] } : null;
    },
    files: [file],
  };
}

function noAnswers(recorded: "untrusted" | "accept" | undefined, findings: readonly Finding[]): SuiteAnswers {
  return {
    source: "recorded",
    trust: trustOf(recorded),
    mismatch: [],
    adapterDigest: null,
    baseDigest: null,
    decodingSha256: digestJson(null),
    repeats: 1,
    answer: () => null,
    baseAnswer: () => null,
    findings,
    files: [],
  };
}

function trustOf(recorded: "untrusted" | "accept" | undefined): AnswerTrust {
  return recorded === "accept" ? "trusted" : "untrusted";
}

function readHeader(line: Line | undefined): AnswersHeader | null {
  return line?.kind === "value" && Value.Check(AnswersHeader, line.value) ? line.value : null;
}

/** A digest that the header leaves null is no claim, so it cannot contradict this tree. */
function mismatches(header: AnswersHeader, cases: SuiteCases, model: ModelDigests): string[] {
  const wrong: string[] = [];
  if (header.adapter_digest !== null && hexOrNull(header.adapter_digest) !== model.adapter) wrong.push("adapter");
  if (header.base_digest !== null && hexOrNull(header.base_digest) !== model.base) wrong.push("base");
  if (!cases.acceptedDigests.has(header.suite_sha256)) wrong.push("suite");
  return wrong;
}

/** `sha256:<hex>` and `<hex>` mean the same. */
function hexOrNull(digest: string | null | undefined): string | null {
  const hex = (digest ?? "").replace(/^sha256:/, "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null;
}

interface Rows {
  readonly rows: ReadonlyMap<string, Row>;
  readonly findings: readonly Finding[];
}

function readRows(lines: readonly Line[], path: string, known: ReadonlySet<string>): Rows {
  const rows = new Map<string, Row>();
  const findings: Finding[] = [];
  for (const line of lines) {
    const place = { path, line: line.line };
    const at = `line ${line.line} of ${path}`;
    if (line.kind === "bad" || !isRow(line.value)) {
      const text = {
        message: `${at} ${line.kind === "bad" ? line.why : "is no recorded answer"}`,
        fix: "give id, repeat, output and finish as docs/evaluation.md shows",
      };
      findings.push(finding(EVAL_RULES.badAnswer, "block", place, text, String(line.line)));
      continue;
    }
    const row = line.value;
    if (!known.has(row.id)) {
      const text = { message: `${at} answers case ${row.id}, which is no case of this suite`, fix: "remove the answer or add the case" };
      findings.push(finding(EVAL_RULES.unknownAnswer, "warn", place, text, `${row.id} ${row.repeat}`));
    } else if (rows.has(rowKey(row.id, row.repeat))) {
      const text = {
        message: `${at} answers case ${row.id}, repeat ${row.repeat}, a second time; the first answer counts`,
        fix: "keep one answer for each case and repeat",
      };
      findings.push(finding(EVAL_RULES.duplicateAnswer, "block", place, text, `${row.id} ${row.repeat} ${line.line}`));
    } else rows.set(rowKey(row.id, row.repeat), row);
  }
  return { rows, findings };
}

function isRow(value: unknown): value is Row {
  if (!Value.Check(AnswerRow, value) || value.repeat >= MOST_REPEATS || !value.output.isWellFormed()) return false;
  return value.confidence == null || (value.confidence >= 0 && value.confidence <= 1);
}

function rowKey(id: string, repeat: number): string {
  return `${repeat} ${id}`;
}

function missing(cases: SuiteCases, path: string): Finding {
  const text = {
    message: `${path}, the recorded answers of suite ${cases.suite.name}, is not in the head`,
    fix: "record the answers again and commit the file",
  };
  return finding(EVAL_RULES.missingFile, "block", { path }, text, "answers");
}

function noHeader(path: string): Finding {
  const text = {
    message: `${path} does not begin with a tunegate/answers@1 header, so nothing ties its answers to this case set`,
    fix: "write schema, suite_sha256, adapter_digest, base_digest, decoding and producer in the first line",
  };
  return finding(EVAL_RULES.badAnswer, "block", { path, line: 1 }, text, "header");
}
