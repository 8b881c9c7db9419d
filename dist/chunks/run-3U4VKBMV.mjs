import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  runFlow,
  tellVerdict
} from "./chunk-FWTO56AS.mjs";
import "./chunk-QAQ3B74Z.mjs";
import "./chunk-2RB5GMKJ.mjs";
import "./chunk-7DZATYOY.mjs";
import "./chunk-OBVA7UVC.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-OVQNDY7P.mjs";
import "./chunk-NSPVJ6CY.mjs";
import "./chunk-M47IQAXK.mjs";
import "./chunk-DRWSXJSP.mjs";
import "./chunk-VBHUHXGI.mjs";
import "./chunk-MLEZGXUZ.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  runOptions
} from "./chunk-CZSBVFAG.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-EWVMW4U5.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-UY5B7H76.mjs";
import "./chunk-YVUJUH2R.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
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
