import { stageCommand } from "../stage-command.ts";

/** `tunegate eval`: the eval stage on its own. */
export const command = stageCommand("eval");
