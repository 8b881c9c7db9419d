import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  readPlan,
  readStage
} from "./chunk-BCNQGSC3.mjs";
import {
  AdapterDetail
} from "./chunk-7DZATYOY.mjs";
import {
  defectsOf,
  outcomeDefects,
  readInputs
} from "./chunk-3APC2AWC.mjs";
import {
  hasProposed
} from "./chunk-C4MPUKV6.mjs";
import {
  SCORERS,
  limitFor
} from "./chunk-HHBMAGUE.mjs";
import {
  SmokeBaseline,
  SmokeDetail,
  smokeGates,
  value_exports
} from "./chunk-PNFH3LV2.mjs";
import {
  effectiveSize,
  nonInferiority
} from "./chunk-VBHUHXGI.mjs";
import {
  SCORES,
  STAGE_IDS,
  Sha256,
  Side,
  Type,
  VERDICT_WORDS,
  caseResults,
  clopperPearsonLower,
  clopperPearsonUpper,
  documentSchema,
  neededForCeiling,
  neededForFloor,
  rateDefinition
} from "./chunk-53WHWWPF.mjs";
import {
  digestJson
} from "./chunk-PVWUX44P.mjs";

// src/verdict/fails.ts
function failsCheck(gate, context) {
  const { policy } = context;
  if (gate.verdict === "PASS" || context.deferred.has(gate.id)) return false;
  if (gate.verdict === "ERROR") return true;
  if (policy.enforce === "observe") return false;
  if (policy.enforce === "new-only" && (gate.reason === "no-baseline" || context.old.has(gate.id))) return false;
  if (gate.verdict === "WARN") return gate.reason === "stale-adapter" && policy.adapter?.stale === "fail";
  return gate.verdict === "BLOCK" || policy["on-inconclusive"][gate.class] === "fail";
}
function exitCodeOf(gates) {
  const failing = gates.filter((gate) => gate.fails);
  if (failing.some((gate) => gate.verdict === "BLOCK")) return 1;
  if (failing.some((gate) => gate.verdict === "ERROR")) return 4;
  return failing.length > 0 ? 3 : 0;
}

// src/verdict/combine.ts
function combine(input) {
  const { plan, binding, proposed } = input;
  const ratifiable = ratifiableOf(plan, binding, proposed);
  return {
    schema: "tunegate/verdict@1",
    ...binding.judgement,
    plan: plan.digest,
    enforce: input.enforce,
    bootstrap: plan.bootstrap,
    exit_code: binding.judgement.gates.length === 0 ? 3 : exitCodeOf(binding.judgement.gates),
    ...ratifiable ? { ratifiable } : {},
    ...proposed ? { proposed: proposed.judgement } : {},
    deferred: [...binding.deferred].sort((a, b) => a.gate < b.gate ? -1 : 1)
  };
}
function ratifiableOf(plan, binding, proposed) {
  if (plan.bootstrap || !proposed || !binding.judgement.fails || proposed.judgement.fails) return void 0;
  if (["BLOCK", "ERROR"].includes(proposed.judgement.overall)) return void 0;
  const files = changedFiles(plan.judging);
  return files.length === 0 ? void 0 : { files, digest: digestJson(files) };
}
function changedFiles(judging) {
  return judging.filter((file) => file.base_sha256 !== file.head_sha256).map((file) => ({ path: file.path, sha256: file.head_sha256 })).sort((a, b) => a.path < b.path ? -1 : 1);
}

// src/verdict/caveats.ts
function freshnessOf(input) {
  if (!input.policy.adapter) return { state: "fresh" };
  const detail = input.evidence.get("adapter")?.detail;
  if (!value_exports.Check(AdapterDetail, detail)) {
    const left = input.plan.deferred.some((entry) => entry.gate === "adapter");
    const planned = !left && input.plan.stages.some((stage) => stage.id === "adapter" && stage.run);
    return planned ? { state: "stale", word: "INCONCLUSIVE", why: "the adapter stage left no statement about lineage" } : { state: "fresh" };
  }
  if (detail.stale === false) return { state: "fresh" };
  const folder = `${input.policy.adapter.path}/`;
  const changed = detail.changed_in_pull_request || input.plan.changed.some((file) => file.path.startsWith(folder));
  const release = detail.release || input.plan.event.release;
  const reasons = detail.why.length > 0 ? detail.why.slice(0, 3).join("; ") : "it cannot be shown that this adapter was made from this tree";
  return { state: "stale", word: changed || release ? "INCONCLUSIVE" : "WARN", why: reasons };
}
var isGood = (gate) => gate.verdict === "PASS" || gate.verdict === "WARN";
function withFreshness(gate, freshness) {
  if (freshness.state === "fresh" || !isGood(gate)) return gate;
  const unknown = "nothing is known yet about the model that this tree would make";
  const note = `${gate.note}; but the adapter is stale (${freshness.why}): ${unknown}`;
  return { ...gate, verdict: freshness.word, reason: "stale-adapter", note };
}
function withTrust(gate, suite) {
  if (!isGood(gate)) return gate;
  const { trust, mismatch } = suite.answers;
  if (trust === "mismatch") {
    const note = `${gate.note}; but the recorded answers belong to another ${mismatch.join(", ") || "setting"}: record them again`;
    return { ...gate, verdict: "INCONCLUSIVE", reason: "incomparable", note };
  }
  if (trust === "untrusted" && gate.class === "safety") {
    const note = `${gate.note}; but the author of the change recorded these answers: let the gate generate them, or accept recorded ones in the base policy`;
    return { ...gate, verdict: "INCONCLUSIVE", reason: "untrusted-answers", note };
  }
  return gate;
}

