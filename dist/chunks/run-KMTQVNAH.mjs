import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-LQ4UAZKW.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-OF6MZSEF.mjs";
import "./chunk-A5NKFKBH.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-3CXXD7MN.mjs";
import "./chunk-JWF55DIR.mjs";
import "./chunk-2W4KYXFE.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-57LNEAX7.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-6ZV3CEDG.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-5ZGXKBQF.mjs";
import "./chunk-2X4CYMWJ.mjs";
import "./chunk-UMOS5WSP.mjs";
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
