import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-O3IELVWA.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-UCOFUJ2V.mjs";
import "./chunk-BCNQGSC3.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-3APC2AWC.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-PNFH3LV2.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
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
