import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../core/fault.ts";
import type { Lineage } from "../core/files.ts";
import type { Policy } from "../core/policy.ts";
import type { Runner } from "../core/runner.ts";
import type { Log } from "../core/stage.ts";
import type { Tree } from "../core/tree.ts";
import { loadPolicy, POLICY_PATH } from "../policy/load.ts";
import { policyPaths } from "../policy/meaning.ts";
import { trainWithLineage } from "../stages/adapter/train.ts";
import { gitRoot, openWorkTree } from "./open-tree.ts";
import { projectDir } from "./prepare.ts";

export interface TrainFlow {
  readonly dir: string;
  readonly command: readonly string[];
  readonly runner: Runner;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface OpenHead {
  readonly policy: Policy;
  /** Absolute path of the project root. */
  readonly dir: string;
  /** Opens the tree; `more` paths count although git ignores them, as those that the policy names do. */
  tree(more?: readonly string[]): Promise<Tree>;
}

/** The head as `train` and `adapter` commands see it: working tree and the policy in it, without a base. */
export async function openHead(dir: string): Promise<OpenHead> {
  const root = await projectDir(dir);
  const text = await readFile(join(root, POLICY_PATH), "utf8").catch(() => null);
  if (text === null)
    throw new Fault({
      code: "no-policy",
      kind: "usage",
      message: "there is no policy in this folder",
      place: { path: POLICY_PATH },
      fix: "run `tunegate init`, or name the project folder with -C",
    });
  const policy = loadPolicy(text, { path: POLICY_PATH, side: "head" });
  const repo = await gitRoot(root);
  const named = policyPaths(policy).map(([, path]) => path);
  return { policy, dir: root, tree: (more = []) => openWorkTree(repo, root, [...named, ...more]) };
}

/** `tunegate train`: the team's training in the working tree, then its lineage (contracts §7). */
export async function trainFlow(flow: TrainFlow): Promise<Lineage> {
  const [program, ...rest] = flow.command;
  if (program === undefined)
    throw new Fault({
      code: "train-command",
      kind: "usage",
      message: "train needs the training command after --",
      fix: "for example: tunegate train -- python train.py --config configs/lora.yml",
    });
  const head = await openHead(flow.dir);
  return trainWithLineage({
    root: head.dir,
    command: [program, ...rest],
    policy: head.policy,
    runner: flow.runner,
    log: flow.log,
    openHead: head.tree,
    signal: flow.signal,
  });
}
