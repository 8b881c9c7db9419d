import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-YLRDXUZW.mjs";
import "./chunk-3DG6ZQWW.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-BMMWPWOJ.mjs";
import "./chunk-FGSAV3XJ.mjs";
import "./chunk-WA6DMTKR.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-TKDART3B.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-SNM4DR5N.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-V2BPLJCE.mjs";
import "./chunk-5G4OXNIP.mjs";
import "./chunk-XFGHLJ2K.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/smoke.ts
var command = stageCommand("smoke");
export {
  command
};
