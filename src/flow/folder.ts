import { createReadStream } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TSchema } from "@sinclair/typebox";
import { canonicalJson } from "../core/canonical.ts";
import { digestFile, digestJson } from "../core/digest.ts";
import { Evidence, type Outcome, Outcome as OutcomeSchema, Plan, Receipt, type Side, type StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { readJsonLines } from "../core/jsonl.ts";
import { readDocument } from "../core/receipt.ts";
import { compileValidator, type Validator } from "../policy/validate.ts";
import { stageName } from "./stages.ts";

/** The detail document that a stage writes beside its evidence. */
const DETAIL_FILES: Readonly<Partial<Record<StageId, string>>> = {
  phi: "files.json",
  smoke: "detail.json",
  adapter: "detail.json",
  eval: "detail.json",
};

/** One stage's evidence as it lies in a run folder, checked against its receipt. */
export interface StoredStage {
  readonly evidence: Evidence;
  readonly receipt: Receipt;
  readonly outcomes: readonly Outcome[];
  /** Parsed detail document, null when the stage has none. */
  readonly detail: unknown;
}

const validators = new Map<TSchema, Validator>();

/** Writes a canonical JSON document with a final line break. */
export async function writeDocument(folder: string, path: string, value: unknown): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), `${canonicalJson(value)}\n`);
}

/** Reads a document and checks its shape. @throws Fault `environment` when it is absent, no JSON, or of another shape */
export async function readChecked<T>(folder: string, path: string, schema: TSchema): Promise<T> {
  const value = await readDocument(folder, path);
  let validate = validators.get(schema);
  if (!validate) {
    validate = compileValidator(schema);
    validators.set(schema, validate);
  }
  const problem = validate(value)[0];
  if (problem) throw broken(path, `is not what tunegate writes: ${problem.message}`);
  return value as T;
}

/** @throws Fault `environment` when there is no such folder: unreadable, contracts §9 */
export async function requireRunFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null))?.isDirectory()) return;
  throw new Fault({
    code: "no-run-folder",
    kind: "environment",
    message: "there is no such run folder",
    place: { path: folder },
    fix: "name a folder .tunegate/<run-id>",
  });
}

export function readPlan(folder: string): Promise<Plan> {
  return readChecked<Plan>(folder, "plan.json", Plan);
}

/**
 * Reads a stage's evidence; null when it left no receipt.
 * @throws Fault `environment` when receipt, evidence and outcomes do not belong together
 */
export async function readStage(folder: string, id: StageId, side: Side): Promise<StoredStage | null> {
  const name = stageName(id, side);
  const receiptPath = `receipts/${name}.json`;
  if ((await readFile(join(folder, receiptPath)).catch(() => null)) === null) return null;
  const receipt = await readChecked<Receipt>(folder, receiptPath, Receipt);
  const evidence = await readChecked<Evidence>(folder, `evidence/${name}/evidence.json`, Evidence);
  if (digestJson(receipt.body) !== receipt.digest) throw broken(receiptPath, "does not have the digest that it states");
  if (receipt.body.stage !== name) throw broken(receiptPath, `belongs to stage ${receipt.body.stage}`);
  if (digestJson(evidence) !== receipt.body.evidence)
    throw broken(`evidence/${name}/evidence.json`, "is not the evidence that the receipt sealed");
  await checkOutputs(folder, name, receipt);
  const outcomes = evidence.outcomes
    ? await readOutcomes(folder, `evidence/${name}/${basename(evidence.outcomes.path)}`, evidence.outcomes.n)
    : [];
  const detailFile = DETAIL_FILES[id];
  const hasDetail = detailFile !== undefined && receipt.body.outputs.some((file) => file.path === detailFile);
  return { evidence, receipt, outcomes, detail: hasDetail ? await readDocument(folder, `evidence/${name}/${detailFile}`) : null };
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function checkOutputs(folder: string, name: string, receipt: Receipt): Promise<void> {
  for (const file of receipt.body.outputs) {
    const path = `evidence/${name}/${file.path}`;
    const actual = await digestFile(join(folder, path)).catch(() => null);
    if (actual?.sha256 !== file.sha256) throw broken(path, actual ? "is not the file that the receipt sealed" : "is missing");
  }
}

async function readOutcomes(folder: string, path: string, n: number): Promise<readonly Outcome[]> {
  const validate = compileValidator(OutcomeSchema);
  const outcomes: Outcome[] = [];
  for await (const line of readJsonLines(createReadStream(join(folder, path)))) {
    if (line.kind === "blank") continue;
    if (line.kind === "broken" || validate(line.value).length > 0) throw broken(path, `has a line ${line.line} that is no outcome`);
    outcomes.push(line.value as Outcome);
  }
  if (outcomes.length !== n) throw broken(path, `has ${outcomes.length} outcomes, its evidence says ${n}`);
  return outcomes;
}

function broken(path: string, what: string): Fault {
  return new Fault({
    code: "run-folder",
    kind: "environment",
    message: `${path} ${what}`,
    place: { path },
    fix: "run the gate again; a run folder is never edited",
  });
}
