/** Reviewed exceptions of a run: the policy's allow file and the sidecars of data files, both read from the tree that judges. */
import { Fault } from "../../core/fault.ts";
import type { Policy } from "../../core/policy.ts";
import type { StageContext } from "../../core/stage.ts";
import type { Tree } from "../../core/tree.ts";
import { type AllowList, type PhiOptions, parseSidecar, sidecarOf } from "../../phi/index.ts";
import { scanFilter } from "./paths.ts";

/** Sidecars of a tree that stand in what the policy scans, in the order of their paths. */
export async function sidecarPaths(tree: Tree, policy: Policy): Promise<string[]> {
  const scanned = scanFilter(policy);
  return (await tree.list()).flatMap(({ path, kind }) => {
    const data = kind === "file" ? sidecarOf(path) : null;
    return data !== null && scanned(data) ? [path] : [];
  });
}

/** Exceptions that count on this side: a pull request's own sidecars only in its proposed judgement (contracts §1). */
export async function exceptionsOf(ctx: StageContext): Promise<Pick<PhiOptions, "allow" | "sidecars">> {
  const { allow: path, inline } = ctx.policy.phi;
  const allow = path !== undefined && (await ctx.judging.has(path)) ? { allow: await readAllow(ctx.judging, path) } : {};
  if (inline === "forbid") return allow;
  const sidecars = [];
  for (const sidecar of await sidecarPaths(ctx.judging, ctx.policy)) {
    const of = sidecarOf(sidecar);
    if (of !== null) sidecars.push({ of, list: await readAllow(ctx.judging, sidecar) });
  }
  return { ...allow, ...(sidecars.length === 0 ? {} : { sidecars }) };
}

/** A file of exceptions that is wrong is a defect of the pull request in the head, of the repository's owner in the base. */
async function readAllow(tree: Tree, path: string): Promise<AllowList> {
  try {
    return parseSidecar(new TextDecoder("utf-8").decode(await tree.read(path)), path);
  } catch (error) {
    if (error instanceof Fault && tree.side === "head") throw new Fault({ ...error.details, kind: "change" });
    throw error;
  }
}
