import type { StageId } from "../core/documents.ts";
import { runOneStage } from "../flow/one-stage.ts";
import type { Command } from "./main.ts";
import { runOptions } from "./setup.ts";
import { plain } from "./terminal.ts";

/** A command that runs one stage and prints its evidence. Exit 1 when a finding blocks, 4 when the stage failed. */
export function stageCommand(id: StageId): Command {
  return async (args, world) => {
    const evidence = await runOneStage(id, runOptions(args, world));
    if (args.flag("json")) world.terminal.print(JSON.stringify(evidence));
    else {
      for (const { severity, rule, place, message, fix } of evidence.findings) {
        world.terminal.print(
          plain(`${severity} ${rule} ${place.path}${place.line === undefined ? "" : `:${place.line}`}: ${message} (fix: ${fix})`),
        );
      }
      for (const { id: metric, value, k, n } of evidence.metrics)
        world.terminal.print(`${metric} ${value === null ? "null" : Number(value.toPrecision(6))}${k === null ? "" : ` (${k} of ${n})`}`);
      for (const [name, count] of Object.entries(evidence.counts)) world.terminal.print(plain(`${name}: ${count}`));
    }
    if (evidence.findings.some((finding) => finding.severity === "block")) return 1;
    if (evidence.status === "error") world.terminal.say(plain(`tunegate: ${evidence.reason ?? "the stage failed"}`));
    return evidence.status === "error" ? 4 : 0;
  };
}
