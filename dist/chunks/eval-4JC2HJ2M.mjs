import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-5XTSWT6Y.mjs";
import "./chunk-NFP5TR5X.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-GVQJZSWE.mjs";
import "./chunk-RHU55ZEV.mjs";
import "./chunk-YZPIOZGH.mjs";
import "./chunk-L5YUNSI5.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-H6HYO6F6.mjs";
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
