import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  findingsSarif
} from "./chunk-BTCDY5TB.mjs";
import {
  PHI_PACKS
} from "./chunk-HHBMAGUE.mjs";
import {
  absolute,
  inputFile,
  outputFile
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import {
  listFiles,
  mergeShards,
  proposedAllow,
  readSidecars,
  runScan,
  runShard
} from "./chunk-5O42QRSO.mjs";
import {
  VERSION
} from "./chunk-UZTPQZPX.mjs";
import {
  scanStreamUnit
} from "./chunk-UROREIVZ.mjs";
import {
  Scanner,
  isDay,
  parseAllow,
  sidecarOf,
  sum
} from "./chunk-HBZ6VMEK.mjs";
import {
  plural
} from "./chunk-WP465JPG.mjs";
import {
  compareFindings
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/cli/commands/scan.ts
import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join as join2, relative, resolve, sep } from "node:path";
import { text } from "node:stream/consumers";

// src/cli/added-lines.ts
import { statSync } from "node:fs";
import { join } from "node:path";
var COLOUR = /\u001b\[[0-9;]*[mK]/g;
function parseAddedLines(diff) {
  const added = /* @__PURE__ */ new Map();
  let path = null;
  let line = 0;
  let left = 0;
  for (const text2 of diff.replace(COLOUR, "").split("\n")) {
    if (left > 0) {
      left -= text2.startsWith("-") || text2.startsWith("\\") ? 0 : 1;
      if (text2.startsWith("+") && path !== null) addLine(added, path, line);
      if (!text2.startsWith("-") && !text2.startsWith("\\")) line++;
      continue;
    }
    const file = /^\+\+\+ (?:"((?:[^"\\]|\\.)*)"|([^\t\r]*))/.exec(text2);
    if (file) path = newPath(file[1] === void 0 ? file[2] : unquoted(file[1]));
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text2);
    if (hunk) {
      line = Number(hunk[1]);
      left = Number(hunk[2] ?? "1");
    }
  }
  return added;
}
function newPath(name) {
  return name === "/dev/null" ? null : name.replace(/^b\//, "");
}
var ESCAPES = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
function unquoted(text2) {
  const parts = text2.replace(/[^\\]+|\\([0-7]{3}|.)/gs, (part, sign) => {
    if (sign === void 0) return Buffer.from(part, "utf8").toString("latin1");
    const byte = sign.length === 3 ? Number.parseInt(sign, 8) & 255 : ESCAPES[sign];
    return byte === void 0 ? sign : String.fromCharCode(byte);
  });
  return Buffer.from(parts, "latin1").toString("utf8");
}
function addLine(added, path, line) {
  const ranges = added.get(path) ?? [];
  const last = ranges.at(-1);
  if (last && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
  added.set(path, ranges);
}
function addedLinesBelow(root, diff) {
  const text2 = diff.replace(COLOUR, "");
  if (text2.trim() !== "" && !/^(?:diff |Index: |\+\+\+ )/m.test(text2))
    throw fault("standard input is no unified diff", "pipe a diff into it: git diff --relative base... | tunegate scan --added-lines");
  if (/^@@@+ -/m.test(text2))
    throw fault(
      "standard input is the combined diff of a merge, which does not say what one side adds",
      "make a diff of two trees: git diff --relative base..."
    );
  const added = parseAddedLines(text2);
  const missing = [...added.keys()].filter((path) => !isThere(join(root, path)));
  if (missing.length > 0)
    throw fault(
      `${missing.length} of ${added.size} files of the diff are not in this folder, so their added lines cannot be scanned`,
      "make the diff in this folder, of the tree that lies here: git -c diff.mnemonicPrefix=false diff --relative base...",
      missing[0]
    );
  return added;
}
function isThere(file) {
  try {
    statSync(file);
    return true;
  } catch (error) {
    const { code } = error;
    return code !== "ENOENT" && code !== "ENOTDIR";
  }
}
function fault(message, fix, path) {
  return new Fault({ code: "added-lines", kind: "usage", message, fix, ...path === void 0 ? {} : { place: { path } } });
}

// src/cli/ci.ts
var NAMES = [
  ...["CI", "CONTINUOUS_INTEGRATION", "BUILD_ID", "BUILD_NUMBER"],
  ...["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "JENKINS_HOME", "HUDSON_URL", "TEAMCITY_VERSION", "BUILDKITE", "CIRCLECI"],
  ...["TRAVIS", "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "DRONE", "WOODPECKER", "SEMAPHORE", "CODEBUILD_BUILD_ID", "CIRRUS_CI", "CF_BUILD_ID"],
  ...["HARNESS_BUILD_ID", "GO_PIPELINE_NAME", "bamboo_buildKey", "PROW_JOB_ID", "TASKCLUSTER_ROOT_URL", "CM_BUILD_ID", "BITRISE_IO"],
  ...["NETLIFY", "VERCEL", "SCREWDRIVER", "WERCKER", "SHIPPABLE", "KAGGLE_KERNEL_RUN_TYPE"]
];
function isAutomated(env) {
  return NAMES.some((name) => (env[name] ?? "") !== "");
}

// src/cli/commands/scan.ts
var LISTED = 1e4;
var command = async (args, world) => {
  const salt = args.text("propose-allow") === null ? null : randomBytes(16).toString("hex");
  const files = args.flag("stdin") || args.texts("merge").length > 0 ? [] : filesOf(args, world);
  const options = scanOptions(args, world, salt, files);
  const output = (name) => {
    const path = args.text(name);
    return path === null ? null : outputFile(path, world);
  };
  const [shardFile, sarif, proposed] = [output("shard-out"), output("sarif"), output("propose-allow")];
  if (shardFile !== null) {
    writeFileSync(
      shardFile,
      `${JSON.stringify(await runShard({ ...request(args, world, options, files), shard: shardOf(args) ?? { index: 1, count: 1 } }))}
`
    );
    world.terminal.say(
      plain(
        `wrote ${new Scanner(options).showPath(args.text("shard-out") ?? "")}; put the parts together with: tunegate scan --merge FILE \u2026`
      )
    );
    return 0;
  }
  const result = await scan(args, world, options, files);
  const news = result.aboutExceptions ?? [];
  const evidence = evidenceOf(result, news);
  tell(evidence, result, args, world);
  if (sarif !== null) writeFileSync(sarif, findingsSarif(evidence.findings, VERSION));
  if (salt !== null && proposed !== null)
    writeFileSync(proposed, proposedAllow(salt, result.proposals, onlyOf(proposed, world, files, options)));
  const { block = 0, warn = 0 } = evidence.counts;
  return block + warn > 0 ? 1 : 0;
};
function onlyOf(output, world, files, options) {
  const of = sidecarOf(output);
  if (of === null) return null;
  return new Scanner(options).showPath(files.find(({ file }) => file === of)?.path ?? relativeTo(world, of));
}
function relativeTo(world, path) {
  return relative(world.cwd, absolute(path, world)).split(sep).join("/");
}
async function scan(args, world, options, files) {
  const merged = args.texts("merge");
  if (merged.length > 0)
    return mergeShards(
      merged.map((path) => readShard(absolute(path, world), path)),
      LISTED
    );
  if (args.flag("stdin")) return scanStdin(options);
  const shard = shardOf(args);
  const added = await addedLines(args, world);
  const listed = added.addedLines === void 0 ? files : files.filter(({ path, file }) => file === join2(world.cwd, path));
  return runScan({ ...request(args, world, options, listed), ...shard ? { shard } : {}, ...added });
}
function request(args, world, options, files) {
  const cache = cacheFolder(args, world, files);
  const log = world.terminal.log("scan");
  return {
    files,
    options,
    jobs: number(args.text("jobs"), "jobs") ?? availableParallelism(),
    onProgress: (done, total) => log.progress(total === 0 ? null : done / total, `${(done / 1e6).toFixed(0)} MB`),
    signal: world.signal,
    ...cache === null ? {} : { cache }
  };
}
function cacheFolder(args, world, files) {
  const path = args.text("cache");
  if (path === null) return null;
  const folder = resolve(world.cwd, path);
  const fault2 = (message, fix) => new Fault({ code: "cache", kind: "usage", message, place: { path }, fix });
  if (files.some(({ file }) => file.startsWith(folder + sep)))
    throw fault2("the cache folder holds files that are to be scanned", "name a folder outside of them, such as .tunegate/cache");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    throw fault2("the cache folder cannot be made or written", "name a folder that can be written");
  }
  return folder;
}
function filesOf(args, world) {
  const paths = args.positionals.length > 0 ? args.positionals : ["."];
  try {
    return listFiles(
      world.cwd,
      paths.map((path) => absolute(path, world))
    );
  } catch (error) {
    const { code, path } = error;
    if (typeof code !== "string" || path === void 0) throw error;
    throw new Fault({
      code: "scan-path",
      kind: "usage",
      message: code === "ENOENT" || code === "ENOTDIR" ? "a path to scan does not exist" : `a path to scan cannot be looked at (${code})`,
      place: { path: relativeTo(world, path) },
      fix: "name files or folders that exist and may be read"
    });
  }
}
function scanOptions(args, world, salt, files) {
  const allow = args.text("allow");
  const inline = choice(args, "inline", ["allow", "forbid"]);
  const sidecars = inline === "allow" ? readSidecars(files) : [];
  return {
    packs: list(args.text("packs"), PHI_PACKS, "packs"),
    hospitals: choice(args, "hospitals", ["on", "off"]) === "on",
    limit: LISTED,
    inline,
    today: day(args, world),
    ...allow === null ? {} : { allow: parseAllow(readFileSync(inputFile(allow, world), "utf8"), allow) },
    ...sidecars.length === 0 ? {} : { sidecars },
    ...salt === null ? {} : { proposeSalt: salt },
    ...args.flag("reveal") ? { reveal: reveal(world) } : {}
  };
}
function choice(args, name, words) {
  const value = args.text(name) ?? words[0];
  const found = words.find((word) => word === value);
  if (found !== void 0) return found;
  throw new Fault({
    code: "arguments",
    kind: "usage",
    message: `--${name} takes ${words.join(" or ")}`,
    fix: `leave it out for ${words[0]}`
  });
}
function day(args, world) {
  const value = args.text("today") ?? world.now().toISOString().slice(0, 10);
  if (isDay(value)) return value;
  throw new Fault({ code: "arguments", kind: "usage", message: "--today takes a date", fix: "write it as YYYY-MM-DD, or leave it out" });
}
function reveal(world) {
  if (!process.stdout.isTTY || !process.stderr.isTTY || isAutomated(world.env)) {
    throw new Fault({
      code: "reveal",
      kind: "usage",
      message: "--reveal works on a terminal only, never in CI and never into a file",
      fix: "run it by hand in a terminal, without a pipe"
    });
  }
  return ({ place }, value) => world.terminal.print(plain(`${place.path}${place.line === void 0 ? "" : `:${place.line}`}: ${value}`));
}
async function scanStdin(options) {
  const chunks = process.stdin[Symbol.asyncIterator]();
  let rest = new Uint8Array(0);
  const read = async (target) => {
    if (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) return 0;
      rest = next.value;
    }
    const taken = rest.subarray(0, target.length);
    target.set(taken);
    rest = rest.subarray(taken.length);
    return taken.length;
  };
  const { path, bytes, records, rules, findings, notScanned } = await scanStreamUnit("stdin", { read }, options);
  return {
    findings,
    truncated: false,
    files: [{ path, bytes, records, rules }],
    notScanned: notScanned === null ? [] : [{ path, reason: notScanned }],
    allowUsed: [],
    proposals: []
  };
}
async function addedLines(args, world) {
  return args.flag("added-lines") ? { addedLines: addedLinesBelow(world.cwd, await text(process.stdin)) } : {};
}
function evidenceOf(result, news) {
  const counts = { files: result.files.length, not_scanned: result.notScanned.length, ...sum(result.files) };
  for (const { severity } of news) counts[severity] = (counts[severity] ?? 0) + 1;
  return {
    schema: "tunegate/evidence@1",
    stage: "phi",
    status: "ok",
    findings: [...result.findings, ...news].sort(compareFindings),
    ...result.truncated ? { truncated: true } : {},
    metrics: [],
    digests: {},
    counts
  };
}
function tell(evidence, result, args, world) {
  const { terminal } = world;
  const json = args.flag("json");
  if (json) terminal.print(JSON.stringify(evidence));
  for (const { severity, rule, place, shape, message } of json ? [] : evidence.findings) {
    if (severity === "info" && rule !== "phi.allow-unused") continue;
    const where = [
      place.path,
      place.line === void 0 ? "" : `:${place.line}`,
      place.column ? ` column ${place.column}` : "",
      place.pointer ? ` ${place.pointer}` : ""
    ].join("");
    terminal.print(plain(`${severity.padEnd(5)} ${where}: ${rule}${shape ? ` [${shape}]` : ""} ${message}`));
  }
  for (const { path, reason } of result.notScanned) terminal.say(plain(`not scanned: ${path}: ${reason}`));
  if (json) return;
  const { files = 0, bytes = 0, block = 0, warn = 0, info = 0, allowed = 0 } = evidence.counts;
  terminal.say(
    `${plural(files, "file")}, ${(bytes / 1e6).toFixed(1)} MB: ${block} block, ${warn} warn, ${info} info, ${allowed} allowed. This is a Safe Harbor pattern check, no proof of de-identification.`
  );
}
function readShard(path, name) {
  try {
    const value = JSON.parse(readFileSync(path, "utf8"));
    if (isShard(value)) return value;
  } catch {
  }
  throw new Fault({
    code: "shard-file",
    kind: "usage",
    message: "this is no shard document",
    place: { path: name },
    fix: "make it with: tunegate scan \u2026 --shard I/N --shard-out FILE"
  });
}
function isShard(value) {
  const { schema, plan, ruleset, index, count, units } = value ?? {};
  if (schema !== "tunegate/phi-shard@1" || typeof plan !== "string" || typeof ruleset !== "string") return false;
  return Number.isInteger(index) && Number.isInteger(count) && Array.isArray(units);
}
function shardOf(args) {
  const value = args.text("shard");
  if (value === null) return null;
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(value);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index < 1 || index > count)
    throw new Fault({ code: "shard", kind: "usage", message: "--shard takes I/N with 1 \u2264 I \u2264 N", fix: "for example --shard 2/8" });
  return { index, count };
}
function number(value, name) {
  if (value === null) return null;
  if (!/^[1-9]\d{0,2}$/.test(value))
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: `--${name} takes a number from 1 to 999`,
      fix: `for example --${name} 2`
    });
  return Number(value);
}
function list(value, known, name) {
  const items = (value ?? "").split(",").map((item) => item.trim()).filter(Boolean);
  for (const item of items) {
    if (!known.includes(item))
      throw new Fault({
        code: "arguments",
        kind: "usage",
        message: `--${name} knows no ${plain(new Scanner({}).showPath(item))}`,
        expected: `some of ${known.join(", ")}`,
        fix: "correct the list"
      });
  }
  return items;
}

export {
  command,
  list
};
