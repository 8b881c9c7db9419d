import { Fault } from "../../core/fault.ts";
import { type BaselineKind, proposeBaselines } from "../../flow/baseline.ts";
import type { Command } from "../main.ts";
import { runOptions } from "../setup.ts";
import { plain } from "../terminal.ts";

/** `tunegate baseline propose`. */
export const command: Command = async (args, world) => {
  if (args.positionals[0] !== "propose")
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: "baseline knows one verb: propose",
      fix: "tunegate baseline propose --reason TEXT",
    });
  const files = await proposeBaselines(runOptions(args, world), kinds(args.text("only")), args.text("reason") ?? "no reason was given");
  for (const { path, notes } of files) {
    world.terminal.say(plain(`wrote ${path}`));
    for (const note of notes) world.terminal.say(plain(`  ${note}`));
  }
  world.terminal.say("They bind once they are in the base: commit them and have them reviewed.");
  if (args.flag("json")) world.terminal.print(JSON.stringify(files));
  return 0;
};

function kinds(only: string | null): readonly BaselineKind[] {
  if (only === null) return ["smoke", "eval"];
  if (only === "smoke" || only === "eval") return [only];
  throw new Fault({ code: "arguments", kind: "usage", message: `--only takes smoke or eval, not ${only}`, fix: "leave it out for both" });
}
