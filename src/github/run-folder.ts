/** A finished run folder as publish and enforce read it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestFile } from "../core/digest.ts";
import { type Evidence, type Plan, type StageId, Verdict } from "../core/documents.ts";
import { filesUnder } from "../core/receipt.ts";
import { readChecked, readPlan, readStage } from "../flow/folder.ts";
import type { Failure } from "./ending.ts";

export interface RunFolder {
  readonly dir: string;
  readonly verdict: Verdict;
  readonly plan: Plan;
  /** Evidence of the binding side. */
  readonly evidence: ReadonlyMap<StageId, Evidence>;
  /** sha256 of verdict.json and of seal.json as they lie on disk. */
  readonly verdictSha256: string;
  readonly sealSha256: string;
}

/** Reads a run folder; null when it has no verdict. @throws Fault `environment` when what is there does not hold together */
export async function readRunFolder(dir: string): Promise<RunFolder | null> {
  if ((await readFile(join(dir, "verdict.json")).catch(() => null)) === null) return null;
  const verdict = await readChecked<Verdict>(dir, "verdict.json", Verdict);
  const plan = await readPlan(dir);
  const evidence = new Map<StageId, Evidence>();
  for (const { id, run } of plan.stages) {
    const stored = run ? await readStage(dir, id, "binding") : null;
    if (stored) evidence.set(id, stored.evidence);
  }
  const [verdictFile, sealFile] = [await digestFile(join(dir, "verdict.json")), await digestFile(join(dir, "seal.json"))];
  return { dir, verdict, plan, evidence, verdictSha256: verdictFile.sha256, sealSha256: sealFile.sha256 };
}

/** Paths of all files, relative to the folder. */
export function listFiles(dir: string): Promise<readonly string[]> {
  return filesUnder(dir);
}

const EXIT_OF_CODE = /^[0-4]$/;

/** The first failure document that a step left (`<work>/<step>.json` with its exit code beside it), or null. */
export async function readFailure(work: string, steps: readonly Failure["step"][]): Promise<Failure | null> {
  for (const step of steps) {
    const text = await readFile(join(work, `${step}.json`), "utf8").catch(() => "");
    const code = (await readFile(join(work, `${step}.code`), "utf8").catch(() => "")).trim();
    try {
      const value = JSON.parse(text) as {
        schema?: unknown;
        message?: unknown;
        fix?: unknown;
        place?: { path?: unknown; line?: unknown } | null;
      };
      if (value.schema !== "tunegate/failure@1" || typeof value.message !== "string") continue;
      const place =
        typeof value.place?.path === "string"
          ? `${value.place.path}${typeof value.place.line === "number" ? `:${value.place.line}` : ""}: `
          : "";
      return {
        step,
        message: `${place}${value.message}`,
        fix: typeof value.fix === "string" ? value.fix : null,
        exitCode: EXIT_OF_CODE.test(code) ? Number(code) : 4,
      };
    } catch {
      // No document: the step was killed, or has not run.
    }
  }
  return null;
}
