import { statSync } from "node:fs";
import { dirname } from "node:path";
import { Fault } from "../../core/fault.ts";
import { PHI_PACKS } from "../../core/policy.ts";
import { runRedact } from "../../phi/index.ts";
import { plural } from "../../report/words.ts";
import type { Command, World } from "../main.ts";
import { absolute } from "../setup.ts";
import { plain } from "../terminal.ts";
import { list } from "./scan.ts";

/** `tunegate redact in out`: exit 1 when the second scan still finds something. */
export const command: Command = async (args, world) => {
  const [input, output] = args.positionals as [string, string];
  const style = args.text("style") ?? "tag";
  if (style !== "tag" && style !== "surrogate")
    throw new Fault({ code: "arguments", kind: "usage", message: "--style takes tag or surrogate", fix: "leave it out for tags" });
  checkPaths(input, output, world);
  const seed = args.text("seed");
  const result = await runRedact({
    input: absolute(input, world),
    output: absolute(output, world),
    path: input,
    options: { packs: list(args.text("packs"), PHI_PACKS, "packs") },
    style,
    ...(seed === null ? {} : { seed }),
  });
  const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (args.flag("json")) world.terminal.print(JSON.stringify(result));
  world.terminal.say(plain(`replaced ${plural(total(result.replaced), "finding")}; the second scan found ${total(result.left)}`));
  for (const [rule, count] of Object.entries(result.left)) world.terminal.say(`  left: ${rule} ${count}`);
  return total(result.left) > 0 ? 1 : 0;
};

/** @throws Fault `usage` when the input is no file, or the output cannot be one beside it */
function checkPaths(input: string, output: string, world: World): void {
  const stat = (path: string) => statSync(path, { throwIfNoEntry: false });
  const [from, to] = [stat(absolute(input, world)), stat(absolute(output, world))];
  if (!from?.isFile())
    throw new Fault({
      code: "redact-path",
      kind: "usage",
      message: from ? "what is to be redacted is no file" : "the file to redact does not exist",
      place: { path: plain(input) },
      fix: "name a file that exists",
    });
  if (to && to.ino === from.ino && to.dev === from.dev)
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: "input and output are the same file",
      fix: "name another output; the input is never overwritten",
    });
  if ((to && !to.isFile()) || !stat(dirname(absolute(output, world)))?.isDirectory())
    throw new Fault({
      code: "redact-path",
      kind: "usage",
      message: to ? "the output is no file" : "the folder of the output does not exist",
      place: { path: plain(output) },
      fix: "name a file in a folder that exists",
    });
}
