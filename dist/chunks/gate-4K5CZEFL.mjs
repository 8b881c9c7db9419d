import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  finishFolder,
  tellVerdict
} from "./chunk-O3IELVWA.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-UCOFUJ2V.mjs";
import {
  readChecked,
  readPlan,
  requireRunFolder,
  writeDocument
} from "./chunk-BCNQGSC3.mjs";
import "./chunk-7DZATYOY.mjs";
import {
  compareSeal
} from "./chunk-FPHHHQMM.mjs";
import "./chunk-3APC2AWC.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  absolute,
  projectDir,
  runId
} from "./chunk-PNFH3LV2.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
import {
  Seal
} from "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/gate.ts
import { mkdir as mkdir2, writeFile } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/flow/join.ts
import { cp, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
async function joinFolders(from, folder) {
  if (from.length === 0)
    throw new Fault({
      code: "gate-from",
      kind: "usage",
      message: "gate needs at least one run folder",
      fix: "name them with --from, one for each job"
    });
  for (const source of from) await requireRunFolder(source);
  const first = await readPlan(from[0]);
  const owners = /* @__PURE__ */ new Map();
  await mkdir(folder, { recursive: true });
  for (const source of from) {
    const plan = await readPlan(source);
    if (plan.digest !== first.digest) {
      throw new Fault({
        code: "plans-differ",
        kind: "environment",
        message: `${source} was made for another plan than ${from[0]}: policy, trees, changed files or stages differ`,
        fix: "run all jobs on the same commit and with the same tunegate version"
      });
    }
    await refuseChanged(source);
    for (const name of await stagesIn(source)) {
      const other = owners.get(name);
      if (other !== void 0)
        throw new Fault({
          code: "stage-twice",
          kind: "environment",
          message: `stage ${name} was judged in ${other} and in ${source}`,
          fix: "let each stage run in one job only"
        });
      owners.set(name, source);
      await cp(join(source, "evidence", name), join(folder, "evidence", name), { recursive: true });
      await cp(join(source, "receipts", `${name}.json`), join(folder, "receipts", `${name}.json`));
    }
  }
  await cp(join(from[0], "inputs"), join(folder, "inputs"), { recursive: true });
  await writeDocument(folder, "plan.json", { ...first, deferred: [] });
}
async function refuseChanged(source) {
  if (!await stat(join(source, "seal.json")).catch(() => null)) {
    throw new Fault({
      code: "not-sealed",
      kind: "environment",
      message: `${source} was never sealed: its job did not finish`,
      fix: "look at that job's log and run it again"
    });
  }
  const seal = await readChecked(source, "seal.json", Seal);
  const problem = (await compareSeal(source, seal))[0];
  if (problem)
    throw new Fault({
      code: "folder-changed",
      kind: "environment",
      message: `${source}: ${problem}`,
      fix: "hand run folders from job to job unchanged, as artifacts"
    });
}
async function stagesIn(source) {
  const names = await readdir(join(source, "receipts")).catch(() => []);
  return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length)).sort();
}

// src/cli/commands/gate.ts
var command = async (args, world) => {
  const home = join2(projectDir(args, world), ".tunegate");
  const named = args.text("folder");
  if (named === null) {
    await mkdir2(home, { recursive: true });
    await writeFile(join2(home, ".gitignore"), "*\n");
  }
  const folder = named === null ? join2(home, runId(world)) : absolute(named, world);
  await joinFolders(
    args.texts("from").map((path) => absolute(path, world)),
    folder
  );
  const outcome = await finishFolder(folder, world.terminal);
  tellVerdict(outcome, world.terminal);
  if (args.flag("json")) world.terminal.print(JSON.stringify({ ...outcome.verdict, folder }));
  return outcome.verdict.exit_code;
};
export {
  command
};
