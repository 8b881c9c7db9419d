import { statSync } from "node:fs";
import { Fault } from "../../core/fault.ts";
import { PHI_PACKS } from "../../core/policy.ts";
import { readSidecars, runRedact } from "../../phi/index.ts";
import { plural } from "../../report/words.ts";
import type { Command } from "../main.ts";
import { inputFile, outputFile } from "../setup.ts";
import { plain } from "../terminal.ts";
import { list } from "./scan.ts";

/** `tunegate redact in out`: exit 1 when the second scan still finds something. */
export const command: Command = async (args, world) => {
  const [input, output] = args.positionals as [string, string];
  const style = args.text("style") ?? "tag";
  if (style !== "tag" && style !== "surrogate")
    throw new Fault({ code: "arguments", kind: "usage", message: "--style takes tag or surrogate", fix: "leave it out for tags" });
  const [from, to] = [inputFile(input, world), outputFile(output, world)];
  checkDifferent(from, to);
  const seed = args.text("seed");
  const result = await runRedact({
    input: from,
    output: to,
    path: input,
    options: {
      packs: list(args.text("packs"), PHI_PACKS, "packs"),
      today: world.now().toISOString().slice(0, 10),
      sidecars: readSidecars([{ path: input, file: from }]),
    },
    style,
    ...(seed === null ? {} : { seed }),
  });
  const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (args.flag("json")) world.terminal.print(JSON.stringify(result));
  world.terminal.say(plain(`replaced ${plural(total(result.replaced), "finding")}; the second scan found ${total(result.left)}`));
  for (const [rule, count] of Object.entries(result.left)) world.terminal.say(`  left: ${rule} ${count}`);
  if (style === "surrogate" && total(result.replaced) > 0)
    world.terminal.say(
      "surrogates look like real values, so tunegate scan and the phi gate find them; for a file that must pass use --style tag",
    );
  return total(result.left) > 0 ? 1 : 0;
};

/** @throws Fault `usage` when both are one file, under whatever names */
function checkDifferent(input: string, output: string): void {
  const [from, to] = [statSync(input), statSync(output, { throwIfNoEntry: false })];
  if (to && to.ino === from.ino && to.dev === from.dev)
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: "input and output are the same file",
      fix: "name another output; the input is never overwritten",
    });
}
