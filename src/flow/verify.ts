import { stat } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../core/canonical.ts";
import { digestFile } from "../core/digest.ts";
import { Seal, Verdict, type VerdictWord } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { compareSeal } from "../core/receipt.ts";
import { readChecked, requireRunFolder } from "./folder.ts";
import { policyDigest } from "./inputs.ts";
import { judgeFolder } from "./judge.ts";

export interface Verification {
  /** `authenticated`: the seal is the one that was kept elsewhere; `consistent`: the folder agrees with itself. */
  readonly state: "authenticated" | "consistent" | "mismatch";
  /** One sentence each; empty unless `mismatch`. */
  readonly problems: readonly string[];
  readonly overall: VerdictWord | null;
  readonly seal: string;
}

/**
 * Checks seal and digests of a run folder and replays its verdict (promise 4).
 * @param expectedSeal sha256 of seal.json kept elsewhere, or null
 * @throws Fault `environment` when the folder cannot be read
 */
export async function verifyFolder(folder: string, expectedSeal: string | null): Promise<Verification> {
  await requireRunFolder(folder);
  const seal = await readChecked<Seal>(folder, "seal.json", Seal);
  const { sha256 } = await digestFile(join(folder, "seal.json"));
  const problems = [...(await compareSeal(folder, seal))];
  if (canonicalJson(seal).length + 1 !== (await stat(join(folder, "seal.json"))).size) problems.push("seal.json is not in canonical form");
  if (expectedSeal !== null && expectedSeal !== sha256) problems.push("seal.json is not the one that was expected");
  const replayed = await replay(folder, problems);
  const state = problems.length > 0 ? "mismatch" : expectedSeal === null ? "consistent" : "authenticated";
  return { state, problems: problems.sort(), overall: replayed, seal: sha256 };
}

/** Decides again from inputs and evidence and compares; what goes wrong is added to the problems. */
async function replay(folder: string, problems: string[]): Promise<VerdictWord | null> {
  try {
    const { plan, verdict } = await judgeFolder(folder);
    const stored = await readChecked<Verdict>(folder, "verdict.json", Verdict);
    if (canonicalJson(stored) !== canonicalJson(verdict))
      problems.push("verdict.json is not what decide gives for these inputs and evidence");
    if ((await policyDigest(folder, "binding")) !== plan.policy.sha256) problems.push("the policy in inputs/ is not the one of the plan");
    return verdict.overall;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problems.push(error.message);
    return null;
  }
}
