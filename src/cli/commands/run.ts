import { runFlow } from "../../flow/run.ts";
import type { Command } from "../main.ts";
import { runOptions } from "../setup.ts";
import { tellVerdict } from "../verdict-text.ts";

/** `tunegate run`: the whole flow on the working tree. */
export const command: Command = async (args, world) => {
  const outcome = await runFlow(runOptions(args, world));
  tellVerdict(outcome, world.terminal);
  if (args.flag("json")) world.terminal.print(JSON.stringify({ ...outcome.verdict, folder: outcome.folder }));
  return outcome.verdict.exit_code;
};
