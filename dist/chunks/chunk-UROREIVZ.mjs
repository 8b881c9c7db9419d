import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  Collector,
  Scanner,
  compressionOf,
  sniff
} from "./chunk-HBZ6VMEK.mjs";
import {
  digestFile,
  digestJson,
  sha256
} from "./chunk-PVWUX44P.mjs";

// src/phi/units.ts
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
var RANGE_BYTES = 8 * 1024 * 1024;
var HEAD_BYTES = 65536;
var NEWLINE = 10;
function fdSource(fd, from, to) {
  let at = from;
  return {
    read(target) {
      const n = readSync(fd, target, 0, Math.min(target.length, to - at), at);
      at += n;
      return n;
    }
  };
}
function lineStartAt(fd, offset, size) {
  if (offset === 0 || offset >= size) return Math.min(offset, size);
  const buffer = new Uint8Array(HEAD_BYTES);
  for (let at = offset - 1; at < size; at += buffer.length) {
    const n = readSync(fd, buffer, 0, buffer.length, at);
    const newline = buffer.subarray(0, n).indexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
    if (n === 0) break;
  }
  return size;
}
var PARAGRAPH = 8192;
function unitStartAt(fd, offset, size, format) {
  const line = lineStartAt(fd, offset, size);
  if (format === "jsonl" || line === 0 || line === size) return line;
  const buffer = Buffer.alloc(PARAGRAPH);
  const text = buffer.subarray(0, readSync(fd, buffer, 0, PARAGRAPH, line));
  const blank = /\n\r?\n/.exec(text.toString("latin1"));
  return blank === null ? line : line + blank.index + blank[0].length;
}
function unitsOf(file) {
  if (file.obstacle !== void 0) return [{ ...file, bytes: 0 }];
  let fd = null;
  try {
    fd = openSync(file.file, "r");
    return unitsOfOpen(file, fd);
  } catch {
    return [{ ...file, bytes: 0 }];
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
function unitsOfOpen({ path, file }, fd) {
  const { size } = fstatSync(fd);
  const whole = { path, file, bytes: size };
  if (size <= RANGE_BYTES || compressionOf(path).compression !== null) return [whole];
  const head = new Uint8Array(HEAD_BYTES);
  const sniffed = sniff(path, head.subarray(0, readSync(fd, head, 0, head.length, 0)));
  const { format, encoding, skip } = sniffed;
  if (encoding !== "utf-8" || skip > 0 || format !== "jsonl" && format !== "text" && format !== "log") return [whole];
  const units = [];
  for (let from = 0; from < size; from += RANGE_BYTES) {
    const to = Math.min(size, from + RANGE_BYTES);
    units.push({ path, file, bytes: to - from, range: { from, to, format } });
  }
  return units;
}
async function scanUnit(unit, options) {
  const collector = new Collector(options, null, unit.path);
  const scanner = new Scanner(options, collector);
  let fd = null;
  const openRange = () => {
    fd = openSync(unit.file, "r");
    const { size } = fstatSync(fd);
    if (!unit.range) return fdSource(fd, 0, size);
    const { from, to, format } = unit.range;
    const start = unitStartAt(fd, from, size, format);
    return fdSource(fd, start, Math.max(start, unitStartAt(fd, to, size, format)));
  };
  const input = {
    path: unit.path,
    file: unit.file,
    open: openRange,
    ...unit.range ? { format: unit.range.format } : {},
    ...unit.obstacle === void 0 ? {} : { obstacle: unit.obstacle }
  };
  try {
    await scanner.scanFile(input);
  } finally {
    if (fd !== null) closeSync(fd);
  }
  const result = resultOf(collector);
  return isAllowFile(unit.path) ? withoutReviewers(result) : result;
}
function isAllowFile(path) {
  return path.endsWith("phi-allow.jsonl");
}
function withoutReviewers(result) {
  const isReviewer = ({ rule, place: { pointer } }) => rule === "phi.name" && pointer === "/by" || rule === "phi.date" && pointer === "/expires";
  const findings = result.findings.filter((finding) => !isReviewer(finding));
  const rules = structuredClone(result.rules);
  for (const { rule, severity } of result.findings.filter(isReviewer)) if (rules[rule]) rules[rule][severity] -= 1;
  return { ...result, findings, rules };
}
async function scanStreamUnit(path, source, options) {
  const collector = new Collector(options);
  await new Scanner(options, collector).scanFile({ path, file: null, open: () => source });
  return resultOf(collector);
}
function resultOf(collector) {
  const file = collector.files[0];
  if (file === void 0) throw new Error("a unit was scanned without a file");
  return {
    path: file.path,
    bytes: file.bytes,
    records: file.records,
    rules: file.rules,
    findings: collector.findings,
    notScanned: collector.notScanned[0]?.reason ?? null,
    allowUsed: [...collector.allow?.used ?? []],
    proposals: collector.proposals
  };
}

// src/phi/cache.ts
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
var UnitCache = class {
  #place;
  /** Content by file and state of the file: a large file has many units. */
  #contents = /* @__PURE__ */ new Map();
  constructor(place) {
    this.#place = place;
  }
  /** The stored result of a unit, or the new one, stored. A damaged entry is made again, and a cache that cannot be written keeps nothing. */
  async result(unit, scan) {
    const state = unit.obstacle === void 0 ? await stateOf(unit.file) : null;
    const content = state === null ? null : await this.#content(unit.file, state);
    if (content === null) return scan();
    const { folder, ruleset } = this.#place;
    const key = digestJson({ ruleset, content, path: unit.path, from: unit.range?.from ?? 0, to: unit.range?.to ?? null });
    const path = join(folder, `${key}.json`);
    const stored = await readFile(path, "utf8").then(parse, () => null);
    if (stored !== null) return stored;
    const result = await scan();
    if (result.notScanned === null && result.proposals.length === 0 && await stateOf(unit.file) === state)
      await store(path, folder, result);
    return result;
  }
  async #content(file, state) {
    const known = this.#contents.get(file);
    if (known?.state === state) return known.content;
    const content = await digestFile(file).then(
      (digest) => digest.sha256,
      () => null
    );
    if (content !== null) this.#contents.set(file, { state, content });
    return content;
  }
};
async function unitResult(unit, options, cache, room) {
  return cache === null ? scanUnit(unit, { ...options, limit: room }) : cache.result(unit, () => scanUnit(unit, options));
}
async function stateOf(file) {
  return stat(file, { bigint: true }).then(
    ({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(" "),
    () => null
  );
}
async function store(path, folder, result) {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  const stored = { sha256: sha256(JSON.stringify(result)), result };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, JSON.stringify(stored));
    await rename(part, path);
  } catch {
    await rm(part, { force: true }).catch(() => void 0);
  }
}
function parse(text) {
  try {
    const { sha256: digest, result } = JSON.parse(text);
    return result !== void 0 && digest === sha256(JSON.stringify(result)) ? result : null;
  } catch {
    return null;
  }
}

export {
  unitsOf,
  scanStreamUnit,
  UnitCache,
  unitResult
};
