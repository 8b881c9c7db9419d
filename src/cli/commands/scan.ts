import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { text } from "node:stream/consumers";
import type { Evidence, Finding } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import { compareFindings } from "../../core/finding.ts";
import { PHI_PACKS } from "../../core/policy.ts";
import { VERSION } from "../../core/version.ts";
import {
  type DiskFile,
  isDay,
  listFiles,
  mergeShards,
  type PhiOptions,
  parseAllow,
  proposedAllow,
  readSidecars,
  runScan,
  runShard,
  Scanner,
  type ScanResult,
  type ShardDocument,
  scanStreamUnit,
  sidecarOf,
  sum,
} from "../../phi/index.ts";
import { findingsSarif } from "../../report/sarif.ts";
import { plural } from "../../report/words.ts";
import { type AddedLines, addedLinesBelow } from "../added-lines.ts";
import type { Args } from "../args.ts";
import { isAutomated } from "../ci.ts";
import type { Command, World } from "../main.ts";
import { absolute, inputFile, outputFile } from "../setup.ts";
import { plain } from "../terminal.ts";

/** Findings listed in one document; counts stay exact (contracts §9). */
const LISTED = 10_000;

/** `tunegate scan`: the phi stage on its own, without policy and without git. Exit 1 for a finding of severity warn or above. */
export const command: Command = async (args, world) => {
  const salt = args.text("propose-allow") === null ? null : randomBytes(16).toString("hex");
  const files = args.flag("stdin") || args.texts("merge").length > 0 ? [] : filesOf(args, world);
  const options = scanOptions(args, world, salt, files);
  const output = (name: string): string | null => {
    const path = args.text(name);
    return path === null ? null : outputFile(path, world);
  };
  const [shardFile, sarif, proposed] = [output("shard-out"), output("sarif"), output("propose-allow")];
  if (shardFile !== null) {
    writeFileSync(
      shardFile,
      `${JSON.stringify(await runShard({ ...request(args, world, options, files), shard: shardOf(args) ?? { index: 1, count: 1 } }))}\n`,
    );
    world.terminal.say(
      plain(
        `wrote ${new Scanner(options).showPath(args.text("shard-out") ?? "")}; put the parts together with: tunegate scan --merge FILE …`,
      ),
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

/** The file whose candidates are proposed, as findings name it, when the output is named as its sidecar; null for the candidates of all files. */
function onlyOf(output: string, world: World, files: readonly DiskFile[], options: PhiOptions): string | null {
  const of = sidecarOf(output);
  if (of === null) return null;
  return new Scanner(options).showPath(files.find(({ file }) => file === of)?.path ?? relativeTo(world, of));
}

/** The path as findings name it: relative to the current folder. */
function relativeTo(world: World, path: string): string {
  return relative(world.cwd, absolute(path, world)).split(sep).join("/");
}

async function scan(args: Args, world: World, options: PhiOptions, files: readonly DiskFile[]): Promise<ScanResult> {
  const merged = args.texts("merge");
  if (merged.length > 0)
    return mergeShards(
      merged.map((path) => readShard(absolute(path, world), path)),
      LISTED,
    );
  if (args.flag("stdin")) return scanStdin(options);
  const shard = shardOf(args);
  const added = await addedLines(args, world);
  // Paths of a diff are below the current folder; a file elsewhere may be named alike.
  const listed = added.addedLines === undefined ? files : files.filter(({ path, file }) => file === join(world.cwd, path));
  return runScan({ ...request(args, world, options, listed), ...(shard ? { shard } : {}), ...added });
}

function request(
  args: Args,
  world: World,
  options: PhiOptions,
  files: readonly DiskFile[],
): {
  files: readonly DiskFile[];
  options: PhiOptions;
  jobs: number;
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
  cache?: string;
} {
  const cache = cacheFolder(args, world, files);
  const log = world.terminal.log("scan");
  return {
    files,
    options,
    jobs: number(args.text("jobs"), "jobs") ?? availableParallelism(),
    onProgress: (done, total) => log.progress(total === 0 ? null : done / total, `${(done / 1e6).toFixed(0)} MB`),
    signal: world.signal,
    ...(cache === null ? {} : { cache }),
  };
}

/** @throws Fault `usage` for a folder that cannot be written, or whose entries would be scanned as data */
function cacheFolder(args: Args, world: World, files: readonly DiskFile[]): string | null {
  const path = args.text("cache");
  if (path === null) return null;
  const folder = resolve(world.cwd, path);
  const fault = (message: string, fix: string): Fault => new Fault({ code: "cache", kind: "usage", message, place: { path }, fix });
  if (files.some(({ file }) => file.startsWith(folder + sep)))
    throw fault("the cache folder holds files that are to be scanned", "name a folder outside of them, such as .tunegate/cache");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    throw fault("the cache folder cannot be made or written", "name a folder that can be written");
  }
  return folder;
}

function filesOf(args: Args, world: World): readonly DiskFile[] {
  const paths = args.positionals.length > 0 ? args.positionals : ["."];
  try {
    return listFiles(
      world.cwd,
      paths.map((path) => absolute(path, world)),
    );
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (typeof code !== "string" || path === undefined) throw error;
    throw new Fault({
      code: "scan-path",
      kind: "usage",
      message: code === "ENOENT" || code === "ENOTDIR" ? "a path to scan does not exist" : `a path to scan cannot be looked at (${code})`,
      place: { path: relativeTo(world, path) },
      fix: "name files or folders that exist and may be read",
    });
  }
}

function scanOptions(args: Args, world: World, salt: string | null, files: readonly DiskFile[]): PhiOptions {
  const allow = args.text("allow");
  const inline = choice(args, "inline", ["allow", "forbid"]);
  const sidecars = inline === "allow" ? readSidecars(files) : [];
  return {
    packs: list(args.text("packs"), PHI_PACKS, "packs"),
    hospitals: choice(args, "hospitals", ["on", "off"]) === "on",
    limit: LISTED,
    inline,
    today: day(args, world),
    ...(allow === null ? {} : { allow: parseAllow(readFileSync(inputFile(allow, world), "utf8"), allow) }),
    ...(sidecars.length === 0 ? {} : { sidecars }),
    ...(salt === null ? {} : { proposeSalt: salt }),
    ...(args.flag("reveal") ? { reveal: reveal(world) } : {}),
  };
}

/** One of the words that an option takes; the first is the default. */
function choice<T extends string>(args: Args, name: string, words: readonly [T, ...T[]]): T {
  const value = args.text(name) ?? words[0];
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new Fault({
    code: "arguments",
    kind: "usage",
    message: `--${name} takes ${words.join(" or ")}`,
    fix: `leave it out for ${words[0]}`,
  });
}

function day(args: Args, world: World): string {
  const value = args.text("today") ?? world.now().toISOString().slice(0, 10);
  if (isDay(value)) return value;
  throw new Fault({ code: "arguments", kind: "usage", message: "--today takes a date", fix: "write it as YYYY-MM-DD, or leave it out" });
}

/** Values are shown to a person at a terminal, and to nobody else. */
function reveal(world: World): (finding: Finding, value: string) => void {
  if (!process.stdout.isTTY || !process.stderr.isTTY || isAutomated(world.env)) {
    throw new Fault({
      code: "reveal",
      kind: "usage",
      message: "--reveal works on a terminal only, never in CI and never into a file",
      fix: "run it by hand in a terminal, without a pipe",
    });
  }
  return ({ place }, value) => world.terminal.print(plain(`${place.path}${place.line === undefined ? "" : `:${place.line}`}: ${value}`));
}

async function scanStdin(options: PhiOptions): Promise<ScanResult> {
  const chunks = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Uint8Array = new Uint8Array(0);
  const read = async (target: Uint8Array): Promise<number> => {
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
    proposals: [],
  };
}

async function addedLines(args: Args, world: World): Promise<{ addedLines?: AddedLines }> {
  return args.flag("added-lines") ? { addedLines: addedLinesBelow(world.cwd, await text(process.stdin)) } : {};
}

function evidenceOf(result: ScanResult, news: readonly Finding[]): Evidence {
  const counts: Record<string, number> = { files: result.files.length, not_scanned: result.notScanned.length, ...sum(result.files) };
  for (const { severity } of news) counts[severity] = (counts[severity] ?? 0) + 1;
  return {
    schema: "tunegate/evidence@1",
    stage: "phi",
    status: "ok",
    findings: [...result.findings, ...news].sort(compareFindings),
    ...(result.truncated ? { truncated: true as const } : {}),
    metrics: [],
    digests: {},
    counts,
  };
}

function tell(evidence: Evidence, result: ScanResult, args: Args, world: World): void {
  const { terminal } = world;
  const json = args.flag("json");
  if (json) terminal.print(JSON.stringify(evidence));
  for (const { severity, rule, place, shape, message } of json ? [] : evidence.findings) {
    if (severity === "info" && rule !== "phi.allow-unused") continue;
    const where = [
      place.path,
      place.line === undefined ? "" : `:${place.line}`,
      place.column ? ` column ${place.column}` : "",
      place.pointer ? ` ${place.pointer}` : "",
    ].join("");
    terminal.print(plain(`${severity.padEnd(5)} ${where}: ${rule}${shape ? ` [${shape}]` : ""} ${message}`));
  }
  for (const { path, reason } of result.notScanned) terminal.say(plain(`not scanned: ${path}: ${reason}`));
  if (json) return;
  const { files = 0, bytes = 0, block = 0, warn = 0, info = 0, allowed = 0 } = evidence.counts;
  terminal.say(
    `${plural(files, "file")}, ${(bytes / 1e6).toFixed(1)} MB: ${block} block, ${warn} warn, ${info} info, ${allowed} allowed. This is a Safe Harbor pattern check, no proof of de-identification.`,
  );
}

function readShard(path: string, name: string): ShardDocument {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isShard(value)) return value;
  } catch {
    // Told below: unreadable and of another kind need the same remedy.
  }
  throw new Fault({
    code: "shard-file",
    kind: "usage",
    message: "this is no shard document",
    place: { path: name },
    fix: "make it with: tunegate scan … --shard I/N --shard-out FILE",
  });
}

