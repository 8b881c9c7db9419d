/** The static part of the adapter stage: files, tensors, configuration, base model, lineage. Nothing is loaded or run. */
import type { AdapterDetail } from "../../core/adapter-detail.ts";
import type { ReceiptFile } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import type { Lineage } from "../../core/files.ts";
import type { FindingInput } from "../../core/finding.ts";
import type { AdapterPolicy } from "../../core/policy.ts";
import type { StageContext } from "../../core/stage.ts";
import { type ReadAdapter, readAdapter } from "../../core/weights/digest.ts";
import { LINEAGE_FILE } from "../../core/weights/layout.ts";
import { entriesBelow } from "../../core/weights/source.ts";
import { type BaseModel, resolveBaseModel } from "./base-model.ts";
import { checkBaseShapes } from "./checks/base-shapes.ts";
import { checkConfig } from "./checks/config.ts";
import { checkFiles } from "./checks/files.ts";
import { checkSweep, type SweepCheck } from "./checks/sweep.ts";
import { checkWeights } from "./checks/weights.ts";
import { compareLineage, readLineage } from "./lineage.ts";

/** What was learned of the adapter without running it. */
export interface Inspection {
  readonly adapter: ReadAdapter | null;
  readonly base: BaseModel;
  readonly lineage: Pick<AdapterDetail, "lineage" | "stale" | "why">;
  /** The lineage file, when it can be read. */
  readonly claim: Lineage | null;
  readonly sweep: Omit<SweepCheck, "findings">;
  readonly findings: readonly FindingInput[];
  readonly files: readonly ReceiptFile[];
}

export type InspectContext = Pick<StageContext, "head" | "policy">;

/** Everything about the adapter that can be learned without loading it. */
export async function inspect(ctx: InspectContext, { path }: Pick<AdapterPolicy, "path">): Promise<Inspection> {
  const { head, policy } = ctx;
  const entries = await entriesBelow(head, path);
  const findings = await checkFiles(head, entries);
  const files: ReceiptFile[] = [];
  for (const entry of entries) {
    if (entry.kind === "file") files.push({ path: entry.path, ...(await head.digest(entry.path)), rows: null });
  }
  let adapter: ReadAdapter;
  try {
    adapter = await readAdapter(head, path);
  } catch (error) {
    if (!(error instanceof Fault) || error.details.kind !== "change") throw error;
    const none: BaseModel = { path: null, id: null, revision: null, sha256: null };
    const lineage: Inspection["lineage"] = { lineage: "absent", stale: true, why: ["there is no adapter that can be read"] };
    const sweep = { report: null, selected: null };
    return { adapter: null, base: none, claim: null, lineage, sweep, findings: [...findings, faultFinding(error, path)], files };
  }
  const base = await resolveBaseModel(head, adapter.layout.config, policy);
  findings.push(...checkWeights(adapter), ...(await checkConfig(adapter.layout, base, head)));
  if (base.path !== null) findings.push(...(await checkBaseShapes(adapter, head, base.path)));
  const { findings: swept, ...sweep } = await checkSweep(head, adapter, base);
  findings.push(...swept);
  if (sweep.report !== null && !files.some((file) => file.path === sweep.report?.path)) files.push(sweep.report);
  return { adapter, base, ...(await inspectLineage(ctx, adapter, findings)), sweep, findings, files };
}

function faultFinding({ details }: Fault, path: string): FindingInput {
  return {
    rule: details.code.startsWith("adapter") ? `adapter.${details.code.slice("adapter-".length)}` : `adapter.${details.code}`,
    severity: "block",
    place: { path: details.place?.path ?? path },
    message: details.message,
    fix: details.fix ?? "correct the file",
  };
}

async function inspectLineage(
  ctx: InspectContext,
  adapter: ReadAdapter,
  findings: FindingInput[],
): Promise<Pick<Inspection, "lineage" | "claim">> {
  const { folder } = adapter.layout;
  const file = await readLineage(ctx.head, folder);
  if (file.state === "absent")
    return {
      claim: null,
      lineage: { lineage: "absent", stale: true, why: [`there is no ${LINEAGE_FILE} in ${folder}: train with tunegate train`] },
    };
  if (file.state === "invalid") {
    findings.push({
      rule: "adapter.lineage",
      severity: "warn",
      place: { path: `${folder}/${LINEAGE_FILE}` },
      message: `the lineage cannot be read: ${file.reason}`,
      fix: "train again with `tunegate train -- <command>`, which writes it",
    });
    return { claim: null, lineage: { lineage: "invalid", stale: true, why: [`${LINEAGE_FILE} cannot be read: ${file.reason}`] } };
  }
  const compared = await compareLineage(file.lineage, ctx.head, ctx.policy, adapter);
  const why = compared.stale ? [...compared.why] : [];
  return { claim: file.lineage, lineage: { lineage: "present", stale: compared.stale, why } };
}
