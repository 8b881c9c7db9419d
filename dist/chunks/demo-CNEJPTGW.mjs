import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-O3IELVWA.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-UCOFUJ2V.mjs";
import "./chunk-BCNQGSC3.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-3APC2AWC.mjs";
import "./chunk-C4MPUKV6.mjs";
import {
  git
} from "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  STAGES,
  absolute,
  makeRunner
} from "./chunk-PNFH3LV2.mjs";
import {
  plain,
  seconds
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import {
  VERSION
} from "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/demo.ts
import { hostname } from "node:os";

// src/flow/demo.ts
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
var FIRST = { overall: "PASS", blocks: [] };
var NOT_COPIED = /* @__PURE__ */ new Set(["patches", ".tunegate", "__pycache__", ".venv"]);
var IDENTITY = {
  GIT_AUTHOR_NAME: "tunegate demo",
  GIT_AUTHOR_EMAIL: "demo@example.org",
  GIT_COMMITTER_NAME: "tunegate demo",
  GIT_COMMITTER_EMAIL: "demo@example.org"
};
async function demoFlow(options) {
  const example = exampleFolder();
  const dir = await makeRepository(example, options.folder);
  const results = [];
  const judge = async (title, expected, name) => {
    options.begin(title, expected);
    const outcome = await runFlow({
      ...options.run,
      dir,
      base: "main",
      event: { name: "local", release: false },
      only: null,
      folder: null,
      runId: name
    });
    const result = { title, expected, outcome, asStated: isAsStated(outcome, expected) };
    results.push(result);
    options.end(result);
  };
  await judge("the example as it is", FIRST, "main");
  if (options.quick) return { dir, results };
  for (const demoCase of await readCases(example)) {
    const name = basename(demoCase.patch, ".patch");
    await gitIn(dir, "checkout", "-q", "-B", name, "main");
    await gitIn(dir, "apply", "--whitespace=nowarn", join(example, "patches", basename(demoCase.patch)));
    await gitIn(dir, "add", "-A");
    await gitIn(dir, "commit", "-q", "-m", demoCase.title);
    await judge(demoCase.title, demoCase, name);
  }
  await gitIn(dir, "checkout", "-q", "main");
  return { dir, results };
}
function isAsStated(outcome, expected) {
  const blocks = outcome.verdict.gates.filter((gate) => gate.verdict === "BLOCK").map((gate) => gate.id);
  return outcome.verdict.overall === expected.overall && [...blocks].sort().join() === [...expected.blocks].sort().join();
}
function exampleFolder() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); dirname(folder) !== folder; folder = dirname(folder)) {
    const example = join(folder, "examples", "clinical-triage");
    if (existsSync(join(example, "train.py"))) return example;
  }
  throw new Fault({
    code: "no-example",
    kind: "environment",
    message: "the example is not beside the program",
    fix: "run the demo from a clone of tunegate"
  });
}
async function makeRepository(example, folder) {
  if (folder !== null) await mkdir(folder, { recursive: true });
  const dir = await realpath(folder ?? await mkdtemp(join(tmpdir(), "tunegate-demo-")));
  if ((await readdir(dir)).length > 0)
    throw new Fault({
      code: "demo-folder",
      kind: "usage",
      message: "the demo needs an empty folder",
      place: { path: dir },
      fix: "name a new folder, or none for a temporary one"
    });
  await cp(example, dir, { recursive: true, filter: (source) => source === example || !NOT_COPIED.has(basename(source)) });
  await gitIn(dir, "init", "-q", "-b", "main");
  await gitIn(dir, "add", "-A");
  await gitIn(dir, "commit", "-q", "-m", "Clinical triage example");
  return dir;
}
async function readCases(example) {
  return JSON.parse(await readFile(join(example, "patches", "expected.json"), "utf8"));
}
function gitIn(dir, ...args) {
  const options = { cwd: dir, env: { ...IDENTITY, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" } };
  return git(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false", ...args], options);
}

// src/cli/commands/demo.ts
var command = async (args, world) => {
  const { terminal } = world;
  const named = args.positionals[0];
  const started = performance.now();
  let began = started;
  const { dir, results } = await demoFlow({
    folder: named === void 0 ? null : absolute(named, world),
    quick: args.flag("quick"),
    run: {
      host: hostname(),
      version: VERSION,
      stages: STAGES,
      runner: (project) => makeRunner(args, world, project.dir),
      voice: { log: terminal.log, phase: terminal.phase, say: terminal.say },
      signal: world.signal,
      now: world.now
    },
    begin: (title, expected) => {
      began = performance.now();
      terminal.say(plain(`
\u25B6 ${title} (stated: ${stated(expected)})`));
    },
    end: (result) => tellResult(result, performance.now() - began, terminal)
  });
  const wrong = results.filter((result) => !result.asStated).length;
  terminal.say(
    `
${results.length - wrong} of ${results.length} verdicts are as stated (${seconds(performance.now() - started)}). The repository and its reports: ${dir}`
  );
  if (args.flag("json")) {
    terminal.print(
      JSON.stringify({
        dir,
        results: results.map(({ title, expected, outcome, asStated }) => ({
          title,
          expected,
          overall: outcome.verdict.overall,
          asStated,
          folder: outcome.folder
        }))
      })
    );
  }
  return wrong === 0 ? 0 : 1;
};
function stated({ overall, blocks }) {
  return blocks.length === 0 ? overall : `${overall} by ${blocks.join(", ")}`;
}
function tellResult(result, ms, terminal) {
  tellVerdict(result.outcome, terminal);
  const blocks = result.outcome.verdict.gates.filter((gate) => gate.verdict === "BLOCK").map((gate) => gate.id);
  terminal.say(
    `  ${result.asStated ? "as stated" : `NOT as stated: got ${result.outcome.verdict.overall} ${blocks.join(", ")}`} in ${seconds(ms)}`
  );
}
export {
  command
};
