import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  renderSarif,
  withheldSarif
} from "./chunk-BTCDY5TB.mjs";
import {
  EvalDetail,
  compareToBaseline,
  judgeFolder,
  listed,
  rowsOf,
  splitMetric,
  sumByCluster,
  tidy
} from "./chunk-UCOFUJ2V.mjs";
import {
  runStages,
  writeDocument
} from "./chunk-BCNQGSC3.mjs";
import {
  writeSeal
} from "./chunk-FPHHHQMM.mjs";
import {
  checkInputs,
  writeInputs
} from "./chunk-3APC2AWC.mjs";
import {
  openProject
} from "./chunk-C4MPUKV6.mjs";
import {
  matchBaseline,
  value_exports
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import {
  assertClean
} from "./chunk-5O42QRSO.mjs";
import {
  VERSION
} from "./chunk-UZTPQZPX.mjs";
import {
  escapeXml,
  flips,
  unescapeText
} from "./chunk-DSDTNM53.mjs";
import {
  code,
  consequence,
  escapeMarkdown,
  findingCount,
  findings,
  formatDuration,
  formatGateNumber,
  formatNumber,
  headline,
  isShare,
  joinSections,
  judgingNote,
  plural,
  reasonWords,
  reasons,
  short,
  stageRows,
  stageWords,
  table
} from "./chunk-WP465JPG.mjs";
import {
  clusterBootstrap,
  seedFrom
} from "./chunk-VBHUHXGI.mjs";
import {
  GateResult,
  Metric,
  MetricKind,
  STAGE_IDS,
  StageId,
  Type,
  VerdictWordSchema,
  documentSchema,
  mcnemar,
  newcombePaired,
  rateDefinition,
  wilson
} from "./chunk-53WHWWPF.mjs";
import {
  Fault,
  formatPlace
} from "./chunk-WRVOJFRZ.mjs";

// src/flow/run.ts
import { mkdir, rm, stat as stat2, writeFile as writeFile2 } from "node:fs/promises";
import { isAbsolute, join as join2, relative, resolve } from "node:path";

// src/flow/render.ts
import { copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

// src/report/assemble.ts
function assembleReport(judged) {
  const { plan, verdict, stages, inputs } = judged;
  const evaluation = stages.get("eval");
  const phi = stages.get("phi")?.detail;
  return {
    plan,
    verdict,
    tool: VERSION,
    evidence: new Map([...stages].map(([id, stage]) => [id, stage.evidence])),
    outcomes: evaluation?.outcomes ?? [],
    before: inputs.evalBaseline?.outcomes ?? [],
    suites: suiteViews(evaluation?.detail),
    smoke: smokeView(stages.get("smoke")?.detail, inputs.smokeBaseline),
    ...phi ? { phi: { files: phi.files, notScanned: phi.not_scanned } } : {}
  };
}
function suiteViews(detail) {
  return (detail?.suites ?? []).map(({ name, scorer, levels }) => ({ name, scorer, levels }));
}
var RUN_NAMES = { a: "first run", b: "second run", control: "control (learning rate 0)" };
function smokeView(detail, baseline) {
  if (!detail) return null;
  const match = matchBaseline(detail, baseline);
  return {
    baseline: match.kind === "entry" ? points(match.entry.steps) : [],
    runs: detail.runs.filter((run) => run.steps.length > 0).map((run) => ({ name: RUN_NAMES[run.name], steps: points(run.steps) })),
    tolerance: detail.tolerance
  };
}
function points(steps) {
  return steps.map(({ step, loss, grad_norm }) => ({ step, loss, gradNorm: grad_norm }));
}

// src/report/junit.ts
function renderJunit(input) {
  const suites = STAGE_IDS.map((stage) => suite(stage, input)).filter((text) => text !== "");
  const { gates } = input.verdict;
  const counts = attributes(gates);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tunegate" ${counts}>
${suites.join("\n")}
</testsuites>
`;
}
function suite(stage, input) {
  const gates = input.verdict.gates.filter((gate) => gate.stage === stage);
  const row2 = stageRows(input).find((candidate) => candidate.id === stage);
  if (gates.length === 0 && !row2) return "";
  const cases = gates.map((gate) => testcase(gate, input));
  if (gates.length === 0 && row2) cases.push(skippedCase(stage, row2.reason));
  const skipped = gates.length === 0 ? 1 : 0;
  return `  <testsuite name="${stage}" ${attributes(gates, skipped)}>
${cases.join("\n")}
  </testsuite>`;
}
function skippedCase(stage, reason) {
  return `    <testcase classname="tunegate.${stage}" name="${stage}"><skipped message="${escapeXml(reason)}"/></testcase>`;
}
function attributes(gates, skipped = 0) {
  const failing = gates.filter((gate) => gate.fails);
  const errors = failing.filter((gate) => gate.verdict === "ERROR").length;
  return `tests="${gates.length + skipped}" failures="${failing.length - errors}" errors="${errors}" skipped="${skipped}"`;
}
function testcase(gate, input) {
  const open = `    <testcase classname="tunegate.${gate.stage}" name="${escapeXml(gate.id)}"`;
  if (gate.verdict === "PASS") return `${open}/>`;
  const text = escapeXml(details(gate, input));
  const message = escapeXml(`${gate.verdict}: ${gate.note}`);
  if (!gate.fails) return `${open}><system-out>${message}
${text}</system-out></testcase>`;
  const tag = gate.verdict === "ERROR" ? "error" : "failure";
  return `${open}><${tag} type="${gate.reason}" message="${message}">${text}</${tag}></testcase>`;
}
function details(gate, input) {
  const lines = [
    `${reasonWords(gate.reason)}; value ${formatGateNumber(gate, gate.value)}, bound ${formatGateNumber(gate, gate.bound)}, limit ${formatGateNumber(gate, gate.limit)}`
  ];
  if (gate.cases.length > 0) lines.push(`cases: ${gate.cases.slice(0, 50).join(", ")}`);
  if (gate.rule === "findings") {
    for (const finding of (input.evidence.get(gate.stage)?.findings ?? []).slice(0, 50)) {
      lines.push(
        `${formatPlace({ path: finding.place.path, line: finding.place.line })} ${finding.rule}: ${finding.message}; ${finding.fix}`
      );
    }
  }
  return lines.join("\n");
}

// src/report/metrics-csv.ts
var COLUMNS = ["stage", "id", "kind", "better", "value", "k", "n", "lower", "upper", "level", "method"];
function renderMetricsCsv(input) {
  const rows = [...input.evidence].flatMap(([stage, evidence]) => evidence.metrics.map((metric) => ({ stage, ...metric }))).sort((a, b) => a.stage === b.stage ? a.id < b.id ? -1 : 1 : a.stage < b.stage ? -1 : 1);
  return `${[COLUMNS.join(","), ...rows.map(row)].join("\n")}
`;
}
function row(metric) {
  return COLUMNS.map((column) => cell(metric[column])).join(",");
}
function cell(value) {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// src/report/summary.ts
var DEFAULT_LIMIT = 900 * 1024;
var ROWS = 50;
function renderSummary(input, options = {}) {
  const sections = [
    { title: "verdict", text: verdictText(input) },
    reasonSection(input),
    { title: "stages", text: stageText(input) },
    findingSection(input),
    gateSection("All gates", input.verdict.gates),
    lossSection(input.smoke),
    flipSection(input),
    metricSection(input.evidence),
    proposedSection(input),
    deferredSection(input),
    { title: "provenance", text: provenance(input) },
    timingSection(input)
  ];
  const pointer = options.pointer ?? "The whole report is report.html in the run folder.";
  return joinSections(
    sections.filter((section) => section !== null),
    options.limitBytes ?? DEFAULT_LIMIT,
    pointer
  );
}
var MARKS = { PASS: "\u2705", WARN: "\u26A0\uFE0F", INCONCLUSIVE: "\u2754", ERROR: "\u{1F6D1}", BLOCK: "\u26D4" };
function verdictText(input) {
  const { verdict } = input;
  const lines = [`# ${MARKS[verdict.overall]} tunegate: ${verdict.overall}`, `**${headline(verdict.overall)}** ${consequence(verdict)}`];
  const note = judgingNote(verdict);
  if (note) lines.push(`> ${note}`);
  for (const text of input.plan.notes) lines.push(`> ${escapeMarkdown(text)}`);
  if (verdict.enforce !== "enforce") lines.push(`Enforcement: \`${verdict.enforce}\`.`);
  return lines.join("\n\n");
}
function reasonSection(input) {
  const list = reasons(input.verdict.gates);
  if (list.length === 0) return null;
  const items = list.slice(0, ROWS).map((gate) => reasonItem(gate, input));
  if (list.length > ROWS) items.push(`- and ${plural(list.length - ROWS, "more gate")}`);
  return { title: "reasons", text: `## Why

${items.join("\n")}` };
}
function reasonItem(gate, input) {
  const tail = gate.fails ? "" : " _(does not fail the check)_";
  const lines = [
    `- **${gate.verdict}** ${code(gate.id)} \xB7 ${reasonWords(gate.reason)}: ${escapeMarkdown(gate.note)}${numbers(gate)}${tail}`
  ];
  if (gate.rule === "findings") lines.push(...gateFindings(gate, input).map((finding) => `  - ${findingLine(finding)}`));
  else if (gate.cases.length > 0) lines.push(`  - cases: ${caseList(gate.cases)}`);
  return lines.join("\n");
}
function gateFindings(gate, input) {
  return findings(input).filter((finding) => finding.stage === gate.stage && finding.severity !== "info").slice(0, 5);
}
function numbers(gate) {
  const parts2 = [];
  if (gate.value !== null) parts2.push(`value ${formatGateNumber(gate, gate.value)}`);
  if (gate.bound !== null) parts2.push(`bound ${formatGateNumber(gate, gate.bound)}`);
  if (gate.limit !== null) parts2.push(`limit ${formatGateNumber(gate, gate.limit)}`);
  if (gate.needed_n !== void 0) parts2.push(`${gate.needed_n} cases would settle it`);
  return parts2.length === 0 || gate.rule === "findings" ? "" : ` (${parts2.join(", ")})`;
}
function caseList(cases) {
  const shown = cases.slice(0, 8).map(code).join(", ");
  return cases.length > 8 ? `${shown} and ${cases.length - 8} more` : shown;
}
function findingLine(finding) {
  const shape = finding.shape ? ` (${code(finding.shape)})` : "";
  return `${place(finding)} ${code(finding.rule)}${shape} ${escapeMarkdown(finding.message)} \u2192 ${escapeMarkdown(finding.fix)}`;
}
function place(finding) {
  const { path, line, record, pointer, column } = finding.place;
  return code(formatPlace({ path, line, record, pointer: pointer ?? column }));
}
function stageText(input) {
  const rows = stageRows(input);
  const marks = { ok: "\u2705", error: "\u{1F6D1}", skipped: "\u23ED\uFE0F", "no-evidence": "\u274C", "not-planned": "\u2013" };
  const body = rows.map((row2) => [
    `${stageWords(row2.id)} (\`${row2.id}\`)`,
    `${marks[row2.status]} ${row2.status === "no-evidence" ? "planned, no evidence" : row2.status.replace("-", " ")}`,
    row2.worst ?? "\u2013",
    String(row2.findings),
    escapeMarkdown(row2.reason)
  ]);
  return `## What was checked

${mermaid(input)}

${table(["stage", "status", "verdict", "findings", "why"], body, ["l", "l", "l", "r", "l"])}`;
}
function mermaid(input) {
  const rows = stageRows(input);
  const nodes = rows.map((row2) => `  ${row2.id}["${stageWords(row2.id)}<br/>${row2.worst ?? row2.status}"]:::${klass(row2.worst)} --> verdict`);
  return [
    "```mermaid",
    "flowchart LR",
    ...nodes,
    `  verdict(["${input.verdict.overall}"]):::${klass(input.verdict.overall)}`,
    "  classDef good fill:#d7f0dd,stroke:#1a7f37,color:#0b3d1a",
    "  classDef warn fill:#fff3cd,stroke:#9a6700,color:#4d3300",
    "  classDef bad fill:#ffd8d3,stroke:#b3261e,color:#5c0f0a",
    "  classDef none fill:#eeeeee,stroke:#888888,color:#333333",
    "```"
  ].join("\n");
}
function klass(word) {
  if (word === null) return "none";
  return word === "PASS" ? "good" : word === "WARN" ? "warn" : "bad";
}
function findingSection(input) {
  const all = findings(input);
  if (all.length === 0) return null;
  const rows = all.slice(0, ROWS).map((finding) => [
    finding.severity,
    place(finding),
    code(finding.rule),
    finding.shape ? code(finding.shape) : "\u2013",
    escapeMarkdown(finding.fix)
  ]);
  const more = findingCount(input) - rows.length;
  const rest = more > 0 ? `

${plural(more, "more finding")} in findings.sarif.` : "";
  return { title: "findings", text: `## Findings

${table(["severity", "place", "rule", "shape", "fix"], rows)}${rest}` };
}
function gateSection(title, gates) {
  if (gates.length === 0) return null;
  const rows = gates.map((gate) => [
    code(gate.id),
    `${MARKS[gate.verdict]} ${gate.verdict}`,
    gate.class,
    reasonWords(gate.reason),
    formatGateNumber(gate, gate.value),
    formatGateNumber(gate, gate.bound),
    formatGateNumber(gate, gate.limit)
  ]);
  const head = ["gate", "verdict", "class", "why", "value", "bound", "limit"];
  return { title: title.toLowerCase(), text: `## ${title}

${table(head, rows, ["l", "l", "l", "l", "r", "r", "r"])}` };
}
function lossSection(smoke) {
  const first = smoke?.runs[0];
  if (!smoke || !first || first.steps.length === 0) return null;
  const steps = first.steps.map((point) => point.step);
  const head = ["step", "baseline", ...smoke.runs.map((run) => run.name)];
  const loss = (points2, step) => formatLoss(points2.find((point) => point.step === step)?.loss ?? null);
  const rows = steps.map((step) => [String(step), loss(smoke.baseline, step), ...smoke.runs.map((run) => loss(run.steps, step))]);
  const text = `## Training losses

${table(head, rows, ["r", "r", "r", "r"])}

Allowed distance from the baseline: ${formatNumber(smoke.tolerance)}.`;
  return { title: "losses", text };
}
function formatLoss(value) {
  return value === null ? "\u2013" : value.toFixed(6);
}
function flipSection(input) {
  const all = flips(input.before, input.outcomes);
  if (all.length === 0) return null;
  const rows = all.slice(0, ROWS).map((flip) => [flip.kind, code(`${flip.suite} ${flip.id}`), code(flip.gold ?? ""), code(flip.before ?? ""), code(flip.after ?? "")]);
  const more = all.length > ROWS ? `

${all.length - ROWS} more in report.html.` : "";
  const broken = all.filter((flip) => flip.kind === "broken").length;
  const lead = `${plural(broken, "case")} right before and wrong now, ${all.length - broken} the other way round.`;
  return {
    title: "changed answers",
    text: `## Changed answers

${lead}

${table(["", "case", "gold", "before", "now"], rows)}${more}`
  };
}
function metricSection(evidence) {
  const metrics = [...evidence.values()].flatMap((item) => item.metrics).sort((a, b) => a.id < b.id ? -1 : 1);
  if (metrics.length === 0) return null;
  const head = ["metric", "value", "k / n", "interval", "method"];
  return {
    title: "metrics",
    text: `<details><summary>Metrics (${metrics.length})</summary>

${table(head, metrics.map(metricRow), ["l", "r", "r", "r", "l"])}

</details>`
  };
}
function metricRow(metric) {
  const show = (value) => metric.kind === "rate" || isShare(metric.id) ? formatGateNumber({ id: "rate" }, value) : formatNumber(value);
  const interval = metric.lower === null && metric.upper === null ? "\u2013" : `${show(metric.lower)} to ${show(metric.upper)}`;
  return [
    code(metric.id),
    show(metric.value),
    metric.k === null ? String(metric.n) : `${metric.k} / ${metric.n}`,
    interval,
    escapeMarkdown(metric.method)
  ];
}
function proposedSection(input) {
  const { proposed, ratifiable } = input.verdict;
  if (!proposed) return null;
  const lines = [
    "## By the judging files of this change",
    `**${proposed.overall}**: what the verdict would be if the changed judging files ruled. It does not decide.`
  ];
  const different = proposed.gates.filter(
    (gate) => gate.verdict !== input.verdict.gates.find((binding) => binding.id === gate.id)?.verdict
  );
  if (different.length > 0) lines.push(different.map((gate) => `- ${code(gate.id)}: ${gate.verdict}`).join("\n"));
  if (ratifiable) {
    lines.push(
      `To ratify, an owner named in the base policy approves digest ${code(ratifiable.digest)} of ${ratifiable.files.map((file) => code(file.path)).join(", ")}.`
    );
  }
  return { title: "proposed verdict", text: lines.join("\n\n") };
}
function deferredSection(input) {
  const { deferred } = input.verdict;
  if (deferred.length === 0) return null;
  const rows = deferred.map((item) => `- ${code(item.gate)}: ${escapeMarkdown(item.reason)}`);
  return { title: "decided in CI", text: `## Decided in CI

${rows.join("\n")}` };
}
function provenance(input) {
  const { plan, verdict } = input;
  const rows = [
    ["base", plan.base ? code(short(plan.base.commit)) : "none"],
    ["head", `${code(short(plan.head.commit ?? plan.head.tree))}${plan.head.dirty ? " with uncommitted changes" : ""}`],
    ["policy", `${code(plan.policy.path)} from ${plan.policy.from}, ${code(short(plan.policy.sha256))}`],
    ["mode, enforcement", `${code(plan.mode)}, ${code(verdict.enforce)}`],
    ["plan", code(short(plan.digest))],
    ["tunegate", code(input.tool)]
  ];
  return `<details><summary>Provenance</summary>

${table(["", ""], rows)}

</details>`;
}
function timingSection(input) {
  if (!input.timings || input.timings.length === 0) return null;
  const rows = input.timings.map((timing) => [escapeMarkdown(timing.phase), formatDuration(timing.ms)]);
  return {
    title: "time",
    text: `<details><summary>Time</summary>

${table(["phase", "time"], rows, ["l", "r"])}

</details>`
  };
}

// src/report/index.ts
async function renderAll(judged) {
  const input = assembleReport(judged);
  const { renderHtml } = await import("./html-RIFW7TI2.mjs");
  return [
    { path: "summary.md", text: renderSummary(input) },
    { path: "report.html", text: renderHtml(input) },
    { path: "metrics.csv", text: renderMetricsCsv(input) },
    { path: "findings.sarif", text: renderSarif(input) },
    { path: "junit.xml", text: renderJunit(input) }
  ];
}

// src/report/scan-text.ts
function scanText(file) {
  if (file.path.endsWith(".html")) return htmlText(file.text);
  if (/\.(?:sarif|jsonl?)$/.test(file.path)) return jsonText(file.text);
  return unescapeText(file.text);
}
var INNER_LINK = /\shref="#[^"]*"/g;
var GEOMETRY = /\s(?:d|transform|viewBox|x|y|width|height|x1|x2|y1|y2|cx|cy|r|stroke-width|fill-opacity|opacity)="[-\d\s.,a-zA-Z()]*"/g;
function htmlText(html) {
  const data = [...html.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)].map((match) => jsonText(match[1]));
  const rest = html.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<style>[\s\S]*?<\/style>/g, "").replace(GEOMETRY, "").replace(INNER_LINK, "").replace(/<([^>]*)>/g, (_, tag) => `
${[...tag.matchAll(/"([^"]*)"/g)].map((value) => value[1]).join("\n")}
`);
  return [unescapeText(rest), ...data].join("\n");
}
var DIGEST = /^(?:sha256:)?[0-9a-f]{40,64}$/;
var PLAIN_KEY = /^[a-z$][a-zA-Z_]*\d{0,3}(?:\.[a-z][a-zA-Z_-]*\d{0,3})*$/;
var OWN_TIMES = /* @__PURE__ */ new Set(["recorded_at"]);
var PLAN_TIMES = /* @__PURE__ */ new Set([...OWN_TIMES, "date"]);
function isPlan(document) {
  return typeof document === "object" && document !== null && "schema" in document && document.schema === "tunegate/plan@1";
}
function jsonText(text) {
  const strings = [];
  const walk = (value, own = OWN_TIMES) => {
    if (typeof value === "string" && !DIGEST.test(value)) strings.push(value);
    else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (!PLAIN_KEY.test(key) && !DIGEST.test(key)) strings.push(key);
        if (!own.has(key)) walk(key === "uri" ? unescapedUri(item) : item);
      }
    }
  };
  try {
    const document = parseJson(text);
    walk(document, isPlan(document) ? PLAN_TIMES : OWN_TIMES);
  } catch {
    return text;
  }
  return strings.join("\n\n");
}
function unescapedUri(uri) {
  if (typeof uri !== "string") return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line));
  }
}

