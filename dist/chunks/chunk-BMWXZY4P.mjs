import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  projectDir
} from "./chunk-C4MPUKV6.mjs";
import {
  POLICY_PATH,
  gitRoot,
  loadPolicy,
  openWorkTree,
  policyPaths
} from "./chunk-JHHPMTCH.mjs";
import {
  LINEAGE_FILE,
  buildLineage,
  entriesBelow,
  folderPrefix,
  folderSource
} from "./chunk-PNFH3LV2.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/flow/train.ts
import { readFile as readFile2 } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/stages/adapter/train.ts
import { mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
var NO_LIMITS = { wallMs: 14 * 24 * 36e5, memoryBytes: Number.MAX_SAFE_INTEGER, diskBytes: Number.MAX_SAFE_INTEGER };
var LOG_FILE = ".tunegate/train.log";
async function trainWithLineage(options) {
  const { root, policy, runner, log } = options;
  const folder = policy.adapter?.path;
  if (folder === void 0) throw noAdapterPath();
  const outputFile = join(root, LOG_FILE);
  await mkdir(dirname(outputFile), { recursive: true });
  const runtime = await runner.python();
  const environmentKey = await readEnvironmentKey(runner, runtime, root);
  const before = await fileTimes(root, folder);
  log.info(`training: ${options.command.join(" ")} (output in ${LOG_FILE})`);
  const end = await runTrainer(options, runtime, outputFile);
  if (end.kind !== "exited" || end.code !== 0) throw trainerFault(end, options.command);
  const written = changedFiles(before, await fileTimes(root, folder));
  if (!written.some((path) => path.endsWith(".safetensors"))) throw nothingWritten(folder, before);
  const lineage = await buildLineage({
    tree: await options.openHead(),
    policy,
    root,
    environmentKey,
    command: options.command,
    steps: await trainedSteps(root, written),
    parents: options.parents ?? []
  });
  await writeFile(join(root, folder, LINEAGE_FILE), `${JSON.stringify(lineage, null, 2)}
`);
  log.info(`lineage written to ${folderPrefix(folder)}${LINEAGE_FILE}`);
  return lineage;
}
async function runTrainer(options, runtime, outputFile) {
  const started = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1e3);
    void lastLine(outputFile).catch(() => "").then((line) => options.log.progress(null, `training, ${seconds} s${line === "" ? "" : `: ${line}`}`));
  }, 1e3);
  try {
    const { end } = await options.runner.run({
      command: options.command,
      cwd: options.root,
      env: {},
      limits: NO_LIMITS,
      pathPrefix: [dirname(runtime.python)],
      outputFile,
      ...options.signal === void 0 ? {} : { signal: options.signal }
    });
    return end;
  } finally {
    clearInterval(timer);
  }
}
async function lastLine(path) {
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2048), 0, 2048, Math.max(0, size - 2048));
    const text = buffer.subarray(0, bytesRead).toString("utf8").trimEnd();
    const line = text.split(/[\r\n]/).at(-1) ?? "";
    return line.replace(/[^\x20-\x7e\u00a0-\uffff]/g, " ").slice(0, 100);
  } finally {
    await file.close();
  }
}
async function readEnvironmentKey(runner, runtime, cwd) {
  const outputFile = join(cwd, ".tunegate", "envkey.log");
  await mkdir(dirname(outputFile), { recursive: true });
  await runner.run({
    command: [runtime.python, "-m", "tunegate_runtime.envkey"],
    cwd,
    env: { PYTHONPATH: runtime.runtimePath, PYTHONDONTWRITEBYTECODE: "1" },
    limits: { wallMs: 12e4, memoryBytes: 8 * 2 ** 30, diskBytes: 2 ** 30 },
    outputFile
  });
  const lines = (await readFile(outputFile, "utf8").catch(() => "")).split("\n");
  await rm(outputFile, { force: true });
  const last = lines.findLast((line) => line.startsWith("{"));
  try {
    const value = JSON.parse(last ?? "");
    if (typeof value === "object" && value !== null) return toStrings(value);
  } catch {
  }
  throw new Fault({
    code: "environment-key",
    kind: "environment",
    message: `${runtime.origin} does not tell its versions`,
    expected: "one JSON object from python -m tunegate_runtime.envkey",
    fix: "use a Python with torch and transformers: --python, VIRTUAL_ENV or .venv"
  });
}
function toStrings(value) {
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== void 0);
  return Object.fromEntries(entries.map(([key, item]) => [key, typeof item === "string" ? item : JSON.stringify(item)]));
}
async function fileTimes(root, folder) {
  const times = /* @__PURE__ */ new Map();
  for (const { path, kind } of await entriesBelow(folderSource(root, folder), folder)) {
    if (kind !== "file") continue;
    const { mtimeNs, ino } = await stat(join(root, path), { bigint: true });
    times.set(path, `${mtimeNs} ${ino}`);
  }
  return times;
}
function changedFiles(before, after) {
  return [...after].filter(([path, time]) => before.get(path) !== time).map(([path]) => path);
}
async function trainedSteps(root, written) {
  let steps = 0;
  for (const path of written) {
    if (!path.endsWith("/trainer_state.json")) continue;
    const step = /"global_step": *([0-9]+)/.exec(await readFile(join(root, path), "utf8"))?.[1];
    steps = Math.max(steps, Number(step ?? 0));
  }
  return steps > 0 ? steps : null;
}
function trainerFault(end, command) {
  const program = command[0] ?? "";
  const missing = end.kind === "not-started" || end.kind === "exited" && (end.code === 127 || end.code === 126);
  if (missing) {
    const fix = "name a program that is on PATH, such as: tunegate train -- python train.py";
    return new Fault({ code: "trainer-missing", kind: "change", message: `the training did not start: ${program} cannot be run`, fix });
  }
  const how = {
    exited: () => `exited with code ${end.kind === "exited" ? end.code : ""}`,
    signalled: () => `was ended by ${end.kind === "signalled" ? end.signal : ""}`,
    limit: () => `was stopped: ${end.kind === "limit" ? end.message : ""}`,
    cancelled: () => "was stopped by hand"
  }[end.kind]();
  return new Fault({
    code: "trainer-failed",
    kind: "change",
    message: `the training ${how}`,
    place: { path: LOG_FILE },
    fix: `read the end of ${LOG_FILE}`
  });
}
function nothingWritten(folder, before) {
  const old = [...before.keys()].some((path) => path.endsWith(".safetensors"));
  return new Fault({
    code: "trainer-no-adapter",
    kind: "change",
    message: `the training ended well but wrote no adapter into ${folder}${old ? "; the one that lies there is older" : ""}`,
    place: { path: folder },
    expected: "adapter_model.safetensors and adapter_config.json written by this training",
    fix: "let the trainer save its adapter there, or correct adapter.path in the policy"
  });
}
function noAdapterPath() {
  return new Fault({
    code: "no-adapter-path",
    kind: "usage",
    message: "the policy does not say where the adapter is",
    place: { path: ".github/tunegate.yml" },
    expected: "adapter: {path: out/adapter}",
    fix: "add adapter.path to the policy"
  });
}

