import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-A6I5ZMCW.mjs";
import "./chunk-CD3BQENL.mjs";
import "./chunk-X24XCAPD.mjs";
import "./chunk-UJC2E6JY.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-LO34VKEO.mjs";
import "./chunk-Q564OG6V.mjs";
import "./chunk-ZUBUUGKB.mjs";
import "./chunk-6DNVLHTB.mjs";
import "./chunk-OXCB4JOK.mjs";
import "./chunk-ITP5NU64.mjs";
import "./chunk-YZPIOZGH.mjs";
import {
  runOptions
} from "./chunk-L5YUNSI5.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-H6HYO6F6.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-CMQBDRCW.mjs";
import "./chunk-RCPUJHMJ.mjs";
import "./chunk-ZEODCGGN.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/run.ts
var command = async (args, world) => {
  const outcome = await runFlow(runOptions(args, world));
  tellVerdict(outcome, world.terminal);
  if (args.flag("json")) world.terminal.print(JSON.stringify({ ...outcome.verdict, folder: outcome.folder }));
  return outcome.verdict.exit_code;
};
export {
  command
};
