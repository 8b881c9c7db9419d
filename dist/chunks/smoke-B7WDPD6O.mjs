import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-6CLQUN2K.mjs";
import "./chunk-JZU2WVIG.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-BSFVC42I.mjs";
import "./chunk-D7QCAG7A.mjs";
import "./chunk-YZPIOZGH.mjs";
import "./chunk-YSSSFFM2.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-A24KCGBX.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-CMQBDRCW.mjs";
import "./chunk-RCPUJHMJ.mjs";
import "./chunk-ZEODCGGN.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/smoke.ts
var command = stageCommand("smoke");
export {
  command
};
