/** The dynamic part of the checklist: asks the Python runtime to load, train, merge and question the adapter. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { type AdapterProbe, ProbeCheck } from "../../core/adapter-documents.ts";
import { digestJson } from "../../core/digest.ts";
import { type Metric, type Place, Sha256 } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import { EvalCase, type Message } from "../../core/files.ts";
import type { FindingInput } from "../../core/finding.ts";
import { readJsonLines } from "../../core/jsonl.ts";
import type { RunEnd } from "../../core/runner.ts";
import type { StageContext } from "../../core/stage.ts";
import type { Tree } from "../../core/tree.ts";
import type { ReadAdapter } from "../../core/weights/digest.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { type AnswerCheck, checkAnswers } from "./answer-schema.ts";
import { type BaseModel, pathInRoot } from "./base-model.ts";
import { CHECK_RULES, REQUIRED_CHECKS } from "./probe-rules.ts";

/** One thread, fixed hash seed, no network: the same adapter gives the same numbers. */
const CHILD_ENVIRONMENT = {
  PYTHONHASHSEED: "0",
  PYTHONDONTWRITEBYTECODE: "1",
  OMP_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  TOKENIZERS_PARALLELISM: "false",
  HF_HUB_OFFLINE: "1",
  HF_HUB_DISABLE_PROGRESS_BARS: "1",
  CUBLAS_WORKSPACE_CONFIG: ":4096:8",
};
const PROMPTS = 3;
const MAX_NEW_TOKENS = 128;
/** Used when neither evaluation cases nor training records can give a prompt. */
const FIXED_PROMPTS: readonly Message[][] = [
  [{ role: "user", content: "I have had a headache since this morning. What should I do?" }],
  [{ role: "user", content: "How much paracetamol may an adult take in a day?" }],
  [{ role: "user", content: "Summarise: temperature 38.5, pulse 92, no cough." }],
];

/** A question and the record it was taken from; `null` for a fixed one. */
interface Prompt {
  readonly messages: readonly Message[];
  readonly place: Place | null;
}

const Schema = Type.Literal("tunegate/probe-result@1");
const ResultSchema = Type.Union([
  Type.Object({
    schema: Schema,
    checks: Type.Array(ProbeCheck),
    answers: Type.Array(Type.Object({ text: Type.String(), chunks: Type.Integer(), tokens: Type.Integer(), finish: Type.String() })),
    tokenizer_sha256: Sha256,
  }),
  Type.Object({
    schema: Schema,
    failure: Type.Object({ kind: Type.Union([Type.Literal("change"), Type.Literal("environment")]), message: Type.String() }),
  }),
]);
type ProbeResult = Static<typeof ResultSchema>;

export interface ProbeRequest {
  readonly adapter: ReadAdapter | null;
  readonly base: BaseModel;
  /** Why the adapter is probed; `null` when nothing asks for it. */
  readonly needed: string | null;
  /** Whether the static part found nothing that blocks: an unsound adapter is not loaded. */
  readonly sound: boolean;
}

/** `document` is what `probe.json` says: checks and counts, never the text of an answer. `error` is a failure of ours. */
export interface ProbeOutcome {
  readonly state: "ran" | "not-needed" | "not-possible" | "failed";
  readonly reason: string;
  readonly findings: readonly FindingInput[];
  readonly metrics: readonly Metric[];
  readonly document: AdapterProbe | null;
  readonly error: string | null;
}

const nothing = { findings: [], metrics: [], document: null, error: null } as const;

/** Probes the adapter of the head when the plan gives a reason to. Never throws for what the model does. */
export async function probeAdapter(ctx: StageContext, request: ProbeRequest): Promise<ProbeOutcome> {
  const { adapter, base, needed } = request;
  if (needed === null)
    return { ...nothing, state: "not-needed", reason: "neither the adapter nor its base model changed, and this is no release" };
  const obstacle = whyNot(request);
  if (adapter === null || base.path === null || obstacle !== null) {
    const reason = obstacle ?? "there is no adapter";
    const findings = request.sound && adapter !== null ? [notProbed(adapter, reason)] : [];
    return { ...nothing, state: "not-possible", reason, findings };
  }
  ctx.log.info(`adapter probe: load, train three steps, merge, answer (${needed})`);
  try {
    const prompts = await probePrompts(ctx);
    const { result, end } = await runProbe(ctx, adapter, base.path, prompts);
    return result === null || !isComplete(result, prompts.length)
      ? failed(adapter, end)
      : await judge(ctx, adapter, { needed, prompts }, result);
  } catch (error) {
    if (!(error instanceof Fault) || error.details.kind !== "environment") throw error;
    return { ...nothing, state: "failed", reason: error.details.message, error: error.details.message };
  }
}

