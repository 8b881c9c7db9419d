import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  findingsSarif
} from "./chunk-AUUX4HTG.mjs";
import {
  plural
} from "./chunk-WP465JPG.mjs";
import {
  PHI_PACKS
} from "./chunk-HHBMAGUE.mjs";
import {
  absolute,
  allowFindings,
  inputFile,
  listFiles,
  mergeShards,
  outputFile,
  proposedAllow,
  readSidecars,
  runScan,
  runShard
} from "./chunk-624TCAV4.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import {
  VERSION
} from "./chunk-UZTPQZPX.mjs";
import {
  scanStreamUnit
} from "./chunk-DI5HH7DG.mjs";
import {
  Scanner,
  parseAllow,
  sidecarOf,
  sum
} from "./chunk-DBCWN2LS.mjs";
import {
  compareFindings
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/cli/commands/scan.ts
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative, sep } from "node:path";
import { text } from "node:stream/consumers";

// src/cli/added-lines.ts
function parseAddedLines(diff) {
  const added = /* @__PURE__ */ new Map();
  let path = null;
  let line = 0;
  let left = 0;
  for (const text2 of diff.split("\n")) {
    if (left > 0) {
      left -= text2.startsWith("-") || text2.startsWith("\\") ? 0 : 1;
      if (text2.startsWith("+") && path !== null) addLine(added, path, line);
      if (!text2.startsWith("-") && !text2.startsWith("\\")) line++;
      continue;
    }
    const file = /^\+\+\+ (?:"?b\/)?(.*?)"?(?:\t.*)?$/.exec(text2);
    if (file) path = file[1] === "/dev/null" ? null : file[1];
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text2);
    if (hunk) {
      line = Number(hunk[1]);
      left = Number(hunk[2] ?? "1");
    }
  }
  return added;
}
function addLine(added, path, line) {
  const ranges = added.get(path) ?? [];
  const last = ranges.at(-1);
  if (last && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
  added.set(path, ranges);
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
    world.terminal.say(plain(`wrote ${args.text("shard-out")}; put the parts together with: tunegate scan --merge FILE \u2026`));
    return 0;
  }
  const result = await scan(args, world, options, files);
  const news = exceptionNews(args, options, result);
  const evidence = evidenceOf(result, news);
  tell(evidence, result, args, world);
  if (sarif !== null) writeFileSync(sarif, findingsSarif(evidence.findings, VERSION));
  if (salt !== null && proposed !== null) propose(proposed, world, salt, result, options);
  const { block = 0, warn = 0 } = evidence.counts;
  return block + warn > 0 ? 1 : 0;
};
function propose(file, world, salt, result, options) {
  const of = sidecarOf(file);
  const only = of === null ? null : new Scanner(options).showPath(relativeTo(world, of));
  writeFileSync(file, proposedAllow(salt, result.proposals, only));
}
function relativeTo(world, path) {
  return relative(world.cwd, absolute(path, world)).split(sep).join("/");
}
function exceptionNews(args, options, result) {
  if (args.flag("stdin") || args.flag("added-lines") || args.text("shard") !== null || args.texts("merge").length > 0) return [];
  const scanner = new Scanner(options);
  return allowFindings(options, result.allowUsed, (path) => scanner.showPath(path));
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
  return runScan({ ...request(args, world, options, files), ...shard ? { shard } : {}, ...await addedLines(args) });
}
function request(args, world, options, files) {
  const log = world.terminal.log("scan");
  return {
    files,
    options,
    jobs: number(args.text("jobs"), "jobs") ?? availableParallelism(),
    onProgress: (done, total) => log.progress(total === 0 ? null : done / total, `${(done / 1e6).toFixed(0)} MB`),
    signal: world.signal
  };
}
function filesOf(args, world) {
  const paths = args.positionals.length > 0 ? args.positionals : ["."];
  try {
    return listFiles(
      world.cwd,
      paths.map((path) => absolute(path, world))
    );
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new Fault({
      code: "scan-path",
      kind: "usage",
      message: "a path to scan does not exist",
      fix: "name files or folders that exist"
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
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new Fault({ code: "arguments", kind: "usage", message: "--today takes a date", fix: "write it as YYYY-MM-DD, or leave it out" });
}
function reveal(world) {
  if (!process.stdout.isTTY || !process.stderr.isTTY || world.env.CI || world.env.GITHUB_ACTIONS) {
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
async function addedLines(args) {
  return args.flag("added-lines") ? { addedLines: parseAddedLines(await text(process.stdin)) } : {};
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
  if (args.flag("json")) {
    terminal.print(JSON.stringify(evidence));
    return;
  }
  for (const { severity, rule, place, shape, message } of evidence.findings) {
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
  const { files = 0, bytes = 0, block = 0, warn = 0, info = 0, allowed = 0 } = evidence.counts;
  terminal.say(
    `${plural(files, "file")}, ${(bytes / 1e6).toFixed(1)} MB: ${block} block, ${warn} warn, ${info} info, ${allowed} allowed. This is a Safe Harbor pattern check, no proof of de-identification.`
  );
}
function readShard(path, name) {
  try {
    const value = JSON.parse(readFileSync(path, "utf8"));
    if (value.schema === "tunegate/phi-shard@1") return value;
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
        message: `--${name} knows no ${plain(item)}`,
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
