import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-R44RA5RL.mjs";
import "./chunk-ANCZCFTT.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-DW2G2VFG.mjs";
import "./chunk-H3EYPB7M.mjs";
import "./chunk-YZPIOZGH.mjs";
import "./chunk-PGUKFMF7.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-ILE6SIJI.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-CMQBDRCW.mjs";
import "./chunk-RCPUJHMJ.mjs";
import "./chunk-ZEODCGGN.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/eval.ts
var command = stageCommand("eval");
export {
  command
};
