import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-HR6TL6IO.mjs";
import "./chunk-5MMF5CMG.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-3S4GBDZ3.mjs";
import "./chunk-X5J7KXY6.mjs";
import "./chunk-T3SWH5EN.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-OVCSJRWF.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-KPBUCGM3.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-6IX7FFE4.mjs";
import "./chunk-2BYKIMMM.mjs";
import "./chunk-ZZ3RHKHD.mjs";
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
