import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-VZPVYGGC.mjs";
import "./chunk-JNPCVMFY.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-ZDL2CE5C.mjs";
import "./chunk-OOKX4EE5.mjs";
import "./chunk-F7OEF3QC.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-EJFCJ5IE.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-Z4UM5HMV.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-FOJ7R4AU.mjs";
import "./chunk-L6BZHFF4.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/data.ts
var command = stageCommand("data");
export {
  command
};
