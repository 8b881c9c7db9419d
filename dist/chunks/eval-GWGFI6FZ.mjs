import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-SDO4DFG5.mjs";
import "./chunk-LWYKDKJP.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-XRTUPCFF.mjs";
import "./chunk-V53OYVWI.mjs";
import "./chunk-XSMG4CII.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-SXCH5PCW.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-27E7C7D2.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-XUVTLPVH.mjs";
import "./chunk-PG5DE6D2.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-ZEODCGGN.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/eval.ts
var command = stageCommand("eval");
export {
  command
};
