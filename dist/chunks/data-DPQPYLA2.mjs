import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-I36HAXW3.mjs";
import "./chunk-GJEBX5GS.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-YOYKF5NW.mjs";
import "./chunk-BEE4HUNY.mjs";
import "./chunk-YZPIOZGH.mjs";
import "./chunk-UVXXIENZ.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-YJGFL3ZG.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-CMQBDRCW.mjs";
import "./chunk-RCPUJHMJ.mjs";
import "./chunk-ZEODCGGN.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/data.ts
var command = stageCommand("data");
export {
  command
};