function whyNot({ adapter, base, sound }: ProbeRequest): string | null {
  if (adapter === null || !sound) return "the adapter's files have defects; they are not loaded";
  if (adapter.layout.kind === "mlx") return "MLX adapters load on Apple silicon only";
  return base.path === null ? "the base model is not in this tree" : null;
}

function notProbed({ layout }: ReadAdapter, reason: string): FindingInput {
  return {
    rule: "adapter.not-probed",
    severity: "warn",
    place: { path: layout.weights },
    message: `the adapter was not loaded and tried: ${reason}`,
    fix: "put the base model's folder into the tree (git LFS, or an ignored folder named in the policy) so that the gate can load it",
  };
}

async function runProbe(
  ctx: StageContext,
  adapter: ReadAdapter,
  basePath: string,
  prompts: readonly Prompt[],
): Promise<{ result: ProbeResult | null; end: RunEnd }> {
  const { python, runtimePath } = await ctx.runner.python();
  const scratch = join(ctx.out.scratch, "probe");
  await mkdir(scratch, { recursive: true });
  const [requestPath, resultPath] = [join(scratch, "request.json"), join(scratch, "result.json")];
  const request = {
    schema: "tunegate/probe-request@1",
    base: dirname(await ctx.head.materialise(`${basePath}/config.json`)),
    adapter: dirname(await ctx.head.materialise(adapter.layout.configPath)),
    scratch,
    prompts: prompts.map(({ messages }) => messages),
    max_new_tokens: MAX_NEW_TOKENS,
  };
  await writeFile(requestPath, JSON.stringify(request));
  const limits = ctx.policy.smoke?.limits;
  const { end } = await ctx.runner.run({
    command: [python, "-m", "tunegate_runtime.probe", "--request", requestPath, "--out", resultPath],
    cwd: scratch,
    env: { ...CHILD_ENVIRONMENT, PYTHONPATH: runtimePath },
    limits: {
      wallMs: (limits?.minutes ?? 10) * 60_000,
      memoryBytes: (limits?.["memory-gb"] ?? 16) * 2 ** 30,
      diskBytes: (limits?.["disk-gb"] ?? 5) * 2 ** 30,
    },
    outputFile: join(scratch, "probe.log"),
    signal: ctx.signal,
  });
  if (end.kind === "cancelled") ctx.signal.throwIfAborted();
  const text = await readFile(resultPath, "utf8").catch(() => "");
  return { result: parseResult(text), end };
}

function parseResult(text: string): ProbeResult | null {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(ResultSchema, value) ? value : null;
  } catch {
    return null;
  }
}

/** A probe that left out a check or an answer has shown nothing (promise 2). */
function isComplete(result: ProbeResult, prompts: number): boolean {
  if ("failure" in result) return true;
  const ids = new Set(result.checks.map(({ id }) => id));
  return REQUIRED_CHECKS.every((id) => ids.has(id)) && result.answers.length === prompts;
}

/** The process ended without a result: a limit is the model's doing, anything else is ours. */
function failed(adapter: ReadAdapter, end: RunEnd): ProbeOutcome {
  if (end.kind === "limit") {
    const reason = `it went over a limit: ${end.message}`;
    return {
      ...nothing,
      state: "failed",
      reason,
      findings: [{ ...notProbed(adapter, reason), severity: "block", fix: "raise smoke.limits in the policy, or make the model fit them" }],
    };
  }
  const how =
    end.kind === "exited"
      ? `ended with code ${end.code}`
      : end.kind === "signalled"
        ? `was ended by ${end.signal}`
        : "could not be started";
  const reason = `the adapter probe ${how} and left no whole result; run it by hand: python -m tunegate_runtime.probe --help`;
  return { ...nothing, state: "failed", reason, error: reason };
}

