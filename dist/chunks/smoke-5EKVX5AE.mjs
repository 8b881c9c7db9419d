import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-DITDFKAS.mjs";
import "./chunk-UFJ6LKDE.mjs";
import "./chunk-YTZG7MET.mjs";
import "./chunk-UUF3G7DX.mjs";
import "./chunk-KUDDAROK.mjs";
import "./chunk-YZPIOZGH.mjs";
import "./chunk-OBLPSQ4J.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-OQG722UO.mjs";
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
