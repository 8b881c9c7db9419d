/** Hands run folders from job to job: each job uploads its parts as one artifact, the gate job downloads them by id and digest. */
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DefaultArtifactClient } from "@actions/artifact";
import { Fault } from "../core/fault.ts";

/** One line of the input `parts`: artifact id and the digest that the uploading job stated. */
export interface PartReference {
  readonly id: number;
  readonly sha256: string;
}

/** Parses `id sha256:…` lines. A job that was skipped leaves an empty line, which is kept out. @throws Fault `usage` */
export function parseParts(text: string): readonly PartReference[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const match = /^(\d{1,19})\s+(?:sha256:)?([0-9a-f]{64})$/.exec(line);
      if (!match) {
        throw new Fault({
          code: "parts",
          kind: "usage",
          message: "input parts has a line that is no artifact id with its digest",
          expected: "one line a job: `<artifact-id> <artifact-digest>`",
          fix: "take both from the outputs of the job that made the part",
        });
      }
      return { id: Number(match[1]), sha256: match[2]! };
    });
}

/** Downloads parts below a folder and gives the run folders in them. @throws Fault `environment` when one is absent or was changed */
export async function downloadParts(references: readonly PartReference[], target: string): Promise<readonly string[]> {
  const client = new DefaultArtifactClient();
  const folders: string[] = [];
  for (const { id, sha256 } of references) {
    const path = join(target, String(id));
    await mkdir(path, { recursive: true });
    const result = await client.downloadArtifact(id, { path, expectedHash: `sha256:${sha256}` }).catch(() => null);
    if (result === null) throw partFault(`artifact ${id} could not be downloaded`);
    if (result.digestMismatch) throw partFault(`artifact ${id} is not the one that its job uploaded: digests differ`);
    folders.push(...(await runFoldersIn(path)));
  }
  return folders;
}

async function runFoldersIn(path: string): Promise<readonly string[]> {
  const names = (await readdir(path)).sort();
  const folders: string[] = [];
  for (const name of names) if (await stat(join(path, name, "plan.json")).catch(() => null)) folders.push(join(path, name));
  return folders;
}

function partFault(message: string): Fault {
  return new Fault({ code: "part", kind: "environment", message, fix: "run all jobs of this workflow again" });
}
