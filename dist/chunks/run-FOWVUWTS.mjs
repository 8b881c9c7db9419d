import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-QBAITSPO.mjs";
import "./chunk-AUUX4HTG.mjs";
import "./chunk-AYPWXNIT.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-HT5KGAHU.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-RLGVT236.mjs";
import "./chunk-E5BBQTKB.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
import "./chunk-NBXGJ5I7.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-IYWMNFMN.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-EHIRJNR5.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-DSLKUM4U.mjs";
import "./chunk-J6LKMOKX.mjs";
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
