import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  Collector,
  Scanner,
  compressionOf,
  sniff
} from "./chunk-DBCWN2LS.mjs";

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
function unitsOf({ path, file }) {
  const fd = openSync(file, "r");
  try {
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
  } finally {
    closeSync(fd);
  }
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
  const input = { path: unit.path, file: unit.file, open: openRange, ...unit.range ? { format: unit.range.format } : {} };
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

export {
  unitsOf,
  scanUnit,
  scanStreamUnit
};
