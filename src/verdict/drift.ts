/** `drift.json`: each metric now beside its baseline, with intervals and the cases that flipped. */
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { documentSchema, type Metric, MetricKind, type Outcome } from "../core/documents.ts";
import { EvalDetail } from "../core/eval-detail.ts";
import type { EvalBaseline } from "../core/files.ts";
import { type RateDefinition, rateDefinition } from "../core/metrics.ts";
import type { Policy } from "../core/policy.ts";
import { clusterBootstrap } from "../stats/cluster.ts";
import { mcnemar, newcombePaired } from "../stats/paired.ts";
import { seedFrom } from "../stats/prng.ts";
import { wilson } from "../stats/proportion.ts";
import { splitMetric } from "./eval-gates.ts";
import { listed, tidy } from "./gates.ts";
import type { StageEvidence } from "./input.ts";
import { type BaselineRows, compareToBaseline, type Pairing } from "./regression.ts";
import { type RowsOf, rowsOf, sumByCluster } from "./rows.ts";

const closed = { additionalProperties: false };
const Nullable = Type.Union([Type.Number(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Point = Type.Object({ value: Nullable, k: Type.Union([Count, Type.Null()]), n: Count, lower: Nullable, upper: Nullable }, closed);

export const DriftMetric = Type.Object(
  {
    id: Type.String(),
    kind: MetricKind,
    better: Type.Union([Type.Literal("higher"), Type.Literal("lower")]),
    state: Type.Union([Type.Literal("compared"), Type.Literal("no-baseline"), Type.Literal("incomparable"), Type.Literal("not-paired")], {
      description: "not-paired: a score or count, which is not counted case by case",
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
            closed,
          ),
          mid_p: Type.Number({ description: "two-sided McNemar mid-p" }),
          worse: Type.Array(Type.String(), { description: "ids of cases that got worse, sorted" }),
          better: Type.Array(Type.String()),
          unpaired: Type.Integer({ minimum: 0, description: "baseline cases without an equal partner" }),
        },
        closed,
      ),
      Type.Null(),
    ]),
  },
  closed,
);
export type DriftMetric = Static<typeof DriftMetric>;

/** Metrics sorted by id. `baseline_adapter` is the adapter of the baseline, null when unknown. */
export const Drift = documentSchema("drift", {
  baseline_adapter: Type.Union([Type.String(), Type.Null()]),
  adapter: Type.Union([Type.String(), Type.Null()]),
  metrics: Type.Array(DriftMetric),
});
export type Drift = Omit<Static<typeof Drift>, "schema"> & { schema: "tunegate/drift@1" };

/** Compares the eval stage's metrics with the baseline, rate by rate, on paired cases. Without eval evidence the list is empty. */
export function driftOf(policy: Policy, given: StageEvidence | null, baseline: EvalBaseline | null): Drift {
  const detail = given && Value.Check(EvalDetail, given.detail) ? (given.detail as EvalDetail) : null;
  const empty: Drift = {
    schema: "tunegate/drift@1",
    baseline_adapter: baseline?.header.adapter_digest ?? null,
    adapter: detail?.adapter_digest ?? null,
    metrics: [],
  };
  if (!given || !detail) return empty;
  const scope: DriftScope = { policy, detail, partOf: parts(given.outcomes, baseline) };
  const metrics = given.evidence.metrics.map((metric) => driftMetric(metric, scope));
  return { ...empty, metrics: metrics.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Rows of the run and of the baseline, of all cases or of one subgroup. */
interface Part {
  readonly rowsOf: RowsOf;
  readonly baseline: BaselineRows | null;
}

interface DriftScope {
  readonly policy: Policy;
  readonly detail: EvalDetail;
  readonly partOf: (group: string) => Part;
}

/** `group` is empty for all cases, or `name=value` as the eval stage writes it behind a metric's `@`. Each part is made once. */
function parts(outcomes: readonly Outcome[], baseline: EvalBaseline | null): DriftScope["partOf"] {
  const known = new Map<string, Part>();
  return (group) => {
    const at = group.indexOf("=");
    const belongs = (outcome: Outcome): boolean =>
      group === "" || (outcome.groups[group.slice(0, at)] ?? "not recorded") === group.slice(at + 1);
    const part = known.get(group) ?? {
      rowsOf: rowsOf(outcomes.filter(belongs)),
      baseline: baseline && { header: baseline.header, rowsOf: rowsOf(baseline.outcomes.filter(belongs)) },
    };
    known.set(group, part);
    return part;
  };
}

function driftMetric(metric: Metric, scope: DriftScope): DriftMetric {
  const { id, kind, better, value, k, n, lower, upper } = metric;
  const facts = { id, kind, better, now: { value: tidy(value), k, n, lower: tidy(lower), upper: tidy(upper) }, paired: null };
  const [prefix, rest] = splitMetric(id);
  const [name = "", group = ""] = rest.split(/@(.*)/s);
  const suite = scope.policy.eval?.suites.find((candidate) => candidate.name === prefix);
  const detail = scope.detail.suites.find((candidate) => candidate.name === prefix);
  const rate = suite ? rateDefinition(suite.scorer, name) : null;
  if (!suite || !detail || !rate) return { ...facts, state: "not-paired", note: "not counted case by case" };
  const levels = suite.levels ?? [];
  const part = scope.partOf(group);
  const rows = part.rowsOf(prefix, rate, levels);
  const comparison = compareToBaseline({ baseline: part.baseline, detail: scope.detail, suite: detail, rate, levels, rows });
  if (comparison.state === "none") return { ...facts, state: "no-baseline", note: comparison.note };
  if (comparison.state === "incomparable") return { ...facts, state: "incomparable", note: comparison.note };
  if (comparison.pairing.pairs.length === 0) return { ...facts, state: "incomparable", note: "no case of the baseline is left unchanged" };
  return { ...facts, state: "compared", note: "", paired: pairedPart(id, rate, comparison.pairing) };
}

function pairedPart(id: string, rate: RateDefinition, pairing: Pairing): NonNullable<DriftMetric["paired"]> {
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
    mid_p: tidy(mcnemar(lost.length, gained.length).midP)!,
    worse: listed(worse),
    better: listed(better),
    unpaired: pairing.unpaired,
  };
}

function pointOf(k: number, n: number): DriftMetric["now"] {
  const { lower, upper } = wilson(k, n);
  return { value: tidy(k / n), k, n, lower: tidy(lower), upper: tidy(upper) };
}

/** Newcombe's paired interval; a seeded cluster bootstrap where clusters hold several cases and something flipped. */
function changeOf(
  id: string,
  pairing: Pairing,
  cells: { a: number; b: number; c: number; d: number },
): NonNullable<DriftMetric["paired"]>["change"] {
  const clusters = sumByCluster(
    pairing.pairs,
    (pair) => pair.now.cluster,
    ({ before, now }) => Number(now.hit) - Number(before.hit),
  );
  const newcombe = newcombePaired(cells);
  const value = tidy(newcombe.difference)!;
  if (clusters.length === pairing.pairs.length || cells.b + cells.c === 0) {
    return { value, lower: tidy(newcombe.lower)!, upper: tidy(newcombe.upper)!, level: 0.95, method: "newcombe-10" };
  }
  const boot = clusterBootstrap(clusters, seedFrom(id));
  return {
    value,
    lower: tidy(boot.lower)!,
    upper: tidy(boot.upper)!,
    level: 0.95,
    method: `cluster-bootstrap-${boot.resamples}-seed-${boot.seed}`,
  };
}