async function judge(
  ctx: StageContext,
  adapter: ReadAdapter,
  { needed, prompts }: { readonly needed: string; readonly prompts: readonly Prompt[] },
  result: ProbeResult,
): Promise<ProbeOutcome> {
  if ("failure" in result) {
    const { kind, message } = result.failure;
    if (kind === "environment") return { ...nothing, state: "failed", reason: message, error: message };
    const place = { path: adapter.layout.weights };
    const fix = "load the adapter on this base model by hand with PEFT, and commit the pair that works";
    return { ...nothing, state: "ran", reason: needed, findings: [{ rule: "adapter.load", severity: "block", place, message, fix }] };
  }
  const places = prompts.map(({ place }) => place ?? { path: adapter.layout.weights });
  const answers = await checkAnswers(ctx, result.answers, places);
  return {
    state: "ran",
    reason: needed,
    findings: [...result.checks.flatMap((check) => checkFinding(adapter, check)), ...answers.findings],
    metrics: [...result.checks.flatMap(checkMetric), ...answerMetric(answers)],
    document: {
      schema: "tunegate/adapter-probe@1",
      checks: result.checks,
      answers: { n: answers.n, valid: answers.valid, schema: answers.schema },
      tokenizer_sha256: result.tokenizer_sha256,
      answers_sha256: digestJson(result.answers.map(({ text }) => text)),
    },
    error: null,
  };
}

function checkFinding({ layout }: ReadAdapter, check: ProbeCheck): FindingInput[] {
  if (check.state !== "failed") return [];
  const rule = CHECK_RULES.get(check.id);
  const measured = check.value === null ? "" : ` (${check.value}${check.limit === null ? "" : `, limit ${check.limit}`})`;
  const partial = rule?.partial === true && (check.value ?? 0) > 0;
  return [
    {
      rule: `adapter.${check.id}`,
      severity: partial ? "warn" : "block",
      place: { path: layout.weights },
      message: `${rule?.message ?? "a check of the probe failed"}: ${check.note}${measured}`,
      fix: rule?.fix ?? "load the adapter by hand with PEFT and compare",
    },
  ];
}

function checkMetric({ id, value }: ProbeCheck): Metric[] {
  const better = CHECK_RULES.get(id)?.better;
  if (better === undefined || value === null) return [];
  const metric = { id: `adapter.${id.replaceAll("-", "_")}`, kind: "score", better, value, k: null, n: PROMPTS } as const;
  return [{ ...metric, lower: null, upper: null, level: 0.95, method: "measured" }];
}

function answerMetric({ n, valid, schema }: AnswerCheck): Metric[] {
  if (schema === null || n === 0) return [];
  const { lower, upper } = clopperPearson(valid, n);
  const metric = { id: "adapter.answer_schema", kind: "rate", better: "higher", value: valid / n, k: valid, n } as const;
  return [{ ...metric, lower, upper, level: 0.95, method: "clopper-pearson" }];
}

/** The first cases of a generated suite, else the questions of the first training records, else fixed prompts. */
async function probePrompts(ctx: StageContext): Promise<Prompt[]> {
  const adapter = ctx.policy.adapter && pathInRoot(ctx.policy.adapter.path);
  for (const { data, answers } of ctx.policy.eval?.suites ?? []) {
    if (!("generate" in answers) || pathInRoot(answers.generate.adapter) !== adapter) continue;
    const prompts = await firstPrompts(ctx.judging, data, casePrompt);
    if (prompts.length > 0) return prompts;
  }
  for (const { path, role, schema } of ctx.policy.data) {
    if (role !== "train" || schema !== "chat") continue;
    const prompts = await firstPrompts(ctx.head, path, recordPrompt);
    if (prompts.length > 0) return prompts;
  }
  return FIXED_PROMPTS.map((messages) => ({ messages, place: null }));
}

async function firstPrompts(tree: Tree, path: string, prompt: (record: unknown) => Message[] | null): Promise<Prompt[]> {
  const prompts: Prompt[] = [];
  if (!(await tree.has(path))) return prompts;
  for await (const line of readJsonLines(await tree.open(path))) {
    const messages = line.kind === "record" ? prompt(line.value) : null;
    if (messages !== null && line.kind === "record") prompts.push({ messages, place: { path, line: line.line, record: line.record } });
    if (prompts.length === PROMPTS) break;
  }
  return prompts;
}

function casePrompt(record: unknown): Message[] | null {
  if (!Value.Check(EvalCase, record)) return null;
  return typeof record.input === "string" ? [{ role: "user", content: record.input }] : record.input;
}

/** Everything before the assistant's last turn. */
function recordPrompt(record: unknown): Message[] | null {
  const messages = (record as { messages?: unknown } | null)?.messages;
  if (!Array.isArray(messages)) return null;
  const last = messages.findLastIndex((message: { role?: unknown } | null) => message?.role === "assistant");
  const before = messages.slice(0, Math.max(0, last)) as Message[];
  return before.length > 0 && before.every(({ role, content }) => typeof role === "string" && typeof content === "string") ? before : null;
}
