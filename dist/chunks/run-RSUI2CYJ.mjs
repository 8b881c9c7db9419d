import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-SOTGN6FC.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-544ZX2FG.mjs";
import "./chunk-VHYDKQUO.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-FHBKDAVV.mjs";
import "./chunk-VWPFHSI3.mjs";
import "./chunk-4SMMUUMI.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-WVR6KH4P.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-YIFXMTRA.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-ONHB3O4Q.mjs";
import "./chunk-7MZ3TOOE.mjs";
import "./chunk-SCO2CUN7.mjs";
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
