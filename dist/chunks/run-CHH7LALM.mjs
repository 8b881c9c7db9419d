import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-VSQP5IO6.mjs";
import "./chunk-AUUX4HTG.mjs";
import "./chunk-X7NWL5HS.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-J5N2WTOC.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-7FVJSRZL.mjs";
import "./chunk-RT3QINI6.mjs";
import "./chunk-DSDTNM53.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-VBHUHXGI.mjs";
import "./chunk-JKQPBNJF.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-XBMAFAUS.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-GA7N4RQA.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-4JDLQYF2.mjs";
import "./chunk-4TIDYIII.mjs";
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
