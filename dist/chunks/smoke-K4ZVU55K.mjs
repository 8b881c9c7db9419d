import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-OMB5DRKV.mjs";
import "./chunk-LQMVXAGJ.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-SAQ2Q2FC.mjs";
import "./chunk-4NOXVHCN.mjs";
import "./chunk-4ZHOP3E3.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-NAVGVPYD.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-HDQRYYM3.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-46ADYISM.mjs";
import "./chunk-3J7C7BDK.mjs";
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
