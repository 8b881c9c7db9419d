import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-DANB77GU.mjs";
import "./chunk-AUUX4HTG.mjs";
import "./chunk-WGBEWRX7.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-F6WPR5HS.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-LOI3QT4M.mjs";
import "./chunk-VCN7LYZF.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
import "./chunk-N5O7TEHV.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-SXDVJVPC.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-LZTOJRPI.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-U4ALXMIZ.mjs";
import "./chunk-WMIBKB2K.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
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
