import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-LL7J5TEN.mjs";
import "./chunk-AUUX4HTG.mjs";
import "./chunk-ON3IIGV2.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-DN7DBDQ3.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-JYWS5G32.mjs";
import "./chunk-NC4QEMVY.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
import "./chunk-6S4V2444.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-624TCAV4.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-DI5HH7DG.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-HTZGEYT6.mjs";
import "./chunk-DBCWN2LS.mjs";
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
