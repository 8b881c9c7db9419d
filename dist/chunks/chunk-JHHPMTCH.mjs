import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  NOT_BUILT_YET,
  PolicySchema,
  limitFor
} from "./chunk-HHBMAGUE.mjs";
import {
  compileValidator,
  isBelow,
  require_dist,
  safePath
} from "./chunk-PNFH3LV2.mjs";
import {
  nearest
} from "./chunk-PB5L4US5.mjs";
import {
  RE2JS
} from "./chunk-HBZ6VMEK.mjs";
import {
  RATES,
  SCORES
} from "./chunk-53WHWWPF.mjs";
import {
  digestStream
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import {
  __toESM
} from "./chunk-A565XNO5.mjs";

// src/policy/load.ts
var import_yaml = __toESM(require_dist(), 1);

// src/policy/meaning.ts
function checkMeaning(policy, path) {
  for (const [what, value] of policyPaths(policy)) safePath(value, { path, what: `\`${what}\`` });
  return [
    ...checkRecognizers(policy),
    ...checkSuites(policy),
    ...policy.gates.flatMap((gate, index) => [...checkGate(policy, gate, index)]),
    ...checkDuplicates(policy)
  ];
}
function policyPaths(policy) {
  const paths = [];
  const add = (what, value) => value !== void 0 && paths.push([what, value]);
  policy.data.forEach((source, index) => {
    add(`data[${index}].path`, source.path);
    add(`data[${index}].manifest`, source.manifest);
  });
  add("phi.allow", policy.phi.allow);
  add("adapter.path", policy.adapter?.path);
  add("adapter.answer-schema", policy.adapter?.["answer-schema"]);
  add("baselines.smoke", policy.baselines.smoke);
  add("baselines.eval", policy.baselines.eval);
  add("baselines.history", policy.baselines.history);
  add("ratings.path", policy.ratings?.path);
  for (const suite of policy.eval?.suites ?? []) {
    add(`eval.suites.${suite.name}.data`, suite.data);
    add(`eval.suites.${suite.name}.rules`, suite.rules);
    if ("file" in suite.answers) add(`eval.suites.${suite.name}.answers.file`, suite.answers.file);
    else {
      add(`eval.suites.${suite.name}.answers.generate.base`, suite.answers.generate.base);
      add(`eval.suites.${suite.name}.answers.generate.adapter`, suite.answers.generate.adapter);
    }
  }
  for (const gate of policy.gates) add(`gates.${gate.metric}.never-miss`, gate["never-miss"]);
  return paths;
}
function* checkRecognizers(policy) {
  for (const [index, { id, pattern }] of policy.phi.recognizers.entries()) {
    try {
      RE2JS.compile(pattern);
    } catch {
      yield {
        pointer: `/phi/recognizers/${index}/pattern`,
        message: `the pattern of the recognizer \`${id}\` is no valid linear-time expression`,
        expected: "RE2 syntax: no look-around, no back-references, at most 1000 repeats"
      };
    }
  }
}
function* checkSuites(policy) {
  for (const [index, suite] of (policy.eval?.suites ?? []).entries()) {
    const pointer = `/eval/suites/${index}`;
    if (suite.scorer === "triage" && !suite.levels)
      yield { pointer, message: `suite \`${suite.name}\` scores triage but has no \`levels\``, expected: "levels, most urgent first" };
    if (suite.scorer === "policy" && !suite.rules)
      yield {
        pointer,
        message: `suite \`${suite.name}\` scores by policy but has no \`rules\``,
        expected: "rules: the path of a safety rule file"
      };
  }
}
function* checkDuplicates(policy) {
  const lists = [
    ["/eval/suites", (policy.eval?.suites ?? []).map((suite) => suite.name)],
    ["/gates", policy.gates.map((gate) => gate.metric)],
    ["/data", policy.data.map((source) => source.path)]
  ];
  for (const [pointer, names] of lists) {
    for (const [index, name] of names.entries())
      if (names.indexOf(name) !== index)
        yield { pointer: `${pointer}/${index}`, message: `\`${name}\` is listed twice`, expected: "each entry once" };
  }
}
function* checkGate(policy, gate, index) {
  const pointer = `/gates/${index}`;
  const [suiteName, ...rest] = gate.metric.split(".");
  const suites = policy.eval?.suites ?? [];
  const suite = suites.find((candidate) => candidate.name === suiteName);
  if (!suite) {
    const suggestion = nearest(
      suiteName,
      suites.map((candidate) => candidate.name)
    ) ?? void 0;
    yield {
      pointer: `${pointer}/metric`,
      message: `gate \`${gate.metric}\` names no suite of \`eval.suites\`${suggestion ? `; did you mean \`${suggestion}\`?` : ""}`,
      suggestion
    };
    return;
  }
  const name = rest.join(".");
  const known = [...RATES, ...SCORES].filter((metric2) => metric2.scorer === suite.scorer);
  const metric = known.find((candidate) => candidate.name === name);
  if (!metric) {
    const names = known.map((candidate) => candidate.name);
    const suggestion = nearest(name, names) ?? void 0;
    yield {
      pointer: `${pointer}/metric`,
      message: `\`${name}\` is no metric of the ${suite.scorer} scorer${suggestion ? `; did you mean \`${suggestion}\`?` : ""}`,
      expected: `one of ${names.join(", ")}`,
      suggestion
    };
    return;
  }
  yield* checkLimits(policy, gate, metric.better, pointer);
}
function* checkLimits(policy, gate, better, pointer) {
  if (gate.floor === void 0 && gate.ceiling === void 0 && !gate.regression && !gate["never-miss"])
    yield { pointer, message: `gate \`${gate.metric}\` judges nothing`, expected: "floor, ceiling, regression or never-miss" };
  if (gate.floor !== void 0 && better === "lower")
    yield { pointer, message: `\`${gate.metric}\` is better when lower, so it takes a ceiling, not a floor`, suggestion: "ceiling" };
  if (gate.ceiling !== void 0 && better === "higher")
    yield { pointer, message: `\`${gate.metric}\` is better when higher, so it takes a floor, not a ceiling`, suggestion: "floor" };
  for (const key of ["floor", "ceiling"]) {
    if (gate[key] !== void 0 && limitFor(gate[key], policy.mode) === null)
      yield {
        pointer: `${pointer}/${key}`,
        message: `gate \`${gate.metric}\` has no ${key} for mode \`${policy.mode}\``,
        expected: `a number for ${policy.mode}`
      };
  }
}

