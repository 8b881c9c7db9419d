import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  command,
  list
} from "./chunk-X2WTI2ML.mjs";
import "./chunk-BTCDY5TB.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-SHRC3A5L.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-NLPVD4SM.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-QRWKEJ3A.mjs";
import "./chunk-IGCHZHYQ.mjs";
import "./chunk-MVU7CE2N.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";
export {
  command,
  list
};
