import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-PRTQQOCK.mjs";
import "./chunk-SGWWIPOH.mjs";
import "./chunk-X24XCAPD.mjs";
import "./chunk-ANCZCFTT.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-DW2G2VFG.mjs";
import "./chunk-Q564OG6V.mjs";
import "./chunk-ZUBUUGKB.mjs";
import "./chunk-6DNVLHTB.mjs";
import "./chunk-OXCB4JOK.mjs";
import "./chunk-H3EYPB7M.mjs";
import "./chunk-YZPIOZGH.mjs";
import {
  runOptions
} from "./chunk-PGUKFMF7.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-ILE6SIJI.mjs";
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
