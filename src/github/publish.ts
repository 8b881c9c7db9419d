/** `$/publish`: artifact, report, comment, status, annotations, summary. Every step that cannot be done is told in one sentence. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { error, getInput, info, notice, setFailed, setOutput, summary, warning } from "@actions/core";
import { VERSION } from "../core/version.ts";
import { annotations } from "../report/annotations.ts";
import { commentMarker, renderComment, renderFailureComment } from "../report/comment.ts";
import { escapeMarkdown, joinSections } from "../report/markdown.ts";
import { clip, statusLine } from "../report/status.ts";
import { type Called, makeClient, type Octokit } from "./api.ts";
import { type Upload, uploadFolder, uploadReport } from "./artifacts.ts";
import { findComment, writeComment } from "./comment.ts";
import { type Ending, ending } from "./ending.ts";
import { type RunContext, readContext } from "./event.ts";
import { artifactInput, flagInput, numberInput, pathInput } from "./inputs.ts";
import { pythonCache, savePython } from "./python-cache.ts";
import { type RunFolder, readFailure, readRunFolder } from "./run-folder.ts";
import { isClean } from "./scan.ts";
import { writeStatus } from "./status.ts";
import { notAsked, outcomesFromEnv } from "./steps.ts";

/** GitHub refuses a step summary above 1 MiB. */
const SUMMARY_LIMIT = 900 * 1024;

interface Publication {
  readonly context: RunContext;
  readonly run: RunFolder | null;
  readonly end: Ending;
  readonly work: string;
  /** Sentences about what could not be done; shown wherever something could. */
  readonly degraded: string[];
}

async function main(): Promise<void> {
  const { env } = process;
  const context = readContext(env);
  const work = getInput("work");
  if (getInput("part") === "true") return publishPart(work);
  const folder = getInput("folder");
  const degraded: string[] = [];
  const run = folder === "" ? null : await readRunFolder(folder).catch(() => unreadable(degraded));
  const failure = work === "" ? null : await readFailure(work, ["prepare", "inspect", "smoke", "eval", "gate"]);
  const end = ending({
    outcomes: outcomesFromEnv(env),
    notAsked: notAsked(env),
    verdict: run?.verdict ?? null,
    failure: cleanFailure(failure),
  });
  const publication: Publication = { context, run, end, work, degraded };
  const report = run ? await publishFiles(run, publication) : null;
  await publishToPullRequest(publication, report);
  annotate(publication);
  await summarise(publication, report);
  await keepPython(context);
  setOutput("verdict-sha256", run?.verdictSha256 ?? "");
}

function unreadable(degraded: string[]): null {
  degraded.push("The run folder does not hold together, so it is not shown.");
  return null;
}

/** What a failed command said is told only when it is clean. */
function cleanFailure<T extends { message: string; fix: string | null }>(failure: T | null): T | null {
  if (failure === null || isClean(`${failure.message}\n${failure.fix ?? ""}`)) return failure;
  return {
    ...failure,
    message: "A step failed; what it said is withheld, because it looks like patient data.",
    fix: "run tunegate on your own machine",
  };
}

/** One job's evidence for the gate job. */
async function publishPart(work: string): Promise<void> {
  const upload = await uploadFolder({
    name: artifactInput("artifact-name"),
    dir: join(work, "parts"),
    retentionDays: numberInput("retention-days", 1, 90),
  });
  if (upload.kind === "not-done" || upload.sentence !== undefined) return setFailed(upload.sentence ?? "");
  setOutput("artifact-id", upload.artifact.id);
  setOutput("artifact-digest", upload.artifact.digest);
}

/** Uploads folder and report; gives the address of the report, or of the whole artifact, or null. */
async function publishFiles(run: RunFolder, { context, degraded, work }: Publication): Promise<string | null> {
  const request = { name: artifactInput("artifact-name"), dir: run.dir, retentionDays: numberInput("retention-days", 1, 90) };
  const whole = note(await uploadFolder(request), degraded);
  if (whole.kind === "not-done") return null;
  const url = `${context.runUrl}/artifacts/${whole.artifact.id}`;
  setOutput("artifact-id", whole.artifact.id);
  setOutput("artifact-url", url);
  setOutput("artifact-digest", whole.artifact.digest);
  const report = note(await uploadReport(request, join(work, "report")), degraded);
  return report.kind === "done" ? `${context.runUrl}/artifacts/${report.artifact.id}` : url;
}

function note(upload: Upload, degraded: string[]): Upload {
  if (upload.sentence !== undefined) degraded.push(upload.sentence);
  return upload;
}