// src/policy/load.ts
var POLICY_PATH = ".github/tunegate.yml";
var validator;
function loadPolicy(text, from) {
  const kind = from.side === "base" ? "usage" : "change";
  const counter = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text, { lineCounter: counter, uniqueKeys: true, version: "1.2" });
  const locate = (pointer, key) => ({ path: from.path, ...lineOf(document, counter, pointer, key) });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = counter.linePos(broken.pos[0]);
    throw new Fault({
      code: "policy-not-yaml",
      kind,
      // The parser ends its sentence with the position, which the place tells already.
      message: `the policy is not valid YAML: ${broken.message.split("\n")[0].replace(/ at line \d+, column \d+:?$/, "")}`,
      place: { path: from.path, line, column: col },
      fix: "correct the YAML; an editor with schemas/policy.schema.json shows the place"
    });
  }
  const value = plainValue(document, from.path, kind);
  refuseUnbuilt(value, kind, locate);
  validator ??= compileValidator(PolicySchema);
  const problems = validator(value);
  if (problems.length > 0) throw policyFault(problems, kind, locate);
  const policy = value;
  const meaning = checkMeaning(policy, from.path);
  if (meaning.length > 0) throw policyFault(meaning, kind, locate);
  return policy;
}
function policyFault(problems, kind, locate) {
  const first = problems[0];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const key = "key" in first ? first.key : void 0;
  return new Fault({
    code: key === void 0 ? "policy-invalid" : "policy-unknown-key",
    kind,
    message: `the policy is not valid: ${first.message}${more}`,
    place: locate(first.pointer, key),
    expected: first.expected,
    fix: "suggestion" in first && first.suggestion ? `write \`${first.suggestion}\`` : "correct the key; `tunegate explain` checks the file"
  });
}
function plainValue(document, path, kind) {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new Fault({
      code: "policy-not-yaml",
      kind,
      message: "the policy uses YAML aliases that lead nowhere or expand too far",
      place: { path },
      fix: "write the values out instead of using * aliases"
    });
  }
}
function refuseUnbuilt(value, kind, locate) {
  for (const [path, what] of Object.entries(NOT_BUILT_YET)) {
    for (const pointer of pointersTo(value, path.split("."), "")) {
      const key = path.split(".").pop();
      throw new Fault({
        code: "policy-not-built",
        kind,
        message: `the policy key \`${path}\` (${what}) is not built in this version of tunegate`,
        place: locate(pointer.slice(0, pointer.lastIndexOf("/")), key),
        fix: `remove \`${key}\`; a key that is not acted on is refused, never ignored`
      });
    }
  }
}
function* pointersTo(value, path, pointer) {
  const [step, ...rest] = path;
  if (step === void 0) return yield pointer;
  const name = step.replace("[]", "");
  if (typeof value !== "object" || value === null || !(name in value)) return;
  const member = value[name];
  const here = `${pointer}/${name}`;
  if (!step.endsWith("[]")) return yield* pointersTo(member, rest, here);
  if (Array.isArray(member)) for (const [index, item] of member.entries()) yield* pointersTo(item, rest, `${here}/${index}`);
}
function lineOf(document, counter, pointer, key) {
  const path = pointer.split("/").slice(1).map((part) => /^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~"));
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const offset = offsetOf(node, depth === path.length ? key : void 0);
    if (offset !== null) {
      const { line, col } = counter.linePos(offset);
      return { line, column: col };
    }
  }
  return {};
}
function offsetOf(node, key) {
  if (typeof node !== "object" || node === null) return null;
  if (key !== void 0 && "items" in node) {
    for (const item of node.items) {
      if ((0, import_yaml.isScalar)(item.key) && item.key.value === key && item.key.range) return item.key.range[0];
    }
  }
  const range = node.range;
  return range ? range[0] : null;
}

