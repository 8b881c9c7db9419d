import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  findings,
  formatNumber,
  oneLine,
  plural
} from "./chunk-WP465JPG.mjs";

// src/report/sarif.ts
var SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
var MAX_RESULTS = 25e3;
var LEVELS = { block: "error", warn: "warning", info: "note" };
var SECURITY = { block: "9.0", warn: "6.0", info: "2.0" };
function renderSarif(input) {
  const all = findings(input);
  return sarifLog(all, input.tool, input.plan.root, (left) => ({
    invocations: [invocation(input, left)],
    properties: { verdict: input.verdict.overall, fails: input.verdict.fails, plan: input.plan.digest }
  }));
}
function findingsSarif(all, tool) {
  const staged = all.map((finding) => ({ ...finding, stage: "phi" }));
  return sarifLog(staged, tool, ".", () => ({ invocations: [{ executionSuccessful: true }] }));
}
function withheldSarif(sentence, tool) {
  const run = {
    tool: { driver: { name: "tunegate", semanticVersion: semantic(tool) } },
    automationDetails: { id: "tunegate/" },
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: "error", message: { text: sentence } }] }]
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 1)}
`;
}
function sarifLog(all, tool, root, more) {
  const results = all.slice(0, MAX_RESULTS);
  const rules = ruleList(all);
  const index = new Map(rules.map((rule2, position) => [rule2.id, position]));
  const run = {
    tool: { driver: { name: "tunegate", semanticVersion: semantic(tool), rules } },
    automationDetails: { id: "tunegate/" },
    columnKind: "utf16CodeUnits",
    results: results.map((finding) => result(finding, index, root)),
    ...more(all.length - results.length)
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 1)}
`;
}
function semantic(version) {
  return /^\d+\.\d+\.\d+/.test(version) ? version : `0.0.0-${version}`;
}
function invocation(input, left) {
  const notes = input.verdict.gates.filter((gate) => gate.verdict !== "PASS").map((gate) => ({
    level: gate.fails ? "error" : "warning",
    descriptor: { id: gate.id },
    message: {
      text: oneLine(`${gate.verdict} ${gate.id}: ${gate.note} (value ${formatNumber(gate.value)}, limit ${formatNumber(gate.limit)})`)
    }
  }));
  if (left > 0) {
    notes.push({
      level: "warning",
      descriptor: { id: "tunegate.left-out" },
      message: { text: `${plural(left, "finding")} left out; findings.jsonl in the run folder has all` }
    });
  }
  return { executionSuccessful: input.verdict.overall !== "ERROR", exitCode: input.verdict.exit_code, toolExecutionNotifications: notes };
}
function ruleList(all) {
  const first = /* @__PURE__ */ new Map();
  for (const finding of all) if (!first.has(finding.rule)) first.set(finding.rule, finding);
  return [...first.values()].sort((a, b) => a.rule < b.rule ? -1 : 1).map(rule);
}
function rule(finding) {
  return {
    id: finding.rule,
    name: finding.rule.replace(/(^|[.-])(\w)/g, (_, __, letter) => letter.toUpperCase()),
    shortDescription: { text: `${finding.rule} (${finding.stage})` },
    fullDescription: { text: `tunegate rule ${finding.rule} of the ${finding.stage} stage` },
    help: { text: oneLine(finding.fix) || "see the report" },
    defaultConfiguration: { level: LEVELS[finding.severity] },
    properties: { tags: tags(finding.stage), "security-severity": SECURITY[finding.severity], precision: "high" }
  };
}
function tags(stage) {
  return stage === "phi" ? ["privacy", "phi"] : ["clinical-ai", stage];
}
function result(finding, index, root) {
  const { record, pointer, column } = finding.place;
  return {
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule) ?? 0,
    level: LEVELS[finding.severity],
    message: { text: message(finding) },
    locations: [{ physicalLocation: physical(finding, root), ...logical(finding) }],
    partialFingerprints: { "tunegateFingerprint/v1": finding.fingerprint, primaryLocationLineHash: finding.fingerprint.slice(0, 16) },
    rank: Math.round(finding.confidence * 100),
    properties: { stage: finding.stage, kind: finding.kind, record, pointer, column }
  };
}
function message(finding) {
  const shape = finding.shape ? ` Shape: ${finding.shape}.` : "";
  return oneLine(`${finding.message}${/[.!?]$/.test(finding.message) ? "" : "."}${shape} Fix: ${finding.fix}`);
}
function physical(finding, root) {
  const path = root === "." ? finding.place.path : `${root}/${finding.place.path}`;
  const uri = path === "" ? "." : path.split("/").map(encodeURIComponent).join("/");
  return { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine: finding.place.line ?? 1 } };
}
function logical(finding) {
  const { record, pointer, column } = finding.place;
  if (record === void 0 && pointer === void 0 && column === void 0) return {};
  const name = [record === void 0 ? "" : `record ${record}`, column ?? pointer ?? ""].filter(Boolean).join(" ");
  return { logicalLocations: [{ fullyQualifiedName: oneLine(name), kind: "member" }] };
}

export {
  renderSarif,
  findingsSarif,
  withheldSarif
};