// src/flow/train.ts
async function openHead(dir) {
  const root = await projectDir(dir);
  const text = await readFile2(join2(root, POLICY_PATH), "utf8").catch(() => null);
  if (text === null)
    throw new Fault({
      code: "no-policy",
      kind: "usage",
      message: "there is no policy in this folder",
      place: { path: POLICY_PATH },
      fix: "run `tunegate init`, or name the project folder with -C"
    });
  const policy = loadPolicy(text, { path: POLICY_PATH, side: "head" });
  const repo = await gitRoot(root);
  const named = policyPaths(policy).map(([, path]) => path);
  return { policy, dir: root, tree: (more = []) => openWorkTree(repo, root, [...named, ...more]) };
}
async function trainFlow(flow) {
  const [program, ...rest] = flow.command;
  if (program === void 0)
    throw new Fault({
      code: "train-command",
      kind: "usage",
      message: "train needs the training command after --",
      fix: "for example: tunegate train -- python train.py --config configs/lora.yml"
    });
  const head = await openHead(flow.dir);
  return trainWithLineage({
    root: head.dir,
    command: [program, ...rest],
    policy: head.policy,
    runner: flow.runner,
    log: flow.log,
    openHead: head.tree,
    signal: flow.signal
  });
}

export {
  openHead,
  trainFlow
};
