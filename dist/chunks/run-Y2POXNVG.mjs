import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-TGJS4SUP.mjs";
import "./chunk-HGRJPZ6X.mjs";
import "./chunk-X24XCAPD.mjs";
import "./chunk-JZU2WVIG.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-BSFVC42I.mjs";
import "./chunk-Q564OG6V.mjs";
import "./chunk-ZUBUUGKB.mjs";
import "./chunk-6DNVLHTB.mjs";
import "./chunk-OXCB4JOK.mjs";
import "./chunk-D7QCAG7A.mjs";
import "./chunk-YZPIOZGH.mjs";
import {
  runOptions
} from "./chunk-YSSSFFM2.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-A24KCGBX.mjs";
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