// src/core/git.ts
import { execFile, spawn } from "node:child_process";
var GitError = class extends Error {
  status;
  stderr;
  constructor(args, status, stderr) {
    super(`git ${args[0]} failed: ${stderr.trim().split("\n").pop() ?? ""}`);
    this.status = status;
    this.stderr = stderr;
  }
};
var PLAIN_ENV = { GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
var PLAIN_ARGS = ["-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
function gitBytes(args, options) {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      [...PLAIN_ARGS, ...args],
      { cwd: options.cwd, env: { ...process.env, ...PLAIN_ENV, ...options.env }, encoding: "buffer", maxBuffer: 1 << 30 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        if (error.code === "ENOENT") return reject(noGit());
        const status = typeof error.code === "number" ? error.code : null;
        reject(new GitError(args, status, stderr.toString("utf8")));
      }
    );
    child.stdin?.on("error", () => void 0);
    child.stdin?.end(options.input ?? "");
  });
}
async function git(args, options) {
  return (await gitBytes(args, options)).toString("utf8").replace(/\n$/, "");
}
async function gitOrNull(args, options) {
  try {
    return await git(args, options);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
async function* gitStream(args, options) {
  const child = spawn("git", [...PLAIN_ARGS, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...PLAIN_ENV, ...options.env },
    stdio: ["ignore", "pipe", "pipe"]
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    if (stderr.length < 1e4) stderr += chunk.toString("utf8");
  });
  const closed = new Promise((resolve, reject) => {
    child.on("error", (error) => reject(error.code === "ENOENT" ? noGit() : error));
    child.on("close", resolve);
  });
  yield* child.stdout;
  const status = await closed;
  if (status !== 0) throw new GitError(args, status, stderr);
}
function noGit() {
  return new Fault({
    code: "no-git",
    kind: "environment",
    message: "git is not installed or not on PATH",
    fix: "install git 2.30 or newer and run again"
  });
}

// src/core/git-tree.ts
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
var GitTree = class {
  side = "base";
  #repo;
  #commit;
  #prefix;
  #scratch;
  #blobs;
  #digests = /* @__PURE__ */ new Map();
  /**
   * @param repo absolute path of the git root
   * @param commit object id of a commit
   * @param root project root below the git root, `.` for the same
   * @param scratch folder where materialise() may extract files
   */
  constructor(repo, commit, root, scratch) {
    this.#repo = repo;
    this.#commit = commit;
    this.#prefix = root === "." ? "" : `${root}/`;
    this.#scratch = scratch;
  }
  async list() {
    return [...(await this.#all()).values()].map(({ path, bytes, kind }) => ({ path, bytes, kind }));
  }
  async has(path) {
    return (await this.#all()).has(path);
  }
  async open(path) {
    const blob = await this.#blob(path);
    return gitStream(["cat-file", "blob", blob.oid], { cwd: this.#repo });
  }
  async read(path, maxBytes = 64 << 20) {
    const blob = await this.#blob(path);
    if (blob.bytes > maxBytes) throw tooLarge(path, blob.bytes, maxBytes);
    return gitBytes(["cat-file", "blob", blob.oid], { cwd: this.#repo });
  }
  digest(path) {
    let digest = this.#digests.get(path);
    if (!digest) {
      digest = this.open(path).then(digestStream);
      this.#digests.set(path, digest);
    }
    return digest;
  }
  async materialise(path) {
    const target = join(this.#scratch, "base", path);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Readable.from(await this.open(path)), createWriteStream(target));
    return target;
  }
  async #blob(path) {
    const blob = (await this.#all()).get(path);
    if (!blob) throw absent(path, "the base");
    if (blob.kind === "symlink") throw notPlain(path, "the base");
    return blob;
  }
  #all() {
    this.#blobs ??= this.#readTree();
    return this.#blobs;
  }
  async #readTree() {
    const spec = this.#prefix === "" ? [] : ["--", this.#prefix];
    const listing = await gitBytes(["ls-tree", "-r", "-z", "-l", "--full-tree", this.#commit, ...spec], { cwd: this.#repo });
    const blobs = /* @__PURE__ */ new Map();
    for (const line of listing.toString("utf8").split("\0")) {
      const match = /^(\d+) blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line);
      if (!match) continue;
      const [, mode, oid, size, full] = match;
      const path = full.slice(this.#prefix.length);
      blobs.set(path, { path, bytes: Number(size), kind: mode === "120000" ? "symlink" : "file", oid });
    }
    return new Map([...blobs].sort(([a], [b]) => a < b ? -1 : 1));
  }
};
function absent(path, where) {
  return new Fault({
    code: "file-absent",
    kind: "change",
    message: `${path} is not in ${where}`,
    place: { path },
    fix: "add the file, or correct the path that names it"
  });
}
function notPlain(path, where) {
  return new Fault({
    code: "not-a-plain-file",
    kind: "change",
    message: `${path} is not a plain file in ${where}; symbolic links are not followed`,
    place: { path },
    fix: "commit the file itself instead of a link"
  });
}
function unnamed(path) {
  return new Fault({
    code: "name-no-utf8",
    kind: "change",
    message: `the name of ${path} is no UTF-8, so the file cannot be opened`,
    place: { path },
    fix: "rename the file; the bytes that are no UTF-8 are shown as U+FFFD here"
  });
}
function tooLarge(path, bytes, maxBytes) {
  return new Fault({
    code: "file-too-large",
    kind: "change",
    message: `${path} has ${bytes} bytes; at most ${maxBytes} can be read here`,
    place: { path },
    fix: "split the file or make it smaller"
  });
}

// src/core/work-tree.ts
import { constants } from "node:fs";
import { copyFile, lstat, mkdir as mkdir2, open, readdir, realpath, stat, utimes } from "node:fs/promises";
import { isAbsolute, join as join2, relative, sep } from "node:path";
async function shadowTree(repo, scratch) {
  const objects = join2(scratch, "objects");
  await mkdir2(objects, { recursive: true });
  const index = join2(scratch, "index");
  const gitDir = await git(["rev-parse", "--git-path", "objects"], { cwd: repo });
  const env = {
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: isAbsolute(gitDir) ? gitDir : join2(repo, gitDir)
  };
  await seedIndex(repo, index);
  await gitBytes(["add", "-A", "--", ".", ":(exclude,glob)**/.tunegate/**"], { cwd: repo, env });
  return { env, tree: await git(["write-tree"], { cwd: repo, env }) };
}
async function seedIndex(repo, index) {
  const named = await git(["rev-parse", "--git-path", "index"], { cwd: repo });
  const real = isAbsolute(named) ? named : join2(repo, named);
  const found = await stat(real).catch(() => null);
  if (found) {
    await copyFile(real, index);
    await utimes(index, found.atime, Math.floor(found.mtimeMs / 1e3));
    return;
  }
  const head = await gitOrNull(["rev-parse", "--verify", "HEAD^{tree}"], { cwd: repo });
  if (head !== null) await git(["read-tree", head], { cwd: repo, env: { GIT_INDEX_FILE: index } });
}
var REPLACED = "\uFFFD";
var WorkTree = class _WorkTree {
  side = "head";
  #dir;
  #paths;
  #entries;
  #digests = /* @__PURE__ */ new Map();
  constructor(dir, paths) {
    this.#dir = dir;
    this.#paths = paths;
  }
  /**
   * @param dir absolute path of the project root
   * @param tracked paths below it that git would commit
   * @param named paths or folders that the policy names; ignored files below them count as inputs
   */
  static async create(dir, tracked, named) {
    const known = new Set(tracked);
    const ignored = [];
    for (const path of named) for await (const file of filesBelow(dir, path)) if (!known.has(file)) ignored.push(file);
    const paths = [.../* @__PURE__ */ new Set([...tracked, ...ignored])].sort();
    return { tree: new _WorkTree(dir, paths), ignored: [...new Set(ignored)].sort() };
  }
  async list() {
    return [...(await this.#all()).values()];
  }
  async has(path) {
    return (await this.#all()).has(path);
  }
  async open(path) {
    return (await openPlain(await this.#plain(path))).createReadStream();
  }
  async read(path, maxBytes = 64 << 20) {
    const handle = await openPlain(await this.#plain(path));
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) throw tooLarge(path, size, maxBytes);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  }
  digest(path) {
    let digest = this.#digests.get(path);
    if (!digest) {
      digest = this.open(path).then(digestStream);
      this.#digests.set(path, digest);
    }
    return digest;
  }
  materialise(path) {
    return this.#plain(path);
  }
  async #plain(path) {
    const entry = (await this.#all()).get(path);
    if (!entry) throw absent(path, "the head");
    if (entry.kind === "symlink") throw notPlain(path, "the head");
    if (entry.kind === "unnamed") throw unnamed(path);
    const full = join2(this.#dir, path);
    const real = await realpath(full);
    const inside = relative(await realpath(this.#dir), real);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw notPlain(path, "the head");
    return full;
  }
  #all() {
    this.#entries ??= this.#stat();
    return this.#entries;
  }
  async #stat() {
    const entries = /* @__PURE__ */ new Map();
    for (const path of this.#paths) {
      const stat2 = await lstat(join2(this.#dir, path)).catch(() => null);
      if (stat2?.isFile()) entries.set(path, { path, bytes: stat2.size, kind: "file" });
      else if (stat2?.isSymbolicLink()) entries.set(path, { path, bytes: stat2.size, kind: "symlink" });
      else if (stat2 === null && path.includes(REPLACED)) entries.set(path, { path, bytes: 0, kind: "unnamed" });
    }
    return entries;
  }
};
function openPlain(path) {
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
}
async function trackedPaths(repo, root, env) {
  const listing = (await gitBytes(["ls-files", "-z"], { cwd: repo, env })).toString("utf8");
  const below = listing.split("\0").filter((path) => path !== "" && isBelow(path, root));
  return root === "." ? below : below.map((path) => path.slice(root.length + 1));
}
async function* filesBelow(dir, path) {
  const stat2 = await lstat(join2(dir, path)).catch(() => null);
  if (stat2?.isFile() || stat2?.isSymbolicLink() || stat2 === null && path.includes(REPLACED)) yield path;
  if (!stat2?.isDirectory()) return;
  for (const name of (await readdir(join2(dir, path))).sort())
    if (name !== ".tunegate" && name !== ".git") yield* filesBelow(dir, `${path}/${name}`);
}

// src/flow/open-tree.ts
import { mkdtemp, realpath as realpath2, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join3, relative as relative2, sep as sep2 } from "node:path";
async function gitRoot(dir) {
  const root = await gitOrNull(["rev-parse", "--show-toplevel"], { cwd: dir });
  if (root === null || root === "") {
    throw new Fault({
      code: "no-repository",
      kind: "environment",
      message: "this folder is in no git repository",
      fix: "run inside a clone, or `git init` and commit once: tunegate compares a head with a base"
    });
  }
  return realpath2(root);
}
function rootBelow(repo, dir) {
  return relative2(repo, dir).split(sep2).join("/") || ".";
}
async function openWorkTree(repo, dir, named) {
  const scratch = await mkdtemp(join3(tmpdir(), "tunegate-head-"));
  try {
    const { env } = await shadowTree(repo, scratch);
    return (await WorkTree.create(dir, await trackedPaths(repo, rootBelow(repo, dir), env), named)).tree;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export {
  gitBytes,
  git,
  gitOrNull,
  GitTree,
  shadowTree,
  WorkTree,
  trackedPaths,
  policyPaths,
  POLICY_PATH,
  loadPolicy,
  gitRoot,
  rootBelow,
  openWorkTree
};
