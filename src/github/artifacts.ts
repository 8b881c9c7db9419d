/** Uploads: the run folder as one immutable artifact, and the report as a file of its own that opens with one click. */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DefaultArtifactClient } from "@actions/artifact";
import { listFiles } from "./run-folder.ts";
import { withheldFiles } from "./scan.ts";

export interface Uploaded {
  readonly id: number;
  /** `sha256:` and hex. */
  readonly digest: string;
}

/** What became of an upload: done (with a sentence when something was left out), or one sentence about why not. */
export type Upload =
  | { readonly kind: "done"; readonly artifact: Uploaded; readonly sentence?: string }
  | { readonly kind: "not-done"; readonly sentence: string };

export interface UploadRequest {
  readonly name: string;
  /** Folder whose files go in, paths kept. */
  readonly dir: string;
  readonly retentionDays: number;
}

/** Scans every file and uploads those that are clean; what was left out is counted, and `tunegate verify` then names it as missing. */
export async function uploadFolder({ name, dir, retentionDays }: UploadRequest): Promise<Upload> {
  const all = await listFiles(dir);
  const withheld = new Set(await withheldFiles(dir, all));
  const paths = all.filter((path) => !withheld.has(path));
  if (paths.length === 0) return { kind: "not-done", sentence: "The artifact was not published: there is nothing in it that may leave." };
  const result = await upload(() =>
    new DefaultArtifactClient().uploadArtifact(
      name,
      paths.map((path) => join(dir, path)),
      dir,
      { retentionDays },
    ),
  );
  if (result.kind === "not-done" || withheld.size === 0) return result;
  const count = withheld.size === 1 ? "One file was" : `${withheld.size} files were`;
  return { ...result, sentence: `${count} left out of the artifact: what they hold looks like patient data.` };
}

/** Uploads report.html unarchived under `<name>-report.html`, so that a browser opens it from the run's page. */
export async function uploadReport({ name, dir, retentionDays }: UploadRequest, scratch: string): Promise<Upload> {
  if ((await withheldFiles(dir, ["report.html"])).length > 0) {
    return { kind: "not-done", sentence: "The report was not published: it looks as if it held patient data." };
  }
  await mkdir(scratch, { recursive: true });
  const file = join(scratch, `${name}-report.html`);
  await copyFile(join(dir, "report.html"), file);
  return upload(() =>
    new DefaultArtifactClient().uploadArtifact(`${name}-report.html`, [file], scratch, { retentionDays, skipArchive: true }),
  );
}

async function upload(run: () => Promise<{ id?: number; digest?: string }>): Promise<Upload> {
  if (!process.env.ACTIONS_RUNTIME_TOKEN || !process.env.ACTIONS_RESULTS_URL) {
    return { kind: "not-done", sentence: "The artifact was not published: this runner offers no artifact service." };
  }
  try {
    const { id, digest } = await run();
    if (id === undefined || digest === undefined)
      return { kind: "not-done", sentence: "The artifact was not published: the service gave no id." };
    return { kind: "done", artifact: { id, digest: `sha256:${digest.replace(/^sha256:/, "")}` } };
  } catch (error) {
    return { kind: "not-done", sentence: `The artifact was not published: ${why(error)}.` };
  }
}

/** The service's own message may quote file names, so only what is known is told. */
function why(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  if (/\(409\)|already exists/i.test(text)) return "an artifact of this name exists in this run (409); give each use its own artifact-name";
  if (/\((40[13])\)/.test(text)) return "the artifact service refused the runner's token";
  return "the artifact service could not be reached or refused it";
}