// src/verdict/drift.ts
var closed = { additionalProperties: false };
var Nullable = Type.Union([Type.Number(), Type.Null()]);
var Count = Type.Integer({ minimum: 0 });
var Point = Type.Object({ value: Nullable, k: Type.Union([Count, Type.Null()]), n: Count, lower: Nullable, upper: Nullable }, closed);
var DriftMetric = Type.Object(
  {
    id: Type.String(),
    kind: MetricKind,
    better: Type.Union([Type.Literal("higher"), Type.Literal("lower")]),
    state: Type.Union([Type.Literal("compared"), Type.Literal("no-baseline"), Type.Literal("incomparable"), Type.Literal("not-paired")], {
      description: "not-paired: a score or count, which is not counted case by case"
    }),
    note: Type.String(),
    now: { ...Point, description: "over all cases of the run, as the stage states it" },
    paired: Type.Union([
      Type.Object(
        {
          n: Count,
          now: Point,
          baseline: Point,
          change: Type.Object(
            { value: Type.Number(), lower: Type.Number(), upper: Type.Number(), level: Type.Number(), method: Type.String() },
            closed
          ),
          mid_p: Type.Number({ description: "two-sided McNemar mid-p" }),
          worse: Type.Array(Type.String(), { description: "ids of cases that got worse, sorted" }),
          better: Type.Array(Type.String()),
          unpaired: Type.Integer({ minimum: 0, description: "baseline cases without an equal partner" })
        },
        closed
      ),
      Type.Null()
    ])
  },
  closed
);
var Drift = documentSchema("drift", {
  baseline_adapter: Type.Union([Type.String(), Type.Null()]),
  adapter: Type.Union([Type.String(), Type.Null()]),
  metrics: Type.Array(DriftMetric)
});
function driftOf(policy, given, baseline) {
  const detail = given && value_exports.Check(EvalDetail, given.detail) ? given.detail : null;
  const empty = {
    schema: "tunegate/drift@1",
    baseline_adapter: baseline?.header.adapter_digest ?? null,
    adapter: detail?.adapter_digest ?? null,
    metrics: []
  };
  if (!given || !detail) return empty;
  const scope = { policy, detail, partOf: parts(given.outcomes, baseline) };
  const metrics = given.evidence.metrics.map((metric) => driftMetric(metric, scope));
  return { ...empty, metrics: metrics.sort((a, b) => a.id < b.id ? -1 : 1) };
}
function parts(outcomes, baseline) {
  const known = /* @__PURE__ */ new Map();
  return (group) => {
    const at = group.indexOf("=");
    const belongs = (outcome) => group === "" || (outcome.groups[group.slice(0, at)] ?? "not recorded") === group.slice(at + 1);
    const part = known.get(group) ?? {
      rowsOf: rowsOf(outcomes.filter(belongs)),
      baseline: baseline && { header: baseline.header, rowsOf: rowsOf(baseline.outcomes.filter(belongs)) }
    };
    known.set(group, part);
    return part;
  };
}
function driftMetric(metric, scope) {
  const { id, kind, better, value, k, n, lower, upper } = metric;
  const facts = { id, kind, better, now: { value: tidy(value), k, n, lower: tidy(lower), upper: tidy(upper) }, paired: null };
  const [prefix, rest] = splitMetric(id);
  const [name = "", group = ""] = rest.split(/@(.*)/s);
  const suite2 = scope.policy.eval?.suites.find((candidate) => candidate.name === prefix);
  const detail = scope.detail.suites.find((candidate) => candidate.name === prefix);
  const rate = suite2 ? rateDefinition(suite2.scorer, name) : null;
  if (!suite2 || !detail || !rate) return { ...facts, state: "not-paired", note: "not counted case by case" };
  const levels = suite2.levels ?? [];
  const part = scope.partOf(group);
  const rows = part.rowsOf(prefix, rate, levels);
  const comparison = compareToBaseline({ baseline: part.baseline, detail: scope.detail, suite: detail, rate, levels, rows });
  if (comparison.state === "none") return { ...facts, state: "no-baseline", note: comparison.note };
  if (comparison.state === "incomparable") return { ...facts, state: "incomparable", note: comparison.note };
  if (comparison.pairing.pairs.length === 0) return { ...facts, state: "incomparable", note: "no case of the baseline is left unchanged" };
  return { ...facts, state: "compared", note: "", paired: pairedPart(id, rate, comparison.pairing) };
}
function pairedPart(id, rate, pairing) {
  const { pairs } = pairing;
  const n = pairs.length;
  const before = pairs.filter((pair) => pair.before.hit).length;
  const now = pairs.filter((pair) => pair.now.hit).length;
  const gained = pairs.filter((pair) => pair.now.hit && !pair.before.hit).map((pair) => pair.now.id);
  const lost = pairs.filter((pair) => !pair.now.hit && pair.before.hit).map((pair) => pair.now.id);
  const [worse, better] = rate.better === "higher" ? [lost, gained] : [gained, lost];
  return {
    n,
    now: pointOf(now, n),
    baseline: pointOf(before, n),
    change: changeOf(id, pairing, { a: now - gained.length, b: gained.length, c: lost.length, d: n - before - gained.length }),
    mid_p: tidy(mcnemar(lost.length, gained.length).midP),
    worse: listed(worse),
    better: listed(better),
    unpaired: pairing.unpaired
  };
}
function pointOf(k, n) {
  const { lower, upper } = wilson(k, n);
  return { value: tidy(k / n), k, n, lower: tidy(lower), upper: tidy(upper) };
}
function changeOf(id, pairing, cells) {
  const clusters = sumByCluster(
    pairing.pairs,
    (pair) => pair.now.cluster,
    ({ before, now }) => Number(now.hit) - Number(before.hit)
  );
  const newcombe = newcombePaired(cells);
  const value = tidy(newcombe.difference);
  if (clusters.length === pairing.pairs.length || cells.b + cells.c === 0) {
    return { value, lower: tidy(newcombe.lower), upper: tidy(newcombe.upper), level: 0.95, method: "newcombe-10" };
  }
  const boot = clusterBootstrap(clusters, seedFrom(id));
  return {
    value,
    lower: tidy(boot.lower),
    upper: tidy(boot.upper),
    level: 0.95,
    method: `cluster-bootstrap-${boot.resamples}-seed-${boot.seed}`
  };
}

