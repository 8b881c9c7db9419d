import { join } from "node:path";
import type { Evidence, Finding, ReceiptFile } from "../../core/documents.ts";
import { compareFindings, makeFinding } from "../../core/finding.ts";
import { globMatcher, isBelow } from "../../core/paths.ts";
import type { Policy } from "../../core/policy.ts";
import type { Stage, StageContext, StageResult } from "../../core/stage.ts";
import { Collector } from "../../phi/collect.ts";
import { type AllowList, allowFindings, type FileInput, type PhiOptions, parseAllow, Scanner } from "../../phi/index.ts";
import { chunkSource } from "../../phi/source.ts";
import { sum } from "../../phi/tally.ts";
import { FindingList } from "./list.ts";
import { writeJson } from "./output.ts";

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
  const collector = new Collector(options, (finding) => list.add(finding));
  const scanner = new Scanner(options, collector);
  const paths = await pathsOf(ctx);
  const inputs: ReceiptFile[] = [];
  for (const [index, path] of paths.entries()) {
    ctx.signal.throwIfAborted();
    ctx.log.progress(index / paths.length, scanner.showPath(path));
    await scanner.scanFile(fileOf(ctx, path));
    const file = collector.files.at(-1);
    if (file) inputs.push({ path: file.path, ...(await ctx.head.digest(path)), rows: file.records });
  }
  if (paths.length === 0) collector.addPlain(nothing(ctx), null);
  for (const finding of allowFindings(collector)) collector.addPlain(finding, null);
  return finish(ctx, collector, list, inputs);
}

async function optionsOf(ctx: StageContext): Promise<PhiOptions> {
  const { packs, hospitals, inline, recognizers, allow } = ctx.policy.phi;
  return { packs, hospitals, inline, recognizers, allow: await allowOf(ctx, allow) };
}

async function allowOf(ctx: StageContext, path: string | undefined): Promise<AllowList | undefined> {
  if (path === undefined || !(await ctx.judging.has(path))) return undefined;
  return parseAllow(new TextDecoder("utf-8").decode(await ctx.judging.read(path)), path);
}

/** Files to scan: the policy's globs, recorded answers, and what is text in the adapter folder. Judging files are scanned where a glob names them. */
async function pathsOf(ctx: StageContext): Promise<string[]> {
  const matches = globMatcher(ctx.policy.phi.scan);
  const extra = extraPaths(ctx.policy);
  const paths = (await ctx.head.list()).filter(({ path }) => matches(path) || extra.some((folder) => isBelow(path, folder)));
  return paths.filter(({ kind }) => kind === "file").map(({ path }) => path);
}

function extraPaths(policy: Policy): string[] {
  const answers = (policy.eval?.suites ?? []).flatMap((suite) => ("file" in suite.answers ? [suite.answers.file] : []));
  return policy.adapter ? [policy.adapter.path, ...answers] : answers;
}

function fileOf(ctx: StageContext, path: string): FileInput {
  return { path, open: async () => chunkSource(await ctx.head.open(path)), materialise: () => ctx.head.materialise(path) };
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

async function finish(ctx: StageContext, collector: Collector, list: FindingList, inputs: ReceiptFile[]): Promise<StageResult> {
  const outputs: ReceiptFile[] = [];
  const listed = await list.close();
  if (listed !== null) outputs.push(listed);
  const files = [...collector.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const notScanned = [...collector.notScanned].sort((a, b) => (a.path < b.path ? -1 : 1));
  outputs.push(
    await writeJson(ctx.out.dir, "files.json", { schema: "tunegate/phi-files@1", files, not_scanned: notScanned }, files.length),
  );
  const total = sum(files);
  const evidence: Evidence = {
    schema: "tunegate/evidence@1",
    stage: "phi",
    status: "ok",
    findings: list.first.sort(compareFindings),
    ...(list.total > LISTED ? { truncated: true as const } : {}),
    metrics: [],
    digests: Object.fromEntries(outputs.map(({ path, sha256 }) => [path, sha256])),
    counts: { files: files.length, not_scanned: notScanned.length, ...total, ...kindCounts(collector) },
  };
  const quarantined = new Set(notScanned.map(({ path }) => path)).size;
  return {
    evidence,
    inputs: inputs.sort((a, b) => (a.path < b.path ? -1 : 1)),
    outputs,
    counts: { unit: "files", in: files.length, out: files.length - quarantined, quarantined, dropped: 0 },
  };
}

/** `kind.<kind>.<severity>`: exact counts for the summary. */
function kindCounts(collector: Collector): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rules } of collector.files) {
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
