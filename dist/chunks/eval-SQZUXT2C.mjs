import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-YSFJOTC6.mjs";
import "./chunk-DN7DBDQ3.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-JYWS5G32.mjs";
import "./chunk-NC4QEMVY.mjs";
import "./chunk-6S4V2444.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-624TCAV4.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-DI5HH7DG.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-HTZGEYT6.mjs";
import "./chunk-DBCWN2LS.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/eval.ts
var command = stageCommand("eval");
export {
  command
};
