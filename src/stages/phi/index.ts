import { join } from "node:path";
import type { Evidence, Finding, ReceiptFile } from "../../core/documents.ts";
import { compareFindings, makeFinding } from "../../core/finding.ts";
import type { Stage, StageContext, StageResult } from "../../core/stage.ts";
import {
  count,
  type DiskFile,
  type FileCounts,
  forbiddenSidecar,
  type PhiOptions,
  runScan,
  Scanner,
  type ScanResult,
  sum,
} from "../../phi/index.ts";
import { exceptionsOf, sidecarPaths } from "./exceptions.ts";
import { FindingList } from "./list.ts";
import { writeJson } from "./output.ts";
import { scanFilter } from "./paths.ts";

/** Findings in evidence.json; all of them are in findings.jsonl when there are more. */
const LISTED = 10_000;

/** Patient data in data sets, logs, recorded answers and the adapter folder: a Safe Harbor pattern check. */
export const phiStage: Stage = {
  id: "phi",
  needs: [],
  applies: ({ policy }) =>
    policy.phi.scan.length > 0
      ? { run: true, reason: `scans ${policy.phi.scan.join(", ")}` }
      : { run: false, reason: "the policy's phi.scan list is empty" },
  run: runPhi,
};

async function runPhi(ctx: StageContext): Promise<StageResult> {
  const options = await optionsOf(ctx);
  const list = new FindingList(join(ctx.out.dir, "findings.jsonl"), LISTED);
  const files = await filesOf(ctx);
  const result = await runScan({
    files,
    options,
    jobs: 2,
    signal: ctx.signal,
    onFinding: (finding) => list.add(finding),
    onProgress: (done, total) => ctx.log.progress(total === 0 ? 1 : done / total, "scanning for patient data"),
  });
  if (result.notScanned.length > 0)
    ctx.log.info(
      `not scanned: ${result.notScanned
        .map(({ path, reason }) => `${path} (${reason})`)
        .join(", ")
        .slice(0, 500)}`,
    );
  const news = await exceptionFindings(ctx, options, result);
  if (files.every(({ obstacle }) => obstacle !== undefined)) news.push(nothing(ctx));
  for (const finding of news) list.add(finding);
  return finish(ctx, withNews(result, news), list, await inputsOf(ctx, files, result));
}

/** What was counted, with findings that the scan itself did not make: they count in their file, or in none when theirs was not scanned. */
function withNews(result: ScanResult, news: readonly Finding[]): Counted {
  const files = structuredClone(result.files);
  const other: FileCounts = { path: "", bytes: 0, records: 0, rules: {} };
  for (const { rule, severity, place } of news) count((files.find(({ path }) => path === place.path) ?? other).rules, rule, severity);
  return { files, notScanned: result.notScanned, other };
}

interface Counted extends Pick<ScanResult, "files" | "notScanned"> {
  /** Findings about what is none of the files. */
  readonly other: FileCounts;
}

/** The receipt's lines of the scanned files, under their shown paths. */
async function inputsOf(ctx: StageContext, files: readonly DiskFile[], result: ScanResult): Promise<ReceiptFile[]> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const inputs: ReceiptFile[] = [];
  for (const [i, { path, obstacle }] of sorted.entries()) {
    const counts = result.files[i];
    if (counts && obstacle === undefined) inputs.push({ path: counts.path, ...(await ctx.head.digest(path)), rows: counts.records });
  }
  return inputs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function optionsOf(ctx: StageContext): Promise<PhiOptions> {
  const { packs, hospitals, inline, recognizers } = ctx.policy.phi;
  const { date } = ctx.plan;
  return { packs, hospitals, inline, recognizers, ...(await exceptionsOf(ctx)), ...(date === undefined ? {} : { today: date }) };
}

/** What the exceptions of this side deserve to be told. */
async function exceptionFindings(ctx: StageContext, options: PhiOptions, result: ScanResult): Promise<Finding[]> {
  const findings = result.aboutExceptions ?? [];
  if (ctx.policy.phi.inline === "allow") return [...findings];
  const scanner = new Scanner(options);
  return [...findings, ...(await sidecarPaths(ctx.head, ctx.policy)).map((path) => forbiddenSidecar(scanner.showPath(path)))];
}

/** Files to scan, and what of the scanned folders can only be told. Judging files are scanned where a glob names them. */
async function filesOf(ctx: StageContext): Promise<DiskFile[]> {
  const scanned = scanFilter(ctx.policy);
  const files: DiskFile[] = [];
  for (const { path, kind } of await ctx.head.list()) {
    if (!scanned(path)) continue;
    if (kind === "file") files.push({ path, file: await ctx.head.materialise(path) });
    else files.push({ path, file: path, obstacle: kind === "symlink" ? "link" : "name" });
  }
  return files;
}

function nothing(ctx: StageContext): Finding {
  return makeFinding({
    rule: "phi.nothing",
    severity: "block",
    place: { path: ctx.plan.policy.path },
    message: "No file matches the policy's phi.scan list, so nothing was checked.",
    fix: "Correct the globs of phi.scan; they are relative to the project root.",
  });
}

async function finish(ctx: StageContext, result: Counted, list: FindingList, inputs: ReceiptFile[]): Promise<StageResult> {
  const outputs: ReceiptFile[] = [];
  const listed = await list.close();
  if (listed !== null) outputs.push(listed);
  const files = [...result.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const counted = [...files, result.other];
  const notScanned = [...result.notScanned].sort((a, b) => (a.path < b.path ? -1 : 1));
  outputs.push(
    await writeJson(ctx.out.dir, "files.json", { schema: "tunegate/phi-files@1", files, not_scanned: notScanned }, files.length),
  );
  const evidence: Evidence = {
    schema: "tunegate/evidence@1",
    stage: "phi",
    status: "ok",
    findings: list.first.sort(compareFindings),
    ...(list.total > LISTED ? { truncated: true as const } : {}),
    metrics: [],
    digests: Object.fromEntries(outputs.map(({ path, sha256 }) => [path, sha256])),
    counts: { files: files.length, not_scanned: notScanned.length, ...sum(counted), ...kindCounts(counted) },
  };
  const quarantined = new Set(notScanned.map(({ path }) => path)).size;
  return {
    evidence,
    inputs,
    outputs,
    counts: { unit: "files", in: files.length, out: files.length - quarantined, quarantined, dropped: 0 },
  };
}

/** `kind.<kind>.<severity>`: exact counts for the summary. */
function kindCounts(files: readonly FileCounts[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rules } of files) {
    for (const [rule, n] of Object.entries(rules)) {
      for (const severity of ["block", "warn", "info"] as const) {
        if (n[severity] === 0) continue;
        const key = `kind.${rule.slice(4)}.${severity}`;
        counts[key] = (counts[key] ?? 0) + n[severity];
      }
    }
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
