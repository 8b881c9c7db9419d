import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  POLICY_PATH,
  gitOrNull,
  gitRoot,
  openWorkTree,
  rootBelow
} from "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  projectDir,
  readJsonLines
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/init.ts
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

// src/flow/init.ts
var SAMPLE = 200;
var DATA_FILE = /\.jsonl$/i;
var SKIPPED = /(^|\/)(\.git|\.github|\.tunegate|node_modules|\.venv|venv|__pycache__)\//;
async function inspectTree(tree) {
  const entries = (await tree.list()).filter((entry) => entry.kind === "file" && !SKIPPED.test(entry.path));
  const paths = new Set(entries.map((entry) => entry.path));
  const sniffed = [];
  for (const entry of entries) if (DATA_FILE.test(entry.path) && entry.bytes > 0) sniffed.push(await sniff(tree, entry));
  const trainScripts = [...paths].filter((path) => /(^|\/)(train|finetune|fine_tune|sft)[\w-]*\.(py|sh)$/i.test(path)).sort(byDepth);
  return {
    data: sniffed.filter((file) => file.kind === "records").map((file) => foundData(file, paths)),
    answers: sniffed.filter((file) => file.kind === "answers").map(({ path }) => ({ path })),
    trainCommand: await trainCommand(tree, trainScripts[0], paths),
    trainScripts,
    adapters: foldersOf(paths, "adapter_config.json"),
    baseModels: foldersOf(paths, "config.json").filter(
      (folder) => [...paths].some((path) => path.startsWith(`${folder}/`) && /\.(safetensors|bin)$/.test(path))
    ),
    safetyRules: [...paths].filter((path) => /(^|\/)safety[\w/-]*\.ya?ml$/i.test(path) && !/manifest/.test(path)).sort(),
    neverMiss: [...paths].find((path) => /never[-_]?miss[\w-]*\.txt$/i.test(path)) ?? null,
    ratings: sniffed.find((file) => file.kind === "ratings")?.path ?? null,
    answerSchema: [...paths].find((path) => /(^|\/)answer[\w.-]*schema\.json$|schemas?\/answer[\w.-]*\.json$/i.test(path)) ?? null,
    scan: scanFolders(entries)
  };
}
async function sniff(tree, { path }) {
  const rows = [];
  for await (const line of readJsonLines(await tree.open(path))) {
    if (line.kind === "record" && typeof line.value === "object" && line.value !== null) rows.push(line.value);
    if (rows.length >= SAMPLE) break;
  }
  const first = rows[0] ?? {};
  if (first.schema === "tunegate/answers@1") return { path, kind: "answers", schema: "none", labels: [] };
  if ("rater" in first && "decision" in first) return { path, kind: "ratings", schema: "none", labels: [] };
  const labels = [...new Set(rows.map((row) => row.gold).filter((gold) => typeof gold === "string" && gold.length < 60))];
  return { path, kind: "records", schema: schemaOf(rows, labels), labels: labels.length <= 12 ? labels : [] };
}
function schemaOf(rows, labels) {
  const has = (key) => rows.some((row) => key in row);
  if (has("messages")) return "chat";
  if (has("id") && has("input")) {
    if (rows.some((row) => Array.isArray(row.evidence) && row.evidence.length > 0)) return "grounded";
    return labels.length > 1 ? "triage" : "policy";
  }
  return has("text") ? "text" : "none";
}
function foundData(file, paths) {
  const stem = file.path.replace(DATA_FILE, "");
  const manifest = [`${stem}.manifest.yml`, `${stem}.manifest.yaml`].find((path) => paths.has(path)) ?? null;
  return { path: file.path, role: roleOf(file), schema: file.schema, manifest, labels: file.labels };
}
function roleOf({ path, schema }) {
  if (["triage", "grounded", "policy"].includes(schema) || /(^|[/_.-])(eval|evaluation|test|holdout|benchmark)([/_.-]|$)/i.test(path))
    return "eval";
  if (/replay/i.test(path)) return "replay";
  return schema === "chat" && /(^|[/_.-])(train|sft)([/_.-]|$)/i.test(path) ? "train" : "other";
}
async function trainCommand(tree, script, paths) {
  if (script === void 0) return null;
  const run = script.endsWith(".sh") ? `bash ${script}` : `python ${script}`;
  const text = new TextDecoder().decode(await tree.read(script, 4 << 20));
  const config = [...paths].filter((path) => /(^|\/)(configs?|conf)\/.*\.ya?ml$/i.test(path)).sort(byDepth)[0];
  return text.includes("--config") && config !== void 0 ? `${run} --config ${config}` : run;
}
function foldersOf(paths, name) {
  return [...paths].filter((path) => path.endsWith(`/${name}`)).map((path) => path.slice(0, -name.length - 1)).sort(byDepth);
}
function byDepth(a, b) {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : 1);
}
var SCANNED = /^(data|datasets?|eval|evaluation|tests?_data|logs?|outputs?|results|notes|reviews?|prompts)$/i;
function scanFolders(entries) {
  const tops = new Set(
    entries.map((entry) => entry.path.split("/")).filter((parts) => parts.length > 1).map((parts) => parts[0])
  );
  const withData = entries.filter((entry) => DATA_FILE.test(entry.path) || /\.(csv|parquet|tsv)$/i.test(entry.path)).map((entry) => entry.path.split("/")[0]);
  return [...tops].filter((top) => SCANNED.test(top) || withData.includes(top)).sort();
}
function scorerOf(data) {
  return data.role === "eval" && (data.schema === "triage" || data.schema === "grounded" || data.schema === "policy") ? data.schema : null;
}

