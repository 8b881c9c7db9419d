import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  command,
  list
} from "./chunk-VPX7RUII.mjs";
import "./chunk-2XYSLYZG.mjs";
import "./chunk-QQPIYFSU.mjs";
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
export {
  command,
  list
};
