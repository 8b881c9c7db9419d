import { lstat, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { BASE_ROW, checkpointStep, rankRows, type Sweep } from "../core/sweep.ts";

/**
 * Checkpoints that a sweep may delete: evaluated ones below the first `keep` of the ranking. Never the selected one, never what could
 * not be evaluated (the failure may be ours), never anything when nothing was selected. Sorted as ranked.
 */
export function prunable(sweep: Pick<Sweep, "ranked" | "order" | "selected">, keep: number): string[] {
  const { selected } = sweep;
  if (selected === null) return [];
  const checkpoints = rankRows(sweep.ranked, sweep.order).filter(({ name }) => name !== BASE_ROW);
  const rest = checkpoints.slice(keep).map(({ name }) => name);
  return rest.filter((name) => name !== selected.name && checkpointStep(name) !== null);
}

/**
 * Deletes one checkpoint folder. Only a real folder directly below the adapter root goes: a link, or a folder that lies elsewhere by now,
 * is left alone. Links inside it are removed, not followed.
 * @param root absolute real path of the adapter root
 * @returns whether it was deleted
 */
export async function pruneCheckpoint(root: string, name: string): Promise<boolean> {
  if (checkpointStep(name) === null) return false;
  const path = join(root, name);
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory() || (await realpath(root)) !== root || (await realpath(path)) !== path) return false;
  await rm(path, { recursive: true });
  return true;
}
