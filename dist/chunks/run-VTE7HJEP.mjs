import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-G3BFSRV2.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-OHED426Y.mjs";
import "./chunk-RAPJ5H54.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-WTRBABYW.mjs";
import "./chunk-EB4J46YF.mjs";
import "./chunk-5R5K5IUG.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-SHRC3A5L.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-NLPVD4SM.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-QRWKEJ3A.mjs";
import "./chunk-IGCHZHYQ.mjs";
import "./chunk-MVU7CE2N.mjs";
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
