import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  command,
  list
} from "./chunk-5SRIL5MX.mjs";
import "./chunk-Q564OG6V.mjs";
import "./chunk-OXCB4JOK.mjs";
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
export {
  command,
  list
};
