import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-FEFTOVKP.mjs";
import "./chunk-OBVA7UVC.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-OVQNDY7P.mjs";
import "./chunk-NSPVJ6CY.mjs";
import "./chunk-MLEZGXUZ.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-CZSBVFAG.mjs";
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

// src/cli/commands/smoke.ts
var command = stageCommand("smoke");
export {
  command
};
