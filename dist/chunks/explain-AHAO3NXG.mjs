import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  checkInputs
} from "./chunk-3APC2AWC.mjs";
import {
  openProject
} from "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
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
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/explain.ts
import { rm } from "node:fs/promises";
var command = async (args, world) => {
  const project = await openProject(runOptions(args, world));
  try {
    await checkInputs(project.binding.tree, project.plan.policy.from);
    world.terminal.print(args.flag("json") ? JSON.stringify(project.plan) : describe(project.plan, project.how));
    return 0;
  } finally {
    await rm(project.scratch, { recursive: true, force: true });
  }
};
function describe(plan, how) {
  const lines = [
    `base    ${plan.base ? `${plan.base.commit.slice(0, 12)} (${how})` : "none"}`,
    `head    ${plan.head.commit?.slice(0, 12) ?? "no commit"}${plan.head.dirty ? " with uncommitted changes" : ""}, tree ${plan.head.tree.slice(0, 12)}`,
    `policy  ${plan.policy.path} from the ${plan.policy.from}, mode ${plan.mode}, enforce: ${plan.enforce}`,
    `changed ${plan.changed.length} files`,
    ...plan.stages.map(
      (stage) => `  ${stage.run ? "runs " : "skips"} ${stage.id.padEnd(8)} ${stage.reason}${stage.sides.includes("proposed") ? "; once more with the head's judging files" : ""}`
    ),
    ...plan.deferred.map((entry) => `  later ${entry.gate}: ${entry.reason}`),
    ...plan.judging.filter((file) => file.base_sha256 !== file.head_sha256).map((file) => `  judging file changed: ${file.path} (${file.role}); the base's decides`),
    ...plan.notes.map((note) => `  note: ${note}`),
    `plan    ${plan.digest}`
  ];
  return plain(lines.join("\n"));
}
export {
  command
};
