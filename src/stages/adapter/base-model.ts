/** Which base model an adapter belongs to, as far as the tree and its configuration tell. */
import { posix } from "node:path";
import type { Policy } from "../../core/policy.ts";
import { baseModelDigest } from "../../core/weights/digest.ts";
import type { AdapterConfig } from "../../core/weights/layout.ts";
import type { FileSource } from "../../core/weights/source.ts";

/** `path` is a folder of the tree with its digest; otherwise `id` (and `revision`) name a model elsewhere and nothing is digested. */
export interface BaseModel {
  readonly path: string | null;
  readonly id: string | null;
  readonly revision: string | null;
  readonly sha256: string | null;
}

/**
 * The base model of an adapter: the folder that its configuration names when that lies in the tree, else the folder with which the
 * policy's suites load this adapter, else the id that the configuration names. An absolute path is never passed on.
 * @param root absolute path of the project root, when known: a trainer may have written an absolute path below it
 */
export async function resolveBaseModel(source: FileSource, config: AdapterConfig, policy: Policy, root?: string): Promise<BaseModel> {
  const named = config.base_model_name_or_path ?? config.model;
  const name = typeof named === "string" && named !== "" ? named : null;
  for (const path of [name === null ? null : pathInRoot(name, root), ...suiteBases(policy)]) {
    const sha256 = path === null ? null : await baseModelDigest(source, path);
    if (sha256 !== null) return { path, id: null, revision: null, sha256 };
  }
  const revision = typeof config.revision === "string" ? config.revision : null;
  return { path: null, id: name !== null && isModelId(name) ? name : null, revision, sha256: null };
}

/** The path relative to the root, or null when it leaves it. */
export function pathInRoot(path: string, root?: string): string | null {
  const slashes = path.replaceAll("\\", "/");
  const relative = root !== undefined && posix.isAbsolute(slashes) ? posix.relative(root.replaceAll("\\", "/"), slashes) : slashes;
  const normal = posix.normalize(relative).replace(/\/$/, "");
  if (posix.isAbsolute(normal) || /^[A-Za-z]:/.test(normal) || normal === ".." || normal.startsWith("../") || normal === ".") return null;
  return normal;
}

/** A model id of a hub: `name` or `owner/name`. */
function isModelId(name: string): boolean {
  return /^[\w.-]+(\/[\w.-]+)?$/.test(name) && !/^\.{1,2}(\/|$)/.test(name);
}

function suiteBases(policy: Policy): (string | null)[] {
  const adapter = policy.adapter && pathInRoot(policy.adapter.path);
  const bases: (string | null)[] = [];
  for (const { answers } of policy.eval?.suites ?? []) {
    if ("generate" in answers && pathInRoot(answers.generate.adapter) === adapter) bases.push(pathInRoot(answers.generate.base));
  }
  return bases;
}
