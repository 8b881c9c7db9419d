/** The adapter stage: integrity without torch, canonical digests, lineage against the head tree, and the probe where it is needed. */
import { join } from "node:path";
import type { AdapterDetail, AdapterHashes } from "../../core/adapter-detail.ts";
import { sha256 } from "../../core/digest.ts";
import type { Evidence, Finding, ReceiptFile } from "../../core/documents.ts";
import { Fault } from "../../core/fault.ts";
import { compareFindings, type FindingInput, makeFinding } from "../../core/finding.ts";
import { isBelow } from "../../core/paths.ts";
import type { AdapterPolicy } from "../../core/policy.ts";
import type { Stage, StageContext, StageResult } from "../../core/stage.ts";
import { type BaseModel, pathInRoot, resolveBaseModel } from "./base-model.ts";
import { checkBaseShapes } from "./checks/base-shapes.ts";
import { checkConfig } from "./checks/config.ts";
import { checkFiles } from "./checks/files.ts";
import { checkWeights } from "./checks/weights.ts";
import { type ReadAdapter, readAdapter, writeCanonical } from "./digest.ts";
import { LINEAGE_FILE } from "./layout.ts";
import { compareLineage, readLineage } from "./lineage.ts";
import { type ProbeOutcome, probeAdapter } from "./probe.ts";
import { entriesBelow } from "./source.ts";

export const adapterStage: Stage = {
  id: "adapter",
  needs: [],
  applies: ({ policy }) =>
    policy.adapter === undefined
      ? { run: false, reason: "the policy names no adapter" }
      : { run: true, reason: `the adapter in ${policy.adapter.path} is what the gates speak about` },
  run: runAdapter,
};

/** What was learned of the adapter without running it. */
interface Inspection {
  readonly adapter: ReadAdapter | null;
  readonly base: BaseModel;
  readonly lineage: Pick<AdapterDetail, "lineage" | "stale" | "why">;
  readonly findings: readonly FindingInput[];
  readonly files: readonly ReceiptFile[];
}

async function runAdapter(ctx: StageContext): Promise<StageResult> {
  const policy = ctx.policy.adapter;
  if (policy === undefined) throw new TypeError("the adapter stage was planned without an adapter in the policy");
  ctx.log.info(`adapter ${policy.path}: files, tensors, configuration, lineage`);
  const inspection = await inspect(ctx, policy);
  const changed = await isChanged(ctx, policy, inspection.adapter);
  const probe = await probeAdapter(ctx, {
    adapter: inspection.adapter,
    base: inspection.base,
    needed: whyProbe(ctx, changed, inspection.base),
    sound: !inspection.findings.some(({ severity }) => severity === "block"),
  });
  return sealUp(ctx, policy, inspection, changed, probe);
}

async function inspect(ctx: StageContext, { path }: AdapterPolicy): Promise<Inspection> {
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
    if (!(error instanceof Fault)) throw error;
    const none: BaseModel = { path: null, id: null, revision: null, sha256: null };
    const lineage = { lineage: "absent", stale: true, why: ["there is no adapter that can be read"] } as const;
    return {
      adapter: null,
      base: none,
      lineage: { ...lineage, why: [...lineage.why] },
      findings: [...findings, faultFinding(error, path)],
      files,
    };
  }
  const base = await resolveBaseModel(head, adapter.layout.config, policy);
  findings.push(...checkWeights(adapter), ...(await checkConfig(adapter.layout, base, head)));
  if (base.path !== null) findings.push(...(await checkBaseShapes(adapter, head, base.path)));
  return { adapter, base, lineage: await inspectLineage(ctx, adapter, findings), findings, files };
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

async function inspectLineage(ctx: StageContext, adapter: ReadAdapter, findings: FindingInput[]): Promise<Inspection["lineage"]> {
  const { folder } = adapter.layout;
  const file = await readLineage(ctx.head, folder);
  if (file.state === "absent")
    return { lineage: "absent", stale: true, why: [`there is no ${LINEAGE_FILE} in ${folder}: train with tunegate train`] };
  if (file.state === "invalid") {
    findings.push({
      rule: "adapter.lineage",
      severity: "warn",
      place: { path: `${folder}/${LINEAGE_FILE}` },
      message: `the lineage cannot be read: ${file.reason}`,
      fix: "train again with `tunegate train -- <command>`, which writes it",
    });
    return { lineage: "invalid", stale: true, why: [`${LINEAGE_FILE} cannot be read: ${file.reason}`] };
  }
  const compared = await compareLineage(file.lineage, ctx.head, ctx.policy, adapter);
  return { lineage: "present", stale: compared.stale, why: compared.stale ? [...compared.why] : [] };
}

