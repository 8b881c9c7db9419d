import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-KJWNW66N.mjs";
import "./chunk-UJC2E6JY.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-LO34VKEO.mjs";
import "./chunk-ITP5NU64.mjs";
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

// src/cli/commands/smoke.ts
var command = stageCommand("smoke");
export {
  command
};
