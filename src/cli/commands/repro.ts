import { Fault } from "../../core/fault.ts";
import { openHead } from "../../flow/train.ts";
import { checkRepro, collectReproFiles } from "../../stages/smoke/repro.ts";
import type { Command } from "../main.ts";
import { projectDir } from "../setup.ts";
import { plain } from "../terminal.ts";

/** `tunegate repro check`: Dockerfile, lock and script against the determinism list; exit 1 when a finding blocks. */
export const command: Command = async (args, world) => {
  if (args.positionals[0] !== "check") {
    throw new Fault({ code: "arguments", kind: "usage", message: "repro knows one verb: check", fix: "tunegate repro check" });
  }
  const head = await openHead(projectDir(args, world));
  const findings = checkRepro(await collectReproFiles(await head.tree()));
  if (args.flag("json")) world.terminal.print(JSON.stringify({ schema: "tunegate/repro@1", findings }));
  else
    for (const { severity, rule, place, message, fix } of findings)
      world.terminal.print(
        plain(
          `${severity.padEnd(5)} ${rule} ${place.path}${place.line === undefined ? "" : `:${place.line}`}: ${message}\n      fix: ${fix}`,
        ),
      );
  world.terminal.say(
    findings.length === 0 ? "everything on the determinism list holds" : `${findings.length} points of the determinism list are open`,
  );
  return findings.some(({ severity }) => severity === "block") ? 1 : 0;
};
