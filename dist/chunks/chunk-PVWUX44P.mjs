import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);

// src/core/digest.ts
import crypto, { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

// src/core/canonical.ts
function canonicalJson(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (typeof value === "string") return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === void 0 ? null : item)).join(",")}]`;
  if (typeof value === "object") return canonicalObject(value);
  throw new TypeError(`${typeof value} has no JSON form`);
}
function canonicalNumber(value) {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  return JSON.stringify(value);
}
function canonicalString(value) {
  if (!value.isWellFormed()) throw new TypeError("a string with a lone surrogate has no canonical JSON form");
  return JSON.stringify(value);
}
function canonicalObject(value) {
  const members = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === void 0) continue;
    members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

// src/core/digest.ts
var whole = crypto.hash;
function sha256(data) {
  return whole === void 0 ? createHash("sha256").update(data).digest("hex") : whole("sha256", data, "hex");
}
function digestJson(value) {
  return sha256(canonicalJson(value));
}
async function digestStream(chunks) {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { sha256: hash.digest("hex"), bytes };
}
function digestFile(path) {
  return digestStream(createReadStream(path));
}

// src/core/finding.ts
function makeFinding(input) {
  const { rule, severity, place, message, fix } = input;
  const kind = rule.slice(rule.indexOf(".") + 1);
  const fingerprint = sha256([rule, place.path, place.record ?? place.line ?? "", place.pointer ?? place.column ?? ""].join("\n"));
  return { rule, kind, severity, confidence: input.confidence ?? 1, place, message, fix, fingerprint };
}
function compareFindings(a, b) {
  return compare(a.place.path, b.place.path) || compare(a.place.record ?? -1, b.place.record ?? -1) || compare(a.place.line ?? -1, b.place.line ?? -1) || compare(a.place.column ?? "", b.place.column ?? "") || compare(a.place.pointer ?? "", b.place.pointer ?? "") || compare(a.place.start ?? -1, b.place.start ?? -1) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint);
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

export {
  canonicalJson,
  sha256,
  digestJson,
  digestStream,
  digestFile,
  makeFinding,
  compareFindings
};
