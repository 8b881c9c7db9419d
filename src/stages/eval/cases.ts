/** Evaluation cases: reading, checking, and what base and head have in common. */
import { Value } from "@sinclair/typebox/value";
import { digestJson } from "../../core/digest.ts";
import type { Finding, ReceiptFile } from "../../core/documents.ts";
import { EvalCase } from "../../core/files.ts";
import type { Suite } from "../../core/policy.ts";
import type { StageContext } from "../../core/stage.ts";
import type { Tree } from "../../core/tree.ts";
import { EVAL_RULES, finding } from "./findings.ts";
import { readJsonLines } from "./lines.ts";

/** A case with the digest of its canonical JSON. */
export interface LoadedCase {
  readonly case: EvalCase;
  readonly sha256: string;
}

/** One side's case file: good cases by id in file order, findings for the rest. */
export interface CaseFile {
  readonly cases: ReadonlyMap<string, LoadedCase>;
  readonly findings: readonly Finding[];
  readonly file: ReceiptFile | null;
}

/** The cases that a suite is judged on. */
export interface SuiteCases {
  readonly suite: Suite;
  /** Cases of the judging side, sorted by id. */
  readonly judging: readonly LoadedCase[];
  /** Cases that only head has, sorted by id; empty when head judges. */
  readonly added: readonly LoadedCase[];
  /** What only the other side holds: answered with the rest, so that both sides ask the same prompts, and not judged here. */
  readonly otherSide: readonly LoadedCase[];
  readonly edited: readonly string[];
  readonly removed: readonly string[];
  /** sha256 of canonical [[id, case_sha256], …] of `judging`. */
  readonly sha256: string;
  /** Digests by which a recorded file may name this case set: of the set or of the file, judging side or head. */
  readonly acceptedDigests: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly files: readonly ReceiptFile[];
  readonly rejected: number;
}

/** Reads a suite's cases from the judging tree, and on the binding side compares them with head's. */
export async function loadSuiteCases(ctx: Pick<StageContext, "judging" | "head" | "base" | "side">, suite: Suite): Promise<SuiteCases> {
  const judging = await readCases(ctx.judging, suite);
  const compares = ctx.side === "binding" && ctx.base !== null && ctx.judging !== ctx.head;
  const head = compares ? await readCases(ctx.head, suite) : judging;
  const other = compares || ctx.base === null ? head : await readCases(ctx.base, suite);
  const edited = [...judging.cases]
    .filter(([id, one]) => head.cases.has(id) && head.cases.get(id)?.sha256 !== one.sha256)
    .map(([id]) => id);
  const removed = [...judging.cases.keys()].filter((id) => !head.cases.has(id));
  const added = [...head.cases].filter(([id]) => !judging.cases.has(id)).map(([, one]) => one);
  const files = [judging.file, head.file].filter((file) => file !== null);
  const changed = [...edited.map((id) => editedFinding(suite, id, "edited")), ...removed.map((id) => editedFinding(suite, id, "removed"))];
  const sha256 = caseSetDigest([...judging.cases.values()]);
  return {
    suite,
    judging: byId([...judging.cases.values()]),
    added: byId(added),
    otherSide: byId([...other.cases.values()].filter((one) => judging.cases.get(one.case.id)?.sha256 !== one.sha256)),
    edited: edited.sort(),
    removed: removed.sort(),
    sha256,
    acceptedDigests: new Set([sha256, caseSetDigest([...head.cases.values()]), ...files.map((file) => file.sha256)]),
    findings: [...judging.findings, ...(compares ? head.findings : []), ...changed],
    files: uniqueFiles(files),
    rejected: rejectedIn(judging) + (compares && head.file?.sha256 !== judging.file?.sha256 ? rejectedIn(head) : 0),
  };
}

/** sha256 of canonical [[id, case_sha256], …], sorted by id: equal for the same cases in any order. */
export function caseSetDigest(cases: readonly LoadedCase[]): string {
  return digestJson(byId(cases).map((one) => [one.case.id, one.sha256]));
}

