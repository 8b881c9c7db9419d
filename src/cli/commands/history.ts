import { adapterHistory } from "../../stages/adapter/history.ts";
import type { Command } from "../main.ts";
import { absolute } from "../setup.ts";
import { plain } from "../terminal.ts";

/** `tunegate history`: exit 0; 1 when no run judged the adapter, or one no longer matches its seal. */
export const command: Command = async (args, world) => {
  const [digest = "", folder = ""] = args.positionals;
  const history = await adapterHistory(digest, absolute(folder, world));
  const broken = history.runs.some(({ problems }) => problems.length > 0);
  if (args.flag("json")) world.terminal.print(JSON.stringify(history));
  else {
    for (const run of history.runs) {
      const what = [run.event, run.pull_request === null ? null : `#${run.pull_request}`, run.release ? "release" : null]
        .filter(Boolean)
        .join(" ");
      const state = run.problems.length === 0 ? "seal consistent" : run.problems.join("; ");
      const lineage = run.stale ? "stale" : "fresh";
      world.terminal.print(
        plain(`${run.recorded_at ?? "no time"}  ${run.verdict}  ${run.run}  ${what} ${run.commit ?? run.tree}  ${lineage}  ${state}`),
      );
    }
    for (const { run, reason } of history.unreadable) world.terminal.say(plain(`tunegate: ${run} was left out: ${reason}`));
    if (history.runs.length === 0) world.terminal.say("tunegate: no run in this folder judged that adapter");
  }
  return broken || history.runs.length === 0 ? 1 : 0;
};
