/**
 * `tunegate init`: looks at a repository and says what its policy could be. Pure over the tree; asks nothing that it can find out, and
 * names in a comment what it could not.
 */
import { readJsonLines } from "../core/jsonl.ts";
import type { DATA_ROLES, DATA_SCHEMAS, Scorer } from "../core/policy.ts";
import type { Tree, TreeEntry } from "../core/tree.ts";

export interface FoundData {
  readonly path: string;
  readonly role: (typeof DATA_ROLES)[number];
  readonly schema: (typeof DATA_SCHEMAS)[number];
  readonly manifest: string | null;
  /** Distinct `gold` labels of the records looked at, in order of appearance. */
  readonly labels: readonly string[];
}

/** Recorded answers (contracts §8), with the number of the suite's cases that they hold. */
export interface FoundAnswers {
  readonly path: string;
}

export interface Found {
  readonly data: readonly FoundData[];
  readonly answers: readonly FoundAnswers[];
  /** Command that trains, or null. */
  readonly trainCommand: string | null;
  readonly trainScripts: readonly string[];
  /** Folders with an adapter_config.json, and with a model. */
  readonly adapters: readonly string[];
  readonly baseModels: readonly string[];
  readonly safetyRules: readonly string[];
  readonly neverMiss: string | null;
  readonly ratings: string | null;
  readonly answerSchema: string | null;
  /** Top folders that hold data, logs or outputs. */
  readonly scan: readonly string[];
}

/** How many records of a file tell what it is; more would not change the answer. */
const SAMPLE = 200;
const DATA_FILE = /\.jsonl$/i;
const SKIPPED = /(^|\/)(\.git|\.github|\.tunegate|node_modules|\.venv|venv|__pycache__)\//;

/** Looks at every file's path, and into the first records of data files. */
export async function inspectTree(tree: Tree): Promise<Found> {
  const entries = (await tree.list()).filter((entry) => entry.kind === "file" && !SKIPPED.test(entry.path));
  const paths = new Set(entries.map((entry) => entry.path));
  const sniffed: Sniffed[] = [];
  for (const entry of entries) if (DATA_FILE.test(entry.path) && entry.bytes > 0) sniffed.push(await sniff(tree, entry));
  const trainScripts = [...paths].filter((path) => /(^|\/)(train|finetune|fine_tune|sft)[\w-]*\.(py|sh)$/i.test(path)).sort(byDepth);
  return {
    data: sniffed.filter((file) => file.kind === "records").map((file) => foundData(file, paths)),
    answers: sniffed.filter((file) => file.kind === "answers").map(({ path }) => ({ path })),
    trainCommand: await trainCommand(tree, trainScripts[0], paths),
    trainScripts,
    adapters: foldersOf(paths, "adapter_config.json"),
    baseModels: foldersOf(paths, "config.json").filter((folder) =>
      [...paths].some((path) => path.startsWith(`${folder}/`) && /\.(safetensors|bin)$/.test(path)),
    ),
    safetyRules: [...paths].filter((path) => /(^|\/)safety[\w/-]*\.ya?ml$/i.test(path) && !/manifest/.test(path)).sort(),
    neverMiss: [...paths].find((path) => /never[-_]?miss[\w-]*\.txt$/i.test(path)) ?? null,
    ratings: sniffed.find((file) => file.kind === "ratings")?.path ?? null,
    answerSchema: [...paths].find((path) => /(^|\/)answer[\w.-]*schema\.json$|schemas?\/answer[\w.-]*\.json$/i.test(path)) ?? null,
    scan: scanFolders(entries),
  };
}