// src/verdict/health.ts
var closed2 = { additionalProperties: false };
var Count2 = Type.Integer({ minimum: 0 });
var StageHealth = Type.Object(
  {
    id: StageId,
    status: Type.Union([
      Type.Literal("ok"),
      Type.Literal("skipped"),
      Type.Literal("error"),
      Type.Literal("missing"),
      Type.Literal("deferred"),
      Type.Literal("not-planned")
    ]),
    reason: Type.String(),
    findings: Type.Object({ block: Count2, warn: Count2, info: Count2 }, closed2)
  },
  closed2
);
var Health = documentSchema("health", {
  status: Type.Union([Type.Literal("pass"), Type.Literal("fail")]),
  overall: VerdictWordSchema,
  exit_code: Type.Integer({ minimum: 0, maximum: 4 }),
  plan: Type.String(),
  head_tree: Type.String(),
  artifacts: Type.Record(Type.String(), Type.String(), { description: "what it is \u2192 path in the run folder" }),
  stages: Type.Array(StageHealth),
  metrics: Type.Array(Metric),
  gates: Type.Array(Type.Pick(GateResult, ["id", "class", "verdict", "reason", "fails"], closed2))
});
function healthOf(input) {
  const { plan, verdict, evidence } = input;
  const metrics = [...evidence.values()].flatMap((given) => given.evidence.metrics);
  return {
    schema: "tunegate/health@1",
    status: verdict.fails ? "fail" : "pass",
    overall: verdict.overall,
    exit_code: verdict.exit_code,
    plan: plan.digest,
    head_tree: plan.head.tree,
    artifacts: { ...input.artifacts },
    stages: STAGE_IDS.filter((id) => plan.stages.some((stage) => stage.id === id)).map((id) => stageHealth(id, plan, evidence.get(id))),
    metrics: metrics.sort((a, b) => a.id < b.id ? -1 : 1),
    gates: verdict.gates.map(({ id, class: gateClass, verdict: word, reason, fails }) => ({
      id,
      class: gateClass,
      verdict: word,
      reason,
      fails
    }))
  };
}
function stageHealth(id, plan, given) {
  const planned = plan.stages.find((stage) => stage.id === id);
  const findings2 = { block: 0, warn: 0, info: 0 };
  for (const finding of given?.evidence.findings ?? []) findings2[finding.severity] += 1;
  if (!planned.run) return { id, status: "not-planned", reason: planned.reason, findings: findings2 };
  const left = plan.deferred.find((entry) => entry.gate === id);
  if (!given && left) return { id, status: "deferred", reason: left.reason, findings: findings2 };
  return { id, status: given?.evidence.status ?? "missing", reason: given?.evidence.reason ?? planned.reason, findings: findings2 };
}

