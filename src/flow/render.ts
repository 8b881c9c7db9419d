import { copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { VERSION } from "../core/version.ts";
import { assertClean } from "../phi/index.ts";
import { renderAll } from "../report/index.ts";
import { withheldSarif } from "../report/sarif.ts";
import { scanText } from "../report/scan-text.ts";
import { driftOf } from "../verdict/drift.ts";
import { healthOf } from "../verdict/health.ts";
import { writeDocument } from "./folder.ts";
import type { Judged } from "./judge.ts";

/** What lies in every run folder, for the index in health.json; what was withheld is left out there. */
const ARTIFACTS = {
  drift: "drift.json",
  junit: "junit.xml",
  metrics: "metrics.csv",
  plan: "plan.json",
  sarif: "findings.sarif",
  seal: "seal.json",
  summary: "summary.md",
  verdict: "verdict.json",
} as const;

/**
 * Writes every view of a verdict into the run folder. Each one is scanned first; a hit withholds the file (promise 3).
 * @returns names of the withheld files
 */
export async function renderFolder(folder: string, judged: Judged): Promise<readonly string[]> {
  await copyHashes(folder);
  const { plan, verdict, inputs, stages } = judged;
  await writeDocument(folder, "drift.json", driftOf(inputs.policy, stages.get("eval") ?? null, inputs.evalBaseline));
  const withheld: string[] = [];
  for (const file of await renderAll(judged)) {
    const { path, text } = file;
    const hits = assertClean(scanText(file));
    if (hits.length > 0) withheld.push(path);
    await writeFile(join(folder, path), hits.length > 0 ? withheldNotice(path, hits.length) : text);
  }
  const artifacts = Object.fromEntries(Object.entries(ARTIFACTS).filter(([, path]) => !withheld.includes(path)));
  await writeDocument(folder, "health.json", healthOf({ plan, verdict, evidence: stages, artifacts }));
  return withheld;
}

/** adapter-hashes.json lies at the top of a run folder, next to the verdict. */
async function copyHashes(folder: string): Promise<void> {
  const source = join(folder, "evidence", "adapter", "adapter-hashes.json");
  if (await stat(source).catch(() => null)) await copyFile(source, join(folder, "adapter-hashes.json"));
}

function withheldNotice(path: string, hits: number): string {
  const sentence = `This file was withheld: the PHI check found ${hits} place${hits === 1 ? "" : "s"} in it that look like patient data.`;
  if (path.endsWith(".sarif")) return withheldSarif(sentence, VERSION);
  return path.endsWith(".xml") ? `<!-- ${sentence} -->\n<testsuites/>\n` : `${sentence}\n`;
}
