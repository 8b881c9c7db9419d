import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  judgeFolder
} from "./chunk-UCOFUJ2V.mjs";
import {
  readChecked,
  requireRunFolder
} from "./chunk-BCNQGSC3.mjs";
import "./chunk-7DZATYOY.mjs";
import {
  compareSeal
} from "./chunk-FPHHHQMM.mjs";
import {
  policyDigest
} from "./chunk-3APC2AWC.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  absolute
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-VBHUHXGI.mjs";
import {
  Seal,
  Verdict
} from "./chunk-53WHWWPF.mjs";
import {
  canonicalJson,
  digestFile
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/flow/verify.ts
import { stat } from "node:fs/promises";
import { join } from "node:path";
async function verifyFolder(folder, expectedSeal) {
  await requireRunFolder(folder);
  const seal = await readChecked(folder, "seal.json", Seal);
  const { sha256 } = await digestFile(join(folder, "seal.json"));
  const problems = [...await compareSeal(folder, seal)];
  if (canonicalJson(seal).length + 1 !== (await stat(join(folder, "seal.json"))).size) problems.push("seal.json is not in canonical form");
  if (expectedSeal !== null && expectedSeal !== sha256) problems.push("seal.json is not the one that was expected");
  const replayed = await replay(folder, problems);
  const state = problems.length > 0 ? "mismatch" : expectedSeal === null ? "consistent" : "authenticated";
  return { state, problems: problems.sort(), overall: replayed, seal: sha256 };
}
async function replay(folder, problems) {
  try {
    const { plan, verdict } = await judgeFolder(folder);
    const stored = await readChecked(folder, "verdict.json", Verdict);
    if (canonicalJson(stored) !== canonicalJson(verdict))
      problems.push("verdict.json is not what decide gives for these inputs and evidence");
    if (await policyDigest(folder, "binding") !== plan.policy.sha256) problems.push("the policy in inputs/ is not the one of the plan");
    return verdict.overall;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problems.push(error.message);
    return null;
  }
}

// src/cli/commands/verify.ts
var WORDS = {
  authenticated: "authenticated: every byte is the one that was sealed, and the verdict replays",
  consistent: "consistent, not authenticated: the folder agrees with itself; give --seal <digest> from a place that its author could not write",
  mismatch: "mismatch: this is not what the run left"
};
var command = async (args, world) => {
  const verification = await verifyFolder(absolute(args.positionals[0], world), args.text("seal"));
  if (args.flag("json")) world.terminal.print(JSON.stringify(verification));
  else
    world.terminal.print(
      plain(
        [
          `${WORDS[verification.state]} (verdict ${verification.overall ?? "unreadable"}, seal ${verification.seal})`,
          ...verification.problems.map((problem) => `  ${problem}`)
        ].join("\n")
      )
    );
  return verification.state === "mismatch" ? 1 : 0;
};
export {
  command
};
