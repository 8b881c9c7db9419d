import { parse } from "yaml";
import type { FileDigest } from "../../core/digest.ts";
import type { Finding } from "../../core/documents.ts";
import { Manifest } from "../../core/files.ts";
import { makeFinding } from "../../core/finding.ts";
import type { DataSource } from "../../core/policy.ts";
import type { Tree } from "../../core/tree.ts";
import { compileValidator } from "../../policy/validate.ts";

let validator: ReturnType<typeof compileValidator> | undefined;

/** Compares a data file with its manifest (contracts §8): presence, shape, checksum, rows, bytes. */
export async function checkManifest(
  source: DataSource,
  head: Tree,
  actual: FileDigest & { readonly rows: number | null },
): Promise<readonly Finding[]> {
  const path = source.manifest;
  if (path === undefined) {
    return [
      makeFinding({
        rule: "data.no-manifest",
        severity: "warn",
        place: { path: source.path },
        message: "the data file has no manifest, so nobody can tell where it comes from",
        fix: "write a manifest and name it as `manifest:` in the policy's data entry",
      }),
    ];
  }
  if (!(await head.has(path))) {
    return [
      makeFinding({
        rule: "data.manifest-missing",
        severity: "block",
        place: { path },
        message: `the manifest of ${source.path} is missing`,
        fix: "add the manifest: source, licence, de-identification method, checksum, curator, date, provenance UUID",
      }),
    ];
  }
  const manifest = await readManifest(path, head);
  if (!("checksum" in manifest)) return manifest.findings;
  return compareManifest(source, path, manifest, actual);
}

async function readManifest(path: string, head: Tree): Promise<Manifest | { findings: readonly Finding[] }> {
  const block = (message: string, pointer?: string) =>
    makeFinding({
      rule: "data.manifest-invalid",
      severity: "block",
      place: pointer ? { path, pointer } : { path },
      message,
      fix: "see schemas/manifest.schema.json for the fields",
    });
  let value: unknown;
  try {
    value = parse(new TextDecoder("utf-8", { fatal: true }).decode(await head.read(path, 1 << 20)), { maxAliasCount: 10 });
  } catch {
    return { findings: [block("the manifest is not valid YAML")] };
  }
  validator ??= compileValidator(Manifest);
  const problems = validator(value);
  if (problems.length > 0)
    return { findings: problems.map((problem) => block(`the manifest is not valid: ${problem.message}`, problem.pointer)) };
  return value as Manifest;
}

function compareManifest(
  source: DataSource,
  path: string,
  manifest: Manifest,
  actual: FileDigest & { readonly rows: number | null },
): readonly Finding[] {
  const findings: Finding[] = [];
  const differ = (rule: string, pointer: string, message: string) =>
    findings.push(
      makeFinding({
        rule,
        severity: "block",
        place: { path, pointer },
        message,
        fix: "update the manifest together with the data, after looking at what changed",
      }),
    );
  if (manifest.checksum !== actual.sha256)
    differ("data.checksum", "/checksum", `the checksum is not that of ${source.path}: the data changed and its manifest did not`);
  if (actual.rows !== null && manifest.rows !== actual.rows)
    differ("data.rows", "/rows", `the manifest says ${manifest.rows} rows, ${source.path} has ${actual.rows}`);
  if (manifest.bytes !== actual.bytes)
    differ("data.bytes", "/bytes", `the manifest says ${manifest.bytes} bytes, ${source.path} has ${actual.bytes}`);
  return findings;
}