/** Reads one side's file of a suite. The whole file is read even when lines are bad. */
export async function readCases(tree: Tree, suite: Suite): Promise<CaseFile> {
  const path = suite.data;
  if (!(await tree.has(path))) return { cases: new Map(), findings: [missingFile(suite, tree)], file: null };
  const { lines, file } = await readJsonLines(tree, path);
  const cases = new Map<string, LoadedCase>();
  const findings: Finding[] = [];
  for (const line of lines) {
    const place = { path, line: line.line };
    if (line.kind === "bad") {
      const text = { message: `line ${line.line} of ${path} ${line.why}`, fix: "write one JSON object a line" };
      findings.push(finding(EVAL_RULES.badLine, "block", place, text, String(line.line)));
      continue;
    }
    const checked = checkCase(suite, line.value, place, cases);
    if ("found" in checked) findings.push(checked.found);
    else cases.set(checked.loaded.case.id, checked.loaded);
  }
  if (cases.size === 0) findings.push(noCases(suite));
  return { cases, findings, file };
}

type Checked = { readonly loaded: LoadedCase } | { readonly found: Finding };

function checkCase(suite: Suite, value: unknown, place: { path: string; line: number }, seen: ReadonlyMap<string, LoadedCase>): Checked {
  const at = `line ${place.line} of ${place.path}`;
  if (!Value.Check(EvalCase, value)) {
    const error = Value.Errors(EvalCase, value).First();
    const text = {
      message: `${at} is no evaluation case: ${error?.path || "it"}: ${error?.message ?? "has another shape"}`,
      fix: "give id, input and gold as docs/evaluation.md shows",
    };
    return { found: finding(EVAL_RULES.badCase, "block", place, text, String(place.line)) };
  }
  if (seen.has(value.id)) {
    const text = { message: `case ${value.id} is in ${place.path} more than once`, fix: "give each case an id of its own" };
    return { found: finding(EVAL_RULES.duplicateId, "block", place, text, `${value.id} ${place.line}`) };
  }
  const levels = suite.levels ?? [];
  if (suite.scorer === "triage" && !levels.includes(value.gold ?? "")) {
    const text = {
      message: `case ${value.id} has a gold label that is none of ${levels.join(", ")}`,
      fix: "use one of the suite's levels as gold",
    };
    return { found: finding(EVAL_RULES.badGold, "block", place, text, value.id) };
  }
  if (!isSealable(value)) {
    const text = { message: `${at} holds half a surrogate pair, which has no canonical form`, fix: "write the character whole" };
    return { found: finding(EVAL_RULES.badCase, "block", place, text, String(place.line)) };
  }
  return { loaded: { case: value, sha256: digestJson(value) } };
}

function isSealable(value: EvalCase): boolean {
  return JSON.stringify(value).isWellFormed() && !/\\ud[89a-f][0-9a-f]{2}/i.test(JSON.stringify(value));
}

function byId(cases: readonly LoadedCase[]): LoadedCase[] {
  return [...cases].sort((a, b) => (a.case.id < b.case.id ? -1 : a.case.id > b.case.id ? 1 : 0));
}

function rejectedIn(file: CaseFile): number {
  return (file.file?.rows ?? 0) - file.cases.size;
}

function uniqueFiles(files: readonly ReceiptFile[]): ReceiptFile[] {
  return [...new Map(files.map((file) => [`${file.path} ${file.sha256}`, file])).values()];
}

function missingFile(suite: Suite, tree: Tree): Finding {
  const text = {
    message: `${suite.data}, the cases of suite ${suite.name}, is not in the ${tree.side}`,
    fix: "add the file, or correct eval.suites[].data",
  };
  return finding(EVAL_RULES.missingFile, "block", { path: suite.data }, text, tree.side);
}

function noCases(suite: Suite): Finding {
  const text = {
    message: `${suite.data} holds no valid case for suite ${suite.name}`,
    fix: "add cases; nothing can be shown on an empty set",
  };
  return finding(EVAL_RULES.noCases, "block", { path: suite.data }, text, suite.name);
}

function editedFinding(suite: Suite, id: string, how: "edited" | "removed"): Finding {
  const text = {
    message: `case ${id} of suite ${suite.name} is ${how} in this change`,
    fix: "restore the case, or have an owner named in the base policy ratify the change",
  };
  return finding(EVAL_RULES.editedCase, "block", { path: suite.data }, text, `${how} ${id}`);
}
