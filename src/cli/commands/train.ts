import { trainFlow } from "../../flow/train.ts";
import type { Command } from "../main.ts";
import { makeRunner, projectDir } from "../setup.ts";

/** `tunegate train -- <command>`. */
export const command: Command = async (args, world) => {
  const dir = projectDir(args, world);
  const started = performance.now();
  const lineage = await trainFlow({
    dir,
    command: args.rest,
    runner: makeRunner(args, world, dir),
    log: world.terminal.log("train"),
    signal: world.signal,
  });
  world.terminal.phase(
    "train",
    `adapter ${lineage.adapter_digest.slice(0, 12)}, lineage over ${lineage.data.length} data and ${lineage.code.length} code files`,
    performance.now() - started,
  );
  if (args.flag("json")) world.terminal.print(JSON.stringify(lineage));
  return 0;
};
