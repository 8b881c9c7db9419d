import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  oneLine
} from "./chunk-WP465JPG.mjs";
import {
  RATES,
  wilson
} from "./chunk-53WHWWPF.mjs";

// src/report/escape.ts
var ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
function escapeHtml(text) {
  return oneLine(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);
}
function escapeXml(text) {
  return text.split("\n").map(escapeHtml).join("\n");
}
function scriptJson(value) {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
function unescapeText(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&").replace(/\u2060/g, "").replace(/\\([\\`*_{}[\]()#+!|~])/g, "$1");
}

// src/report/cases.ts
var NO_ANSWER = "no answer";
function confusions(suites, outcomes) {
  return suites.filter((suite) => suite.scorer === "triage" && suite.levels.length > 1).flatMap((suite) => confusion(suite, outcomes));
}
function confusion(suite, outcomes) {
  const columns = [...suite.levels, NO_ANSWER];
  const counts = suite.levels.map(() => columns.map(() => 0));
  let n = 0;
  for (const outcome of outcomes) {
    if (outcome.suite !== suite.name || outcome.repeat !== 0 || outcome.gold === null) continue;
    const row = suite.levels.indexOf(outcome.gold);
    if (row === -1) continue;
    const column = outcome.status === "answered" ? suite.levels.indexOf(outcome.predicted ?? "") : -1;
    counts[row][column === -1 ? columns.length - 1 : column] += 1;
    n += 1;
  }
  return n === 0 ? [] : [{ suite: suite.name, rows: suite.levels, columns, counts }];
}
var HEAD_RATE = { triage: "emergency_recall", grounded: "hallucination_rate", policy: "block_rate" };
function groupRates(suites, outcomes) {
  return suites.flatMap((suite) => {
    const rate = RATES.find((candidate) => candidate.scorer === suite.scorer && candidate.name === HEAD_RATE[suite.scorer]);
    const rows = rate ? suiteGroups(suite, rate, outcomes) : [];
    return rate && rows.length > 0 ? [{ metric: `${suite.name}.${rate.name}`, better: rate.better, rows }] : [];
  });
}
function suiteGroups(suite, rate, outcomes) {
  const tally = /* @__PURE__ */ new Map();
  for (const outcome of outcomes) {
    if (outcome.suite !== suite.name || !rate.member(outcome, suite.levels)) continue;
    const hit = rate.hit(outcome, suite.levels) ? 1 : 0;
    for (const group of ["all", ...Object.entries(outcome.groups).map(([key, value]) => `${key}: ${value}`)]) {
      const entry = tally.get(group) ?? { k: 0, n: 0 };
      tally.set(group, { k: entry.k + hit, n: entry.n + 1 });
    }
  }
  return [...tally].sort(([a], [b]) => Number(b === "all") - Number(a === "all") || (a < b ? -1 : 1)).map(([group, { k, n }]) => ({ group, k, n, value: k / n, ...wilson(k, n) }));
}
function flips(before, after) {
  const key = (outcome) => `${outcome.suite}
${outcome.id}`;
  const earlier = new Map(before.filter((outcome) => outcome.repeat === 0).map((outcome) => [key(outcome), outcome]));
  const found = [];
  for (const now of after) {
    const was = now.repeat === 0 ? earlier.get(key(now)) : void 0;
    if (!was || was.case_sha256 !== now.case_sha256 || was.correct === now.correct || was.correct === null || now.correct === null)
      continue;
    found.push({
      suite: now.suite,
      id: now.id,
      gold: now.gold,
      before: answer(was),
      after: answer(now),
      kind: now.correct ? "fixed" : "broken"
    });
  }
  return found.sort((a, b) => compare(a.kind, b.kind) || compare(a.suite, b.suite) || compare(a.id, b.id));
}
function answer(outcome) {
  return outcome.status === "answered" ? outcome.predicted : outcome.status;
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

export {
  escapeHtml,
  escapeXml,
  scriptJson,
  unescapeText,
  confusions,
  groupRates,
  flips,
  answer
};
