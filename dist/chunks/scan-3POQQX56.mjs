import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  command,
  list
} from "./chunk-K2BV2C3X.mjs";
import "./chunk-Q564OG6V.mjs";
import "./chunk-OXCB4JOK.mjs";
import "./chunk-YZPIOZGH.mjs";
import "./chunk-PGUKFMF7.mjs";
import "./chunk-QB5TAWHV.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-ILE6SIJI.mjs";
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
