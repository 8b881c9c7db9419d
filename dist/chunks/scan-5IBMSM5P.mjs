import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  command,
  list
} from "./chunk-4QTOOETI.mjs";
import "./chunk-QAQ3B74Z.mjs";
import "./chunk-DRWSXJSP.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-QZSYUGVC.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-TIPPKZ3I.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-VPUFP6OP.mjs";
import "./chunk-IRHTYFV7.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-ZEODCGGN.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";
export {
  command,
  list
};
