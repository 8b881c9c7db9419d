import { cp, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Seal } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";
import { compareSeal } from "../core/receipt.ts";
import { readChecked, readPlan, requireRunFolder, writeDocument } from "./folder.ts";

/**
 * Joins run folders of several jobs by stage into a new one (contracts §5). Their plans must be the same.
 * @throws Fault `environment` when plans differ, a folder was changed after it was sealed, or two folders judged the same stage
 */
export async function joinFolders(from: readonly string[], folder: string): Promise<void> {
  if (from.length === 0)
    throw new Fault({
      code: "gate-from",
      kind: "usage",
      message: "gate needs at least one run folder",
      fix: "name them with --from, one for each job",
    });
  for (const source of from) await requireRunFolder(source);
  const first = await readPlan(from[0]!);
  const owners = new Map<string, string>();
  await mkdir(folder, { recursive: true });
  for (const source of from) {
    const plan = await readPlan(source);
    if (plan.digest !== first.digest) {
      throw new Fault({
        code: "plans-differ",
        kind: "environment",
        message: `${source} was made for another plan than ${from[0]}: policy, trees, changed files or stages differ`,
        fix: "run all jobs on the same commit and with the same tunegate version",
      });
    }
    await refuseChanged(source);
    for (const name of await stagesIn(source)) {
      const other = owners.get(name);
      if (other !== undefined)
        throw new Fault({
          code: "stage-twice",
          kind: "environment",
          message: `stage ${name} was judged in ${other} and in ${source}`,
          fix: "let each stage run in one job only",
        });
      owners.set(name, source);
      await cp(join(source, "evidence", name), join(folder, "evidence", name), { recursive: true });
      await cp(join(source, "receipts", `${name}.json`), join(folder, "receipts", `${name}.json`));
    }
  }
  await cp(join(from[0]!, "inputs"), join(folder, "inputs"), { recursive: true });
  await writeDocument(folder, "plan.json", { ...first, deferred: [] });
}

async function refuseChanged(source: string): Promise<void> {
  if (!(await stat(join(source, "seal.json")).catch(() => null))) {
    throw new Fault({
      code: "not-sealed",
      kind: "environment",
      message: `${source} was never sealed: its job did not finish`,
      fix: "look at that job's log and run it again",
    });
  }
  const seal = await readChecked<Seal>(source, "seal.json", Seal);
  const problem = (await compareSeal(source, seal))[0];
  if (problem)
    throw new Fault({
      code: "folder-changed",
      kind: "environment",
      message: `${source}: ${problem}`,
      fix: "hand run folders from job to job unchanged, as artifacts",
    });
}

async function stagesIn(source: string): Promise<readonly string[]> {
  const names = await readdir(join(source, "receipts")).catch(() => []);
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}