// src/flow/render.ts
var ARTIFACTS = {
  drift: "drift.json",
  junit: "junit.xml",
  metrics: "metrics.csv",
  plan: "plan.json",
  sarif: "findings.sarif",
  seal: "seal.json",
  summary: "summary.md",
  verdict: "verdict.json"
};
async function renderFolder(folder, judged) {
  await copyHashes(folder);
  const { plan, verdict, inputs, stages } = judged;
  await writeDocument(folder, "drift.json", driftOf(inputs.policy, stages.get("eval") ?? null, inputs.evalBaseline));
  const withheld = [];
  for (const file of await renderAll(judged)) {
    const { path, text } = file;
    const hits = assertClean(scanText(file));
    if (hits.length > 0) withheld.push(path);
    await writeFile(join(folder, path), hits.length > 0 ? withheldNotice(path, hits.length) : text);
  }
  const artifacts = Object.fromEntries(Object.entries(ARTIFACTS).filter(([, path]) => !withheld.includes(path)));
  await writeDocument(folder, "health.json", healthOf({ plan, verdict, evidence: stages, artifacts }));
  return withheld;
}
async function copyHashes(folder) {
  const source = join(folder, "evidence", "adapter", "adapter-hashes.json");
  if (await stat(source).catch(() => null)) await copyFile(source, join(folder, "adapter-hashes.json"));
}
function withheldNotice(path, hits) {
  const sentence = `This file was withheld: the PHI check found ${hits} place${hits === 1 ? "" : "s"} in it that look like patient data.`;
  if (path.endsWith(".sarif")) return withheldSarif(sentence, VERSION);
  return path.endsWith(".xml") ? `<!-- ${sentence} -->
<testsuites/>
` : `${sentence}
`;
}