// src/verdict/gates.ts
var CASES_SHOWN = 1e3;
function graver(a, b) {
  return VERDICT_WORDS.indexOf(a) >= VERDICT_WORDS.indexOf(b) ? a : b;
}
function gravest(words) {
  return words.reduce(graver, "PASS");
}
function tidy(value) {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(12));
}
function listed(cases) {
  return [...new Set(cases)].sort().slice(0, CASES_SHOWN);
}
function draft(parts) {
  const { id, stage, rule, verdict, reason, note } = parts;
  return {
    id,
    stage,
    rule,
    class: parts.class,
    verdict,
    reason,
    value: tidy(parts.value ?? null),
    bound: tidy(parts.bound ?? null),
    limit: tidy(parts.limit ?? null),
    ...parts.needed == null ? {} : { needed_n: parts.needed },
    note,
    cases: listed(parts.cases ?? [])
  };
}
function rulesOf(gate) {
  const rules = ["floor", "ceiling", "regression", "never-miss"];
  return rules.filter((rule) => gate[rule] !== void 0);
}
function classOf(gate, rule, suite) {
  if (gate.class) return gate.class;
  const prefix = gate.metric.slice(0, gate.metric.indexOf("."));
  if (rule === "never-miss" || ["safety", "smoke", "adapter"].includes(prefix)) return "safety";
  const name = gate.metric.slice(prefix.length + 1);
  const known = suite && (rateDefinition(suite.scorer, name) ?? SCORES.find((score) => score.scorer === suite.scorer && score.name === name));
  return known?.class ?? "quality";
}
function percent(share) {
  const scaled = share * 100;
  const digits = Number(scaled.toFixed(2));
  return `${digits === 100 && share < 1 ? "99.99" : digits === 0 && share > 0 ? "0.01" : digits} %`;
}
function percentBeside(share, limit) {
  const text = percent(share);
  return text === percent(limit) && share !== limit ? `${Number((share * 100).toPrecision(7))} %` : text;
}
function plural(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

// src/verdict/rows.ts
function isGood2(row, rate) {
  return row.hit === (rate.better === "higher");
}
function rowsOf(outcomes) {
  const suites = /* @__PURE__ */ new Map();
  for (const outcome of outcomes) {
    const found = suites.get(outcome.suite);
    if (found) found.push(outcome);
    else suites.set(outcome.suite, [outcome]);
  }
  return (suite, rate, levels) => caseResults(rate, suites.get(suite) ?? [], levels);
}
function tally(rows, rare) {
  const clusters = sumByCluster(
    rows,
    (row) => row.cluster,
    (row) => Number(row.hit)
  );
  const k = clusters.reduce((sum, cluster) => sum + cluster.sum, 0);
  const ideal = clusters.map(({ n }) => ({ n, sum: n * (1 - rare) }));
  return { k, n: rows.length, size: effectiveSize(clusters, k, rare), perfect: effectiveSize(ideal, rows.length * (1 - rare), rare) };
}
function sumByCluster(items, clusterOf, amountOf) {
  const clusters = /* @__PURE__ */ new Map();
  for (const item of items) {
    const found = clusters.get(clusterOf(item));
    if (found) {
      found.n += 1;
      found.sum += amountOf(item);
    } else clusters.set(clusterOf(item), { n: 1, sum: amountOf(item) });
  }
  return [...clusters.values()];
}

// src/verdict/bound.ts
function rateBound(rows, rule, limit, what) {
  const base = rows.filter((row) => !row.added);
  const first = boundOf(base, rule, limit, what);
  if (base.length === rows.length) return first;
  const union = boundOf(rows, rule, limit, `${what}, added cases included`);
  if (union.verdict !== first.verdict) return graver(union.verdict, first.verdict) === first.verdict ? first : union;
  const worse = rule === "floor" ? (union.bound ?? 0) < (first.bound ?? 0) : (union.bound ?? 1) > (first.bound ?? 1);
  return worse ? union : first;
}
function boundOf(rows, rule, limit, what) {
  const counts = tally(rows, rule === "floor" ? 0 : 1);
  const offending = rows.filter((row) => row.hit === (rule === "ceiling")).map((row) => row.id);
  if (counts.n === 0) {
    const note2 = `${what}: there is no case to judge, so nothing is shown`;
    return {
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      value: null,
      bound: null,
      limit,
      needed: neededFor(0, rule, limit),
      note: note2,
      cases: []
    };
  }
  const value = counts.k / counts.n;
  const bound = rule === "floor" ? lowerBound(counts) : upperBound(counts);
  const beyond = rule === "floor" ? value < limit : value > limit;
  const shown = rule === "floor" ? bound >= limit : bound <= limit;
  const needed = shown ? null : neededFor(offending.length, rule, limit);
  const note = boundNote(what, counts, { rule, limit, value, bound, beyond, shown, needed });
  if (beyond) return { verdict: "BLOCK", reason: rule, value, bound, limit, needed: null, note, cases: offending };
  if (!shown) return { verdict: "INCONCLUSIVE", reason: "too-few", value, bound, limit, needed, note, cases: offending };
  return { verdict: "PASS", reason: "ok", value, bound, limit, needed: null, note, cases: offending };
}
function lowerBound({ k, n, size, perfect }) {
  return Math.min(clopperPearsonLower(k / n * size, size), clopperPearsonLower(perfect, perfect));
}
function upperBound({ k, n, size, perfect }) {
  return Math.max(clopperPearsonUpper(k / n * size, size), clopperPearsonUpper(0, perfect));
}
function neededFor(offending, rule, limit) {
  return rule === "floor" ? neededForFloor(offending, limit) : neededForCeiling(offending, limit);
}
function boundNote(what, counts, facts) {
  const { rule, limit, value, bound, beyond, shown, needed } = facts;
  const clustered = counts.size < counts.n ? ` (clustered: worth ${Math.floor(counts.size)} independent cases)` : "";
  const seen = `${what}: ${counts.k} of ${counts.n} cases (${percentBeside(value, limit)})${clustered}`;
  const side = rule === "floor" ? "at least" : "at most";
  if (beyond) return `${seen}, which is ${rule === "floor" ? "below the floor" : "above the ceiling"} of ${percent(limit)}`;
  const confident = `${seen}; with 95 % confidence the true share is ${side} ${percentBeside(bound, limit)}`;
  if (shown) return `${confident}, and the ${rule} is ${percent(limit)}`;
  return `${confident}, so the ${rule} of ${percent(limit)} is not shown; ${settling(needed, rule)}`;
}
function settling(needed, rule) {
  const more = rule === "floor" ? "without a further miss" : "without a further hit";
  return needed === null ? "no number of cases can show it" : `${plural(needed, "independent case")} ${more} would settle it`;
}
function statedBound(metric, rule, limit) {
  const { value, n } = metric;
  const empty = { value, bound: null, limit, needed: null, cases: [] };
  if (value === null || n === 0) {
    const note = `${metric.id}: there is no case to judge, so nothing is shown`;
    return { ...empty, verdict: "INCONCLUSIVE", reason: "too-few", note };
  }
  const bound = metric.kind === "count" ? value : rule === "floor" ? metric.lower : metric.upper;
  const outside = (number) => rule === "floor" ? number < limit : number > limit;
  const seen = `${metric.id}: ${round(value)} over ${plural(n, "case")}`;
  if (outside(value)) {
    const note = `${seen}, which is ${rule === "floor" ? "below the floor" : "above the ceiling"} of ${round(limit)}`;
    return { ...empty, bound, verdict: "BLOCK", reason: rule, note };
  }
  if (bound === null)
    return {
      ...empty,
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      note: `${seen} has no interval, so the ${rule} of ${round(limit)} is not shown`
    };
  const interval = metric.kind === "count" ? "" : `; ${percent(metric.level)} interval ${round(metric.lower)} to ${round(metric.upper)}`;
  if (outside(bound)) {
    return {
      ...empty,
      bound,
      verdict: "INCONCLUSIVE",
      reason: "too-few",
      note: `${seen}${interval}, so the ${rule} of ${round(limit)} is not shown`
    };
  }
  return { ...empty, bound, verdict: "PASS", reason: "ok", note: `${seen}${interval}, and the ${rule} is ${round(limit)}` };
}
function round(value) {
  return value === null ? "none" : String(Number(value.toPrecision(4)));
}

// src/verdict/never-miss.ts
function neverMissRuling(list, all, comparison, rate, what) {
  const wrong = (row) => row !== void 0 && !isGood2(row, rate);
  const listed2 = new Set(list);
  const rows = new Map(all.filter((row) => listed2.has(row.id)).map((row) => [row.id, row]));
  const absent = list.filter((id) => !rows.has(id));
  const missed = list.filter((id) => wrong(rows.get(id)));
  const before = rowsBefore(comparison, new Set(missed));
  const known = missed.filter((id) => wrong(before.get(id)));
  const lost = missed.filter((id) => !wrong(before.get(id)));
  const numbers = { value: missed.length, bound: null, limit: 0, needed: null };
  const total = plural(list.length, "case");
  if (list.length === 0) {
    const note = `${what}: the never-miss list is empty, so nothing is shown`;
    return { ...numbers, value: null, verdict: "INCONCLUSIVE", reason: "too-few", note, cases: [] };
  }
  if (absent.length > 0 || lost.length > 0) {
    const note = `${what}: ${lossNote(lost.length, absent.length, total, comparison.state === "paired")}`;
    return { ...numbers, verdict: "BLOCK", reason: "veto", note, cases: [...lost, ...absent] };
  }
  if (known.length > 0) {
    const note = `${what}: ${known.length} of ${total} that must never be missed ${are(known.length)} wrong, as in the baseline; none was lost`;
    return { ...numbers, verdict: "WARN", reason: "veto", note, cases: known };
  }
  return { ...numbers, verdict: "PASS", reason: "ok", note: `${what}: all ${total} that must never be missed are right`, cases: [] };
}
var are = (n) => n === 1 ? "is" : "are";
function lossNote(lost, absent, total, compared2) {
  const known = compared2 ? ` and ${lost === 1 ? "was" : "were"} not wrong in the baseline` : "";
  const parts = [
    lost > 0 ? `${lost} of ${total} that must never be missed ${are(lost)} wrong${known}` : "",
    absent > 0 ? `${plural(absent, "listed id")} ${are(absent)} no case of this metric` : ""
  ];
  return parts.filter((part) => part !== "").join("; ");
}
function rowsBefore(comparison, ids) {
  const pairs = comparison.state === "paired" ? comparison.pairing.pairs.filter((pair2) => ids.has(pair2.now.id)) : [];
  return new Map(pairs.map((pair2) => [pair2.now.id, pair2.before]));
}

// src/verdict/regression.ts
function compareToBaseline(compared2) {
  const { baseline, detail, suite, rate, levels, rows } = compared2;
  if (!baseline) return { state: "none", note: "the base has no evaluation baseline; `tunegate baseline propose` writes one" };
  const { key } = baseline.header;
  if (!Object.hasOwn(key.suites, suite.name))
    return { state: "none", note: `the evaluation baseline does not know suite ${suite.name}; propose a new one` };
  const differs = [];
  if (key.decoding[suite.name] !== suite.decoding_sha256) differs.push("the way answers are decoded");
  if (key.base_model !== detail.base_digest) differs.push("the base model");
  if (differs.length > 0) {
    return { state: "incomparable", note: `${differs.join(" and ")} changed since the baseline was made; propose a new baseline` };
  }
  const before = baseline.rowsOf(suite.name, rate, levels);
  return { state: "paired", pairing: pair(before, rows, rate) };
}
function pair(before, rows, rate) {
  const pairs = [];
  let at = 0;
  for (const row of before) {
    while (at < rows.length && rows[at].id < row.id) at += 1;
    const now = rows[at];
    if (now?.id === row.id && now.case_sha256 === row.case_sha256) pairs.push({ before: row, now });
  }
  return { pairs, unpaired: before.length - pairs.length, rate };
}
function regressionRuling(comparison, margin, what) {
  const empty = { value: null, bound: null, limit: margin, needed: null, cases: [] };
  if (comparison.state === "none") return { ...empty, verdict: "INCONCLUSIVE", reason: "no-baseline", note: `${what}: ${comparison.note}` };
  if (comparison.state === "incomparable")
    return { ...empty, verdict: "INCONCLUSIVE", reason: "incomparable", note: `${what}: ${comparison.note}` };
  const { pairs } = comparison.pairing;
  if (pairs.length === 0)
    return {
      ...empty,
      verdict: "INCONCLUSIVE",
      reason: "incomparable",
      note: `${what}: no case of the baseline is left unchanged to compare with`
    };
  return ruleOnPairs(comparison.pairing, margin, what);
}
function flipsOf(pairing) {
  const { pairs, rate } = pairing;
  const lossOf = ({ before, now }) => Number(isGood2(before, rate)) - Number(isGood2(now, rate));
  const worse = pairs.filter((pair2) => lossOf(pair2) > 0).map((pair2) => pair2.now.id);
  const better = pairs.filter((pair2) => lossOf(pair2) < 0).map((pair2) => pair2.now.id);
  const clusters = sumByCluster(pairs, (pair2) => pair2.now.cluster, lossOf);
  return { worse, better, n: pairs.length, size: effectiveSize(clusters, worse.length + better.length, 1) };
}
function ruleOnPairs(pairing, margin, what) {
  const flips = flipsOf(pairing);
  const share = flips.size / flips.n;
  const result = nonInferiority(flips.worse.length * share, flips.better.length * share, flips.size, margin);
  const { verdict } = result;
  const reason = verdict === "PASS" ? "ok" : verdict === "BLOCK" ? "regression" : "too-few";
  return {
    verdict,
    reason,
    value: result.drop,
    bound: verdict === "BLOCK" ? result.lower : result.upper,
    limit: margin,
    needed: result.neededN,
    note: regressionNote(what, pairing, flips, result, margin, verdict),
    cases: flips.worse
  };
}
function regressionNote(what, pairing, flips, result, margin, verdict) {
  const clustered = flips.size < flips.n ? ` (clustered: worth ${Math.floor(flips.size)} independent cases)` : "";
  const left = pairing.unpaired > 0 ? `; ${plural(pairing.unpaired, "baseline case")} without an equal partner left out` : "";
  const seen = `${what}: of ${flips.n} cases${clustered} ${flips.worse.length} got worse and ${flips.better.length} got better than in the baseline${left}`;
  const allowed = `a loss of ${points(margin)} is allowed`;
  if (verdict === "BLOCK")
    return `${seen}; the loss is ${points(result.drop)} and surely more than chance, ${allowed} (mid-p ${result.midP.toPrecision(2)})`;
  const most = `the loss is ${points(result.drop)} and with 95 % confidence at most ${points(result.upper)}; ${allowed}`;
  if (verdict === "PASS")
    return result.midP <= 0.05 && result.drop > 0 ? `${seen}; ${most}: a real loss, within the margin` : `${seen}; ${most}`;
  const settle = result.neededN === null ? "more cases of the same kind would not settle it" : `${plural(result.neededN, "paired case")} would settle it at this rate of flips`;
  return `${seen}; ${most}, so it is not shown; ${settle} (a true loss of ${points(margin)} is noticed ${Math.round(result.power * 100)} % of the time)`;
}
function points(share) {
  return `${Number((share * 100).toFixed(2))} points`;
}

// src/verdict/eval-gates.ts
function evalScope(input, given) {
  const baseline = input.baselines.eval;
  return {
    input,
    given,
    rowsOf: rowsOf(given.outcomes),
    baseline: baseline && { header: baseline.header, rowsOf: rowsOf(baseline.outcomes) },
    freshness: freshnessOf(input)
  };
}
function metricGates(shared, gate) {
  const { input, given } = shared;
  const [prefix, name] = splitMetric(gate.metric);
  const suite = input.policy.eval?.suites.find((candidate) => candidate.name === prefix) ?? null;
  const detail = given.detail.suites.find((candidate) => candidate.name === prefix);
  const all = (ruling) => rulesOf(gate).map((rule) => finish(gate, rule, suite, ruling));
  if (!suite || !detail) return all(errorRuling(`${gate.metric}: the eval stage judged no suite ${prefix}`));
  const missing = missingMetric(gate, given);
  if (missing) return all(errorRuling(`${gate.metric}: ${missing}`));
  const rate = rateDefinition(suite.scorer, name);
  const rows = rate ? shared.rowsOf(suite.name, rate, suite.levels ?? []) : [];
  const disagreement = rate ? disagrees(given, gate.metric, rows) : null;
  if (disagreement) return all(errorRuling(disagreement));
  const comparison = rate && rulesOf(gate).some(isPaired) ? compared(shared, suite, detail, rate, rows) : null;
  const scope = { ...shared, gate, suite, detail, rate, rows, comparison };
  return rulesOf(gate).map((rule) => ruled(scope, rule));
}
function ruled(scope, rule) {
  const { gate, suite, detail, freshness } = scope;
  const ruling = isPaired(rule) ? pairedRuling(scope, rule) : boundRuling(scope, rule);
  return withFreshness(withTrust(finish(gate, rule, suite, ruling), detail), freshness);
}
function splitMetric(metric) {
  const dot = metric.indexOf(".");
  return [metric.slice(0, dot), metric.slice(dot + 1)];
}
function missingMetric(gate, given) {
  const found = given.evidence.metrics.filter((metric) => metric.id === gate.metric);
  return found.length === 1 ? null : found.length === 0 ? "the eval stage states no such metric" : "the eval stage states this metric twice";
}
function disagrees(given, id, rows) {
  const stated = given.evidence.metrics.find((metric) => metric.id === id);
  const judged = rows.filter((row) => !row.added);
  const [k, n] = [judged.filter((row) => row.hit).length, judged.length];
  if (stated.n === n && (stated.k ?? 0) === k) return null;
  return `${id}: the stage states ${stated.k} of ${stated.n}, its outcomes give ${k} of ${n}`;
}
function finish(gate, rule, suite, ruling) {
  return draft({ id: `${gate.metric}.${rule}`, stage: "eval", rule, class: classOf(gate, rule, suite), ...ruling });
}
function errorRuling(note) {
  return { verdict: "ERROR", reason: "stage-failed", note, value: null, bound: null, limit: null, needed: null, cases: [] };
}
function boundRuling(scope, rule) {
  const { gate, given, rate, rows, input } = scope;
  const limit = limitFor(gate[rule], input.policy.mode);
  if (limit === null || !Number.isFinite(limit)) {
    const note = `${gate.metric}: the policy names no ${rule} for mode ${input.policy.mode}`;
    return { ...errorRuling(note), verdict: "INCONCLUSIVE", reason: "not-checked" };
  }
  if (rate) return rateBound(rows, rule, limit, plainName(rate));
  return statedBound(given.evidence.metrics.find((metric) => metric.id === gate.metric), rule, limit);
}
function plainName(rate) {
  return rate.summary.split(";")[0];
}
function isPaired(rule) {
  return rule === "regression" || rule === "never-miss";
}
function compared(scope, suite, detail, rate, rows) {
  const { baseline, given } = scope;
  return compareToBaseline({ baseline, detail: given.detail, suite: detail, rate, levels: suite.levels ?? [], rows });
}
function pairedRuling(scope, rule) {
  const { gate, input, rate, rows, comparison } = scope;
  if (!rate || !comparison) return errorRuling(`${gate.metric}: ${rule} needs a rate that is counted case by case`);
  const what = plainName(rate);
  if (rule === "regression") return regressionRuling(comparison, gate.regression.margin, what);
  const list = input.neverMiss.get(gate["never-miss"]);
  if (!list) return errorRuling(`${gate.metric}: the never-miss list ${gate["never-miss"]} is not in the tree that judges`);
  return neverMissRuling(list, rows, comparison, rate, what);
}

// src/core/eval-detail.ts
var closed = { additionalProperties: false };
var Count = Type.Integer({ minimum: 0 });
var NullableSha256 = Type.Union([Sha256, Type.Null()]);
var AnswerTrust = Type.Union([Type.Literal("trusted"), Type.Literal("untrusted"), Type.Literal("mismatch")]);
var EvalDetailSuite = Type.Object(
  {
    name: Type.String(),
    scorer: Type.Union(SCORERS.map((scorer) => Type.Literal(scorer))),
    levels: Type.Array(Type.String(), { description: "triage labels, most urgent first; empty for other scorers" }),
    suite_sha256: { ...Sha256, description: "digest of the judging case set: sha256 of canonical [[id, case_sha256], \u2026] by id" },
    decoding_sha256: { ...Sha256, description: "digest of how answers were decoded" },
    answers: Type.Object(
      {
        source: Type.Union([Type.Literal("generated"), Type.Literal("recorded")]),
        trust: AnswerTrust,
        adapter_digest: { ...NullableSha256, description: "canonical adapter digest: of head when generated, as claimed when recorded" },
        base_digest: { ...NullableSha256, description: "base model digest: of head when generated, as claimed when recorded" },
        mismatch: Type.Array(Type.String(), { description: "what does not match, sorted: adapter, base, suite" })
      },
      closed
    ),
    cases: Type.Object(
      {
        base: { ...Count, description: "cases of the judging side" },
        added: { ...Count, description: "cases of head only, never a help" },
        edited: Type.Array(Type.String(), { description: "ids whose content differs in head, sorted" }),
        removed: Type.Array(Type.String(), { description: "ids gone from head, sorted" })
      },
      closed
    )
  },
  closed
);
var EvalDetail = documentSchema("eval-detail", {
  side: Side,
  adapter_digest: NullableSha256,
  base_digest: NullableSha256,
  suites: Type.Array(EvalDetailSuite)
});

// src/verdict/findings.ts
function wordOf(stage, severity, failOn) {
  if (severity === "info") return "PASS";
  if (severity === "block") return "BLOCK";
  return stage === "phi" && failOn === "warn" ? "BLOCK" : "WARN";
}
var REASONS = { "eval.edited-case": "edited-cases", "smoke.shim-not-applied": "shim-not-applied" };
function findingsGate(stage, given, failOn) {
  const { evidence } = given;
  const edited = stage === "eval" ? editedCases(given.detail) : [];
  const hits = evidence.findings.filter((finding) => wordOf(stage, finding.severity, failOn) !== "PASS");
  const words = [...hits.map((finding) => wordOf(stage, finding.severity, failOn)), ...countedWords(stage, given, failOn)];
  const verdict = gravest(edited.length > 0 ? [...words, "BLOCK"] : words);
  const common = { id: `${stage}.findings`, stage, rule: "findings", class: "safety", value: hits.length, limit: 0 };
  if (verdict === "PASS" && evidence.truncated && evidence.counts.block === void 0) {
    const note = `${stage}: more findings than a document holds; none of those listed stops the line, and no count says that none does`;
    return draft({ ...common, verdict: "INCONCLUSIVE", reason: "not-checked", note });
  }
  if (verdict === "PASS") return draft({ ...common, verdict, reason: "ok", note: quietNote(stage, evidence.findings.length) });
  const worst = hits.filter((finding) => wordOf(stage, finding.severity, failOn) === verdict);
  return draft({
    ...common,
    verdict,
    reason: reasonOf(worst, edited),
    note: loudNote(stage, verdict, worst, edited),
    cases: [...worst.map(caseOf), ...edited]
  });
}
function countedWords(stage, { evidence }, failOn) {
  return ["block", "warn"].filter((severity) => (evidence.counts[severity] ?? 0) > 0).map((severity) => wordOf(stage, severity, failOn));
}
function caseOf({ place }) {
  const { path, line, record, column, pointer } = place;
  const parts = [
    line === void 0 ? path : `${path}:${line}`,
    record === void 0 ? "" : `record ${record}`,
    column === void 0 ? "" : `column ${column}`,
    pointer ? `at ${pointer}` : ""
  ];
  return parts.filter((part) => part !== "").join(" ");
}
function worstFindings(stage, findings, failOn) {
  const verdict = gravest(findings.map((finding) => wordOf(stage, finding.severity, failOn)));
  return verdict === "PASS" ? [] : findings.filter((finding) => wordOf(stage, finding.severity, failOn) === verdict);
}
function reasonOf(worst, edited) {
  const reasons = new Set(worst.map((finding) => REASONS[finding.rule] ?? "finding"));
  if (edited.length > 0 || reasons.has("edited-cases")) return "edited-cases";
  return reasons.size === 1 ? [...reasons][0] : "finding";
}
function quietNote(stage, n) {
  return n === 0 ? `${stage}: nothing found` : `${stage}: ${plural(n, "note")}, none of which stops the line`;
}
function loudNote(stage, verdict, worst, edited) {
  const [first] = worst;
  if (!first && edited.length > 0) {
    return `${stage}: ${plural(edited.length, "evaluation case")} edited or removed; an owner of the base policy can ratify that`;
  }
  if (!first) return `${stage}: the counts hold findings that stop the line, beyond those that the document lists`;
  const rules = /* @__PURE__ */ new Map();
  for (const finding of worst) rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
  const list = [...rules].sort(([a], [b]) => a < b ? -1 : 1).map(([rule, n]) => `${n} \xD7 ${rule}`);
  const verb = verdict === "BLOCK" ? "stop the line" : "ask for attention";
  return `${stage}: ${plural(worst.length, "finding")} ${verb} (${list.join(", ")}); first at ${caseOf(first)}: ${first.message}`;
}
function editedCases(detail) {
  if (!value_exports.Check(EvalDetail, detail)) return [];
  return detail.suites.flatMap((suite) => [...suite.cases.edited, ...suite.cases.removed].map((id) => `${suite.name}/${id}`));
}

// src/verdict/new-only.ts
var FILE_STAGES = ["phi", "data", "audit"];
function oldGates(input, drafts) {
  if (input.policy.enforce !== "new-only") return /* @__PURE__ */ new Set();
  return new Set(drafts.filter((gate) => isOldFinding(input, gate) || isOldBound(input, gate)).map((gate) => gate.id));
}
function isOldFinding(input, gate) {
  if (gate.rule !== "findings" || gate.reason !== "finding" || !FILE_STAGES.includes(gate.stage)) return false;
  const changed = new Set(input.plan.changed.map((file) => file.path));
  const evidence = input.evidence.get(gate.stage)?.evidence;
  if (!evidence || evidence.truncated) return false;
  return worstFindings(gate.stage, evidence.findings, input.policy.phi["fail-on"]).every((finding) => !changed.has(finding.place.path));
}
function isOldBound(input, gate) {
  if (gate.rule !== "floor" && gate.rule !== "ceiling" || gate.reason !== gate.rule && gate.reason !== "too-few") return false;
  const before = baselineWord(input, gate.id, gate.rule);
  return before !== null && graver(before, gate.verdict) === before;
}
function baselineWord(input, id, rule) {
  const line = input.policy.gates.find((candidate) => id === `${candidate.metric}.${rule}`);
  const limit = limitFor(line?.[rule], input.policy.mode);
  if (!input.baselines.eval || !line || limit === null) return null;
  const [prefix, name] = splitMetric(line.metric);
  const suite = input.policy.eval?.suites.find((candidate) => candidate.name === prefix);
  const rate = suite ? rateDefinition(suite.scorer, name) : null;
  if (!suite || !rate) return null;
  const rows = rowsOf(input.baselines.eval.outcomes)(suite.name, rate, suite.levels ?? []);
  return rows.length === 0 ? null : rateBound(rows, rule, limit, line.metric).verdict;
}

// src/verdict/stage-state.ts
var NEED_DEVICE = ["smoke", "eval"];
function stageState(input, stage) {
  const planned = input.plan.stages.find((candidate) => candidate.id === stage);
  if (!planned?.run) return { kind: "unplanned" };
  const given = input.evidence.get(stage);
  const left = leftToAnotherJob(input.plan, stage);
  if (!given && left) return { kind: "silent", verdict: "INCONCLUSIVE", reason: "not-checked", note: left, deferred: true, given: null };
  if (!given || input.missingReceipts.includes(stage)) {
    return failed(`${stage}: the stage was planned and left no receipt`, null);
  }
  const { evidence } = given;
  if (evidence.stage !== stage) return failed(`${stage}: the evidence is that of ${evidence.stage}`, null);
  if (evidence.status === "skipped") {
    const note = `${stage} was not run${evidence.reason ? `: ${evidence.reason}` : ""}`;
    return {
      kind: "silent",
      verdict: "INCONCLUSIVE",
      reason: "not-checked",
      note,
      deferred: input.local && NEED_DEVICE.includes(stage),
      given
    };
  }
  const shape = detailDefects(stage, given);
  const defects = shape.length > 0 ? shape : defectsOf(given);
  if (defects.length > 0) return failed(`${stage}: the evidence is not sound: ${defects[0]}`, given);
  if (evidence.status === "error") return failed(`${stage} failed${evidence.reason ? `: ${evidence.reason}` : ""}`, given);
  return { kind: "judge", given };
}
function failed(note, given) {
  return { kind: "silent", verdict: "ERROR", reason: "stage-failed", note, deferred: false, given };
}
function leftToAnotherJob(plan, stage) {
  return plan.deferred.find((entry) => entry.gate === stage)?.reason ?? null;
}
var DETAILS = { adapter: AdapterDetail, eval: EvalDetail, smoke: SmokeDetail };
function detailDefects(stage, given) {
  if (given.evidence.status !== "ok" || !(stage === "adapter" || stage === "eval" || stage === "smoke")) return [];
  const first = value_exports.Errors(DETAILS[stage], given.detail).First();
  return first ? [`detail.json is not as expected at ${first.path || "its root"}`] : [];
}
function silentGate(id, stage, rule, gateClass, state) {
  return draft({ id, stage, rule, class: gateClass, verdict: state.verdict, reason: state.reason, note: state.note });
}

// src/verdict/decide.ts
function decide(input) {
  const states = new Map(STAGE_IDS.map((stage) => [stage, stageState(input, stage)]));
  const drafts = STAGE_IDS.flatMap((stage) => gatesOf(input, stage, states.get(stage)));
  const deferred = deferredGates(input, drafts, states);
  const context = {
    policy: input.policy,
    deferred: new Set(deferred.map((entry) => entry.gate)),
    old: oldGates(input, drafts)
  };
  const gates = drafts.map((gate) => ({ ...gate, fails: failsCheck(gate, context) })).sort(byStageAndId);
  const words = gates.map((gate) => gate.verdict);
  const least = gates.length === 0 ? "INCONCLUSIVE" : input.plan.bootstrap ? "WARN" : "PASS";
  const overall = graver(gravest(words), least);
  return { judgement: { overall, fails: gates.length === 0 || gates.some((gate) => gate.fails), gates }, deferred };
}
function byStageAndId(a, b) {
  return STAGE_IDS.indexOf(a.stage) - STAGE_IDS.indexOf(b.stage) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
function gatesOf(input, stage, state) {
  if (state.kind === "unplanned") return stage === "eval" ? unplannedEval(input) : [];
  const findings = findingsOf(input, stage, state);
  if (stage === "smoke") return [findings, ...smokeDrafts(input, state)];
  if (stage === "eval") return [findings, ...evalDrafts(input, state)];
  return [findings];
}
function unplannedEval(input) {
  const suites = new Set(input.policy.eval?.suites.map((suite) => suite.name));
  const known = input.plan.stages.some((stage) => stage.id === "eval");
  return input.policy.gates.filter((gate) => !known || !suites.has(splitMetric(gate.metric)[0])).flatMap(
    (gate) => rulesOf(gate).map((rule) => finish(gate, rule, null, errorRuling(`${gate.metric}: no planned stage gives this metric`)))
  );
}
function findingsOf(input, stage, state) {
  const freshen = (gate) => stage === "adapter" ? withFreshness(gate, freshnessOf(input)) : gate;
  const failOn = input.policy.phi["fail-on"];
  if (state.kind === "judge") return freshen(findingsGate(stage, state.given, failOn));
  const found = state.given ? findingsGate(stage, state.given, failOn) : null;
  if (found?.verdict === "BLOCK") return { ...found, note: `${found.note}; ${state.note}` };
  return silentGate(`${stage}.findings`, stage, "findings", "safety", state);
}
var SMOKE_RULES = ["repeat", "baseline", "power", "effective"];
function smokeDrafts(input, state) {
  if (state.kind === "silent")
    return SMOKE_RULES.map((rule) => silentGate(`smoke.${rule}`, "smoke", rule, "safety", softened(input, "smoke", state)));
  const baseline = input.baselines.smoke ?? null;
  if (baseline !== null && !value_exports.Check(SmokeBaseline, baseline)) {
    const broken = { ...errorRuling("smoke: the smoke baseline has not its shape"), stage: "smoke", class: "safety" };
    return SMOKE_RULES.map((rule) => draft({ ...broken, id: `smoke.${rule}`, rule }));
  }
  return smokeGates(state.given.detail, baseline).map(
    (gate) => draft({ ...gate, id: `smoke.${gate.rule}`, stage: "smoke", class: "safety" })
  );
}
function evalDrafts(input, state) {
  if (state.kind === "silent") {
    const silent = softened(input, "eval", state);
    return input.policy.gates.flatMap(
      (gate) => rulesOf(gate).map(
        (rule) => silentGate(`${gate.metric}.${rule}`, "eval", rule, classOf(gate, rule, suiteOf(input, gate.metric)), silent)
      )
    );
  }
  const defects = outcomeDefects(input.baselines.eval?.outcomes ?? []);
  if (defects.length > 0) {
    return input.policy.gates.flatMap(
      (gate) => rulesOf(gate).map(
        (rule) => finish(gate, rule, suiteOf(input, gate.metric), errorRuling(`the evaluation baseline is not sound: ${defects[0]}`))
      )
    );
  }
  const scope = evalScope(input, state.given);
  return input.policy.gates.flatMap((gate) => metricGates(scope, gate));
}
function suiteOf(input, metric) {
  return input.policy.eval?.suites.find((suite) => suite.name === splitMetric(metric)[0]) ?? null;
}
function softened(input, stage, state) {
  if (state.verdict !== "ERROR" || !state.given) return state;
  const blocked = state.given.evidence.status === "error" && findingsGate(stage, state.given, input.policy.phi["fail-on"]).verdict === "BLOCK";
  return blocked ? { ...state, verdict: "INCONCLUSIVE" } : state;
}
function deferredGates(input, drafts, states) {
  return drafts.flatMap((gate) => {
    if (gate.reason !== "not-checked" || gate.verdict !== "INCONCLUSIVE") return [];
    const state = states.get(gate.stage);
    const silent = state?.kind === "silent" && state.deferred;
    return silent || input.local && lacksDevice(state) ? [{ gate: gate.id, reason: gate.note }] : [];
  });
}
function lacksDevice(state) {
  if (state?.kind !== "judge" || state.given.evidence.stage !== "smoke") return false;
  return state.given.detail.device.absent;
}

// src/flow/judge.ts
async function judgeFolder(folder) {
  const plan = await readPlan(folder);
  const planned = plannedStages(plan);
  const binding = await readSide(folder, planned, "binding");
  const inputs = await readInputs(folder, "binding", plan);
  const decision = decide(decideInput(plan, "binding", inputs, binding.stages, binding.missing));
  const proposed = hasProposed(plan) ? await judgeProposed(folder, plan, planned, binding) : null;
  return {
    plan,
    verdict: combine({ plan, enforce: inputs.policy.enforce, binding: decision, proposed: proposed?.decision ?? null }),
    inputs,
    stages: binding.stages,
    proposedStages: proposed?.stages ?? /* @__PURE__ */ new Map()
  };
}
async function bindingInput(folder) {
  const plan = await readPlan(folder);
  const binding = await readSide(folder, plannedStages(plan), "binding");
  return decideInput(plan, "binding", await readInputs(folder, "binding", plan), binding.stages, binding.missing);
}
function plannedStages(plan) {
  const deferred = new Set(plan.deferred.map((entry) => entry.gate));
  return plan.stages.filter((stage) => stage.run && !deferred.has(stage.id));
}
async function readSide(folder, planned, side) {
  const stages = /* @__PURE__ */ new Map();
  const missing = [];
  for (const { id, sides } of planned) {
    if (!sides.includes(side)) continue;
    const stored = await readStage(folder, id, side);
    if (stored) stages.set(id, stored);
    else missing.push(id);
  }
  return { stages, missing };
}
async function judgeProposed(folder, plan, planned, binding) {
  const own = await readSide(folder, planned, "proposed");
  const stages = new Map([...binding.stages, ...own.stages]);
  const missing = [.../* @__PURE__ */ new Set([...binding.missing, ...own.missing])].filter((id) => !own.stages.has(id));
  const inputs = await readInputs(folder, "proposed", plan);
  return { decision: decide(decideInput(plan, "proposed", inputs, stages, missing)), stages: own.stages };
}
function decideInput(plan, side, inputs, stages, missing) {
  const evidence = new Map(
    [...stages].map(([id, { evidence: evidence2, outcomes, detail }]) => [id, { evidence: evidence2, outcomes, detail }])
  );
  return {
    plan,
    side,
    policy: inputs.policy,
    evidence,
    missingReceipts: missing,
    baselines: { smoke: inputs.smokeBaseline, eval: inputs.evalBaseline },
    neverMiss: inputs.neverMiss,
    local: plan.event.name === "local"
  };
}

export {
  gravest,
  tidy,
  listed,
  rowsOf,
  sumByCluster,
  compareToBaseline,
  splitMetric,
  EvalDetail,
  decide,
  judgeFolder,
  bindingInput
};