async function publishToPullRequest(publication: Publication, report: string | null): Promise<void> {
  const token = getInput("token");
  const { context, degraded } = publication;
  if (context.owner === "" || token === "") return;
  const client = makeClient({ token, timeoutMs: numberInput("api-timeout", 1, 120) * 1000 });
  if (flagInput("comment") && context.pullRequest !== null) tell(await comment(client, publication, report), degraded);
  if (flagInput("status") && context.statusSha !== null) tell(await status(client, publication), degraded);
}

function tell(called: Called<unknown>, degraded: string[]): void {
  if (!called.ok) degraded.push(called.sentence);
}

async function comment(client: Octokit, { context, run, end, degraded }: Publication, report: string | null): Promise<Called<unknown>> {
  const root = run?.plan.root ?? pathInput("working-directory");
  const earlier = await findComment(client, context, commentMarker(root));
  if (!earlier.ok) return earlier;
  const links = { report, run: context.runUrl };
  const sentences = end.problem === null ? degraded : [oneSentence(end), ...degraded];
  const body =
    run && stands(run, end)
      ? renderComment({ report: run, links, previous: earlier.value?.state ?? null, degraded: sentences })
      : renderFailureComment(root, end.problem ?? "", end.fix, context.runUrl);
  if (!isClean(body)) return { ok: false, sentence: "The comment was not written: it looks as if it held patient data." };
  return writeComment(client, context, earlier.value, body);
}

async function status(client: Octokit, { context, run, end }: Publication): Promise<Called<unknown>> {
  const line = run && stands(run, end) ? statusLine(run.verdict) : clip(`ERROR: ${end.problem}`, 140);
  const clean = isClean(line) ? line : `${run?.verdict.overall ?? "ERROR"}: see the run`;
  return writeStatus(client, context, end.state, clean);
}

/** A verdict that fails stands although a step broke; one that does not fail never covers a broken step. */
function stands(run: RunFolder, end: Ending): boolean {
  return end.problem === null || run.verdict.fails;
}

function annotate({ run, end, degraded }: Publication): void {
  if (end.problem) error(oneSentence(end), { title: "tunegate" });
  const list = run && flagInput("annotations") ? annotations(run) : [];
  const say = { error, warning, notice };
  for (const { level, title, message, path, line } of list) {
    if (!isClean(`${title}\n${message}\n${path ?? ""}`)) continue;
    say[level](message, { title, ...(path === undefined ? {} : { file: path }), ...(line === undefined ? {} : { startLine: line }) });
  }
  if (degraded.length > 0) notice(degraded.join(" "), { title: "tunegate: not everything could be published" });
}

function oneSentence({ problem, fix }: Ending): string {
  const sentence = `${problem}`.replace(/\.?$/, ".");
  return fix ? `${sentence} Fix: ${fix}` : sentence;
}

/** The job summary: what went wrong around the verdict first, then summary.md as the gate wrote it. */
async function summarise({ run, end, degraded, context }: Publication, report: string | null): Promise<void> {
  const own = run ? await readFile(join(run.dir, "summary.md"), "utf8").catch(() => "") : "";
  const lead = [
    ...(end.problem ? [`# 🛑 tunegate: no verdict that may stand`, escapeMarkdown(oneSentence(end))] : []),
    ...degraded.map((sentence) => `> ${escapeMarkdown(sentence)}`),
    ...(report ? [`[Open the report](${report})`] : []),
  ].join("\n\n");
  const body = isClean(own) ? own : "The summary is withheld: it looks as if it held patient data.";
  const sections = [{ title: "notes", text: lead }, ...splitSections(body)].filter((section) => section.text !== "");
  const text = joinSections(sections, SUMMARY_LIMIT, `The rest is in the files of [the run](${context.runUrl}).`);
  await summary.addRaw(text, true).write();
  info(end.problem ? `tunegate: ${end.problem}` : `tunegate: ${run?.verdict.overall}`);
}

/** A Markdown text at its second-level headings, so that it is cut between sections and never inside a table. */
function splitSections(text: string): { title: string; text: string }[] {
  return text
    .split(/\n(?=## )/)
    .map((part) => ({ title: /^#+ (.*)/.exec(part)?.[1] ?? "summary", text: part.trimEnd() }))
    .filter((section) => section.text !== "");
}

async function keepPython(context: RunContext): Promise<void> {
  if (!context.defaultBranchPush || !flagInput("cache") || getInput("cache-hit") === "true") return;
  const lock = readFileSync(new URL("../python/requirements.lock", import.meta.url), "utf8");
  await savePython(pythonCache(process.env, lock)).catch(() => info("The Python environment could not be saved for the next run."));
}

if (process.argv.includes("--version")) console.log(VERSION);
else {
  await main().catch((cause: unknown) => {
    const name = cause instanceof Error ? cause.name : typeof cause;
    setFailed(`tunegate: publishing stopped with an error of its own (${name}); the verdict is not shown, and the job fails`);
  });
}
