import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../core/digest.ts";
import type { Plan, Side } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import type { EvalBaseline } from "../core/files.ts";
import type { Policy } from "../core/policy.ts";
import { parseSmokeBaseline } from "../core/smoke.ts";
import type { Tree } from "../core/tree.ts";
import { judgingFiles } from "../policy/judging.ts";
import { loadPolicy, POLICY_PATH } from "../policy/load.ts";
import { parseEvalBaseline, parseNeverMiss } from "../verdict/baseline.ts";
import type { Project } from "./prepare.ts";

/** Judging files that `decide` reads. Evaluation sets, safety rules and the allow file enter a run folder as digests only (promise 3). */
const COPIED = ["policy", "smoke-baseline", "eval-baseline", "never-miss"] as const;

/** What decide reads beside evidence, for one side. */
export interface JudgingInputs {
  readonly policy: Policy;
  readonly smokeBaseline: unknown;
  readonly evalBaseline: EvalBaseline | null;
  readonly neverMiss: ReadonlyMap<string, readonly string[]>;
}

/** Copies the judging files that decide reads to `inputs/<side>/`, for replay. */
export async function writeInputs(folder: string, project: Project): Promise<void> {
  for (const [side, judge] of [
    ["binding", project.binding],
    ["proposed", project.proposed],
  ] as const) {
    if (!judge) continue;
    for (const { path, role } of judgingFiles(judge.policy, POLICY_PATH)) {
      if (!(COPIED as readonly string[]).includes(role) || !(await judge.tree.has(path))) continue;
      const target = join(folder, "inputs", side, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, await judge.tree.read(path, 1 << 30));
    }
  }
}

/** Reads back what writeInputs wrote. @throws Fault when a file is no valid policy or baseline (2 in the base, 1 in the head) */
export async function readInputs(folder: string, side: Side, plan: Plan): Promise<JudgingInputs> {
  const dir = join(folder, "inputs", side);
  return loadInputs(
    (path) => readFile(join(dir, path), "utf8").catch(() => null),
    side === "binding" && plan.policy.from === "base" ? "base" : "head",
  );
}

/** Checks the judging files of a tree before any stage runs: a bad baseline is told at once, not after a training. */
export async function checkInputs(tree: Tree, side: "base" | "head"): Promise<void> {
  const decoder = new TextDecoder();
  await loadInputs(async (path) => ((await tree.has(path)) ? decoder.decode(await tree.read(path, 1 << 30)) : null), side);
}

type Reader = (path: string) => Promise<string | null>;

async function loadInputs(read: Reader, side: "base" | "head"): Promise<JudgingInputs> {
  const policyText = await read(POLICY_PATH);
  if (policyText === null)
    throw new Fault({
      code: "run-folder",
      kind: "environment",
      message: "the run folder holds no policy",
      place: { path: `inputs/${POLICY_PATH}` },
      fix: "run the gate again",
    });
  const policy = loadPolicy(policyText, { path: POLICY_PATH, side });
  const kind = side === "base" ? "usage" : "change";
  const neverMiss = new Map<string, readonly string[]>();
  for (const gate of policy.gates) {
    const path = gate["never-miss"];
    if (path === undefined) continue;
    const text = await read(path);
    if (text === null) throw neverMissAbsent(gate.metric, path, kind);
    neverMiss.set(
      path,
      withKind(kind, () => parseNeverMiss(text, path)),
    );
  }
  return {
    policy,
    smokeBaseline: await readSmokeBaseline(policy, read, kind),
    evalBaseline: await readEvalBaseline(policy, read, kind),
    neverMiss,
  };
}

async function readSmokeBaseline(policy: Policy, read: Reader, kind: "usage" | "change"): Promise<unknown> {
  const path = policy.baselines.smoke;
  const text = path === undefined ? null : await read(path);
  return text === null ? null : withKind(kind, () => parseSmokeBaseline(text, path!));
}

async function readEvalBaseline(policy: Policy, read: Reader, kind: "usage" | "change"): Promise<EvalBaseline | null> {
  const path = policy.baselines.eval;
  const text = path === undefined ? null : await read(path);
  return text === null ? null : withKind(kind, () => parseEvalBaseline(text, path!));
}

/** Digest of the policy text in a run folder, for the comparison with the plan. */
export async function policyDigest(folder: string, side: Side): Promise<string | null> {
  const text = await readFile(join(folder, "inputs", side, POLICY_PATH), "utf8").catch(() => null);
  return text === null ? null : sha256(text);
}

function neverMissAbsent(metric: string, path: string, kind: "usage" | "change"): Fault {
  return new Fault({
    code: "never-miss",
    kind,
    message: `gate ${metric} names a never-miss list that is not there`,
    place: { path },
    expected: "a file with one case id a line",
    fix: "commit the list, or take never-miss out of the gate",
  });
}

/** The same defect is a usage error in the base and a defect of the change in the head (contracts §4). */
function withKind<T>(kind: "usage" | "change", read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) throw new Fault({ ...error.details, kind });
    throw error;
  }
}