// src/flow/run.ts
async function runFlow(options) {
  const started = performance.now();
  const project = await openProject(options);
  try {
    await checkInputs(project.binding.tree, project.plan.policy.from);
    if (project.proposed) await checkInputs(project.proposed.tree, "head");
    const folder = await makeFolder(project, options);
    await writeDocument(folder, "plan.json", project.plan);
    await writeInputs(folder, project);
    options.voice.phase("prepare", describePlan(project.plan), performance.now() - started);
    await runStages(options.stages, options.only, {
      ...options,
      project,
      folder,
      runner: options.runner(project),
      log: options.voice.log,
      done: (stage, ms, evidence) => options.voice.phase(stage, describeEvidence(evidence), ms)
    });
    await refuseMovedHead(project);
    return await finishFolder(folder, options.voice);
  } finally {
    await rm(project.scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
async function finishFolder(folder, voice) {
  const started = performance.now();
  const judged = await judgeFolder(folder);
  await writeDocument(folder, "verdict.json", judged.verdict);
  voice.phase("decide", `${judged.verdict.gates.length} gates`, performance.now() - started);
  const rendering = performance.now();
  const withheld = await renderFolder(folder, judged);
  const seal = await writeSeal(folder);
  voice.phase(
    "report",
    withheld.length === 0 ? "summary, report, tables" : `withheld, because it looks like PHI: ${withheld.join(", ")}`,
    performance.now() - rendering
  );
  return { ...judged, folder, seal, withheld };
}
async function makeFolder(project, options) {
  const home = join2(project.dir, ".tunegate");
  if (options.folder === null) {
    await mkdir(home, { recursive: true });
    await writeFile2(join2(home, ".gitignore"), "*\n");
  }
  const folder = options.folder === null ? join2(home, options.runId) : resolve(options.folder);
  const stale = await stat2(join2(folder, "seal.json")).catch(() => null);
  if (stale)
    throw new Fault({
      code: "folder-sealed",
      kind: "usage",
      message: "the run folder is already sealed",
      place: { path: folder },
      fix: "name a new folder: a run folder is written once"
    });
  await mkdir(folder, { recursive: true });
  const below = relative(project.repo, folder);
  if (options.folder !== null && below !== "" && !below.startsWith("..") && !isAbsolute(below))
    await writeFile2(join2(folder, ".gitignore"), "*\n");
  return folder;
}
async function refuseMovedHead(project) {
  if (await project.headTreeNow() === project.plan.head.tree) return;
  throw new Fault({
    code: "head-moved",
    kind: "environment",
    message: "files of the working tree changed while the gate ran, so its evidence speaks of two trees",
    fix: "leave the working tree alone during a run (a trainer must not write outside ignored folders) and run again"
  });
}
function describePlan(plan) {
  const running = plan.stages.filter((stage) => stage.run).map((stage) => stage.id);
  return `${plan.changed.length} changed files; ${running.join(", ") || "no stage"}${plan.bootstrap ? "; bootstrap" : ""}`;
}
function describeEvidence(evidence) {
  if (evidence.status !== "ok") return `${evidence.status}: ${evidence.reason ?? ""}`;
  const graves = evidence.findings.filter((finding) => finding.severity !== "info").length;
  const parts2 = [graves > 0 ? `${graves} finding${graves === 1 ? "" : "s"}` : "no findings"];
  if (evidence.metrics.length > 0) parts2.push(`${evidence.metrics.length} metrics`);
  if (evidence.outcomes) parts2.push(`${evidence.outcomes.n} outcomes`);
  return parts2.join(", ");
}

// src/cli/verdict-text.ts
var MARKS2 = { PASS: "ok  ", WARN: "warn", INCONCLUSIVE: "?   ", ERROR: "err ", BLOCK: "STOP" };
var SHOWN = 10;
function tellVerdict(outcome, terminal) {
  const { verdict } = outcome;
  terminal.say("");
  terminal.say(
    `${verdict.overall}${verdict.fails ? " (fails)" : ""}${verdict.bootstrap ? " (bootstrap: no policy in the base)" : ""}${verdict.enforce === "enforce" ? "" : ` (enforce: ${verdict.enforce})`}`
  );
  const [alone, shared] = splitShared(notPassed(verdict));
  for (const gate of alone) tellGate(gate, findingsOf(gate, outcome), terminal);
  for (const gates of shared) tellShared(gates, terminal);
  const passed = verdict.gates.filter((gate) => gate.verdict === "PASS").length;
  terminal.say(`  ${MARKS2.PASS} ${passed} of ${verdict.gates.length} gates pass`);
  for (const entry of verdict.deferred) terminal.say(plain(`  \xB7    ${entry.gate}: ${entry.reason}`));
  for (const note of outcome.plan.notes) terminal.say(plain(`  note ${note}`));
  if (verdict.ratifiable)
    terminal.say(
      plain(
        `  judging files changed (${verdict.ratifiable.files.map((file) => file.path).join(", ")}): an owner can ratify them by digest ${verdict.ratifiable.digest.slice(0, 12)}\u2026`
      )
    );
  terminal.say(`  folder ${outcome.folder}`);
}
function notPassed(verdict) {
  const order = ["BLOCK", "ERROR", "INCONCLUSIVE", "WARN"];
  return verdict.gates.filter((gate) => gate.verdict !== "PASS").sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}
var SHARED = /* @__PURE__ */ new Set(["stage-failed", "stale-adapter", "not-checked"]);
function splitShared(gates) {
  const groups = /* @__PURE__ */ new Map();
  for (const gate of gates) {
    const key = SHARED.has(gate.reason) ? `${gate.verdict} ${gate.reason} ${gate.reason === "stage-failed" ? gate.stage : ""}` : `alone ${gate.id}`;
    groups.set(key, [...groups.get(key) ?? [], gate]);
  }
  const lists = [...groups.values()];
  return [lists.filter((list) => list.length === 1).flat(), lists.filter((list) => list.length > 1)];
}
function tellShared(gates, terminal) {
  const first = gates.find((gate) => gate.rule === "findings") ?? gates[0];
  terminal.say(plain(`  ${MARKS2[first.verdict]} ${first.reason}: ${first.note}`));
  terminal.say(plain(`         concerns ${gates.map((gate) => gate.id).join(", ")}`));
}
function tellGate(gate, findings2, terminal) {
  terminal.say(plain(`  ${MARKS2[gate.verdict]} ${gate.id} (${gate.reason}): ${gate.note}`));
  for (const finding of findings2.slice(0, SHOWN)) {
    const { path, line, record, pointer } = finding.place;
    const where = [
      path,
      line === void 0 ? "" : `:${line}`,
      record === void 0 ? "" : ` record ${record}`,
      pointer ? ` ${pointer}` : ""
    ].join("");
    terminal.say(plain(`         ${where}: ${finding.message}${finding.shape ? ` [${finding.shape}]` : ""}`));
    terminal.say(plain(`           fix: ${finding.fix}`));
  }
  if (findings2.length > SHOWN) terminal.say(`         \u2026 and ${findings2.length - SHOWN} more in the report`);
}
function findingsOf(gate, outcome) {
  if (gate.rule !== "findings") return [];
  const findings2 = outcome.stages.get(gate.stage)?.evidence.findings ?? [];
  const rank = { block: 0, warn: 1, info: 2 };
  return findings2.filter((finding) => finding.severity !== "info").sort((a, b) => rank[a.severity] - rank[b.severity]);
}

export {
  runFlow,
  finishFolder,
  tellVerdict
};
