import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  openHead
} from "./chunk-BMWXZY4P.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  projectDir
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
import {
  compareFindings,
  makeFinding
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/stages/smoke/repro.ts
var BEFORE_START = ["PYTHONHASHSEED", "CUBLAS_WORKSPACE_CONFIG"];
var MUST_PIN = ["torch", "transformers", "peft", "accelerate", "tokenizers"];
async function collectReproFiles(tree) {
  const files = (await tree.list()).filter(({ kind, bytes }) => kind === "file" && bytes <= 4 << 20).map(({ path }) => path);
  const read = async (pattern) => {
    const found = files.filter((path) => pattern.test(path));
    return Promise.all(found.map(async (path) => ({ path, text: Buffer.from(await tree.read(path)).toString("utf8") })));
  };
  const configs = await read(/\.(ya?ml|json|toml)$/);
  return {
    dockerfiles: await read(/(^|\/)(Dockerfile|[\w.-]+\.Dockerfile|Dockerfile\.[\w.-]+)$/),
    locks: await read(/(^|\/)(requirements[\w.-]*\.(txt|lock)|[\w.-]*\.lock\.txt)$/),
    scripts: await read(/(^|\/)run_repro[\w.-]*\.sh$/),
    configs: new Map(configs.map(({ path, text }) => [path, text]))
  };
}
function checkRepro(files) {
  const findings = [
    ...missing(files),
    ...files.dockerfiles.flatMap(checkDockerfile),
    ...files.locks.flatMap((lock) => checkLock(lock)),
    ...files.scripts.flatMap((script) => checkScript(script, files))
  ];
  return findings.sort(compareFindings);
}
function finding(rule, severity, path, line, message, fix) {
  return makeFinding({ rule: `repro.${rule}`, severity, place: { path, ...line === null ? {} : { line } }, message, fix });
}
function missing({ dockerfiles, locks, scripts }) {
  const list = [];
  if (dockerfiles.length === 0)
    list.push(
      finding(
        "no-dockerfile",
        "warn",
        "Dockerfile",
        null,
        "there is no Dockerfile, so the system below Python is not fixed",
        "write one with a base image by digest"
      )
    );
  if (locks.length === 0)
    list.push(
      finding(
        "no-lock",
        "block",
        "requirements.lock",
        null,
        "there is no list of exact package versions",
        "write one with `pip-compile --generate-hashes`"
      )
    );
  if (scripts.length === 0)
    list.push(
      finding(
        "no-script",
        "warn",
        "run_repro.sh",
        null,
        "there is no run_repro.sh, so nobody can repeat the training by one command",
        "write one that exports the flags before it starts Python"
      )
    );
  return list;
}
function logicalLines(text) {
  const lines = [];
  let open = null;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (open === null && (line === "" || line.startsWith("#"))) continue;
    if (open !== null && line.startsWith("#")) continue;
    const current = open ?? { number: index + 1, text: "" };
    current.text += `${current.text ? " " : ""}${line.replace(/\\$/, "").trim()}`;
    open = line.endsWith("\\") ? current : null;
    if (open === null) lines.push(current);
  }
  if (open !== null) lines.push(open);
  return lines;
}
function checkDockerfile({ path, text }) {
  const list = [];
  const names = /* @__PURE__ */ new Set();
  for (const line of logicalLines(text)) {
    const from = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line.text);
    if (from) {
      const [, image = "", name] = from;
      if (!names.has(image) && image !== "scratch" && !/@sha256:[0-9a-f]{64}$/.test(image)) {
        list.push(
          finding(
            "image-by-tag",
            "block",
            path,
            line.number,
            `the base image ${image} is named by tag, which can change`,
            "name it by digest: image:tag@sha256:\u2026"
          )
        );
      }
      if (name) names.add(name);
    }
    list.push(...checkInstall(path, line));
  }
  return list;
}
function checkInstall(path, line) {
  const list = [];
  for (const [, rest = ""] of line.text.matchAll(/\bpip3?\s+install\s+([^&;|]*)/g)) {
    const words = rest.split(/\s+/).filter(Boolean);
    const fromFile = words.some((word) => word === "-r" || word.startsWith("--requirement"));
    const packages = words.filter(
      (word, index) => !word.startsWith("-") && !/^(-r|-c|--requirement|--constraint|--index-url|--extra-index-url|-i)$/.test(words[index - 1] ?? "")
    );
    const floating = packages.filter(
      (word) => /^[A-Za-z]/.test(word) && !word.includes("==") && !word.includes("@") && !/^(pip|setuptools|wheel|\.)$/.test(word)
    );
    if (floating.length > 0)
      list.push(
        finding(
          "floating-install",
          "block",
          path,
          line.number,
          `${floating.join(", ")} is installed without an exact version`,
          "install from the lock, or write name==version"
        )
      );
    if (fromFile && !words.includes("--require-hashes"))
      list.push(
        finding(
          "no-hashes",
          "warn",
          path,
          line.number,
          "packages are installed without checking their hashes",
          "add --require-hashes and list hashes in the lock"
        )
      );
  }
  return list;
}
function checkLock({ path, text }) {
  const list = [];
  const names = /* @__PURE__ */ new Map();
  let hashed = 0;
  const lines = logicalLines(text).filter((line) => !/^--?(index-url|extra-index-url|find-links|no-index|i\b)/.test(line.text));
  for (const line of lines) {
    const problem = requirementProblem(line.text);
    if (problem)
      list.push(
        finding("floating-version", "block", path, line.number, problem, "write name==version (a git dependency with its 40-digit commit)")
      );
    const [, name = "", version = ""] = /^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;]+)/.exec(line.text) ?? [];
    if (name) names.set(name.toLowerCase().replaceAll("_", "-"), version);
    if (line.text.includes("--hash=")) hashed += 1;
  }
  if (names.size === 0 && list.length === 0) return list;
  const absent = MUST_PIN.filter((name) => !names.has(name));
  if (names.has("torch") && absent.length > 0)
    list.push(
      finding(
        "unpinned-package",
        "warn",
        path,
        null,
        `the list pins torch but not ${absent.join(", ")}, which change training too`,
        "pin them with =="
      )
    );
  if (hashed < names.size)
    list.push(
      finding(
        "no-hashes",
        "warn",
        path,
        null,
        `${names.size - hashed} of ${names.size} packages have no hash`,
        "make the list with `pip-compile --generate-hashes`"
      )
    );
  const inconsistent = inconsistentSet(names);
  if (inconsistent)
    list.push(finding("inconsistent-set", "block", path, null, inconsistent, "choose versions that their makers release together"));
  return list;
}
function requirementProblem(text) {
  const requirement = text.replace(/\s+--hash=\S+/g, "").replace(/\s+#.*$/, "").split(";")[0].trim();
  if (/^(-r|-c|--requirement|--constraint)\b/.test(requirement)) return null;
  if (/^-e\b|^--editable\b/.test(requirement)) return "an editable install is not a fixed version";
  if (/git\+/.test(requirement)) return /@[0-9a-f]{40}\b/.test(requirement) ? null : "a git dependency without a commit can change";
  if (/^[A-Za-z0-9_.-]+(\[[^\]]*\])?\s*==\s*[^*\s]+$/.test(requirement)) return null;
  if (/@\s*(https?|file):/.test(requirement)) return /#sha256=|--hash/.test(text) ? null : "a package by address without a hash can change";
  return `${requirement.split(/[\s<>=!~]/)[0]} has no exact version`;
}
function inconsistentSet(names) {
  const major = (name) => {
    const value = Number.parseInt(names.get(name) ?? "", 10);
    return Number.isNaN(value) ? null : value;
  };
  if (major("transformers") === 5 && major("trl") === 0 && Number.parseInt(names.get("trl").split(".")[1] ?? "0", 10) < 24) {
    return `trl ${names.get("trl")} does not work with transformers ${names.get("transformers")}`;
  }
  return null;
}
function checkScript({ path, text }, { dockerfiles, configs }) {
  const list = [];
  const lines = logicalLines(text);
  if (!/^\s*set\s+-(?=\w*e)(?=\w*u)\w*o\s+pipefail/m.test(text)) {
    list.push(finding("no-strict-mode", "block", path, null, "the script goes on after an error", "begin with `set -euo pipefail`"));
  }
  const start = lines.find(
    ({ text: line }) => /(^|[\s;&|"])(exec\s+)?(\S*\/)?(python3?|accelerate|torchrun|axolotl|llamafactory-cli|tune|trl)["}]*(\s|$)/.test(line) && !/^\s*(export|set|#)/.test(line)
  );
  if (!start)
    list.push(
      finding(
        "no-training",
        "block",
        path,
        null,
        "the script starts no training that is known here",
        "start python, accelerate, torchrun or a framework's command"
      )
    );
  const inImages = dockerfiles.map(({ text: dockerfile }) => dockerfile).join("\n");
  for (const name of BEFORE_START) {
    const set = lines.find(({ text: line }) => new RegExp(`\\bexport\\s+([A-Z_]+=\\S*\\s+)*${name}=`).test(line));
    const early = set !== void 0 && (start === void 0 || set.number < start.number);
    if (!early && !new RegExp(`\\b${name}=`).test(inImages)) {
      list.push(
        finding(
          "flag-too-late",
          "block",
          path,
          start?.number ?? null,
          `${name} is not exported before the training starts`,
          `export ${name} above the line that starts Python: it is read at start only`
        )
      );
    }
  }
  for (const { text: line, number } of lines) {
    if (/\|\|\s*(true|:)(\s|$)/.test(line))
      list.push(finding("swallowed-error", "block", path, number, "an error is swallowed by `|| true`", "let it fail"));
  }
  if (!passesSeed(text, configs))
    list.push(
      finding(
        "no-seed",
        "block",
        path,
        start?.number ?? null,
        "no seed reaches the training",
        "pass --seed, or name a configuration that has a seed"
      )
    );
  return list;
}
function passesSeed(script, configs) {
  if (/--(data_)?seed[ =]|\bseed=\S/.test(script)) return true;
  return [...configs].some(([path, text]) => script.includes(path) && /^\s*["']?seed["']?\s*[:=]\s*\d/m.test(text));
}

// src/cli/commands/repro.ts
var command = async (args, world) => {
  if (args.positionals[0] !== "check") {
    throw new Fault({ code: "arguments", kind: "usage", message: "repro knows one verb: check", fix: "tunegate repro check" });
  }
  const head = await openHead(projectDir(args, world));
  const findings = checkRepro(await collectReproFiles(await head.tree()));
  if (args.flag("json")) world.terminal.print(JSON.stringify({ schema: "tunegate/repro@1", findings }));
  else
    for (const { severity, rule, place, message, fix } of findings)
      world.terminal.print(
        plain(
          `${severity.padEnd(5)} ${rule} ${place.path}${place.line === void 0 ? "" : `:${place.line}`}: ${message}
      fix: ${fix}`
        )
      );
  world.terminal.say(
    findings.length === 0 ? "everything on the determinism list holds" : `${findings.length} points of the determinism list are open`
  );
  return findings.some(({ severity }) => severity === "block") ? 1 : 0;
};
export {
  command
};
