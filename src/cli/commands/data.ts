import { stageCommand } from "../stage-command.ts";

/** `tunegate data`: the data stage on its own. */
export const command = stageCommand("data");
