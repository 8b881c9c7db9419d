/** The adapter stage: integrity without torch, canonical digests, lineage against the head tree, and the probe where it is needed. */
import { join } from "node:path";
import type { AdapterDetail, AdapterHashes } from "../../core/adapter-detail.ts";
import { sha256 } from "../../core/digest.ts";
import type { Evidence, Finding, ReceiptFile } from "../../core/documents.ts";
import { compareFindings, makeFinding } from "../../core/finding.ts";
import { isBelow } from "../../core/paths.ts";
import type { AdapterPolicy } from "../../core/policy.ts";
import type { Stage, StageContext, StageResult } from "../../core/stage.ts";
import { type ReadAdapter, writeCanonical } from "../../core/weights/digest.ts";
import { type BaseModel, pathInRoot } from "./base-model.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { type ProbeOutcome, probeAdapter } from "./probe.ts";
import { statements } from "./statements.ts";

export const adapterStage: Stage = {
  id: "adapter",
  needs: [],
  applies: ({ policy }) =>
    policy.adapter === undefined
      ? { run: false, reason: "the policy names no adapter" }
      : { run: true, reason: `the adapter in ${policy.adapter.path} is what the gates speak about` },
  run: runAdapter,
};

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
  const { adapter, base, lineage, sweep, files } = inspection;
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
    digests: { ...digestsOf(adapter, base), ...(sweep.report === null ? {} : { sweep: sweep.report.sha256 }) },
    counts: { ...countsOf(adapter, files, lineage.stale), ...(sweep.selected === null ? {} : { selected: sweep.selected ? 1 : 0 }) },
  };
  const documents: [string, unknown][] = [["detail.json", detail]];
  if (adapter !== null)
    documents.push(["adapter-hashes.json", adapter.hashes satisfies AdapterHashes], ...(await statements(ctx, adapter, inspection.claim)));
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
