/** The evaluation baseline: a reviewed JSONL file of a header and sorted outcomes (contracts §6). */
import { Value } from "@sinclair/typebox/value";
import { canonicalJson } from "../core/canonical.ts";
import { Outcome } from "../core/documents.ts";
import type { EvalDetail } from "../core/eval-detail.ts";
import { Fault } from "../core/fault.ts";
import { type EvalBaseline, EvalBaselineHeader } from "../core/files.ts";
import { FLAGS } from "../core/metrics.ts";
import { caseSetDigest, outcomeDefects } from "./sound.ts";

const PROPOSE = "make it again with `tunegate baseline propose --only eval` and have it reviewed";

/** Order of outcomes in every file: suite, id, repeat, by UTF-16 code units. */
export function compareOutcomes(a: Outcome, b: Outcome): number {
  if (a.suite !== b.suite) return a.suite < b.suite ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.repeat - b.repeat;
}

/**
 * The text of a baseline from what the eval stage found: added cases become ordinary ones. Ends with a line break.
 * @throws Fault `inconclusive` when there is no outcome, or answers belong to another adapter, base model or case set
 */
export function proposeEvalBaseline(detail: EvalDetail, outcomes: readonly Outcome[]): string {
  const defect = outcomes.length === 0 ? "there are no outcomes" : outcomeDefects(outcomes)[0];
  if (defect) throw refusal(`no evaluation baseline can be proposed: ${defect}`);
  const mismatch = detail.suites.find((suite) => suite.answers.trust === "mismatch");
  if (mismatch)
    throw refusal(
      `no evaluation baseline can be proposed: the recorded answers of suite ${mismatch.name} belong to another ${mismatch.answers.mismatch.join(", ")}`,
    );
  const names = detail.suites.map((suite) => suite.name);
  const header: EvalBaselineHeader = {
    schema: "tunegate/eval-baseline@1",
    key: {
      suites: Object.fromEntries(names.map((name) => [name, caseSetDigest(outcomes, name)])),
      decoding: Object.fromEntries(detail.suites.map((suite) => [suite.name, suite.decoding_sha256])),
      base_model: detail.base_digest,
    },
    adapter_digest: detail.adapter_digest,
  };
  const plain = outcomes.map((outcome) => ({ ...outcome, flags: outcome.flags.filter((flag) => flag !== FLAGS.added) }));
  return `${[header, ...plain.sort(compareOutcomes)].map(canonicalJson).join("\n")}\n`;
}

function refusal(message: string): Fault {
  return new Fault({
    code: "baseline-propose",
    kind: "inconclusive",
    message,
    fix: "run the evaluation on this tree first: `tunegate eval`",
  });
}

/**
 * Reads an evaluation baseline.
 * @param path where it lies, for the sentence
 * @throws Fault `usage` (exit 2) naming the line: no JSON (NaN included), wrong shape, unsorted, twice the same run, unknown suite, other cases than the key
 */
export function parseEvalBaseline(text: string, path: string): EvalBaseline {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw broken(path, 1, "the evaluation baseline is empty", "a header line, then one outcome a line");
  const header = parseLine(lines[0]!, path, 1);
  const wrong = Value.Errors(EvalBaselineHeader, header).First();
  if (wrong)
    throw broken(
      path,
      1,
      `the header of the evaluation baseline is not as expected at ${wrong.path || "its root"}: ${wrong.message.toLowerCase()}`,
      "schema, key and adapter_digest",
    );
  const outcomes: Outcome[] = [];
  for (let i = 1; i < lines.length; i++) {
    const outcome = parseOutcome(lines[i]!, path, i + 1);
    checkOrder(outcomes.at(-1), outcome, path, i + 1);
    if (!Object.hasOwn((header as EvalBaselineHeader).key.suites, outcome.suite)) {
      throw broken(
        path,
        i + 1,
        `outcome of suite ${JSON.stringify(outcome.suite)}, which the header does not name`,
        "a suite of the header's key",
      );
    }
    outcomes.push(outcome);
  }
  if (outcomes.length === 0) throw broken(path, 1, "the evaluation baseline holds no outcome", "one outcome a line after the header");
  checkSets(header as EvalBaselineHeader, outcomes, path);
  return { header: header as EvalBaselineHeader, outcomes };
}

/** A line dropped, added or edited by hand shows in the digests of the header's key. */
function checkSets(header: EvalBaselineHeader, outcomes: readonly Outcome[], path: string): void {
  for (const [suite, digest] of Object.entries(header.key.suites)) {
    if (caseSetDigest(outcomes, suite) === digest) continue;
    throw broken(
      path,
      1,
      `the outcomes of suite ${suite} are not those that the header of the evaluation baseline names`,
      "all outcomes, unchanged",
    );
  }
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    const notFinite = /(?<!")\b(NaN|-?Infinity)\b/.test(line);
    const what = notFinite ? "holds a number that is not finite (NaN or Infinity)" : "is not JSON";
    throw broken(path, number, `line ${number} of the evaluation baseline ${what}`, "one JSON object a line");
  }
}

function parseOutcome(line: string, path: string, number: number): Outcome {
  const value = parseLine(line, path, number);
  if (Value.Check(Outcome, value)) return value;
  const wrong = Value.Errors(Outcome, value).First();
  throw broken(
    path,
    number,
    `line ${number} of the evaluation baseline is no outcome: ${wrong?.path || "its root"}: ${wrong?.message.toLowerCase()}`,
    "an outcome as tunegate writes it",
  );
}

function checkOrder(before: Outcome | undefined, outcome: Outcome, path: string, line: number): void {
  if (!before || compareOutcomes(before, outcome) < 0) return;
  const same = compareOutcomes(before, outcome) === 0;
  const what = same ? "repeats the run of the line before" : "is out of order";
  throw broken(path, line, `line ${line} of the evaluation baseline ${what}`, "outcomes sorted by suite, id, repeat, each once");
}

function broken(path: string, line: number, message: string, expected: string): Fault {
  return new Fault({ code: "eval-baseline", kind: "usage", message, place: { path, line }, expected, fix: PROPOSE });
}

/**
 * Reads a never-miss list: one case id a line; blank lines and lines that begin with `#` are skipped, white space around an id is dropped.
 * @throws Fault `usage` (exit 2) naming the line of an id that is listed twice
 */
export function parseNeverMiss(text: string, path: string): readonly string[] {
  const ids = new Map<string, number>();
  for (const [index, line] of text.split("\n").entries()) {
    const id = line.trim();
    if (id === "" || id.startsWith("#")) continue;
    const first = ids.get(id);
    if (first !== undefined) {
      throw new Fault({
        code: "never-miss",
        kind: "usage",
        message: `the never-miss list names a case twice (lines ${first} and ${index + 1})`,
        place: { path, line: index + 1 },
        expected: "each case id once",
        fix: `remove line ${index + 1}`,
      });
    }
    ids.set(id, index + 1);
  }
  return [...ids.keys()];
}
