import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  list
} from "./chunk-M4EYNUQA.mjs";
import "./chunk-BTCDY5TB.mjs";
import {
  PHI_PACKS
} from "./chunk-HHBMAGUE.mjs";
import {
  inputFile,
  outputFile
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import {
  readSidecars,
  runRedact
} from "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import {
  plural
} from "./chunk-WP465JPG.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/redact.ts
import { statSync } from "node:fs";
var command = async (args, world) => {
  const [input, output] = args.positionals;
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
      sidecars: readSidecars([{ path: input, file: from }])
    },
    style,
    ...seed === null ? {} : { seed }
  });
  const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (args.flag("json")) world.terminal.print(JSON.stringify(result));
  world.terminal.say(plain(`replaced ${plural(total(result.replaced), "finding")}; the second scan found ${total(result.left)}`));
  for (const [rule, count] of Object.entries(result.left)) world.terminal.say(`  left: ${rule} ${count}`);
  if (style === "surrogate" && total(result.replaced) > 0)
    world.terminal.say(
      "surrogates look like real values, so tunegate scan and the phi gate find them; for a file that must pass use --style tag"
    );
  return total(result.left) > 0 ? 1 : 0;
};
function checkDifferent(input, output) {
  const [from, to] = [statSync(input), statSync(output, { throwIfNoEntry: false })];
  if (to && to.ino === from.ino && to.dev === from.dev)
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: "input and output are the same file",
      fix: "name another output; the input is never overwritten"
    });
}
export {
  command
};