/** Whether this change brings another adapter: by changed files, or because the base has none while git does not carry it. */
async function isChanged(ctx: StageContext, { path }: AdapterPolicy, adapter: ReadAdapter | null): Promise<boolean> {
  const folder = pathInRoot(path) ?? path;
  if (ctx.plan.changed.some((file) => isBelow(file.path, folder))) return true;
  return adapter !== null && ctx.base !== null && !(await ctx.base.has(adapter.layout.weights));
}

function whyProbe(ctx: StageContext, changed: boolean, base: BaseModel): string | null {
  if (changed) return "the adapter changed";
  const { path } = base;
  if (path !== null && ctx.plan.changed.some((file) => isBelow(file.path, path))) return "the base model changed";
  return ctx.plan.event.release ? "this run is for a release" : null;
}

async function sealUp(
  ctx: StageContext,
  policy: AdapterPolicy,
  inspection: Inspection,
  changed: boolean,
  probe: ProbeOutcome,
): Promise<StageResult> {
  const { adapter, base, lineage, files } = inspection;
  const findings: Finding[] = [...inspection.findings, ...probe.findings].map(makeFinding).sort(compareFindings);
  const detail: AdapterDetail = {
    schema: "tunegate/adapter-detail@1",
    path: policy.path,
    present: adapter !== null,
    layout: adapter?.layout.kind ?? "unknown",
    adapter_digest: adapter?.hashes.canonical ?? null,
    config_digest: adapter?.hashes.config ?? null,
    base_model: { path: base.path, id: base.id, sha256: base.sha256 },
    ...lineage,
    changed_in_pull_request: changed,
    release: ctx.plan.event.release,
    stale_policy: policy.stale,
    probe: { state: probe.state, reason: probe.reason },
  };
  const evidence: Evidence = {
    schema: "tunegate/evidence@1",
    stage: "adapter",
    status: probe.error === null ? "ok" : "error",
    ...(probe.error === null ? {} : { reason: probe.error }),
    findings,
    metrics: [...probe.metrics],
    digests: digestsOf(adapter, base),
    counts: countsOf(adapter, files, lineage.stale),
  };
  const documents: [string, unknown][] = [["detail.json", detail]];
  if (adapter !== null) documents.push(["adapter-hashes.json", adapter.hashes satisfies AdapterHashes]);
  if (probe.document !== null) documents.push(["probe.json", probe.document]);
  return { evidence, inputs: files, outputs: await writeAll(ctx.out.dir, documents), counts: receiptCounts(adapter, files) };
}

function digestsOf(adapter: ReadAdapter | null, base: BaseModel): Record<string, string> {
  return {
    ...(adapter === null
      ? {}
      : { canonical: adapter.hashes.canonical, config: adapter.hashes.config, weights: adapter.weights.file.sha256 }),
    ...(base.sha256 === null ? {} : { base_model: base.sha256 }),
  };
}

function countsOf(adapter: ReadAdapter | null, files: readonly ReceiptFile[], stale: boolean): Record<string, number> {
  const tensors = adapter?.weights.tensors ?? [];
  const parameters = tensors.reduce((sum, { shape }) => sum + shape.reduce((product, dim) => product * dim, 1), 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { files: files.length, bytes, tensors: tensors.length, parameters, stale: stale ? 1 : 0 };
}

function receiptCounts(adapter: ReadAdapter | null, files: readonly ReceiptFile[]): StageResult["counts"] {
  const read = adapter === null ? 0 : files.length;
  return { unit: "files", in: files.length, out: read, quarantined: files.length - read, dropped: 0 };
}

async function writeAll(dir: string, documents: readonly [string, unknown][]): Promise<ReceiptFile[]> {
  const outputs: ReceiptFile[] = [];
  for (const [path, document] of documents) {
    const bytes = await writeCanonical(join(dir, path), document);
    outputs.push({ path, sha256: sha256(bytes), bytes: bytes.byteLength, rows: null });
  }
  return outputs.sort((a, b) => (a.path < b.path ? -1 : 1));
}
