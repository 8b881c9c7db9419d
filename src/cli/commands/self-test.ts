import { Fault } from "../../core/fault.ts";
import { bindingInput } from "../../flow/judge.ts";
import { selfTest } from "../../verdict/self-test.ts";
import type { Command } from "../main.ts";
import { absolute } from "../setup.ts";
import { plain } from "../terminal.ts";

/** `tunegate self-test`: exit 0 when each trial ends as it must (promise 5). */
export const command: Command = async (args, world) => {
  const trials = selfTest(await bindingInput(absolute(args.positionals[0]!, world)));
  if (trials.length === 0) {
    throw new Fault({
      code: "nothing-to-try",
      kind: "inconclusive",
      message: "there is nothing to try: the run has no evaluation baseline or no evaluation",
      fix: "make one with `tunegate baseline propose`, commit it to the base and run again",
    });
  }
  if (args.flag("json")) world.terminal.print(JSON.stringify({ schema: "tunegate/self-test@1", trials }));
  else
    for (const { name, expected, got, ok } of trials)
      world.terminal.print(plain(`${ok ? "ok  " : "FAIL"} ${name}: must be ${expected}, is ${got}`));
  return trials.every((trial) => trial.ok) ? 0 : 1;
};
