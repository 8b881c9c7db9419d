import type { Evidence, Finding, ReceiptFile } from "../../core/documents.ts";
import { compareFindings, makeFinding } from "../../core/finding.ts";
import type { DataSource } from "../../core/policy.ts";
import type { Stage, StageContext, StageResult } from "../../core/stage.ts";
import { checkManifest } from "./manifest.ts";
import { type ScannedFile, scanFile } from "./scan.ts";

/** Data sets and their manifests: every record read, checksum and rows compared, records counted against the base. */
export const dataStage: Stage = {
  id: "data",
  needs: [],
  applies: ({ policy }) =>
    policy.data.length > 0
      ? { run: true, reason: `${policy.data.length} data files in the policy` }
      : { run: false, reason: "the policy names no data" },
  run: runData,
};

async function runData(ctx: StageContext): Promise<StageResult> {
  const findings: Finding[] = [];
  const inputs: ReceiptFile[] = [];
  const counts: Record<string, number> = { files: 0, records: 0, broken: 0, added: 0, removed: 0, unchanged: 0 };
  const digests: Record<string, string> = {};
  for (const [index, source] of ctx.policy.data.entries()) {
    ctx.log.progress(index / ctx.policy.data.length, source.path);
    ctx.signal.throwIfAborted();
    if (!(await ctx.head.has(source.path))) {
      findings.push(missing(source));
      continue;
    }
    const scanned = await scanFile(source, ctx.head);
    findings.push(...scanned.findings, ...(await checkManifest(source, ctx.head, scanned)));
    inputs.push({ path: source.path, sha256: scanned.sha256, bytes: scanned.bytes, rows: scanned.rows });
    digests[source.path] = scanned.sha256;
    addCounts(counts, source, scanned, await baseRecords(ctx, source));
  }
  if (counts.files === 0)
    findings.push(
      makeFinding({
        rule: "data.nothing",
        severity: "block",
        place: { path: ctx.plan.policy.path },
        message: "none of the data files of the policy exists",
        fix: "correct the paths of the policy's data list",
      }),
    );
  const evidence: Evidence = {
    schema: "tunegate/evidence@1",
    stage: "data",
    status: "ok",
    findings: findings.sort(compareFindings),
    metrics: [],
    digests,
    counts,
  };
  const { records = 0, broken = 0 } = counts;
  return {
    evidence,
    inputs: inputs.sort((a, b) => (a.path < b.path ? -1 : 1)),
    outputs: [],
    counts: { unit: "records", in: records, out: records - broken, quarantined: broken, dropped: 0 },
  };
}

function missing(source: DataSource): Finding {
  return makeFinding({
    rule: "data.missing",
    severity: "block",
    place: { path: source.path },
    message: "the data file is missing",
    fix: "commit the file, or correct its path in the policy's data list",
  });
}

async function baseRecords(ctx: StageContext, source: DataSource): Promise<ReadonlyMap<string, number>> {
  if (!ctx.base || !(await ctx.base.has(source.path))) return new Map();
  return (await scanFile(source, ctx.base)).records;
}

/** The record diff between base and head, as a multiset: an edited record is one removed and one added. */
function addCounts(counts: Record<string, number>, source: DataSource, head: ScannedFile, base: ReadonlyMap<string, number>): void {
  let unchanged = 0;
  let good = 0;
  let before = 0;
  for (const [digest, times] of head.records) {
    good += times;
    unchanged += Math.min(times, base.get(digest) ?? 0);
  }
  for (const times of base.values()) before += times;
  const add = (key: string, value: number) => {
    counts[key] = (counts[key] ?? 0) + value;
  };
  add("files", 1);
  add("records", head.rows ?? 0);
  add("broken", head.broken);
  add("added", good - unchanged);
  add("removed", before - unchanged);
  add("unchanged", unchanged);
  add(`${source.path}.added`, good - unchanged);
  add(`${source.path}.removed`, before - unchanged);
}
