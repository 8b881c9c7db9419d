import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-IVV7XOXO.mjs";
import "./chunk-AYHQXB2P.mjs";
import "./chunk-X24XCAPD.mjs";
import "./chunk-2XYSLYZG.mjs";
import "./chunk-GJEBX5GS.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-R6VETH3Q.mjs";
import "./chunk-6DNVLHTB.mjs";
import "./chunk-QQPIYFSU.mjs";
import "./chunk-YOYKF5NW.mjs";
import "./chunk-BEE4HUNY.mjs";
import "./chunk-YZPIOZGH.mjs";
import {
  runOptions
} from "./chunk-UVXXIENZ.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-YJGFL3ZG.mjs";
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
