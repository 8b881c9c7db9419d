import { rm } from "node:fs/promises";
import type { Plan } from "../../core/documents.ts";
import { checkInputs } from "../../flow/inputs.ts";
import { openProject } from "../../flow/prepare.ts";
import type { Command } from "../main.ts";
import { runOptions } from "../setup.ts";
import { plain } from "../terminal.ts";

/** `tunegate explain`: the plan, without running anything. */
export const command: Command = async (args, world) => {
  const project = await openProject(runOptions(args, world));
  try {
    await checkInputs(project.binding.tree, project.plan.policy.from);
    world.terminal.print(args.flag("json") ? JSON.stringify(project.plan) : describe(project.plan, project.how));
    return 0;
  } finally {
    await rm(project.scratch, { recursive: true, force: true });
  }
};

function describe(plan: Plan, how: string): string {
  const lines = [
    `base    ${plan.base ? `${plan.base.commit.slice(0, 12)} (${how})` : "none"}`,
    `head    ${plan.head.commit?.slice(0, 12) ?? "no commit"}${plan.head.dirty ? " with uncommitted changes" : ""}, tree ${plan.head.tree.slice(0, 12)}`,
    `policy  ${plan.policy.path} from the ${plan.policy.from}, mode ${plan.mode}, enforce: ${plan.enforce}`,
    `changed ${plan.changed.length} files`,
    ...plan.stages.map(
      (stage) =>
        `  ${stage.run ? "runs " : "skips"} ${stage.id.padEnd(8)} ${stage.reason}${stage.sides.includes("proposed") ? "; once more with the head's judging files" : ""}`,
    ),
    ...plan.deferred.map((entry) => `  later ${entry.gate}: ${entry.reason}`),
    ...plan.judging
      .filter((file) => file.base_sha256 !== file.head_sha256)
      .map((file) => `  judging file changed: ${file.path} (${file.role}); the base's decides`),
    ...plan.notes.map((note) => `  note: ${note}`),
    `plan    ${plan.digest}`,
  ];
  return plain(lines.join("\n"));
}
