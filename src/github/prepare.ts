/** `$/prepare`: checks the event, gets base and parts, and tells the `run:` steps what to do. Gives them no token. */
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { getInput, info, setFailed, setOutput, warning } from "@actions/core";
import { STAGE_IDS, type StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { VERSION } from "../core/version.ts";
import { readContext } from "./event.ts";
import { fetchBase } from "./fetch-base.ts";
import { flagInput, pathInput, stagesInput } from "./inputs.ts";
import { downloadParts, parseParts } from "./parts.ts";
import { pythonCache, restorePython } from "./python-cache.ts";
import { refusePrivilegedCheckout } from "./refuse.ts";

/** Which stages each `run:` step takes: untrusted data, untrusted training, untrusted model. */
const STEP_STAGES: Readonly<Record<"inspect" | "smoke" | "eval", readonly StageId[]>> = {
  inspect: ["phi", "data", "audit"],
  smoke: ["smoke"],
  eval: ["adapter", "eval"],
};

const here = dirname(fileURLToPath(import.meta.url));

async function main(): Promise<void> {
  const { env } = process;
  const workspace = resolve(env.GITHUB_WORKSPACE ?? ".");
  const context = readContext(env);
  const work = await mkdtemp(join(env.RUNNER_TEMP ?? tmpdir(), "tunegate-"));
  // Told first, so that publish finds the reason when something below fails.
  for (const [name, value] of Object.entries({ node: process.execPath, work, "run-id": context.runId })) setOutput(name, value);
  try {
    await prepare(workspace, work, context.runId);
  } catch (error) {
    await leaveFailure(work, error);
  }
}

async function prepare(workspace: string, work: string, runId: string): Promise<void> {
  await refusePrivilegedCheckout(workspace, process.env);
  const project = join(workspace, pathInput("working-directory"));
  const references = parseParts(getInput("parts"));
  // A gate job says `none`: should no part have come, it must not start to run the pull request's code itself.
  const asked = references.length === 0 && getInput("stages").trim() !== "none" ? stagesInput("stages") : [];
  if (asked.length > 0 && !(await stat(project).catch(() => null))?.isDirectory()) throw noProject();
  if (asked.length > 0 && getInput("base") === "" && (await fetchBase(workspace, getInput("token"), process.env)) === "absent") {
    info("The base commit is not in this clone and could not be fetched; `fetch-depth: 2` on actions/checkout brings it.");
  }
  const parts = await downloadParts(references, join(work, "parts"));
  const folder = join(work, runId);
  setOutput("project", project);
  setOutput("folder", folder);
  setOutput("parts", parts.join("\n"));
  setOutput("part", String(flagInput("part")));
  for (const [step, stages] of Object.entries(STEP_STAGES)) {
    setOutput(step, stages.filter((stage) => asked.includes(stage)).join(","));
  }
  await cache();
  await mkdir(join(work, "parts"), { recursive: true });
  info(`tunegate ${VERSION}: ${asked.length === STAGE_IDS.length ? "all stages" : asked.join(", ") || `${parts.length} parts to join`}`);
}

async function cache(): Promise<void> {
  const place = pythonCache(process.env, readFileSync(join(here, "..", "python", "requirements.lock"), "utf8"));
  setOutput("cache", place.folder);
  if (!flagInput("cache")) return;
  const result = await restorePython(place);
  setOutput("cache-hit", String(result === "restored"));
  if (result === "refused") warning("The cached Python environment does not have the digest that its key states; it is made anew.");
}

function noProject(): Fault {
  return new Fault({
    code: "no-project",
    kind: "usage",
    message: "there is no such folder in the workspace",
    place: { path: pathInput("working-directory") },
    fix: "check out the repository first (actions/checkout), and correct working-directory",
  });
}

/** The failure as the document that publish reads, and as the step's error. */
async function leaveFailure(work: string, error: unknown): Promise<void> {
  const fault = error instanceof Fault ? error : unexpected(error);
  await writeFile(join(work, "prepare.json"), JSON.stringify(fault.toDocument()));
  await writeFile(join(work, "prepare.code"), String(fault.exitCode));
  setFailed(`tunegate: ${fault.details.message}${fault.details.fix ? `; ${fault.details.fix}` : ""}`);
}

function unexpected(error: unknown): Fault {
  const name = error instanceof Error ? error.name : typeof error;
  return new Fault({
    code: "prepare",
    kind: "environment",
    message: `preparing stopped with an error of its own (${name})`,
    fix: "run the job again",
  });
}

if (process.argv.includes("--version")) console.log(VERSION);
else await main();
