/** Files for audit and signing beside the evidence. */
import { basename } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { parse } from "yaml";
import { type Lineage, Manifest } from "../../core/files.ts";
import type { Policy } from "../../core/policy.ts";
import type { StageContext } from "../../core/stage.ts";
import type { Tree } from "../../core/tree.ts";
import type { ReadAdapter } from "../../core/weights/digest.ts";
import { readSmall } from "../../core/weights/source.ts";
import { modelSigningStatement, provenanceStatement } from "./attest.ts";
import { mlBom } from "./bom.ts";

/** The lineage does not say where it was made: nobody has vouched for it yet. */
const CLAIMED_BUILDER = "urn:tunegate:lineage-claim";

/** The adapter in published vocabularies, unsigned: a trusted job signs them. */
export async function statements(ctx: StageContext, adapter: ReadAdapter, claim: Lineage | null): Promise<[string, unknown][]> {
  const { hashes, layout } = adapter;
  const name = basename(layout.folder);
  const documents: [string, unknown][] = [["model-signing.json", modelSigningStatement(name, hashes)]];
  if (claim !== null) documents.push(["provenance.json", provenanceStatement(hashes, claim, CLAIMED_BUILDER)]);
  const manifests = await readManifests(ctx.head, ctx.policy);
  documents.push(["bom.cdx.json", mlBom({ name, hashes, lineage: claim, manifests, metrics: [] })]);
  return documents;
}

/** Manifests of the data, by path; one that is missing or not valid is the data stage's finding and is left out here. */
async function readManifests(head: Tree, { data }: Policy): Promise<Map<string, Manifest>> {
  const manifests = new Map<string, Manifest>();
  for (const { path, manifest } of data) {
    if (manifest === undefined || !(await head.has(manifest))) continue;
    const value = parseYaml((await readSmall(head, manifest, 1 << 20)).toString("utf8"));
    if (Value.Check(Manifest, value)) manifests.set(path, value as Manifest);
  }
  return manifests;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 10 });
  } catch {
    return null;
  }
}
