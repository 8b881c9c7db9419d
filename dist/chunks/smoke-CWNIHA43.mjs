import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-N43AMM4I.mjs";
import "./chunk-VHYDKQUO.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-FHBKDAVV.mjs";
import "./chunk-VWPFHSI3.mjs";
import "./chunk-4SMMUUMI.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-WVR6KH4P.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-YIFXMTRA.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-ONHB3O4Q.mjs";
import "./chunk-7MZ3TOOE.mjs";
import "./chunk-SCO2CUN7.mjs";
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
