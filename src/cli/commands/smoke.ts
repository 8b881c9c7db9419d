import { stageCommand } from "../stage-command.ts";

/** `tunegate smoke`: the smoke stage on its own. */
export const command = stageCommand("smoke");
