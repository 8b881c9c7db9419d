import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { Fault } from "../../core/fault.ts";
import { inspectTree } from "../../flow/init.ts";
import { openBare } from "../../flow/init-open.ts";
import { proposeSetup } from "../../flow/init-text.ts";
import { POLICY_PATH } from "../../policy/load.ts";
import type { Command } from "../main.ts";
import { projectDir } from "../setup.ts";
import { plain } from "../terminal.ts";

/** To be replaced by the release that the team has reviewed: an unpinned action would be a door. */
const ACTION = `OWNER/tunegate@${"0".repeat(40)}`;
const WORKFLOW_PATH = ".github/workflows/tunegate.yml";

/** `tunegate init`: policy below the project root, workflow below the git root; existing files stay unless --force. */
export const command: Command = async (args, world) => {
  const dir = projectDir(args, world);
  const { repo, root, defaultBranch, tree } = await openBare(dir);
  const setup = proposeSetup(await inspectTree(tree), { action: ACTION, root, defaultBranch });
  const files = [
    { path: join(dir, POLICY_PATH), text: setup.policy },
    { path: join(repo, WORKFLOW_PATH), text: setup.workflow },
  ];
  const there = files.map((file) => file.path).filter((path) => existsSync(path));
  if (there.length > 0 && !args.flag("force")) {
    const names = there.map((path) => relative(repo, path).split(sep).join("/"));
    throw new Fault({
      code: "init-exists",
      kind: "usage",
      message: `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} there already`,
      fix: "edit what is there, or overwrite with --force",
    });
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    world.terminal.say(plain(`wrote ${relative(world.cwd, path) || path}`));
  }
  for (const note of setup.notes) world.terminal.say(plain(`  ${note}`));
  world.terminal.say(`  in ${WORKFLOW_PATH}, replace OWNER and the commit by the tunegate release that you have reviewed`);
  world.terminal.say("next:");
  for (const { command: line, why } of setup.next) world.terminal.say(plain(`  ${line}   # ${why}`));
  if (args.flag("json")) {
    const written = files.map((file) => relative(repo, file.path).split(sep).join("/"));
    world.terminal.print(JSON.stringify({ schema: "tunegate/init@1", written, notes: setup.notes, next: setup.next }));
  }
  return 0;
};