// src/flow/init-open.ts
import { realpath } from "node:fs/promises";
async function openBare(folder) {
  const dir = await realpath(folder);
  const repo = await gitRoot(dir);
  const remote = await gitOrNull(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], { cwd: dir });
  const tree = await openWorkTree(repo, dir, []);
  return { repo, root: rootBelow(repo, dir), defaultBranch: remote?.replace(/^origin\//, "") ?? "main", tree };
}

// src/flow/init-text.ts
var URGENCY = [
  "emergency",
  "emergent",
  "immediate",
  "critical",
  "urgent",
  "semi-urgent",
  "soon",
  "routine",
  "standard",
  "non-urgent",
  "self-care",
  "self care",
  "home"
];
function proposeSetup(found, options) {
  const suites = suitesOf(found);
  return {
    policy: policyText(found, suites),
    workflow: workflowText(options),
    notes: notes(found, suites),
    next: nextCommands(found, suites)
  };
}
function suitesOf(found) {
  const drafts = [];
  for (const data of found.data) {
    const scorer = scorerOf(data);
    const name = suiteName(data.path);
    const answers = answersFor(name, found);
    const rules = scorer === "policy" ? found.safetyRules[0] ?? null : null;
    if (scorer === null || answers === null || scorer === "triage" && data.labels.length < 2 || scorer === "policy" && rules === null || drafts.some((draft) => draft.name === name))
      continue;
    drafts.push({ name, scorer, data, answers, rules });
  }
  return drafts;
}
function suiteName(path) {
  const stem = path.slice(path.lastIndexOf("/") + 1).replace(/\.jsonl$/i, "");
  const name = stem.toLowerCase().replace(/[^a-z0-9_-]+/g, "-").replace(/^[^a-z]+/, "");
  return name === "" ? "suite" : name;
}
function answersFor(name, found) {
  const recorded = found.answers.find(
    (file) => file.path.slice(file.path.lastIndexOf("/") + 1).toLowerCase().includes(name)
  );
  if (recorded) return `{file: ${quote(recorded.path)}}`;
  const [base, adapter] = [found.baseModels[0], found.adapters[0]];
  return base !== void 0 && adapter !== void 0 ? `{generate: {base: ${quote(base)}, adapter: ${quote(adapter)}}}` : null;
}
function policyText(found, suites) {
  const parts = [
    "# Written by `tunegate init`. Read it, correct it, and merge it: a gate reads the policy of the target branch.",
    "version: 1",
    "enforce: observe          # then new-only, then enforce",
    "mode: development         # column of the floors: production, development, minimum-viable, stretch",
    "owners: {policy: [], clinical: []}   # GitHub logins who may ratify changes to this file and to evaluation sets",
    dataText(found.data),
    phiText(found.scan),
    smokeText(found),
    found.adapters[0] === void 0 ? "# adapter: {path: out/adapter}   # no adapter_config.json was found" : adapterText(found.adapters[0], found.answerSchema),
    "baselines: {smoke: .github/tunegate/smoke-baseline.json, eval: .github/tunegate/eval-baseline.jsonl}",
    suitesText(suites),
    found.ratings === null ? "" : `ratings: {path: ${quote(found.ratings)}}`,
    gatesText(suites, found)
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
function dataText(data) {
  if (data.length === 0) return "# data: []   # no JSON Lines file was found: list training and evaluation data here";
  const rows = data.map((file) => {
    const manifest = file.manifest === null ? "" : `, manifest: ${quote(file.manifest)}`;
    return `  - {path: ${quote(file.path)}, role: ${file.role}, schema: ${file.schema}${manifest}}`;
  });
  return `data:
${rows.join("\n")}`;
}
function phiText(scan) {
  const globs = scan.length === 0 ? ["**"] : scan.map((folder) => `${folder}/**`);
  return `phi:
  scan: [${globs.map((glob) => JSON.stringify(glob)).join(", ")}]`;
}
function smokeText(found) {
  if (found.trainCommand === null) return '# smoke: {command: "python train.py"}   # no training script was found';
  return `smoke:
  command: ${JSON.stringify(found.trainCommand)}   # what trains here; run for three steps only`;
}
function adapterText(path, schema) {
  return schema === null ? `adapter: {path: ${quote(path)}}` : `adapter: {path: ${quote(path)}, answer-schema: ${quote(schema)}}`;
}
function suitesText(suites) {
  if (suites.length === 0)
    return "# eval: no suite: that takes an evaluation file and either recorded answers or a base model with an adapter";
  const rows = suites.map((suite) => {
    const lines = [`    - name: ${suite.name}`, `      data: ${quote(suite.data.path)}`, `      scorer: ${suite.scorer}`];
    if (suite.scorer === "triage")
      lines.push(`      levels: [${byUrgency(suite.data.labels).map(quote).join(", ")}]   # most urgent first: check the order`);
    if (suite.rules !== null) lines.push(`      rules: ${quote(suite.rules)}`);
    lines.push(`      answers: ${suite.answers}`);
    return lines.join("\n");
  });
  return `eval:
  suites:
${rows.join("\n")}`;
}
function byUrgency(labels) {
  const rank = (label) => {
    const index = URGENCY.indexOf(label.toLowerCase());
    return index === -1 ? URGENCY.length : index;
  };
  return [...labels].sort((a, b) => rank(a) - rank(b));
}
function gatesText(suites, found) {
  const gates = suites.flatMap((suite) => {
    if (suite.scorer === "grounded") return [`  - {metric: ${suite.name}.hallucination_rate, ceiling: 0.05, regression: {margin: 0.02}}`];
    if (suite.scorer === "policy") return [`  - {metric: ${suite.name}.block_count, ceiling: 0}`];
    const veto = found.neverMiss === null ? "" : `
    never-miss: ${quote(found.neverMiss)}`;
    return [
      `  - metric: ${suite.name}.emergency_recall
    floor: {production: 0.98, development: 0.90, minimum-viable: 0.85}
    regression: {margin: 0.02}${veto}`,
      `  - {metric: ${suite.name}.emergency_specificity, floor: {production: 0.90, development: 0.80, minimum-viable: 0.70}}`
    ];
  });
  return gates.length === 0 ? "" : `gates:
${gates.join("\n")}`;
}
function workflowText({ action, root, defaultBranch }) {
  const inputs = root === "." ? "" : `
        with:
          working-directory: ${quote(root)}`;
  return `# Written by \`tunegate init\`. Keep the full commit id of the tunegate release that you have reviewed.
name: tunegate

on:
  pull_request:
  merge_group:
    types: [checks_requested]
  push:
    branches: [${quote(defaultBranch)}]

permissions:
  contents: read

concurrency:
  group: tunegate-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  gate:
    name: gate
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
      pull-requests: write # the comment
      statuses: write # the commit status
    steps:
      - uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1
        with:
          fetch-depth: 2
          persist-credentials: false
      - uses: ${action}${inputs}
`;
}
function notes(found, suites) {
  const lines = [`${found.data.length} data files, ${suites.length} evaluation suites`];
  const bare = found.data.filter((file) => file.manifest === null).map((file) => file.path);
  if (bare.length > 0)
    lines.push(`no manifest beside ${bare.slice(0, 5).join(", ")}${bare.length > 5 ? ` and ${bare.length - 5} more` : ""}`);
  if (found.trainScripts.length > 1)
    lines.push(`several training scripts (${found.trainScripts.slice(0, 4).join(", ")}): the first one is taken`);
  if (found.adapters.length > 1) lines.push(`several adapters (${found.adapters.slice(0, 4).join(", ")}): the first one is taken`);
  if (found.trainCommand === null) lines.push("no training script was found: smoke is left out");
  if (suites.length === 0) lines.push("no evaluation suite could be made: behaviour is not judged yet");
  return lines;
}
function nextCommands(found, suites) {
  const baseline = found.trainCommand !== null || suites.length > 0;
  return [
    { command: "tunegate explain", why: "shows what a run would do and why" },
    { command: "tunegate run", why: "judges the working tree as CI will" },
    ...baseline ? [{ command: 'tunegate baseline propose --reason "first baseline"', why: "measures what later changes are compared with" }] : [],
    { command: "git add .github && git commit", why: "the gate rules once this is in the target branch" }
  ];
}
function quote(text) {
  return /^[A-Za-z0-9_./-]+$/.test(text) && !/^(true|false|null|yes|no|on|off|~|[\d.+-].*)$/i.test(text) ? text : JSON.stringify(text);
}

// src/cli/commands/init.ts
var ACTION = `OWNER/tunegate@${"0".repeat(40)}`;
var WORKFLOW_PATH = ".github/workflows/tunegate.yml";
var command = async (args, world) => {
  const dir = projectDir(args, world);
  const { repo, root, defaultBranch, tree } = await openBare(dir);
  const setup = proposeSetup(await inspectTree(tree), { action: ACTION, root, defaultBranch });
  const files = [
    { path: join(dir, POLICY_PATH), text: setup.policy },
    { path: join(repo, WORKFLOW_PATH), text: setup.workflow }
  ];
  const there = files.map((file) => file.path).filter((path) => existsSync(path));
  if (there.length > 0 && !args.flag("force")) {
    const names = there.map((path) => relative(repo, path).split(sep).join("/"));
    throw new Fault({
      code: "init-exists",
      kind: "usage",
      message: `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} there already`,
      fix: "edit what is there, or overwrite with --force"
    });
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    world.terminal.say(plain(`wrote ${relative(world.cwd, path) || path}`));
  }
  for (const note of setup.notes) world.terminal.say(plain(`  ${note}`));
  world.terminal.say(`  in ${WORKFLOW_PATH}, replace OWNER and the commit by the tunegate release that you have reviewed`);
  world.terminal.say("next:");
  for (const { command: line, why } of setup.next) world.terminal.say(plain(`  ${line}   # ${why}`));
  if (args.flag("json")) {
    const written = files.map((file) => relative(repo, file.path).split(sep).join("/"));
    world.terminal.print(JSON.stringify({ schema: "tunegate/init@1", written, notes: setup.notes, next: setup.next }));
  }
  return 0;
};
export {
  command
};
