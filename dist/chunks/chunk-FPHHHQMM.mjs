import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  canonicalJson,
  digestFile,
  digestJson,
  digestStream
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/core/receipt.ts
import { createReadStream } from "node:fs";
import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
function sealReceipt(body, envelope) {
  const { counts } = body;
  if (counts.in !== counts.out + counts.quarantined + counts.dropped) {
    throw new Fault({
      code: "receipt-counts",
      kind: "environment",
      message: `stage ${body.stage} counted ${counts.in} ${counts.unit} in, but ${counts.out} out, ${counts.quarantined} quarantined and ${counts.dropped} dropped`,
      fix: "this is a defect of tunegate; please report it with the run folder's plan.json"
    });
  }
  return { schema: "tunegate/receipt@1", body, digest: digestJson(body), envelope };
}
async function filesUnder(dir, prefix = "") {
  const names = await readdir(join(dir, prefix), { withFileTypes: true });
  const files = [];
  for (const entry of names) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) files.push(...await filesUnder(dir, path));
    else files.push(path);
  }
  return files.sort();
}
async function writeSeal(folder) {
  const files = [];
  for (const path of await filesUnder(folder)) if (path !== "seal.json") files.push({ path, ...await digestFile(join(folder, path)) });
  const seal = { schema: "tunegate/seal@1", files };
  const text = `${canonicalJson(seal)}
`;
  await writeFile(join(folder, "seal.json"), text);
  return (await digestFile(join(folder, "seal.json"))).sha256;
}
async function compareSeal(folder, seal) {
  const problems = [];
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
async function readDocument(folder, path) {
  const text = await readFile(join(folder, path), "utf8").catch(() => null);
  if (text === null)
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: `${path} cannot be read`,
      place: { path },
      fix: "give the folder of a finished run, .tunegate/<run-id>"
    });
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: `${path} is not JSON`,
      place: { path },
      fix: "give the folder of a finished run, unchanged"
    });
  }
}

export {
  sealReceipt,
  writeSeal,
  compareSeal,
  readDocument
};
