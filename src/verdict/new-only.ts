/** `enforce: new-only`: which gates say nothing that was not so before the pull request. */
import type { StageId } from "../core/documents.ts";
import { rateDefinition } from "../core/metrics.ts";
import { limitFor } from "../core/policy.ts";
import { type BoundRule, rateBound } from "./bound.ts";
import { splitMetric } from "./eval-gates.ts";
import { worstFindings } from "./findings.ts";
import { graver } from "./gates.ts";
import type { DecideInput, Draft } from "./input.ts";
import { rowsOf } from "./rows.ts";

/** Stages that look at files one by one: a finding in a file that the pull request did not touch was there before. */
const FILE_STAGES: readonly StageId[] = ["phi", "data", "audit"];

/**
 * Ids of gates that do not fail under `new-only`: findings gates of file stages whose findings all lie in files that the pull request did
 * not touch; and floors and ceilings whose verdict is no graver than the one that the base's own evaluation baseline gets. Regressions,
 * never-miss lists and smoke gates compare with the base, so what they say is new by nature.
 */
export function oldGates(input: DecideInput, drafts: readonly Draft[]): ReadonlySet<string> {
  if (input.policy.enforce !== "new-only") return new Set();
  return new Set(drafts.filter((gate) => isOldFinding(input, gate) || isOldBound(input, gate)).map((gate) => gate.id));
}

function isOldFinding(input: DecideInput, gate: Draft): boolean {
  if (gate.rule !== "findings" || gate.reason !== "finding" || !FILE_STAGES.includes(gate.stage)) return false;
  const changed = new Set(input.plan.changed.map((file) => file.path));
  const evidence = input.evidence.get(gate.stage)?.evidence;
  if (!evidence || evidence.truncated) return false;
  return worstFindings(gate.stage, evidence.findings, input.policy.phi["fail-on"]).every((finding) => !changed.has(finding.place.path));
}

function isOldBound(input: DecideInput, gate: Draft): boolean {
  if ((gate.rule !== "floor" && gate.rule !== "ceiling") || (gate.reason !== gate.rule && gate.reason !== "too-few")) return false;
  const before = baselineWord(input, gate.id, gate.rule);
  return before !== null && graver(before, gate.verdict) === before;
}

/** The word that a floor or ceiling would get on the outcomes of the evaluation baseline; null when it cannot be said. */
function baselineWord(input: DecideInput, id: string, rule: BoundRule) {
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