/** Whether it is whole enough to merge: a shard that was cut off is no JSON, one that was edited fails here. */
function isShard(value: unknown): value is ShardDocument {
  const { schema, plan, ruleset, index, count, units } = (value ?? {}) as Partial<Record<keyof ShardDocument, unknown>>;
  if (schema !== "tunegate/phi-shard@1" || typeof plan !== "string" || typeof ruleset !== "string") return false;
  return Number.isInteger(index) && Number.isInteger(count) && Array.isArray(units);
}

function shardOf(args: Args): { index: number; count: number } | null {
  const value = args.text("shard");
  if (value === null) return null;
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(value);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index < 1 || index > count)
    throw new Fault({ code: "shard", kind: "usage", message: "--shard takes I/N with 1 ≤ I ≤ N", fix: "for example --shard 2/8" });
  return { index, count };
}

function number(value: string | null, name: string): number | null {
  if (value === null) return null;
  if (!/^[1-9]\d{0,2}$/.test(value))
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: `--${name} takes a number from 1 to 999`,
      fix: `for example --${name} 2`,
    });
  return Number(value);
}

export function list<T extends string>(value: string | null, known: readonly T[], name: string): readonly T[] {
  const items = (value ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
  for (const item of items) {
    if (!(known as readonly string[]).includes(item))
      throw new Fault({
        code: "arguments",
        kind: "usage",
        message: `--${name} knows no ${plain(new Scanner({}).showPath(item))}`,
        expected: `some of ${known.join(", ")}`,
        fix: "correct the list",
      });
  }
  return items as T[];
}
