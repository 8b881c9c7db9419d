/** `health.json`: one run at a glance, for dashboards and for whoever asks a year later. */
import { type Static, Type } from "@sinclair/typebox";
import { documentSchema, GateResult, Metric, type Plan, STAGE_IDS, StageId, type Verdict, VerdictWordSchema } from "../core/documents.ts";
import type { StageEvidence } from "./input.ts";

const closed = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });

const StageHealth = Type.Object(
  {
    id: StageId,
    status: Type.Union([
      Type.Literal("ok"),
      Type.Literal("skipped"),
      Type.Literal("error"),
      Type.Literal("missing"),
      Type.Literal("deferred"),
      Type.Literal("not-planned"),
    ]),
    reason: Type.String(),
    findings: Type.Object({ block: Count, warn: Count, info: Count }, closed),
  },
  closed,
);

/** Stages in running order; metrics by id; gates as in the verdict. `status` is `fail` whenever the check fails. */
export const Health = documentSchema("health", {
  status: Type.Union([Type.Literal("pass"), Type.Literal("fail")]),
  overall: VerdictWordSchema,
  exit_code: Type.Integer({ minimum: 0, maximum: 4 }),
  plan: Type.String(),
  head_tree: Type.String(),
  artifacts: Type.Record(Type.String(), Type.String(), { description: "what it is → path in the run folder" }),
  stages: Type.Array(StageHealth),
  metrics: Type.Array(Metric),
  gates: Type.Array(Type.Pick(GateResult, ["id", "class", "verdict", "reason", "fails"], closed)),
});
export type Health = Omit<Static<typeof Health>, "schema"> & { schema: "tunegate/health@1" };

export interface HealthInput {
  readonly plan: Plan;
  readonly verdict: Verdict;
  /** Evidence of the binding side. */
  readonly evidence: ReadonlyMap<StageId, StageEvidence>;
  /** What it is → path in the run folder, such as `summary` → `summary.md`. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** The index of one run. A planned stage without evidence is `missing`: it is never left out. */
export function healthOf(input: HealthInput): Health {
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
    metrics: metrics.sort((a, b) => (a.id < b.id ? -1 : 1)),
    gates: verdict.gates.map(({ id, class: gateClass, verdict: word, reason, fails }) => ({
      id,
      class: gateClass,
      verdict: word,
      reason,
      fails,
    })),
  };
}

function stageHealth(id: StageId, plan: Plan, given: StageEvidence | undefined): Static<typeof StageHealth> {
  const planned = plan.stages.find((stage) => stage.id === id)!;
  const findings = { block: 0, warn: 0, info: 0 };
  for (const finding of given?.evidence.findings ?? []) findings[finding.severity] += 1;
  if (!planned.run) return { id, status: "not-planned", reason: planned.reason, findings };
  const left = plan.deferred.find((entry) => entry.gate === id);
  if (!given && left) return { id, status: "deferred", reason: left.reason, findings };
  return { id, status: given?.evidence.status ?? "missing", reason: given?.evidence.reason ?? planned.reason, findings };
}
