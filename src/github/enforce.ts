/** The last step: the exit code. Fails closed: no verdict, another verdict than the published one, or a step that did not run is red. */

import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../core/version.ts";
import { type Ending, ending } from "./ending.ts";
import { type RunFolder, readFailure, readRunFolder } from "./run-folder.ts";
import { notAsked, outcomesFromEnv } from "./steps.ts";

async function main(): Promise<number> {
  const { env } = process;
  const folder = env.FOLDER ?? "";
  const part = env.PART === "true";
  const run = folder === "" || part ? null : await readRunFolder(folder).catch(() => null);
  const failure = env.WORK ? await readFailure(env.WORK, ["prepare", "inspect", "smoke", "eval", "gate"]) : null;
  const outcomes = outcomesFromEnv(env);
  const end = part
    ? partEnding(
        ending({
          outcomes: { ...outcomes, gate: "success" },
          notAsked: notAsked(env),
          verdict: { overall: "PASS", fails: false, exit_code: 0 },
          failure,
        }),
      )
    : unpublished(ending({ outcomes, notAsked: notAsked(env), verdict: run?.verdict ?? null, failure }), run, env);
  tellOutputs(run, end, env);
  if (end.problem) say(`tunegate: ${end.problem.replace(/\.?$/, ".")}${end.fix ? ` Fix: ${end.fix}` : ""}`.replace(/[\r\n]+/g, " "));
  else say(run ? `tunegate: ${run.verdict.overall}, exit code ${end.exitCode}` : "tunegate: the gate job decides on this part");
  return end.exitCode;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A part is evidence for the gate job, so it is red only when it is not whole. */
function partEnding(end: Ending): Ending {
  return end.problem === null ? { ...end, exitCode: 0 } : end;
}

/** What publish showed and what is enforced must be the same bytes. */
function unpublished(end: Ending, run: RunFolder | null, env: NodeJS.ProcessEnv): Ending {
  if (end.problem !== null || run === null) return end;
  if (env.PUBLISHED_VERDICT === run.verdictSha256) return end;
  const problem = env.PUBLISHED_VERDICT ? "The verdict is not the one that was published." : "The step publish did not finish.";
  return {
    state: "error",
    exitCode: end.exitCode === 0 ? 4 : end.exitCode,
    problem,
    fix: "look at the log of publish and run the job again",
  };
}

function tellOutputs(run: RunFolder | null, end: Ending, env: NodeJS.ProcessEnv): void {
  const blocks = run
    ? [...run.evidence.values()].flatMap((item) => item.findings).filter((finding) => finding.severity === "block").length
    : 0;
  const soft = end.problem !== null && env.PART !== "true" && run?.verdict.fails !== true;
  const word = soft ? "ERROR" : (run?.verdict.overall ?? "");
  const values: Record<string, string> = {
    verdict: word,
    "exit-code": String(end.exitCode),
    "seal-digest": run?.sealSha256 ?? "",
    "adapter-digest": adapterDigest(run),
    "smoke-adapter-digest": run?.evidence.get("smoke")?.digests["smoke-adapter"] ?? "",
    "findings-block": String(blocks),
  };
  if (!env.GITHUB_OUTPUT) return;
  for (const [name, value] of Object.entries(values)) {
    const mark = randomUUID();
    appendFileSync(env.GITHUB_OUTPUT, `${name}<<${mark}\n${value}\n${mark}\n`);
  }
}

/** Canonical digest of the adapter that was judged, as adapter-hashes.json states it. */
function adapterDigest(run: RunFolder | null): string {
  const path = run ? join(run.dir, "adapter-hashes.json") : "";
  if (!run || !existsSync(path)) return "";
  const { canonical } = JSON.parse(readFileSync(path, "utf8")) as { canonical?: unknown };
  return typeof canonical === "string" ? canonical : "";
}

if (process.argv.includes("--version")) console.log(VERSION);
else process.exitCode = await main();
