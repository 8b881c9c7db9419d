import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-ETLBPWNY.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-ZTTDYGDU.mjs";
import "./chunk-RP3D62ZN.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-O5WUADL2.mjs";
import "./chunk-NEYLCAU7.mjs";
import "./chunk-O4V536E5.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-FFAQ6BJV.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-LFWHISZA.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-TLNGJ3X7.mjs";
import "./chunk-GV6MAWC2.mjs";
import "./chunk-JOQ4FXVG.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
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
