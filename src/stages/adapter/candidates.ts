/** Checkpoints of a training output folder as adapters: what is a candidate, and whether it passes the static checklist. */
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import type { Policy } from "../../core/policy.ts";
import { checkpointStep, ROOT_ROW, SWEEP_FILE } from "../../core/sweep.ts";
import type { Tree } from "../../core/tree.ts";
import { folderPrefix } from "../../core/weights/source.ts";
import { inspect } from "./inspect.ts";

/** A folder that may hold an adapter. */
export interface Candidate {
  /** `checkpoint-<step>`, or `.` for the adapter root itself. */
  readonly name: string;
  readonly step: number | null;
  /** Relative to the project root. */
  readonly folder: string;
  /** Why it is not looked into; null for an ordinary folder. */
  readonly refused: string | null;
}

/**
 * What the trainer keeps to resume (transformers, DeepSpeed): pickles and a program that never belong to an adapter. Nothing here reads
 * them; every other pickle stays a finding.
 */
const RESUME_STATE =
  /^(?:(?:optimizer|scheduler|scaler|training_args|rng_state(?:_\d{1,6})?)\.(?:pt|pth|bin)|global_step\d{1,15}\/.*|latest|zero_to_fp32\.py)$/s;

/**
 * Candidates of a folder on disk, sorted by step, the folder itself last. A link or a file with a checkpoint's name is a candidate that is
 * refused, so that the report says so.
 * @param dir absolute path of the adapter root · @param root the same, relative to the project root
 */
export async function findCandidates(dir: string, root: string): Promise<Candidate[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const found = entries.flatMap((entry): Candidate[] => {
    const step = checkpointStep(entry.name);
    return step === null ? [] : [{ name: entry.name, step, folder: `${root}/${entry.name}`, refused: whyRefused(entry) }];
  });
  found.sort((a, b) => (a.step ?? 0) - (b.step ?? 0) || (a.name < b.name ? -1 : 1));
  const whole = entries.some(({ name }) => name === "adapter_model.safetensors" || name === "adapter_config.json");
  return whole ? [...found, { name: ROOT_ROW, step: null, folder: root, refused: null }] : found;
}

function whyRefused(entry: Dirent): string | null {
  if (entry.isDirectory()) return null;
  return entry.isSymbolicLink() ? "it is a symbolic link, which is not followed" : "it is no folder";
}

/** The head as it would be with this candidate promoted: without the trainer's resume state, other checkpoints and earlier reports. */
export function candidateTree(head: Tree, { folder }: Candidate, root: string): Tree {
  const [own, whole] = [folderPrefix(folder), folderPrefix(root)];
  const hidden = (path: string): boolean => {
    if (!path.startsWith(whole)) return false;
    if (!path.startsWith(own)) return true;
    const below = path.slice(own.length);
    return RESUME_STATE.test(below) || below === SWEEP_FILE || checkpointStep(below.split("/")[0] ?? "") !== null;
  };
  return {
    side: head.side,
    list: async () => (await head.list()).filter(({ path }) => !hidden(path)),
    has: async (path) => !hidden(path) && head.has(path),
    open: (path) => head.open(path),
    read: (path, maxBytes) => head.read(path, maxBytes),
    digest: (path) => head.digest(path),
    materialise: (path) => head.materialise(path),
  };
}

/** A candidate that was read to its last byte, or why it cannot be one. */
export type Verified =
  | { readonly ok: true; readonly adapterDigest: string }
  | { readonly ok: false; readonly adapterDigest: string | null; readonly error: string };

/**
 * The static checklist and the digest of one candidate; the first finding that blocks excludes it.
 * @param tree what `candidateTree` gives · @param baseDigest digest of the base model that the candidates are asked on
 */
export async function verifyCandidate(
  tree: Tree,
  { folder, refused }: Candidate,
  policy: Policy,
  baseDigest: string | null,
): Promise<Verified> {
  if (refused !== null) return { ok: false, adapterDigest: null, error: refused };
  const adapter = { stale: "warn" as const, ...policy.adapter, path: folder };
  const { adapter: read, base, findings } = await inspect({ head: tree, policy: { ...policy, adapter } }, adapter);
  const adapterDigest = read?.hashes.canonical ?? null;
  const defect = findings.find(({ severity }) => severity === "block");
  if (defect) return { ok: false, adapterDigest, error: `${defect.rule}: ${defect.message}` };
  if (adapterDigest === null) return { ok: false, adapterDigest, error: "it holds no adapter" };
  if (base.sha256 !== null && base.sha256 !== baseDigest)
    return { ok: false, adapterDigest, error: "it was trained on another base model than the suite asks" };
  return { ok: true, adapterDigest };
}
