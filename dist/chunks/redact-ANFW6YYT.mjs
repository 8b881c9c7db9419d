import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  list
} from "./chunk-AZ6BPQ46.mjs";
import "./chunk-Q564OG6V.mjs";
import "./chunk-OXCB4JOK.mjs";
import {
  PHI_PACKS
} from "./chunk-YZPIOZGH.mjs";
import {
  absolute,
  runRedact
} from "./chunk-L5YUNSI5.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-H6HYO6F6.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-CMQBDRCW.mjs";
import "./chunk-RCPUJHMJ.mjs";
import "./chunk-ZEODCGGN.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/redact.ts
import { existsSync } from "node:fs";
var command = async (args, world) => {
  const [input, output] = args.positionals;
  const style = args.text("style") ?? "tag";
  if (style !== "tag" && style !== "surrogate")
    throw new Fault({ code: "arguments", kind: "usage", message: "--style takes tag or surrogate", fix: "leave it out for tags" });
  if (absolute(input, world) === absolute(output, world))
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: "input and output are the same file",
      fix: "name another output; the input is never overwritten"
    });
  if (!existsSync(absolute(input, world))) {
    throw new Fault({
      code: "redact-path",
      kind: "usage",
      message: "the file to redact does not exist",
      place: { path: plain(input) },
      fix: "name a file that exists"
    });
  }
  const seed = args.text("seed");
  const result = await runRedact({
    input: absolute(input, world),
    output: absolute(output, world),
    path: input,
    options: { packs: list(args.text("packs"), PHI_PACKS, "packs") },
    style,
    ...seed === null ? {} : { seed }
  });
  const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (args.flag("json")) world.terminal.print(JSON.stringify(result));
  world.terminal.say(plain(`replaced ${total(result.replaced)} findings; the second scan found ${total(result.left)}`));
  for (const [rule, count] of Object.entries(result.left)) world.terminal.say(`  left: ${rule} ${count}`);
  return total(result.left) > 0 ? 1 : 0;
};
export {
  command
};
