import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { joinFolders } from "../../flow/join.ts";
import { finishFolder } from "../../flow/run.ts";
import type { Command } from "../main.ts";
import { absolute, projectDir, runId } from "../setup.ts";
import { tellVerdict } from "../verdict-text.ts";

/** `tunegate gate --from A --from B`: joins the folders of several jobs and decides. */
export const command: Command = async (args, world) => {
  const home = join(projectDir(args, world), ".tunegate");
  const named = args.text("folder");
  if (named === null) {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, ".gitignore"), "*\n");
  }
  const folder = named === null ? join(home, runId(world)) : absolute(named, world);
  await joinFolders(
    args.texts("from").map((path) => absolute(path, world)),
    folder,
  );
  const outcome = await finishFolder(folder, world.terminal);
  tellVerdict(outcome, world.terminal);
  if (args.flag("json")) world.terminal.print(JSON.stringify({ ...outcome.verdict, folder }));
  return outcome.verdict.exit_code;
};
