import { createReadStream } from "node:fs";
import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "./canonical.ts";
import { digestFile, digestJson, digestStream } from "./digest.ts";
import type { Receipt, ReceiptBody, Seal } from "./documents.ts";
import { Fault } from "./fault.ts";

/**
 * Seals what a stage found. The digest covers the body alone: the envelope holds times and names.
 * @throws Fault `environment` when the counts do not add up: in = out + quarantined + dropped
 */
export function sealReceipt(body: ReceiptBody, envelope: Receipt["envelope"]): Receipt {
  const { counts } = body;
  if (counts.in !== counts.out + counts.quarantined + counts.dropped) {
    throw new Fault({
      code: "receipt-counts",
      kind: "environment",
      message: `stage ${body.stage} counted ${counts.in} ${counts.unit} in, but ${counts.out} out, ${counts.quarantined} quarantined and ${counts.dropped} dropped`,
      fix: "this is a defect of tunegate; please report it with the run folder's plan.json",
    });
  }
  return { schema: "tunegate/receipt@1", body, digest: digestJson(body), envelope };
}

/** Every file below a folder, paths relative to it, sorted. Links and other special files count as files that cannot be sealed. */
export async function filesUnder(dir: string, prefix = ""): Promise<readonly string[]> {
  const names = await readdir(join(dir, prefix), { withFileTypes: true });
  const files: string[] = [];
  for (const entry of names) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesUnder(dir, path)));
    else files.push(path);
  }
  return files.sort();
}

/** Writes seal.json: the sha256 of every other file of the run folder. Gives the digest of the seal file itself. */
export async function writeSeal(folder: string): Promise<string> {
  const files: Seal["files"] = [];
  for (const path of await filesUnder(folder)) if (path !== "seal.json") files.push({ path, ...(await digestFile(join(folder, path))) });
  const seal: Seal = { schema: "tunegate/seal@1", files };
  const text = `${canonicalJson(seal)}\n`;
  await writeFile(join(folder, "seal.json"), text);
  return (await digestFile(join(folder, "seal.json"))).sha256;
}

/** What differs between a run folder and its seal, one sentence each; empty when nothing does. */
export async function compareSeal(folder: string, seal: Seal): Promise<readonly string[]> {
  const problems: string[] = [];
  const sealed = new Map(seal.files.map((file) => [file.path, file]));
  if (sealed.size !== seal.files.length) problems.push("seal.json lists a file twice");
  for (const path of await filesUnder(folder)) {
    if (path === "seal.json") continue;
    const expected = sealed.get(path);
    sealed.delete(path);
    if (!expected) {
      problems.push(`${path} was added after the run was sealed`);
      continue;
    }
    const stat = await lstat(join(folder, path));
    if (!stat.isFile()) problems.push(`${path} is not a plain file`);
    else if ((await digestStream(createReadStream(join(folder, path)))).sha256 !== expected.sha256)
      problems.push(`${path} was changed after the run was sealed`);
  }
  for (const path of sealed.keys()) problems.push(`${path} is missing`);
  return problems.sort();
}

/**
 * Reads a JSON document of a run folder.
 * @throws Fault `environment` when it is absent or not JSON
 */
export async function readDocument(folder: string, path: string): Promise<unknown> {
  const text = await readFile(join(folder, path), "utf8").catch(() => null);
  if (text === null)
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: `${path} cannot be read`,
      place: { path },
      fix: "give the folder of a finished run, .tunegate/<run-id>",
    });
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: `${path} is not JSON`,
      place: { path },
      fix: "give the folder of a finished run, unchanged",
    });
  }
}