interface Sniffed {
  readonly path: string;
  readonly kind: "records" | "answers" | "ratings";
  readonly schema: FoundData["schema"];
  readonly labels: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

async function sniff(tree: Tree, { path }: TreeEntry): Promise<Sniffed> {
  const rows: Row[] = [];
  for await (const line of readJsonLines(await tree.open(path))) {
    if (line.kind === "record" && typeof line.value === "object" && line.value !== null) rows.push(line.value as Row);
    if (rows.length >= SAMPLE) break;
  }
  const first = rows[0] ?? {};
  if (first.schema === "tunegate/answers@1") return { path, kind: "answers", schema: "none", labels: [] };
  if ("rater" in first && "decision" in first) return { path, kind: "ratings", schema: "none", labels: [] };
  const labels = [...new Set(rows.map((row) => row.gold).filter((gold): gold is string => typeof gold === "string" && gold.length < 60))];
  return { path, kind: "records", schema: schemaOf(rows, labels), labels: labels.length <= 12 ? labels : [] };
}

function schemaOf(rows: readonly Row[], labels: readonly string[]): FoundData["schema"] {
  const has = (key: string): boolean => rows.some((row) => key in row);
  if (has("messages")) return "chat";
  if (has("id") && has("input")) {
    if (rows.some((row) => Array.isArray(row.evidence) && row.evidence.length > 0)) return "grounded";
    return labels.length > 1 ? "triage" : "policy";
  }
  return has("text") ? "text" : "none";
}

function foundData(file: Sniffed, paths: ReadonlySet<string>): FoundData {
  const stem = file.path.replace(DATA_FILE, "");
  const manifest = [`${stem}.manifest.yml`, `${stem}.manifest.yaml`].find((path) => paths.has(path)) ?? null;
  return { path: file.path, role: roleOf(file), schema: file.schema, manifest, labels: file.labels };
}

function roleOf({ path, schema }: Sniffed): FoundData["role"] {
  if (["triage", "grounded", "policy"].includes(schema) || /(^|[/_.-])(eval|evaluation|test|holdout|benchmark)([/_.-]|$)/i.test(path))
    return "eval";
  if (/replay/i.test(path)) return "replay";
  return schema === "chat" && /(^|[/_.-])(train|sft)([/_.-]|$)/i.test(path) ? "train" : "other";
}

/** `python <script> --config <file>` when the script takes a configuration and the repository has one that fits. */
async function trainCommand(tree: Tree, script: string | undefined, paths: ReadonlySet<string>): Promise<string | null> {
  if (script === undefined) return null;
  const run = script.endsWith(".sh") ? `bash ${script}` : `python ${script}`;
  const text = new TextDecoder().decode(await tree.read(script, 4 << 20));
  const config = [...paths].filter((path) => /(^|\/)(configs?|conf)\/.*\.ya?ml$/i.test(path)).sort(byDepth)[0];
  return text.includes("--config") && config !== undefined ? `${run} --config ${config}` : run;
}

function foldersOf(paths: ReadonlySet<string>, name: string): readonly string[] {
  return [...paths]
    .filter((path) => path.endsWith(`/${name}`))
    .map((path) => path.slice(0, -name.length - 1))
    .sort(byDepth);
}

function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : 1);
}

const SCANNED = /^(data|datasets?|eval|evaluation|tests?_data|logs?|outputs?|results|notes|reviews?|prompts)$/i;

function scanFolders(entries: readonly TreeEntry[]): readonly string[] {
  const tops = new Set(
    entries
      .map((entry) => entry.path.split("/"))
      .filter((parts) => parts.length > 1)
      .map((parts) => parts[0]!),
  );
  const withData = entries
    .filter((entry) => DATA_FILE.test(entry.path) || /\.(csv|parquet|tsv)$/i.test(entry.path))
    .map((entry) => entry.path.split("/")[0]!);
  return [...tops].filter((top) => SCANNED.test(top) || withData.includes(top)).sort();
}

/** Scorer of an evaluation file, or null when none fits. */
export function scorerOf(data: FoundData): Scorer | null {
  return data.role === "eval" && (data.schema === "triage" || data.schema === "grounded" || data.schema === "policy") ? data.schema : null;
}
